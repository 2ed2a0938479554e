"""One value, with another one for the first steps if asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt

from optviz.schedules.base import Scaled


@dataclass(frozen=True)
class Constant(Scaled):
    """One value throughout, or a fraction of it for the first steps.

        value = initial factor   while n < total_iters,   initial afterwards

    Args: initial: the value.  factor: > 0, what multiplies it at first (1 here, 1/3 in torch).  total_iters:
        >= 0, for how many steps.
    Reference: same as torch.optim.lr_scheduler.ConstantLR.
    """

    name: ClassVar[str] = "constant"
    title: ClassVar[str] = "Constant"

    initial: float
    factor: Annotated[float, Gt(0)] = 1.0
    total_iters: Annotated[int, Ge(0)] = 5

    def factor_after(self, done: int) -> float:
        """The factor at first, then 1."""
        return self.factor if done < self.total_iters else 1.0
