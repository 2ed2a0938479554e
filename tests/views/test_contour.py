from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing import heights
from optviz.drawing.inset import Inset
from optviz.drawing.theme import parse
from optviz.errors import InvalidScenarioError, ParameterError
from optviz.scenario import parse as read
from optviz.surfaces import Bounds, from_expression
from optviz.views.contour import Contour
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel
    from optviz.views import Time
    from optviz.views.base import Drawing
    from optviz.views.contour import ContourDrawing

TILTED = from_expression("x**2 + 2*y**2 + x*y", Bounds((-3, 3), (-2, 2)))
"""A bowl that declares no minimizers, so that nothing is marked on it but the starts."""
SCALES = ("linear", "log", "symlog", "clip")


def pixels(panel: Panel) -> Array:
    """The canvas from its bottom."""
    return panel.canvas.pixels[::-1, :, :3].astype(int)


def places(panel: Panel, view: Contour) -> tuple[Array, Array]:
    """Rows and columns of pixels inside the picture, away from its edge and the starts, (K, 2), and their points."""
    axes = view.on(panel).axes(1.0)
    area = axes.area
    columns, rows = np.meshgrid(
        np.arange(int(area.left) + 3, int(area.right) - 3), np.arange(int(area.bottom) + 3, int(area.top) - 3)
    )
    at = np.stack([columns.ravel(), rows.ravel()], axis=-1)
    starts = axes.pixels(panel.starts)
    far = (np.hypot(*(at[:, None] - starts).transpose(2, 0, 1)) > 15).all(axis=1)
    return at[far], axes.data(at[far] + 0.5)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("levels", [5, 30])
def test_every_pixel_has_its_bands_colour(levels: int, scale: heights.Scale, panel: Callable[..., Panel]) -> None:
    shown = panel(TILTED)
    view = Contour(levels=levels, scale=scale, lines=False)
    drawing = view.on(shown)
    drawing.draw(1.0)
    at, points = places(shown, view)
    shares = levels * drawing.scale(TILTED.value(points))
    near = np.stack([TILTED.value(points + step) for step in ([0.03, 0], [-0.03, 0], [0, 0.03], [0, -0.03])])
    bands = np.floor(levels * drawing.scale(near)).clip(0, levels - 1)
    inner = (bands == bands[0]).all(axis=0) & (np.abs(shares - bands[0] - 0.5) < 0.5)
    tones = heights.tones(shown.theme.ramp, (np.arange(levels) + 0.5) / levels)
    wanted = np.array([parse(heights.code(tone)) for tone in tones])[bands[0, inner].astype(int)]
    assert inner.mean() > 0.1
    assert len(np.unique(bands[0, inner])) >= min(levels, 5) - 1
    assert (pixels(shown)[at[inner, 1], at[inner, 0]] == wanted).all()


def test_seams_between_bands_lie_between_their_colours(panel: Callable[..., Panel]) -> None:
    shown = panel(TILTED)
    view = Contour(levels=9, scale="linear", lines=False)
    view.on(shown).draw(1.0)
    at, _ = places(shown, view)
    tones = np.rint(255 * heights.tones(shown.theme.ramp, (np.arange(9) + 0.5) / 9))
    found = np.unique(pixels(shown)[at[:, 1], at[:, 0]], axis=0)
    assert found.min() >= tones.min() - 1
    assert found.max() <= tones.max() + 1
    assert (np.abs(found[:, None] - np.linspace(tones[:-1], tones[1:], 65).reshape(-1, 3)).max(-1).min(1) <= 2).all()


def test_lines_stand_on_the_levels(panel: Callable[..., Panel]) -> None:
    pictures = {}
    for lines in (True, False):
        shown = panel(TILTED)
        view = Contour(levels=9, scale="linear", lines=lines)
        drawing = view.on(shown)
        drawing.draw(1.0)
        pictures[lines] = pixels(shown)
    at, points = places(shown, view)
    drawn = (pictures[True] != pictures[False]).any(axis=-1)[at[:, 1], at[:, 0]]
    share = 9 * drawing.scale(TILTED.value(points))
    assert 500 < drawn.sum() < 0.4 * len(at)
    steepness = 9 * np.hypot(*(TILTED.gradient(points) / drawing.axes(1.0).scale).T) / (drawing.scale.high)
    assert (np.abs(share - np.round(share))[drawn] < 2 * steepness[drawn] + 0.02).all()
    assert drawn[np.abs(share - np.round(share)) < 0.1 * steepness].mean() > 0.9


@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_tracks_pass_through_the_iterates(zoom: float, panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel()
    drawing = Contour(zoom=zoom).on(shown)
    pose = drawing.pose(at())
    track = drawing.tracks(pose)[2][1]
    assert drawing.axes(pose).data(track.points) == pytest.approx(shown.trajectories[2].positions[1])
    assert np.isnan(track.heads[0]).all()


@pytest.mark.parametrize("focus", [None, (1.0, -2.0)])
@pytest.mark.parametrize("ends", [(1.0, 50.0), (1.0, 10_000.0), (2.0, 8.0), (20.0, 1.0), (0.5, 4.0, 4.0)])
def test_a_zoom_fixes_one_point_and_has_its_focus_in_the_middle(
    ends: tuple[float, ...], focus: tuple[float, float] | None, panel: Callable[..., Panel], at: Callable[..., Time]
) -> None:
    shown = panel()
    drawing = Contour(zoom=ends, focus=focus).on(shown)
    poses = [drawing.pose(at(share)) for share in np.linspace(0, 1, 9)]
    assert (poses[0], poses[-1]) == pytest.approx((ends[0], ends[-1]))
    x, y = drawing.bounds(max(ends)).x, drawing.bounds(max(ends)).y
    end = shown.trajectories[0].positions[0, -1]
    goal = focus or min(shown.surface.minimizers, key=lambda each: float(np.hypot(*(end - each))))
    assert (sum(x) / 2, sum(y) / 2) == pytest.approx(goal)
    for axis, whole in enumerate((shown.bounds.x, shown.bounds.y)):
        spans = [(drawing.bounds(pose).x, drawing.bounds(pose).y)[axis] for pose in poses]
        assert [high - low for low, high in spans] == pytest.approx([(whole[1] - whole[0]) / pose for pose in poses])
        (first_low, first_high), (last_low, last_high) = whole, (x, y)[axis]
        fixed = (first_low * (last_high - last_low) - last_low * (first_high - first_low)) / (
            (last_high - last_low) - (first_high - first_low)
        )
        shares = [(fixed - low) / (high - low) for low, high in spans]
        assert shares == pytest.approx([shares[0]] * len(shares), abs=1e-6)


def test_without_a_zoom_the_bounds_are_shown(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = panel()
    drawing = Contour().on(shown)
    assert drawing.bounds(drawing.pose(at())) == shown.bounds
    assert drawing.pose(at(0.0)) == drawing.pose(at(0.7))


def test_what_a_zoom_leads_to_without_minimizers_is_where_the_first_run_ends(panel: Callable[..., Panel]) -> None:
    shown = panel(TILTED)
    bounds = Contour(zoom=(1.0, 10.0)).on(shown).bounds(10.0)
    middle = sum(bounds.x) / 2, sum(bounds.y) / 2
    assert middle == pytest.approx(tuple(shown.trajectories[0].positions[0, -1]))


@pytest.mark.parametrize("zoom", [0.1, 20_000.0, (1.0, 0.0), (2.0,)])
def test_a_zoom_that_cannot_be_is_told(zoom: float | tuple[float, ...]) -> None:
    with pytest.raises(ParameterError, match="zoom"):
        Contour(zoom=zoom)


def test_equal_aspect_keeps_angles(panel: Callable[..., Panel]) -> None:
    shown = panel("long_valley")
    axes = Contour(aspect="equal").on(shown).axes(1.0)
    assert axes.scale[0] == pytest.approx(axes.scale[1])
    assert axes.area.width <= shown.area.width


def marked(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    counts: list[int] = []
    monkeypatch.setattr(panel.canvas, "marker", lambda places, *_, **__: counts.append(len(places)))
    return counts


def test_every_minimizer_in_view_and_every_start_is_marked(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = panel()
    counts = marked(shown, monkeypatch)
    Contour().on(shown).draw(1.0)
    assert counts == [4, 2, 2]


def test_a_zoom_leaves_out_the_marks_it_does_not_show(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = panel()
    drawing = Contour(zoom=20.0, focus=(3.0, 2.0)).on(shown)
    counts = marked(shown, monkeypatch)
    drawing.draw(20.0)
    assert counts == [1, 0, 0]


def test_arrows_are_told(panel: Callable[..., Panel]) -> None:
    assert "negative gradient" in Contour(field="arrows").on(panel()).note
    assert Contour().on(panel()).note == ""


@pytest.mark.parametrize("view", [Contour(), Surface3D()])
def test_no_mark_covers_a_label(
    view: Contour | Surface3D, panel: Callable[..., Panel], at: Callable[..., Time], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, order = panel(TILTED, starts=[[-3, -2], [0, -2], [3, 2]], steps=1), list[str]()
    monkeypatch.setattr(shown.canvas, "marker", lambda *_, **__: order.append("mark"))
    monkeypatch.setattr(shown.canvas, "text", lambda *_, **__: order.append("text"))
    drawing: Drawing = view.on(shown)
    drawing.draw(drawing.pose(at()))
    assert order == sorted(order)
    assert {"mark", "text"} == set(order)


# Insets, and curvature at heads.


def inset(shown: Panel, **options: Any) -> tuple[ContourDrawing, ContourDrawing]:
    """A picture, and its inset."""
    drawing = Contour(inset=Inset(**options)).on(replace(shown, colors=("#D55E00", "#0072B2", "#009E73")))
    assert drawing._inset
    return drawing, drawing._inset


def test_an_inset_is_the_surface_larger_with_bands_of_its_own(panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing, inner = inset(shown, zoom=6, focus=(-1.0, 1.0), corner="lower left")
    area, region = inner.area, inner.panel.bounds
    assert inner.axes(1.0).scale / drawing.axes(1.0).scale == pytest.approx(6 * 0.4)
    assert (sum(region.x) / 2, sum(region.y) / 2) == pytest.approx((-1, 1))
    drawing.draw(1.0)
    columns, rows = np.arange(int(area.left) + 4, int(area.right) - 4), np.arange(int(area.bottom) + 4, int(area.top))
    at = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    points = inner.axes(1.0).data(np.asarray(at + 0.5, dtype=float))
    tones = heights.tones(shown.theme.ramp, (np.arange(24) + 0.5) / 24)
    wanted = np.array([parse(heights.code(tone)) for tone in tones])
    bands = np.floor(24 * inner.scale(shown.surface.value(points))).clip(0, 23).astype(int)
    assert len(np.unique(bands)) > 15
    assert (np.abs(pixels(shown)[at[:, 1], at[:, 0]] - wanted[bands]).max(axis=1) <= 6).mean() > 0.5


def test_traces_of_the_picture_go_round_the_inset_and_are_in_it(panel: Callable[..., Panel]) -> None:
    shown = panel("rosenbrock", starts=[[-1.2, 1.0], [1.8, 2.9]], steps=60)
    drawing, inner = inset(shown, zoom=3, focus=(-1.0, 1.0), corner="upper right")
    hole = inner.area
    plain = Contour().on(shown).tracks(1.0)
    for run, tracks in enumerate(drawing.tracks(1.0)):
        around, within = tracks[:2], tracks[2:]
        assert [track.area for track in within] == [hole] * 2
        for track, usual in zip(around, plain[run], strict=True):
            assert not hole.contains(track.points).any()
            assert drawing.hole
            covered = drawing.hole.contains(usual.points)
            np.testing.assert_array_equal(track.points[track.ends][~covered], usual.points[~covered])
            assert np.isnan(track.heads[covered]).all()
            assert not (track.leaves and covered[-1])
        for track, path in zip(within, shown.trajectories[run].positions, strict=True):
            near = shown.bounds.contains(path)
            assert inner.axes(1.0).data(track.points)[near] == pytest.approx(path[near])
            assert not track.leaves
    assert any(hole.contains(each.points).any() for tracks in plain for each in tracks)


def test_a_note_finds_no_place_behind_the_inset(panel: Callable[..., Panel]) -> None:
    drawing, inner = inset(panel(), corner="upper left")
    middle = np.array([inner.area.left + 20, inner.area.bottom + 20])
    assert np.isnan(drawing.place(drawing.axes(1.0).data(middle), 1.0)).all()


def test_a_number_is_an_inset_of_so_many_times_the_size(panel: Callable[..., Panel]) -> None:
    assert Contour(inset=5.0).window == Inset(zoom=5)
    assert Contour().window is None
    assert Contour().on(panel()).hole is None


@pytest.mark.parametrize("zoom", [2.0, (1.0, 10.0)])
def test_an_inset_does_not_go_with_a_zoom(zoom: float | tuple[float, ...]) -> None:
    with pytest.raises(ParameterError, match="inset: does not go with 'zoom'"):
        Contour(inset=4.0, zoom=zoom)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("inset: {zoom: 4, focus: [90, 0]}", r"4:\d+: inset.focus: \(90, 0\) lies outside the drawn bounds"),
        ("inset: {zoom: 1}", r"4:\d+: zoom: expected a number"),
        ("inset: {corner: left}", r"4:\d+: corner: expected"),
        ("inset: {zom: 3}", r"4:\d+: unknown key 'zom' in inset; did you mean 'zoom'"),
        ("inset: 4, zoom: [1, 5]", r"4:\d+: inset: does not go with 'zoom'"),
        ("inset: 1", r"4:\d+: inset: expected"),
        ("inset: yes", r"4:\d+: inset: expected"),
    ],
)
def test_a_wrong_inset_is_told_with_its_place(options: str, message: str) -> None:
    text = "surface: booth\nstart: [1, 1]\noptimizers: [sgd]\nviews: [{{name: contour, {}}}]\n"
    with pytest.raises(InvalidScenarioError, match=message):
        read(text.format(options))


def test_curvature_is_drawn_at_the_heads_in_view(panel: Callable[..., Panel], at: Callable[..., Time]) -> None:
    shown = replace(panel(), colors=("#D55E00", "#0072B2", "#009E73"))
    drawing = Contour(curvature=True).on(shown)
    assert drawing.note.startswith("ellipse: curvature alone changes f by ")
    found = list(drawing.overlays(at(0.0)))
    assert len(found) == 6
    zoomed = Contour(curvature=True, zoom=(1.0, 40.0)).on(shown)
    assert len(list(zoomed.overlays(at(1.0)))) <= 6
    assert not list(Contour().on(shown).overlays(at(0.0)))
