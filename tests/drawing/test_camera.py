from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.camera import LARGEST, RISE, Camera

AZIMUTHS = (-90.0, 0.0, 0.5, 37.0, 90.0, 200.0)
CORNERS = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-RISE, RISE)])


@pytest.mark.parametrize("azimuth", AZIMUTHS)
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


@pytest.mark.parametrize("perspective", [True, False])
@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_points_on_a_line_of_sight_are_one_point_of_the_picture(azimuth: float, perspective: bool) -> None:
    camera = Camera(azimuth, 40, perspective)
    way = camera.toward_eye if camera.eye is None else camera.eye - CORNERS[3]
    line = CORNERS[3] + np.linspace(0, 0.5, 5)[:, None] * way
    assert np.ptp(camera.project(line), axis=0) == pytest.approx([0, 0], abs=1e-12)


def test_a_zoom_is_a_factor() -> None:
    assert Camera(20, 30, zoom=3.0).project(CORNERS) == pytest.approx(3 * Camera(20, 30).project(CORNERS))


def test_nothing_in_the_box_looks_larger_than_at_its_nearest_corner() -> None:
    for azimuth in np.arange(0, 360, 15):
        for elevation in (5.0, 23.7, 60.0):
            camera = Camera(float(azimuth), elevation)
            small = np.abs(camera.project(CORNERS + 1e-6 * camera.right) - camera.project(CORNERS)).max(axis=1)
            assert small.max() / 1e-6 <= LARGEST * (1 + 1e-6)
    corner = np.array([1.0, 1.0, RISE])
    nearest = Camera(45, float(np.degrees(np.arctan2(RISE, np.sqrt(2)))))
    step = nearest.project(corner + 1e-6 * nearest.right) - nearest.project(corner)
    assert np.hypot(*step) / 1e-6 == pytest.approx(LARGEST, rel=1e-4)


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_the_ground_under_the_eye(azimuth: float) -> None:
    camera = Camera(azimuth, 30)
    assert camera.eye is not None
    assert camera.ground() == pytest.approx(tuple(camera.eye[:2]))
    far = np.array(Camera(azimuth, 30, perspective=False).ground())
    assert np.hypot(*far) > 1e5
    assert far / np.hypot(*far) == pytest.approx(camera.eye[:2] / np.hypot(*camera.eye[:2]))
