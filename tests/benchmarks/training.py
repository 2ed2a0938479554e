"""The loss on a plane by a person's own function: how much faster two processes are than one.

    python -m tests.benchmarks.training [--points 61] [--repeat 5] [--markdown]

The digits network of the tests: 1210 parameters, 256 digits. One process and two are measured in turn, in the same
setting: each evaluates with one thread. The start of a process, which imports NumPy and the function, does not depend
on the number of points; so it is measured too, by the smallest grid.
"""

from __future__ import annotations

import argparse

import numpy as np

from optviz.training import plane
from tests.benchmarks.measured import machine, ratios, seconds, spread
from tests.training.digits import REFERENCE, RUNS, loss


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--points", type=int, default=61, help="values of x, and of y")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--markdown", action="store_true", help="print the table alone")
    arguments = parser.parse_args()
    around = plane({name: REFERENCE[name] for name in RUNS}, center="adam", directions=REFERENCE["directions"])
    known = {name: REFERENCE[f"{name}_loss"] for name in RUNS}

    def measured(points: int, workers: int) -> float:
        x, y = np.linspace(-3, 13, points), np.linspace(-5, 3, points)
        return seconds(lambda: around.grid(loss, x, y, workers=workers, progress=False, losses=known))

    times: dict[str, list[float]] = {"one": [], "two": [], "start of one": [], "start of two": [], "this": []}
    for _ in range(arguments.repeat):
        times["one"].append(measured(arguments.points, 1))
        times["two"].append(measured(arguments.points, 2))
        times["start of one"].append(measured(4, 1))
        times["start of two"].append(measured(4, 2))
        times["this"].append(measured(arguments.points, 0))
    if not arguments.markdown:
        print(f"{machine()}.\n")
    one, two = times["one"], times["two"]
    own_one, own_two = without(one, times["start of one"]), without(two, times["start of two"])
    title = f"{arguments.points}x{arguments.points} points of the digits network"
    print(f"| {title} | time | of which start |\n|---|---|---|")
    print(f"| this process, with the threads of its libraries | {spread(times['this'], 's')} | |")
    print(f"| one process | {spread(one, 's')} | {spread(times['start of one'], 's')} |")
    print(f"| two processes | {spread(two, 's')} | {spread(times['start of two'], 's')} |")
    print(
        f"| two are as fast | {spread(ratios(one, two))} times | without it {spread(ratios(own_one, own_two))} times |"
    )


def without(whole: list[float], start: list[float]) -> list[float]:
    """What is left of times without those of the start."""
    return [each - other for each, other in zip(whole, start, strict=True)]


if __name__ == "__main__":
    main()
