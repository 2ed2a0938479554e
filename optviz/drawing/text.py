"""Text in the picture: titles cut to their room, and numbers that are rewritten digit by digit."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, Pixels, np
from optviz.drawing.canvas import MIDDLE, Canvas
from optviz.drawing.fonts import Fonts, font
from optviz.drawing.typesetting import cuts
from optviz.geometry import Box, snapped, turned

if TYPE_CHECKING:
    from collections.abc import Callable


MONOSPACED = Fonts(("DejaVu Sans Mono",))
"""The font of numbers that change in place, whichever the texts have."""
_BASELINE = 0.76
"""From the top of a character's picture to its baseline, as a share of the picture's height."""
_PLAIN_FROM, _PLAIN_TO = 0.01, 9999.9995
"""Absolute values between these are written without an exponent."""
_LEAST, _MOST = 1e-99, 1e100
"""Absolute values outside of these have three digits in their exponent, and so one less before it."""


def value_text(value: float) -> str:
    """A value for the legend: three decimals, an exponent where small or large, in nine characters at most."""
    if value != value:  # noqa: PLR0124  (only NaN differs from itself)
        return "—"
    if abs(value) == float("inf"):
        return "∞" if value > 0 else "−∞"
    if value == 0 or _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        text = f"{value + 0.0:.3f}"
    else:
        long_exponent = bool(value) and not _LEAST < abs(value) < _MOST
        text = f"{value:.{1 if long_exponent else 2}e}".replace("e+0", "e+").replace("e-0", "e-").replace("e+", "e")
    return text.replace("-", "−")


def longest_value(values: Array) -> int:
    """How many characters the longest of some values takes.

    Of the values that are written in one form, the largest takes most, or the smallest if its exponent is negative.
    """
    ends, known = [math.nan, -math.inf, 0.0], values[np.isfinite(values)]
    for sign in (1.0, -1.0):
        sizes = sign * known[sign * known > 0]
        small, large = sizes < _PLAIN_FROM, sizes >= _PLAIN_TO
        most = sizes[small].min(initial=1.0), sizes[~small & ~large].max(initial=1.0), sizes[large].max(initial=1.0)
        ends += [sign * float(size) for size in most] if sizes.size else []
    return max(len(value_text(value)) for value in ends)


def fitted(text: str, room: float, width: Callable[[str], float], *, math: bool = False) -> str:
    """The text, or as much of it as fits into `room` with an ellipsis behind it.

    Args: math: whether what stands between dollar signs is mathematics, which is not cut in the middle.
    """
    if width(text) <= room:
        return text
    lengths = cuts(text, math=math)
    low, high = 0, len(lengths) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[: lengths[middle]].rstrip() + "…") <= room else (low, middle - 1)
    return text[: lengths[low]].rstrip() + "…"


class Digits:
    """Characters of one size and colour as small pictures of equal size, each drawn once and then copied.

    Args: size: points.  color, page: "#RRGGBB"; None as page leaves the background transparent.
        scale: as a canvas's; at every scale a character takes the same share of the picture.
    """

    def __init__(self, dpi: float, size: float, color: str, page: str | None, scale: float = 1) -> None:
        self.dpi, self.size, self.color, self.page, self.scale = dpi, size, color, page, scale
        self._made: dict[str, Pixels] = {}

    @cached_property
    def cell(self) -> tuple[int, int]:
        """Width and height of one character in pixels."""
        width, height = Canvas((8, 8), self.dpi / self.scale).extent("0" * 32, font(self.size, fonts=MONOSPACED))
        return round(self.scale * np.ceil(width / 32)), round(self.scale * np.ceil(height * 1.5))

    def picture(self, character: str) -> Pixels:
        """One character, (height, width, 4)."""
        if character not in self._made:
            self._made[character] = self._draw(character)
        return self._made[character]

    def _draw(self, character: str) -> Pixels:
        width, height = self.cell
        paper = Canvas((width, height), self.dpi)
        paper.clear(self.page)
        baseline = turned(round(height * _BASELINE), height)
        paper.glyphs(character, 0, baseline, font(self.size, fonts=MONOSPACED), self.color)
        return paper.pixels.copy()


class Readout:
    """A text at a fixed place that is rewritten frame by frame.

    Args: digits: the characters' pictures.  right, middle: the field's right end and the middle of its height, in
        pixels from the lower left corner of a picture of some height.  width: characters.  flush: the end at which
        the text stands.
    """

    def __init__(
        self,
        digits: Digits,
        right: float,
        middle: float,
        height: int,
        width: int,
        flush: Literal["left", "right"] = "right",
    ) -> None:
        cell_width, cell_height = digits.cell
        self.digits, self.width, self.right, self.middle, self.flush = digits, width, right, middle, flush
        end, self.top = snapped(right, turned(middle, height) - cell_height / 2)
        self.left = end - width * cell_width

    def draw(self, canvas: Canvas, text: str) -> None:
        """Write a text onto a canvas where nothing stands."""
        letters = font(self.digits.size, fonts=MONOSPACED)
        begin = {"right": self.right - canvas.extent(text, letters)[0], "left": float(self.left)}
        left, baseline = begin[self.flush], self.middle - MIDDLE * self.digits.size * canvas.point
        canvas.glyphs(text, left, baseline, letters, self.digits.color)

    def write(self, pixels: Pixels, text: str, before: str) -> Box | None:
        """Write a text into a picture where `before` stands; returns the box that changed, if any."""
        new, old = self._filled(text), self._filled(before)
        changed = [place for place, (a, b) in enumerate(zip(new, old, strict=True)) if a != b]
        width, height = self.digits.cell
        for place in changed:
            left = self.left + place * width
            pixels[self.top : self.top + height, left : left + width] = self.digits.picture(new[place])
        if not changed:
            return None
        left, right = self.left + changed[0] * width, self.left + (changed[-1] + 1) * width
        return Box(left, self.top, right, self.top + height)

    def _filled(self, text: str) -> str:
        """A text as long as the field."""
        return text.rjust(self.width)[-self.width :] if self.flush == "right" else text.ljust(self.width)[: self.width]
