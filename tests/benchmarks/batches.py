"""A minibatch's gradient of a logistic regression for many runs at once, beside a loop over the runs.

    python -m tests.benchmarks.batches [--repeat 5] [--runs 10000] [--batch 16]

The loop is plain NumPy, as one writes it for one run: the chances of the batch, then the mean of what is predicted too
much, times the inputs. Both take turns, and the median counts, beside its range.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from optviz.oracle import GradientOptions, Oracle
from optviz.surfaces import surface
from optviz.surfaces.kinds.model import Model
from tests.benchmarks.measured import machine, ratios, seconds, spread

Array = np.ndarray


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=16)
    arguments = parser.parse_args()
    data = surface("logistic_moons")
    if not isinstance(data, Model):
        raise TypeError
    weights = np.random.default_rng(0).normal(size=(arguments.runs, 2))
    oracle = Oracle(data, GradientOptions(batch=arguments.batch), starts=weights)
    rows = np.random.default_rng([0, 1]).permutation(data.samples)[: arguments.batch]
    first, second, truth = data.batch(rows)
    inputs = np.stack([first, second], axis=1)
    if not np.allclose(oracle.grad(weights), looped(weights, inputs, truth), rtol=1e-12, atol=1e-14):
        raise ArithmeticError
    pairs = [
        (seconds(lambda: looped(weights, inputs, truth)), seconds(lambda: oracle.grad(weights)))
        for _ in range(arguments.repeat)
    ]
    loop, together = ([1000 * pair[which] for pair in pairs] for which in range(2))
    sys.stdout.write(f"{machine()}.\n\n")
    sys.stdout.write(
        f"{arguments.runs} runs, {arguments.batch} samples: a loop {spread(loop, 'ms')}, "
        f"at once {spread(together, 'ms')}, {spread(ratios(loop, together))} times as fast\n"
    )


def looped(weights: Array, inputs: Array, truth: Array) -> Array:
    """The gradient of every run, one after the other."""
    return np.array([gradient(each, inputs, truth) for each in weights])


def gradient(weights: Array, inputs: Array, truth: Array) -> Array:
    """That of one run."""
    chances = 1 / (1 + np.exp(-(inputs @ weights)))
    found: Array = (chances - truth) @ inputs / len(truth)
    return found


if __name__ == "__main__":
    main()
