from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.panel import Panel
from optviz.drawing.panel_legend import Row, placed
from optviz.drawing.theme import THEMES
from optviz.drawing.vectors import Arrows
from optviz.geometry import Area
from optviz.surfaces import surface

WITHIN = Area(40, 30, 320, 240)


@pytest.fixture
def panel() -> Panel:
    shown = surface("sphere")
    return Panel(Canvas((400, 300), 100), WITHIN, THEMES["light"], shown, shown.bounds, [])


def rows(panel: Panel) -> list[Row]:
    none = np.empty((0, 0, 2))
    return [Row(title, Arrows(panel, WITHIN, "#D55E00", none, none, 0)) for title in ("velocity", "a longer title")]


@pytest.mark.parametrize("corner", range(4))
def test_it_takes_a_corner_where_nothing_happens(corner: int, panel: Panel) -> None:
    corners = np.array([[350, 260], [50, 260], [350, 40], [50, 40]])
    legend = placed(panel, rows(panel), WITHIN, np.delete(corners, corner, axis=0))
    assert legend is not None
    x, y = corners[corner]
    assert legend.area.left < x < legend.area.right
    assert legend.area.bottom < y < legend.area.top
    assert WITHIN.left < legend.area.left < legend.area.right < WITHIN.right
    assert WITHIN.bottom < legend.area.bottom < legend.area.top < WITHIN.top


def test_it_takes_the_corner_with_the_least_where_something_happens_in_all(panel: Panel) -> None:
    busy = np.array([[350, 260], [50, 260], [350, 40], [50, 40], [350, 258], [50, 258], [50, 42]])
    legend = placed(panel, rows(panel), WITHIN, busy)
    assert legend is not None
    assert (legend.area.right > 300, legend.area.top < 150) == (True, True)


@pytest.mark.parametrize("size", [(60, 200), (300, 30)])
def test_it_is_left_out_where_there_is_no_room(size: tuple[int, int], panel: Panel) -> None:
    assert placed(panel, rows(panel), Area(40, 30, *size), np.empty((0, 2))) is None


def test_it_keeps_to_its_area_and_shows_its_colours(panel: Panel) -> None:
    legend = placed(panel, rows(panel), WITHIN, np.empty((0, 2)))
    assert legend is not None
    panel.canvas.clear("#88AACC")
    before = panel.canvas.pixels.copy()
    legend.draw(panel.canvas)
    changed = (panel.canvas.pixels != before).any(axis=-1)[::-1]
    places, columns = np.nonzero(changed)
    assert legend.area.left - 1 <= columns.min() <= columns.max() < legend.area.right + 1
    assert legend.area.bottom - 1 <= places.min() <= places.max() < legend.area.top + 1
    assert (panel.canvas.pixels[..., :3] == (0xD5, 0x5E, 0x00)).all(axis=-1).sum() > 20
