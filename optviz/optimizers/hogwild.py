"""Hogwild: workers that share their parameters without a lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import LearningRate, Optimizer, State, at
from optviz.optimizers.families import stages
from optviz.optimizers.families.workers import (
    Count,
    Delay,
    Workers,
    aged,
    draw_worker,
    of_worker,
    repeated,
    whole_number,
    with_newest,
    with_worker,
)

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Hogwild(Workers, Optimizer):
    """Hogwild: workers write stale gradients into shared parameters, and none waits for a lock.

        step t: worker i, drawn at random, has read each coordinate j a_j writes ago:
        r_j = x_j(t - 1 - a_j),  a_j uniform on 0 .. min(delay, writes since i's own last)
        x_j <- x_j - lr g_j(r)

    A simulation on one thread. A write is atomic in each coordinate, so none is lost, but without a lock a
    worker reads coordinates of different ages: r may be a point that x never was. Chances follow from the seed
    and the start. One worker always reads its own last write: it is SGD, and so are all without delay.

    Args: lr: step size, > 0, a number or a schedule.  workers: from 1 to 1000; more of them are away for longer.
        delay: from 0 to 10000, the longest time between reading and writing in writes (the paper's tau).
    State: workers: the point each last read, (..., W, 2), drawn beside x.  past: x before the last writes, newest
        first, (..., delay + 1, 2).  since: writes since each worker's own, (..., W).  Cost per step: one gradient.
    Raises: ParameterError where a number is out of range.
    Reference: Niu, Recht, Re & Wright 2011, Algorithm 1, arXiv:1106.5730, with every coordinate in each support.
        Same as torch.optim.SGD given the same stale gradients.
    """

    name: ClassVar[str] = "hogwild"
    title: ClassVar[str] = "Hogwild"
    color: ClassVar[str] = "#D55E00"
    marker: ClassVar[str] = "triangle_left"
    source: ClassVar[str] = "Niu, Recht, Re & Wright 2011, arXiv:1106.5730"
    draws: ClassVar[int] = 2
    recorded: ClassVar[tuple[str, ...]] = ("workers",)
    companions: ClassVar[tuple[str, ...]] = ("workers",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.VALLEY)

    lr: LearningRate = 1e-3
    workers: Count = 4
    delay: Delay = 8

    def init(self, x: Array) -> State:
        """The state before step 1: every worker has read the start."""
        since = np.zeros((*x.shape[:-1], self.workers))
        return {"x": x, "workers": repeated(x, self.workers), "past": repeated(x, self.delay + 1), "since": since}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above: one worker's write."""
        x, past, since = state["x"], state["past"], state["since"]
        worker = draw_worker(oracle, x, self.workers)
        longest = np.minimum(of_worker(since, worker), self.delay)
        read = aged(past, whole_number(oracle.random(x.shape), longest[..., np.newaxis] + 1))
        x = x - at(self.lr, t) * oracle.grad(read)
        workers, since = with_worker(state["workers"], worker, read), with_worker(since + 1, worker, 0.0)
        return {"x": x, "workers": workers, "past": with_newest(past, x), "since": since}
