from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np
import pytest
from matplotlib.path import Path

from optviz.drawing.canvas import Canvas
from optviz.drawing.fonts import font, fonts_for
from optviz.drawing.markers import marker_shape
from optviz.drawing.outlines import Cap, Outline, joined
from optviz.drawing.theme import THEMES, parse
from optviz.geometry import Area
from optviz.scene.run_styles import _MARKERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path as FilePath

    from optviz.arrays import Array, Mask

SIZE = (160, 120)
RED, PAGE = "#D5310C", "#F4F6F8"
BOX = np.array([[40.0, 30.0], [100.0, 30.0], [100.0, 80.0], [40.0, 80.0], [40.0, 30.0]])
LEVEL = np.array([[20.0, 60.5], [140.0, 60.5]])


@pytest.fixture
def canvas() -> Canvas:
    made = Canvas(SIZE, 72)
    made.clear(PAGE)
    return made


def inked(canvas: Canvas) -> Mask:
    """Which pixels are no longer the page's, rows from the bottom."""
    return np.asarray((canvas.pixels[::-1] != (*parse(PAGE), 255)).any(axis=-1))


def like(canvas: Canvas, color: str) -> Mask:
    return np.asarray((canvas.pixels[::-1] == (*parse(color), 255)).all(axis=-1))


def extent(mask: Mask) -> tuple[int, int, int, int]:
    """The left, bottom, right and top of what is inked, both ends counted."""
    rows, columns = np.nonzero(mask)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def raised(by: float) -> Array:
    return np.asarray(LEVEL + np.array([0.0, by]))


def another(canvas: Canvas) -> Canvas:
    made = Canvas(canvas.size, canvas.dpi)
    made.clear(PAGE)
    return made


@pytest.mark.parametrize("theme", THEMES)
def test_a_clear_canvas_has_one_colour_or_none(theme: str) -> None:
    made = Canvas(SIZE, 100)
    assert made.pixels.shape == (120, 160, 4)
    made.clear(THEMES[theme].page)
    assert (made.pixels == (*parse(THEMES[theme].page), 255)).all()
    made.clear(None)
    assert (made.pixels == (255, 255, 255, 0)).all()


def test_a_fill_has_its_exact_colour(canvas: Canvas) -> None:
    canvas.fill(Outline(BOX), RED)
    assert extent(inked(canvas)) == (40, 30, 99, 79)
    assert (like(canvas, RED) == inked(canvas)).all()


def test_a_hole_runs_the_other_way_round(canvas: Canvas) -> None:
    inner = 70 + 0.5 * (BOX[::-1] - 70)
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
    canvas.fill(Outline(np.concatenate([BOX, inner]), np.array(codes * 2, dtype=np.uint8)), RED)
    assert like(canvas, RED)[35, 45]
    assert not inked(canvas)[60, 70]


@pytest.mark.parametrize("width", [1.0, 3.0, 6.0])
@pytest.mark.parametrize("dpi", [72, 144])
def test_a_line_has_its_exact_colour_and_its_width_in_points(width: float, dpi: int) -> None:
    made = Canvas(SIZE, dpi)
    made.clear(PAGE)
    middle = 60.5 if width * dpi / 72 % 2 else 60.0
    made.line(np.array([[20.0, middle], [140.0, middle]]), RED, width, cap="butt")
    assert like(made, RED)[:, 80].sum() == width * dpi / 72
    assert (like(made, RED) == inked(made)).all()


@pytest.mark.parametrize("cap", get_args(Cap))
def test_caps_end_a_line(cap: Cap, canvas: Canvas) -> None:
    canvas.line(LEVEL, RED, 9.0, cap=cap)
    left, _, right, _ = extent(inked(canvas))
    assert (left, right) == ((20, 139) if cap == "butt" else (15, 144))
    corners = like(canvas, RED)[[56, 64]][:, [16, 143]].all()
    assert corners == (cap == "projecting")


def test_a_row_that_is_not_a_number_interrupts_a_line(canvas: Canvas) -> None:
    points = np.array([[20.0, 60.5], [60.0, 60.5], [np.nan, np.nan], [100.0, 60.5], [140.0, 60.5]])
    canvas.line(points, RED, 3.0, cap="butt")
    columns = np.flatnonzero(inked(canvas).any(axis=0))
    assert columns.tolist() == [*range(20, 60), *range(100, 140)]


@pytest.mark.parametrize("far", [np.inf, -np.inf, 1e300, 1e9])
def test_a_line_may_lead_far_away(far: float, canvas: Canvas) -> None:
    canvas.line(np.array([[20.0, 60.5], [60.0, 60.5], [far, 60.5], [60.0, far]]), RED, 3.0, cap="butt")
    assert like(canvas, RED)[60, 20:60].all()


def test_joined_polylines_are_one_stroke(canvas: Canvas) -> None:
    pieces = [LEVEL, np.array([[80.5, 20.0], [80.5, 100.0]]), raised(20)]
    one = joined(pieces)
    assert one.shape == (8, 2)
    assert np.isnan(one[[2, 5]]).all()
    canvas.lines(pieces, RED, 3.0, opacity=0.5)
    crossing, plain = canvas.pixels[::-1][60, 80], canvas.pixels[::-1][60, 40]
    assert (crossing == plain).all()
    assert not like(canvas, RED).any()


def test_what_is_drawn_together_is_the_same_in_the_same_order(canvas: Canvas) -> None:
    rng, area = np.random.default_rng(0), Area(12, 9, 40.5, 50)

    def draw() -> None:
        for number in range(6):
            points, color = rng.uniform(5, 60, (4, 2)), ("#D55E00", "#0072B2")[number % 2]
            canvas.line(points, color, 1.0 + number, area=area if number < 3 else None, opacity=1 - number / 9)
            canvas.line(points[::-1], color, 2.0, cap="butt", dash=(3, 2) if number % 3 else None, begun=number)
            canvas.marker(points[:2], marker_shape("os"[number % 2], 9), color, edge="#FFFFFF", width=1.0)
            canvas.marker(points[2:], marker_shape("x", 9), None, edge="#000000", width=number / 2)
            canvas.fill(Outline(points[:3]), color, opacity=0.5)
            if number == 4:
                canvas.text("between", 10, 30, 9, "#000000")
                canvas.quads(np.array([[[20.0, 20], [30, 20]], [[20, 30], [30, 30]]]), np.ones((1, 1, 4)))

    canvas.clear("#FFFFFF")
    draw()
    alone = canvas.pixels.copy()
    canvas.clear("#FFFFFF")
    rng = np.random.default_rng(0)
    with canvas.together():
        draw()
    assert np.array_equal(canvas.pixels, alone)


def test_an_error_takes_what_waits_along(canvas: Canvas) -> None:
    def fail() -> None:
        with canvas.together():
            canvas.line(LEVEL, RED, 3.0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not inked(canvas).any()
    canvas.line(raised(20.0), RED, 3.0)
    assert inked(canvas).any()
    assert not inked(canvas)[60].any()


def test_no_polylines_are_nothing(canvas: Canvas) -> None:
    canvas.lines([], RED, 3.0)
    assert not inked(canvas).any()


@pytest.mark.parametrize("count", [100, 127, 128, 500])
def test_a_growing_line_changes_at_its_end_alone(count: int, canvas: Canvas) -> None:
    """However many rows it has: a renderer may begin to simplify long ones."""
    angle = np.linspace(0, 5, count + 1)
    points = np.stack([80 + 9 * angle * np.cos(angle), 60 + 9 * angle * np.sin(angle)], axis=-1)
    longer = another(canvas)
    canvas.line(points[:-1], RED, 2.2)
    longer.line(points, RED, 2.2)
    rows, columns = np.nonzero((canvas.pixels != longer.pixels).any(axis=-1)[::-1])
    assert len(rows)
    assert np.hypot(columns - points[-1, 0], rows - points[-1, 1]).max() < 6


def test_nothing_is_drawn_outside_an_area(canvas: Canvas) -> None:
    area = Area(50, 40, 30, 30)
    canvas.line(LEVEL, RED, 9.0, area=area)
    canvas.lines([raised(9)], RED, 3.0, area=area)
    assert extent(inked(canvas)) == (50, 56, 79, 69)
    canvas.fill(Outline(BOX), RED, area=area)
    assert extent(inked(canvas)) == (50, 40, 79, 69)
    canvas.line(LEVEL, RED, 9.0)  # an area is of one stroke only
    assert extent(inked(canvas))[0] < 50


@pytest.mark.parametrize("opacity", [0.25, 0.5, 1.0])
def test_opacity_mixes_with_the_page(opacity: float, canvas: Canvas) -> None:
    canvas.fill(Outline(BOX), RED, opacity=opacity)
    canvas.line(raised(40), RED, 5.0, opacity=opacity)
    wanted = opacity * np.array(parse(RED)) + (1 - opacity) * np.array(parse(PAGE))
    for row, column in ((50, 70), (100, 70)):
        assert canvas.pixels[::-1][row, column, :3].astype(float) == pytest.approx(wanted, abs=2)


def test_on_a_transparent_ground_colours_stay_pure() -> None:
    made = Canvas(SIZE, 72)
    made.clear(None)
    made.fill(Outline(BOX), RED, opacity=0.5)
    made.line(raised(40.3), RED, 3.0)
    red, green, blue, opacity = np.moveaxis(made.pixels.astype(int), -1, 0)
    assert (opacity[::-1][50, 50], opacity[::-1][5, 5]) == (127, 0) or opacity[::-1][50, 50] == 128
    wanted = np.array(parse(RED))
    found = np.stack([red, green, blue], axis=-1)[opacity > 40]
    assert np.abs(found - wanted).max() <= 3


def test_dashes_have_ink_and_gaps(canvas: Canvas) -> None:
    canvas.line(LEVEL, RED, 3.0, cap="butt", dash=(6.0, 4.0))
    row = inked(canvas)[60, 20:140]
    assert row.reshape(-1, 10).tolist() == [[True] * 6 + [False] * 4] * 12
    plain = another(canvas)
    canvas.clear(PAGE)
    canvas.line(LEVEL, RED, 3.0, cap="butt")
    plain.line(LEVEL, RED, 3.0, cap="butt")
    assert (canvas.pixels == plain.pixels).all()  # dashes are of one stroke only


@pytest.mark.parametrize("dpi", [72, 100])
@pytest.mark.parametrize("cut", [47.0, 63.0, 90.0])
def test_dashes_go_on_where_they_were_left(cut: float, dpi: int) -> None:
    whole, parts = Canvas(SIZE, dpi), Canvas(SIZE, dpi)
    for made in (whole, parts):
        made.clear(PAGE)
    whole.line(LEVEL, RED, 3.0, cap="butt", dash=(6.0, 4.0))
    middle = np.array([[cut, 60.5]])
    parts.line(np.concatenate([LEVEL[:1], middle]), RED, 3.0, cap="butt", dash=(6.0, 4.0))
    begun = (cut - 20) / parts.point
    parts.line(np.concatenate([middle, LEVEL[1:]]), RED, 3.0, cap="butt", dash=(6.0, 4.0), begun=begun)
    assert np.abs(whole.pixels.astype(int) - parts.pixels).max() <= 3


@pytest.mark.parametrize("letter", _MARKERS.values())
def test_markers_are_centred_filled_and_as_large_as_asked(letter: str, canvas: Canvas) -> None:
    places = np.array([[50.5, 60.5], [110.5, 60.5]])
    canvas.marker(places, marker_shape(letter, 20.0), RED, edge="#0000FF", width=2.0)
    for x, y in places.astype(int):
        near = inked(canvas)[y - 20 : y + 21, x - 20 : x + 21]
        assert like(canvas, RED)[y, x]
        assert near.sum() == inked(canvas).sum() / 2
        left, _, right, _ = extent(near)
        assert abs(left + right - 40) <= 4
        assert 200 < near.sum() < 480
        assert like(canvas, "#0000FF")[y - 20 : y + 21, x - 20 : x + 21].any()


def test_a_marker_may_be_open_or_nowhere(canvas: Canvas) -> None:
    canvas.marker(np.empty((0, 2)), marker_shape("o", 20.0), RED, edge=RED, width=2.0)
    assert not inked(canvas).any()
    canvas.marker(np.array([[80.5, 60.5]]), marker_shape("o", 20.0), None, edge=RED, width=2.0)
    assert not inked(canvas)[60, 80]
    assert inked(canvas)[60, 70]


def test_a_mesh_has_exact_colours_no_seams_and_later_quads_on_top(canvas: Canvas) -> None:
    x, y = np.meshgrid(np.linspace(20.3, 120.7, 6), np.linspace(10.2, 90.9, 5))
    colors = np.ones((4, 5, 4))
    colors[..., :3] = np.random.default_rng(0).integers(0, 256, (4, 5, 3)) / 255
    canvas.quads(np.stack([x, y], axis=-1), colors)
    assert extent(inked(canvas)) == (20, 10, 120, 90)
    assert inked(canvas)[10:91, 20:121].all()
    found = np.unique(canvas.pixels[inked(canvas)[::-1]][:, :3], axis=0)
    assert found.tolist() == np.unique(np.rint(colors[..., :3] * 255).reshape(-1, 3), axis=0).tolist()
    folded = another(canvas)
    corners = np.array([[[20, 20], [100, 20], [20, 20]], [[20, 100], [100, 100], [20, 100]]], dtype=float)
    folded.quads(corners, np.array([[[1, 0, 0, 1], [0, 0, 1, 1]]], dtype=float))
    assert like(folded, "#0000FF")[60, 60]


def test_a_transparent_quad_is_left_out_whatever_its_corners(canvas: Canvas) -> None:
    x, y = np.meshgrid(np.linspace(20, 120, 6), np.linspace(10, 90, 5))
    corners, colors = np.stack([x, y], axis=-1), np.tile([1.0, 0.0, 0.0, 1.0], (4, 5, 1))
    corners[2, 2], colors[1:3, 1:3, 3] = np.nan, 0.0
    canvas.quads(corners, colors)
    gap = ~inked(canvas)[10:90, 20:120]
    assert extent(gap) == (20, 20, 59, 59)
    assert gap.sum() == 1600


def test_a_picture_lies_where_it_is_put_the_right_way_up(canvas: Canvas) -> None:
    picture = np.zeros((3, 5, 4), dtype=np.uint8)
    picture[..., 3] = 255
    picture[0, 0] = (1, 2, 3, 255)
    picture[2, 4] = (4, 5, 6, 255)
    picture[1, 1] = 0
    canvas.picture(picture, 30, 40)
    assert extent(inked(canvas)) == (30, 40, 34, 42)
    assert canvas.pixels[::-1][42, 30].tolist() == [1, 2, 3, 255]
    assert canvas.pixels[::-1][40, 34].tolist() == [4, 5, 6, 255]
    assert not inked(canvas)[41, 31]


@pytest.mark.parametrize(("left", "bottom"), [(-3, 50), (157, 50), (50, -2), (50, 118), (500, 500)])
def test_a_picture_may_lie_across_the_edge(left: int, bottom: int, canvas: Canvas) -> None:
    canvas.picture(np.full((4, 6, 4), 255, dtype=np.uint8) * np.array([0, 0, 0, 1], dtype=np.uint8), left, bottom)
    wanted = np.zeros(SIZE[::-1], dtype=bool)
    wanted[max(bottom, 0) : bottom + 4, max(left, 0) : left + 6] = True
    assert (inked(canvas) == wanted).all()


@pytest.mark.parametrize("size", [8.5, 13.0])
@pytest.mark.parametrize("text", ["Adam", "0.125", "−1e−4", "gjpq", "lr = 0.01"])
def test_a_text_is_as_wide_as_it_says(text: str, size: float) -> None:
    for dpi in (84, 200):
        made = Canvas((400, 120), dpi)
        made.clear(PAGE)
        made.text(text, 100, 60, size, RED)
        left, bottom, right, top = extent(inked(made))
        assert right + 1 - left == pytest.approx(made.text_width(text, size), abs=0.25 * size * made.point)
        assert abs(left - 100) <= 0.2 * size * made.point
        above, below = made.text_reach(text, size)
        assert top - 60 <= np.ceil(above)
        assert 60 - bottom <= np.ceil(below) + 1
        assert bottom < 60 < top


def test_texts_are_aligned_and_their_letters_centred_in_height(canvas: Canvas) -> None:
    places = {}
    for align in ("left", "center", "right"):
        made = another(canvas)
        made.text("xxx", 80, 60, 12, RED, align=cast("Any", align))
        places[align] = extent(inked(made))
        assert abs((places[align][1] + places[align][3]) / 2 - 60) <= 1.5
    width = canvas.text_width("xxx", 12)
    assert abs(places["left"][0] - 80) <= 2
    assert abs(places["center"][0] + width / 2 - 80) <= 2
    assert abs(places["right"][0] + width - places["left"][0]) <= 1


def test_a_text_is_the_same_again(canvas: Canvas) -> None:
    first, second = another(canvas), another(canvas)
    for made in (first, first, second):
        made.clear(PAGE)
        made.text("again", 30, 60, 11, RED, halo="#FFFFFF")
    assert (first.pixels == second.pixels).all()
    second.clear(PAGE)
    second.text("again", 70, 20, 11, RED, halo="#FFFFFF")
    assert (np.roll(first.pixels, (40, 40), axis=(0, 1)) == second.pixels).all()


def test_many_texts_are_not_all_kept(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.drawing.canvas._KEPT_TEXTS", 5)
    for number in range(30):
        canvas.text(f"{number}", 30, 60, 9, RED)
        assert len(canvas._texts) <= 6


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_halo_is_a_pixel_of_the_layout_wide(scale: int) -> None:
    made, reach = Canvas((200, 100), 100 * scale, scale), []
    for halo in (None, "#D55E00"):
        made.clear("#FFFFFF")
        made.text("n", 50, 40, 9, "#000000", halo=halo)
        rows, columns = np.nonzero((made.pixels[..., :3] != 255).any(axis=-1))
        reach.append(np.array([rows.min(), columns.min(), -rows.max(), -columns.max()]))
    assert (reach[0] - reach[1] == scale).all()


def test_bold_letters_are_heavier_and_a_halo_surrounds_them(canvas: Canvas) -> None:
    def ink(**look: Any) -> Array:
        made = another(canvas)
        made.text("Hahi", 40, 60, 14, "#000000", **look)
        return np.asarray(255 - made.pixels[::-1, :, :3].mean(axis=-1))

    assert (ink(weight="bold") > 200).sum() > 1.2 * (ink() > 200).sum()
    page_like = ink(halo=PAGE)
    assert (page_like > 200).sum() == (ink() > 200).sum()
    assert (ink(halo="#0000FF") > 30).sum() > 1.3 * (ink() > 30).sum()


@pytest.mark.parametrize(
    ("text", "math", "formula"), [("$x^2$", True, True), ("$x^2$", False, False), ("5 $", True, False)]
)
def test_dollar_signs_enclose_mathematics_where_it_is_wanted(
    text: str, math: bool, formula: bool, canvas: Canvas
) -> None:
    plain = canvas.text_width(text, 12)
    assert (canvas.text_width(text, 12, math=math) < plain - 5) == formula
    canvas.text(text, 40, 60, 12, RED, math=math)
    assert inked(canvas).any()


def test_an_escaped_dollar_sign_is_drawn_without_its_backslash(canvas: Canvas) -> None:
    assert canvas.text_width(r"5 \$", 12, math=True) < canvas.text_width(r"5 \$", 12)


def test_text_on_a_transparent_ground_keeps_its_colour() -> None:
    made = Canvas(SIZE, 100)
    made.clear(None)
    made.text("Adam", 40, 60, 14, RED)
    seen = made.pixels[made.pixels[..., 3] > 60]
    assert len(seen) > 50
    assert np.abs(seen[:, :3].astype(int) - parse(RED)).max() <= 6


def test_the_extent_of_equal_digits_grows_with_their_number(canvas: Canvas) -> None:
    one, eight = (canvas.extent("0" * count, font(9.0)) for count in (1, 8))
    assert eight[0] == pytest.approx(8 * one[0], rel=0.15)
    assert 5 < one[1] == eight[1] < 12


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    ("text", "math", "count"),
    [
        ("\u0378.\u0378", False, 2),
        ("\u0378. $.$", True, 1),
        ("$\u0378.$", True, 1),
        (r".$.\text{.\u0378.}$".replace(r"\u0378", "\u0378"), True, 1),
    ],
)
def test_a_letter_is_drawn_and_measured_with_the_font_that_has_it(
    text: str, math: bool, count: int, weight: Any, new_font: Callable[..., FilePath]
) -> None:
    new_font("Boxes Sans", "\u0378")
    made = Canvas(SIZE, 72, fonts=fonts_for([text]))
    made.clear(PAGE)
    made.text(text, 20, 60, 12, RED, weight=weight, math=math)
    assert 45 * count <= like(made, RED).sum() <= 85 * count
    left, _, right, _ = extent(inked(made))
    width = made.text_width(text, 12, weight=weight, math=math)
    assert 19 <= left < right <= 21 + width
    letters = (made.text_width(each, 12, weight=weight) for each in text if each in ".\u0378 ")
    assert width == pytest.approx(sum(letters), abs=4)


def test_foreign_letters_beside_mathematics_stand_on_its_line(new_font: Callable[..., FilePath]) -> None:
    new_font("Boxes Sans", "\u0378")
    made = Canvas(SIZE, 72, fonts=fonts_for(["\u0378"]))
    plain = made.text_reach("\u0378", 12)
    above, below = made.text_reach(r"\u0378 $\sum_i x$".replace(r"\u0378", "\u0378"), 12, math=True)
    assert above > plain[0]
    assert below > plain[1]
    assert made.text_width("\u0378$x$", 12, math=True) == pytest.approx(
        made.text_width("\u0378", 12) + made.text_width("$x$", 12, math=True)
    )


def test_fonts_that_are_not_needed_change_nothing(new_font: Callable[..., FilePath]) -> None:
    new_font("Boxes Sans", "\u0378")
    pictures = []
    for texts in ([], ["\u0378"]):
        made = Canvas(SIZE, 72, fonts=fonts_for(texts))
        made.clear(PAGE)
        made.text("Adam é", 9, 60, 12, RED)
        made.text(r"$\eta$ of \$5", 9, 20, 12, RED, math=True)
        pictures.append(made.pixels.copy())
    assert np.array_equal(pictures[0], pictures[1])


@pytest.mark.parametrize("halo", [None, "#0000FF"])
def test_faint_letters_let_shine_through_what_is_beneath(canvas: Canvas, halo: str | None) -> None:
    def written(opacity: float) -> Array:
        made = another(canvas)
        made.text("Faint", 30, 60, 14, "#000000", halo=halo, opacity=opacity)
        return np.asarray(made.pixels[..., :3].astype(float))

    page, faint, full = written(0.0), written(0.5), written(1.0)
    assert (page == parse(PAGE)).all()
    assert (full != page).any()
    assert np.abs(faint - (page + full) / 2).max() <= 2


@pytest.mark.parametrize("blank", [True, False])
def test_it_is_found_out_where_texts_and_markers_stand(canvas: Canvas, blank: bool) -> None:
    with canvas.together(), canvas.surveyed(blank=blank) as found:
        canvas.line(LEVEL, RED, 2)
        canvas.fill(Outline(BOX), RED)
        canvas.quads(BOX[:4].reshape(2, 2, 2), np.ones((1, 1, 4)))
        canvas.picture(np.zeros((9, 9, 4), dtype=np.uint8), 3, 3)
        canvas.text("text", 100, 90, 10, RED, align="right")
        canvas.marker(np.array([[20.0, 20.0], [60.0, 100.0]]), marker_shape("s", 10), RED, edge=RED, width=0)
        canvas.marker(np.empty((0, 2)), marker_shape("s", 10), RED, edge=RED, width=0)
    text, *markers = found
    assert inked(canvas).any() != blank
    assert (text.right, text.bottom < 90 < text.top) == (100, True)
    assert text.width == canvas.text_width("text", 10)
    half = 10 * 0.86 / 2
    for area, place in zip(markers, ((20, 20), (60, 100)), strict=True):
        assert tuple(area) == pytest.approx((place[0] - half, place[1] - half, 2 * half, 2 * half))
    canvas.line(LEVEL, RED, 2)
    assert inked(canvas).any()
