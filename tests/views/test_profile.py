from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.shapes import Shapes
from optviz.drawing.strokes import Stroke
from optviz.errors import InvalidScenarioError, ParameterError
from optviz.optimizers import optimizer
from optviz.scenario import parse
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface
from optviz.views import Time
from optviz.views.profile import BetweenPoints, Downhill, Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

COLORS = ("#D55E00", "#0072B2", "#009E73")


def colored(shown: Panel) -> Panel:
    return replace(shown, colors=COLORS[: len(shown.trajectories)])


def at(step: int) -> Time:
    return Time(step, 0.0, step / 30, step / 31)


def downhill(shown: Panel, **options: object) -> Downhill:
    found = Profile(**options).on(colored(shown))  # type: ignore[arg-type]
    assert isinstance(found, Downhill)
    return found


def data(drawing: Downhill | BetweenPoints, points: Array) -> Array:
    """Pixels as distances and values."""
    known = points[np.isfinite(points).all(axis=1)]
    return drawing.axes.data(known)


@pytest.mark.parametrize("step", [0, 1, 7, 30])
def test_downhill_the_line_is_the_surface_along_the_negative_gradient(step: int, panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = downhill(shown)
    place = shown.trajectories[0].positions[0, step]
    slope = shown.surface.gradient(place)
    (line, *_) = [each for each in drawing.overlays(at(step)) if isinstance(each, Stroke)]
    distances, values = data(drawing, line.points).T
    places = place - distances[:, None] * slope / np.hypot(*slope)
    assert values == pytest.approx(shown.surface.value(places), rel=1e-6, abs=1e-6)
    assert len(distances) > 200


def test_the_head_stands_at_distance_0_and_the_ring_at_the_next_iterate(panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = downhill(shown)
    run = shown.trajectories[0]  # sgd, which goes along the gradient
    track = drawing.tracks(None)[0][0]
    assert drawing.axes.data(track.heads)[:, 0] == pytest.approx(0, abs=1e-9)
    assert drawing.axes.data(track.heads)[:, 1] == pytest.approx(run.values[0])
    for step in (0, 4):
        *_, ring = drawing.overlays(at(step))
        assert isinstance(ring, Shapes)
        middle = drawing.axes.data(ring.outlines[0][:-1].mean(axis=0))
        assert middle[0] == pytest.approx(np.hypot(*(run.positions[0, step + 1] - run.positions[0, step])))
        assert middle[1] == pytest.approx(run.values[0, step + 1])
    assert not any(isinstance(each, Shapes) for each in drawing.overlays(at(30)))


def test_the_local_quadratic_touches_the_surface_at_the_head(panel: Callable[..., Panel]) -> None:
    quadratic = panel("ill_conditioned", starts=[[2.0, 1.0]])
    model, line, *_ = downhill(quadratic, model=True).overlays(at(3))
    assert isinstance(model, Stroke)
    assert isinstance(line, Stroke)
    assert model.dash
    assert model.points == pytest.approx(line.points, abs=1e-6, nan_ok=True)
    shown = panel()
    drawing = downhill(shown, model=True)
    model, line, *_ = drawing.overlays(at(0))
    assert isinstance(model, Stroke)
    assert isinstance(line, Stroke)
    gap = abs(model.points - line.points)[:, 1]
    head = drawing.axes.pixels(np.array([0.0, 0.0]))[0]
    near = abs(line.points[:, 0] - head) < 12
    assert np.nanmax(gap[near]) < 3
    assert "dashed: the local quadratic" in drawing.note


def test_only_the_run_that_is_followed_has_a_head(panel: Callable[..., Panel]) -> None:
    shown = panel()
    for name, run in (("", 0), (shown.trajectories[2].label, 2), (shown.trajectories[1].optimizer, 1)):
        drawing = downhill(shown, of=name)
        heads = [[np.isfinite(track.heads).any() for track in each] for each in drawing.tracks(None)]
        assert heads == [[index == run, False] for index in range(3)]
        assert all(track.bare for each in drawing.tracks(None) for track in each)


def test_of_a_run_that_has_left_the_last_line_stays(panel: Callable[..., Panel]) -> None:
    shown = panel("saddle", steps=300, starts=[[0.5, 0.4]])
    drawing = downhill(shown)
    last = int(np.flatnonzero(drawing.inside)[-1])
    assert last < 300
    kept = [each.points for each in drawing.overlays(at(300)) if isinstance(each, Stroke)]
    there = [each.points for each in drawing.overlays(at(last)) if isinstance(each, Stroke)]
    for one, other in zip(kept, there, strict=True):
        np.testing.assert_array_equal(one, other)


def test_on_an_axis_of_calls_the_next_iterate_is_that_of_the_next_step(panel: Callable[..., Panel]) -> None:
    shown = panel("booth", starts=[[2.0, 1.0]])
    slow = simulate(optimizer("sam"), surface("booth"), [[2.0, 1.0]], 10)
    usual = downhill(replace(shown, trajectories=[slow])).onward[:-1]
    by_calls = slow.by_calls(int(slow.calls.max()))
    drawing = downhill(replace(shown, trajectories=[by_calls]))
    numbers = by_calls.step_numbers[0]
    before = numbers < 10
    assert drawing.onward[before] == pytest.approx(usual[numbers[before]])
    assert np.isnan(drawing.onward[~before]).all()


@pytest.mark.parametrize("of", ["x", "1/x", "0*x", "1e300*x*y", "sqrt(x)", "abs(x)", "log(x)"])
def test_any_surface_is_drawn(of: str, panel: Callable[..., Panel]) -> None:
    for shown in (panel(from_expression(of, Bounds((-1, 1), (-1, 1))), starts=[[0.5, 0.5]], steps=5),):
        for view in (Profile(), Profile(model=True), Profile(along=((-1, 0), (1, 1)))):
            drawing = view.on(colored(shown))
            drawing.draw(None)
            for each in drawing.overlays(at(2)):
                each.draw(shown.canvas)


def test_between_two_points_it_is_the_surface_and_the_runs_near_the_line(panel: Callable[..., Panel]) -> None:
    line = from_expression("x**2 + 4*y**2", Bounds((-3, 3), (-3, 3)))
    shown = panel(line, starts=[[-2.0, 0.0], [-2.0, 1.0]], steps=20)
    drawing = Profile(along=((-2.5, 0.0), (2.5, 0.0))).on(colored(shown))
    assert isinstance(drawing, BetweenPoints)
    assert drawing.note == "runs within 0.1 of the line"
    assert drawing.points[:, 1] == pytest.approx((drawing.points[:, 0] - 2.5) ** 2)
    for run, (on_it, beside) in enumerate(drawing.tracks(None)):
        positions = shown.trajectories[run].positions
        for track, path, values in zip((on_it, beside), positions, shown.trajectories[run].values, strict=True):
            near = (abs(path[:, 1]) <= 0.1) & (path[:, 0] >= -2.6) & (path[:, 0] <= 2.6)
            assert (np.isfinite(track.points[:, 0]) == near).all()
            wanted = np.column_stack([path[near, 0] + 2.5, values[near]])
            assert drawing.axes.data(track.points[near]) == pytest.approx(wanted)
            assert not track.leaves


def test_where_the_line_has_no_value_that_is_said(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    shown, written = (
        panel(from_expression("log(x)", Bounds((-1, 1), (-1, 1))), starts=[[0.5, 0.5]], steps=3),
        list[str](),
    )
    monkeypatch.setattr(Canvas, "text", lambda _, text, *__, **___: written.append(text))
    Profile(along=((-1, 0), (-0.5, 1))).on(colored(shown)).draw(None)
    assert "no value in view" in written


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"along": ((1, 2), (1, 2))}, "along: needs two different points"),
        ({"along": ((-1.7e308, 0), (1.7e308, 0))}, "along: has points too far apart"),
        ({"along": ((0, 0), (1, 1)), "of": "adam"}, "of: is only for a line along the gradient"),
        ({"along": ((0, 0), (1, 1)), "model": True}, "model: is only for a line along the gradient"),
        ({"along": "hessian"}, "along: expected"),
    ],
)
def test_lines_that_cannot_be_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Profile(**options)  # type: ignore[arg-type]


def test_an_unknown_run_is_told_with_its_place_and_the_nearest_name() -> None:
    text = "surface: booth\nstart: [1, 1]\noptimizers: [sgd, {name: adam, label: mine}]\nviews:\n"
    parse(f"{text}  - {{name: profile, of: mine}}\n  - {{name: profile, of: adam}}\n")
    with pytest.raises(InvalidScenarioError, match=r"5:25: of: no run is named 'min'; did you mean 'mine'\?"):
        parse(f"{text}  - {{name: profile, of: min}}\n")
