"""The functions of expressions: what each is, in plain numbers and in NumPy, and how it is derived.

A function's slopes and curvatures are expressions themselves, of its arguments u and v and of its result f. Each gives
the value at a kink too, where that is a finite number (sign(0) is 0, step(0) is 1/2); where it is not, as 1/sqrt(u) at
u = 0, derivatives.py takes 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Function:
    """A function of expressions.

    Args: name: as it is written.  meaning: in words.  value: it, of plain numbers.  numpy: NumPy's name of it.
        slopes: its partial derivatives, one for each argument.
        curvatures: its second ones: that of one argument, or (uu, uv, vv) of two.
        kinks: where it has no derivative, and what is taken there; empty where there is no such place.
        aliases: other names that are read as this one.
    """

    name: str
    meaning: str
    value: Callable[..., float]
    numpy: str
    slopes: tuple[str, ...]
    curvatures: tuple[str, ...]
    kinks: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def arguments(self) -> int:
        """How many arguments it takes."""
        return len(self.slopes)


def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))


def _step(number: float) -> float:
    return (1 + _sign(number)) / 2


_TIE: Final = "where both are equal: the mean of their slopes"

_ALL: Final = (
    Function("sin", "sine", math.sin, "sin", ("cos(u)",), ("-f",)),
    Function("cos", "cosine", math.cos, "cos", ("-sin(u)",), ("-f",)),
    Function("tan", "tangent", math.tan, "tan", ("1 + f**2",), ("2*f*(1 + f**2)",)),
    Function(
        "asin", "inverse sine", math.asin, "arcsin", ("1/sqrt(1 - u**2)",), ("u/(1 - u**2)**1.5",), "at -1 and 1: 0"
    ),
    Function(
        "acos", "inverse cosine", math.acos, "arccos", ("-1/sqrt(1 - u**2)",), ("-u/(1 - u**2)**1.5",), "at -1 and 1: 0"
    ),
    Function("atan", "inverse tangent", math.atan, "arctan", ("1/(1 + u**2)",), ("-2*u/(1 + u**2)**2",)),
    Function("sinh", "hyperbolic sine", math.sinh, "sinh", ("cosh(u)",), ("f",)),
    Function("cosh", "hyperbolic cosine", math.cosh, "cosh", ("sinh(u)",), ("f",)),
    Function("tanh", "hyperbolic tangent", math.tanh, "tanh", ("1 - f**2",), ("-2*f*(1 - f**2)",)),
    Function("exp", "e to the power", math.exp, "exp", ("f",), ("f",)),
    Function("log", "natural logarithm", math.log, "log", ("1/u",), ("-1/u**2",)),
    Function("sqrt", "square root", math.sqrt, "sqrt", ("0.5/f",), ("-0.25/(u*f)",), "at 0: 0"),
    Function("abs", "absolute value", abs, "abs", ("sign(u)",), ("0",), "at 0: 0"),
    Function("sign", "-1, 0 or 1: the sign", _sign, "sign", ("0",), ("0",), "at 0: 0"),
    Function("step", "0 below 0, 1/2 at 0, 1 above it", _step, "heaviside", ("0",), ("0",), "at 0: 0"),
    Function("floor", "the next lower whole number", math.floor, "floor", ("0",), ("0",), "at whole numbers: 0"),
    Function(
        "min", "the lower one", min, "minimum", ("step(v - u)", "step(u - v)"), ("0", "0", "0"), _TIE, ("minimum",)
    ),
    Function(
        "max", "the higher one", max, "maximum", ("step(u - v)", "step(v - u)"), ("0", "0", "0"), _TIE, ("maximum",)
    ),
)

FUNCTIONS: Final = {each.name: each for each in _ALL}
ALIASES: Final = {alias: each.name for each in _ALL for alias in each.aliases}
