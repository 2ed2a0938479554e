from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from optviz.drawing.canvas import Canvas
from optviz.scene.caption import wrapped
from optviz.scene.drawings import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene

TALE = (
    "Four starts round the hilltop lead to four equal minima, and the method decides too: from the first one momentum "
    "swings past the minimum that the others stop in."
)
CANVAS = Canvas((8, 8), 100)


def width(text: str) -> float:
    return CANVAS.text_width(text, 9.0, math=True)


@pytest.mark.parametrize("picture", [300, 400, 520, 640, 800, 1200])
def test_lines_are_balanced_and_hold_every_word(picture: int) -> None:
    lines = wrapped(TALE, CANVAS, picture, 20, math=False)
    assert " ".join(lines) == TALE
    widths = [width(line) for line in lines]
    assert max(widths) <= picture - 2 * 17 * CANVAS.point
    assert min(widths) > 0.6 * max(widths)


def test_what_has_no_room_is_an_ellipsis() -> None:
    lines = wrapped(TALE, CANVAS, 300, 2, math=False)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert TALE.startswith(" ".join(lines).removesuffix("…"))


def test_lines_are_not_longer_than_people_like_to_read() -> None:
    wide, wider = (wrapped(TALE * 3, CANVAS, picture, 20, math=False) for picture in (1000, 3000))
    assert wide == wider
    assert max(map(len, wide)) < 130


def test_a_formula_stays_whole() -> None:
    text = "The gradient is $2 x - 3 y + 4 x y$ and the value $x^2 - 3 x y + 2 x^2 y$ where it is not $0$ at all."
    for picture in range(150, 500, 25):
        for line in wrapped(text, CANVAS, picture, 30, math=True):
            assert line.count("$") % 2 == 0, line


def test_words_without_spaces_are_broken_anywhere() -> None:
    text = "一二三四五六七八九十" * 12
    lines = wrapped(text, CANVAS, 300, 30, math=False)
    assert len(lines) > 3
    assert "".join(lines).replace(" ", "") == text
    assert max(map(width, lines)) <= 300 - 2 * 17 * CANVAS.point


def test_no_text_is_no_trouble() -> None:
    assert wrapped("   ", CANVAS, 300, 3, math=False) == [""]


@pytest.mark.parametrize("legend", ["right", "below", "inside", "none"])
def test_it_stands_under_all_else(scene: Callable[..., Scene], legend: str) -> None:
    shown = scene(
        "[contour]", {"description": json.dumps(TALE)}, size=(640, 450), legend=legend, caption=True, lettering="text"
    )
    text = document(shown.figure.scenario, shown.figure.trajectories, "svg", -1).decode()
    found = {words: float(y) for y, words in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]*)<', text)}
    lines = [words for words in found if words and words in TALE]
    assert " ".join(lines) == TALE
    assert min(found[line] for line in lines) > max(y for words, y in found.items() if words not in lines)
