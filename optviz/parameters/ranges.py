"""Ranges of numbers, declared with annotated_types: Annotated[float, Gt(0), Le(1)]."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from annotated_types import Ge, Gt, Le, Lt

if TYPE_CHECKING:
    from collections.abc import Callable

Bound: TypeAlias = "Gt | Ge | Lt | Le"

BOUNDS: Final = (Gt, Ge, Lt, Le)

_SIGNS: Final[dict[type, tuple[str, str, Callable[[Any, Any], bool]]]] = {
    Gt: (">", "exclusiveMinimum", operator.gt),
    Ge: (">=", "minimum", operator.ge),
    Lt: ("<", "exclusiveMaximum", operator.lt),
    Le: ("<=", "maximum", operator.le),
}


@dataclass(frozen=True)
class Range:
    """The numbers within all of some bounds; without bounds, every finite number."""

    bounds: tuple[Bound, ...] = ()

    def __add__(self, other: Range) -> Range:
        """The bounds of both; of two bounds of one type the other's counts."""
        sides = {type(bound): bound for bound in (*self.bounds, *other.bounds)}
        return Range(tuple(sides.values()))

    def holds(self, number: float) -> bool:
        """Whether a number is within all bounds; NaN is within none."""
        return all(_SIGNS[type(bound)][2](number, _limit(bound)) for bound in self.bounds)

    @property
    def limited(self) -> bool:
        """Whether there is a largest number."""
        return any(isinstance(bound, Lt | Le) for bound in self.bounds)

    def touching(self) -> Range:
        """The range including its lower end: a schedule may end at 0 where a number may not be 0."""
        return Range(tuple(Ge(_limit(bound)) if isinstance(bound, Gt) else bound for bound in self.bounds))

    def __str__(self) -> str:
        """The range in words: "from 1 to 60", "> 0", ">= 0 and < 1"; empty without bounds."""
        limits = {type(bound): number(_limit(bound)) for bound in self.bounds}
        if limits.keys() == {Ge, Le}:
            return f"from {limits[Ge]} to {limits[Le]}"
        return " and ".join(f"{_SIGNS[kind][0]} {limit}" for kind, limit in limits.items())

    def schema(self) -> dict[str, Any]:
        """The range in JSON Schema."""
        return {_SIGNS[type(bound)][1]: _limit(bound) for bound in self.bounds}


ANY: Final = Range()


def number(value: float) -> str:
    """A number as a message shows it."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def _limit(bound: Bound) -> Any:
    match bound:
        case Gt(gt=limit) | Ge(ge=limit) | Lt(lt=limit) | Le(le=limit):
            return limit
