from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest

from optviz.drawing import marks
from optviz.drawing.camera import RISE, Camera
from optviz.drawing.floor import floor_corners
from optviz.drawing.heights import Scale
from optviz.drawing.occlusion import interpolated
from optviz.errors import ParameterError
from optviz.surfaces import Bounds, from_expression
from optviz.views import Time, surface3d
from optviz.views.base import HiddenStyle
from optviz.views.surface3d import Surface3D, Surface3DDrawing
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel
    from optviz.views import Track

BOWL = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)), [(0.0, 0.0)])


def tracks_of(drawing: Surface3DDrawing, pose: Any) -> Iterator[Track]:
    return (track for each in drawing.tracks(pose) for track in each)


def draped(drawing: Surface3DDrawing, pose: Any, path: Array) -> Array:
    """Where points of the plane stand in the picture, on the surface."""
    panel = drawing.panel
    low, high = np.transpose([panel.bounds.x, panel.bounds.y])
    flat = 2 * (path - low) / (high - low) - 1
    height = RISE * (2 * drawing.scale(panel.surface.value(path)) - 1)
    return drawing.fit.pixels(pose.project(np.column_stack([flat, height])))


def test_a_moving_camera_has_a_pose_for_every_moment(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    drawing = Surface3D(azimuth=(-60, 30), elevation=(20, 40), zoom=(1, 4), grid=24).on(panel())
    poses = [drawing.pose(at(share)) for share in (0, 0.5, 1)]
    assert [pose.azimuth for pose in poses] == [-60, -15, 30]
    assert [pose.elevation for pose in poses] == [20, 30, 40]
    assert [pose.zoom for pose in poses] == pytest.approx([1, 2, 4])


@pytest.mark.parametrize("turn", [(0.0, 360.0), (30.0, -330.0), (0.1, 360.1)])
def test_a_turn_loops_without_a_seam(turn: tuple[float, float], panel: Callable[..., Panel]) -> None:
    count = 24
    drawing = Surface3D(azimuth=turn, easing="linear", grid=24).on(panel())
    moments = [Time(0, 0.0, index / (count - 1), index / count) for index in range(count)]
    angles = [drawing.pose(moment).azimuth for moment in moments]
    steps = [(after - before + 180) % 360 - 180 for before, after in pairwise([*angles, angles[0]])]
    assert steps == pytest.approx([(turn[1] - turn[0]) / count] * count)


def test_a_sweep_ends_where_it_says(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    drawing = Surface3D(azimuth=(0.0, 359.0), grid=24).on(panel())
    assert drawing.pose(at(1.0, around=0.9)).azimuth == 359


@pytest.mark.parametrize(
    "options",
    [
        {"azimuth": (-60.0, 300.0)},
        {"azimuth": (-45.0, 45.0, -45.0, 45.0), "elevation": (10.0, 85.0, 10.0)},
        {"azimuth": 45.0, "shadow": True, "projection": "orthographic"},
        {"azimuth": 0.0, "elevation": 60.0, "zoom": (0.5, 1.0)},
    ],
)
def test_the_whole_move_fits_its_area(
    options: dict[str, Any], panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel()
    drawing = Surface3D(grid=24, **options).on(shown)
    x, y = np.meshgrid(*[np.linspace(-1, 1, 24)] * 2)
    box = np.vstack([np.stack([x, y, drawing.field], axis=-1).reshape(-1, 3), floor_corners(drawing.depth)])
    filled = np.zeros(2)
    for share in np.linspace(0, 1, 33):
        places = drawing.fit.pixels(drawing.pose(at(float(share))).project(box))
        assert (places >= (shown.area.left, shown.area.bottom)).all()
        assert (places <= (shown.area.right, shown.area.top)).all()
        filled = np.maximum(filled, np.ptp(places, axis=0))
    assert (filled / (shown.area.width, shown.area.height)).max() > 0.75


@pytest.mark.parametrize("zoom", [1.0, (1.0, 8.0)])
@pytest.mark.parametrize("name", ["himmelblau", "saddle", "beale", "long_valley"])
def test_a_moving_mesh_is_only_as_coarse_as_no_pixel_tells(
    name: str, zoom: float | tuple[float, ...], panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    drawing = Surface3D(azimuth=(-60.0, 30.0), elevation=(10.0, 50.0), zoom=zoom).on(panel(name, size=(800, 450)))
    count = len(drawing.field)
    x, y = np.meshgrid(*[np.linspace(-1, 1, count)] * 2)
    drawn_heights = np.asarray(interpolated(drawing.drawn_field, x, y), dtype=float)
    full, coarse = (np.stack([x, y, z], axis=-1) for z in (drawing.field, drawn_heights))
    for share in np.linspace(0, 1, 5):
        pose = drawing.pose(at(float(share)))
        missed = drawing.fit.pixels(pose.project(full)) - drawing.fit.pixels(pose.project(coarse))
        assert np.hypot(missed[..., 0], missed[..., 1]).max() < 0.3


def test_a_smooth_moving_mesh_is_coarser_and_a_still_one_is_not(panel: Callable[..., Panel]) -> None:
    shown = panel("saddle")
    assert len(Surface3D(azimuth=(0.0, 90.0)).on(shown).drawn_field) < 128
    assert len(Surface3D().on(shown).drawn_field) == 128


def test_a_mesh_with_holes_is_not_made_coarser(panel: Callable[..., Panel]) -> None:
    holed = from_expression("log(x + y)", Bounds((-1, 2), (-1, 2)))
    assert len(Surface3D(azimuth=(0.0, 90.0)).on(panel(holed, starts=[[1.0, 1.0]])).drawn_field) == 128


@pytest.mark.parametrize("scale", get_args(Scale))
@pytest.mark.parametrize("name", ["rosenbrock", "goldstein_price", "saddle"])
def test_traces_stay_on_the_surface_on_every_scale(
    name: str, scale: Scale, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel(name, starts=[[0.5, 0.25]])
    drawing = Surface3D(scale=scale, zoom=1.5).on(shown)
    pose = drawing.pose(at())
    (track,) = drawing.tracks(pose)[2]
    path = shown.trajectories[2].positions[0]
    assert shown.bounds.contains(path).all()
    assert track.points[track.ends] == pytest.approx(draped(drawing, pose, path))


@pytest.mark.parametrize("hidden", get_args(HiddenStyle))
def test_what_is_hidden_is_drawn_as_asked(
    hidden: HiddenStyle, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    drawing = Surface3D(hidden=hidden, grid=24).on(panel())
    assert {track.hidden_style for track in tracks_of(drawing, drawing.pose(at()))} == {hidden}


def test_less_is_hidden_from_above(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel("himmelblau")
    steep, flat = (
        sum(track.hidden.mean() for track in tracks_of(drawing, drawing.pose(at())))
        for drawing in (Surface3D(elevation=elevation, grid=64).on(shown) for elevation in (60, 6))
    )
    assert steep < flat


def test_shadows_lie_straight_below_on_the_floor(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    drawing = Surface3D(shadow=True, grid=32, elevation=20).on(panel())
    pose = drawing.pose(at())
    for each in drawing.tracks(pose):
        shades, ways = [track for track in each if track.shadow], [track for track in each if not track.shadow]
        assert len(shades) == len(ways) == 2
        for shade, way in zip(shades, ways, strict=True):
            assert (shade.thin, shade.hidden_style) == (True, "none")
            assert np.isnan(shade.heads).all()
            assert (shade.ends == way.ends).all()
            # The vertical stands upright in the picture's middle; in perspective it leans, so heights tell.
            assert (shade.points[shade.ends, 1] < way.points[way.ends, 1]).all()
    plain = Surface3D(grid=32, elevation=20).on(panel())
    assert not any(track.shadow for track in tracks_of(plain, plain.pose(at())))
    assert plain.depth < drawing.depth


def test_shadows_in_an_orthographic_picture_are_one_shift_on_a_plane(
    panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    drawing = Surface3D(shadow=True, projection="orthographic", grid=32).on(panel(BOWL, starts=[[0.9, 0.3]]))
    pose = drawing.pose(at())
    low, high = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
    for shade, _ in drawing.tracks(pose):
        path = drawing.panel.trajectories[0].positions[0][:1]
        flat = np.column_stack([2 * (path - low) / (high - low) - 1, [-drawing.depth]])
        assert shade.points[0] == pytest.approx(drawing.fit.pixels(pose.project(flat))[0])


def drawn(view: Surface3D, panel: Panel, moment: Time) -> Array:
    drawing = view.on(panel)
    panel.canvas.clear(panel.theme.page)
    drawing.draw(drawing.pose(moment))
    return panel.canvas.pixels[..., :3].astype(int)


def test_lines_on_the_floor_are_drawn_below_the_surface(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel(BOWL)
    lines = drawn(Surface3D(floor="lines", grid=32, elevation=20), shown, at())
    # A shadow's floor lies as deep, without lines on it.
    bare = drawn(Surface3D(shadow=True, grid=32, elevation=20), shown, at())
    rows = np.flatnonzero((lines != bare).any(axis=(1, 2)))
    assert ((lines != bare).any(axis=-1)).sum() > 200
    assert np.median(rows) > shown.canvas.size[1] / 2


def test_levels_are_lines_of_equal_height_on_the_surface(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel(BOWL)
    drawing = Surface3D(levels=5, grid=48).on(shown)
    lines = drawing._lines[np.isfinite(drawing._lines[:, 0])]
    assert len(np.unique(lines[:, 2])) == 5
    assert np.abs(interpolated(drawing.drawn_field, lines[:, 0], lines[:, 1]) - lines[:, 2]).max() < 0.02
    some, none = (drawn(Surface3D(levels=count, grid=48), shown, at()) for count in (5, 0))
    assert 100 < (some != none).any(axis=-1).sum() < 0.2 * some.shape[0] * some.shape[1]


def test_a_run_that_leaves_the_bounds_has_no_head_there(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel("saddle", steps=300, starts=[[0.5, 0.2], [0.3, -0.4]])
    drawing = Surface3D(grid=24).on(shown)
    for each, trajectory in zip(drawing.tracks(drawing.pose(at())), shown.trajectories, strict=True):
        for track, path in zip(each, trajectory.positions, strict=True):
            inside = shown.bounds.contains(path)
            assert not inside[-1]
            assert (np.isfinite(track.heads[1:, 0]) == inside[1:]).all()
            gone = track.points[track.ends[np.flatnonzero(~inside)[0]] + 1 :]
            assert np.isnan(gone).all()


def test_what_a_zoom_puts_beside_the_panel_has_no_head(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel()
    drawing = Surface3D(grid=24, zoom=6.0).on(shown)
    heads = np.concatenate([track.heads for track in tracks_of(drawing, drawing.pose(at()))])
    known = heads[np.isfinite(heads[:, 0])]
    area = shown.area
    assert len(known) < len(heads) - 6
    assert (known >= (area.left, area.bottom)).all()
    assert (known <= (area.right, area.top)).all()


@pytest.mark.parametrize("name", READY)
def test_every_surface_becomes_a_landscape(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel(name, steps=3, starts=[[0.25, 0.25]])
    picture = drawn(Surface3D(grid=24), shown, at())
    assert (picture != picture[0, 0]).any(axis=-1).mean() > 0.1


@pytest.mark.parametrize(
    "wrong",
    [
        {"elevation": 2.0},
        {"elevation": (20.0, 91.0)},
        {"grid": 1000},
        {"azimuth": 2000.0},
        {"azimuth": (1.0,)},
        {"zoom": 0.1},
        {"zoom": (1.0, 30.0)},
        {"levels": -1},
    ],
)
def test_what_a_camera_cannot_do_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        Surface3D(**wrong)


def test_heights_on_a_log_scale_are_told(panel: Callable[..., Panel]) -> None:
    assert "log" in Surface3D().on(panel("rosenbrock")).note
    assert Surface3D(scale="linear").on(panel("rosenbrock")).note == ""


def test_a_mark_fades_while_a_ridge_passes_over_it(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    ridge = from_expression("exp(-20*x**2)", Bounds((-1, 1), (-1, 1)))
    drawing = Surface3D(elevation=20, grid=96).on(panel(ridge, starts=[[0.35, 0.0]]))
    opacities: list[float] = []

    def note(_: Panel, rings: Array, stars: Array, opacity: float = 1.0) -> None:
        assert (len(rings), len(stars)) == (1, 0)
        opacities.append(opacity)

    monkeypatch.setattr(marks, "draw_marks", note)
    for azimuth in np.arange(95, 115, 0.2).tolist():
        drawing.draw(Camera(azimuth, 20.0))
    assert (opacities[0], opacities[-1]) == (1.0, surface3d._HIDDEN)
    steps = np.diff(opacities)
    assert (steps <= 0).all()
    assert steps.min() > -0.25
    assert len(set(opacities)) > 4
