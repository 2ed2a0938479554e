"""What a plain word means as data: the YAML 1.2 core schema, for files, command lines and Python alike."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Scalar: TypeAlias = "bool | int | float | str | None"

MAX_DIGITS: Final = 40

_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DECIMAL: Final = 10
_BASES: Final = {"0o": 8, "0x": 16}


def resolve(text: str) -> Scalar:
    """What a plain scalar means: `1e-3`, `.5` and `0o17` are numbers, `no` and `on` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _integer(text: str) -> int | float:
    """A whole number; a very long one becomes a float, which may be infinite."""
    base = _BASES.get(text[:2], _DECIMAL)
    if len(text) > MAX_DIGITS:
        return float(text) if base == _DECIMAL else float("inf")
    return int(text if base == _DECIMAL else text[2:], base)
