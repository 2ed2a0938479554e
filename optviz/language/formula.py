"""Expressions as a reader writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def formula(expression: str, parameters: Mapping[str, float]) -> str:
    """An expression as a reader writes it on one line: x² − y² for x**2 - y**2, with the parameters' values."""
    text = re.sub(r"\b[a-z_]\w*", lambda name: _known(name[0], parameters), expression)
    text = re.sub(r"\bpi\b", "π", text)
    text = re.sub(r"\babs\(([^()]*)\)", r"|\1|", text)
    text = re.sub(r"\*\*(\d+)(?![\w.]|\s*\*\*)", lambda power: power[1].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"(?<!\*)\s*\*\s*(?!\*)", "·", text)
    text = re.sub(r"(?<![\w./])1·(?=[a-z(|])", "", text)
    text = re.sub(r"(\d)·([a-zπ(|])", r"\1 \2", text)
    return text.replace("-", "−")


def _known(name: str, parameters: Mapping[str, float]) -> str:
    return f"{parameters[name]:g}" if name in parameters else name
