"""Programs into NumPy functions of two columns; and trees over columns of any names.

The function's source is written here, from the program alone: operators, the functions of the language, numbers,
and names made up here. What nothing returned needs is left out, and most operations work in place, so that it costs
what the same formula costs when written by hand with care.
"""

from __future__ import annotations

import functools
import operator
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.language.expression import CONSTANTS, Call, Numeral, Symbol
from optviz.language.functions import PRIMITIVE, TESTS, WHERE
from optviz.language.program import CHAINED, EDGE, REGULAR, TURN, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.arrays import Array
    from optviz.language.expression import Tree
    from optviz.language.program import Operation, Part, Program

    Compiled = Callable[[Array, Array], tuple[Array | float, ...]]
    _Written = Callable[[Any, Any], tuple[Array | float, ...]]  # of columns and of plain numbers alike

_IN_PLACE = ("+", "-", "*", "/")
_SYMMETRIC = ("+", "*")
_ARITHMETIC: Final[dict[str, Callable[..., Any]]] = {
    "+": operator.add,
    "-": lambda u, *v: u - v[0] if v else -u,
    "*": operator.mul,
    "/": operator.truediv,
}


def compile_program(program: Program, results: Sequence[Part]) -> Compiled:
    """A function of the columns x and y that returns parts of a program, a constant one as a number."""
    namespace: dict[str, Any] = {
        **_functions(),
        CHAINED: lambda u, v: np.where((u == 0) | (v == 0), 0.0, u * v),
        EDGE: lambda u: np.heaviside(u, np.nan),
        TURN: lambda u: u / np.abs(u),
        REGULAR: lambda u: np.where(np.isfinite(u), u, 0.0),
        "nan": np.nan,
        "inf": np.inf,
    }
    source = _Writer(program, results).source
    exec(compile(source, "<surface>", "exec"), namespace)  # noqa: S102  (this module wrote the source)
    return _quick_for_one(namespace["function"])


def is_test(tree: Tree) -> bool:
    """Whether the tree tells whether something holds: a comparison, or what joins comparisons."""
    match tree:
        case Call("where", (_, first, second)):
            return is_test(first) and is_test(second)
        case Call("and" | "or" | "not", arguments):
            return all(map(is_test, arguments))
        case Call(function):
            return function in TESTS
    return False


def over_columns(tree: Tree, columns: Mapping[str, Array]) -> Array:
    """A tree's value where each of its names stands for a column; not a number, or infinite, where it has no other."""
    with np.errstate(all="ignore"):
        return np.asarray(_over(tree, columns), dtype=np.float64)


def _over(tree: Tree, columns: Mapping[str, Array]) -> Any:
    match tree:
        case Numeral(value):
            return np.float64(value)
        case Symbol(name):
            return columns[name] if name in columns else np.float64(CONSTANTS[name])
    operands = [_over(argument, columns) for argument in tree.arguments]
    return (_ARITHMETIC.get(tree.function) or _functions()[_named(tree.function)])(*operands)


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    """What a tree may call, but the operators of arithmetic, of arrays, by the names that `_named` gives."""
    return {
        **{name: function.array() for name, function in PRIMITIVE.items()},
        **{numpy: _as_number(getattr(np, numpy)) for _, numpy in TESTS.values()},
        "power": _power,
        WHERE: lambda test, u, v: np.where(test != 0, u, v),
    }


_SHORT_POWERS: Final = (2.0, 0.5, -1.0)


def _power(u: Any, v: Any) -> Any:
    """u**v, of one number as of a column: NumPy has a short way for some exponents that stand alone, which rounds."""
    if np.size(v) == 1 and v in _SHORT_POWERS:
        return np.power(np.expand_dims(u, -1), np.repeat(v, 2))[..., 0]
    return np.power(u, v)


def _as_number(test: Callable[..., Any]) -> Callable[..., Any]:
    """A test that gives 1.0 and 0.0."""
    return lambda *columns: test(*columns) * 1.0


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
    """The source of a function that computes parts of a program, one operation a line.

    A variable whose value nothing reads any more is used again.
    """

    def __init__(self, program: Program, results: Sequence[Part]) -> None:
        self.operations = program.operations
        self.uses: Counter[Part] = Counter(results)
        for part in range(len(self.operations) - 1, -1, -1):
            if self.uses[part]:
                self.uses.update(self.operations[part].operands)
        self.lines: list[str] = []
        self.texts: dict[Part, str] = {}
        self.names, self.free = 0, list[str]()
        for part, operation in enumerate(self.operations):
            if self.uses[part]:
                self.texts[part] = self._text(operation)
        returned = ", ".join([self.texts[part] for part in results])
        self.source = "\n    ".join(["def function(x, y):", *self.lines, f"return ({returned},)\n"])

    def _text(self, operation: Operation) -> str:
        if not operation.function:
            return f"({operation.value!r})"
        return operation.function if operation.function in VARIABLES else self._computed(operation)

    def _computed(self, operation: Operation) -> str:
        """Write a call's lines; the name of the variable that holds its result."""
        function, texts = operation.function, [self.texts[part] for part in operation.operands]
        self.free += (done := self._done(operation))
        if function in _SYMMETRIC and texts[0] not in done and texts[-1] in done:
            texts.reverse()
        if function in _IN_PLACE and len(texts) > 1 and texts[0] in done:
            name = texts[0]
            self.free.remove(name)
            self.lines.append(f"{name} {function}= {texts[1]}")
            return name
        name = self.free.pop() if self.free else self._new_name()
        self.lines.append(f"{name} = {_operation(function, texts)}")
        return name

    def _done(self, operation: Operation) -> list[str]:
        """The names of the operands that nothing reads after this operation."""
        self.uses.subtract(operation.operands)
        operands = dict.fromkeys(operation.operands)
        return [self.texts[part] for part in operands if self.operations[part].operands and not self.uses[part]]

    def _new_name(self) -> str:
        self.names += 1
        return f"t{self.names}"


def _operation(function: str, operands: list[str]) -> str:
    if (name := _named(function)).isidentifier():
        return f"{name}({', '.join(operands)})"
    return f"({f' {function} '.join(operands)})" if len(operands) > 1 else f"({function}{operands[0]})"


def _named(function: str) -> str:
    """A function of a tree, a test or a power, by the name that it has in Python."""
    return "power" if function == "**" else TESTS[function][1] if function in TESTS else function
