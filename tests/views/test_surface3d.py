from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.image import FigureImage

from optviz.errors import ParameterError
from optviz.views.camera import RISE
from optviz.views.mesh import mesh_picture
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.views import Panel

AZIMUTHS = [-90.0, -60.0, 0.0, 0.5, 45.0, 90.0, 180.0, 300.0]


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("projection", ["perspective", "orthographic"])
def test_the_surface_has_no_holes_from_any_side(azimuth: float, projection: str, panel: Callable[..., Panel]) -> None:
    shown = panel("rastrigin")
    view = Surface3D(azimuth=azimuth, projection=projection, grid=48)  # type: ignore[arg-type]
    drawing = view.on(shown)
    covered = mesh_picture(shown, drawing.field, drawing.pose(0), drawing.fit.pixels)
    columns = np.flatnonzero(covered.any(axis=0))
    quarter = len(columns) // 4
    for line in covered[:, columns[quarter:-quarter]].T:  # at the sides, sky shows between true peaks
        rows = np.flatnonzero(line)
        assert line[rows[0] : rows[-1]].all()


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_nearer_quads_cover_farther_ones(azimuth: float, panel: Callable[..., Panel]) -> None:
    """A bright plain behind a dark wall: from the wall's top down to its foot, the picture shows the wall."""
    shown = panel("saddle")
    drawing = Surface3D(azimuth=azimuth, elevation=15).on(shown)
    camera = drawing.pose(0)
    toward = camera.toward_eye[:2] / np.hypot(*camera.toward_eye[:2])
    x, y = np.meshgrid(*[np.linspace(-1, 1, 128)] * 2)
    mesh_picture(shown, np.where(toward[0] * x + toward[1] * y > 0.5, RISE, -RISE), camera, drawing.fit.pixels)
    (picture,) = shown.figure.findobj(FigureImage)
    foot, top = drawing.fit.pixels(camera.project(np.array([[*(0.5 * toward), -RISE], [*(0.5 * toward), RISE]])))
    assert isinstance(picture, FigureImage)
    pixels: Any = picture.get_array()
    column = round(foot[0]) - int(shown.area.left)
    rows = pixels.shape[0] - (np.linspace(foot[1], top[1], 9)[1:-1] - int(shown.area.bottom)).astype(int)
    plain = np.array([int(shown.theme.ramp[0][k : k + 2], 16) for k in (1, 3, 5)])
    assert (np.abs(pixels[rows, column, :3].astype(int) - plain).sum(axis=1) > 60).all()


def test_a_moving_camera_has_a_pose_for_every_moment(panel: Callable[..., Panel]) -> None:
    drawing = Surface3D(azimuth=(-60, 30), elevation=(20, 40), grid=24).on(panel())
    assert [drawing.pose(share).azimuth for share in (0, 0.5, 1)] == [-60, -15, 30]
    assert drawing.pose(1).elevation == 40


def test_the_whole_move_fits_its_area(panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = Surface3D(azimuth=(-60, 300), grid=24).on(shown)
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-RISE,)], dtype=float)
    for share in np.linspace(0, 1, 33):
        places = drawing.fit.pixels(drawing.pose(float(share)).project(corners))
        assert (places >= (shown.area.left, shown.area.bottom)).all()
        assert (places <= (shown.area.right, shown.area.top)).all()


def test_a_trace_behind_a_hill_is_hidden_and_before_it_is_not(panel: Callable[..., Panel]) -> None:
    shown = panel("himmelblau")
    front = Surface3D(azimuth=-60, elevation=60, grid=64).on(shown)
    flat = Surface3D(azimuth=-60, elevation=6, grid=64).on(shown)
    hidden = [
        sum(track.hidden.mean() for each in drawing.tracks(drawing.pose(0)) for track in each)
        for drawing in (front, flat)
    ]
    assert hidden[0] < hidden[1]


@pytest.mark.parametrize(
    "wrong", [{"elevation": 2.0}, {"elevation": (20.0, 91.0)}, {"grid": 1000}, {"azimuth": 1000.0}]
)
def test_what_a_camera_cannot_do_is_told(wrong: dict[str, float]) -> None:
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        Surface3D(**wrong)  # type: ignore[arg-type]


def test_heights_on_a_log_scale_are_told(panel: Callable[..., Panel]) -> None:
    assert "log" in Surface3D().on(panel("rosenbrock")).note
    assert Surface3D(scale="linear").on(panel("rosenbrock")).note == ""
