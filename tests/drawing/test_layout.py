from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from optviz.drawing.layout import MARGIN, Layout, PanelGrid, check_room, dots_per_inch, layout, sides, widest
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


def planned(size: tuple[int, int], grid: PanelGrid, entries: int = 3) -> Layout:
    point = dots_per_inch(*size) / 72
    return layout(size, point, grid, entries, min(120 * point, widest(size, point, below=sides(size)[0])))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("entries", [0, 1, 7])
def test_nothing_overlaps_and_margins_are_equal(size: tuple[int, int], grid: PanelGrid, entries: int) -> None:
    point = dots_per_inch(*size) / 72
    try:
        plan = planned(size, grid, entries)
    except ParameterError:
        assert grid.cells * grid.views > 2
        assert min(size) < 900
        return
    areas = [plan.header, *plan.panels, *plan.headings, *([plan.legend] if entries else [])]
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
    plan = planned((1600, 1200), grid)
    first = plan.panels[0]
    assert all((area.width, area.height) == pytest.approx((first.width, first.height)) for area in plan.panels)


@pytest.mark.parametrize(("columns", "rows"), [(3, 2), (2, 4), (5, 2)])
def test_a_grid_of_two_keys_keeps_its_columns_and_rows(columns: int, rows: int) -> None:
    plan = planned((1600, 1200), PanelGrid(columns, rows))
    lefts = [round(area.left) for area in plan.panels]
    bottoms = [round(area.bottom) for area in plan.panels]
    assert lefts == lefts[:columns] * rows
    assert lefts[:columns] == sorted(set(lefts))
    assert bottoms == sorted(bottoms, reverse=True)
    assert len(set(bottoms)) == rows


@pytest.mark.parametrize("grid", [PanelGrid(3, 1, 2), PanelGrid(2, 1, 3)])
def test_the_views_of_a_cell_are_stacked_under_its_heading(grid: PanelGrid) -> None:
    plan = planned((1600, 1200), grid)
    for cell, heading in enumerate(plan.headings):
        stack = [heading, *plan.panels[cell * grid.views : (cell + 1) * grid.views]]
        assert {(round(area.left), round(area.right)) for area in stack} == {
            (round(heading.left), round(heading.right))
        }
        assert [area.top for area in stack] == sorted((area.top for area in stack), reverse=True)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (900, 900)])
@pytest.mark.parametrize("count", [2, 3, 5, 8, 12])
def test_cells_of_one_key_are_arranged_for_pleasant_panels(count: int, size: tuple[int, int]) -> None:
    plan = planned(size, PanelGrid(count, 1))
    assert 0.5 < plan.panels[0].width / plan.panels[0].height < 3
    tops = [area.top for area in plan.panels]
    assert tops == sorted(tops, reverse=True)
    per_row = [len(list(row)) for _, row in itertools.groupby(round(top) for top in tops)]
    assert len(set(per_row[:-1])) <= 1
    assert per_row[-1] <= per_row[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_smallest_text_has_ten_pixels(size: tuple[int, int]) -> None:
    assert 8.5 * dots_per_inch(*size) / 72 >= 9.9


def test_the_legend_stands_beside_wide_pictures_and_below_others() -> None:
    beside, below = layout((800, 450), 1.4, PanelGrid(), 3, 200), layout((480, 640), 1.2, PanelGrid(), 3, 200)
    assert beside.legend.left > beside.panels[0].right
    assert below.legend.top < below.panels[0].bottom


def test_below_the_panels_of_a_wide_picture_the_rows_stand_close() -> None:
    point = dots_per_inch(320, 240) / 72
    beside, below = (layout((320, 240), point, PanelGrid(), 3, 250.0, below=below) for below in (False, True))
    assert sides((320, 240)) == (False, True)
    assert sides((240, 320)) == (True,)
    assert below.legend.top < below.panels[0].bottom
    assert below.panels[0].width > beside.panels[0].width
    assert below.has_room(point)
    assert below.places >= 3
    assert below.entry == 250 > widest((320, 240), point, below=False)
    assert below.panels[0].height > below.legend.height


@pytest.mark.parametrize(("grid", "count"), [(PanelGrid(views=4), 4), (PanelGrid(3, 2, 2), 12)])
def test_a_size_without_room_for_the_panels_is_told(grid: PanelGrid, count: int) -> None:
    with pytest.raises(ParameterError, match=f"size: 320 x 200 pixels are too few for {count} panels"):
        layout((320, 200), 1.2, grid, 7, 110)


def test_names_give_way_before_panels_are_too_small() -> None:
    size, point = (480, 270), dots_per_inch(480, 270) / 72
    roomy, crowded = (layout(size, point, PanelGrid(views=views), 3, 150.0) for views in (1, 5))
    assert roomy.entry == roomy.legend.width == 150
    assert crowded.entry == crowded.legend.width < 150
    assert roomy.has_room(point)
    assert crowded.has_room(point)


@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize("entries", [0, 1, 7, 40])
@pytest.mark.parametrize("grid", GRIDS)
def test_where_there_is_room_is_a_question_of_sizes_and_numbers_alone(
    grid: PanelGrid, entries: int, scale: int
) -> None:
    for width, height in itertools.product(range(64, 900, 97), repeat=2):
        size = width, height
        point = scale * dots_per_inch(*size) / 72
        pixels = (scale * size[0], scale * size[1])
        try:
            check_room(size, grid, entries)
        except ParameterError:
            with pytest.raises(ParameterError, match="too few"):
                layout(pixels, point, grid, entries, 20 * point, scale)
        else:
            for entry in (20 * point, widest(pixels, point, below=sides(pixels)[0])):
                plan = layout(pixels, point, grid, entries, entry, scale)
                assert min(min(area.width, area.height) for area in plan.panels) > 44.9 * point
