"""Half a cosine from one value to another, once, back and forth, or with restarts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Ge

from optviz.schedules.base import Schedule


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from `initial` to `eta_min`, rising again past T_max.

        value = eta_min + (initial - eta_min) (1 + cos(pi n / T_max)) / 2

    Args: initial: the first value.  T_max: >= 1, steps to eta_min; the run's steps if left out.  eta_min: the
        last value; also `end`.
    Reference: Loshchilov & Hutter 2017, equation 5, arXiv:1608.03983.  Same as
        torch.optim.lr_scheduler.CosineAnnealingLR.
    """

    name: ClassVar[str] = "cosine"
    title: ClassVar[str] = "Cosine annealing"
    aliases: ClassVar[dict[str, str]] = {"start": "initial", "end": "eta_min"}
    length: ClassVar[str] = "T_max"

    initial: float
    T_max: Annotated[int | None, Ge(1)] = None
    eta_min: float = 0.0

    def after(self, done: int) -> float:
        """The equation above, n = done."""
        return _half_cosine(self.initial, self.eta_min, done / self.bound(self.T_max))

    def changed(self, now: float, done: int) -> float:
        """The value now, its distance from eta_min changed as the cosine's; from eta_min it rises on its own."""
        length = self.bound(self.T_max)
        if not done:
            return now
        if (done - 1 - length) % (2 * length) == 0:
            return now + _half_cosine(self.initial, self.eta_min, done / length) - self.eta_min
        share = _half_cosine(1.0, 0.0, done / length) / _half_cosine(1.0, 0.0, (done - 1) / length)
        return self.eta_min + (now - self.eta_min) * share


@dataclass(frozen=True)
class WarmRestarts(Schedule):
    """Half a cosine from `initial` to `eta_min`, then from `initial` again, over ever longer rounds.

        value = eta_min + (initial - eta_min) (1 + cos(pi T_cur / T_i)) / 2,   T_i <- T_mult T_i at a restart

    Args: initial: the value at each restart.  T_0: >= 1, steps of the first round.  T_mult: >= 1, by how much
        each round is longer than the one before.  eta_min: the value a round ends with; also `end`.
    Reference: Loshchilov & Hutter 2017, equation 5, arXiv:1608.03983.  Same as
        torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
    """

    name: ClassVar[str] = "warm_restarts"
    title: ClassVar[str] = "Cosine with warm restarts"
    aliases: ClassVar[dict[str, str]] = {"start": "initial", "end": "eta_min"}
    shown: ClassVar = {"initial": 0.1, "T_0": 14, "T_mult": 2}

    initial: float
    T_0: Annotated[int, Ge(1)] = 10
    T_mult: Annotated[int, Ge(1)] = 1
    eta_min: float = 0.0

    def after(self, done: int) -> float:
        """The equation above, in the round that `done` falls into."""
        if self.T_mult == 1:
            return _half_cosine(self.initial, self.eta_min, done % self.T_0 / self.T_0)
        length = self.T_0
        while done >= length:
            done, length = done - length, length * self.T_mult
        return _half_cosine(self.initial, self.eta_min, done / length)


def _half_cosine(first: float, last: float, part: float) -> float:
    return last + (first - last) * (1 + math.cos(math.pi * part)) / 2
