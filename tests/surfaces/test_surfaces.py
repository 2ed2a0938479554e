"""What every surface of the catalogue keeps to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from optviz.language.expression import parse
from optviz.surfaces import SURFACES, Surface, surface

WITH_MINIMIZERS = [name for name in SURFACES if SURFACES[name].minimizers]
WITH_PARAMETERS = [name for name in SURFACES if SURFACES[name].parameters]

# From the literature, to the digits printed there; pi and roots in full.
KNOWN: dict[str, list[tuple[float, float, float]]] = {
    "ackley": [(0, 0, 0), (1, 1, 3.6253849384403627)],
    "beale": [(0, 0, 14.203125), (1, 1, 14.203125), (2, 1.7, 153.994301)],
    "booth": [(0, 0, 74), (1, 3, 0)],
    "branin": [(math.pi, 2.275, 0.39788735772973816), (0, 0, 55.602112642270262)],
    "dupont_wells": [(0, 0, -5 * math.exp(-5))],
    "easom": [(math.pi, math.pi, -1)],
    "goldstein_price": [(0, -1, 3), (1.2, 0.8, 840), (1.8, 0.2, 84), (-0.6, -0.4, 30)],
    "himmelblau": [(-0.270845, -0.923039, 181.61652), (0, 0, 170)],
    "mccormick": [(0, 0, 1), (-0.54719755, -1.54719755, -1.9132229549810367)],
    "muller_brown": [(0.623499, 0.028038, -108.1667), (-0.050011, 0.466694, -80.7678)],
    "rastrigin": [(0.5, 0.5, 40.5), (1, 1, 2)],
    "rosenbrock": [(-1.2, 1, 24.2), (0, 0, 1)],
    "six_hump_camel": [(1.7036, -0.7961, -0.2154638), (0, 0, 0)],
    "styblinski_tang": [(-2.903534, 2.746803, -64.19561)],
    "three_hump_camel": [(-1.7475523, 0.8737762, 0.2986384)],
    "wall": [(3, 3.149786613677262, 0.19978661367769954)],
}


def points_of(surface: Surface, shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Random points within the bounds: (*shape, 2)."""
    low, high = np.transpose([surface.bounds.x, surface.bounds.y])
    return np.random.default_rng(seed).uniform(low, high, (*shape, 2))


def grid_of(surface: Surface, size: int = 301) -> np.ndarray:
    return np.stack(np.meshgrid(np.linspace(*surface.bounds.x, size), np.linspace(*surface.bounds.y, size)), axis=-1)


def settings(name: str) -> list[dict[str, Any]]:
    """The defaults, and every parameter at other values."""
    declared = SURFACES[name].parameters
    return [{}, *({key: value * factor} for key, value in declared.items() for factor in (1.25, 1.5))]


def slopes(function: Any, points: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Central differences of fourth order along x and y, stacked last."""

    def along(axis: int) -> np.ndarray:
        shift = np.eye(2)[axis] * step
        near = function(points + shift) - function(points - shift)
        far = function(points + 2 * shift) - function(points - 2 * shift)
        result: np.ndarray = (8 * near - far) / (12 * step[axis])
        return result

    return np.stack([along(0), along(1)], axis=-1)


def test_the_catalogue_has_what_every_demonstration_needs() -> None:
    assert {"saddle", "beale", "rosenbrock", "himmelblau", "long_valley", "ill_conditioned"} < SURFACES.keys()
    assert {"plateau_two_minima", "rastrigin", "ackley", "six_hump_camel", "cliff"} < SURFACES.keys()


@pytest.mark.parametrize("name", SURFACES)
def test_declarations_are_complete(name: str) -> None:
    declared = SURFACES[name]
    assert declared.name == name
    assert name.isidentifier()
    assert name.islower()
    assert declared.title
    assert declared.source
    assert declared.summary.endswith(".")
    assert declared.ranges.keys() <= declared.parameters.keys()
    parse(declared.expression, ("x", "y", *declared.parameters))
    assert SURFACES[name]() == surface(name)


@pytest.mark.parametrize("name", SURFACES)
def test_values_within_the_bounds_are_finite(name: str) -> None:
    declared = surface(name)
    points = points_of(declared, (200,))
    assert np.isfinite(declared.value(points)).all()
    assert np.isfinite(declared.gradient(points)).all()
    assert np.isfinite(declared.hessian(points)).all()


@pytest.mark.parametrize("name", KNOWN)
def test_known_values(name: str) -> None:
    for x, y, value in KNOWN[name]:
        assert float(surface(name).value(np.array([x, y]))) == pytest.approx(value, rel=2e-6, abs=1e-12)


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_minimizers_are_stationary_and_within_the_bounds(name: str) -> None:
    for parameters in settings(name):
        declared = surface(name, **parameters)
        minimizers = np.array(declared.minimizers)
        steepness = 1 + np.abs(declared.hessian(minimizers)).max()
        np.testing.assert_allclose(declared.gradient(minimizers), 0, atol=1e-14 * steepness)
        assert surface(name).bounds.contains(np.array(surface(name).minimizers)).all()


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_minimizers_are_equally_low_and_nothing_is_lower(name: str) -> None:
    for parameters in settings(name):
        declared = surface(name, **parameters)
        lowest = declared.value(np.array(declared.minimizers))
        tolerance = 1e-12 * max(1, np.abs(lowest).max())
        assert np.ptp(lowest) <= tolerance
        assert declared.value(grid_of(declared)).min() >= lowest.min() - tolerance


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_no_minimizer_is_left_out(name: str) -> None:
    declared = surface(name)
    minimizers = np.array(declared.minimizers)
    around = np.random.default_rng(1).normal(0, 1e-3, (50, 1, 2))
    assert (declared.value(minimizers + around) >= declared.value(minimizers)).all()
    grid = grid_of(declared).reshape(-1, 2)
    values = declared.value(grid)
    lowest = declared.value(minimizers).min()
    # Whatever is as low as the grid points next to the minimizers is itself next to one, or rises above it.
    spacing = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)]) / 300
    distance = (np.abs(grid[:, None] - minimizers) / spacing).max(axis=-1).min(axis=-1)
    away = grid[distance > 3]
    steps = newton(declared, away[np.argsort(values[distance > 3])[:40]])
    inside = declared.bounds.contains(steps)
    far = (np.abs(steps[:, None] - minimizers).max(axis=-1) > 1e-3).all(axis=-1)
    assert (declared.value(steps[inside & far]) > lowest + 1e-9).all()


def newton(declared: Surface, points: np.ndarray) -> np.ndarray:
    """Downhill by damped steps of Newton's, each no higher than where it began."""
    for _ in range(60):
        curvature, directions = np.linalg.eigh(declared.hessian(points))
        scale = np.maximum(np.abs(curvature), 1e-6)
        along = np.einsum("nji,nj->ni", directions, declared.gradient(points)) / scale
        step = np.einsum("nij,nj->ni", directions, along)
        for _ in range(8):
            lower = declared.value(points - step) <= declared.value(points)
            step = np.where(lower[:, None], step, step / 2)
        points = np.where(lower[:, None], points - step, points)
    return points


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_without_bound_goes_below_its_minimum_outside(name: str) -> None:
    declared = surface(name)
    with np.errstate(over="ignore", invalid="ignore"):
        far = declared.value(points_of(declared, (4000,)) * 50)
    lowest = declared.value(grid_of(declared)).min()
    if declared.minimizers:
        lowest = declared.value(np.array(declared.minimizers)).min()
    if SURFACES[name].bounded_below:
        assert np.nanmin(far) >= lowest - 1e-9
    else:
        assert np.nanmin(far) < lowest


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_and_hessian_agree_with_differences(name: str) -> None:
    for parameters in settings(name):
        declared = surface(name, **parameters)
        points = points_of(declared, (60,), seed=5)
        step = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)]) * 2e-5
        for exact, function in ((declared.gradient, declared.value), (declared.hessian, declared.gradient)):
            found, expected = exact(points), slopes(function, points, step)
            scale = np.abs(found).max() + np.abs(function(points)).max()
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=2e-8 * scale)


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 1000])
def test_a_batch_row_equals_the_point_alone(name: str, size: int) -> None:
    declared = surface(name)
    points = points_of(declared, (size,), seed=size)
    rows = range(size) if size < 10 else range(0, size, 41)
    for function in (declared.value, declared.gradient, declared.hessian):
        batch, strided = function(points), function(np.asfortranarray(points))
        stacked = function(np.stack([points, points[::-1]]))
        assert batch.tobytes() == strided.tobytes() == stacked[0].tobytes()
        for row in rows:
            assert function(points[row]).tobytes() == batch[row].tobytes()
            assert function(points[row : row + 1]).tobytes() == batch[row].tobytes()
