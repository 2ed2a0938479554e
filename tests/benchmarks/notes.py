"""What notes cost: the same workloads with four notes and without, in one run: seconds of drawing, kilobytes.

    python -m tests.benchmarks.notes [--repeat 5] [contour landscape orbit saddle]

A workload is drawn into a GIF by one process that has been started before; with notes and without take turns. A ratio
is that of one turn, and each number is the median over the turns with its range. The notes of the three workloads wait
for no pause, those of the bundled scenario do: the frames in which they appear are drawn besides.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from optviz.api.render import render
from optviz.scenario import Scenario, bundled_path, load, parse
from tests.benchmarks.measured import machine, ratios, seconds, spread

HERE = Path(__file__).parent
WORKLOADS = ("contour", "landscape", "orbit")
NOTES = """
notes:
  - {of: momentum, when: step >= 10, say: Momentum runs past the saddle, stay: 1}
  - {of: adadelta, when: step >= 30, say: AdaDelta leaves first, stay: 1}
  - {of: nag, when: step >= 60, say: "NAG, late to turn, overtakes Adam", stay: 1}
  - {of: sgd, when: end, say: SGD still lingers}
"""


def main() -> None:
    """Measure the named workloads and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=[*WORKLOADS, "saddle"])
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    print(f"The median of {arguments.repeat} turns and its range. {machine()}.", flush=True)
    for workload in arguments.workloads:
        print(measured(workload, arguments.repeat), flush=True)


def measured(workload: str, repeat: int) -> str:
    """Draw a workload with notes and without, in turns."""
    told = noted(workload)
    bare = replace(told, notes=())
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.gif" for number in range(2)]
        pairs = list(zip((bare, told), files, strict=True))
        for each in pairs:
            render(*each, workers=1)  # what only the first render pays for
        turns = [[seconds(partial(render, *each, workers=1)) for each in pairs] for _ in range(repeat)]
        without, four = ([turn[which] for turn in turns] for which in range(2))
        before, after = (file.stat().st_size / 1000 for file in files)
    times = f"without {spread(without, 's')}, with {spread(four, 's')}, ratio {spread(ratios(four, without))}"
    return f"{workload}, {len(told.notes)} notes: {times}; file {before:.0f} kB, {after:.0f} kB, {after / before:.2f}"


def noted(workload: str) -> Scenario:
    """A workload with notes, or a bundled scenario with its own."""
    if workload not in WORKLOADS:
        return load(bundled_path(workload))
    return parse((HERE / f"{workload}.yaml").read_text() + NOTES)


if __name__ == "__main__":
    main()
