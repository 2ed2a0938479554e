"""Expressions as people read them: a tree as a line of text, LaTeX or MathML, with the brackets that are needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.language.expression import CONSTANTS, Call, Numeral, Symbol
from optviz.language.functions import PRIMITIVE, TESTS, WHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.language.expression import Tree

Written: TypeAlias = tuple[str, int]
"""A text, and how tightly its parts hold together."""

_LOGIC: Final = {"or": 1, "and": 2, "not": 3}
_TEST, _SUM, _PRODUCT, _NEGATIVE, POWER, ATOM = range(4, 10)
_SUPERSCRIPTS: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LONG: Final = 1e6
"""Whole numbers from here on are written with a power of ten."""
GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "lambd": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ",
}  # fmt: skip
"""Letters by their names."""
_SHOWN: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


class Notation(ABC):
    """A way of writing trees.

    Args: values: numbers to write instead of names.
    """

    minus: str
    plus = "+"

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values = values

    def text(self, tree: Tree) -> str:
        """A tree in this notation."""
        return self.written(tree)[0]

    def written(self, tree: Tree) -> Written:
        """A tree's text, and how tightly it holds together."""
        if isinstance(tree, Numeral):
            return self.number(tree.value), ATOM
        if isinstance(tree, Symbol):
            known = self.values.get(tree.identifier)
            if known is not None and tree.identifier not in CONSTANTS:
                return self.written(Numeral(known) if known >= 0 else Call("-", (Numeral(-known),)))
            return self.name(tree.identifier), ATOM
        return self._call(tree.function, tree.arguments)

    def within(self, tree: Tree, least: int) -> str:
        """A tree's text, in brackets unless it holds together at least as tightly as that."""
        text, tightness = self.written(tree)
        return text if tightness >= least else self.brackets(text)

    def _call(self, function: str, arguments: tuple[Tree, ...]) -> Written:
        match function, arguments:
            case "-", (part,):
                found = f"{self.minus}{self.within(part, _PRODUCT)}", _NEGATIVE
            case "+" | "-", (first, second):
                found = f"{self.within(first, _SUM)} {self._added(function, second)}", _SUM
            case "*", (first, second):
                found = self._product(first, second)
            case "/", (first, second):
                found = self.fraction(first, second)
            case "**", (base, exponent):
                found = self.power(base, exponent)
            case _ if function in TESTS:
                found = self._test(function, arguments)
            case _:
                found = self.function(function, arguments)
        return found

    def _added(self, sign: str, part: Tree) -> str:
        """A part of a sum with its sign; adding what is negative is subtracting."""
        text, minus = self.within(part, _PRODUCT), self.minus.strip()
        negative = text.startswith(minus)
        if sign == "+":
            return f"{minus} {text[len(minus) :].lstrip()}" if negative else f"{self.plus} {text}"
        return f"{minus} {self.brackets(text) if negative else text}"

    def _product(self, first: Tree, second: Tree) -> Written:
        if self._value(first) == 1:
            return self.written(second)
        left = self.within(first, _PRODUCT)
        return f"{left}{self.times(self._factor(first), second)}{self.within(second, POWER)}", _PRODUCT

    def _test(self, function: str, arguments: tuple[Tree, ...]) -> Written:
        tightness = _LOGIC.get(function, _TEST)
        parts = [self.within(argument, tightness + 1) for argument in arguments]
        sign = self.word(function) if function in _LOGIC else self.relation(function)
        return (f"{sign} {parts[0]}" if len(parts) == 1 else f" {sign} ".join(parts)), tightness

    def _factor(self, tree: Tree) -> float | None:
        """The number that a product ends in, if it ends in one."""
        if isinstance(tree, Call) and tree.function == "*":
            return self._factor(tree.arguments[1])
        if isinstance(tree, Call) and tree.function == "-" and len(tree.arguments) == 1:
            return self._factor(tree.arguments[0])
        return self._value(tree)

    def _value(self, tree: Tree) -> float | None:
        if isinstance(tree, Symbol) and tree.identifier not in CONSTANTS:
            return self.values.get(tree.identifier)
        return tree.value if isinstance(tree, Numeral) else None

    @abstractmethod
    def number(self, value: float) -> str:
        """A number that is not negative."""

    @abstractmethod
    def name(self, identifier: str) -> str:
        """A variable, a constant or a parameter."""

    @abstractmethod
    def brackets(self, text: str) -> str:
        """A text in brackets."""

    @abstractmethod
    def times(self, factor: float | None, second: Tree) -> str:
        """The sign of a product whose first part ends in a number, if it does."""

    @abstractmethod
    def fraction(self, above: Tree, below: Tree) -> Written:
        """A quotient."""

    @abstractmethod
    def power(self, base: Tree, exponent: Tree) -> Written:
        """A power."""

    @abstractmethod
    def function(self, name: str, arguments: tuple[Tree, ...]) -> Written:
        """A function."""

    @abstractmethod
    def relation(self, sign: str) -> str:
        """A comparison's sign."""

    @abstractmethod
    def word(self, word: str) -> str:
        """What joins tests: and, or, not."""


def _short(value: float) -> str:
    """A number without digits that say nothing."""
    return f"{value:.0f}" if value.is_integer() and value < _LONG else repr(value)


def listed(name: str, arguments: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The arguments of a function that takes any number, which a tree joins two by two."""
    first = arguments[0]
    if name in PRIMITIVE and PRIMITIVE[name].many and isinstance(first, Call) and first.function == name:
        return (*listed(name, first.arguments), *arguments[1:])
    return arguments


class Formula(Notation):
    """One line of text: x² − y² for x**2 - y**2."""

    minus = "−"

    def number(self, value: float) -> str:
        """As short as it can be."""
        return _short(value).replace("-", "−")

    def name(self, identifier: str) -> str:
        """As it is, but for π."""
        return "π" if identifier == "pi" else identifier

    def brackets(self, text: str) -> str:
        """Round ones."""
        return f"({text})"

    def times(self, factor: float | None, second: Tree) -> str:
        """A blank between a number and what is no number, else a dot."""
        text = self.within(second, POWER)
        return " " if factor is not None and not text[0].isdigit() else "·"

    def fraction(self, above: Tree, below: Tree) -> Written:
        """With a slash."""
        return f"{self.within(above, _PRODUCT)}/{self.within(below, POWER)}", _PRODUCT

    def power(self, base: Tree, exponent: Tree) -> Written:
        """With raised digits where the exponent is a whole number."""
        value, sign = self._value(exponent), ""
        if isinstance(exponent, Call) and exponent.function == "-" and len(exponent.arguments) == 1:
            value, sign = self._value(exponent.arguments[0]), "-"
        if value == 0.5 and not sign:  # noqa: PLR2004  (a root)
            return self.function("sqrt", (base,))
        if value is not None and value.is_integer() and value < _LONG:
            return f"{self.within(base, ATOM)}{f'{sign}{value:.0f}'.translate(_SUPERSCRIPTS)}", POWER
        return f"{self.within(base, ATOM)}^{self.within(exponent, ATOM)}", POWER

    def function(self, name: str, arguments: tuple[Tree, ...]) -> Written:
        """Its name with its arguments; bars round an absolute value."""
        inside = ", ".join(map(self.text, listed(name, arguments)))
        return (f"|{inside}|" if name == "abs" and "|" not in inside else f"{name}({inside})"), ATOM

    def relation(self, sign: str) -> str:
        """As it is printed."""
        return _SHOWN.get(sign, sign)

    def word(self, word: str) -> str:
        """As it is."""
        return word


class Latex(Notation):
    """LaTeX."""

    minus = "- "
    _NAMES: Final = {
        "asin": r"\operatorname{asin}",
        "acos": r"\operatorname{acos}",
        "atan": r"\operatorname{atan}",
        "log2": r"\log_{2}",
        "log10": r"\log_{10}",
        "step": r"\theta",
        "min": r"\min",
        "max": r"\max",
    }
    _KNOWN: Final = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "exp"})
    _AROUND: Final = {
        "abs": (r"\left|{", r"}\right|"),
        "sqrt": (r"\sqrt{", "}"),
        "cbrt": (r"\sqrt[3]{", "}"),
        "exp": ("e^{", "}"),
        "floor": (r"\left\lfloor{", r"}\right\rfloor"),
        "ceil": (r"\left\lceil{", r"}\right\rceil"),
    }
    _RELATIONS: Final = {"<=": r"\leq", ">=": r"\geq", "!=": r"\neq", "==": "="}
    _WORDS: Final = {"and": r"\wedge", "or": r"\vee", "not": r"\neg"}

    def number(self, value: float) -> str:
        """As short as it can be, with a power of ten where it needs one."""
        digits, _, power = _short(value).partition("e")
        return rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits

    def name(self, identifier: str) -> str:
        """Letters are italic, words are upright."""
        if identifier == "pi":
            return r"\pi"
        return identifier if len(identifier) == 1 else rf"\mathrm{{{identifier.replace('_', ' ')}}}"

    def brackets(self, text: str) -> str:
        """Round ones, as high as what they hold."""
        return rf"\left({text}\right)"

    def times(self, factor: float | None, second: Tree) -> str:
        """A blank; a dot between two numbers."""
        return r" \cdot " if factor is not None and isinstance(second, Numeral) else " "

    def fraction(self, above: Tree, below: Tree) -> Written:
        """A fraction with its sign before it."""
        if isinstance(above, Call) and above.function == "-" and len(above.arguments) == 1:
            return f"{self.minus}{self.fraction(above.arguments[0], below)[0]}", _NEGATIVE
        return rf"\frac{{{self.text(above)}}}{{{self.text(below)}}}", POWER

    def power(self, base: Tree, exponent: Tree) -> Written:
        """With the exponent raised; that of a function stands before its argument."""
        raised = f"^{{{self.text(exponent)}}}"
        if isinstance(base, Call) and base.function in self._KNOWN and base.function not in self._AROUND:
            return rf"\{base.function}{raised}{self._argument(base.arguments)}", ATOM
        text = self.within(base, ATOM)
        return (f"{{{text}}}{raised}" if self._value(base) is not None else f"{text}{raised}"), POWER

    def function(self, name: str, arguments: tuple[Tree, ...]) -> Written:
        """Its name with its arguments, or what is drawn round them."""
        if name == WHERE:
            test, first, second = map(self.text, arguments)
            cases = rf"{first} & \text{{if}}\: {test} \\ {second} & \text{{otherwise}}"
            return rf"\begin{{cases}} {cases} \end{{cases}}", ATOM
        if name in self._AROUND:
            before, after = self._AROUND[name]
            return f"{before}{self.text(arguments[0])}{after}", POWER if name == "exp" else ATOM
        written = rf"\{name}" if name in self._KNOWN else self._NAMES.get(name, rf"\operatorname{{{name}}}")
        return f"{written}{self._argument(listed(name, arguments))}", ATOM

    def _argument(self, arguments: tuple[Tree, ...]) -> str:
        return rf"{{\left({', '.join(map(self.text, arguments))} \right)}}"

    def relation(self, sign: str) -> str:
        """As it is printed."""
        return self._RELATIONS.get(sign, sign)

    def word(self, word: str) -> str:
        """The sign of logic."""
        return self._WORDS[word]

    def _call(self, function: str, arguments: tuple[Tree, ...]) -> Written:
        # A negative number has no blank behind its sign.
        if function == "-" and len(arguments) == 1 and isinstance(arguments[0], Numeral):
            return f"-{self.text(arguments[0])}", _NEGATIVE
        return super()._call(function, arguments)


class MathML(Notation):
    """MathML, without the element around it."""

    minus = "<mo>−</mo>"
    plus = "<mo>+</mo>"
    _AROUND: Final = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
    _HIGH: Final = ("<mfrac", "<msup", "<msqrt", "<mroot", "<mtable")

    def number(self, value: float) -> str:
        """As short as it can be, with a power of ten where it needs one."""
        digits, _, power = _short(value).partition("e")
        if not power:
            return f"<mn>{digits.removesuffix('.0')}</mn>"
        raised = f"<mn>{int(power)}</mn>".replace("<mn>-", "<mo>−</mo><mn>")
        return _row(f"<mn>{digits}</mn><mo>·</mo><msup><mn>10</mn>{_row(raised)}</msup>")

    def name(self, identifier: str) -> str:
        """Letters are italic, words are upright."""
        if identifier in GREEK:
            return f"<mi>{GREEK[identifier]}</mi>"
        upright = "" if len(identifier) == 1 else ' mathvariant="normal"'
        return f"<mi{upright}>{identifier.replace('_', ' ')}</mi>"

    def brackets(self, text: str) -> str:
        """Round ones, as high as what they hold."""
        flat = "" if any(each in text for each in self._HIGH) else ' stretchy="false"'
        return _row(f"<mo{flat}>(</mo>{text}<mo{flat}>)</mo>")

    def times(self, factor: float | None, second: Tree) -> str:
        """A narrow blank; a dot between two numbers."""
        return "<mo>·</mo>" if factor is not None and isinstance(second, Numeral) else '<mspace width="0.12em"/>'

    def written(self, tree: Tree) -> Written:
        """See Notation; a number with a power of ten is a product."""
        text, tightness = super().written(tree)
        return text, _PRODUCT if isinstance(tree, Numeral) and "<msup>" in text else tightness

    def fraction(self, above: Tree, below: Tree) -> Written:
        """A fraction with its sign before it."""
        if isinstance(above, Call) and above.function == "-" and len(above.arguments) == 1:
            return f"{self.minus}{self.fraction(above.arguments[0], below)[0]}", _NEGATIVE
        return f"<mfrac>{_row(self.text(above))}{_row(self.text(below))}</mfrac>", POWER

    def power(self, base: Tree, exponent: Tree) -> Written:
        """With the exponent raised; a root where it is a half."""
        if self._value(exponent) == 0.5:  # noqa: PLR2004
            return self.function("sqrt", (base,))
        return f"<msup>{_row(self.within(base, ATOM))}{_row(self.text(exponent))}</msup>", POWER

    def function(self, name: str, arguments: tuple[Tree, ...]) -> Written:
        """Its name with its arguments, or what is drawn round them."""
        parts = [self.text(each) for each in listed(name, arguments)]
        if name == WHERE:
            test, first, second = parts
            rows = (first, f"<mtext>if </mtext>{test}"), (second, "<mtext>otherwise</mtext>")
            cells = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
            return _row(f"<mo>{{</mo><mtable>{cells}</mtable>"), ATOM
        if name in self._AROUND:
            before, after = self._AROUND[name]
            return _row(f"<mo>{before}</mo>{parts[0]}<mo>{after}</mo>"), ATOM
        if name == "exp":
            return f"<msup><mi>e</mi>{_row(parts[0])}</msup>", POWER
        if name in {"sqrt", "cbrt"}:
            return (
                f"<msqrt>{parts[0]}</msqrt>" if name == "sqrt" else f"<mroot>{_row(parts[0])}<mn>3</mn></mroot>",
                ATOM,
            )
        return _row(f"<mi>{name}</mi><mo>&#8289;</mo>{self.brackets('<mo>,</mo>'.join(parts))}"), ATOM

    def relation(self, sign: str) -> str:
        """As it is printed."""
        return f"<mo>{_SHOWN.get(sign, sign).replace('<', '&lt;').replace('>', '&gt;')}</mo>"

    def word(self, word: str) -> str:
        """As it is."""
        return f"<mtext> {word} </mtext>"


def _row(text: str) -> str:
    return f"<mrow>{text}</mrow>"
