"""Gradient, Hessian and LaTeX of an expression, derived by SymPy once and kept as text.

SymPy takes half a second to load, so what it derives is cached: as text in the language of expressions, with
the parameters left as symbols, and read back by the parser that reads every other expression. A cache that
somebody has changed can therefore give wrong numbers, but runs nothing.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from optviz.errors import OutputError
from optviz.files import cache_folder, write_text
from optviz.surfaces.language.compiler import Expressions
from optviz.surfaces.language.expression import (
    ARITHMETIC,
    CONSTANTS,
    Call,
    ExpressionError,
    Limits,
    Numeral,
    Symbol,
    Tree,
    evaluate,
    is_constant,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LIMITS = Limits(length=50_000, nodes=20_000, depth=250, power=1e6, growth=float("inf"))
_LARGEST_INTEGER = 10_000  # of those that SymPy makes by itself: larger ones could be raised to each other


class Derivatives(NamedTuple):
    """What follows from an expression: the gradient (x, y), the Hessian (xx, xy, yy) and the LaTeX."""

    gradient: Expressions
    hessian: Expressions
    latex: str


@functools.cache
def derive(expression: str, names: tuple[str, ...]) -> Derivatives:
    """The derivatives with respect to x and y, from the cache where it has them.

    Args: expression: in the language of expressions.  names: x, y and the parameters.
    Raises: ExpressionError where the expression is not in the language or too involved.
    """
    cached = cache_folder() / "derivatives" / f"{_key(expression, names)}.json"
    known = _stored(cached, names)
    if known is None:
        entry = _entry(parse(expression, names))
        known = _read(entry, names)
        _store(cached, json.dumps(entry))
    return known


def _key(expression: str, names: Sequence[str]) -> str:
    """Another expression, other code here or another SymPy: another key."""
    sympy = importlib.util.find_spec("sympy")
    release = Path(sympy.origin).with_name("release.py") if sympy and sympy.origin else None
    made_by = [file.read_bytes() for file in (Path(__file__), release) if file and file.is_file()]
    return hashlib.sha256(b"\0".join([*made_by, *(text.encode() for text in (expression, *names))])).hexdigest()


def _stored(path: Path, names: Sequence[str]) -> Derivatives | None:
    """The entry in a file, or None where there is none that makes sense."""
    try:
        return _read(json.loads(path.read_text()), names)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ExpressionError):
        return None


def _store(path: Path, text: str) -> None:
    try:
        write_text(path, text)
    except OutputError:
        return  # computed again next time


def _read(entry: Any, names: Sequence[str]) -> Derivatives:
    latex = entry["latex"]
    if not isinstance(latex, str):
        raise TypeError(latex)
    return Derivatives(_expressions(entry["gradient"], 2, names), _expressions(entry["hessian"], 3, names), latex)


def _expressions(entry: Any, size: int, names: Sequence[str]) -> Expressions:
    known = list(names)
    shared: list[tuple[str, Tree]] = []
    for text in entry["shared"]:
        shared.append((f"_{len(shared)}", parse(text, known, _LIMITS, finite=False)))
        known.append(shared[-1][0])
    first, *others = [parse(text, known, _LIMITS, finite=False) for text in entry["results"]]
    if len(others) + 1 != size:
        raise ValueError(size)
    return Expressions(tuple(shared), (first, *others))


def _entry(tree: Tree) -> dict[str, Any]:
    """What is stored: the derivatives' texts and the LaTeX."""
    import sympy

    builder = _Builder()
    value = builder.build(tree)
    x, y = (sympy.Symbol(name) for name in ("x", "y"))
    gradient = [sympy.diff(value, variable) for variable in (x, y)]
    hessian = [sympy.diff(gradient[0], x), sympy.diff(gradient[0], y), sympy.diff(gradient[1], y)]
    return {
        "gradient": builder.texts(gradient),
        "hessian": builder.texts(hessian),
        "latex": sympy.latex(_as_written(tree), order="none"),
    }


class _Builder:
    """Trees into SymPy objects that cannot run away, and back into text.

    SymPy computes with the numbers it meets: exp(1e9*log(2*x)) would become 2**1000000000*x**1000000000. So
    it meets none but 0, 1 and small exponents: every other constant is a symbol, put back in the text.
    """

    def __init__(self) -> None:
        self.constants: dict[str, str] = {}

    def build(self, tree: Tree) -> Any:
        import sympy

        if is_constant(tree):
            return self._constant(evaluate(tree))
        if isinstance(tree, Symbol):
            return sympy.Symbol(tree.identifier)
        assert isinstance(tree, Call)  # noqa: S101  (a Numeral is constant)
        if tree.function == "**" and is_constant(tree.arguments[1]):
            built = self.build(tree.arguments[0]) ** self._exponent(evaluate(tree.arguments[1]))
        else:
            built = _functions()[tree.function](*map(self.build, tree.arguments))
        if any(max(abs(number.p), number.q) > _LARGEST_INTEGER for number in built.atoms(sympy.Rational)):
            raise ExpressionError("too involved to differentiate: its powers grow too large")
        return built

    def _constant(self, value: float) -> Any:
        import sympy

        if value in (-1, 0, 1):
            return sympy.Integer(int(value))
        name = f"_c{abs(value)!r}"  # before x and y in SymPy's order, as a factor is written
        self.constants[name] = repr(abs(value))
        return sympy.Symbol(name) if value > 0 else -sympy.Symbol(name)

    def _exponent(self, value: float) -> Any:
        import sympy

        return sympy.Rational(int(2 * value), 2) if (2 * value).is_integer() else self._constant(value)

    def texts(self, results: Sequence[Any]) -> dict[str, list[str]]:
        """The results and what they share, each as an expression."""
        import sympy

        shared, reduced = sympy.cse(results, symbols=sympy.numbered_symbols("_"))
        text = _printer(self.constants).doprint
        return {"shared": [text(part) for _, part in shared], "results": [text(part) for part in reduced]}


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    """SymPy's functions by our names, and ours where SymPy's are not plain in real numbers."""
    import sympy

    sign, step = _flat("sign"), _flat("step")
    names = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt"]
    return {
        **{name: getattr(sympy, name) for name in names},
        **{name: function for name, function in ARITHMETIC.items() if name != "**"},
        "**": sympy.Pow,
        "sign": sign,
        "step": step,
        "floor": _flat("floor"),
        "abs": _sloped("abs", lambda u: (sign(u),)),
        "max": _sloped("max", lambda u, v: (step(u - v), step(v - u))),
        "min": _sloped("min", lambda u, v: (step(v - u), step(u - v))),
    }


def _flat(name: str) -> Any:
    """A function whose derivative is 0, at its jumps too."""
    return _sloped(name, lambda _: (0,))


def _sloped(name: str, slopes: Callable[..., tuple[Any, ...]]) -> Any:
    """A function with these partial derivatives; at a kink they are the middle of the subgradients."""
    import sympy

    def derivative(self: Any, index: int = 1) -> Any:
        return sympy.sympify(slopes(*self.args)[index - 1])

    return type(name, (sympy.Function,), {"fdiff": derivative})


def _printer(constants: dict[str, str]) -> Any:
    """SymPy's printer of Python-like text, with our constants, and 0/0 for what is no real number."""
    from sympy.printing.str import StrPrinter

    def number(_self: object, symbol: Any) -> str:
        name: str = symbol.name
        return constants.get(name, name)

    def nothing(_self: object, _expression: object) -> str:
        return "(0/0)"

    unreal = ("NaN", "ComplexInfinity", "Infinity", "NegativeInfinity", "ImaginaryUnit")
    methods: dict[str, Any] = {f"_print_{name}": nothing for name in unreal}
    methods |= {"_print_Symbol": number, "_print_Exp1": lambda *_: "e"}
    return type("_Printer", (StrPrinter,), methods)()


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
    function = _written_functions().get(tree.function, _functions()[tree.function])
    return function(*map(_as_written, tree.arguments), evaluate=False)


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

    return {
        "*": sympy.Mul,
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "floor": sympy.floor,
        "step": sympy.Heaviside,
        "max": sympy.Max,
        "min": sympy.Min,
    }
