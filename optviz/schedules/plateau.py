"""A value that falls where the surface's value no longer does."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from annotated_types import Ge, Lt

from optviz.schedules.base import Reactive

if TYPE_CHECKING:
    from typing import Self


class _Watch(NamedTuple):
    """What a plateau remembers: the value it gives, the best one it met, and two counts of steps."""

    now: float
    best: float
    bad: int = 0
    resting: int = 0


@dataclass(frozen=True)
class Plateau(Reactive):
    """Multiplied by a factor after more than `patience` steps in a row without a better value of the surface.

        better: value < best (1 - threshold) (rel),  value < best - threshold (abs);  mode max: > and + for < and -
        at more than patience bad steps:  now <- max(factor now, min_lr)  where that is a change of more than eps

    Every run has a value of its own. The surface is looked at where each step ends, without noise, and that is no
    call of the oracle. Where best is below 0 the relative rule calls even a slightly worse value better.

    Args: initial: the first value.  mode: min where values shall fall, max where they shall rise.  factor: in [0, 1).
        patience: >= 0, bad steps that are tolerated.  threshold: >= 0.
        threshold_mode: rel or abs, as above.  cooldown: >= 0, steps after a change that are never bad.  min_lr: the
        lowest value.  eps: >= 0.
    Reference: same as torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    name: ClassVar[str] = "plateau"
    title: ClassVar[str] = "Reduce on plateau"

    initial: float
    mode: Literal["min", "max"] = "min"
    factor: Annotated[float, Ge(0), Lt(1)] = 0.1
    patience: Annotated[int, Ge(0)] = 10
    threshold: Annotated[float, Ge(0)] = 1e-4
    threshold_mode: Literal["rel", "abs"] = "rel"
    cooldown: Annotated[int, Ge(0)] = 0
    min_lr: float = 0.0
    eps: Annotated[float, Ge(0)] = 1e-8

    _watch: _Watch = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "_watch", _Watch(self.initial, math.inf if self.mode == "min" else -math.inf))

    def after(self, done: int) -> float:
        """The value now, whatever the step."""
        del done
        return self._watch.now

    def observed(self, value: float) -> Self:
        """This plateau once a step has ended at a value."""
        then = copy.copy(self)
        object.__setattr__(then, "_watch", self._next(value))
        return then

    def _next(self, value: float) -> _Watch:
        now, best, bad, resting = self._watch
        best, bad = (value, 0) if self._better(value) else (best, bad + 1)
        resting, bad = (resting - 1, 0) if resting else (0, bad)
        if bad <= self.patience:
            return _Watch(now, best, bad, resting)
        lower = max(self.factor * now, self.min_lr)
        return _Watch(lower if now - lower > self.eps else now, best, 0, self.cooldown)

    def _better(self, value: float) -> bool:
        best, sign = self._watch.best, 1 if self.mode == "min" else -1
        change = sign * self.threshold
        return sign * value < sign * (best * (1 - change) if self.threshold_mode == "rel" else best - change)
