"""Texts with mathematics in them as plain texts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_COMMAND: Final = re.compile(r"\\([A-Za-z]+(?=\b|_|\d)|.)")
_FORMULA: Final = re.compile(r"\$([^$]*)\$")
_NAMES: Final = {"times": "×", "cdot": "·", "to": "→", "infty": "∞", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥"}
_NAMES.update(approx="≈", pm="±", nabla="∇", partial="∂", sqrt="√", ell="ℓ", epsilon="ε", varepsilon="ε")


def plain(text: str, *, math: bool) -> str:
    """A text in which formulas are written with letters alone, as "β1 = 0.9".

    Args: math: whether dollar signs enclose formulas.
    """
    return _FORMULA.sub(lambda found: _letters(found[1]), text) if math else text


def _letters(formula: str) -> str:
    return re.sub(r"[{}]|_(?=[\w{])", "", _COMMAND.sub(lambda found: _letter(found[1]), formula))


def _letter(name: str) -> str:
    """What stands for a command: its own letter, a Greek one, or nothing where it only says how others look."""
    if name in _NAMES:
        return _NAMES[name]
    size = "SMALL" if name[0].islower() else "CAPITAL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return "" if name.isalpha() else " " if name in ",;: !" else name
