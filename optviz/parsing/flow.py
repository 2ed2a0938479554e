"""Values as the text of a scenario file, so that a reader of YAML 1.1 and one of 1.2 agree on them."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from optviz.parameters.scalars import resolve

_BARE: Final = re.compile(r"[A-Za-z_][\w-]*( [A-Za-z_][\w-]*)*", re.ASCII)
_OLD_WORDS: Final = {"yes", "no", "on", "off", "y", "n"}


def flow(value: Any) -> str:
    """A value on one line, in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return _float(value) if isinstance(value, float) else json.dumps(value)


def _text(text: str) -> str:
    safe = _BARE.fullmatch(text) and text.lower() not in _OLD_WORDS and resolve(text) == text
    return text if safe else json.dumps(text, ensure_ascii=False)


def _float(number: float) -> str:
    """The shortest text that reads back as the same number, with the point that YAML 1.1 wants."""
    digits, exponent, power = repr(number).partition("e")
    return (digits if "." in digits else f"{digits}.0") + exponent + power
