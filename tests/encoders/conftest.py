"""Small animations with everything that is hard: ramps, moving heads, letter-like edges, odd sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.encoders import Animation, Encoder, encoder_for
from optviz.geometry import Box

if TYPE_CHECKING:
    from optviz.arrays import Pixels

HEADS = ((213, 94, 0), (0, 114, 178), (0, 158, 115))


@dataclass(frozen=True)
class Movie:
    """Frames, and the boxes in which each differs from the one before."""

    frames: list[Pixels]
    boxes: list[list[Box]]

    @property
    def size(self) -> tuple[int, int]:
        height, width, _ = self.frames[0].shape
        return width, height


Encode = Callable[..., tuple[Path, list[str]]]


def ramp(width: int, height: int) -> Pixels:
    """A smooth two-dimensional ramp with a block of hard black and grey strokes."""
    y, x = np.mgrid[0:height, 0:width]
    red, green, blue = 200 + 40 * x / width, 180 + 60 * y / height, 230 - 50 * (x + y) / (width + height)
    frame = np.stack([red, green, blue, np.full_like(red, 255)], axis=-1).astype(np.uint8)
    frame[height // 2 : height // 2 + 9 : 2, 5 : width // 2 : 3, :3] = 20
    frame[height // 2 : height // 2 + 9 : 3, 6 : width // 2 : 4, :3] = 120
    return frame


def moving(count: int = 12, width: int = 97, height: int = 61) -> Movie:
    """Heads that leave traces over a ramp, with a half blended rim."""
    canvas, frames, boxes, before = ramp(width, height), [], [], list[Box]()
    for k in range(count):
        now = [Box(4 + 5 * k, 3 + 17 * i, 11 + 5 * k, 10 + 17 * i) for i in range(len(HEADS))]
        frame = canvas.copy()
        for (left, top, right, bottom), color in zip(now, HEADS, strict=True):
            rim = frame[top:bottom, left:right, :3]
            rim[...] = (rim.astype(int) + color) // 2
            frame[top + 1 : bottom - 1, left + 1 : right - 1, :3] = color
            canvas[top + 3 : bottom - 3, left:right, :3] = color
        frames.append(frame)
        boxes.append(before + now)
        before = now
    return Movie(frames, boxes)


@pytest.fixture
def movie() -> Movie:
    """The usual animation of moving heads."""
    return moving()


@pytest.fixture
def encode(tmp_path: Path) -> Encode:
    """Encodes frames from ONE live buffer, as a canvas gives them; the file and the notes."""

    def encoding(
        suffix: str,
        frames: Sequence[Pixels],
        *,
        boxes: Sequence[Sequence[Box] | None] | None = None,
        durations: Sequence[Fraction] | None = None,
        fps: int = 25,
        loop: int = 0,
        transparent: bool = False,
        sample: Pixels | None = None,
        exact: tuple[tuple[int, int, int], ...] = HEADS,
        name: str = "animation",
        comment: str = "",
        coarser: int = 0,
        lossless: bool = False,
    ) -> tuple[Path, list[str]]:
        height, width, _ = frames[0].shape
        shown = frames[-1] if sample is None else sample
        animation = Animation(
            (width, height), fps, loop, transparent, shown, exact, comment=comment, coarser=coarser, lossless=lossless
        )
        path, live = tmp_path / f"{name}{suffix}", np.empty_like(frames[0])
        entry = encoder_for(suffix)
        assert issubclass(entry, Encoder)
        with entry(path, animation) as encoder:
            for k, frame in enumerate(frames):
                live[...] = frame
                duration = durations[k] if durations else Fraction(1, fps)
                encoder.add(live, boxes[k] if boxes else None, duration)
            live[...] = 77
        return path, encoder.notes

    return encoding
