from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from optviz.drawing.layout import (
    MARGIN,
    PADDING,
    Layout,
    PanelGrid,
    Rows,
    Side,
    check_room,
    dots_per_inch,
    narrowed,
    planned,
    sides,
    strip,
    widest,
)
from optviz.errors import ParameterError

if TYPE_CHECKING:
    from optviz.geometry import Area

SIZES = [
    (480, 270),
    (480, 480),
    (640, 400),
    (640, 480),
    (800, 450),
    (960, 540),
    (1280, 720),
    (1080, 1920),
    (3840, 2160),
]
GRIDS = [
    PanelGrid(views=1),
    PanelGrid(views=2),
    PanelGrid(views=3),
    PanelGrid(3, 1, 1),
    PanelGrid(3, 2, 1),
    PanelGrid(2, 1, 2),
    PanelGrid(4, 3, 2),
]


def apart(first: Area, second: Area) -> bool:
    beside = first.right <= second.left + 1e-6 or second.right <= first.left + 1e-6
    above = first.top <= second.bottom + 1e-6 or second.top <= first.bottom + 1e-6
    return bool(beside or above)


def arranged(
    size: tuple[int, int], grid: PanelGrid, entries: int = 3, side: Side = "right", lines: int = 1, caption: float = 0
) -> Layout:
    point = dots_per_inch(*size) / 72
    check_room(size, grid, entries, side, captioned=caption > 0)
    rows = Rows(entries, min(120 * point, widest(size, point, side)), lines)
    return narrowed(size, point, grid, rows, side, caption * point)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("entries", [0, 1, 7])
@pytest.mark.parametrize("side", ["right", "below"])
@pytest.mark.parametrize("caption", [0, 26])
def test_nothing_overlaps_and_margins_are_equal(
    size: tuple[int, int], grid: PanelGrid, entries: int, side: Side, caption: int
) -> None:
    point = dots_per_inch(*size) / 72
    try:
        plan = arranged(size, grid, entries, side, caption=caption)
    except ParameterError:
        assert grid.panels > (2 if min(size) < 900 else 20)
        return
    if not plan.has_room(point):
        assert caption > 13  # only one line of it is sure to have room
        return
    areas = [plan.header, *plan.panels, *plan.headings]
    areas += [plan.legend] if entries else []
    areas += [plan.caption] if caption else []
    assert len(plan.panels) == grid.cells * grid.views
    assert len(plan.headings) == (grid.cells if grid.cells > 1 else 0)
    assert all(apart(*pair) for pair in itertools.combinations(areas, 2))
    assert min(area.left for area in areas) == pytest.approx(MARGIN * point)
    assert min(area.bottom for area in areas) == pytest.approx(MARGIN * point)
    assert size[0] - max(area.right for area in areas) == pytest.approx(MARGIN * point)
    assert size[1] - max(area.top for area in areas) == pytest.approx(MARGIN * point)
    assert all(area.width > 0 and area.height > 0 for area in plan.panels)


@pytest.mark.parametrize("grid", GRIDS)
def test_panels_are_alike(grid: PanelGrid) -> None:
    plan = arranged((1600, 1200), grid)
    first = plan.panels[0]
    assert all((area.width, area.height) == pytest.approx((first.width, first.height)) for area in plan.panels)


@pytest.mark.parametrize(("columns", "rows"), [(3, 2), (2, 4), (5, 2)])
def test_a_grid_of_two_keys_keeps_its_columns_and_rows(columns: int, rows: int) -> None:
    plan = arranged((1600, 1200), PanelGrid(columns, rows))
    lefts = [round(area.left) for area in plan.panels]
    bottoms = [round(area.bottom) for area in plan.panels]
    assert lefts == lefts[:columns] * rows
    assert lefts[:columns] == sorted(set(lefts))
    assert bottoms == sorted(bottoms, reverse=True)
    assert len(set(bottoms)) == rows


@pytest.mark.parametrize("grid", [PanelGrid(3, 1, 2), PanelGrid(2, 1, 3)])
def test_the_views_of_a_cell_are_stacked_under_its_heading(grid: PanelGrid) -> None:
    plan = arranged((1600, 1200), grid)
    for cell, heading in enumerate(plan.headings):
        stack = [heading, *plan.panels[cell * grid.views : (cell + 1) * grid.views]]
        assert {(round(area.left), round(area.right)) for area in stack} == {
            (round(heading.left), round(heading.right))
        }
        assert [area.top for area in stack] == sorted((area.top for area in stack), reverse=True)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (900, 900)])
@pytest.mark.parametrize("count", [2, 3, 5, 8, 12])
def test_cells_of_one_key_are_arranged_for_pleasant_panels(count: int, size: tuple[int, int]) -> None:
    plan = arranged(size, PanelGrid(count, 1))
    assert 0.5 < plan.panels[0].width / plan.panels[0].height < 3
    tops = [area.top for area in plan.panels]
    assert tops == sorted(tops, reverse=True)
    per_row = [len(list(row)) for _, row in itertools.groupby(round(top) for top in tops)]
    assert len(set(per_row[:-1])) <= 1
    assert per_row[-1] <= per_row[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_smallest_text_has_ten_pixels(size: tuple[int, int]) -> None:
    assert 8.5 * dots_per_inch(*size) / 72 >= 9.9


def test_a_legend_stands_where_it_should() -> None:
    size, point = (800, 450), dots_per_inch(800, 450) / 72
    beside, below, inside, none = (
        arranged(size, PanelGrid(), 3, side) for side in ("right", "below", "inside", "none")
    )
    assert beside.legend.left > beside.panels[0].right
    assert below.legend.top < below.panels[0].bottom
    card = inside.legend.shrunk(*[-PADDING * point] * 4)
    assert card.left > inside.panels[0].left
    assert card.right == pytest.approx(inside.panels[0].right - PADDING * point)
    assert card.top == pytest.approx(inside.panels[0].top - PADDING * point)
    assert none.panels == inside.panels
    assert none.places == 0
    assert sides("auto") == ("right", "below")
    assert sides("inside") == ("inside",)


def test_entries_of_several_lines_take_more_of_the_height() -> None:
    one, three = (arranged((480, 640), PanelGrid(), 3, "below", lines) for lines in (1, 3))
    assert three.legend.height > 1.5 * one.legend.height
    assert three.panels[0].height < one.panels[0].height
    many, few = (arranged((800, 450), PanelGrid(), 40, "right", lines).places for lines in (1, 2))
    assert few < many


def test_beside_the_panels_many_entries_stand_in_columns() -> None:
    size, point = (1280, 720), dots_per_inch(1280, 720) / 72
    few, many = (planned(size, point, PanelGrid(), Rows(count, 80 * point), "right") for count in (12, 40))
    assert (few.columns, many.columns) == (1, 2)
    assert few.places >= 12
    assert many.places >= 40
    assert many.legend.width > 2 * few.legend.width
    assert many.legend.width <= widest(size, point, "right")


def test_below_the_panels_columns_are_balanced() -> None:
    plan = planned((800, 450), 1.4, PanelGrid(), Rows(7, 120.0), "below")
    assert plan.columns == 4  # and three in the second row, not five and two
    assert planned((800, 450), 1.4, PanelGrid(), Rows(5, 120.0), "below").columns == 5


def test_below_the_panels_of_a_wide_picture_the_rows_stand_close() -> None:
    point = dots_per_inch(320, 240) / 72
    beside, below = (narrowed((320, 240), point, PanelGrid(), Rows(3, 250.0), side) for side in ("right", "below"))
    assert below.legend.top < below.panels[0].bottom
    assert below.panels[0].width > beside.panels[0].width
    assert below.has_room(point)
    assert below.places >= 3
    assert below.entry == 250 > widest((320, 240), point, "right")
    assert below.panels[0].height > below.legend.height


def test_panels_use_what_their_shape_lets_them() -> None:
    plan = planned((800, 450), 1.4, PanelGrid(views=2), Rows(0, 0.0), "none")
    (width, height), whole = (plan.panels[0].width, plan.panels[0].height), (0.1, 10.0)
    assert plan.used([whole, whole]) == pytest.approx(2 * width * height)
    assert plan.used([whole, (0.5, 0.5)]) == pytest.approx(width * height + height * height / 2)
    assert plan.used([whole, (2.0, 2.0)]) == pytest.approx(width * height + width * width / 2)


@pytest.mark.parametrize("side", ["right", "below", "inside", "none"])
def test_a_strip_has_one_legend_and_one_caption(side: Side) -> None:
    point = dots_per_inch(800, 450) / 72
    plan = arranged((800, 450), PanelGrid(), 3, side, caption=26)
    wide = strip(plan, 3, point, 1)
    assert wide.wider > 2 * plan.panels[0].width
    first, *_, last = wide.parts
    assert {part.legend for part in wide.parts} == {first.legend}
    assert first.caption.width == pytest.approx(plan.caption.width + wide.wider)
    if side == "right":
        assert last.legend.left > last.panels[0].right
    elif side == "below":
        assert last.legend.right == pytest.approx(last.panels[0].right)
    else:
        assert first.legend == plan.legend


@pytest.mark.parametrize(("grid", "count"), [(PanelGrid(views=5), 5), (PanelGrid(3, 2, 2), 12)])
def test_a_size_without_room_for_the_panels_is_told(grid: PanelGrid, count: int) -> None:
    with pytest.raises(ParameterError, match=f"size: 320 x 200 pixels are too few for {count} panels; make it larger"):
        check_room((320, 200), grid, 7, "auto")


@pytest.mark.parametrize(("place", "words"), [("right", "to the right"), ("below", "below"), ("inside", "inside")])
def test_a_size_without_room_for_a_legend_is_told(place: Side, words: str) -> None:
    with pytest.raises(ParameterError, match=f"size: 150 x 150 pixels are too few for a panel with a legend {words}"):
        check_room((150, 150), PanelGrid(), 3, place)
    check_room((150, 150), PanelGrid(), 0, "none")


def test_names_give_way_before_panels_are_too_small() -> None:
    size, point = (480, 270), dots_per_inch(480, 270) / 72
    roomy, crowded = (narrowed(size, point, PanelGrid(views=each), Rows(3, 150.0), "right") for each in (1, 5))
    assert roomy.entry == roomy.legend.width == 150
    assert crowded.entry == crowded.legend.width < 150
    assert roomy.has_room(point)
    assert crowded.has_room(point)


@pytest.mark.parametrize("scale", [1, 3])
@pytest.mark.parametrize("entries", [1, 40])
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("place", ["auto", "right", "below", "inside"])
def test_where_there_is_room_is_a_question_of_sizes_and_numbers_alone(
    grid: PanelGrid, entries: int, scale: int, place: Side
) -> None:
    for width, height in itertools.product(range(64, 900, 139), repeat=2):
        point = scale * dots_per_inch(width, height) / 72
        pixels = (scale * width, scale * height)
        plans = [
            narrowed(pixels, point, grid, Rows(entries, entry), side, 13 * point)
            for side in sides(place)
            for entry in (20 * point, widest(pixels, point, side))
        ]
        try:
            check_room((width, height), grid, entries, place, captioned=True)
        except ParameterError:
            assert not any(plan.has_room(point) for plan in plans[1::2])  # short names would fit in a few more
        else:
            assert any(plan.has_room(point) for plan in plans[::2])
            assert any(plan.has_room(point) for plan in plans[1::2])
