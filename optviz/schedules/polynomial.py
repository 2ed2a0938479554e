"""Values that move along a line or a power of it, and then stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt, Le

from optviz.schedules.base import Scaled


@dataclass(frozen=True)
class Linear(Scaled):
    """A line from one fraction of a value to another, then level.

        value = initial (start_factor + (end_factor - start_factor) min(n, total_iters) / total_iters)

    Args: initial: the value that the factors multiply, so not the first one unless start_factor is 1.
        start_factor: in (0, 1].  end_factor: in [0, 1].  total_iters: >= 1, steps to the line's end; the
        run's steps if left out.
    Reference: same as torch.optim.lr_scheduler.LinearLR.
    """

    name: ClassVar[str] = "linear"
    title: ClassVar[str] = "Linear"
    aliases: ClassVar[dict[str, str]] = {}
    length: ClassVar[str] = "total_iters"
    shown: ClassVar = {"initial": 0.1, "start_factor": 1.0, "end_factor": 0.1}

    initial: float
    start_factor: Annotated[float, Gt(0), Le(1)] = 1 / 3
    end_factor: Annotated[float, Ge(0), Le(1)] = 1.0
    total_iters: Annotated[int | None, Ge(1)] = None

    def factor_after(self, done: int) -> float:
        """The line above, n = done."""
        total = self.bound(self.total_iters)
        rise = self.end_factor - self.start_factor
        return self.start_factor + rise * min(done, total) / total


@dataclass(frozen=True)
class Polynomial(Scaled):
    """A power of a line that falls to zero, then zero.

        value = initial (1 - min(n, total_iters) / total_iters)^power

    Args: initial: the first value.  total_iters: >= 1, steps to zero; the run's steps if left out.  power:
        > 0.
    Reference: same as torch.optim.lr_scheduler.PolynomialLR.
    """

    name: ClassVar[str] = "polynomial"
    title: ClassVar[str] = "Polynomial decay"
    length: ClassVar[str] = "total_iters"
    shown: ClassVar = {"initial": 0.1, "power": 2.0}

    initial: float
    total_iters: Annotated[int | None, Ge(1)] = None
    power: Annotated[float, Gt(0)] = 1.0

    def factor_after(self, done: int) -> float:
        """The power above, n = done."""
        total = self.bound(self.total_iters)
        return float((1 - min(done, total) / total) ** self.power)
