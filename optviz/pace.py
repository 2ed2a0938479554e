"""How fast an animation shows its steps: evenly, by keyframes, by logarithms, or by what they cost."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from annotated_types import Ge

from optviz.parameters import Choice, Items, Kind, MismatchError, Number
from optviz.parameters.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

    def wrong(self, last: int, silent: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
        """What does not fit a scenario: the index of the keyframe, and a message.

        Args: last: its last step.  silent: the labels of runs that ask for nothing.
        """
        if self.kind == "calls" and (label := next(iter(silent), "")):
            yield 0, f"calls: {label} asks for no values and no gradients, so none can be counted"
        for index, wanted in (0, 0), (-1, last):
            if self.steps and self.steps[index] != wanted:
                word = "begin at 0" if index == 0 else f"end at {last}, the last step"
                yield index, f"must {word}, not at {self.steps[index]}"

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

    def times(self, place: float, last: int) -> tuple[float, float]:
        """The shares of its motion that are over when an animation comes to a place and when it leaves it."""
        if self.kind == "log":
            share = math.log1p(place) / math.log1p(last)
            return share, share
        if self.kind == "steps":
            before, after = bisect_left(self.steps, place), bisect_right(self.steps, place)
            return self._share(max(before - 1, 0), place), self._share(after - 1, place)
        return place / last, place / last

    def _share(self, number: int, place: float) -> float:
        """The share of its motion that is over at a place on the way from a keyframe to the next one."""
        parts = len(self.steps) - 1
        if number == parts or self.steps[number] == place:
            return number / parts
        first, second = self.steps[number : number + 2]
        return (number + (place - first) / (second - first)) / parts


EVEN: Final = Pace()
_WORDS: Final = Choice(("even", "log"))
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
        if value in _WORDS.choices:
            return Pace(value)
        if isinstance(value, dict) and [*value] == ["calls"] and value["calls"] is True:
            return Pace("calls")
        if not isinstance(value, list | tuple):
            raise self.mismatch(value)
        steps = _STEPS.check(value)
        for index, (before, after) in enumerate(pairwise(steps), start=1):
            if after < before:
                raise MismatchError(f"runs backwards, from {before} to {after}", (index,))
        return Pace("steps", steps)

    def advice(self, value: object) -> str:
        """The nearest word."""
        return _WORDS.advice(value)

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
        return _STEPS.parse(text) if text[:1].isdigit() else text

    def schema(self) -> Schema:
        """All ways."""
        calls = {"type": "object", "properties": {"calls": {"const": True}}, "required": ["calls"]}
        return {"anyOf": [_WORDS.schema(), {**calls, "additionalProperties": False}, _STEPS.schema()]}
