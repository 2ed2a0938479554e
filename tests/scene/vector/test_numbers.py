from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

import pytest
from matplotlib.font_manager import FontProperties

from optviz.drawing.fonts import USUAL
from optviz.drawing.vector_canvas import Letters, VectorCanvas
from optviz.scene.vector.ink import Ink
from optviz.scene.vector.markup import Document
from optviz.scene.vector.motion import Motion
from optviz.scene.vector.numbers import field
from optviz.scene.vector.sheet import Sheet

SAID = ["1.5", "22.75", "-3"]


@pytest.mark.parametrize("align", ["left", "right"])
def test_numbers_stand_where_they_begin_or_end(align: Literal["left", "right"]) -> None:
    canvas = VectorCanvas((400, 200), 72, 1, USUAL)
    font = FontProperties(family="monospace", size=10)
    widths = [canvas.extent(text, font)[0] for text in SAID]
    lefts = [100.0 if align == "left" else 200.0 - width for width in widths]
    letters = [Letters(text, left, 50.0, font, "#000000", False, None) for text, left in zip(SAID, lefts, strict=True)]
    document, motion = Document(), Motion([Fraction(1)] * 3, 0)
    elements = field(letters, letters[-1], [0, 1, 2], Ink(Sheet(canvas), document), motion)
    text = document.written(elements)
    padded = [each.ljust(5) if align == "left" else each.rjust(5) for each in (SAID[-1], *SAID[:-1])]
    assert re.findall(r"<text[^>]*>([^<]*)<", text) == ["".join(padded)]
    (x,) = re.findall(r'transform="translate\((\d+) ', text)
    window = 10 * canvas.extent("0" * 5, font)[0]
    assert int(x) == pytest.approx(1000 if align == "left" else 2000 - window, abs=2)
