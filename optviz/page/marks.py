"""The markers of heads as paths of SVG, which canvases take too."""

from __future__ import annotations

from typing import Final

from optviz.drawing.markers import marker_shape

_CLOSED: Final = 79
"""matplotlib's number of the point that closes an outline."""
_LETTERS: Final = {1: "M", 2: "L", 3: "Q", 4: "C"}
_FOLLOWING: Final = {3: 1, 4: 2}
"""How many points of a curve come after the one with its letter."""


def marker_path(letter: str) -> str:
    """A marker of size 2 round the origin, y downward."""
    outline = marker_shape(letter, 2.0)
    codes = [1, *[2] * (len(outline.vertices) - 1)] if outline.codes is None else outline.codes.tolist()
    words, rest = list[str](), 0
    for code, (x, y) in zip(codes, outline.vertices.tolist(), strict=True):
        if code == _CLOSED:
            words.append("Z")
            continue
        if not rest:
            words.append(_LETTERS[code])
        rest = rest - 1 if rest else _FOLLOWING.get(code, 0)
        words.append(f"{_short(x)} {_short(-y)}")
    return " ".join(words)


def _short(number: float) -> str:
    return f"{number + 0.0:.3f}".rstrip("0").rstrip(".")
