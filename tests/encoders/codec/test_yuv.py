from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from optviz.encoders.codec.palette import packed
from optviz.encoders.codec.yuv import convert

if TYPE_CHECKING:
    from optviz.arrays import Pixels
    from optviz.encoders.codec.yuv import Planes


def converted(frame: Pixels) -> Planes:
    height, width, _ = frame.shape
    half = (height // 2, width // 2)
    planes = np.zeros((height, width), np.uint8), np.zeros(half, np.uint8), np.zeros(half, np.uint8)
    convert(packed(frame), planes)
    return planes


def blocks(seed: int, height: int = 140, width: int = 18) -> Pixels:
    """Random colours, each filling two by two pixels, so that chroma means the same to everyone."""
    colors = np.random.default_rng(seed).integers(0, 256, (height // 2, width // 2, 4), dtype=np.uint8)
    return colors.repeat(2, axis=0).repeat(2, axis=1)


def test_the_standards_formula_is_met_to_rounding() -> None:
    frame = blocks(0)
    red, green, blue, _ = np.moveaxis(frame.astype(float), -1, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    expected = (
        16 + 219 / 255 * luma,
        (128 + 224 / 255 * (blue - luma) / 1.8556)[::2, ::2],
        (128 + 224 / 255 * (red - luma) / 1.5748)[::2, ::2],
    )
    for plane, true, most in zip(converted(frame), expected, (0.65, 0.52, 0.52), strict=True):
        assert np.abs(plane - true).max() < most


def test_ffmpegs_own_conversion_is_met_to_rounding() -> None:
    frame = blocks(1)
    theirs = av.VideoFrame.from_ndarray(frame, format="rgba").reformat(
        format="yuv444p", dst_colorspace=1, dst_color_range=1
    )
    luma, *chroma = theirs.to_ndarray()
    expected = (luma, *(plane[::2, ::2] for plane in chroma))
    for plane, true in zip(converted(frame), expected, strict=True):
        assert np.abs(plane.astype(int) - true).max() <= 2


@pytest.mark.parametrize(("value", "luma"), [(0, 16), (255, 235)])
def test_grey_stays_grey(value: int, luma: int) -> None:
    planes = converted(np.full((2, 4, 4), value, np.uint8))
    assert [set(plane.ravel().tolist()) for plane in planes] == [{luma}, {128}, {128}]


def test_chroma_is_the_mean_of_four() -> None:
    frame = np.zeros((2, 2, 4), np.uint8)
    frame[0, 0, 2] = 255
    mean = np.zeros((2, 2, 4), np.uint8)
    mean[..., 2] = 64
    assert abs(int(converted(frame)[1][0, 0]) - int(converted(mean)[1][0, 0])) <= 1


def test_a_part_converts_like_the_whole() -> None:
    frame = blocks(2)
    whole, part = converted(frame), converted(frame[34:130, 4:12])
    assert np.array_equal(part[0], whole[0][34:130, 4:12])
    assert np.array_equal(part[2], whole[2][17:65, 2:6])
