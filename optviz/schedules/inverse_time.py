"""Values that fall as the inverse of time, or as another power of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Ge, Gt

from optviz.schedules.base import Scaled


@dataclass(frozen=True)
class InverseTime(Scaled):
    """Divided by time, or by a power of it: a power law.

        value = initial / (1 + rate n)^power

    With rate 1 it is initial t^-power, t = n + 1 being the step.

    Args: initial: the first value.  rate: >= 0, how much of time one step is.  power: > 0, 1 for the inverse of time,
        0.5 for its square root.
    Reference: Robbins & Monro 1951, doi:10.1214/aoms/1177729586.  Same as Keras's InverseTimeDecay with power 1 and
        rate decay_rate / decay_steps.
    """

    name: ClassVar[str] = "inverse_time"
    title: ClassVar[str] = "Inverse time and power law"
    shown: ClassVar = {"initial": 0.1, "rate": 0.1}

    initial: float
    rate: Annotated[float, Ge(0)] = 1.0
    power: Annotated[float, Gt(0)] = 1.0

    def factor_after(self, done: int) -> float:
        """The power above, n = done."""
        return float((1 + self.rate * done) ** -self.power)
