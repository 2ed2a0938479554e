"""A long animation takes hardly more memory than a short one, all processes counted, as many as start by themselves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.memory import peak

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = """\
surface: saddle
start: [1.2, -1.0e-3]
steps: 119
optimizers: [{{name: adam, lr: 0.01}}]
views: [{view}]
output: {{hold: 0}}
"""


@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory processes share")
@pytest.mark.parametrize("suffix", ["gif", "mp4"])
@pytest.mark.parametrize(
    ("view", "frames"), [("contour", 2000), ("{name: surface3d, grid: 16, azimuth: [0, 90]}", 700)]
)
def test_memory_does_not_grow_with_the_frames(tmp_path: Path, view: str, frames: int, suffix: str) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO.format(view=view))
    short = max(peak(scenario, suffix, 100) for _ in range(3))  # a moment is easily missed on a busy machine
    assert peak(scenario, suffix, frames) - short < 50
