"""Up to a peak and down again, once, in the length of the run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Gt, Le

from optviz.schedules.base import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class OneCycle(Schedule):
    """From a fraction of a peak up to the peak, then down to far less, and no further.

        start = max_lr / div_factor,   end = start / final_div_factor
        start -> max_lr until n = pct_start total_steps - 1,   max_lr -> end until n = total_steps - 1
        three_phase: start -> max_lr as above, max_lr -> start in as many steps, start -> end in the rest

    For a momentum that falls while the rate rises, as torch's cycle_momentum from 0.95 to 0.85 and back: max_lr
    0.85, div_factor 0.85 / 0.95, final_div_factor 1.

    Args: max_lr: the peak, of whatever parameter it is.  total_steps: >= 1, steps to the end; the run's steps if
        left out.  pct_start: in [0, 1], the rising part.  anneal_strategy: half a cosine (cos) or a line
        (linear) between two values.  div_factor, final_div_factor: > 0.  three_phase: whether it comes back to
        its start before it goes to its end.
    Reference: Smith & Topin 2018, arXiv:1708.07120.  Same as torch.optim.lr_scheduler.OneCycleLR.
    """

    name: ClassVar[str] = "one_cycle"
    title: ClassVar[str] = "One cycle"
    aliases: ClassVar[dict[str, str]] = {}
    length: ClassVar[str] = "total_steps"
    shown: ClassVar = {"max_lr": 0.1}

    max_lr: float
    total_steps: Annotated[int | None, Ge(1)] = None
    pct_start: Annotated[float, Ge(0), Le(1)] = 0.3
    anneal_strategy: Literal["cos", "linear"] = "cos"
    div_factor: Annotated[float, Gt(0)] = 25.0
    final_div_factor: Annotated[float, Gt(0)] = 1e4
    three_phase: bool = False

    def after(self, done: int) -> float:
        """The value in the phase that n = done falls into."""
        step, begin = min(done, self.bound(self.total_steps) - 1), 0.0
        for end, first, last in self._phases():
            if step <= end:
                return self._between(first, last, (step - begin) / (end - begin) if end > begin else 1.0)
            begin = end
        return last

    def _phases(self) -> Iterator[tuple[float, float, float]]:
        """The end of each phase, and the values it goes from and to."""
        total = self.bound(self.total_steps)
        start, rise = self.max_lr / self.div_factor, self.pct_start * total
        yield rise - 1, start, self.max_lr
        if self.three_phase:
            yield 2 * rise - 2, self.max_lr, start
        yield total - 1, start if self.three_phase else self.max_lr, start / self.final_div_factor

    def _between(self, first: float, last: float, share: float) -> float:
        if self.anneal_strategy == "linear":
            return first + (last - first) * share
        return last + (first - last) / 2 * (1 + math.cos(math.pi * share))
