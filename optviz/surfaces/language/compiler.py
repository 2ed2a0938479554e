"""Checked expressions into NumPy functions of two columns.

The function's source is written here, from the checked tree alone: operators, the functions below, numbers,
and names made up here. Parts that occur twice are computed once, whole powers are products, parts without
variables are numbers and most operations work in place, so that it costs what the same formula costs when written
by hand with care.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from optviz.arrays import np
from optviz.surfaces.language.expression import CONSTANTS, FUNCTIONS, Call, Numeral, Symbol, Tree, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.arrays import Array

    Compiled = Callable[[Array, Array], tuple[Array | float, ...]]
    _Written = Callable[[Any, Any], tuple[Array | float, ...]]  # of columns and of plain numbers alike

_NUMPY_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "min": "minimum", "max": "maximum"}
_IN_PLACE = ("+", "-", "*", "/")
_SYMMETRIC = ("+", "*")


class Expressions(NamedTuple):
    """Results, and the parts they share: each shared name stands for its tree in what follows it."""

    shared: tuple[tuple[str, Tree], ...]
    results: tuple[Tree, ...]


def compile_expressions(expressions: Expressions, parameters: Mapping[str, float]) -> Compiled:
    """A function of the columns x and y that returns the results, a constant one as a number."""
    source = _Writer(expressions, {**CONSTANTS, **parameters}).source
    namespace: dict[str, Any] = {
        "power": np.power,
        "nan": np.nan,
        "inf": np.inf,
        "step": lambda u: np.heaviside(u, 0.5),
    }
    namespace |= {name: getattr(np, _NUMPY_NAMES.get(name, name)) for name in FUNCTIONS if name != "step"}
    exec(compile(source, "<surface>", "exec"), namespace)  # noqa: S102  (this module wrote the source)
    return _quick_for_one(namespace["function"])


def _quick_for_one(function: _Written) -> Compiled:
    """The function with a short way for columns of one number.

    Plain numbers give the same bits by the same operations in a fraction of the time. Only a division by zero is
    different: with plain numbers it is an error.
    """

    def quick(x: Array, y: Array) -> tuple[Array | float, ...]:
        if x.size == 1:
            try:
                return function(x.item(), y.item())
            except ZeroDivisionError:
                pass
        return function(x, y)

    return quick


class _Writer:
    """The source of a function that computes expressions, one operation a line.

    A variable whose value nothing reads any more is used again.
    """

    def __init__(self, expressions: Expressions, values: Mapping[str, float]) -> None:
        known: dict[str, Tree] = {name: Numeral(value) for name, value in values.items()}
        for name, tree in expressions.shared:
            known[name] = simplified(tree, known)
        results = [simplified(tree, known) for tree in expressions.results]
        self.lines: list[str] = []
        self.written: dict[Tree, str] = {}
        self.uses: Counter[Tree] = Counter()
        self.names, self.free = 0, list[str]()
        for tree in results:
            self._count(tree)
        returned = ", ".join([self._text(tree) for tree in results])
        self.source = "\n    ".join(["def function(x, y):", *self.lines, f"return ({returned},)\n"])

    def _count(self, tree: Tree) -> None:
        self.uses[tree] += 1
        if isinstance(tree, Call) and self.uses[tree] == 1:
            for argument in tree.arguments:
                self._count(argument)

    def _text(self, tree: Tree) -> str:
        if isinstance(tree, Symbol):
            return tree.identifier
        if isinstance(tree, Numeral):
            return f"({tree.value!r})"
        if tree not in self.written:
            self.written[tree] = self._computed(tree)
        return self.written[tree]

    def _computed(self, tree: Call) -> str:
        """Write a call's lines; the name of the variable that holds its result."""
        texts = [self._text(argument) for argument in tree.arguments]
        self.free += (done := self._done(tree))
        if tree.function in _SYMMETRIC and texts[0] not in done and texts[-1] in done:
            texts.reverse()
        if tree.function in _IN_PLACE and len(texts) > 1 and texts[0] in done:
            name = texts[0]
            self.free.remove(name)
            self.lines.append(f"{name} {tree.function}= {texts[1]}")
            return name
        name = self.free.pop() if self.free else self._new_name()
        self.lines.append(f"{name} = {_operation(tree.function, texts)}")
        return name

    def _done(self, tree: Call) -> list[str]:
        """The names of the arguments that nothing reads after this call."""
        self.uses.subtract(tree.arguments)
        calls = [argument for argument in dict.fromkeys(tree.arguments) if isinstance(argument, Call)]
        return [self.written[argument] for argument in calls if not self.uses[argument]]

    def _new_name(self) -> str:
        self.names += 1
        return f"t{self.names}"


def _operation(function: str, arguments: list[str]) -> str:
    if function == "**":
        return f"power({', '.join(arguments)})"
    if function in FUNCTIONS:
        return f"{function}({', '.join(arguments)})"
    return f"({f' {function} '.join(arguments)})" if len(arguments) > 1 else f"({function}{arguments[0]})"


def simplified(tree: Tree, known: Mapping[str, Tree]) -> Tree:
    """The tree with known names put in, constant parts as numbers and whole powers as products."""
    if isinstance(tree, Numeral):
        return tree
    if isinstance(tree, Symbol):
        return known.get(tree.identifier, tree)
    arguments = tuple([simplified(argument, known) for argument in tree.arguments])
    numbers = [argument.value for argument in arguments if isinstance(argument, Numeral)]
    if len(numbers) == len(arguments):
        return Numeral(apply(tree.function, numbers))
    if tree.function == "**" and isinstance(arguments[1], Numeral):
        return _power(arguments[0], arguments[1].value)
    return Call(tree.function, arguments)


def _power(base: Tree, exponent: float) -> Tree:
    """A power by products and one root, where the exponent is a whole number or a half."""
    if not (2 * exponent).is_integer():
        return Call("**", (base, Numeral(exponent)))
    if exponent < 0:
        return Call("/", (Numeral(1.0), _power(base, -exponent)))
    if not exponent.is_integer():
        return _power(Call("sqrt", (base,)), 2 * exponent)
    return _product(base, int(exponent))


def _product(base: Tree, count: int) -> Tree:
    if count == 0:
        return Numeral(1.0)
    if count == 1:
        return base
    if count % 2:
        return Call("*", (_product(base, count - 1), base))
    half = _product(base, count // 2)
    return Call("*", (half, half))
