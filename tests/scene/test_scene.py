from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import numpy as np
import pytest

from optviz.drawing.guides import LegendKind
from optviz.drawing.theme import THEMES, parse
from optviz.drawing.traces import Traces
from optviz.errors import ParameterError
from optviz.scenario.output import Output
from optviz.scene import Scene
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable


Keys = dict[str, str | None]

FIVE = "[[0.1, 0.01], [0.5, -0.3], [-0.4, 0.3], [0.2, -0.01], [-0.3, -0.2]]"
COMPANIONS = (
    "[{name: sgd, lr: 0.01}, {name: ema, inner: {name: momentum, lr: 0.02}, decay: 0.9}, {name: adam, lr: 0.1}]"
)
LEAVING: Keys = {
    "surface": "saddle",
    "start": FIVE,
    "steps": "20",
    "optimizers": "[{name: sgd, lr: 0.4}, {name: momentum, lr: 0.1}, {name: adam, lr: 0.3}]",
    "output": "{size: [320, 200], fps: 10, duration: 1.6}",
}
DIVERGING: Keys = {
    "surface": "rosenbrock",
    "start": "[[1, -0.9], [-0.5, 1], [0.4, 0.3]]",
    "optimizers": "[{name: sgd, lr: 0.01}, {name: momentum, lr: 0.02}, {name: adam, lr: 0.1}]",
}
TINY: Keys = {
    "surface": "{expression: 'x**2 - y**2', bounds: {x: [-1.0e-4, 1.0e-4], y: [-2.0e-4, 2.0e-4]}}",
    "start": "[5.0e-5, 3.0e-5]",
}
"""Bounds whose tick labels are wide."""
LARGER = "{size: [640, 400], fps: 4, duration: 1.5}"
CELLS: Keys = {"vary": "{lr: [0.01, 0.3]}", "optimizers": "[sgd, momentum, adam]", "output": LARGER}
SEARCHES: Keys = {
    "optimizers": "[{name: grid_search, columns: 5}, random_search, {name: ema, inner: {name: sgd, lr: 0.1}}]",
    "steps": "23",
}
GENERATIONS: Keys = {"optimizers": "[{name: cma_es, sigma0: 0.4}, {name: sgd, lr: 0.01}]", "steps": "12"}
LANDSCAPE, CONTOUR = "{name: surface3d, grid: 32}", "{name: contour, grid: 60, levels: 9}"
STILL: dict[str, tuple[str, Keys]] = {
    **{name: (f"[{name}]", {}) for name in VIEWS},
    "landscape": ("[{name: surface3d, grid: 32, elevation: 15, hidden: dashed, shadow: true}]", {}),
    "unseen": ("[{name: surface3d, grid: 32, elevation: 15, hidden: none, floor: lines}]", {}),
    "companions": (f"[{CONTOUR}, {LANDSCAPE}]", {"optimizers": COMPANIONS}),
    "searches": (f"[{CONTOUR}, {{name: surface3d, grid: 32, elevation: 15}}, curve]", SEARCHES),
    "unseen trials": ("[{name: surface3d, grid: 32, elevation: 15, hidden: none}]", SEARCHES),
    "generations": (f"[{CONTOUR}, {{name: surface3d, grid: 32, elevation: 15}}]", GENERATIONS),
    "leaving": (f"[{CONTOUR}, {{name: curve, of: y}}]", LEAVING),
    "leaving a landscape": (f"[{LANDSCAPE}]", LEAVING),
    "diverging": ("[{name: contour, zoom: 3, focus: [0, 0], grid: 60}, {name: curve, of: x}]", DIVERGING),
    "cells": (f"[{CONTOUR}, {{name: curve, of: x}}]", CELLS),
    "starts and surfaces": (
        f"[{CONTOUR}]",
        {
            "start": None,
            "surface": None,
            "vary": "{start: [[0.5, 0.5], [[1, 0], [0, 1]]], surface: [saddle, booth]}",
            "output": LARGER,
        },
    ),
    "formulas": (
        f"[{CONTOUR}]",
        {
            "math": "true",
            "optimizers": r"[{name: sgd, lr: 0.01, label: '$\dfrac{\beta_1}{\beta_2}$'}, {name: adam, lr: 0.1}]",
        },
    ),
    "narrow": (
        f"[{CONTOUR}, {{name: curve, of: x}}, {{name: curve, of: y}}]",
        {"output": "{size: [480, 200], fps: 5, duration: 1.6, legend: none}"},
    ),
    "wide labels": (f"[{CONTOUR}]", TINY),
}
"""Views that stand still, and what their scenario has beside them."""
MOVING: dict[str, tuple[str, Keys]] = {
    "turn": ("[{name: surface3d, grid: 24, azimuth: [0, 360], elevation: 60, easing: linear}]", {}),
    "turn beside a contour": (
        f"[{CONTOUR}, {{name: surface3d, grid: 24, azimuth: [-60, 20], elevation: [20, 60]}}]",
        {},
    ),
    "zoom": ("[{name: contour, zoom: [1, 30], grid: 60}]", {}),
    "zoom out of a landscape": ("[{name: surface3d, grid: 24, zoom: [3, 1], shadow: true}]", {}),
    "zoom beside a curve with wide labels": (
        "[{name: contour, zoom: [1, 2], grid: 40}, {name: curve, of: x}]",
        {**TINY, "output": "{size: [480, 270], fps: 5, duration: 1.6}"},
    ),
    "cells": (f"[{CONTOUR}, {{name: surface3d, grid: 20, azimuth: [0, 90]}}]", CELLS),
    "searches": ("[{name: surface3d, grid: 24, azimuth: [0, 90]}]", SEARCHES),
    "generations": ("[{name: contour, zoom: [1, 4], grid: 60}]", GENERATIONS),
    "leaving": ("[{name: contour, zoom: [1, 4], grid: 60}]", LEAVING),
    "diverging": ("[{name: contour, zoom: [1, 4], grid: 60}]", DIVERGING),
}
"""Views of which at least one moves."""
TRACES = {
    "full": Traces(labels=True),
    "tail": Traces(show="tail", tail=7, labels=True),
    "heads": Traces(show="heads"),
}


def test_every_way_to_show_traces_is_tested() -> None:
    assert set(TRACES) == {each.show for each in TRACES.values()} == set(get_args(get_type_hints(Traces)["show"]))


def kept(drawn: Scene) -> list[Any]:
    return [frame.pixels.copy() for frame in drawn.frames()]


@pytest.mark.parametrize("show", TRACES)
@pytest.mark.parametrize("name", STILL)
def test_a_frame_says_what_has_changed_and_is_the_same_alone(scene: Callable[..., Scene], name: str, show: str) -> None:
    views, keys = STILL[name]
    drawn = scene(views, keys, TRACES[show])
    assert not drawn.moves
    sequence: list[Any] = []
    for frame in drawn.frames():
        assert (frame.changed is None) == (not sequence)
        if frame.changed is not None:
            outside = np.ones(frame.pixels.shape[:2], dtype=bool)
            for box in frame.changed:
                outside[box.rows_columns] = False
            assert (sequence[-1][outside] == frame.pixels[outside]).all(), len(sequence)
        sequence.append(frame.pixels.copy())
    shown = [
        index
        for index in range(len(drawn.timeline))
        if not index or drawn._playback.key(index) != drawn._playback.key(index - 1)
    ]
    assert len(sequence) == len(shown) > 5
    assert (drawn.frame(-1) == sequence[-1]).all()
    assert (Scene(drawn.figure.scenario, drawn.figure.trajectories).frame(shown[4]) == sequence[4]).all()


@pytest.mark.parametrize("show", ["full", "tail"])
@pytest.mark.parametrize("name", MOVING)
def test_a_moving_frame_is_the_same_alone(scene: Callable[..., Scene], name: str, show: str) -> None:
    views, keys = MOVING[name]
    drawn = scene(views, keys, TRACES[show])
    assert drawn.moves
    frames = [(frame.pixels.copy(), frame.changed) for frame in drawn.frames()]
    assert len(frames) == len(drawn.timeline)
    assert all(changed is None for _, changed in frames)
    for index in (4, -1):
        assert (drawn.frame(index) == frames[index][0]).all(), index
    assert (Scene(drawn.figure.scenario, drawn.figure.trajectories).frame(3) == frames[3][0]).all()


@pytest.mark.parametrize("legend", LegendKind().form.split("|"))
def test_every_legend_says_what_has_changed(scene: Callable[..., Scene], legend: str) -> None:
    drawn = scene(legend=legend)
    before = None
    for frame in drawn.frames():
        if before is not None and frame.changed is not None:
            outside = np.ones(before.shape[:2], dtype=bool)
            for box in frame.changed:
                outside[box.rows_columns] = False
            assert (before[outside] == frame.pixels[outside]).all()
        before = frame.pixels.copy()
    assert (drawn.frame(-1) == before).all()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("views", ["[contour]", f"[{LANDSCAPE}]", "[{name: curve, of: x}]", MOVING["turn"][0]])
def test_every_trace_keeps_its_exact_colour(scene: Callable[..., Scene], views: str, theme: str) -> None:
    drawn = scene(views, theme=theme, legend="none", size=(480, 300))
    last = drawn.frame(-1).reshape(-1, 4)
    for style in drawn.figure.styles:
        assert parse(style.color) in drawn.colors
        assert (last == (*parse(style.color), 255)).all(axis=1).sum() > 10, style.label


def test_the_first_frame_shows_no_trace_and_the_last_the_last_step(scene: Callable[..., Scene]) -> None:
    drawn = scene("[{name: curve, of: x}]", legend="none")
    colors = [(*parse(style.color), 255) for style in drawn.figure.styles]
    first, last = (sum((drawn.frame(index) == color).all(axis=-1).sum() for color in colors) for index in (0, -1))
    assert last > 3 * first
    assert drawn.timeline[-1].step == 40


@pytest.mark.parametrize("views", ["[contour]", f"[{LANDSCAPE}]", "[{name: contour, zoom: [1, 3], grid: 60}]"])
def test_tails_are_shorter_than_paths_and_heads_stand_alone(scene: Callable[..., Scene], views: str) -> None:
    full, tail, heads = (
        scene(views, traces=Traces(show=show, tail=3), legend="none").frame(2)
        for show in get_args(get_type_hints(Traces)["show"])
    )
    longer, shorter = ((picture != heads).any(axis=-1).sum() for picture in (full, tail))
    assert longer > 1.2 * shorter > 5


def ink(drawn: Scene, index: int) -> int:
    """How many pixels of the traces' colours a frame has."""
    pixels = drawn.frame(index)
    return sum(int((pixels == (*parse(style.color), 255)).all(axis=-1).sum()) for style in drawn.figure.styles)


def test_exits_are_marked_where_they_are_wanted(scene: Callable[..., Scene]) -> None:
    with_marks, without = (
        scene("[contour]", LEAVING, Traces(show="heads", exits=exits), legend="none") for exits in (True, False)
    )
    assert ink(with_marks, 0) == ink(without, 0)
    assert ink(with_marks, -1) > ink(without, -1) + 20


@pytest.mark.parametrize("views", ["[contour]", f"[{LANDSCAPE}]"])
def test_a_run_that_leaves_with_its_first_step_is_marked(scene: Callable[..., Scene], views: str) -> None:
    keys = {"surface": "saddle", "start": "[0.5, 0.5]", "optimizers": "[{name: sgd, lr: 50}]", "steps": "3"}
    drawn = scene(views, keys)
    drawn.frame(-1)
    assert [[step for step, _ in trace.exits] for trace in drawn._playback._traces] == [[1]]


def test_with_fewer_steps_than_frames_equal_frames_are_drawn_once(scene: Callable[..., Scene]) -> None:
    drawn = scene(fps=60)
    frames = list(drawn.frames())
    assert 41 <= len(frames) < len(drawn.timeline)
    assert sum(frame.duration for frame in frames) == sum(frame.duration for frame in drawn.timeline)
    assert frames[-1].progress == 1
    assert [frame.progress for frame in frames] == sorted(frame.progress for frame in frames)


@pytest.mark.parametrize("views", ["[contour]", MOVING["zoom"][0]])
@pytest.mark.parametrize("step", [0, 7, 40, -1])
def test_any_step_can_be_pictured(scene: Callable[..., Scene], step: int, views: str) -> None:
    drawn = scene(views)
    picture = drawn.picture(step)
    assert picture.shape == (270, 480, 4)
    if step in {40, -1}:
        assert (picture == drawn.frame(-1)).all()
    assert (picture == drawn.picture(step)).all()
    assert (drawn.frame(3) == scene(views).frame(3)).all()


@pytest.mark.parametrize("views", ["[contour]", MOVING["zoom"][0]])
def test_frames_go_on_after_a_picture_of_another_step(scene: Callable[..., Scene], views: str) -> None:
    drawn, other = scene(views), scene(views)
    drawn.at(3)
    drawn.picture(30)
    assert (drawn.at(5) == other.frame(5)).all()
    drawn.sample()
    assert (drawn.at(6) == other.frame(6)).all()


@pytest.mark.parametrize("step", [41, -42])
def test_a_step_that_is_not_there_is_told(scene: Callable[..., Scene], step: int) -> None:
    with pytest.raises(ParameterError, match="from 0 to 40"):
        scene().picture(step)


@pytest.mark.parametrize("views", ["[contour]", f"[{LANDSCAPE}]", MOVING["turn"][0]])
def test_a_page_is_opaque_or_transparent(scene: Callable[..., Scene], views: str) -> None:
    assert (scene(views).frame(3)[..., 3] == 255).all()
    bare = scene(views, background="transparent", formats=("png",)).frame(3)
    assert bare[0, 0, 3] == 0
    assert (bare[..., 3] == 255).mean() > 0.04


def test_ranked_legends_end_in_the_order_of_the_values(scene: Callable[..., Scene]) -> None:
    fixed, ranked = scene(), scene(legend="ranked")
    assert (fixed.frame(-2) == ranked.frame(-2)).all()
    final = [float(np.median(trajectory.values[:, -1])) for trajectory in fixed.figure.trajectories]
    assert final != sorted(final)
    assert (fixed.frame(-1) != ranked.frame(-1)).any()


def test_a_turn_goes_on_from_the_last_frame_to_the_first(scene: Callable[..., Scene]) -> None:
    drawn = scene(MOVING["turn"][0])
    cameras: list[Any] = [poses[0] for poses in drawn._playback.poses]
    angles = np.array([camera.azimuth for camera in cameras])
    steps = np.diff([*angles, angles[0] + 360])
    assert steps == pytest.approx([360 / len(angles)] * len(angles))


def test_views_that_stand_still_are_drawn_once(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = scene(MOVING["turn beside a contour"][0])
    counts = [0, 0]
    for index, drawing in enumerate(shown.drawing for shown in drawn.figure._panels):

        def counted(pose: Any, index: int = index, draw: Callable[[Any], None] = drawing.draw) -> None:
            counts[index] += 1
            draw(pose)

        monkeypatch.setattr(drawing, "draw", counted)
    kept(drawn)
    assert counts == [1, len(drawn.timeline)]


@pytest.mark.parametrize("views", ["[anatomy]", "[contour, {name: curve, of: x}]", "[{name: surface3d, grid: 48}]"])
def test_with_more_pixels_the_same_picture_is_sharper(
    scene: Callable[..., Scene], views: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"traces": Traces(labels=True), "size": (640, 360)}
    usual = scene(views, **options).frame(-1)
    monkeypatch.setattr(Output, "pixels", property(lambda self: (2 * self.size[0], 2 * self.size[1])))
    larger = scene(views, **options)
    assert larger.shape == (720, 1280, 4)
    coarse = (usual.reshape(18, 20, 32, 20, 4), larger.frame(-1).reshape(18, 40, 32, 40, 4))
    missed = np.abs(np.subtract(*(picture.mean(axis=(1, 3)) for picture in coarse)))
    assert missed.mean() < 1
    assert missed.max() < 40
