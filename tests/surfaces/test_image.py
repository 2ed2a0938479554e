from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.errors import ParameterError
from optviz.scenario import load, to_yaml
from optviz.surfaces import Bounds, surface

if TYPE_CHECKING:
    from pathlib import Path


def saved(folder: Path, pixels: Any, name: str = "own.png", **options: Any) -> str:
    Image.fromarray(pixels).save(folder / name, **options)
    return str(folder / name)


def ramp(rows: int = 30, columns: int = 60) -> Any:
    """Black at the top, white at the bottom."""
    return np.repeat(np.linspace(0, 255, rows).round().astype(np.uint8)[:, None], columns, axis=1)


def test_white_is_high_and_the_top_is_up(tmp_path: Path) -> None:
    found = surface("image", file=saved(tmp_path, ramp()), smooth=0, detail=60)
    assert found.bounds == found.domain == Bounds((-1, 1), (-0.5, 0.5))
    np.testing.assert_allclose(found.value(np.array([[0, 0.5], [0.3, 0], [0, -0.5]])), [0, 0.5, 1], atol=1e-12)
    slope = found.gradient(np.array([[0.2, 0.1]]))
    np.testing.assert_allclose(slope, [[0, -1]], atol=0.05)
    turned = surface("image", file=saved(tmp_path, ramp()), smooth=0, detail=60, inverted=True)
    np.testing.assert_allclose(turned.value(np.array([[0, 0.5], [0, -0.5]])), [1, 0], atol=1e-12)
    assert found.notes == ("grey values of own.png, black is low",)
    assert np.isnan(found.value(np.array([0, 0.6])))


@pytest.mark.parametrize(
    ("pixels", "grey"),
    [
        (np.full((20, 20), 51, np.uint8), 0.2),
        (np.full((20, 20), 13107, np.uint16), 0.2),
        (np.full((20, 20, 3), 51, np.uint8), 0.2),
        (np.full((20, 20, 4), (51, 51, 51, 255), np.uint8), 0.2),
        (np.full((20, 20, 4), (0, 0, 0, 0), np.uint8), 1.0),
        (np.zeros((20, 20), bool), 0.0),
        (np.full((20, 20, 3), (0, 255, 0), np.uint8), 0.587),
    ],
)
def test_pictures_of_all_kinds(tmp_path: Path, pixels: Any, grey: float) -> None:
    found = surface("image", file=saved(tmp_path, pixels), detail=20)
    assert found.value(np.zeros(2)) == pytest.approx(grey, abs=0.003)
    assert found.minimizers == ()


def test_a_photo_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    path = saved(tmp_path, ramp(40, 80), "photo.jpg", exif=exif, quality=95)
    assert surface("image", file=path).bounds == Bounds((-0.5, 0.5), (-1, 1))


def test_smoothing_keeps_a_hollow_and_rounds_it(tmp_path: Path) -> None:
    pixels = np.full((50, 50), 255, np.uint8)
    pixels[20:30, 10:20] = 0
    found = surface("image", file=saved(tmp_path, pixels), detail=50, smooth=3)
    (minimizer,) = found.minimizers
    assert minimizer == pytest.approx((-0.408, 0), abs=0.02)
    assert np.abs(found.gradient(np.array([minimizer]))).max() < 1e-9


def test_what_is_read_is_written(tmp_path: Path) -> None:
    saved(tmp_path, ramp())
    file = tmp_path / "own.yaml"
    file.write_text("surface: {name: image, file: own.png, smooth: 2}\nstart: [0, 0]\noptimizers: [sgd]\n")
    found = load(file)
    file.write_text(to_yaml(found))
    assert load(file) == found
    assert [*found.files] == ["own.png"]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_bomb_is_not_decoded(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )
    (tmp_path / "bomb.png").write_bytes(bomb)
    with pytest.raises(ParameterError, match=r"bomb\.png"):
        surface("image", file=str(tmp_path / "bomb.png"))
    large = tmp_path / "large.png"
    Image.new("1", (6000, 5000)).save(large)
    with pytest.raises(ParameterError, match=r"large\.png: 6000 x 5000 pixels, more than 25,000,000"):
        surface("image", file=str(large))


def test_other_formats_are_refused(tmp_path: Path) -> None:
    for kind in ("gif", "bmp", "tiff", "webp"):
        stream = io.BytesIO()
        Image.fromarray(ramp()).save(stream, kind)
        (tmp_path / "own.png").write_bytes(stream.getvalue())
        with pytest.raises(ParameterError, match=r"own\.png is no PNG or JPEG picture"):
            surface("image", file=str(tmp_path / "own.png"))


def test_broken_pictures_are_said(tmp_path: Path) -> None:
    for name in ("own.png", "own.jpg"):
        whole = (tmp_path / name, saved(tmp_path, np.random.default_rng(0).integers(0, 256, (40, 40), np.uint8), name))[
            0
        ]
        data = whole.read_bytes()
        for end in (0, 7, 30, len(data) // 2):
            whole.write_bytes(data[:end])
            with pytest.raises(
                ParameterError, match=rf"^file: {name} is (no PNG or JPEG picture|a broken picture: [^\n]+)$"
            ):
                surface("image", file=str(whole))
