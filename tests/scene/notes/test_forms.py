from __future__ import annotations

import pytest

from optviz.drawing.canvas import Canvas
from optviz.geometry import Area
from optviz.scene.notes.forms import Form, Forms, sizes

ROOM = Area(0, 0, 500, 300)
TEXT = "Momentum shoots past the valley and comes back"


def forms(text: str, room: Area = ROOM, *, wide: bool = False, math: bool = False, scale: int = 1) -> list[Form]:
    canvas = Canvas((1, 1), 100 * scale, scale)
    return Forms(canvas, 9.25, math=math).of(text, room._replace(width=scale * room.width), wide=wide)


def test_a_text_has_up_to_three_lines_of_about_the_same_length() -> None:
    found = forms(TEXT)
    assert [len(form.lines) for form in found] == [1, 2, 3]
    assert all(" ".join(form.lines) == TEXT for form in found)
    widths = [form.width for form in found]
    assert widths[0] > 1.7 * widths[1] > 1.7 * widths[2]


def test_short_lines_are_not_liked_and_long_ones_neither() -> None:
    def liked(text: str, *, wide: bool = False) -> int:
        return len(min(forms(text, wide=wide), key=lambda form: form.cost).lines)

    assert liked("Adam leaves") == 1
    assert liked(f"{TEXT}, again and again, until it is there") == 3
    assert liked(TEXT, wide=True) == 1


def test_lines_stand_apart_and_within_the_plate() -> None:
    for text in (TEXT, r"a tall $\frac{\partial^2 f}{\partial x^2}$ here and $\sqrt{\frac{1}{2}}$ there"):
        for form in forms(text, math=True):
            reach = [Canvas((1, 1), 100).text_reach(line, form.size, math=True) for line in form.lines]
            tops = [middle + above for middle, (above, _) in zip(form.middles, reach, strict=True)]
            bottoms = [middle - below for middle, (_, below) in zip(form.middles, reach, strict=True)]
            assert tops[0] <= form.height
            assert bottoms[-1] >= 0
            assert all(bottom >= top for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_formulas_are_not_broken() -> None:
    found = forms(r"it is $a + b = c$ or $x > 0$ today", math=True)
    assert len(found) == 3
    assert all(line.count("$") % 2 == 0 for form in found for line in form.lines)


def test_what_has_no_room_is_not_among_them_and_may_be_cut() -> None:
    narrow = Area(0, 0, 90, 60)
    assert forms(TEXT, narrow) == []
    (cut,) = Forms(Canvas((1, 1), 100), 9.25, math=False).cut(TEXT, narrow, wide=False)
    assert cut.fits(narrow)
    assert cut.lines[-1].endswith("…")
    assert Forms(Canvas((1, 1), 100), 9.25, math=False).cut(TEXT, Area(0, 0, 90, 5), wide=False) == []


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_at_every_scale_a_text_has_the_same_share(scale: int) -> None:
    for one, other in zip(forms(TEXT), forms(TEXT, scale=scale), strict=True):
        assert one.lines == other.lines
        assert other.width == pytest.approx(scale * one.width)
        assert other.height == pytest.approx(scale * one.height, abs=1)


def test_letters_are_never_below_ten_pixels() -> None:
    assert sizes(Canvas((1, 1), 100)) == [9.25, 8.25, 7.5]
    assert min(sizes(Canvas((1, 1), 84))) * 84 / 72 == pytest.approx(10)
    assert sizes(Canvas((1, 1), 60)) == [9.25]
