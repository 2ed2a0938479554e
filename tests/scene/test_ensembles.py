"""Runs from many starts: what is faint, what is bold, bands that grow; every frame follows from its number alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from optviz.drawing.ensembles import median_run
from optviz.drawing.theme import parse
from optviz.scenario import Traces
from optviz.scene.head_labels import head_labels
from optviz.scene.playback import Playback
from optviz.scene.trace_styles import crowd_style
from optviz.views import Time

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene

FIRST = Time(0, 0.0, 0.0, 0.0)
KEYS = {"start": "{name: normal, std: 1.2, count: 60}", "optimizers": "[{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]"}
CURVES = "[contour, {name: curve, scale: symlog}, {name: curve, of: gradient_norm, scale: log, against: calls}]"
VIEWS = [CURVES, "[surface3d, {name: curve, of: x}]", "[{name: surface3d, shadow: true}, curve]"]


@pytest.mark.parametrize("views", VIEWS)
@pytest.mark.parametrize("ensemble", ["median", "cloud"])
@pytest.mark.parametrize("show", ["full", "tail"])
def test_every_frame_follows_from_its_number(
    scene: Callable[..., Scene], views: str, ensemble: Literal["median", "cloud"], show: Literal["full", "tail"]
) -> None:
    drawn = scene(views, KEYS, traces=Traces(ensemble=ensemble, show=show, tail=5))
    timed = drawn.timed_frames()
    before = None
    for each, frame in zip(timed, drawn.frames(), strict=True):
        now = frame.pixels.copy()
        if before is not None and frame.changed is not None:
            outside = np.ones(now.shape[:2], dtype=bool)
            for box in frame.changed:
                outside[box.rows_columns] = False
            assert (now[outside] == before[outside]).all(), each.index
        before = now
        if each.index in {3, timed[-1].index}:
            again = scene(views, KEYS, traces=Traces(ensemble=ensemble, show=show, tail=5))
            assert (again.frame(each.index) == now).all()


def test_the_median_run_is_bold_and_on_top(scene: Callable[..., Scene]) -> None:
    figure = scene("[contour]", KEYS).figure
    traces = figure.traces(figure.poses(FIRST))
    assert [(len(each.tracks), each.trace_style.aloft) for each in traces] == [
        (59, False),
        (59, False),
        (1, True),
        (1, True),
    ]
    for trace, trajectory in zip(traces[2:], figure.trajectories, strict=True):
        own = figure._panels[0].drawing.tracks(figure.poses(FIRST)[0])[trajectory.run]
        assert (trace.tracks[0].points == own[median_run(trajectory)].points).all()
        assert trace.trace_style.opacity == 1
        assert trace.trace_style.width > 2 * traces[0].trace_style.width


def test_a_crowd_is_the_fainter_the_more_it_is() -> None:
    styles = [crowd_style(count, 300, "faint") for count in (26, 100, 400, 1000)]
    assert [each.opacity for each in styles] == sorted({each.opacity for each in styles}, reverse=True)
    assert all(0 < each.opacity <= each.head_opacity <= 1 for each in styles)
    assert all(each.apart for each in styles)


def test_a_cloud_has_heads_alone(scene: Callable[..., Scene]) -> None:
    figure = scene("[contour]", KEYS, traces=Traces(ensemble="cloud")).figure
    traces = figure.traces(figure.poses(FIRST))
    assert [len(each.tracks) for each in traces] == [60, 60]
    assert {(each.trace_style.width, each.headed, each.trace_style.aloft) for each in traces} == {(0.0, True, False)}


@pytest.mark.parametrize("ensemble", ["median", "cloud"])
def test_the_label_stands_at_the_median_run(scene: Callable[..., Scene], ensemble: Literal["median", "cloud"]) -> None:
    drawn = scene("[contour]", KEYS, traces=Traces(ensemble=ensemble, labels=True))
    figure = drawn.figure
    traces = figure.traces(figure.poses(FIRST))
    labels = {each.text: each for each in head_labels(traces, 0 + 5, figure.theme, math=False)}
    for trajectory in figure.trajectories:
        tracks = figure._panels[0].drawing.tracks(figure.poses(FIRST)[0])[trajectory.run]
        x, y = tracks[median_run(trajectory)].heads[5].tolist()
        if np.isfinite(x):
            area = labels[trajectory.label].area
            assert abs(area.bottom + area.height / 2 - y) < 3 * area.height
            assert min(abs(area.left - x), abs(area.right - x)) < 20 * figure.canvas.point
    assert labels


def test_heads_are_darker_where_many_are(scene: Callable[..., Scene]) -> None:
    many, one = [1.2, -0.4], [-1.2, 0.4]  # where the surface is the same
    keys = {"start": f"{[many] * 29 + [one]}", "optimizers": "[{name: sgd, lr: 1.0e-9}]"}
    figure = (drawn := scene("[contour]", keys, traces=Traces(ensemble="cloud"))).figure
    pixels, (trace,) = drawn.frame(-1), figure.traces(figure.poses(FIRST))
    places = [track.heads[-1] for track in trace.tracks]
    own = parse(trace.run_style.color)
    apart = [
        int(abs(pixels[int(len(pixels) - y), int(x), :3].astype(int) - own).sum())
        for x, y in (places[0], next(each for each in places if (each != places[0]).any()))
    ]
    assert apart[0] < 0.2 * apart[1]


def test_bands_grow_by_whole_columns(scene: Callable[..., Scene]) -> None:
    figure = scene("[curve]", KEYS).figure
    swaths = figure.swaths(figure.poses(FIRST))
    assert len(swaths) == 4
    for swath in swaths:
        figure.canvas.clear("#FFFFFF")
        boxes = [swath.grow(step, step + 1) for step in range(40)]
        grown = figure.pixels.copy()
        figure.canvas.clear("#FFFFFF")
        whole = swath.grow(0, 40)
        assert whole is not None
        known = [box for box in boxes if box]
        assert (min(box.left for box in known), max(box.right for box in known)) == (whole.left, whole.right)
        assert abs(figure.pixels.astype(int) - grown).max() <= 2
        assert (figure.pixels != 255).any()


def test_a_band_that_does_not_move_on_draws_nothing(scene: Callable[..., Scene]) -> None:
    figure = scene("[curve]", KEYS).figure
    swath = figure.swaths(figure.poses(FIRST))[0]
    figure.canvas.clear("#FFFFFF")
    assert swath.grow(7, 7) is None
    assert (figure.pixels == 255).all()


@pytest.mark.parametrize(
    ("views", "ensemble", "notes"),
    [
        ("[contour, curve]", "auto", ["bold: the median run by last value", "bands: 5–95 % and 25–75 % of 60 starts"]),
        ("[contour]", "auto", ["bold: the median run by last value", "values: median of 60 starts"]),
        ("[curve]", "cloud", ["bands: 5–95 % and 25–75 % of 60 starts"]),
        ("[contour, curve]", "all", ["values: median of 60 starts"]),
    ],
)
def test_the_subtitle_says_what_is_drawn(
    scene: Callable[..., Scene], views: str, ensemble: Any, notes: list[str]
) -> None:
    heading = scene(views, KEYS, traces=Traces(ensemble=ensemble)).figure._heading
    assert all(note in heading.subtitle for note in notes)
    assert ("bold" in heading.subtitle) == ("bold" in notes[0])
    assert ("bands" in heading.subtitle) == any("bands" in note for note in notes)


def test_lost_runs_are_told(scene: Callable[..., Scene]) -> None:
    keys = {**KEYS, "start": "{name: normal, std: 3, count: 60}"}
    figure = scene("[curve]", keys).figure
    assert any(trajectory.lost.any() for trajectory in figure.trajectories)
    assert "of 60 starts, the lost highest" in figure._heading.subtitle


def test_frames_are_drawn_further_as_from_nothing(scene: Callable[..., Scene]) -> None:
    drawn = scene(CURVES, KEYS)
    shown = Playback(drawn.figure, drawn.timeline)
    shown.draw(2)
    shown.draw(5)
    further = drawn.figure.pixels.copy()
    shown.draw(5, afresh=True)
    assert (drawn.figure.pixels == further).all()
