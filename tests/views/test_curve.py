from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.guides import AxisNames
from optviz.drawing.panel import Panel
from optviz.drawing.theme import THEMES
from optviz.errors import ParameterError
from optviz.geometry import Area
from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface
from optviz.views.curve import Curve, Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.views.kinds.over_steps import OverStepsDrawing


SADDLE = surface("saddle")
STARTS = [[0.5, -1e-3], [1.0, 0.25]]
RUNS = [simulate(optimizer(name), SADDLE, STARTS, 20) for name in ("sgd", "sam")]


def drawing(view: Curve) -> OverStepsDrawing:
    area = Area(0, 0, 400, 300)
    return view.on(Panel(Canvas((400, 300), 72), area, THEMES["light"], SADDLE, SADDLE.bounds, RUNS))


@pytest.mark.parametrize("of", get_args(Quantity))
def test_the_curve_is_the_quantity(of: Quantity, panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = Curve(of=of).on(shown)
    points = drawing.tracks(None)[1][0].points
    share = (points - drawing.axes.area[:2]) / drawing.axes.area[2:]
    low, high = drawing.axes.y
    assert share[:, 0] * 30 == pytest.approx(np.arange(31))
    assert share[:, 1] * (high - low) + low == pytest.approx(quantity(shown.trajectories[1], of)[0])


def test_a_log_axis_is_in_decades(panel: Callable[..., Panel]) -> None:
    drawing = Curve(scale="log").on(panel())
    values = drawing.panel.trajectories[0].values[0]
    share = (drawing.tracks(None)[0][0].points[:, 1] - drawing.axes.area.bottom) / drawing.axes.area.height
    low, high = drawing.axes.y
    assert share * (high - low) + low == pytest.approx(np.log10(values))


def test_a_run_that_flies_off_sets_no_scale(panel: Callable[..., Panel]) -> None:
    low, high = Curve(of="y").on(panel("saddle", steps=300)).axes.y
    assert -2 < low < high < 2


@pytest.mark.parametrize(
    ("view", "values", "words"),
    [
        (Curve(scale="log"), -1.0, "no positive f in view"),
        (Curve(), np.nan, "no f in view"),
        (Curve(of="gradient_norm", scale="log"), 0.0, "no positive gradient norm in view"),
    ],
)
def test_what_has_no_place_on_an_axis_is_told(
    view: Curve, values: float, words: str, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, written = panel("saddle"), list[str]()
    monkeypatch.setattr(Canvas, "text", lambda _, text, *__, **___: written.append(text))
    alike = np.full_like(shown.trajectories[0].values, values)
    runs = [replace(each, values=alike, gradient_norms=alike) for each in shown.trajectories]
    view.on(replace(shown, trajectories=runs)).draw(None)
    assert len(written) == 2  # the note and the quantity's name
    assert words in written


@pytest.mark.parametrize("values", [[1e300, 1e300], [-1.7e308, 1.7e308], [0, 5e-324], [1e10, 1e10 + 2e-6], [1e-310, 0]])
@pytest.mark.parametrize("scale", ["linear", "log", "symlog"])
def test_values_of_any_size_are_drawn(
    values: list[float], scale: Literal["linear", "log", "symlog"], panel: Callable[..., Panel]
) -> None:
    shown = panel("saddle")
    each = shown.trajectories[0]
    run = replace(each, values=np.resize(np.array(values), each.values.shape))
    drawing = Curve(scale=scale).on(replace(shown, trajectories=[run]))
    drawing.draw(None)
    points, area = drawing.tracks(None)[0][0].points, drawing.axes.area
    known = points[np.isfinite(points).all(axis=1)]
    assert area.contains(known, margin=1).all()
    assert len(known) >= len(points) // 2
    if scale == "linear":
        assert len(set(np.round(known[:, 1], 3))) == len(set(values))


def test_a_gap_is_above_the_least_value_at_the_minimizers() -> None:
    camel = simulate(optimizer("sgd", lr=0.05), surface("six_hump_camel"), [0.5, -0.9], 20)
    gaps = quantity(camel, "gap")[0, [0, 5, 10, 20]]
    assert gaps == pytest.approx([0.8399867868, 1.121744057e-2, 9.37657079e-5, 5.8135e-9], rel=2e-6)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("saddle", "of: 'gap' needs a surface with minimizers, and this one declares none"),
        ("pole", "of: 'gap' needs a finite value at the minimizers, and this surface has none there"),
    ],
)
def test_a_gap_needs_a_known_least_value(name: str, message: str) -> None:
    pole = from_expression("log(x**2 + y**2)", Bounds((-1, 1), (-1, 1)), [(0, 0)])
    with pytest.raises(ParameterError, match=message):
        Curve(of="gap").check(pole if name == "pole" else surface(name))
    Curve(of="gap").check(surface("sphere"))


def with_values(shown: Panel, values: list[float]) -> Panel:
    """A panel on which every run has these values, over and over."""
    runs = [replace(each, values=np.resize(np.array(values), each.values.shape)) for each in shown.trajectories]
    return replace(shown, trajectories=runs)


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([1.0, 0.5], ""),
        ([1.0, -1.0], "f: 93 of 186 at or below 0, hidden by the log axis"),
        ([1.0, 0.0, np.nan, np.nan], "f: 48 of 96 at or below 0, hidden by the log axis"),
        ([1.0, 1e-13], "f: 93 of 186 below 1e−12, hidden by the log axis"),
        ([-2.0], "f: 186 of 186 at or below 0, hidden by the log axis"),
    ],
)
def test_what_a_log_axis_hides_is_noted(values: list[float], note: str, panel: Callable[..., Panel]) -> None:
    shown = with_values(panel(), values)
    assert Curve(scale="log").on(shown).note == note
    assert not Curve().on(shown).note
    assert not Curve(scale="symlog").on(shown).note


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([-100.0, -1.0, -0.5, 0.0, 0.5, 1.0, 10.0], [-4, -2, -1 - np.log10(5), 0, 1 + np.log10(5), 2, 3]),
        ([0.0], [0.0]),
        ([1e9, -1e-9], [7.0, -1e-12]),
        ([5e-324, -5e-324], [5e-24, -5e-24]),
    ],
)
def test_a_symlog_axis_is_log_to_both_sides_and_linear_around_0(
    values: list[float], places: list[float], panel: Callable[..., Panel]
) -> None:
    drawing = Curve(scale="symlog").on(with_values(panel(), values))
    share = (drawing.tracks(None)[0][0].points[:, 1] - drawing.axes.area.bottom) / drawing.axes.area.height
    low, high = drawing.axes.y
    assert (share * (high - low) + low)[: len(places)] == pytest.approx(places, abs=1e-9)


def test_a_gap_needs_only_the_least_value() -> None:
    Curve(of="gap").check(surface("deep_linear"))
    with pytest.raises(ParameterError, match="'distance' needs a surface with minimizers"):
        Curve(of="distance").check(surface("deep_linear"))


def test_a_distance_needs_minimizers(panel: Callable[..., Panel]) -> None:
    with pytest.raises(ParameterError, match="no minimizers"):
        Curve(of="distance").on(panel("saddle"))


def test_it_checks_whether_a_surface_has_the_distance_asked_for() -> None:
    with pytest.raises(
        ParameterError, match="of: 'distance' needs a surface with minimizers, and this one declares none"
    ):
        Curve(of="distance").check(surface("saddle"))
    Curve(of="distance").check(surface("sphere"))
    Curve().check(surface("saddle"))


@pytest.mark.parametrize(("against", "farthest"), [("step", 20.0), ("calls", 40.0)])
def test_the_axis_ends_with_the_run_that_goes_farthest(against: str, farthest: float) -> None:
    assert drawing(Curve(against=against)).axes.x == (0.0, farthest)  # type: ignore[arg-type]  # one of its choices


def test_against_calls_a_method_that_asks_twice_gets_half_as_far() -> None:
    by_call = drawing(Curve(against="calls"))
    (sgd, _), (sam, _) = by_call.tracks(None)
    left, right = by_call.axes.area.left, by_call.axes.area.right
    assert sam.points[-1, 0] == pytest.approx(right)
    assert sgd.points[-1, 0] == pytest.approx((left + right) / 2)
    by_step = drawing(Curve()).tracks(None)
    assert np.allclose(by_step[1][0].points[:, 0], sam.points[:, 0])
    assert np.array_equal(by_step[0][0].points[:, 1], sgd.points[:, 1])


def test_panels_share_the_scales_of_all(panel: Callable[..., Panel]) -> None:
    one, other = panel("saddle", steps=10), panel("saddle", steps=40)
    alone = Curve().on(one).axes
    peers = [*one.trajectories, *other.trajectories]
    first, second = (Curve().on(replace(each, peers=peers)).axes for each in (one, other))
    assert (first.x, first.y) == (second.x, second.y)
    assert first.x == (0, 40)
    assert first.y != alone.y


def test_a_value_that_is_not_a_number_has_no_head(panel: Callable[..., Panel]) -> None:
    shown = panel("saddle")
    (run, *_) = shown.trajectories
    values = np.where(np.arange(31) < 20, run.values, np.nan)
    (track, _), *_ = Curve().on(replace(shown, trajectories=[replace(run, values=values)])).tracks(None)
    assert np.isfinite(track.heads[:20]).all()
    assert np.isnan(track.heads[20:]).all()


@pytest.mark.parametrize(
    ("of", "names", "heading"),
    [
        ("value", AxisNames(), "f by call"),
        ("value", AxisNames(z="loss"), "loss by call"),
        ("value", AxisNames(z=""), "value by call"),
        ("gap", AxisNames(z="L"), "gap L − L* by call"),
        ("x", AxisNames(x="weight"), "weight by call"),
        ("y", AxisNames(y=""), "y by call"),
        ("distance", AxisNames(z="loss"), "distance to minimizer by call"),
    ],
)
def test_the_heading_names_both_axes_where_there_is_room(
    of: Quantity,
    names: AxisNames,
    heading: str,
    panel: Callable[..., Panel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def written(width: float) -> str:
        shown, found = panel(), list[str]()
        shown = replace(shown, names=names, area=shown.area._replace(width=width))
        with monkeypatch.context() as patched:
            patched.setattr(shown.canvas, "text", lambda text, *_, **__: found.append(text))
            Curve(of=of, against="calls").on(shown).draw(None)
        return found[-1]

    assert written(400) == heading
    assert heading.startswith(written(100).rstrip("…"))
    assert len(written(100)) < len(heading)


@pytest.mark.parametrize(("against", "ends"), [("samples", [40, 80]), ("epochs", [4, 8])])
def test_a_curve_runs_over_the_data_that_a_run_has_seen(against: Literal["samples", "epochs"], ends: list[int]) -> None:
    seen = [replace(each, samples=2 * each.calls, of_samples=10) for each in RUNS]
    area = Area(0, 0, 400, 300)
    shown = Panel(Canvas((400, 300), 72), area, THEMES["light"], SADDLE, SADDLE.bounds, seen)
    drawn = Curve(against=against).on(shown)
    assert drawn.axes.x == (0, ends[1])
    heads = [tracks[0].heads[-1, 0] - drawn.axes.area.left for tracks in drawn.tracks(None)]
    assert heads == pytest.approx([end / ends[1] * drawn.axes.area.width for end in ends])


@pytest.mark.parametrize("against", ["samples", "epochs"])
def test_a_curve_over_data_needs_data(against: Literal["samples", "epochs"]) -> None:
    with pytest.raises(ParameterError, match=f"against: '{against}' needs a surface from data"):
        Curve(against=against).check(SADDLE)


def test_a_best_place_so_far_goes_by_stairs(panel: Callable[..., Panel]) -> None:
    shown = replace(panel("booth"), trajectories=[simulate(optimizer("random_search"), surface("booth"), [1, 1], 9)])
    (track,) = Curve().on(shown).tracks(None)[0]
    steps = track.points[track.ends]
    assert len(track.points) == 19
    assert track.points[1::2, 0].tolist() == steps[1:, 0].tolist()
    assert track.points[1::2, 1].tolist() == steps[:-1, 1].tolist()
    assert track.heads.tolist() == steps.tolist()


def test_bands_of_an_ensemble_hold_their_shares_at_every_step(panel: Callable[..., Panel]) -> None:
    starts = np.random.default_rng(0).normal(size=(40, 2)).tolist()
    shown = replace(panel("booth", starts=starts, steps=30), ensemble="median")
    for scale in ("linear", "log", "symlog"):
        drawing = Curve(scale=scale).on(shown)
        wide, narrow, *_ = drawing.bands(None)
        (line,) = drawing.tracks(None)[0]
        heights = np.stack(
            [drawing.axes.pixels(np.stack([drawing.places[0][0], row], axis=-1)) for row in drawing.rows[0]]
        )
        for band, share in ((wide, 0.9), (narrow, 0.5)):
            inside = (heights[..., 1] >= band.lower[:, 1] - 1e-9) & (heights[..., 1] <= band.upper[:, 1] + 1e-9)
            assert (abs(inside.mean(axis=0) - share) <= 2 / 40).all()
            assert (band.lower[:, 0] == band.upper[:, 0]).all()
        assert (wide.lower[:, 1] <= narrow.lower[:, 1]).all()
        assert (narrow.upper[:, 1] <= wide.upper[:, 1]).all()
        assert narrow.lower[-1, 1] <= line.heads[-1, 1] <= narrow.upper[-1, 1]
        assert drawing.note.startswith("bands: 5–95 % and 25–75 % of 40 starts")


def test_lost_runs_of_an_ensemble_lie_above_all_and_set_no_scale(panel: Callable[..., Panel]) -> None:
    starts = [[1.0 + 0.01 * place, 3.0] for place in range(30)] + [[1e4, 1e4]] * 10
    shown = replace(panel("booth", starts=starts, steps=9), ensemble="median")
    cases: list[tuple[Literal["value", "x"], bool]] = [("value", True), ("x", False)]
    for of, above in cases:
        drawing = Curve(of=of).on(shown)
        wide, narrow, *_ = drawing.bands(None)
        assert (wide.upper[:, 1] > drawing.axes.area.top).all() == above
        assert (narrow.upper[:, 1] <= drawing.axes.area.top).all()
        assert np.isfinite(wide.upper).all()
        assert drawing.axes.y[1] < 1e4
        assert ("the lost highest" in drawing.note) == above


def test_bands_of_a_best_place_so_far_go_by_stairs(panel: Callable[..., Panel]) -> None:
    starts = [[0.1 * place, 1.0] for place in range(30)]
    runs = [simulate(optimizer("random_search"), surface("booth"), starts, 9)]
    drawing = Curve().on(replace(panel("booth"), trajectories=runs, ensemble="median"))
    wide, _ = drawing.bands(None)
    assert wide.ends.tolist() == list(range(0, 19, 2))
    assert (wide.upper[1::2, 1] == wide.upper[:-2:2, 1]).all()
