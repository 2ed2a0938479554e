from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.views.camera import RISE, Camera, hidden, interpolated

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array


def field(function: Callable[[Array, Array], Array], count: int = 129) -> Array:
    ticks = np.linspace(-1, 1, count)
    x, y = np.meshgrid(ticks, ticks)
    return function(x, y)


@pytest.mark.parametrize("azimuth", [-90.0, 0.0, 0.5, 37.0, 90.0, 200.0])
def test_the_camera_axes_are_a_right_handed_frame(azimuth: float) -> None:
    camera = Camera(azimuth, 30)
    axes = np.stack([camera.right, camera.up, camera.toward_eye])
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)


def test_up_is_up_and_near_is_larger() -> None:
    camera = Camera(-90, 20)
    low, high = camera.project(np.array([[0.0, 0.0, -0.5], [0.0, 0.0, 0.5]]))
    assert high[1] > low[1]
    near, far = camera.project(np.array([[0.5, -1.0, 0.0], [0.5, 1.0, 0.0]]))
    assert near[0] > far[0] > 0


def test_orthographic_keeps_lengths_at_every_depth() -> None:
    camera = Camera(-90, 20, perspective=False)
    near, far = camera.project(np.array([[0.5, -1.0, 0.0], [0.5, 1.0, 0.0]]))
    assert near[0] == pytest.approx(far[0])


def test_interpolation_meets_the_grid_and_bilinear_functions() -> None:
    plane = field(lambda x, y: 0.2 * x - 0.1 * y + 0.3 * x * y, 9)
    x, y = np.random.default_rng(0).uniform(-1, 1, (2, 50))
    # Bilinear on every cell only where the function is: x * y is, between grid lines.
    assert interpolated(plane, x, y) == pytest.approx(0.2 * x - 0.1 * y + 0.3 * x * y)
    assert interpolated(plane, np.array([1.01]), np.array([0.0])) == pytest.approx(0.2)


def test_nothing_is_hidden_on_a_plane() -> None:
    flat = field(lambda x, y: 0 * (x + y))
    points = np.column_stack([np.random.default_rng(1).uniform(-1, 1, (200, 2)), np.zeros(200)])
    assert not hidden(Camera(-60, 20), points, flat).any()


@pytest.mark.parametrize("azimuth", [-90.0, 0.0, 0.5, 45.0, 90.0, 180.0])
def test_a_wall_hides_what_is_behind_it_and_only_that(azimuth: float) -> None:
    camera = Camera(azimuth, 15)
    toward = camera.toward_eye[:2] / np.hypot(*camera.toward_eye[:2])
    ridge = field(lambda x, y: -RISE + 2 * RISE * np.exp(-(((toward[0] * x + toward[1] * y) / 0.12) ** 2)))
    behind, before = -0.7 * toward, 0.7 * toward
    points = np.array([[*behind, -RISE], [*before, -RISE], [0.0, 0.0, RISE]])
    assert hidden(camera, points, ridge).tolist() == [True, False, False]


def test_a_point_that_is_not_a_number_is_not_hidden() -> None:
    assert not hidden(Camera(0, 30), np.full((1, 3), np.nan), field(lambda x, y: 0 * (x + y))).any()
