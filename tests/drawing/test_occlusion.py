from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from optviz.drawing.camera import RISE, Camera
from optviz.drawing.occlusion import Sight, interpolated

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array, Mask

AZIMUTHS = (-90.0, 0.0, 0.5, 37.0, 90.0, 180.0)
ELEVATIONS = (10.0, 35.0, 60.0, 89.0)
BUMPY = ("rastrigin", "eggholder", "ackley", "himmelblau")
FLOOR = -RISE - 0.5
CLEAR = 0.06
"""A line of sight that passes this far above or below everything is far from a horizon; the box is 1.24 high."""
NEAR = 0.03
"""Over so much ground the surface a point stands on is not in its way."""
RIM = 0.98
"""What only the outermost rim hides is near a horizon, too."""


def cameras() -> list[Camera]:
    return [Camera(*each) for each in itertools.product(AZIMUTHS, ELEVATIONS, (True, False))]


class Rays(NamedTuple):
    """Lines of sight at 400 places each: how far the surface rises above them, and where that is."""

    above: Array
    away: Array
    inner: Mask


def marched(camera: Camera, field: Array, points: Array) -> Rays:
    goal = points + 9 * camera.toward_eye if camera.eye is None else np.broadcast_to(camera.eye, points.shape)
    way = goal - points
    with np.errstate(all="ignore"):
        limits = np.where(way > 0, (1.0, 1.0, RISE + 0.05), (-1.0, -1.0, -9.0))
        out = np.where(way == 0, np.inf, (limits - points) / way).min(axis=1).clip(0, 1)
    shares = out[:, None] * np.linspace(0, 1, 401)[1:]
    rays = points[:, None] + shares[..., None] * way[:, None]
    above = interpolated(field, rays[..., 0], rays[..., 1]) - rays[..., 2]
    away = shares * np.hypot(*way[:, :2].T)[:, None]
    return Rays(above, away, np.abs(rays[..., :2]).max(axis=-1) < RIM)


def on_the_surface(field: Array, count: int = 120) -> Array:
    ground = np.random.default_rng(0).uniform(-0.95, 0.95, (count, 2))
    return np.column_stack([ground, interpolated(field, *ground.T)])


def agree(found: Mask, hidden: Mask, seen: Mask, camera: Camera) -> float:
    """Nothing that is clear is told wrong; returns the share that is clear."""
    assert found[hidden].all(), camera
    assert not found[seen].any(), camera
    return float((hidden | seen).mean())


@pytest.mark.parametrize("name", BUMPY)
def test_it_agrees_with_marching_along_rays(name: str, bumps: Callable[..., Array]) -> None:
    field = bumps(name, 96)
    points = on_the_surface(field)
    clear = []
    for camera in cameras():
        above, away, inner = marched(camera, field, points)
        hidden = np.where(inner, above, -np.inf).max(axis=1) > CLEAR
        far = np.where(away > NEAR, above, -np.inf).max(axis=1)
        seen = (far < -CLEAR) & (above.max(axis=1) < CLEAR / 10)
        clear.append(agree(Sight(camera, field).hides(points), hidden, seen, camera))
    assert np.mean(clear) > 0.5


@pytest.mark.parametrize("name", BUMPY)
def test_points_on_the_floor_are_seen_below_the_surface_but_not_through_it(
    name: str, bumps: Callable[..., Array]
) -> None:
    field = bumps(name, 96)
    points = on_the_surface(field)
    points[:, 2] = FLOOR
    clear, hidden_from = [], []
    for camera in cameras():
        above, _, inner = marched(camera, field, points)
        hidden = np.where(inner, above, np.inf).min(axis=1) < -CLEAR
        clear.append(agree(Sight(camera, field).hides(points), hidden, above.min(axis=1) > CLEAR, camera))
        hidden_from.append(hidden.mean())
    assert np.mean(clear) > 0.9
    assert min(hidden_from) < 0.5 < max(hidden_from)


@pytest.mark.parametrize("elevation", [5.0, 30.0, 90.0])
@pytest.mark.parametrize("perspective", [True, False])
def test_nothing_is_hidden_on_a_plane(elevation: float, perspective: bool) -> None:
    flat = np.zeros((33, 33))
    for azimuth in AZIMUTHS:
        assert not Sight(Camera(azimuth, elevation, perspective), flat).hides(on_the_surface(flat)).any()


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("perspective", [True, False])
def test_a_wall_hides_what_is_behind_it_and_only_that(azimuth: float, perspective: bool) -> None:
    camera = Camera(azimuth, 15, perspective)
    toward = camera.toward_eye[:2] / np.hypot(*camera.toward_eye[:2])
    x, y = np.meshgrid(*[np.linspace(-1, 1, 129)] * 2)
    ridge = -RISE + 2 * RISE * np.exp(-(((toward[0] * x + toward[1] * y) / 0.12) ** 2))
    points = np.array([[*(-0.7 * toward), -RISE], [*(0.7 * toward), -RISE], [0.0, 0.0, RISE]])
    assert Sight(camera, ridge).hides(points).tolist() == [True, False, False]


def test_what_is_not_a_number_is_not_hidden_and_hides_nothing() -> None:
    field = np.full((33, 33), -RISE)
    field[:, 16] = np.nan
    points = np.array([[np.nan] * 3, [-0.8, 0.0, -RISE], [0.0, np.nan, 0.0]])
    assert not Sight(Camera(0, 10), field).hides(points).any()


def test_interpolation_meets_the_grid_and_bilinear_functions() -> None:
    ticks = np.linspace(-1, 1, 9)
    x, y = np.meshgrid(ticks, ticks)
    field = 0.2 * x - 0.1 * y + 0.3 * x * y
    assert interpolated(field, x, y) == pytest.approx(field)
    x, y = np.random.default_rng(0).uniform(-1, 1, (2, 50))
    assert interpolated(field, x, y) == pytest.approx(0.2 * x - 0.1 * y + 0.3 * x * y)
    assert interpolated(field, np.array([1.5]), np.array([0.0])) == pytest.approx(0.2)
    with np.errstate(invalid="ignore"):
        assert np.isnan(interpolated(field, np.array([np.nan]), np.array([0.0])))
