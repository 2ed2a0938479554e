"""How the time grows with frames, pixels and traces: optviz beside FuncAnimation, whose time is projected.

    python -m tests.benchmarks.scaling [--repeat 3] [--format gif] [contour landscape orbit]

From one workload, one thing at a time is changed. FuncAnimation draws 12 frames from the start and 12 more; the
difference is what a frame costs it, and so many frames are counted. optviz draws all of them, in one process and
without its start; the median counts, beside its range. It prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from optviz.api.render import render
from optviz.scenario import Scenario, load, override, to_yaml
from tests.benchmarks.compare import HERE, funcanimation
from tests.benchmarks.measured import machine, seconds, spread

FRAMES = (100, 300, 1000, 3000)
SIZES = ((320, 240), (640, 480), (1280, 720), (1920, 1080))
TRACES = (1, 10, 100)
_FEW, _FPS = 12, 50


def main() -> None:
    """Measure every variation of the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape", "orbit"])
    parser.add_argument("--format", default="gif")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{machine()}.\n")
    print("| workload | frames | size | traces | FuncAnimation | optviz | a frame | ratio |")
    print("|---" * 8 + "|")
    for workload in arguments.workloads:
        for scenario, traces in variations(load(HERE / f"{workload}.yaml")):
            print(f"| {workload} " + row(scenario, traces, arguments.format, arguments.repeat), flush=True)


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
    return replace(scenario, runs=few, start=tuple((x + 0.003 * k, y + 0.002 * k) for k in range(traces)))


def row(scenario: Scenario, traces: int, suffix: str, repeat: int) -> str:
    """What follows the workload's name in one line of the table."""
    frames, (width, height) = round(scenario.output.fps * scenario.output.duration), scenario.output.size
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "scenario.yaml", Path(folder) / f"animation.{suffix}"
        source.write_text(to_yaml(scenario), encoding="utf-8")
        few, more = (funcanimation(source, target, count).drawing for count in (_FEW, 2 * _FEW))
        render(scenario, target, workers=1, draft=True)  # what only the first render pays for
        ours = [seconds(lambda: render(scenario, target, workers=1)) for _ in range(repeat)]
    theirs = few + (frames - _FEW) * (more - few) / _FEW
    return (
        f"| {frames} | {width}x{height} | {traces} | {theirs:.0f} s | {spread(ours, 's')} "
        f"| {1000 * statistics.median(ours) / frames:.1f} ms | {spread([theirs / each for each in ours])} |"
    )


if __name__ == "__main__":
    main()
