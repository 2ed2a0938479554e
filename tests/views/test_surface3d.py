from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.views.camera import RISE
from optviz.views.mesh import mesh_picture
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.views import Panel

AZIMUTHS = [-90.0, -60.0, 0.0, 0.5, 45.0, 90.0, 180.0, 300.0]


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("projection", ["perspective", "orthographic"])
def test_the_surface_has_no_holes_from_any_side(azimuth: float, projection: str, panel: Callable[..., Panel]) -> None:
    shown = panel("rastrigin")
    view = Surface3D(azimuth=azimuth, projection=projection, grid=48)  # type: ignore[arg-type]
    drawing = view.on(shown)
    covered = mesh_picture(shown, drawing.field, drawing.pose(0), drawing.fit.pixels)
    for line in covered[:, ::7].T:
        rows = np.flatnonzero(line)
        if rows.size:
            assert line[rows[0] : rows[-1]].mean() > 0.97


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_nearer_quads_cover_farther_ones(azimuth: float, panel: Callable[..., Panel]) -> None:
    """A wall before a far slope: the pixel where both would stand shows the wall."""
    shown = panel("saddle")
    drawing = Surface3D(azimuth=azimuth, elevation=15, grid=65).on(shown)
    camera = drawing.pose(0)
    near = camera.toward_eye[:2] / np.hypot(*camera.toward_eye[:2])
    ticks = np.linspace(-1, 1, 65)
    x, y = np.meshgrid(ticks, ticks)
    along = near[0] * x + near[1] * y
    wall = np.where(along > 0.3, RISE, -RISE)
    mesh_picture(shown, wall, camera, drawing.fit.pixels)
    (picture,) = shown.figure.images
    place = drawing.fit.pixels(camera.project(np.array([[*(0.3 * near), RISE * 0.5]])))[0]
    assert _tone(picture.get_array(), place, shown) == pytest.approx(
        _top_tone(drawing.fit.pixels, camera, picture, shown), abs=60
    )


def _tone(picture: Array, place: Array, panel: Panel) -> float:
    row = picture.shape[0] - 1 - round(float(place[1]) - int(panel.area.bottom))
    return float(picture[row, round(float(place[0]) - int(panel.area.left)), 0])


def _top_tone(pixels: Callable[[Array], Array], camera: object, picture: object, panel: Panel) -> float:
    top = pixels(camera.project(np.array([[*(0.8 * camera.toward_eye[:2]), RISE]])))[0]  # type: ignore[attr-defined]
    return _tone(picture.get_array(), top, panel)  # type: ignore[attr-defined]


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
