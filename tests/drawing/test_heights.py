from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from optviz.drawing.heights import Heights, Samples, Scale, code, resolved, sample, scaled, tones
from optviz.drawing.occlusion import interpolated
from optviz.surfaces import Bounds, from_expression, surface
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array

SCALES = get_args(Scale)


@pytest.mark.parametrize(("soft", "origin"), [(None, 0.0), (0.01, -2.0), (3.0, -2.0), (0.01, 0.0), (3.0, 0.0)])
def test_heights_and_values_are_inverse_and_rise(soft: float | None, origin: float) -> None:
    scale = Heights(-2.0, 500.0, soft, origin)
    shares = np.linspace(0, 1, 33)
    assert scale(scale.values(shares)) == pytest.approx(shares, abs=1e-9)
    assert (np.diff(scale.values(shares)) > 0).all()
    assert scale(np.array([-9.0, 9e9])).tolist() == [0.0, 1.0]


def test_what_is_not_finite_has_no_height() -> None:
    assert np.isnan(Heights(0.0, 1.0, None)(np.array([np.nan])))[0]


@pytest.mark.parametrize("name", READY)
def test_every_surface_has_heights_from_0_to_1_that_rise_with_its_values(name: str) -> None:
    each = surface(name)
    grid = sample(each, each.bounds, 48)
    values = np.sort(grid.z[np.isfinite(grid.z)])
    for scale in SCALES:
        found = scaled(grid, each, scale)
        heights = found(values)
        assert heights.min() >= 0
        assert heights.max() == pytest.approx(1)
        assert (np.diff(heights) >= 0).all()
        below = values[(values > found.low) & (values < found.high)]
        assert np.allclose(found.values(found(below)), below, rtol=1e-6, atol=1e-9 * (found.high - found.low))


def test_auto_is_logarithmic_where_values_span_decades() -> None:
    steep, gentle = surface("rosenbrock"), surface("saddle")
    assert scaled(sample(steep, steep.bounds, 64), steep, "auto") == scaled(
        sample(steep, steep.bounds, 64), steep, "log"
    )
    assert scaled(sample(gentle, gentle.bounds, 64), gentle, "auto") == scaled(
        sample(gentle, gentle.bounds, 64), gentle, "linear"
    )


SQUARE = Bounds((-2, 2), (-1, 3))
VALLEYS: dict[str, tuple[Bounds, tuple[float, float], Callable[[Array], Array]]] = {
    "(x*y - 1)**2": (Bounds((0, 3), (0, 3)), (0.34, 2.99), lambda x: 1 / x),
    "(y - x**2)**2": (SQUARE, (-1.7, 1.7), lambda x: x**2),
    "(1 - x)**2 + 100*(y - x**2)**2": (SQUARE, (-1.7, 1.7), lambda x: x**2),
    "(1 - x)**2 + 1e4*(y - x**2)**2": (SQUARE, (-1.7, 1.7), lambda x: x**2),
    "(y - sin(3*x))**2": (Bounds((-3, 3), (-3, 3)), (-2.9, 2.9), lambda x: np.sin(3 * x)),
    "abs(y - x**2) + 0.01*x**2": (SQUARE, (-1.7, 1.7), lambda x: x**2),
    "(x - y)**2": (SQUARE, (-0.9, 1.9), lambda x: x),
}
"""Surfaces with the curve along which they are lowest: bounds, ends of x, and y."""


@pytest.mark.parametrize("count", [48, 96, 128, 200])
@pytest.mark.parametrize("scale", ["auto", "log"])
@pytest.mark.parametrize("expression", VALLEYS)
def test_the_floor_of_a_valley_is_no_saw(expression: str, scale: Scale, count: int) -> None:
    bounds, ends, floor = VALLEYS[expression]
    valley = from_expression(expression, bounds)
    samples, found = resolved(valley, bounds, count, scale)
    x = np.linspace(*ends, 4001)
    path = np.stack([x, floor(x)], axis=-1)
    low, high = np.array([bounds.x[0], bounds.y[0]]), np.array([bounds.x[1], bounds.y[1]])
    shown = interpolated(found(samples.z), *(2 * (path - low) / (high - low) - 1).T)
    assert np.abs(shown - found(valley.value(path))).max() < 0.05


def test_where_points_lie_too_far_apart_for_a_log_scale_there_are_more_then_it_is_softer() -> None:
    valley = from_expression("(1 - x)**2 + 100*(y - x**2)**2", SQUARE)
    found = {count: resolved(valley, SQUARE, count, "log") for count in (32, 96, 128, 200, 800)}
    assert {count: len(samples.x) for count, (samples, _) in found.items()} == {
        32: 64, 96: 192, 128: 192, 200: 200, 800: 800,
    }  # fmt: skip
    soft = [heights.soft or 0.0 for _, heights in found.values()]
    assert soft[0] > 2 * soft[1]
    assert soft[1:] == pytest.approx([soft[-1]] * 4, rel=0.1)
    assert len(resolved(valley, SQUARE, 96, "linear")[0].x) == 96


def test_more_points_serve_the_floors_of_valleys_alone() -> None:
    valley = from_expression("(1 - x)**2 + 100*(y - x**2)**2", SQUARE)
    few, many = (resolved(valley, SQUARE, count, "log") for count in (96, 200))
    assert many[0].rough == np.inf
    samples, scale = few
    assert 0 < scale(np.array(samples.rough)) < 0.5
    dips = sample(valley, SQUARE, 96).dips
    assert scale.teeth(dips).max() > 0.01
    assert scale.teeth(dips[:, dips[0] > samples.rough]).max() < 0.02


@pytest.mark.parametrize("count", [32, 48, 101, 200])
@pytest.mark.parametrize(
    "expression",
    [
        *list(VALLEYS)[:2],
        "(x - y)**2",
        "x**2 + 0*y",
        "(x**2 + y**2 - 1)**2",
        "x**4 + y**4",
        "abs(x*y - 1)",
        "max(x, 0)**2 + 0*y",
        "max(x**2 + y**2 - 1, 0)",
        "max(abs(x), 1)",
    ],
)
def test_a_curve_of_minima_does_not_make_auto_logarithmic(expression: str, count: int) -> None:
    bounds = VALLEYS[expression][0] if expression in VALLEYS else Bounds((-2, 2), (-2, 2))
    valley = from_expression(expression, bounds)
    assert scaled(sample(valley, bounds, count), valley, "auto").note == ""


@pytest.mark.parametrize("count", [48, 101, 200])
@pytest.mark.parametrize("expression", ["exp(3*x) + exp(3*y)", "exp(2*x + 2*y)", list(VALLEYS)[2]])
def test_auto_stays_logarithmic_where_the_bulk_of_the_values_spans_decades(expression: str, count: int) -> None:
    steep = from_expression(expression, SQUARE)
    assert "log" in scaled(sample(steep, SQUARE, count), steep, "auto").note


def test_dips_are_what_points_beside_a_floor_miss() -> None:
    x = np.array([-1.0, 0.0, 1.0])
    z = np.tile(2 * x**2, (3, 1))
    assert Samples(x, x, z).dips.tolist() == [[0] * 3, [0.5] * 3]  # half a step away: 2 * 0.5**2
    assert Samples(x, x, z * np.nan).dips.size == 0


@pytest.mark.parametrize("scale", SCALES)
def test_what_a_reader_has_to_know_is_noted(scale: Scale) -> None:
    steep = surface("rosenbrock")
    note = scaled(sample(steep, steep.bounds, 64), steep, scale).note
    words = {"log": "log", "auto": "log", "symlog": "symmetric log", "clip": "cut at", "linear": ""}
    assert words[scale] in note
    assert bool(note) == bool(words[scale])


def test_symlog_treats_both_sides_of_zero_alike() -> None:
    saddle = surface("monkey_saddle")
    scale = scaled(sample(saddle, Bounds((-2, 2), (-2, 2)), 65), saddle, "symlog")
    values = np.array([-3.0, -0.1, 0.0, 0.1, 3.0])
    middle = scale(np.array([0.0]))[0]
    assert scale(values) - middle == pytest.approx(-(scale(-values) - middle))
    assert middle == pytest.approx(0.5)
    gap = np.diff(scale(values))
    assert gap[1] / 0.1 > 5 * gap[0] / 2.9  # much steeper near zero


@pytest.mark.parametrize("ceiling", [None, 100.0])
def test_clip_cuts_at_its_ceiling(ceiling: float | None) -> None:
    steep = surface("rosenbrock")
    grid = sample(steep, steep.bounds, 64)
    scale = scaled(grid, steep, "clip", ceiling)
    at = ceiling or float(np.quantile(grid.z, 0.7))
    assert scale(np.array([at, 2 * at, 0.5 * at])) == pytest.approx([1, 1, 0.5], abs=1e-3)
    assert f"cut at {at:.3g}" in scale.note


@pytest.mark.parametrize("ceiling", [-1.0, 1e9])
def test_a_ceiling_that_cuts_nothing_or_all_is_none(ceiling: float) -> None:
    steep = surface("rosenbrock")
    grid = sample(steep, steep.bounds, 32)
    scale = scaled(grid, steep, "clip", ceiling)
    assert scale.note == ("" if ceiling > 0 else scaled(grid, steep, "clip").note)


def test_a_zooms_end_sets_where_the_logarithm_turns_linear() -> None:
    bowl = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)), [(0.0, 0.0)])
    whole, near = sample(bowl, bowl.bounds, 50), sample(bowl, Bounds((-0.01, 0.01), (-0.01, 0.01)), 50)
    wide, close = scaled(whole, bowl, "log"), scaled(whole, bowl, "log", near=near)
    assert (wide.low, wide.high) == (close.low, close.high)
    inner = np.array([near.z.max()])
    assert wide(inner)[0] < 0.1
    assert close(inner)[0] > 0.3


def test_a_plane_has_heights() -> None:
    flat = from_expression("2 + 0*x", Bounds((-1, 1), (-1, 1)))
    for scale in SCALES:
        grid = sample(flat, flat.bounds, 8)
        assert np.isfinite(scaled(grid, flat, scale)(grid.z)).all()


def test_nothing_finite_has_a_scale() -> None:
    nowhere = from_expression("log(-1 - x**2)", Bounds((-1, 1), (-1, 1)))
    grid = sample(nowhere, nowhere.bounds, 8)
    assert np.isnan(grid.z).all()
    assert scaled(grid, nowhere, "auto") == Heights(0.0, 1.0)


def test_a_minimum_between_grid_points_is_the_lowest() -> None:
    bowl = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)), [(0.0, 0.0)])
    grid = sample(bowl, bowl.bounds, 10)
    assert grid.z.min() > 0
    assert scaled(grid, bowl, "linear").low == 0


def test_samples_include_the_corners_with_a_row_for_each_y() -> None:
    plane = from_expression("x + 10*y", Bounds((-1, 1), (2, 3)))
    grid = sample(plane, plane.bounds, 5)
    assert [grid.z[0, 0], grid.z[0, -1], grid.z[-1, 0], grid.z[-1, -1]] == [19, 21, 29, 31]


def test_tones_run_along_the_ramp() -> None:
    ramp = ("#000000", "#FFFFFF", "#FF0000")
    assert tones(ramp, np.array([0.0, 0.5, 1.0])).tolist() == [[0, 0, 0], [1, 1, 1], [1, 0, 0]]
    assert [code(tone) for tone in tones(ramp, np.array([0.0, 0.5, 1.0]))] == list(ramp)
