from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing.axes import Axes
from optviz.drawing.field import draw_field
from optviz.geometry import Area
from optviz.surfaces import Bounds, from_expression
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

AREA = Area(30, 20, 320, 240)


def drawn(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> list[Array]:
    """The corners of the arrows, (K, 8, 2) each time some are drawn."""
    found: list[Array] = []

    def fill(path: Any, *_: object, **__: object) -> None:
        found.append(np.asarray(path.vertices).reshape(-1, 8, 2))

    monkeypatch.setattr(panel.canvas, "fill", fill)
    draw_field(panel, Axes(AREA, panel.bounds.x, panel.bounds.y))
    return found


@pytest.mark.parametrize("name", READY)
def test_arrows_point_down_the_gradient_and_stay_in_the_area(
    name: str, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = panel(name, steps=1, starts=[[0.25, 0.25]])
    found = drawn(shown, monkeypatch)
    low, high = np.transpose([shown.bounds.x, shown.bounds.y])
    if not shown.surface.gradient(np.random.default_rng(0).uniform(low, high, (99, 2))).any():
        assert not found  # where nothing is steep, nothing has a direction
        return
    (corners,) = found
    tails, tips = (corners[:, 0] + corners[:, 6]) / 2, corners[:, 3]
    ways, middles = tips - tails, (tips + tails) / 2
    axes = Axes(AREA, shown.bounds.x, shown.bounds.y)
    down = -shown.surface.gradient(axes.data(middles)) * axes.scale
    along = (ways * down).sum(axis=1) / np.hypot(*ways.T) / np.hypot(*down.T)
    assert np.median(along) == pytest.approx(1, abs=1e-6)
    assert (along > 0.99).mean() > 0.98  # but where the gradient jumps within a rounding of the middle
    assert (corners >= (AREA.left, AREA.bottom)).all()
    assert (corners <= (AREA.right, AREA.top)).all()


def test_steeper_arrows_are_longer(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    bowl = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))
    shown = panel(bowl, steps=1)
    (corners,) = drawn(shown, monkeypatch)
    ways = corners[:, 3] - (corners[:, 0] + corners[:, 6]) / 2
    axes = Axes(AREA, shown.bounds.x, shown.bounds.y)
    middles = axes.data((corners[:, 3] + (corners[:, 0] + corners[:, 6]) / 2) / 2)
    lengths = np.hypot(*ways.T)[np.argsort(np.hypot(*middles.T))]
    assert (np.diff(lengths) >= -1e-6).all()
    assert lengths[-1] / lengths[0] == pytest.approx(1 / 0.3, rel=0.01)


@pytest.mark.parametrize("expression", ["0*x", "1 + 0*y", "log(-1 - x**2)"])
def test_where_nothing_slopes_nothing_is_drawn(
    expression: str, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drawn(panel(from_expression(expression, Bounds((-1, 1), (-1, 1))), steps=1), monkeypatch) == []


def test_a_plane_has_equal_arrows(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    (corners,) = drawn(panel(from_expression("x + 2*y", Bounds((-1, 1), (-1, 1))), steps=1), monkeypatch)
    shapes = corners - corners[:, :1]
    assert np.ptp(shapes, axis=0).max() < 1e-9
