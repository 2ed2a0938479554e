from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.key import Row, placed
from optviz.drawing.panel import Panel
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
    key = placed(panel, rows(panel), WITHIN, np.delete(corners, corner, axis=0))
    assert key is not None
    x, y = corners[corner]
    assert key.area.left < x < key.area.right
    assert key.area.bottom < y < key.area.top
    assert WITHIN.left < key.area.left < key.area.right < WITHIN.right
    assert WITHIN.bottom < key.area.bottom < key.area.top < WITHIN.top


def test_it_takes_the_corner_with_the_least_where_something_happens_in_all(panel: Panel) -> None:
    busy = np.array([[350, 260], [50, 260], [350, 40], [50, 40], [350, 258], [50, 258], [50, 42]])
    key = placed(panel, rows(panel), WITHIN, busy)
    assert key is not None
    assert (key.area.right > 300, key.area.top < 150) == (True, True)


@pytest.mark.parametrize("size", [(60, 200), (300, 30)])
def test_it_is_left_out_where_there_is_no_room(size: tuple[int, int], panel: Panel) -> None:
    assert placed(panel, rows(panel), Area(40, 30, *size), np.empty((0, 2))) is None


def test_it_keeps_to_its_area_and_shows_its_colours(panel: Panel) -> None:
    key = placed(panel, rows(panel), WITHIN, np.empty((0, 2)))
    assert key is not None
    panel.canvas.clear("#88AACC")
    before = panel.canvas.pixels.copy()
    key.draw(panel.canvas)
    changed = (panel.canvas.pixels != before).any(axis=-1)[::-1]
    places, columns = np.nonzero(changed)
    assert key.area.left - 1 <= columns.min() <= columns.max() < key.area.right + 1
    assert key.area.bottom - 1 <= places.min() <= places.max() < key.area.top + 1
    assert (panel.canvas.pixels[..., :3] == (0xD5, 0x5E, 0x00)).all(axis=-1).sum() > 20
