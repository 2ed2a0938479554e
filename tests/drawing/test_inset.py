from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from optviz.drawing.axes import Axes
from optviz.drawing.inset import Corner, Inset, corner_areas, length_inside, outside, region_outline
from optviz.errors import ParameterError
from optviz.geometry import Area
from optviz.surfaces import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

HOLE = Area(10, 20, 30, 40)
BOUNDS = Bounds((-2, 2), (0, 8))


def walk(seed: int) -> Array:
    """A path in long and short steps, with gaps."""
    random = np.random.default_rng(seed)
    found = random.uniform(0, 80, size=(60, 2))
    found[::7] = found[::7].round(-1)
    found[11] = np.nan
    return found


def densely(points: Array) -> Array:
    """Many places along a line."""
    shares = np.linspace(0, 1, 201)[:, None, None]
    return (points[:-1] + shares * np.diff(points, axis=0)).reshape(-1, 2)


@pytest.mark.parametrize("seed", range(6))
def test_what_lies_outside_of_an_area_stays_and_nothing_else(seed: int) -> None:
    given = walk(seed)
    found, rows = outside(given, HOLE)
    assert (np.diff(rows) >= 1).all()
    within = HOLE.contains(given, -1e-6)
    free = ~within & np.isfinite(given[:, 0])
    np.testing.assert_array_equal(found[rows][free], given[free])
    assert np.isnan(found[rows][within]).all()
    pieces = densely(found)
    assert not HOLE.contains(pieces[np.isfinite(pieces[:, 0])], -1e-6).any()
    lengths = [np.nansum(np.hypot(*np.diff(each, axis=0).T)) for each in (given, found)]
    assert lengths[1] == pytest.approx(lengths[0] - length_inside(given, HOLE))
    assert length_inside(given, HOLE) > 0


def test_a_line_that_stays_away_is_the_same() -> None:
    given = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]])
    found, rows = outside(given, HOLE)
    assert found is given
    assert rows.tolist() == [0, 1, 2]
    assert length_inside(given, HOLE) == 0


@pytest.mark.parametrize("focus", [(0.0, 4.0), (-2.0, 8.0), (1.9, 0.2)])
def test_what_an_inset_shows_lies_within_the_bounds_round_its_focus(focus: tuple[float, float]) -> None:
    region = Inset(zoom=4).region(BOUNDS, focus)
    assert (region.x[1] - region.x[0], region.y[1] - region.y[0]) == pytest.approx((1, 2))
    assert BOUNDS.contains(np.array([region.x, region.y]).T).all()
    assert region.contains(np.array(focus))


@pytest.mark.parametrize("corner", get_args(Corner)[1:])
def test_it_stands_in_the_corner_that_is_asked_for(corner: Corner, panel: Callable[..., Panel]) -> None:
    shown = panel()
    axes = Axes(shown.area, shown.bounds.x, shown.bounds.y)
    inset = Inset(corner=corner)
    area = inset.place(shown, axes, inset.region(shown.bounds, (0.0, 0.0)))
    vertical, horizontal = corner.split()
    middle = area.left + area.width / 2, area.bottom + area.height / 2
    assert (middle[0] > shown.area.left + shown.area.width / 2) == (horizontal == "right")
    assert (middle[1] > shown.area.bottom + shown.area.height / 2) == (vertical == "upper")
    assert shown.area.contains(np.array([[area.left, area.bottom], [area.right, area.top]])).all()


def test_by_itself_it_takes_the_freest_corner_and_leaves_what_it_shows(panel: Callable[..., Panel]) -> None:
    shown = panel(starts=[[-3.0, 3.0], [3.0, 3.5]])
    axes = Axes(shown.area, shown.bounds.x, shown.bounds.y)
    for focus in ((3.0, -3.0), (-3.0, -3.0)):
        inset = Inset(zoom=5)
        region = inset.region(shown.bounds, focus)
        area = inset.place(shown, axes, region)
        assert not area.contains(region_outline(axes, region)).any()
        paths = [axes.pixels(path) for each in shown.trajectories for path in each.positions]
        covered = {
            name: sum(length_inside(path, each) for path in paths)
            for name, each in corner_areas(shown.area, shown.point).items()
            if not each.contains(region_outline(axes, region)).any()
        }
        assert sum(length_inside(path, area) for path in paths) == min(covered.values())


@pytest.mark.parametrize(
    ("inset", "message"),
    [
        (Inset(focus=(5, 4)), r"inset.focus: \(5, 4\) lies outside the drawn bounds"),
        (Inset(focus=(0, -1)), r"inset.focus: \(0, -1\) lies outside"),
        (Inset(zoom=10_000), ""),
    ],
)
def test_what_it_cannot_show_is_told(inset: Inset, message: str) -> None:
    if message:
        with pytest.raises(ParameterError, match=message):
            inset.fit(BOUNDS)
    else:
        inset.fit(BOUNDS)
        with pytest.raises(ParameterError, match="run out of digits"):
            inset.fit(Bounds((1, 1 + 1e-9), (0, 1)))


@pytest.mark.parametrize("zoom", [0.5, 20_000, np.nan])
def test_a_zoom_has_limits(zoom: float) -> None:
    with pytest.raises(ParameterError, match="zoom"):
        Inset(zoom=zoom)
