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
    """The numbers that keep to all of some bounds; without any, every finite number does."""

    bounds: tuple[Bound, ...] = ()

    def __add__(self, other: Range) -> Range:
        """What keeps to both; of two bounds on one side the other's counts."""
        sides = {type(bound): bound for bound in (*self.bounds, *other.bounds)}
        return Range(tuple(sides.values()))

    def holds(self, number: float) -> bool:
        """Whether a number keeps to it; what is not a number never does, where there is a bound."""
        return all(_SIGNS[type(bound)][2](number, _limit(bound)) for bound in self.bounds)

    def touching(self) -> Range:
        """The range with its lower end: a schedule may end at 0 where a number may not be 0."""
        return Range(tuple(Ge(_limit(bound)) if isinstance(bound, Gt) else bound for bound in self.bounds))

    def __str__(self) -> str:
        """The range in words: "from 1 to 60", "> 0", ">= 0 and < 1"; empty where every number will do."""
        limits = {type(bound): number(_limit(bound)) for bound in self.bounds}
        if limits.keys() == {Ge, Le}:
            return f"from {limits[Ge]} to {limits[Le]}"
        return " and ".join(f"{_SIGNS[kind][0]} {limit}" for kind, limit in limits.items())

    def schema(self) -> dict[str, Any]:
        """The range in words of JSON Schema."""
        return {_SIGNS[type(bound)][1]: _limit(bound) for bound in self.bounds}


ANY: Final = Range()


def number(value: float) -> str:
    """A number as a message shows it."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def _limit(bound: Bound) -> Any:
    match bound:
        case Gt(gt=limit) | Ge(ge=limit) | Lt(lt=limit) | Le(le=limit):
            return limit
