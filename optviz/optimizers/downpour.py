"""Downpour SGD: a parameter server and workers with copies of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Eps, LearningRate, Optimizer, State, at
from optviz.optimizers.families import stages
from optviz.optimizers.families.workers import Count, Workers, draw_worker, of_worker, repeated, with_worker

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Downpour(Workers, Optimizer):
    """Downpour SGD: workers push what they have gathered to an AdaGrad server, and fetch its x now and then.

        step t: worker i, drawn at random, takes its turn k = 0, 1, ...
        g = grad f(x_i)          a_i <- a_i + g          x_i <- x_i - local_lr g
        k divisible by n_push:  G <- G + a_i^2,  x <- x - lr a_i / (sqrt(G) + eps),  a_i <- 0
        k + 1 divisible by n_fetch:  x_i <- x, for its next turn

    A simulation on one thread; chances follow from the seed and the start. What others push between a worker's
    fetch and its turn is what makes its gradient stale: on average workers - 1 pushes where n_push = n_fetch = 1.
    One such worker is AdaGrad.

    Args: lr: the server's step size, > 0, a number or a schedule.  workers: from 1 to 1000.  n_push, n_fetch: >= 1,
        turns of a worker from push to push and from fetch to fetch.  local_lr: the workers' own step size, > 0, which
        matters where n_fetch > 1.  eps: >= 0.
    State: workers: x_i, (..., W, 2), drawn beside x.  G: (..., 2).  gathered (a_i): (..., W, 2).  turns (k): (..., W).
        Cost per step: one gradient.
    Raises: ParameterError where a number is out of range.
    Reference: Dean et al. 2012, Algorithm 1 of the appendix and section 4.1, Large Scale Distributed Deep Networks,
        NIPS 25.  Same as torch.optim.Adagrad given the same pushes.
    """

    name: ClassVar[str] = "downpour"
    title: ClassVar[str] = "Downpour SGD"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "triangle_down"
    source: ClassVar[str] = "Dean et al. 2012, NIPS 25"
    draws: ClassVar[int] = 1
    recorded: ClassVar[tuple[str, ...]] = ("workers",)
    companions: ClassVar[tuple[str, ...]] = ("workers",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.VALLEY)

    lr: LearningRate = 1e-2
    workers: Count = 4
    n_push: Count = 1
    n_fetch: Count = 1
    local_lr: LearningRate = 1e-2
    eps: Eps = 1e-10

    def init(self, x: Array) -> State:
        """The state before step 1: every worker has fetched the start."""
        workers = repeated(x, self.workers)
        turns = np.zeros(workers.shape[:-1])
        return {"x": x, "workers": workers, "G": np.zeros_like(x), "gathered": np.zeros_like(workers), "turns": turns}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above: one worker's turn."""
        x, workers, turns = state["x"], state["workers"], state["turns"]
        worker = draw_worker(oracle, x, self.workers)
        turn, own = of_worker(turns, worker)[..., np.newaxis], of_worker(workers, worker)
        g = oracle.grad(own)
        gathered, push = of_worker(state["gathered"], worker) + g, turn % self.n_push == 0
        total = np.where(push, state["G"] + gathered * gathered, state["G"])
        x = np.where(push, x - at(self.lr, t) * gathered / (np.sqrt(total) + self.eps), x)
        own = np.where((turn + 1) % self.n_fetch == 0, x, own - at(self.local_lr, t) * g)
        return {
            "x": x,
            "workers": with_worker(workers, worker, own),
            "G": total,
            "gathered": with_worker(state["gathered"], worker, np.where(push, 0.0, gathered)),
            "turns": with_worker(turns, worker, turn[..., 0] + 1),
        }
