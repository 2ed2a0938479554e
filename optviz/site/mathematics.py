"""The mathematics of docstrings, plain text, as MathML.

    m <- beta1 m + (1 - beta1) g      x <- x - lr m_hat / (sqrt(v_hat) + eps)      f*, x_(t+1), ||g||^2

Names of one letter, of Greek letters, with digits, hats and indices are variables; known functions stand upright; other
words are words.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ",
}  # fmt: skip
_ACCENTS: Final = {"hat": "^", "bar": "¯", "tilde": "~"}
_SIGNS: Final = {"<-": "←", "->": "→", "<=": "≤", ">=": "≥", "!=": "≠", "...": "…", "*": "·", "-": "−", "~": "∼"}
_FUNCTIONS: Final = frozenset({
    "abs", "argmax", "argmin", "ceil", "clip", "cos", "diag", "exp", "floor", "grad", "inf", "ln", "log", "max", "mean",
    "median", "min", "norm", "prod", "round", "sign", "sin", "sqrt", "sum", "sup", "tan", "tanh", "trace",
})  # fmt: skip
_AROUND: Final = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "abs": ("|", "|")}
_WORDS: Final = frozenset(("by", "of", "at", "in", "is", "to", "if", "or", "on", "as", "an", "no", "so", "it"))
"""Short words that are no variables."""
_BRACKETS: Final = frozenset("()[]{}|")
_STOPS: Final = ",;:"
_LONGEST_NAME: Final = 2
"""Letters of a word that is a variable without being known as one."""
_PARTS: Final = re.compile(
    r"\s+|[A-Za-z]+\d*(?:_[A-Za-z0-9]+)*(?:'s\b|'*)|\d+(?:\.\d+)?(?:e-?\d+)?|<-|->|<=|>=|!=|\.\.\.|."
)


def formulas(line: str, names: Collection[str] = ()) -> list[str]:
    """A line of mathematics as MathML: a block for each of the formulas that wide gaps set apart.

    Args: names: words that are variables, as "lr".
    """
    known = frozenset(names)
    parts = ("".join(_Reader(each, known).all()) for each in re.split(r"\s{2,}", line.strip()) if each)
    return [f'<math display="block"><mrow>{part}</mrow></math>' for part in parts]


class _Reader:
    """Reads a line from left to right."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._parts = _PARTS.findall(text.strip())
        self._names, self._at = names, 0

    def all(self, closing: str = "") -> Iterator[str]:
        """Everything up to a closing bracket, which is left out."""
        while self._at < len(self._parts):
            if closing and self._peek() == closing:
                self._at += 1
                return
            yield self._part()

    def _peek(self) -> str:
        return self._parts[self._at] if self._at < len(self._parts) else ""

    def _part(self) -> str:
        """What stands here, with its exponents and indices."""
        found = self._atom()
        while self._peek() in ("^", "_"):
            kind = "msup" if self._peek() == "^" else "msub"
            self._at += 1
            found = f"<{kind}>{found or '<mrow></mrow>'}{self._raised() or '<mrow></mrow>'}</{kind}>"
        return found

    def _raised(self) -> str:
        """What an exponent or an index is: one thing, with a sign before it, or what stands in brackets."""
        if self._peek() == "(":
            self._at += 1
            return f"<mrow>{''.join(self.all(')'))}</mrow>"
        if self._peek() in ("-", "+"):
            self._at += 1
            return f"<mrow><mo>{'−' if self._parts[self._at - 1] == '-' else '+'}</mo>{self._atom()}</mrow>"
        function = self._peek() in _FUNCTIONS
        found = self._atom()
        return f"<mrow>{found}{self._atom()}</mrow>" if function and self._peek() == "(" else found

    def _atom(self) -> str:
        word = self._peek()
        if not word:
            return ""
        self._at += 1
        if word.isspace():
            return self._space()
        if self._peek() == "(" and (word == "sqrt" or word in _AROUND):
            self._at += 1
            before, after = _AROUND.get(word, ("", ""))
            inside = "".join(self.all(")"))
            return f"<mrow><mo>{before}</mo>{inside}<mo>{after}</mo></mrow>" if before else f"<msqrt>{inside}</msqrt>"
        if word in "([{":
            closing = {"(": ")", "[": "]", "{": "}"}[word]
            return f"<mrow><mo>{word}</mo>{''.join(self.all(closing))}<mo>{closing}</mo></mrow>"
        sign = f"<mn>{word}</mn>" if word[0].isdigit() else f"<mo>{escape(_SIGNS.get(word, word))}</mo>"
        return self._word(word) if word[0].isalpha() else sign

    def _space(self) -> str:
        """What separates two factors, or two words; signs have room of their own."""
        before, after = self._parts[self._at - 2] if self._at > 1 else "", self._peek()
        if any(not (each[:1].isalnum() or each in _BRACKETS) for each in (before.strip(_STOPS), after) if each):
            return ""
        wide = before[-1:] in _STOPS or any(
            len(first := re.split(r"[_\d]", each)[0]) > _LONGEST_NAME and first not in _GREEK
            for each in (before, after)
        )
        return f'<mspace width="{0.28 if wide else 0.17}em"/>'

    def _word(self, word: str) -> str:
        if word.endswith("'s"):
            return f"<mrow>{self._word(word[:-2])}<mtext>’s</mtext></mrow>"
        bare = word.rstrip("'")
        if bare in _FUNCTIONS:
            return f"<mrow><mi>{bare}</mi><mo>&#8289;</mo></mrow>"
        first = re.split(r"[_\d]", bare)[0]
        if bare in self._names and len(first) > _LONGEST_NAME and first not in _GREEK:
            return f'<mi mathvariant="normal">{bare}</mi>'
        known = bare in self._names or first in _GREEK or len(first) <= _LONGEST_NAME or "_" in bare
        if not known or bare in _WORDS:
            return f"<mtext>{word}</mtext>"
        return _primed(_variable(bare), len(word) - len(bare))


def _variable(name: str) -> str:
    """A name with its accent and its index, as m_hat, beta1 or x_best."""
    base, *rest = name.split("_")
    number = re.fullmatch(r"([A-Za-z]+)(\d+)", base)
    if number:
        base, rest = number[1], [number[2], *rest]
    found = f"<mi>{_GREEK.get(base, base)}</mi>"
    for accent in [each for each in rest if each in _ACCENTS]:
        found = f'<mover accent="true">{found}<mo>{_ACCENTS[accent]}</mo></mover>'
    indices = [_index(each) for each in rest if each not in _ACCENTS]
    return f"<msub>{found}<mrow>{''.join(indices)}</mrow></msub>" if indices else found


def _index(name: str) -> str:
    return f"<mn>{name}</mn>" if name.isdigit() else f"<mi>{_GREEK.get(name, name)}</mi>"


def _primed(found: str, primes: int) -> str:
    return f"<msup>{found}<mo>{'′' * primes}</mo></msup>" if primes else found
