"""Limits that are reached at any moment of the work: files are whole or as they were, and the next work is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import optviz
from optviz.api.pictures import Picture
from optviz.api.render import draw
from optviz.api.workers import worker_pool
from optviz.cost import Cost
from optviz.errors import LimitError
from optviz.scenario import parse

ROOT = Path(optviz.__file__).parents[1]
TEXT = """\
surface: rosenbrock
start: [-1, 1]
steps: 60
optimizers: [adam, sgd]
output: {size: [480, 320], fps: 30, duration: 2, hold: 0}
"""
SEED = int(os.environ.get("OPTVIZ_SEED", "9"))
ROUNDS = int(os.environ.get("OPTVIZ_ROUNDS", "20"))

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system limits no process"),
]


def test_time_that_runs_out_at_any_moment(tmp_path: Path) -> None:
    random, scenario = Random(SEED), parse(TEXT)  # noqa: S311  (it chooses moments)
    paths = (tmp_path / "a.gif", tmp_path / "a.mp4", tmp_path / "a.png")
    whole = {path: path.read_bytes() for path in draw([Picture(scenario, paths)]).paths}
    ended = 0
    with worker_pool(1) as pool:
        for _ in range(ROUNDS):
            hasty = replace(scenario, limit=Cost(random.uniform(0.01, 0.9), 1e9))
            for path in random.sample(paths, 2):
                path.unlink(missing_ok=True)
            try:
                draw([Picture(hasty, paths)], alone=pool)
            except LimitError:
                ended += 1
            found = {path: path.read_bytes() for path in tmp_path.iterdir()}
            assert found.items() <= whole.items()  # whole, and nothing else
        draw([Picture(replace(scenario, limit=Cost(100, 1e9)), paths)], alone=pool)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == whole
    assert ended > 0


def test_memory_that_runs_out_at_any_moment(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311
    scenario = parse(TEXT.replace("[480, 320]", "[1920, 1080]").replace("duration: 2", "duration: 0.5"))
    paths = (tmp_path / "a.gif", tmp_path / "a.mp4")
    whole = {path: path.read_bytes() for path in draw([Picture(scenario, paths)]).paths}
    ended = 0
    with worker_pool(1) as pool:
        for _ in range(ROUNDS // 2):
            small = replace(scenario, limit=Cost(100, random.uniform(1e8, 6e8)))
            try:
                draw([Picture(small, paths)], alone=pool)
            except LimitError:
                ended += 1
            assert {path: path.read_bytes() for path in tmp_path.iterdir()} == whole
    assert ended > 0


@pytest.mark.parametrize("name", ["saddle", "rosenbrock-orbit", "learning-rates"])
def test_libraries_work_within_little_more_memory_than_they_need(name: str, tmp_path: Path) -> None:
    """Nothing fails below the limit: what threads and libraries only reserve does not count."""
    command = [sys.executable, "-m", "optviz", "render", name, "-o", "a.gif", "-o", "a.mp4", "--draft"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--max-memory", "400 MB"], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(("wrote", "note")) for line in done.stderr.splitlines())
