"""optviz's engine and torch.optim side by side, in one run: many starts at once, and one start at a time.

    python -m tests.benchmarks.engine [--repeat 3] [--starts 100000] [--steps 1000]

Needs torch beside optviz. Both work in 64-bit floats on Beale's function. "batch" is Adam from many starts at once:
torch with one tensor of all starts and its default number of threads, optviz on as many threads and keeping the two
ends of every run.
"lone" is one run each of ten methods, one thread each, with every step kept. The two take turns, and the median
counts, beside its range. A few rows of the batch are then held against their lone runs, bit by bit.
"""

from __future__ import annotations

import argparse
import resource
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from tests.benchmarks.measured import machine, ratios, seconds, spread

if TYPE_CHECKING:
    from collections.abc import Callable

BEALE = surface("beale")
START = [1.0, 1.5]
LR = 0.01

# Each method of the lone runs: optviz's name and hyper-parameters, torch's class and its.
METHODS: dict[tuple[str, bool], tuple[str, dict[str, Any], dict[str, Any]]] = {
    ("sgd", False): ("SGD", {}, {}),
    ("momentum", False): ("SGD", {}, {"momentum": 0.9}),
    ("momentum", True): ("SGD", {"nesterov": True}, {"momentum": 0.9, "nesterov": True}),
    ("adagrad", False): ("Adagrad", {}, {}),
    ("adadelta", False): ("Adadelta", {}, {}),
    ("rmsprop", False): ("RMSprop", {}, {}),
    ("adam", False): ("Adam", {}, {}),
    ("adamw", False): ("AdamW", {}, {}),
    ("nadam", False): ("NAdam", {}, {}),
    ("amsgrad", False): ("Adam", {}, {"amsgrad": True}),
}


def main() -> None:
    """Measure both workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--starts", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=1000)
    arguments = parser.parse_args()
    torch.set_default_dtype(torch.float64)
    threads, steps = torch.get_num_threads(), arguments.steps
    starts = np.random.default_rng(0).uniform(-2, 2, (arguments.starts, 2))
    warm_up()
    say(f"{machine('torch')}.\n")
    batch = turns(lambda: torch_batch(starts, steps), lambda: batch_ends(starts, steps, threads), arguments.repeat)
    say(row("batch", *batch, f"{threads} threads each, peak memory of both {peak():.0f} MB"))
    torch.set_num_threads(1)
    lone = turns(lambda: torch_lone(steps), lambda: our_lone(steps), arguments.repeat)
    say(row("lone", *lone, f"{len(METHODS)} methods"))
    say(
        "rows are their lone runs" if rows_are_lone_runs(starts, steps, threads) else "ROWS DIFFER FROM THEIR LONE RUNS"
    )


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def warm_up() -> None:
    """Load and derive what only the first run pays for."""
    few = np.array([START] * 8)
    torch_batch(few, 5)
    batch_ends(few, 5)
    torch_lone(5)
    our_lone(5)


Turns = tuple[list[float], list[float]]


def turns(theirs: Callable[[], object], ours: Callable[[], object], repeat: int) -> Turns:
    """The seconds of two workloads that take turns."""
    pairs = [(seconds(theirs), seconds(ours)) for _ in range(repeat)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def beale(points: Any) -> Any:
    """Beale's function of torch's points (..., 2)."""
    x, y = points[..., 0], points[..., 1]
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def torch_walk(points: Any, method: Any, steps: int) -> None:
    """Walk as torch's documentation says."""
    for _ in range(steps):
        method.zero_grad()
        beale(points).sum().backward()
        method.step()


def torch_batch(starts: np.ndarray, steps: int) -> None:
    """Adam from all starts at once."""
    points = torch.tensor(starts, requires_grad=True)
    torch_walk(points, torch.optim.Adam([points], lr=LR), steps)


def torch_lone(steps: int) -> None:
    """Every method from one start."""
    for name, _, options in METHODS.values():
        point = torch.tensor(START, requires_grad=True)
        torch_walk(point, getattr(torch.optim, name)([point], **{"lr": LR, **options}), steps)


def batch_ends(starts: np.ndarray, steps: int, threads: int = 1) -> np.ndarray:
    """Where Adam ends from all starts."""
    method = optimizer("adam", lr=LR)
    return simulate(method, BEALE, starts, steps, every=steps, threads=threads).positions[:, -1]


def our_lone(steps: int) -> None:
    """Every method from one start."""
    for (name, _), (_, options, _) in METHODS.items():
        simulate(optimizer(name, lr=LR, **options), BEALE, START, steps)


def rows_are_lone_runs(starts: np.ndarray, steps: int, threads: int) -> bool:
    """Whether rows from all over a batch end where their lone runs end, to the last bit."""
    ends, chosen = batch_ends(starts, steps, threads), np.linspace(0, len(starts) - 1, 40, dtype=int)
    return all(batch_ends(starts[[row]], steps)[0].tobytes() == ends[row].tobytes() for row in chosen)


def peak() -> float:
    """This process' largest memory so far in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(workload: str, theirs: list[float], ours: list[float], note: str) -> str:
    """What was measured of one workload."""
    ratio = spread(ratios(ours, theirs))
    return f"{workload}: torch.optim {spread(theirs, 's')}, optviz {spread(ours, 's')}, ratio {ratio}; {note}"


if __name__ == "__main__":
    main()
