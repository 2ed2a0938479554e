"""What every surface of the catalogue keeps to."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest

from optviz.surfaces import SURFACES, Surface, surface
from optviz.surfaces.kinds.surface import Tag
from tests.surfaces.catalogue import FORMULAS, READY

if TYPE_CHECKING:
    from optviz.arrays import Array, Mask

WITH_MINIMIZERS = [name for name in READY if surface(name).minimizers]
VALUES = json.loads((Path(__file__).parents[1] / "reference/data/surface_values.json").read_text("utf-8"))["values"]

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
    """The defaults, and every parameter of a formula at other values."""
    usual = FORMULAS[name].parameters if name in FORMULAS else {}
    return [{}, *({key: value * factor} for key, value in usual.items() for factor in (1.25, 1.5))]


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
def test_entries_are_complete(name: str) -> None:
    entry = SURFACES[name]
    assert entry.name == name
    assert name.isidentifier()
    assert name.islower()
    assert entry.title
    assert entry.source
    assert sorted(entry.tags) == sorted({*get_args(Tag)} & {*entry.tags})


@pytest.mark.parametrize("name", FORMULAS)
def test_declarations_are_complete(name: str) -> None:
    declared = FORMULAS[name]
    assert declared.summary.endswith(".")
    assert declared.ranges.keys() <= declared.parameters.keys()
    assert {*declared.moving} <= declared.parameters.keys()
    assert not (declared.minimizers and declared.lowest is not None)
    assert declared() == surface(name)


@pytest.mark.parametrize("name", READY)
def test_values_and_derivatives_within_the_bounds_are_finite(name: str) -> None:
    declared = surface(name)
    points = np.concatenate([points_of(declared, (200,)), grid_of(declared, 21).reshape(-1, 2)])
    assert np.isfinite(declared.value(points)).all()
    assert np.isfinite(declared.gradient(points)).all()
    assert np.isfinite(declared.hessian(points)).all()


@pytest.mark.parametrize("known", VALUES, ids=[each["surface"] for each in VALUES])
def test_values_are_those_of_the_formulas_in_the_literature(known: dict[str, Any]) -> None:
    *coordinates, values = np.transpose(known["values"])
    found = surface(known["surface"]).value(np.stack(coordinates, axis=-1))
    np.testing.assert_allclose(found, values, rtol=1e-12, atol=1e-13 * np.abs(values).max())


@pytest.mark.parametrize("name", KNOWN)
def test_known_values(name: str) -> None:
    for x, y, value in KNOWN[name]:
        assert float(surface(name).value(np.array([x, y]))) == pytest.approx(value, rel=2e-6, abs=1e-12)


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_minimizers_are_stationary_or_creases_or_on_the_edge(name: str) -> None:
    assert surface(name).bounds.contains(np.array(surface(name).minimizers)).all()
    for values in settings(name):
        declared = surface(name, **values)
        if not declared.minimizers:
            continue
        minimizers = np.array(declared.minimizers)
        gradient = declared.gradient(minimizers)
        low, high = np.transpose([declared.bounds.x, declared.bounds.y])
        gradient[(minimizers == low) & (gradient > 0) | (minimizers == high) & (gradient < 0)] = 0
        rounding = 1e-14 * (1 + np.abs(declared.hessian(minimizers)).max()) * (1 + np.abs(minimizers).max())
        decided = (np.abs(gradient) <= rounding).all(axis=1)
        if "non-smooth" in SURFACES[name].tags:
            decided = np.logical_or(decided, rises_every_way(declared, minimizers))
        assert np.all(decided), gradient


def rises_every_way(declared: Surface, points: Array) -> Mask:
    """Whether 0 is a subgradient: the one-sided slopes in all directions are positive."""
    turns = np.linspace(0, 2 * np.pi, 65)[:, None, None]
    ways = np.concatenate([np.cos(turns), np.sin(turns)], axis=-1)
    rises = declared.value(points + 1e-7 * ways) - declared.value(points)
    return np.asarray((rises > 0).all(axis=0))


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_minimizers_are_equally_low_and_nothing_is_lower(name: str) -> None:
    for values in settings(name):
        declared = surface(name, **values)
        if not declared.minimizers:
            continue
        lowest = declared.value(np.array(declared.minimizers))
        tolerance = 1e-12 * max(1, np.abs(lowest).max())
        assert np.ptp(lowest) <= tolerance
        assert declared.value(grid_of(declared)).min() >= lowest.min() - tolerance


@pytest.mark.parametrize("name", WITH_MINIMIZERS)
def test_no_minimizer_is_left_out(name: str) -> None:
    declared = surface(name)
    minimizers = np.array(declared.minimizers)
    sides = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)])
    low, high = np.transpose([declared.bounds.x, declared.bounds.y])
    around = np.clip(minimizers + np.random.default_rng(1).normal(0, 3e-4, (50, 1, 2)) * sides, low, high)
    lowest = declared.value(minimizers)
    assert (declared.value(around) >= lowest - 1e-12 * np.abs(lowest)).all()
    grid = grid_of(declared).reshape(-1, 2)
    values = declared.value(grid)
    # Whatever is as low as the grid points next to the minimizers is itself next to one, or rises above it.
    apart = np.full(len(grid), np.inf)
    for minimizer in minimizers:
        np.minimum(apart, (np.abs(grid - minimizer) / sides).max(axis=-1), out=apart)
    away = apart > 0.01
    steps = newton(declared, grid[away][np.argsort(values[away])[:40]])
    inside = declared.bounds.contains(steps)
    far = (np.abs(steps[:, None] - minimizers) / sides > 1e-3).any(axis=-1).all(axis=-1)
    slack = 1e-9 * min(1, np.median(values) - lowest.min())
    assert (declared.value(steps[inside & far]) > lowest.min() + slack).all()


def newton(declared: Surface, points: Array) -> Array:
    """Downhill by damped steps of Newton's, each no higher than where it began."""
    for _ in range(60):
        step = full_step(declared, points)
        for _ in range(8):
            lower = declared.value(points - step) <= declared.value(points)
            step = np.where(lower[:, None], step, step / 2)
        points = np.where(lower[:, None], points - step, points)
    return points


def full_step(declared: Surface, points: Array) -> Array:
    """Newton's steps with all curvatures taken for positive."""
    curvature, directions = np.linalg.eigh(declared.hessian(points))
    size = np.abs(curvature)
    scale = np.maximum(size, 1e-12 * size.max(axis=1, keepdims=True) + 1e-300)
    along = np.einsum("nji,nj->ni", directions, declared.gradient(points)) / scale
    found: Array = np.einsum("nij,nj->ni", directions, along)
    return found


@pytest.mark.parametrize("name", [name for name, entry in FORMULAS.items() if entry.lowest is not None])
def test_where_no_list_of_minimizers_is_whole_the_least_value_is_known(name: str) -> None:
    declared, least = surface(name), FORMULAS[name].lowest
    assert least is not None
    assert declared.least == least
    assert declared.value(grid_of(declared)).min() >= least
    ends = newton(declared, points_of(declared, (4000,)))
    ends = ends[declared.bounds.contains(ends) & (declared.value(ends) <= least + 1e-12)]
    assert len(np.unique(np.round(ends, 2), axis=0)) > 20


# What tags claim. All but "data" and, where creases make valleys, some of the others can be measured.


@pytest.mark.parametrize("name", FORMULAS)
def test_the_convex_and_only_they_lie_below_all_chords(name: str) -> None:
    declared = surface(name)
    low, high = np.transpose([declared.bounds.x, declared.bounds.y])
    excess = []
    for wide in (0, 1):
        ends = np.random.default_rng(2).uniform(low - wide * (high - low), high + wide * (high - low), (2, 4000, 2))
        with np.errstate(over="ignore", invalid="ignore"):
            first, second, middle = map(declared.value, (*ends, ends.mean(axis=0)))
            excess.append((middle - (first + second) / 2) / (np.abs(first) + np.abs(second) + np.abs(middle)))
    assert ("convex" in FORMULAS[name].tags) == (np.nanmax(excess) < 1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_unbounded_and_only_they_fall_without_end(name: str) -> None:
    declared = surface(name)
    random = np.random.default_rng(3)
    sizes = 10.0 ** random.uniform(-3, 8, (2000, 2)) * random.choice([-1, 1], (2000, 2))
    lengths = 10.0 ** np.linspace(0, 8, 300)
    ways = np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1]), axis=-1).reshape(-1, 2)
    middle = np.mean([declared.bounds.x, declared.bounds.y], axis=1)
    far = middle + np.concatenate([sizes, (lengths[:, None, None] * ways).reshape(-1, 2)])
    near = declared.value(grid_of(declared, 101))
    assert ("unbounded" in FORMULAS[name].tags) == (np.nanmin(declared.value(far)) < near.min() - 10 * np.ptp(near))


@pytest.mark.parametrize("name", FORMULAS)
def test_the_non_smooth_and_only_they_have_a_gradient_that_jumps(name: str) -> None:
    assert ("non-smooth" in FORMULAS[name].tags) == jumps(surface(name))


def jumps(declared: Surface) -> bool:
    """Whether value or gradient change at once: at a kink, or somewhere on one of many lines."""
    low, high = np.transpose([declared.bounds.x, declared.bounds.y])
    random = np.random.default_rng(4)
    scale = np.abs(parts(declared, points_of(declared, (400,)))).mean(axis=0) + 1e-300
    for kink in declared.kinks:
        ways = random.normal(size=(8, 2)) * (high - low) * 1e-9
        if (np.abs(parts(declared, kink + ways) - parts(declared, kink - ways)) > 1e-3 * scale).any():
            return True
    line = random.uniform(low, high, (12, 2, 2))
    points = line[:, :1] + np.linspace(0, 1, 201)[:, None] * np.diff(line, axis=1)
    for part, much in enumerate(1e-3 * scale):
        at, to = points[:, :-1].reshape(-1, 2), points[:, 1:].reshape(-1, 2)
        for halvings in (10, 20):  # what is smooth soon changes little
            for _ in range(halvings):
                middle = (at + to) / 2
                before, here, behind = (parts(declared, each)[..., part] for each in (at, middle, to))
                left = (np.abs(here - before) >= np.abs(behind - here))[:, None]
                at, to = np.where(left, at, middle), np.where(left, middle, to)
            changed = np.abs(parts(declared, to) - parts(declared, at))[:, part] > much
            at, to = at[changed], to[changed]
        if len(at):
            return True
    return False


def parts(declared: Surface, points: Array) -> Array:
    """The value and the gradient's coordinates, stacked last."""
    return np.concatenate([declared.value(points)[..., None], declared.gradient(points)], axis=-1)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_multimodal_have_several_minima_and_others_that_are_smooth_have_not(name: str) -> None:
    declared, tags = surface(name), FORMULAS[name].tags
    if "multimodal" in tags or not (FORMULAS[name].lowest is not None or "non-smooth" in tags):
        assert ("multimodal" in tags) == (minima(declared) > 1)


def minima(declared: Surface) -> int:
    """How many separate minima the bounds hold, not counting those on the edge; at most 40."""
    grid = grid_of(declared)
    grid = grid[:-1, :-1] + 0.37 * (grid[1, 1] - grid[0, 0])  # off what is symmetric, where neighbours are equal
    values = np.pad(declared.value(grid), 1, constant_values=-np.inf)
    size = len(grid)
    middle = values[1:-1, 1:-1]
    others = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    hollow = np.all([middle < values[i : i + size, j : j + size] for i, j in others], axis=0)
    found = grid[hollow]
    sides = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)])
    ends = newton(declared, found[np.argsort(middle[hollow])][:: len(found) // 40 + 1])
    to_come = np.abs(declared.gradient(ends) * full_step(declared, ends)).sum(axis=1)
    arrived = to_come < 1e-15 * np.ptp(declared.value(grid))
    ends = ends[arrived | ("non-smooth" in SURFACES[declared.name].tags)]
    return len(np.unique(np.round(ends[declared.bounds.contains(ends)] / sides, 2), axis=0))


@pytest.mark.parametrize("name", [name for name in WITH_MINIMIZERS if name in FORMULAS])
def test_the_ill_conditioned_and_only_they_curve_20_times_as_much_one_way(name: str) -> None:
    declared, tags = surface(name), FORMULAS[name].tags
    low, high = np.transpose([declared.bounds.x, declared.bounds.y])
    minimizers = np.array(declared.minimizers)
    minimizers = minimizers[((minimizers > low) & (minimizers < high)).all(axis=1)]
    curvature = np.abs(np.linalg.eigvalsh(declared.hessian(minimizers)))
    if "non-smooth" not in tags and len(minimizers) and curvature.max():
        least, most = np.min(curvature, axis=1), np.max(curvature, axis=1)
        assert ("ill-conditioned" in tags) == bool((most >= 19.99 * least).all())


@pytest.mark.parametrize("name", [name for name, entry in FORMULAS.items() if "plateau" in entry.tags])
def test_a_plateau_has_almost_no_slope(name: str) -> None:
    declared = surface(name)
    sides = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)])
    slopes = np.hypot(*(declared.gradient(grid_of(declared)) * sides).T)
    assert (slopes <= 0.1 * slopes.mean()).mean() > 0.04


@pytest.mark.parametrize("name", READY)
def test_gradient_and_hessian_agree_with_differences(name: str) -> None:
    for values in settings(name):
        declared = surface(name, **values)
        points = points_of(declared, (60,), seed=5)
        sides = np.array([np.ptp(declared.bounds.x), np.ptp(declared.bounds.y)])
        for exact, function in ((declared.gradient, declared.value), (declared.hessian, declared.gradient)):
            found = exact(points)
            scale = np.abs(found).max() + np.abs(function(points)).max()
            # Long steps see what short ones lose in rounding; short ones see waves and creases that long ones miss.
            apart = [np.abs(found - slopes(function, points, share * sides)) for share in (2e-5, 1e-6, 5e-8)]
            assert (np.min(apart, axis=0) <= 1e-5 * np.abs(found) + 2e-8 * scale).all()


@pytest.mark.parametrize("name", READY)
@pytest.mark.parametrize("sizes", [(1, 2, 3, 7, 8), (1000,)])
def test_a_batch_row_equals_the_point_alone(name: str, sizes: tuple[int, ...]) -> None:
    declared = surface(name)
    for size in sizes:
        points = points_of(declared, (size,), seed=size)
        rows = range(size) if size < 10 else range(0, size, 41)
        for function in (declared.value, declared.gradient, declared.hessian):
            batch, strided = function(points), function(np.asfortranarray(points))
            stacked = function(np.stack([points, points[::-1]]))
            assert batch.tobytes() == strided.tobytes() == stacked[0].tobytes()
            for row in rows:
                assert function(points[row]).tobytes() == batch[row].tobytes()
                assert function(points[row : row + 1]).tobytes() == batch[row].tobytes()
