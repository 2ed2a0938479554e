"""LaTeX of an expression, in the order in which it is written, by SymPy's printer."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from optviz.language.expression import CONSTANTS, Call, Numeral, Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optviz.language.expression import Tree


def latex(tree: Tree) -> str:
    """An expression in LaTeX; SymPy, which takes half a second to load, is loaded now."""
    import sympy

    written: str = sympy.latex(_as_written(tree), order="none")
    return written


def _as_written(tree: Tree) -> Any:
    """The tree as a SymPy object in which nothing is rearranged, for printing."""
    import sympy

    if isinstance(tree, Numeral):
        return sympy.Integer(int(tree.value)) if tree.value.is_integer() else sympy.Float(repr(tree.value))
    if isinstance(tree, Symbol):
        return _written_name(tree.identifier)
    if tree.function in ("+", "-"):
        return sympy.Add(*_terms(tree), evaluate=False) if len(tree.arguments) > 1 else _negative(*tree.arguments)
    if tree.function == "/":
        return _fraction(*tree.arguments)
    return _written_functions()[tree.function](*map(_as_written, tree.arguments), evaluate=False)


def _written_name(identifier: str) -> Any:
    import sympy

    if identifier in CONSTANTS:
        return {"pi": sympy.pi, "e": sympy.E}[identifier]
    return sympy.Symbol(identifier if len(identifier) == 1 else rf"\mathrm{{{identifier.replace('_', ' ')}}}")


def _fraction(above: Tree, below: Tree) -> Any:
    """A fraction with its sign before it."""
    import sympy

    if isinstance(above, Call) and above.function == "-" and len(above.arguments) == 1:
        return _negative(Call("/", (above.arguments[0], below)))
    inverse = sympy.Pow(_as_written(below), -1, evaluate=False)
    return inverse if above == Numeral(1.0) else sympy.Mul(_as_written(above), inverse, evaluate=False)


def _terms(tree: Tree) -> Iterator[Any]:
    """The terms of a chain of sums, from left to right."""
    if isinstance(tree, Call) and tree.function in ("+", "-") and len(tree.arguments) > 1:
        yield from _terms(tree.arguments[0])
        yield _as_written(tree.arguments[1]) if tree.function == "+" else _negative(tree.arguments[1])
    else:
        yield _as_written(tree)


def _negative(tree: Tree) -> Any:
    import sympy

    written = _as_written(tree)
    return -written if written.is_Number else sympy.Mul(-1, written, evaluate=False)


@functools.cache
def _written_functions() -> dict[str, Callable[..., Any]]:
    """The functions that SymPy knows how to typeset."""
    import sympy

    plain = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt"]
    return {
        **{name: getattr(sympy, name) for name in plain},
        "*": sympy.Mul,
        "**": sympy.Pow,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "floor": sympy.floor,
        "step": sympy.Heaviside,
        "max": sympy.Max,
        "min": sympy.Min,
    }
