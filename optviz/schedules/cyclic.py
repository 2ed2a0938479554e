"""Up to a peak and down again, over and over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Gt

from optviz.schedules.base import Schedule


@dataclass(frozen=True)
class Cyclic(Schedule):
    """Along a line from `base_lr` up to `max_lr` and down again, over and over, with peaks that stay or fall.

        value = base_lr + (max_lr - base_lr) s(n) h,   s a triangle: 0 -> 1 in step_size_up, -> 0 in step_size_down
        triangular: h = 1,   triangular2: h = 1 / 2^c in cycle c = 0, 1, ...,   exp_range: h = gamma^n

    For a momentum that falls while the rate rises, as torch's cycle_momentum from 0.9 to 0.8 and back: base_lr 0.9,
    max_lr 0.8.

    Args: base_lr, max_lr: the two ends, of whatever parameter it is.  step_size_up: >= 1, steps from base_lr to
        max_lr.  step_size_down: >= 1, steps back; as many as up if left out.  mode: triangular, triangular2 or
        exp_range, as above.  gamma: > 0, of exp_range.
    Reference: Smith 2017, arXiv:1506.01186.  Same as torch.optim.lr_scheduler.CyclicLR.
    """

    name: ClassVar[str] = "cyclic"
    title: ClassVar[str] = "Cyclic"
    aliases: ClassVar[dict[str, str]] = {}
    shown: ClassVar = {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 20}

    base_lr: float
    max_lr: float
    step_size_up: Annotated[int, Ge(1)] = 2000
    step_size_down: Annotated[int | None, Ge(1)] = None
    mode: Literal["triangular", "triangular2", "exp_range"] = "triangular"
    gamma: Annotated[float, Gt(0)] = 1.0

    def after(self, done: int) -> float:
        """The equation above, n = done."""
        up = self.step_size_up
        length = up + (self.step_size_down or up)
        cycle, part = divmod(done, length)
        rise = part / up if part <= up else (length - part) / (length - up)
        return self.base_lr + (self.max_lr - self.base_lr) * rise * self._height(done, cycle)

    def _height(self, done: int, cycle: int) -> float:
        if self.mode == "exp_range":
            return float(self.gamma**done)
        return math.ldexp(1.0, -cycle) if self.mode == "triangular2" else 1.0
