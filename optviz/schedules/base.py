"""What a schedule is: a value for every step, as a pure function of the step's number."""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping  # noqa: TC003  (annotations are evaluated)
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from optviz.errors import ParameterError
from optviz.parameters import check, plain

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True)
class Schedule(ABC):
    """A hyper-parameter that changes from step to step.

        value(t) = after(t - 1),  t = 1, 2, ...

    `after(n)` is what torch.optim.lr_scheduler gives once n steps are done, in closed form.

    Class attributes: name: in scenario files.  title: for readers.  aliases: other spellings of parameters.
        length: the parameter that the run's number of steps fills where it is left out, or "".
        shown: parameters with which its curve shows what it does, in a hundred steps.
    Raises: ParameterError where a parameter is out of range.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    aliases: ClassVar[dict[str, str]] = {"start": "initial"}
    length: ClassVar[str] = ""
    shown: ClassVar[Mapping[str, Any]] = {"initial": 0.1}

    def __post_init__(self) -> None:
        check(self)

    def __call__(self, t: int) -> float:
        """The value at step t = 1, 2, ...; infinite where it is too large for a number."""
        try:
            return self.after(t - 1)
        except OverflowError:
            return math.inf

    @abstractmethod
    def after(self, done: int) -> float:
        """The value once `done` steps are done: 0 gives the first step's."""

    def changed(self, now: float, done: int) -> float:
        """The value once `done` steps are done where it was `now` until then: one of a chain changes what others gave.

        A schedule that is no factor of its initial value, as a cycle, gives its own value whatever the others gave.
        """
        del now
        return self.after(done)

    @property
    def effort(self) -> int:
        """How long a value takes to compute, in units of a short closed form's."""
        return 1

    def bind(self, steps: int) -> Self:
        """This schedule for a run of so many steps: a length left out becomes the run's."""
        if self.length and getattr(self, self.length) is None:
            return dataclasses.replace(self, **{self.length: max(steps, 1)})
        return self

    def plain(self) -> dict[str, Any]:
        """The schedule as plain data, as a scenario file writes it."""
        return {"schedule": self.name, **plain(self)}

    def bound(self, length: int | None) -> int:
        """A length that must be known by now.

        Raises: ParameterError where it was left out and no run has filled it.
        """
        if length is None:
            raise ParameterError(self.length, "was left out, and only bind(steps) can fill it")
        return length


class Scaled(Schedule):
    """A schedule that is a factor times its initial value, so that a chain's other schedules may have factors too."""

    initial: float

    @abstractmethod
    def factor_after(self, done: int) -> float:
        """What multiplies the initial value once `done` steps are done."""

    def after(self, done: int) -> float:
        """The initial value times the factor."""
        return self.initial * self.factor_after(done)

    def changed(self, now: float, done: int) -> float:
        """The value now, multiplied by what the factor has changed by."""
        before = self.factor_after(done - 1) if done else 1.0
        return now * self.factor_after(done) / before if before else 0.0


class Recurrent(Schedule):
    """A schedule whose values follow each from the one before."""

    _found: list[float]

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "_found", [])

    @property
    @abstractmethod
    def first(self) -> float:
        """The value at the first step."""

    def after(self, done: int) -> float:
        """What all changes until then have made of the first value; values found before are kept."""
        found = self._found
        while len(found) <= done:
            found.append(self.changed(found[-1], len(found)) if found else self.first)
        return found[done]


class Reactive(Schedule):
    """A schedule that reacts to the values its run meets; where it has seen none, it stays as it begins.

    It is frozen as every schedule is: what it has seen makes another one of it.
    """

    @abstractmethod
    def observed(self, value: float) -> Self:
        """This schedule once a step has ended at a value of the surface."""


Rate: TypeAlias = float | Schedule


def at(rate: Rate, t: int) -> float:
    """The value of a number or a schedule at step t."""
    return rate(t) if callable(rate) else rate
