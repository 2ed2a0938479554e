"""AdaptiveRevision: AdaGrad that allows for delays."""

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
class AdaptiveRevision(Workers, Optimizer):
    """AdaptiveRevision: AdaGrad for stale gradients, which revises the steps it took while one was on its way.

        step t: worker i, drawn at random, read x and gbar a writes ago: g = grad f(x(t - 1 - a)),
        b = gbar - gbar(t - 1 - a),  a uniform on 0 .. min(delay, writes since i's own last)
        z <- z + g^2 + 2 g b          z' <- max(z', z)          eta = lr / sqrt(z')
        x <- x - eta_new g + (eta_old - eta_new) b          gbar <- gbar + g

    A simulation on one thread; chances follow from the seed and the start. Without delay b = 0: it is AdaGrad
    with an initial accumulator of 1 and no eps.

    Args: lr: step size, > 0, a number or a schedule (the paper's alpha).  workers: from 1 to 1000; more of them
        are away for longer.  delay: from 0 to 10000, the longest time between reading and writing in writes.
    State: z, top (z'): from 1, (..., 2).  total (gbar): (..., 2).  workers: the point each last read, (..., W, 2),
        drawn beside x.  past, totals: x and gbar before the last writes, newest first, (..., delay + 1, 2).
        since: writes since each worker's own, (..., W).  Cost per step: one gradient.
    Raises: ParameterError where a number is out of range.
    Reference: McMahan & Streeter 2014, Algorithm 2 (AdaptiveRevision), Delay-Tolerant Algorithms for Asynchronous
        Distributed Online Learning, NIPS 27.
    """

    name: ClassVar[str] = "adaptive_revision"
    title: ClassVar[str] = "AdaptiveRevision"
    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "triangle_right"
    source: ClassVar[str] = "McMahan & Streeter 2014, NIPS 27"
    draws: ClassVar[int] = 2
    recorded: ClassVar[tuple[str, ...]] = ("workers",)
    companions: ClassVar[tuple[str, ...]] = ("workers",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.VALLEY)

    lr: LearningRate = 1e-2
    workers: Count = 4
    delay: Delay = 8

    def init(self, x: Array) -> State:
        """The state before step 1: every worker has read the start, and z and z' are 1."""
        zero, one = np.zeros_like(x), np.ones_like(x)
        sums = {"z": one, "top": one, "total": zero, "totals": repeated(zero, self.delay + 1)}
        since = np.zeros((*x.shape[:-1], self.workers))
        return {
            "x": x,
            "workers": repeated(x, self.workers),
            "past": repeated(x, self.delay + 1),
            "since": since,
        } | sums

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above: one worker's write."""
        since, total, lr = state["since"], state["total"], at(self.lr, t)
        worker = draw_worker(oracle, state["x"], self.workers)
        age = whole_number(oracle.random(worker.shape), np.minimum(of_worker(since, worker), self.delay) + 1)
        read, missed = aged(state["past"], age), total - aged(state["totals"], age)
        g = oracle.grad(read)
        z = state["z"] + (g * g + 2 * g * missed)
        top = np.maximum(state["top"], z)
        x = state["x"] - lr * g / np.sqrt(top) + (lr / np.sqrt(state["top"]) - lr / np.sqrt(top)) * missed
        return {
            "x": x,
            "workers": with_worker(state["workers"], worker, read),
            "past": with_newest(state["past"], x),
            "since": with_worker(since + 1, worker, 0.0),
            "z": z,
            "top": top,
            "total": total + g,
            "totals": with_newest(state["totals"], total + g),
        }
