"""A grid's value and gradient at many points, beside those of formulas.

    python -m tests.benchmarks.grid [--repeat 9] [--points 100000]

The grid is Himmelblau's function at 41 x 33 points, and once more at points that are not even. The formulas are
Ackley's, which has a root and two cosines, Goldstein and Price's, a polynomial of degree eight, and Branin's.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from optviz.surfaces import Surface, surface
from tests.benchmarks.measured import machine, ratios, seconds, spread

FORMULAS = ("ackley", "goldstein_price", "branin")


def main() -> None:
    """Measure and print one line for each pair."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--points", type=int, default=100_000)
    arguments = parser.parse_args()
    sys.stdout.write(f"{machine('scipy')}.\n\n")
    with TemporaryDirectory() as folder:
        for words, x in (("even", np.linspace(-5, 5, 41)), ("uneven", 5 * np.linspace(-1, 1, 41) ** 3)):
            own = grid(Path(folder) / f"{words}.npz", x)
            for name in FORMULAS:
                turns = [
                    [asked(each, arguments.points) for each in (own, surface(name))] for _ in range(arguments.repeat)
                ]
                taken, beside = ([1000 * turn[which] for turn in turns] for which in range(2))
                sys.stdout.write(
                    f"{arguments.points} points, {words} grid {spread(taken, 'ms')}, {name} {spread(beside, 'ms')}: "
                    f"{spread(ratios(taken, beside))} times as long\n"
                )


def grid(file: Path, x: np.ndarray) -> Surface:
    """Himmelblau's function as a grid."""
    y = np.linspace(-4, 4, 33)
    z = (x**2 + y[:, None] - 11) ** 2 + (x + y[:, None] ** 2 - 7) ** 2
    np.savez(file, x=x, y=y, z=z)
    return surface("grid", file=str(file))


def asked(known: Surface, count: int) -> float:
    """How long its value and its gradient at random points take."""
    low, high = np.transpose([known.bounds.x, known.bounds.y])
    points = np.random.default_rng(0).uniform(low, high, (count, 2))
    known.gradient(points[:1])  # compiled before
    known.value(points[:1])
    return seconds(lambda: (known.value(points), known.gradient(points)))


if __name__ == "__main__":
    main()
