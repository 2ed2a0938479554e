"""Expressions in x and y, read from text that cannot be trusted.

    parse("x**2 - a*y**2", ("x", "y", "a"))  ->  a tree of Numeral, Symbol and Call

The text is read by Python's own parser into an `ast`, which is only looked at, never run: every node must
stand on the list of what is allowed, and the tree is bounded in size and depth, so that all later work on it is
bounded too.
"""

from __future__ import annotations

import ast
import functools
import math
import operator
import warnings
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from optviz.errors import ScenarioError, suggestion
from optviz.surfaces.language.functions import ALIASES, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class Numeral(NamedTuple):
    """A number."""

    value: float


class Symbol(NamedTuple):
    """A variable, a parameter, pi or e."""

    identifier: str


class Call(NamedTuple):
    """A function or an operator (+ - * / **; - with one argument negates) and its arguments."""

    function: str
    arguments: tuple[Tree, ...]


Tree: TypeAlias = Numeral | Symbol | Call


class Limits(NamedTuple):
    """How large an expression may be."""

    length: int
    nodes: int
    depth: int


DECLARED = Limits(length=1000, nodes=300, depth=60)

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.USub: "-",
}
ARITHMETIC: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": lambda first, *second: first - second[0] if second else -first,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
}


class ExpressionError(ScenarioError):
    """An expression that is not in the language.

    Args: message: what was met and what is allowed.  column: where in the expression, from 1.
    """

    def __init__(self, message: str, column: int = 1) -> None:
        self.column = column
        super().__init__(f"column {column} of the expression: {message}")


def parse(text: str, names: Sequence[str], limits: Limits = DECLARED) -> Tree:
    """Read an expression.

    Args: text: the expression.  names: the variables and parameters it may use, beside pi and e.  limits: its size.
    Raises: ExpressionError where the text is not in the language or too large, or a part without variables has no
        finite value.
    """
    return _Checker(names, limits, margin=len(text) - len(text.lstrip())).read(_syntax(text, limits))


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree's nodes, a call before its arguments."""
    yield tree
    if isinstance(tree, Call):
        for argument in tree.arguments:
            yield from walk(argument)


def evaluate(tree: Tree, values: Mapping[str, float] = CONSTANTS) -> float:
    """The tree's value in plain floats; not a number where a part has no finite value."""
    match tree:
        case Numeral(value):
            return value
        case Symbol(identifier):
            return values[identifier]
    return apply(tree.function, [evaluate(argument, values) for argument in tree.arguments])


def apply(function: str, arguments: Sequence[float]) -> float:
    """The value of a function or an operator at numbers, or not a number."""
    try:
        return float((ARITHMETIC.get(function) or FUNCTIONS[function].value)(*arguments))
    except (ArithmeticError, ValueError):
        return math.nan


def _syntax(text: str, limits: Limits) -> ast.expr:
    """Python's syntax tree of the text; not one character of it is run."""
    if len(text) > limits.length:
        raise ExpressionError(f"longer than {limits.length} characters", limits.length + 1)
    _check_characters(text)
    if not text.strip():
        raise ExpressionError("empty; an expression in x and y is needed, as x**2 + y**2")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            return ast.parse(text.translate(_BLANKS).strip(), mode="eval").body
    except SyntaxError as error:
        margin = len(text) - len(text.lstrip())
        column = error.offset or len(text.strip()) + 1
        raise ExpressionError(f"cannot be read: {error.msg}", margin + column) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("nested too deeply to be read") from None


_BLANKS = str.maketrans("\t\r\n", "   ")
_FOREIGN = "#;\\'\""  # the printable characters that Python reads and an expression never holds


def _check_characters(text: str) -> None:
    for column, character in enumerate(text, 1):
        plain = character.isascii() and (character.isprintable() or character in "\t\r\n")
        if not plain or character in _FOREIGN:
            raise ExpressionError(f"the character {character!a} is not allowed; {_allowed()}", column)


@functools.cache
def _allowed() -> str:
    return f"allowed are numbers, names, + - * / **, brackets ( ) and the functions {' '.join(FUNCTIONS)}"


class _Checker:
    """Python's syntax tree into ours, refusing whatever is not on the list.

    Args: names: what the expression may use.  limits: its size.  margin: the blanks before the text, which columns
        count.
    """

    def __init__(self, names: Sequence[str], limits: Limits, *, margin: int) -> None:
        self.names = {*names, *CONSTANTS}
        self.limits, self.margin = limits, margin
        self.nodes = 0

    def read(self, node: ast.expr, depth: int = 0) -> Tree:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise self._error(node, f"more than {self.limits.nodes} numbers, names and operations")
        if depth > self.limits.depth:
            raise self._error(node, f"nested more than {self.limits.depth} deep")
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._call(node, "-", (operand,), depth)
            case ast.BinOp(op=op) if type(op) in _OPERATORS:
                return self._call(node, _OPERATORS[type(op)], (node.left, node.right), depth)
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._call(node, self._function(node, name), node.args, depth)
        raise self._error(node, f"{_met(node)} is not allowed; {_allowed()}")

    def _number(self, node: ast.Constant) -> Tree:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self._error(node, f"{node.value!r} is not a number; {_allowed()}")
        value = _float(node.value)
        if not math.isfinite(value):
            raise self._error(node, "a number too large for double precision")
        return Numeral(value)

    def _name(self, node: ast.Name) -> Tree:
        if node.id in self.names:
            return Symbol(node.id)
        if node.id in (*FUNCTIONS, *ALIASES):
            raise self._error(node, f"the function {node.id} needs its argument in brackets, as {node.id}(x)")
        raise self._error(node, f"unknown name {node.id!r}{suggestion(node.id, self.names)}")

    def _function(self, node: ast.Call, name: str) -> str:
        function = ALIASES.get(name, name)
        if function not in FUNCTIONS:
            raise self._error(node, f"unknown function {name!r}{suggestion(name, FUNCTIONS)}")
        needed = FUNCTIONS[function].arguments
        if len(node.args) != needed:
            raise self._error(node, f"{name} takes {needed} argument{'s'[: needed - 1]}, not {len(node.args)}")
        return function

    def _call(self, node: ast.expr, function: str, operands: Sequence[ast.expr], depth: int) -> Tree:
        tree = Call(function, tuple(self.read(operand, depth + 1) for operand in operands))
        if is_constant(tree) and not math.isfinite(evaluate(tree)):
            raise self._error(node, "this part has no finite value")
        return tree

    def _error(self, node: ast.expr, message: str) -> ExpressionError:
        begin = (node.left.end_col_offset or 0) if isinstance(node, ast.BinOp) else node.col_offset
        return ExpressionError(message, self.margin + begin + 1)


def is_constant(tree: Tree) -> bool:
    """Whether the tree holds no variable and no parameter."""
    return all(node.identifier in CONSTANTS for node in walk(tree) if isinstance(node, Symbol))


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _met(node: ast.expr) -> str:
    """What a refused piece of syntax is called."""
    match node:
        case ast.BinOp(op=ast.BitXor()):
            return "^ (a power is written **)"
        case ast.Call(keywords=[_, *_]):
            return "a keyword argument"
        case ast.Call():
            return "a call of something other than a named function"
    return _SYNTAX.get(type(node), type(node).__name__)


_SYNTAX: dict[type[ast.AST], str] = {
    ast.Attribute: "an attribute (a dot after something other than a number)",
    ast.BinOp: "this operator",
    ast.UnaryOp: "this operator",
    ast.Compare: "a comparison",
    ast.BoolOp: "a logical operator",
    ast.IfExp: "a condition",
    ast.Lambda: "a lambda",
    ast.Subscript: "an index in square brackets",
    ast.List: "a list",
    ast.Tuple: "a comma outside a function's brackets",
    ast.Set: "a set",
    ast.Dict: "a mapping",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.NamedExpr: "an assignment",
    ast.Starred: "a starred argument",
}
