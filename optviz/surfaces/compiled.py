"""Checked expressions into NumPy functions of two columns.

The function's source is written here, from the checked tree alone: operators, the functions below, numbers,
and names made up here. Parts that occur twice are computed once, whole powers are products and parts without
variables are numbers, so that it costs what the same formula costs when written by hand.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from optviz.arrays import np
from optviz.surfaces.expression import CONSTANTS, FUNCTIONS, Call, Name, Node, Number, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.arrays import Array

    Compiled = Callable[[Array, Array], tuple[Array | float, ...]]

_NUMPY_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "min": "minimum", "max": "maximum"}
_LONGEST_LINE = 120  # characters; longer parts get a line of their own, so that brackets never nest deeply


class Program(NamedTuple):
    """Results that may use shared parts: each shared name stands for its tree in what follows it."""

    shared: tuple[tuple[str, Node], ...]
    results: tuple[Node, ...]


def compile_program(program: Program, parameters: Mapping[str, float]) -> Compiled:
    """A function of the columns x and y that returns the program's results, a constant one as a number."""
    source = _Writer(program, {**CONSTANTS, **parameters}).source
    namespace: dict[str, Any] = {
        "power": np.power,
        "nan": np.nan,
        "inf": np.inf,
        "step": lambda u: np.heaviside(u, 0.5),
    }
    namespace |= {name: getattr(np, _NUMPY_NAMES.get(name, name)) for name in FUNCTIONS if name != "step"}
    exec(compile(source, "<surface>", "exec"), namespace)  # noqa: S102  (this module wrote the source)
    compiled: Compiled = namespace["function"]
    return compiled


class _Writer:
    """The source of a program's function."""

    def __init__(self, program: Program, values: Mapping[str, float]) -> None:
        known: dict[str, Node] = {name: Number(value) for name, value in values.items()}
        for name, tree in program.shared:
            known[name] = simplified(tree, known)
        results = [simplified(tree, known) for tree in program.results]
        self.lines: list[str] = []
        self.written: dict[Node, str] = {}
        self.uses: Counter[Node] = Counter()
        for tree in results:
            self._count(tree)
        returned = ", ".join([self._text(tree) for tree in results])
        self.source = "\n    ".join(["def function(x, y):", *self.lines, f"return ({returned},)\n"])

    def _count(self, tree: Node) -> None:
        self.uses[tree] += 1
        if isinstance(tree, Call) and self.uses[tree] == 1:
            for argument in tree.arguments:
                self._count(argument)

    def _text(self, tree: Node) -> str:
        if isinstance(tree, Name):
            return tree.identifier
        if isinstance(tree, Number):
            return f"({tree.value!r})"
        if tree not in self.written:
            text = _operation(tree.function, [self._text(argument) for argument in tree.arguments])
            if self.uses[tree] == 1 and len(text) <= _LONGEST_LINE:
                return text
            self.written[tree] = f"t{len(self.lines)}"
            self.lines.append(f"{self.written[tree]} = {text}")
        return self.written[tree]


def _operation(function: str, arguments: list[str]) -> str:
    if function == "**":
        return f"power({', '.join(arguments)})"
    if function in FUNCTIONS:
        return f"{function}({', '.join(arguments)})"
    return f"({f' {function} '.join(arguments)})" if len(arguments) > 1 else f"({function}{arguments[0]})"


def simplified(tree: Node, known: Mapping[str, Node]) -> Node:
    """The tree with known names put in, constant parts as numbers and whole powers as products."""
    if isinstance(tree, Number):
        return tree
    if isinstance(tree, Name):
        return known.get(tree.identifier, tree)
    arguments = tuple([simplified(argument, known) for argument in tree.arguments])
    numbers = [argument.value for argument in arguments if isinstance(argument, Number)]
    if len(numbers) == len(arguments):
        return Number(apply(tree.function, numbers))
    if tree.function == "**" and isinstance(arguments[1], Number):
        return _power(arguments[0], arguments[1].value)
    return Call(tree.function, arguments)


def _power(base: Node, exponent: float) -> Node:
    """A power by products and one root, where the exponent is a whole number or a half."""
    if not (2 * exponent).is_integer():
        return Call("**", (base, Number(exponent)))
    if exponent < 0:
        return Call("/", (Number(1.0), _power(base, -exponent)))
    if not exponent.is_integer():
        return _power(Call("sqrt", (base,)), 2 * exponent)
    return _product(base, int(exponent))


def _product(base: Node, count: int) -> Node:
    if count == 0:
        return Number(1.0)
    if count == 1:
        return base
    if count % 2:
        return Call("*", (_product(base, count - 1), base))
    half = _product(base, count // 2)
    return Call("*", (half, half))
