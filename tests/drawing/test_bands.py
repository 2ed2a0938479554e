"""Lines between bands, which are the edges of what is painted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.bands import _above, _generator, _within
from optviz.geometry import Area

if TYPE_CHECKING:
    from optviz.arrays import Array

AREA = Area(10.0, 20.0, 300.0, 200.0)


def heights(name: str) -> Array:
    """Heights in [0, 1] on a grid."""
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    surface = {"bowl": x**2 + 0.7 * y**2, "saddle": x**2 - y**2, "plane": x, "hills": np.sin(5 * x) * np.cos(4 * y)}
    found = surface[name]
    return np.asarray((found - found.min()) / np.ptp(found))


def segments(line: Array) -> set[frozenset[tuple[float, float]]]:
    """The pieces of a line between two points, whichever way it goes."""
    points = [tuple(point) for point in np.round(line, 6).tolist()]
    whole = (pair for pair in pairwise(points) if not np.isnan(pair).any())
    return {frozenset(pair) for pair in whole if pair[0] != pair[1]}


@pytest.mark.parametrize("name", ["bowl", "saddle", "plane", "hills"])
@pytest.mark.parametrize("level", [0.013, 0.25, 0.52, 0.77])
def test_the_edges_of_a_band_are_the_lines_of_its_level(name: str, level: float) -> None:
    generator = _generator(AREA, heights(name))
    outline = _above(generator, level)
    assert outline is not None
    lines = set().union(*(segments(np.asarray(line)) for line in generator.lines(level)))
    assert segments(_within(outline, AREA)) == lines != set()


@pytest.mark.parametrize("count", [40, 41])
def test_every_other_point_of_a_grid_reaches_to_its_edges(count: int) -> None:
    x, y = np.meshgrid(np.linspace(0, 1, count), np.linspace(0, 1, count))
    thinned = _generator(AREA, x + 2 * y, every=2)
    outline = _above(thinned, 0.9)
    assert outline is not None
    places = [(AREA.left, AREA.bottom + 0.45 * AREA.height), (AREA.left + 0.9 * AREA.width, AREA.bottom)]
    assert segments(_within(outline, AREA)) != set()
    for place in places:
        assert np.abs(outline.vertices - place).sum(axis=1).min() < 1e-9
    assert outline.vertices.max(axis=0) == pytest.approx((AREA.right, AREA.top))
    assert len(outline.vertices) < len(_above(_generator(AREA, x + 2 * y), 0.9).vertices)  # type: ignore[union-attr]
