"""The functions of expressions: what each is, in plain numbers and in NumPy, and how it is derived.

A function is either primitive, or defined by an expression of its arguments. A primitive one's slopes and curvatures
are expressions themselves, of its arguments u and v and of its result f. Each gives the value at a kink too, where that
is a finite number (sign(0) is 0, step(0) is 1/2); where it is not, as 1/sqrt(u) at u = 0, derivatives.py takes 0.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Callable


MANY: Final = 100
"""The most arguments of a function that takes any number."""


@dataclass(frozen=True)
class Function:
    """A function of expressions.

    Args: name: as it is written.  meaning: in words.  value: it, of plain numbers.
        numpy: it, of arrays: the name of NumPy's function, or a function.
        slopes: its partial derivatives, one for each argument.
        curvatures: its second ones: that of one argument, or (uu, uv, vv) of two.
        kinks: where it has no derivative, and what is taken there; empty where there is no such place.
        aliases: other names that are read as this one.  many: whether more arguments are joined two by two.
        corner: a test that holds at its kinks, and its one-sided slope there from those of its arguments, d and e.
    """

    name: str
    meaning: str
    value: Callable[..., float]
    numpy: str | Callable[..., Any]
    slopes: tuple[str, ...]
    curvatures: tuple[str, ...]
    kinks: str = ""
    aliases: tuple[str, ...] = ()
    many: bool = False
    corner: tuple[str, str] | tuple[()] = ()

    @property
    def arguments(self) -> tuple[int, int]:
        """The fewest and the most arguments that it takes."""
        return len(self.slopes), MANY if self.many else len(self.slopes)

    @property
    def written(self) -> str:
        """It with its arguments."""
        return f"{self.name}({', '.join('uv'[: len(self.slopes)])}{', ...' * self.many})"

    @property
    def derivative(self) -> str:
        """Its slopes, where f is its value."""
        return ", ".join(self.slopes)

    def array(self) -> Callable[..., Any]:
        """It, of arrays."""
        found: Callable[..., Any] = getattr(np, self.numpy) if isinstance(self.numpy, str) else self.numpy
        return found


@dataclass(frozen=True)
class Defined:
    """A function that an expression of u, v and w defines; each of them may stand there once.

    Args: name, meaning, aliases: as in Function.  definition: for each number of arguments that it takes.
    """

    name: str
    meaning: str
    definition: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    kinks: ClassVar[str] = ""
    derivative: ClassVar[str] = "that of its definition"

    @property
    def written(self) -> str:
        """It with its arguments."""
        least, most = self.arguments
        return f"{self.name}({', '.join('uvw'[:least])}{''.join(f'[, {letter}]' for letter in 'uvw'[least:most])})"

    @property
    def arguments(self) -> tuple[int, int]:
        """The fewest and the most arguments that it takes."""
        counts = [len(set("uvw") & set(_letters(text))) for text in self.definition]
        return min(counts), max(counts)


def _letters(text: str) -> str:
    """The arguments in a definition: the letters that stand alone."""
    return "".join(re.findall(r"\b[uvw]\b", text))


def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))


def _step(number: float) -> float:
    return (1 + _sign(number)) / 2


def _mod(number: float, by: float) -> float:
    return number % by


def _sinc(number: float) -> float:
    return math.sin(math.pi * number) / (math.pi * number) if number else 1.0


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number))


def _softplus(number: float) -> float:
    return max(number, 0.0) + math.log1p(math.exp(-abs(number)))


def _truth(test: Callable[..., bool]) -> Callable[..., float]:
    return lambda *numbers: float(test(*numbers))


def _erf(array: Any) -> Any:
    from scipy.special import erf

    return erf(array)


_FLAT: Final = (("0",), ("0",))
_FLAT_OF_TWO: Final = (("0", "0"), ("0", "0", "0"))
_TIE: Final = "where both are equal: the mean of their slopes"

_PRIMITIVE: Final = (
    Function("sin", "sine", math.sin, "sin", ("cos(u)",), ("-f",)),
    Function("cos", "cosine", math.cos, "cos", ("-sin(u)",), ("-f",)),
    Function("tan", "tangent", math.tan, "tan", ("1 + f**2",), ("2*f*(1 + f**2)",)),
    Function(
        "asin",
        "inverse sine",
        math.asin,
        "arcsin",
        ("1/sqrt(1 - u**2)",),
        ("u/(1 - u**2)**1.5",),
        "at -1 and 1: 0",
        ("arcsin",),
    ),
    Function(
        "acos",
        "inverse cosine",
        math.acos,
        "arccos",
        ("-1/sqrt(1 - u**2)",),
        ("-u/(1 - u**2)**1.5",),
        "at -1 and 1: 0",
        ("arccos",),
    ),
    Function(
        "atan", "inverse tangent", math.atan, "arctan", ("1/(1 + u**2)",), ("-2*u/(1 + u**2)**2",), "", ("arctan",)
    ),
    Function(
        "atan2",
        "the angle of the point (v, u)",
        math.atan2,
        "arctan2",
        ("v/(u**2 + v**2)", "-u/(u**2 + v**2)"),
        ("-2*u*v/(u**2 + v**2)**2", "(u - v)*(u + v)/(u**2 + v**2)**2", "2*u*v/(u**2 + v**2)**2"),
        "at (0, 0): 0",
        ("arctan2",),
    ),
    Function("sinh", "hyperbolic sine", math.sinh, "sinh", ("cosh(u)",), ("f",)),
    Function("cosh", "hyperbolic cosine", math.cosh, "cosh", ("sinh(u)",), ("f",)),
    Function("tanh", "hyperbolic tangent", math.tanh, "tanh", ("1 - f**2",), ("-2*f*(1 - f**2)",)),
    Function(
        "asinh",
        "inverse hyperbolic sine",
        math.asinh,
        "arcsinh",
        ("1/hypot(u, 1)",),
        ("-u/hypot(u, 1)**3",),
        "",
        ("arcsinh",),
    ),
    Function(
        "acosh",
        "inverse hyperbolic cosine",
        math.acosh,
        "arccosh",
        ("1/sqrt((u - 1)*(u + 1))",),
        ("-u/((u - 1)*(u + 1))**1.5",),
        "at 1: 0",
        ("arccosh",),
    ),
    Function(
        "atanh",
        "inverse hyperbolic tangent",
        math.atanh,
        "arctanh",
        ("1/(1 - u**2)",),
        ("2*u/(1 - u**2)**2",),
        "",
        ("arctanh",),
    ),
    Function("exp", "e to the power", math.exp, "exp", ("f",), ("f",)),
    Function("exp2", "2 to the power", lambda u: 2.0**u, "exp2", ("log(2)*f",), ("log(2)**2*f",)),
    Function("expm1", "exp(u) - 1, exact near 0", math.expm1, "expm1", ("1 + f",), ("1 + f",)),
    Function("log", "natural logarithm", math.log, "log", ("1/u",), ("-1/u**2",), "", ("ln",)),
    Function("log2", "logarithm to base 2", math.log2, "log2", ("1/(log(2)*u)",), ("-1/(log(2)*u**2)",)),
    Function("log10", "logarithm to base 10", math.log10, "log10", ("1/(log(10)*u)",), ("-1/(log(10)*u**2)",)),
    Function("log1p", "log(1 + u), exact near 0", math.log1p, "log1p", ("1/(1 + u)",), ("-1/(1 + u)**2",)),
    Function("sqrt", "square root", math.sqrt, "sqrt", ("0.5/f",), ("-0.25/(u*f)",), "at 0: 0"),
    Function("cbrt", "cube root", math.cbrt, "cbrt", ("1/(3*f**2)",), ("-2/(9*u*f**2)",), "at 0: 0"),
    Function(
        "hypot",
        "sqrt(u**2 + v**2)",
        math.hypot,
        "hypot",
        ("u/f", "v/f"),
        ("v**2/f**3", "-u*v/f**3", "u**2/f**3"),
        "at (0, 0): 0",
        ("norm",),
        many=True,
        corner=("u == 0 and v == 0", "hypot(d, e)"),
    ),
    Function(
        "abs",
        "absolute value",
        abs,
        "abs",
        ("sign(u)",),
        ("0",),
        "at 0: 0",
        ("fabs", "absolute"),
        corner=("u == 0", "abs(d)"),
    ),
    Function("sign", "-1, 0 or 1: the sign", _sign, "sign", *_FLAT, "at 0: 0", ("sgn",)),
    Function("step", "0 below 0, 1/2 at 0, 1 above it", _step, lambda u: np.heaviside(u, 0.5), *_FLAT, "at 0: 0"),
    Function(
        "heaviside",
        "0 where u < 0, v where u = 0, 1 where u > 0",
        lambda u, v: v if u == 0 else float(u > 0),
        "heaviside",
        *_FLAT_OF_TWO,
        "where u = 0: 0",
    ),
    Function("floor", "the next lower whole number", math.floor, "floor", *_FLAT, "at whole numbers: 0"),
    Function("ceil", "the next higher whole number", math.ceil, "ceil", *_FLAT, "at whole numbers: 0"),
    Function(
        "round", "the nearest whole number, the even one of two", round, "rint", *_FLAT, "at halves: 0", ("rint",)
    ),
    Function("trunc", "the whole number without rest", math.trunc, "trunc", *_FLAT, "at whole numbers: 0", ("fix",)),
    Function(
        "mod",
        "the rest of u divided by v, with the sign of v; also u % v",
        _mod,
        "mod",
        ("1", "-floor(u/v)"),
        ("0", "0", "0"),
        "where v divides u: as above it",
        ("remainder",),
    ),
    Function("erf", "error function", math.erf, _erf, ("2/sqrt(pi)*exp(-u**2)",), ("-4/sqrt(pi)*u*exp(-u**2)",)),
    Function(
        "sigmoid",
        "1/(1 + exp(-u))",
        _sigmoid,
        lambda u: 1 / (1 + np.exp(-u)),
        ("f*(1 - f)",),
        ("f*(1 - f)*(1 - 2*f)",),
        "",
        ("expit", "logistic"),
    ),
    Function(
        "softplus",
        "log(1 + exp(u))",
        _softplus,
        lambda u: np.logaddexp(u, 0.0),
        ("sigmoid(u)",),
        ("sigmoid(u)*(1 - sigmoid(u))",),
    ),
    Function(
        "sinc",
        "sin(pi*u)/(pi*u)",
        _sinc,
        "sinc",
        ("where(abs(u) < 1e-4, -pi**2*u/3, (cos(pi*u) - f)/u)",),
        ("where(abs(u) < 1e-4, -pi**2/3, -pi**2*f - 2*(cos(pi*u) - f)/u**2)",),
    ),
    Function(
        "min",
        "the lowest of its arguments",
        min,
        "minimum",
        ("step(v - u)", "step(u - v)"),
        ("0", "0", "0"),
        _TIE,
        ("minimum", "fmin", "amin"),
        many=True,
        corner=("u == v", "min(d, e)"),
    ),
    Function(
        "max",
        "the highest of its arguments",
        max,
        "maximum",
        ("step(u - v)", "step(v - u)"),
        ("0", "0", "0"),
        _TIE,
        ("maximum", "fmax", "amax"),
        many=True,
        corner=("u == v", "max(d, e)"),
    ),
)

_DEFINED: Final = (
    Defined("pow", "u**v", ("u**v",), ("power",)),
    Defined("square", "u**2", ("u**2",)),
    Defined("reciprocal", "1/u", ("1/u",)),
    Defined("relu", "u where it is positive, else 0", ("max(u, 0)",)),
    Defined(
        "clip", "u, but not under v and not over w; either may be None", ("max(u, v)", "min(max(u, v), w)"), ("clamp",)
    ),
    Defined("sec", "1/cos(u)", ("1/cos(u)",)),
    Defined("csc", "1/sin(u)", ("1/sin(u)",)),
    Defined("cot", "1/tan(u)", ("1/tan(u)",)),
    Defined("radians", "degrees as radians", ("u*(pi/180)",), ("deg2rad",)),
    Defined("degrees", "radians as degrees", ("u*(180/pi)",), ("rad2deg",)),
)

WHERE: Final = "where"
WHERE_MEANING: Final = "u where the test holds, else v; only what is taken counts, in derivatives too"

TESTS: Final[dict[str, tuple[Callable[..., float], str]]] = {
    "<": (_truth(operator.lt), "less"),
    "<=": (_truth(operator.le), "less_equal"),
    ">": (_truth(operator.gt), "greater"),
    ">=": (_truth(operator.ge), "greater_equal"),
    "==": (_truth(operator.eq), "equal"),
    "!=": (_truth(operator.ne), "not_equal"),
    "and": (_truth(lambda u, v: bool(u) and bool(v)), "logical_and"),
    "or": (_truth(lambda u, v: bool(u) or bool(v)), "logical_or"),
    "not": (_truth(operator.not_), "logical_not"),
}
"""Comparisons and what joins them, 1 where they hold, else 0: of plain numbers, and NumPy's name."""

PRIMITIVE: Final = {each.name: each for each in _PRIMITIVE}
DEFINED: Final = {each.name: each for each in _DEFINED}
FUNCTIONS: Final[dict[str, Function | Defined]] = PRIMITIVE | DEFINED
ALIASES: Final = {alias: each.name for each in FUNCTIONS.values() for alias in each.aliases}
