from __future__ import annotations

import numpy as np
import pytest

from optviz.scene.strokes import stretches


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ([], []),
        ([0], []),
        ([0, 0, 0], [(0, 2, False)]),
        ([1, 1], [(0, 1, True)]),
        ([0, 0, 1, 1, 0, 0], [(0, 1, False), (1, 4, True), (4, 5, False)]),
    ],
)
def test_stretches_cover_every_segment_once(hidden: list[int], expected: list[tuple[int, int, bool]]) -> None:
    assert stretches(np.array(hidden, dtype=bool)) == expected
