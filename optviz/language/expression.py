"""Expressions in x and y, read from text that cannot be trusted.

    parse("x**2 - a*y**2", ("x", "y", "a"))  ->  a tree of Numeral, Symbol and Call

The text, in one spelling, is read by Python's own parser into an `ast`, which is only looked at, never run: every node
must stand on the list of what is allowed, and the tree is bounded in size and depth, so that all later work on it is
bounded too.
"""

from __future__ import annotations

import ast
import functools
import itertools
import math
import operator
import warnings
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from optviz.errors import suggestion
from optviz.language.functions import ALIASES, DEFINED, FUNCTIONS, MANY, PRIMITIVE, TESTS, WHERE
from optviz.language.spelling import ExpressionError, Spelled, allowed, shown, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optviz.language.functions import Defined


class Numeral(NamedTuple):
    """A number."""

    value: float


class Symbol(NamedTuple):
    """A variable, a parameter, pi or e."""

    identifier: str


class Call(NamedTuple):
    """A function, a test or an operator (+ - * / **; - with one argument negates) and its arguments."""

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
    ast.Mod: "mod",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.And: "and",
    ast.Or: "or",
    ast.USub: "-",
    ast.Not: "not",
    ast.Invert: "not",
}
_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ALIASES = {"PI": "pi", "Pi": "pi", "E": "e", "X": "x", "Y": "y", "x1": "x", "x2": "y", "x_1": "x", "x_2": "y"}
"""Other names of constants and variables, which are read where no parameter has them."""
_MODULES = ("np", "numpy", "math", "cmath", "torch", "tf", "jnp", "jax.numpy", "jax", "scipy", "special", "nn", "F")
_PARTS = ("linalg", "math", "nn", "special", "functional", "nn.functional")
_PREFIXES = frozenset((*_MODULES, *(f"{module}.{part}" for module in _MODULES for part in _PARTS)))
"""What people's notebooks write before a function."""
_BOUNDS = {"min": 1, "a_min": 1, "max": 2, "a_max": 2}
"""Names of clip's arguments, and where they stand."""
_TELLING = 3
"""Letters of a function's name that tell it from others with one letter wrong."""
_ARITHMETIC: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": lambda first, *second: first - second[0] if second else -first,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
}
_VALUES: dict[str, Callable[..., float]] = {
    **_ARITHMETIC,
    **{name: function.value for name, function in PRIMITIVE.items()},
    **{name: test for name, (test, _) in TESTS.items()},
    WHERE: lambda test, first, second: first if test else second,
}
"""Everything that a call may be, of plain numbers."""


def parse(text: str, names: Sequence[str], limits: Limits = DECLARED) -> Tree:
    """Read an expression.

    Args: text: the expression.  names: the variables and parameters it may use, beside pi and e.  limits: its size.
    Raises: ExpressionError where the text is not in the language or too large, or a part without variables has no
        finite value.
    """
    node, found = _syntax(text, limits)
    return _Checker(names, limits, found).read(node)


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
        case Call("where", (test, first, second)):
            return evaluate(first if evaluate(test, values) else second, values)
    return apply(tree.function, [evaluate(argument, values) for argument in tree.arguments])


def apply(function: str, arguments: Sequence[float]) -> float:
    """The value of a function or an operator at numbers, or not a number."""
    try:
        return float(_VALUES[function](*arguments))
    except (ArithmeticError, ValueError):
        return math.nan


def _syntax(text: str, limits: Limits) -> tuple[ast.expr, Spelled]:
    """Python's syntax tree of the text in one spelling; not one character of it is run."""
    if len(text) > limits.length:
        raise ExpressionError(f"longer than {limits.length} characters", limits.length + 1)
    found = spelled(text)
    if not found.text:
        raise ExpressionError("empty; an expression in x and y is needed, as x**2 + y**2")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            return ast.parse(found.text, mode="eval").body, found
    except SyntaxError as error:
        place = error.offset - 1 if error.offset else len(found.text)
        raise ExpressionError(f"cannot be read: {error.msg}", found.column(place)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("nested too deeply to be read") from None


class _Checker:
    """Python's syntax tree into ours, refusing whatever is not on the list.

    Args: names: what the expression may use.  limits: its size.  found: its text, and where its letters stood.
    """

    def __init__(self, names: Sequence[str], limits: Limits, found: Spelled) -> None:
        self.names = {*names, *CONSTANTS}
        self.limits, self.found = limits, found
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
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._name(node)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.Call(func=ast.Name() | ast.Attribute()):
                return self._function(node, depth)
            case ast.Compare():
                return self._comparison(node, depth)
        return self._operation(node, depth)

    def _operation(self, node: ast.expr, depth: int) -> Tree:
        match node:
            case ast.BinOp(op=ast.FloorDiv(), left=left, right=right):
                return Call("floor", (self._call(node, "/", (left, right), depth),))
            case ast.IfExp(test=test, body=body, orelse=other):
                return self._call(node, WHERE, (test, body, other), depth)
            case ast.BoolOp(op=op, values=values):
                return _joined(_OPERATORS[type(op)], [self.read(value, depth + 1) for value in values])
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                return self._call(node, _OPERATORS[type(op)], (operand,), depth)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _OPERATORS:
                return self._call(node, _OPERATORS[type(op)], (left, right), depth)
        raise self._unknown(node)

    def _number(self, node: ast.Constant) -> Tree:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self._error(node, f"{node.value!r} is not a number; {allowed()}")
        value = _float(node.value)
        if not math.isfinite(value):
            raise self._error(node, "a number too large for double precision")
        return Numeral(value)

    def _name(self, node: ast.expr) -> Tree:
        name = self._written(node)
        if name in self.names:
            return Symbol(name)
        if _ALIASES.get(name) in self.names:
            return Symbol(_ALIASES[name])
        if name in (*FUNCTIONS, *ALIASES, WHERE):
            raise self._error(node, f"the function {name} needs its argument in brackets, as {name}(x)")
        advice = suggestion(shown(name), self.names) if len(name) > 1 else f"; known: {', '.join(sorted(self.names))}"
        raise self._error(node, f"unknown name {shown(name)!r}{advice}")

    def _written(self, node: ast.expr) -> str:
        """A name without a library's prefix; x[0] and x[1] are the coordinates of the point (x, y)."""
        match node:
            case ast.Name(id=name):
                return name
            case ast.Subscript(value=ast.Name(id="x" | "X"), slice=ast.Constant(value=0)):
                return "x"
            case ast.Subscript(value=ast.Name(id="x" | "X"), slice=ast.Constant(value=1)):
                return "y"
        parts: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            parts, inner = [inner.attr, *parts], inner.value
        prefix = ".".join([inner.id, *parts[:-1]]) if isinstance(inner, ast.Name) else ""
        if prefix not in _PREFIXES:
            raise self._unknown(node)
        return parts[-1]

    def _function(self, node: ast.Call, depth: int) -> Tree:
        written = self._written(node.func)
        name = ALIASES.get(written, written)
        if written in self.names:
            raise self._error(node, f"{written} is no function; a product is written {written}*(...)")
        if name != WHERE and name not in FUNCTIONS:
            raise self._error(node, f"unknown function {shown(written)!r}{_equivalent(written)}")
        name, operands = self._operands(node, name)
        least, most = (3, 3) if name == WHERE else FUNCTIONS[name].arguments
        if not least <= len(operands) <= most:
            needed = str(least) if least == most else f"{least} or more" if most == MANY else f"{least} to {most}"
            raise self._error(node, f"{written} takes {needed} argument{'s'[: most - 1]}, not {len(operands)}")
        parts = [self.read(operand, depth + 1) for operand in operands]
        if name in DEFINED:
            return self._checked(node, _defined(DEFINED[name], parts))
        return self._checked(node, Call(WHERE, tuple(parts)) if name == WHERE else _joined(name, parts))

    def _operands(self, node: ast.Call, name: str) -> tuple[str, list[ast.expr]]:
        """A function and its arguments; a bound of clip may be None, or have the name that NumPy or torch gives it."""
        given = dict(enumerate(node.args))
        for keyword in node.keywords:
            place = _BOUNDS.get(keyword.arg or "") if name == "clip" else None
            if place is None or place in given:
                raise self._unknown(node)
            given[place] = keyword.value
        if name == "clip":
            given = {place: each for place, each in given.items() if not _is_none(each)}
            name = "min" if given.keys() == {0, _BOUNDS["max"]} else name
        return name, [given[place] for place in sorted(given)]

    def _comparison(self, node: ast.Compare, depth: int) -> Tree:
        """Comparisons, of which a chain holds where all of them do."""
        signs = [_COMPARISONS.get(type(op), "") for op in node.ops]
        if not all(signs):
            raise self._unknown(node)
        values = [self.read(value, depth + 1) for value in (node.left, *node.comparators)]
        return _joined("and", [Call(sign, pair) for sign, pair in zip(signs, itertools.pairwise(values), strict=True)])

    def _call(self, node: ast.expr, function: str, operands: Sequence[ast.expr], depth: int) -> Tree:
        return self._checked(node, Call(function, tuple(self.read(operand, depth + 1) for operand in operands)))

    def _checked(self, node: ast.expr, tree: Tree) -> Tree:
        if is_constant(tree) and not math.isfinite(evaluate(tree)):
            raise self._error(node, "this part has no finite value")
        return tree

    def _unknown(self, node: ast.expr) -> ExpressionError:
        return self._error(node, f"{_met(node)} is not allowed; {allowed()}")

    def _error(self, node: ast.expr, message: str) -> ExpressionError:
        begin = (node.left.end_col_offset or 0) + 1 if isinstance(node, ast.BinOp) else node.col_offset
        return ExpressionError(message, self.found.column(begin))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _joined(function: str, parts: Sequence[Tree]) -> Tree:
    """A function of its arguments; one that takes any number is joined two by two."""
    if function not in {"and", "or"} and not PRIMITIVE[function].many:
        return Call(function, tuple(parts))
    return functools.reduce(lambda joined, part: Call(function, (joined, part)), parts)


def _defined(function: Defined, parts: Sequence[Tree]) -> Tree:
    """What a function is defined as, of these arguments."""
    least, _ = function.arguments
    return _replaced(_definition(function.definition[len(parts) - least]), dict(zip("uvw", parts, strict=False)))


@functools.cache
def _definition(text: str) -> Tree:
    return parse(text, ("u", "v", "w"))


def _replaced(tree: Tree, given: Mapping[str, Tree]) -> Tree:
    match tree:
        case Symbol(name):
            return given.get(name, tree)
        case Call(function, arguments):
            return Call(function, tuple(_replaced(argument, given) for argument in arguments))
    return tree


def _equivalent(name: str) -> str:
    """The end of a message: a function that can only be the one that was meant, or where all of them stand."""
    near = [known for known in (*FUNCTIONS, *ALIASES, WHERE) if known == name.lower() or _is_misspelt(name, known)]
    return f"; did you mean {near[0]!r}?" if near else "; `optviz list functions` shows all of them"


def _is_misspelt(name: str, known: str) -> bool:
    """Whether a name is a known one with one letter wrong, missing, doubled or moved, and long enough to tell."""
    if abs(len(name) - len(known)) > 1 or len(known) < _TELLING or name[-1:].isdigit() or name[:1] != known[:1]:
        return False
    if len(name) == len(known):
        wrong = [place for place, pair in enumerate(zip(name, known, strict=True)) if pair[0] != pair[1]]
        return len(wrong) == 1 or (sorted(name) == sorted(known) and wrong[-1] - wrong[0] == 1)
    longer, shorter = sorted((name, known), key=len, reverse=True)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


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
