"""What holds for every view of the catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.theme import THEMES
from optviz.geometry import Area
from optviz.surfaces import surface
from optviz.views import VIEWS
from optviz.views.base import plain_track
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.panel import Panel
    from optviz.views import Time

LABEL = 8
"""Pixels by which half a tick label may reach into the gap round a panel, which is 16 points wide."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", VIEWS)
def test_it_draws_inside_its_area(name: str, theme: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel(theme=theme)
    drawing = VIEWS[name]().on(shown)
    page = shown.canvas.pixels[0, 0].copy()
    drawing.draw(drawing.pose(at()))
    rows, columns = np.nonzero((shown.canvas.pixels != page).any(axis=-1)[::-1])
    area = shown.area
    assert len(rows) > 500
    assert columns.min() >= area.left - LABEL
    assert columns.max() <= area.right + LABEL
    assert rows.min() >= area.bottom - LABEL
    assert rows.max() <= area.top + LABEL


@pytest.mark.parametrize("name", VIEWS)
def test_it_draws_the_same_again(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    pictures = []
    for shown in (first := panel(), first, panel()):
        shown.canvas.clear(shown.theme.page)
        drawing = VIEWS[name]().on(shown)
        drawing.draw(drawing.pose(at()))
        pictures.append(shown.canvas.pixels.copy())
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] == pictures[2]).all()


@pytest.mark.parametrize("name", VIEWS)
def test_a_transparent_page_stays_so_where_nothing_is_drawn(
    name: str, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel()
    shown.canvas.clear(None)
    drawing = VIEWS[name]().on(shown)
    drawing.draw(drawing.pose(at()))
    opacity = shown.canvas.pixels[..., 3]
    assert opacity[0, 0] == 0
    assert opacity.max() == 255


@pytest.mark.parametrize("name", VIEWS)
def test_every_start_of_every_run_has_a_track(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel()
    drawing = VIEWS[name]().on(shown)
    tracks = [[track for track in each if not track.thin] for each in drawing.tracks(drawing.pose(at()))]
    assert [len(each) for each in tracks] == [2, 2, 2]
    heads = np.stack([track.heads for each in tracks for track in each])
    assert np.isfinite(heads).any()
    for track in (track for each in tracks for track in each):
        assert track.ends.shape == (31,)
        assert track.heads.shape == (31, 2)
        assert track.points.shape == (len(track.hidden), 2)
        assert (np.diff(track.ends) >= 0).all()
        assert track.ends[-1] == len(track.points) - 1
        seen = np.isfinite(track.heads[:, 0])
        assert seen.any() or name == "profile"  # which follows one run
        assert track.heads[seen] == pytest.approx(track.points[track.ends[seen]])


@pytest.mark.parametrize("name", VIEWS)
def test_a_pose_can_key_a_picture(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    drawing = VIEWS[name]().on(panel())
    assert hash(drawing.pose(at(0.5))) == hash(drawing.pose(at(0.5)))
    assert hash(drawing.overlay_key(at(0.5))) == hash(drawing.overlay_key(at(0.5)))
    assert drawing.pose(at(0.0)) == drawing.pose(at(1.0))


@pytest.mark.parametrize("name", VIEWS)
def test_a_run_out_of_sight_has_no_head_there(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel("saddle", steps=300)
    drawing = VIEWS[name]().on(shown)
    area = shown.area
    for track in (track for each in drawing.tracks(drawing.pose(at())) for track in each):
        seen = track.heads[np.isfinite(track.heads).any(axis=1)]
        assert (seen >= (area.left - 1, area.bottom - 1)).all()
        assert (seen <= (area.right + 1, area.top + 1)).all()


@pytest.mark.parametrize("name", VIEWS)
def test_with_its_defaults_it_can_show_every_surface(name: str) -> None:
    for each in READY:
        VIEWS[name]().check(surface(each))


@pytest.mark.parametrize("name", VIEWS)
def test_companions_are_thin_and_headless(name: str, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel()
    (run, *others) = shown.trajectories
    averaged = replace(run, recorded={"z": run.positions * 0.9}, companions=("z",))
    without = VIEWS[name]().on(shown)
    own = sum(track.thin for track in without.tracks(without.pose(at()))[0])  # which the view draws of every run
    drawing = VIEWS[name]().on(replace(shown, trajectories=[averaged, *others]))
    first, *rest = drawing.tracks(drawing.pose(at()))
    assert [track.thin for track in first] == [True] * (own + 2 * drawing.shows_companions) + [False] * 2
    assert all(np.isnan(track.heads).all() for track in first if track.thin)
    assert [sum(track.thin for track in each) for each in rest] == [own] * len(rest)


@pytest.mark.parametrize("name", VIEWS)
def test_results_have_heads_and_lie_over_the_others(
    name: str, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel()
    recorded = {"z": shown.trajectories[0].positions, "average": shown.trajectories[0].positions * 0.9}
    run = replace(shown.trajectories[0], recorded=recorded, companions=("average", "z"), results=("average",))
    drawing = VIEWS[name]().on(replace(shown, trajectories=[run]))
    tracks = [track for track in drawing.tracks(drawing.pose(at()))[0] if track.thin]
    assert sum(track.over for track in tracks) == 2 * drawing.shows_companions
    assert [track.over for track in tracks] == sorted(track.over for track in tracks)
    for track in tracks:
        assert np.isfinite(track.heads).any() == track.over
        assert not (track.over and track.leaves)


def test_a_line_to_a_place_without_end_is_drawn_as_far_as_the_picture_goes() -> None:
    canvas, area = Canvas((100, 50), 72), Area(0, 0, 100, 50)
    canvas.clear("#FFFFFF")
    track = plain_track(np.array([[10.0, 25.0], [1.7e308, 25.0], [20.0, 40.0], [np.inf, 0.0]]), area)
    canvas.line(track.points, "#000000", 2, area=area)
    assert (canvas.pixels[24:26, 12:, 0] < 128).all()
    assert track.heads[0].tolist() == [10, 25]
    assert np.isnan(track.heads[1]).all()


@pytest.mark.parametrize("name", VIEWS)
def test_points_of_the_surface_stand_where_heads_do(
    name: str, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel("saddle", steps=300)
    drawing = VIEWS[name]().on(shown)
    pose = drawing.pose(at())
    path = shown.trajectories[0].positions[0]
    places = drawing.place(path, pose)
    if places is None:
        assert name not in {"contour", "surface3d"}
        return
    heads = next(track for track in drawing.tracks(pose)[0] if not track.thin).heads
    known = np.isfinite(heads[:, 0])
    assert known.sum() > 10
    assert places[known] == pytest.approx(heads[known])
    west, south = shown.bounds.x[0], shown.bounds.y[0]
    beyond = drawing.place(np.array([[[west - 1.0, south], [0.0, 0.0]]]), pose)
    assert beyond is not None
    assert np.isnan(beyond[0, 0]).all()
    assert np.isfinite(beyond[0, 1]).all()


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_knows_the_proportions_that_it_fills(name: str) -> None:
    narrowest, widest = VIEWS[name]().proportions(surface("booth").bounds)
    assert 0.5 <= narrowest <= widest <= 2.5


def test_level_lines_of_one_scale_have_the_proportions_of_the_bounds() -> None:
    bounds = replace(surface("booth").bounds, x=(0.0, 6.0), y=(0.0, 2.0))
    assert VIEWS["contour"](aspect="equal").proportions(bounds) == (3.0, 3.0)  # type: ignore[call-arg]  # its own option
