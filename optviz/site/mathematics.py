"""The mathematics of docstrings, plain text, as MathML.

    m <- beta1 m + (1 - beta1) g      x <- x - lr m_hat / (sqrt(v_hat) + eps)      f*, x_(t+1), ||g||^2

Names of one letter, of Greek letters, with digits, hats and indices are variables; known functions stand upright; other
words are words.
"""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from optviz.language.notation import GREEK
from optviz.site.elements import prose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_INDICES: Final = {**GREEK, "inf": "∞"}
_ACCENTS: Final = {"hat": "^", "bar": "¯", "tilde": "~"}
_SIGNS: Final = {
    "<-": "←", "->": "→", "<=": "≤", ">=": "≥", "!=": "≠", "...": "…", "..": "…", "*": "·", "-": "−", "~": "∼",
    "||": "‖",
}  # fmt: skip
_FUNCTIONS: Final = frozenset({
    "abs", "argmax", "argmin", "ceil", "clip", "cos", "diag", "exp", "floor", "grad", "inf", "ln", "log", "max", "mean",
    "median", "min", "norm", "prod", "round", "sign", "sin", "sqrt", "sum", "sup", "tan", "tanh", "trace",
})  # fmt: skip
_OVER_ALL: Final = {"sum": "∑", "prod": "∏"}
"""What stands for a function that has an index."""
_AROUND: Final = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "abs": ("|", "|")}
_ROOTS: Final = {"sqrt": "<msqrt>{}</msqrt>", "cbrt": "<mroot><mrow>{}</mrow><mn>3</mn></mroot>"}
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "|": "|", "||": "||"}
_EVEN: Final = ("|", "||")
"""Brackets that open and close alike."""
_ENDS: Final = frozenset(")]}|`'.")
"""What a sign between two things may follow."""
_WORDS: Final = frozenset(
    ("by", "of", "at", "in", "is", "to", "if", "or", "on", "as", "an", "no", "so", "it", "be", "up", "we")
)
"""Short words that are no variables."""
_ARTICLE: Final = "a"
"""A variable, unless it stands between words."""
_ROOMY: Final = frozenset("()[]{}|`")
"""What a space is seen beside; letters and digits, too."""
_STOPS: Final = ",;:"
_LONGEST_NAME: Final = 2
"""Letters of a word that is a variable without being known as one."""
_PARTS: Final = re.compile(
    r"\s+|`[^`]+`|[A-Za-z]+\d*(?:_[A-Za-z0-9]+)*(?:'s\b|'*)|(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?"
    r"|<-|->|<=|>=|!=|\.{2,3}|\|\||."
)
_SAID: Final = re.compile(r"(?<![\w^_([{|.`])([A-Za-z]\w*'*) (<-|=) ")
"""Where a formula may begin in a sentence."""
_TAGS: Final = re.compile(r"<(?P<end>/?)\w+[^>]*?(?P<alone>/?)>")
_Kind: TypeAlias = Literal["", "function", "name", "variable", "text"]


def formulas(line: str, names: Collection[str] = ()) -> list[str]:
    """A line of mathematics as MathML: an element for each of the formulas that wide gaps set apart.

    Args: names: words that are variables, as "lr".
    """
    known = frozenset(names)
    parts = ("".join(_Reader(each, known).all()) for each in re.split(r"\s{2,}", line.strip()) if each)
    return [formula(part) for part in parts]


def formula(inside: str, *, display: bool = True) -> str:
    """A formula of MathML in as many elements as it has parts, between which a narrow page breaks it.

    Args: inside: without the element around it.  display: whether it stands alone.
    """
    style = ' displaystyle="true"' if display else ""
    parts = "".join(f"<math{style}><mrow>{part}</mrow></math>" for part in _parted(inside))
    return f'<span class="formula">{parts}</span>'


def mathematical(words: str, names: Collection[str] = ()) -> str:
    """A sentence of a docstring in HTML, what it sets or what it says something is as MathML.

    Args: names: words that are variables.
    """
    known, found, last = frozenset(names), [], 0
    for match in _SAID.finditer(words):
        start, end = match.start(), _end_of_formula(words, match.start(), known)
        named = match[2] == "<-" or _Reader("", known).kind(match[1]) in ("name", "variable")
        if not named or start < last or words[:start].count("`") % 2 or not words[match.end() : end].strip():
            continue
        inside = "".join(_Reader(words[start:end], known).all())
        found.append(prose(words[last:start]))
        # A stop stays on the formula's line.
        last = end + (words[end : end + 1] in tuple(f"{_STOPS}."))
        stop = f'<mo lspace="0" rspace="0">{words[end:last]}</mo>' if last > end else ""
        found.append(formula(inside + stop, display=False))
    return "".join([*found, prose(words[last:])])


def _end_of_formula(words: str, start: int, names: frozenset[str]) -> int:
    """Where a formula in a sentence ends: before the next word, or where its clause ends."""
    reader, depth, end = _Reader("", names), 0, start
    for part in _PARTS.finditer(words, start):
        word = part[0]
        depth += (word in "([{") - (word in ")]}")
        stop = word in _STOPS or (word == "." and not words[part.end() : part.end() + 1].strip())
        worded = reader.kind(word) == "text" and part.start() > start
        if depth < 0 or (depth == 0 and (stop or worded)) or word.startswith("`"):
            break
        end = part.end() if not word.isspace() else end
    return end


def _parted(inside: str) -> list[str]:
    """MathML in parts: what is added, words, and factors in brackets, as far as they stand in no other element."""
    cuts, depth, before = [0], 0, ""
    for tag in _TAGS.finditer(inside):
        if not depth and not tag["end"] and before:
            here = inside[tag.start() :]
            added = here.startswith(("<mo>+", "<mo>−")) and not before.startswith("<mo")
            if added or here.startswith("<mtext") or (here.startswith("<mrow>") and before.startswith("<mspace")):
                cuts.append(tag.start())
        if not depth and not tag["end"]:
            before = tag[0]
        depth += 0 if tag["alone"] else -1 if tag["end"] else 1
    parts = [inside[start:end] for start, end in pairwise([*cuts, len(inside)])]
    return [re.sub("^<mo>(?=[+−])", '<mo form="infix">', part) if place else part for place, part in enumerate(parts)]


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

    def _before(self) -> str:
        """The last part before the one that is read which is no space."""
        return next((each for each in reversed(self._parts[: self._at - 1]) if not each.isspace()), "")

    def _after(self) -> str:
        """The next part that is no space."""
        return next((each for each in self._parts[self._at :] if not each.isspace()), "")

    def _part(self) -> str:
        """What stands here, with its exponents and indices."""
        found = self._atom()
        while self._peek() in ("^", "_"):
            kind = "msup" if self._peek() == "^" else "msub"
            self._at += 1
            found = _scripted(kind, found, self._raised() or "<mrow></mrow>")
        return found

    def _raised(self) -> str:
        """What an exponent or an index is: one thing, with a sign before it, or what stands in brackets."""
        if self._peek() in ("(", "{"):
            self._at += 1
            return f"<mrow>{''.join(self.all(_CLOSING[self._parts[self._at - 1]]))}</mrow>"
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
        if self._peek() == "(" and word in _ROOTS:
            self._at += 1
            return _ROOTS[word].format("".join(self.all(")")))
        if self._peek() == "(" and word in _AROUND:
            self._at += 1
            return _bracketed(*_AROUND[word], "".join(self.all(")")))
        if word in _CLOSING and (word not in _EVEN or word in self._parts[self._at :]):
            closing = _CLOSING[word]
            return _bracketed(_SIGNS.get(word, word), _SIGNS.get(closing, closing), "".join(self.all(closing)))
        return self._word(word) if self.kind(word) else self._sign(word)

    def _sign(self, word: str) -> str:
        if word[-1].isdigit():
            return f"<mn>{word}</mn>"
        if word.startswith("`"):
            return f"<mtext>{escape(word.strip('`'))}</mtext>"
        if word == "." and self._at > 1 and self._parts[self._at - 2].isspace() and self._peek().isspace():
            return "<mo>·</mo>"
        before = self._before()
        ended = before[-1:].isalnum() or before[-1:] in _ENDS
        prefix = ' form="prefix"' if word in "+-" and not ended else ""
        return f"<mo{prefix}>{escape(_SIGNS.get(word, word))}</mo>"

    def _space(self) -> str:
        """What separates two factors, or two words; signs have room of their own."""
        before, after = self._parts[self._at - 2] if self._at > 1 else "", self._peek()
        if any(not (each[:1].isalnum() or each[:1] in _ROOMY) for each in (before.strip(_STOPS), after) if each):
            return ""
        wide = before[-1:] in _STOPS or any(self.kind(each) not in ("", "variable") for each in (before, after))
        return f'<mspace width="{0.28 if wide else 0.17}em"/>'

    def kind(self, part: str) -> _Kind:
        """What a part is that begins with a letter; nothing of others."""
        if not part[:1].isalpha():
            return ""
        bare = part.removesuffix("'s").rstrip("'")
        first, *rest = re.split(r"_|(?<=[A-Za-z])(?=\d)", bare)
        indices = [each for each in rest if each not in _ACCENTS]
        if bare in _FUNCTIONS:
            return "function"
        if first in GREEK or (len(first) <= _LONGEST_NAME and bare not in _WORDS):
            return "name" if bare in self._names and len(indices) > 1 else "variable"
        if re.fullmatch(r"[A-Za-z]bar", first) or (first in _OVER_ALL and rest):
            return "variable"
        if bare in self._names or "_" in bare:
            short = bare not in self._names and all(len(each) == 1 for each in indices)
            return "variable" if short else "name"
        return "text"

    def _word(self, word: str) -> str:
        if word.endswith("'s"):
            return f"<mrow>{self._word(word[:-2])}<mtext>’s</mtext></mrow>"
        bare, kind = word.rstrip("'"), self.kind(word)
        if kind == "function":
            # A browser gives room to a sign at the end of a row.
            return f'<mrow><mi>{bare}</mi><mo lspace="0" rspace="0">&#8289;</mo></mrow>'
        if kind == "name":
            return f'<mi mathvariant="normal">{bare}</mi>'
        if kind == "text" or (word == _ARTICLE and self.kind(self._before()) == self.kind(self._after()) == "text"):
            return f"<mtext>{word}</mtext>"
        found, primes = _variable(bare), len(word) - len(bare)
        return _scripted("msup", found, f"<mo>{'′' * primes}</mo>") if primes else found


def _scripted(kind: str, found: str, script: str) -> str:
    """What has an exponent or an index; an exponent stands above an index."""
    if kind == "msup" and found.startswith("<msub>"):
        return f"<msubsup>{found.removeprefix('<msub>').removesuffix('</msub>')}{script}</msubsup>"
    return f"<{kind}>{found or '<mrow></mrow>'}{script}</{kind}>"


def _bracketed(before: str, after: str, inside: str) -> str:
    return f'<mrow><mo form="prefix">{before}</mo>{inside}<mo form="postfix">{after}</mo></mrow>'


def _variable(name: str) -> str:
    """A name with its accent and its index, as m_hat, beta1 or x_best."""
    base, *rest = name.split("_")
    if number := re.fullmatch(r"([A-Za-z]+)(\d+)", base):
        base, rest = number[1], [number[2], *rest]
    if barred := re.fullmatch(r"([A-Za-z])bar", base):
        base, rest = barred[1], ["bar", *rest]
    found = f"<mo>{_OVER_ALL[base]}</mo>" if base in _OVER_ALL else f"<mi>{GREEK.get(base, base)}</mi>"
    for accent in [each for each in rest if each in _ACCENTS]:
        found = f'<mover accent="true">{found}<mo>{_ACCENTS[accent]}</mo></mover>'
    indices = "<mo>,</mo>".join(_index(each) for each in rest if each not in _ACCENTS)
    return f"<msub>{found}<mrow>{indices}</mrow></msub>" if indices else found


def _index(name: str) -> str:
    return f"<mn>{name}</mn>" if name.isdigit() else f"<mi>{_INDICES.get(name, name)}</mi>"
