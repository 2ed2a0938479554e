"""Numbers that change over the animation: a camera's angles, a zoom."""

from __future__ import annotations

import math
from typing import Annotated, Final, Literal, TypeAlias

from annotated_types import MaxLen, MinLen

Move: TypeAlias = float | Annotated[tuple[float, ...], MinLen(2), MaxLen(24)]
"""A number, or keyframes spread evenly over the animation: a pair is a move, a value twice in a row a pause."""

Easing: TypeAlias = Literal["linear", "ease-in", "ease-out", "ease-in-out"]

_TURN: Final = 360.0
_ALMOST: Final = 1e-9
"""How far from a whole turn an angle may be: 360.1 - 0.1 is not exactly 360."""


def moves(move: Move) -> bool:
    """Whether it changes at all."""
    return isinstance(move, tuple) and len(set(move)) > 1


def turns(move: Move) -> bool:
    """Whether it is an angle that ends where it began, after one or more whole turns."""
    if not (moves(move) and isinstance(move, tuple)):
        return False
    rounds = (move[-1] - move[0]) / _TURN
    return math.isclose(rounds, round(rounds), abs_tol=_ALMOST)


def value_at(move: Move, share: float, easing: Easing = "linear") -> float:
    """The value at a share of the animation, 0 to 1.

        k = floor(share n),  v_k + (v_{k+1} - v_k) e(share n - k)   for n + 1 keyframes v

    with e(u) = u, u^2, 1 - (1 - u)^2, or u^2 (3 - 2 u): each move from one keyframe to the next is eased.
    """
    if not isinstance(move, tuple):
        return move
    place = share * (len(move) - 1)
    first = min(int(place), len(move) - 2)
    return move[first] + (move[first + 1] - move[first]) * _eased(place - first, easing)


def factor_at(move: Move, share: float, easing: Easing = "linear") -> float:
    """As value_at, for a factor: it changes by equal factors in equal times."""
    if not isinstance(move, tuple):
        return move
    return math.exp(value_at(tuple(map(math.log, move)), share, easing))


def _eased(share: float, easing: Easing) -> float:
    match easing:
        case "linear":
            return share
        case "ease-in":
            return share * share
        case "ease-out":
            return share * (2 - share)
        case _:
            return share * share * (3 - 2 * share)
