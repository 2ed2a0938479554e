"""The surfaces: a catalogue of known functions, and own expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import ParameterError, ScenarioError
from optviz.language.expression import parse
from optviz.language.program import VARIABLES
from optviz.language.spelling import ExpressionError
from optviz.parameters import Entry, Record, make
from optviz.parameters.tree import show, tree
from optviz.registry import Registry
from optviz.surfaces.base import Declaration, FormulaSurface, from_expression
from optviz.surfaces.kinds.function import FunctionSurface
from optviz.surfaces.kinds.surface import Bounds, Surface, point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from optviz.arrays import Array
    from optviz.surfaces.kinds.function import Function

    Region: TypeAlias = Bounds | Sequence[float] | Sequence[Sequence[float]] | Mapping[str, Sequence[float]] | Array

__all__ = [
    "SURFACES",
    "Bounds",
    "FormulaSurface",
    "Surface",
    "by_axis",
    "from_expression",
    "is_expression",
    "surface",
    "unbounded",
]

_NAME: Final = re.compile(r"\w+([ -]\w+)*")
"""What a surface's name looks like."""

SURFACES: Registry[Declaration | type[Surface]] = Registry(
    "optviz.surfaces", Surface, "surface", instances=Declaration, wanted="'name' or 'expression'"
)


def surface(
    name: str | Function,
    *,
    bounds: Region | None = None,
    gradient: Function | None = None,
    title: str | None = None,
    minimizers: Sequence[Sequence[float]] = (),
    **parameters: Any,
) -> Surface:
    """A surface of the catalogue, or one of your own: surface("x**2 + 9*y**2", bounds=(-2, 2, -1, 1)), or surface(f).

    A function f(x, y) is given two arrays of one shape, or, where it does not take them, two numbers at a time. What it
    raises is not caught. A run of a batch equals that run alone to the last bit if the function's values do.

    Args: name: as in `optviz list surfaces`, an expression in x and y, or a function of x and y.
        bounds: (low x, high x, low y, high y), or two pairs: the region to draw; a surface of the catalogue has its
            own.
        gradient: of a function, gives (df/dx, df/dy); if left out, central differences stand for it, with the step
            h = 6e-6 max(1, |x|), and pictures say so.
        title: of a function; its name if left out.  minimizers: of a function, where it is lowest, if that is known.
        parameters: those of a surface of the catalogue, instead of the defaults.
    Raises: UnknownNameError for a name or a parameter that is not known.  ParameterError for a wrong value, also one
        that a function gives.  ScenarioError for an expression that cannot be read, or something without bounds.
    """
    if callable(name) and not isinstance(name, str):
        if parameters:
            raise ParameterError(
                next(iter(parameters)), "a function has no parameters; bind them with functools.partial"
            )
        if bounds is None:
            raise ParameterError("bounds", "a function needs bounds, as bounds=(-2, 2, -2, 2)")
        return FunctionSurface(name, _bounds(bounds), gradient, title or "", tuple(map(point, minimizers)))
    for key, given in (("gradient", gradient), ("title", title), ("minimizers", minimizers or None)):
        if given is not None:
            raise ParameterError(key, "only a function of Python's takes it")
    if not isinstance(name, str):
        raise ParameterError("surface", f"expected a name, an expression or a function, not {show(name)}")
    if not is_expression(name):
        found: Surface = make(Entry(SURFACES), {"name": name, **parameters})
        return found if bounds is None else found.within(_bounds(bounds))
    if bounds is None:
        raise unbounded(name)
    if parameters:
        raise ParameterError(next(iter(parameters)), "an expression has no parameters; write the number itself")
    return from_expression(name, _bounds(bounds))


def is_expression(text: str) -> bool:
    """Whether a text is no surface's name; what may be a misspelt one is no expression unless it can be read as one.

    A name may have parameters behind a colon.
    """
    name = text.partition(":")[0].strip()
    if name in SURFACES or not _NAME.fullmatch(name):
        return name not in SURFACES
    try:
        parse(text, VARIABLES)
    except ExpressionError:
        return False
    return True


def unbounded(text: str) -> ScenarioError:
    """The error for an expression without bounds: what is wrong with it, or else that it needs some."""
    try:
        parse(text, VARIABLES)
    except ExpressionError as error:
        return error
    return ScenarioError(f"the expression {text} needs bounds: --bounds=-2,2,-2,2, or in Python bounds=(-2, 2, -2, 2)")


def by_axis(bounds: Any) -> Any:
    """Bounds given as (low x, high x, low y, high y), or as two pairs, by the names of the axes.

    Those that have the names, in a mapping or as Bounds, are left as they are.

    Raises: ParameterError for anything else.
    """
    plain: Any = tree(bounds).plain
    if isinstance(plain, dict | Bounds):
        return bounds
    numbers = plain if isinstance(plain, tuple) else ()
    pairs = numbers if len(numbers) == len(VARIABLES) else (numbers[:2], numbers[2:])
    if not all(isinstance(pair, tuple) and len(pair) == len(VARIABLES) for pair in pairs):
        raise ParameterError("bounds", f"expected (low x, high x, low y, high y), not {show(plain)}")
    return dict(zip(VARIABLES, pairs, strict=True))


def _bounds(wanted: Any) -> Bounds:
    found: Bounds = make(Record(Bounds), by_axis(wanted), "bounds")
    return found
