from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.marks import CROWDED, crowding, draw_marks, minimizers_in_view
from optviz.drawing.theme import THEMES, parse
from optviz.surfaces import Bounds, surface
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.panel import Panel

PLACES = np.array([[100.5, 100.5], [200.5, 150.5]])
NONE = np.empty((0, 2))


def test_stars_are_filled_and_rings_are_open(panel: Callable[..., Panel]) -> None:
    for theme in THEMES.values():
        shown = panel(theme=theme.name)
        draw_marks(shown, PLACES[:1], PLACES[1:])
        pixels = shown.canvas.pixels[::-1, :, :3]
        assert tuple(pixels[150, 200]) == parse(theme.ink)
        assert tuple(pixels[100, 100]) == parse(theme.page)
        near = pixels[90:112, 90:112].reshape(-1, 3)
        assert (near == parse(theme.ink)).all(axis=1).sum() > 10


def test_marks_have_an_edge_of_the_page(panel: Callable[..., Panel]) -> None:
    shown = panel()
    shown.canvas.clear("#112233")
    draw_marks(shown, PLACES[:1], PLACES[1:])
    for x, y in PLACES.astype(int):
        near = shown.canvas.pixels[::-1][y - 12 : y + 12, x - 12 : x + 12, :3].reshape(-1, 3)
        assert (near > 200).all(axis=1).sum() > 10


def test_what_is_hidden_is_fainter(panel: Callable[..., Panel]) -> None:
    def ink(opacity: float) -> int:
        shown = panel()
        draw_marks(shown, PLACES, PLACES, opacity)
        return int((255 - shown.canvas.pixels[..., :3].astype(int)).sum())

    assert 0 == ink(0.0) < 2 * ink(0.35) < ink(1.0)


def test_without_marks_nothing_is_drawn(panel: Callable[..., Panel]) -> None:
    shown = panel()
    before = shown.canvas.pixels.copy()
    draw_marks(shown, NONE, NONE)
    assert (shown.canvas.pixels == before).all()


def test_only_minimizers_in_view_are_found(panel: Callable[..., Panel]) -> None:
    for name in READY:
        each = surface(name)
        shown = panel(each, steps=1, starts=[[0.1, 0.1]])
        found = minimizers_in_view(shown, each.bounds)
        assert found.tolist() == [list(goal) for goal in each.minimizers if each.bounds.contains(np.array(goal))]
        assert minimizers_in_view(shown, Bounds((1e6, 1e6 + 1), (0, 1))).shape == (0, 2)


def test_the_more_starts_the_smaller_each() -> None:
    shares = [crowding(count) for count in (0, 1, 4, 5, 24, 25, 500, 5000)]
    assert shares[:3] == [1, 1, 1]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 6
    assert crowding(24) == CROWDED
    assert crowding(8 * 24) == pytest.approx(CROWDED / 2)


def test_rings_shrink_where_there_are_many_starts(panel: Callable[..., Panel]) -> None:
    def width(starts: int) -> int:
        shown = panel(steps=1, starts=[[0.1, 0.1]] * starts)
        draw_marks(shown, PLACES[:1], NONE)
        columns = np.flatnonzero((shown.canvas.pixels[..., :3] < 200).any(axis=(0, 2)))
        return int(columns[-1] - columns[0] + 1)

    assert width(1) == width(4) > width(24) > width(200) >= 2
