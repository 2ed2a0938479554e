"""How the time grows with frames, pixels and traces: optviz beside FuncAnimation, whose time is projected.

    python -m tests.benchmarks.scaling [--format gif] [contour landscape orbit]

From one workload, one thing at a time is changed. FuncAnimation draws 12 frames from the start and 12 more; the
difference is what a frame costs it, and so many frames are counted. optviz draws all of them, three times, in one
process and without its start; the median counts. It prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from optviz.api.render import render
from optviz.scenario import Scenario, load, override, to_yaml
from tests.benchmarks.compare import HERE, funcanimation, timed

FRAMES = (100, 300, 1000, 3000)
SIZES = ((320, 240), (640, 480), (1280, 720), (1920, 1080))
TRACES = (1, 10, 100)
_FEW, _FPS, _TIMES = 12, 50, 3


def main() -> None:
    """Measure every variation of the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape", "orbit"])
    parser.add_argument("--format", default="gif")
    arguments = parser.parse_args()
    print("| workload | frames | size | traces | FuncAnimation | optviz | a frame | ratio |")
    print("|---" * 8 + "|")
    for workload in arguments.workloads:
        for scenario, traces in variations(load(HERE / f"{workload}.yaml")):
            print(f"| {workload} " + row(scenario, traces, arguments.format), flush=True)


def variations(scenario: Scenario) -> list[tuple[Scenario, int]]:
    """A workload with more and fewer frames, pixels and traces, and how many traces each has."""
    plain = len(scenario.runs)
    return [
        *((long(scenario, frames), plain) for frames in FRAMES),
        *((override(scenario, size=size), plain) for size in SIZES),
        *((crowded(scenario, traces), traces) for traces in TRACES),
    ]


def long(scenario: Scenario, frames: int) -> Scenario:
    """The scenario with a step for each of so many frames."""
    return replace(override(scenario, fps=_FPS, duration=frames / _FPS), steps=frames - 1)


def crowded(scenario: Scenario, traces: int) -> Scenario:
    """The scenario with the first of its optimizers from so many starts near its own."""
    (x, y), few = scenario.starts[0], scenario.runs[:1]
    return replace(scenario, runs=few, starts=tuple((x + 0.003 * k, y + 0.002 * k) for k in range(traces)))


def row(scenario: Scenario, traces: int, suffix: str) -> str:
    """What follows the workload's name in one line of the table."""
    frames, (width, height) = round(scenario.output.fps * scenario.output.duration), scenario.output.size
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "scenario.yaml", Path(folder) / f"film.{suffix}"
        source.write_text(to_yaml(scenario), encoding="utf-8")
        few, more = (funcanimation(source, target, count).drawing for count in (_FEW, 2 * _FEW))
        render(scenario, target, workers=1, draft=True)  # what only the first render pays for
        ours = statistics.median(timed(lambda: render(scenario, target, workers=1)) for _ in range(_TIMES))
    theirs = few + (frames - _FEW) * (more - few) / _FEW
    return (
        f"| {frames} | {width}x{height} | {traces} | {theirs:.0f} s | {ours:.2f} s | {1000 * ours / frames:.1f} ms "
        f"| {theirs / ours:.0f} |"
    )


if __name__ == "__main__":
    main()
