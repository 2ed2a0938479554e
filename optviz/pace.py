"""How fast an animation shows its steps: evenly, by keyframes, by logarithms, or by what they cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from annotated_types import Ge

from optviz.errors import ParameterError
from optviz.parameters import Items, Kind, MismatchError, Number
from optviz.parameters.ranges import Range

if TYPE_CHECKING:
    from optviz.parameters.base import Schema

_MOST: Final = 24
"""Keyframes."""


@dataclass(frozen=True)
class Pace:
    """Which step is shown when.

    Args: kind: even: equal steps in equal times.  steps: from keyframe to keyframe in equal times.
            log: equal factors in equal times.  calls: as many calls in equal times, of every method.
        steps: the keyframes of the second one.
    """

    kind: Literal["even", "steps", "log", "calls"] = "even"
    steps: tuple[int, ...] = ()

    def check(self, last: int) -> None:
        """Raise ParameterError where the keyframes do not lead from the start to the last step."""
        if self.steps and (self.steps[0], self.steps[-1]) != (0, last):
            found = f"{self.steps[0]} to {self.steps[-1]}"
            raise ParameterError("pace", f"must lead from 0 to {last}, the last step, not from {found}")

    def place(self, share: Fraction, last: int) -> Fraction:
        """Where from 0 to the last step an animation is when a share of its motion is over."""
        if self.kind == "log":
            return Fraction(last) if share == 1 else Fraction(math.expm1(float(share) * math.log1p(last)))
        if self.kind == "steps":
            along = share * (len(self.steps) - 1)
            number = min(int(along), len(self.steps) - 2)
            first, second = self.steps[number : number + 2]
            return first + (second - first) * (along - number)
        return share * last


EVEN: Final = Pace()
_STEPS: Final = Items(Number(whole=True, limits=Range((Ge(0),))), 2, _MOST)


class PaceKind(Kind):
    """How files write it: a word, keyframes, or {calls: true}."""

    @property
    def words(self) -> str:
        """All ways."""
        return "even, log, {calls: true}, or steps that never fall, as [0, 60, 3000]"

    @property
    def form(self) -> str:
        """How it is written."""
        return "even|log|calls|N,N,..."

    def check(self, value: Any) -> Pace:
        """A pace."""
        if isinstance(value, Pace):
            return value
        if value in ("even", "log"):
            return Pace(value)
        if isinstance(value, dict) and value == {"calls": True}:
            return Pace("calls")
        if not isinstance(value, list | tuple):
            raise self.mismatch(value)
        steps = _STEPS.check(value)
        for index, (before, after) in enumerate(pairwise(steps), start=1):
            if after < before:
                raise MismatchError(f"runs backwards, from {before} to {after}", (index,))
        return Pace("steps", steps)

    def write(self, value: Pace, *, short: bool = False) -> Any:
        """As it is read."""
        del short
        if value.kind == "calls":
            return {"calls": True}
        return list(value.steps) if value.steps else value.kind

    def parse(self, text: str) -> Any:
        """A word, or numbers with commas between them."""
        if text == "calls":
            return {"calls": True}
        return text if text in ("even", "log") else _STEPS.parse(text)

    def schema(self) -> Schema:
        """All ways."""
        calls = {"type": "object", "properties": {"calls": {"const": True}}, "required": ["calls"]}
        return {"anyOf": [{"enum": ["even", "log"]}, {**calls, "additionalProperties": False}, _STEPS.schema()]}
