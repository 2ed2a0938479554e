"""Surfaces that are sums of many terms: wells and terrain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError, ScenarioError
from optviz.scenario import parse, to_mapping, to_yaml
from optviz.surfaces import Bounds, Surface, surface

if TYPE_CHECKING:
    from typing import Any

    from optviz.arrays import Array

CASES = {
    "wells": surface("wells"),
    "one bump": surface("wells", wells=[{"at": [1, 2], "depth": -3, "width": [0.5, 2]}]),
    "a bowl": surface("wells", wells=[{"at": [0, 0], "depth": 2}, {"at": [3, 1]}], bowl=0.1),
    "terrain": surface("terrain"),
    "rough": surface("terrain", seed=5, waves=90, shortest=0.5, smoothness=0.2),
    "one wave": surface("terrain", waves=1),
}


def points_of(known: Surface, count: int = 300) -> Array:
    low, high = np.transpose([known.bounds.x, known.bounds.y])
    return np.random.default_rng(0).uniform(low, high, (count, 2))


@pytest.mark.parametrize("name", CASES)
def test_derivatives_are_those_of_the_value(name: str) -> None:
    known, points, step = CASES[name], points_of(CASES[name]), 1e-4
    for axis in range(2):
        shift = step * np.eye(2)[axis]

        def slope(function: Surface, order: int, shift: Array = shift) -> Array:
            of = (function.value, function.gradient)[order]
            return np.asarray(
                (8 * (of(points + shift) - of(points - shift)) - of(points + 2 * shift) + of(points - 2 * shift))
                / (12 * step)
            )

        np.testing.assert_allclose(known.gradient(points)[:, axis], slope(known, 0), atol=1e-8)
        np.testing.assert_allclose(known.hessian(points)[:, axis], slope(known, 1), atol=1e-8)


@pytest.mark.parametrize("name", CASES)
def test_a_point_alone_gets_what_it_gets_among_others(name: str) -> None:
    known, points = CASES[name], points_of(CASES[name], 5000)
    for function in (known.value, known.gradient, known.hessian):
        whole = function(points)
        for row in (0, 1, 2047, 4999):
            np.testing.assert_array_equal(function(points[row]), whole[row])


@pytest.mark.parametrize("name", CASES)
def test_minimizers_are_the_lowest_places(name: str) -> None:
    known = CASES[name]
    x, y = (np.linspace(*axis, 400) for axis in (known.bounds.x, known.bounds.y))
    grid = known.value(np.stack(np.meshgrid(x, y), axis=-1))
    if known.minimizers:
        assert np.abs(known.gradient(np.array(known.minimizers))).max() < 1e-12
        assert grid.min() >= known.value(np.array(known.minimizers)).max() - 1e-12
    else:
        edge = min(part.min() for part in (grid[0], grid[-1], grid[:, 0], grid[:, -1]))
        assert edge <= grid.min() + 0.01 * np.ptp(grid)


def test_wells_are_where_and_as_deep_as_they_are_said_to_be() -> None:
    known = surface("wells", wells=[{"at": [1, 2], "depth": 3, "width": [0.5, 2]}])
    assert known.minimizers == ((1, 2),)
    assert known.value(np.array([1, 2])) == -3
    assert known.value(np.array([1.5, 2])) == pytest.approx(-3 * np.exp(-0.5))
    assert known.value(np.array([1, 4])) == pytest.approx(-3 * np.exp(-0.5))
    assert known.bounds == Bounds((-0.5, 2.5), (-4, 8))


def test_a_narrow_well_is_found() -> None:
    narrow = {"at": [0.3, -0.2], "depth": 2, "width": 1e-3}
    known = surface("wells", wells=[{"at": [0, 0], "width": 3}, narrow])
    (found,) = known.minimizers
    assert found == pytest.approx((0.3, -0.2), abs=1e-5)


def test_a_seed_is_a_landscape() -> None:
    points = points_of(surface("terrain"))
    values = [surface("terrain", seed=seed).value(points) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(values[0], values[1])
    assert np.abs(values[0] - values[2]).max() > 0.5
    # (x, y) at seed 0, by the formula of the docstring
    assert 0.3 < np.std(surface("terrain", seed=1).value(points)) < 2


def test_terrain_is_what_its_docstring_says() -> None:
    random = np.random.default_rng(7)
    share, direction, phase = random.uniform(0, 1, 5), random.uniform(0, 2 * np.pi, 5), random.uniform(0, 2 * np.pi, 5)
    lengths = 8 * (2 / 8) ** share
    heights = lengths**1.0
    heights *= np.sqrt(2 / np.sum(heights**2))
    x, y = 1.25, -0.5
    expected = np.sum(heights * np.cos(2 * np.pi * (x * np.cos(direction) + y * np.sin(direction)) / lengths + phase))
    known = surface("terrain", seed=7, waves=5, longest=8, shortest=2, smoothness=1)
    assert known.value(np.array([x, y])) == pytest.approx(expected, rel=1e-12)


TEXT = "surface: {name: wells, wells: [{at: [0, 0], depth: 2}, {at: [1, 1], depth: -1, width: [1, 2]}], bowl: 0.5}\n"
REST = "start: [0.5, 0.5]\noptimizers: [sgd]\n"


def test_what_is_read_is_written() -> None:
    for text in (TEXT, "surface: {name: terrain, seed: 3, waves: 7}\n", "surface: wells\n"):
        found = parse(text + REST)
        assert parse(to_yaml(found)) == found
        assert to_mapping(found)["surface"]["name"] == found.surface.name
    assert "bowl: 0.5" in to_yaml(parse(TEXT + REST))
    assert to_yaml(parse("surface: wells\n" + REST)).startswith("surface: wells\n")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"wells": []}, "wells: expected at least|wells: expected from 1 to 100 items, not 0"),
        ({"wells": [{"depth": 1}]}, "needs 'at'"),
        ({"wells": [{"at": [0, 0], "width": 0}]}, "width: expected"),
        ({"wells": [{"at": [0, 1e7]}]}, "at: expected"),
        ({"wells": [{"at": [0, 0], "deep": 1}]}, "unknown key 'deep'"),
        ({"bowl": -1}, "bowl: expected a number from 0 to"),
    ],
)
def test_wells_that_cannot_be(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        surface("wells", **given)


def test_terrain_that_cannot_be() -> None:
    with pytest.raises(ParameterError, match="shortest: must be <= longest, 1, not 2"):
        surface("terrain", longest=1, shortest=2)
    with pytest.raises(ScenarioError, match="waves: expected"):
        surface("terrain", waves=1000)


def test_other_bounds_move_nothing() -> None:
    known = CASES["wells"]
    moved = known.within(Bounds((0, 1), (0, 1)))
    assert moved.bounds == Bounds((0, 1), (0, 1))
    assert moved.minimizers == known.minimizers
    assert repr(known) == "<Surface wells: 4 terms>"
