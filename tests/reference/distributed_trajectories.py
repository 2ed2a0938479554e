"""What torch's SGD and Adagrad do with the gradients that simulated workers bring, stale as they are.

The steps of each rule are written here once more, one number or one tensor at a time. Chances are drawn as optviz's
oracle says: the n-th question of a run has a stream of its own, keyed by the seed 0, n and the start's bits.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch  # type: ignore[import-not-found]

from tests.reference.frame import STEPS, SURFACES, trajectories, versions, write

if TYPE_CHECKING:
    from numpy.random import Generator

    from tests.reference.frame import Function, Point, Setting, Walk

SETTINGS: list[Setting] = [
    ("hogwild", {}),
    ("hogwild", {"lr": 5e-4, "workers": 7, "delay": 3}),
    ("adaptive_revision", {}),
    ("adaptive_revision", {"lr": 0.05, "workers": 3, "delay": 20}),
    ("downpour", {}),
    ("downpour", {"lr": 0.03, "workers": 3, "n_push": 3, "n_fetch": 5, "local_lr": 1e-3, "eps": 1e-3}),
    ("easgd", {}),
    ("easgd", {"lr": 5e-4, "workers": 2, "alpha": 0.2, "tau": 3}),
]


class Read(NamedTuple):
    """What a worker may have read: the parameters and the sum of all gradients, once a write was done."""

    x: Point
    total: Point


def chances(function: Function, questions: int) -> list[Generator]:
    """The streams of a run: those of the surface's own start, so that a nudge does not change them."""
    start = next(point for _, known, point in SURFACES.values() if known is function)
    key = [struct.unpack("<Q", struct.pack("<d", value))[0] for value in start]
    return [np.random.default_rng([0, question, *key, 1]) for question in range(questions)]


def slope(function: Function, at: Point) -> Point:
    """torch's gradient at a point."""
    point = torch.tensor(at, requires_grad=True)
    function(point[0], point[1], torch).backward()
    gradient: Point = point.grad.tolist()
    return gradient


def hogwild(given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """torch.optim.SGD with gradients of points that were read without a lock."""
    workers, delay = given.get("workers", 4), given.get("delay", 8)
    turns, ages = chances(function, 2)
    x = torch.tensor(start)
    server = torch.optim.SGD([x], lr=given.get("lr", 1e-3))
    walk, last = [start], [0] * workers
    for t in range(STEPS):
        worker = int(turns.random() * workers)
        longest = min(delay, t - last[worker])
        read = [walk[t - int(ages.random() * (longest + 1))][coordinate] for coordinate in (0, 1)]
        x.grad = torch.tensor(slope(function, read))
        server.step()
        last[worker] = t + 1
        walk.append(x.tolist())
    return walk


def adaptive_revision(given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """McMahan & Streeter's AdaptiveRevision, a coordinate at a time."""
    lr, workers, delay = given.get("lr", 1e-2), given.get("workers", 4), given.get("delay", 8)
    turns, ages = chances(function, 2)
    written, last = [Read(start, [0.0, 0.0])], [0] * workers
    z, top = [1.0, 1.0], [1.0, 1.0]
    for t in range(STEPS):
        worker = int(turns.random() * workers)
        read = written[t - int(ages.random() * (min(delay, t - last[worker]) + 1))]
        x, total = list(written[t].x), list(written[t].total)
        for j, g in enumerate(slope(function, read.x)):
            back = total[j] - read.total[j]
            old = lr / math.sqrt(top[j])
            z[j] += g * g + 2 * g * back
            top[j] = max(top[j], z[j])
            new = lr / math.sqrt(top[j])
            x[j] += -new * g + (old - new) * back
            total[j] += g
        written.append(Read(x, total))
        last[worker] = t + 1
    return [read.x for read in written]


def downpour(given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """torch.optim.Adagrad as the server; torch.optim.SGD as each worker's own steps."""
    workers, n_push, n_fetch = given.get("workers", 4), given.get("n_push", 1), given.get("n_fetch", 1)
    (turns,) = chances(function, 1)
    x = torch.tensor(start)
    server = torch.optim.Adagrad([x], lr=given.get("lr", 1e-2), eps=given.get("eps", 1e-10))
    copies = [torch.tensor(start) for _ in range(workers)]
    steps = [torch.optim.SGD([copy], lr=given.get("local_lr", 1e-2)) for copy in copies]
    gathered, done, walk = [torch.zeros(2) for _ in range(workers)], [0] * workers, [start]
    for _ in range(STEPS):
        worker = int(turns.random() * workers)
        copies[worker].grad = torch.tensor(slope(function, copies[worker].tolist()))
        gathered[worker] += copies[worker].grad
        steps[worker].step()
        if done[worker] % n_push == 0:
            x.grad = gathered[worker].clone()
            server.step()
            gathered[worker].zero_()
        done[worker] += 1
        if done[worker] % n_fetch == 0:
            copies[worker].copy_(x)
        walk.append(x.tolist())
    return walk


def easgd(given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """torch.optim.SGD for the workers, with the springs between them and the centre."""
    workers = given.get("workers", 4)
    alpha = given.get("alpha", 0.9 / workers)
    centre, copies = torch.tensor(start), [torch.tensor(start) for _ in range(workers)]
    sgd = torch.optim.SGD(copies, lr=given.get("lr", 1e-3))
    walk = [start]
    for t in range(STEPS):
        pulls = [alpha * (copy - centre) for copy in copies] if t % given.get("tau", 1) == 0 else []
        for copy in copies:
            copy.grad = torch.tensor(slope(function, copy.tolist()))
        sgd.step()
        for copy, pull in zip(copies, pulls, strict=False):
            copy.sub_(pull)
            centre.add_(pull)
        walk.append(centre.tolist())
    return walk


WALKS = {"hogwild": hogwild, "adaptive_revision": adaptive_revision, "downpour": downpour, "easgd": easgd}


def iterates(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates of one method."""
    return WALKS[method](given, function, start)


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    walk: Walk = iterates
    write("distributed_trajectories", trajectories(SETTINGS, walk, versions("torch", "numpy")))
