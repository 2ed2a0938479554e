from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from optviz.encoders.codec.spool import Spool
from optviz.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path


def test_frames_come_back_as_they_were_with_what_changed(tmp_path: Path) -> None:
    numbers = np.random.default_rng(1)
    frames = [numbers.integers(0, 256, (9, 12, 4), dtype=np.uint8)]
    boxes = [Box(0, 0, 3, 2), Box(4, 4, 12, 9), Box(0, 0, 12, 9)]
    for box in boxes:
        frames.append(frames[-1].copy())
        part = frames[-1][box.rows_columns]
        part[...] = numbers.integers(0, 256, part.shape, dtype=np.uint8)
    frames.append(frames[-1])
    durations = [Fraction(1, 30), Fraction(1001, 30000), Fraction(2), Fraction(1, 7), Fraction(123457, 10**6)]
    told = [None, [boxes[0]], [Box(-5, 2, 99, 9)], None, []]
    spool, live = Spool(tmp_path, (12, 9)), np.empty_like(frames[0])
    for frame, changed, duration in zip(frames, told, durations, strict=True):
        live[...] = frame
        spool.add(live, changed, duration)
    live[...] = 0
    for _ in range(2):
        found = [(frame.copy(), changed, duration) for frame, changed, duration in spool.frames()]
        assert np.array_equal([frame for frame, _, _ in found], frames)
        assert [duration for _, _, duration in found] == durations
        assert [changed for _, [changed], _ in found][1:4] == boxes
        assert found[-1][1] == [(0, 0, 0, 0)]
    spool.close()
    assert not list(tmp_path.iterdir())


def test_what_stays_takes_no_room(tmp_path: Path) -> None:
    frame = np.random.default_rng(1).integers(0, 256, (90, 120, 4), dtype=np.uint8)
    spool = Spool(tmp_path, (120, 90))
    spool.add(frame, None, Fraction(1))
    before = spool._file.tell()
    for _ in range(100):
        spool.add(frame, None, Fraction(1))
    assert spool._file.tell() - before < 100 * 40
    spool.close()
