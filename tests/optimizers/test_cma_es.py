"""CMA-ES is cma's own, asked and told, with its ellipse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import MissingToolError
from optviz.optimizers import optimizer
from optviz.oracle import Oracle
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface

if TYPE_CHECKING:
    from optviz.arrays import Array

SQUARE = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))


def cma() -> Any:
    return pytest.importorskip("cma")


def theirs(start: list[float], generations: int, seed: int, **options: Any) -> tuple[Array, Array]:
    """The means of cma's own generations on Rosenbrock's function, and their trials; its numbers come from NumPy's."""
    where = surface("rosenbrock")
    state = np.random.get_state()  # noqa: NPY002  (cma uses it)
    strategy = cma().CMAEvolutionStrategy(start, 0.5, {"seed": seed, "verbose": -9, "verb_log": 0, **options})
    means, trials = [np.array(start)], []
    for _ in range(generations):
        places = strategy.ask()
        strategy.tell(places, [float(where.value(place)) for place in places])
        trials.append(places)
        means.append(strategy.result.xfavorite)
    np.random.set_state(state)  # noqa: NPY002
    return np.array(means), np.array(trials)


@pytest.mark.parametrize(
    ("ours", "options"),
    [
        ({}, {}),
        ({"popsize": 9}, {"popsize": 9}),
        ({"bounded": True}, {"bounds": [[-2.0, -1.0], [2.0, 3.0]]}),
    ],
)
def test_it_walks_as_cma_does(ours: dict[str, Any], options: dict[str, Any]) -> None:
    shown = Bounds((-2.0, 2.0), (-1.0, 3.0))
    means, trials = theirs([-1.2, 1.0], 25, 4, **options)
    run = simulate(optimizer("cma_es", sigma0=0.5, **ours), surface("rosenbrock"), means[0], 25, seed=4, bounds=shown)
    assert run.positions[0].tolist() == means.tolist()
    assert run.recorded["trials"][0, 1:].tolist() == trials.tolist()
    assert run.calls[0].tolist() == [trials.shape[1] * generation for generation in range(26)]
    assert run.gradient_evaluations.tolist() == [0]


def test_the_ellipse_lies_two_deviations_round_the_mean() -> None:
    cma()
    run = simulate(optimizer("cma_es", sigma0=0.3), SQUARE, [0.5, -0.5], 1, seed=1)
    ellipse, mean = run.recorded["ellipse"][0, 1], run.positions[0, 1]
    assert np.isnan(run.recorded["ellipse"][0, 0]).all()
    assert ellipse[0].tolist() == pytest.approx(ellipse[-1].tolist())
    assert ellipse[:-1].mean(axis=0) == pytest.approx(mean)
    strategy = cma().CMAEvolutionStrategy([0.5, -0.5], 0.3, {"seed": 1, "verbose": -9, "verb_log": 0})
    places = strategy.ask()
    strategy.tell(places, [float(SQUARE.value(place)) for place in places])
    covariance = strategy.sigma**2 * strategy.C
    away = ellipse - mean
    assert np.einsum("ki,ij,kj->k", away, np.linalg.inv(covariance), away) == pytest.approx(4.0)


def test_most_of_a_generation_lies_in_the_ellipse_before() -> None:
    cma()
    run = simulate(optimizer("cma_es", popsize=200), SQUARE, [0.5, -0.5], 6)
    before, trials, means = run.recorded["ellipse"][0, 5], run.recorded["trials"][0, 6], run.positions[0, 5]
    axes = before[:-1] - means
    inverse = np.linalg.inv(2 * axes.T @ axes / len(axes))  # of a covariance twice as long as the ellipse
    inside = np.einsum("ki,ij,kj->k", trials - means, inverse, trials - means) < 1
    assert 0.78 < inside.mean() < 0.94


def test_bounded_it_never_leaves_the_box_and_begins_within() -> None:
    cma()
    shown = Bounds((1.0, 2.0), (-3.0, -1.0))
    run = simulate(optimizer("cma_es", bounded=True), SQUARE, [5.0, 0.0], 40, bounds=shown)
    for found in (run.recorded["trials"][0, 1:], run.recorded["ellipse"][0, 1:], run.positions[0, 1:]):
        assert shown.contains(found).all()
    assert run.positions[0, -1] == pytest.approx([1.0, -1.0], abs=1e-3)
    assert not shown.contains(simulate(optimizer("cma_es"), SQUARE, [5.0, 0.0], 40).positions[0]).all()


def test_where_it_stops_x_stays_and_nothing_more_is_asked() -> None:
    cma()
    run = simulate(optimizer("cma_es"), SQUARE, [[0.5, -0.5], [0.1, 0.9]], 150)
    for calls, trials, positions in zip(run.calls, run.recorded["trials"], run.positions, strict=True):
        last = int(np.flatnonzero(np.diff(calls))[-1]) + 1
        assert 30 < last < 150
        assert np.isnan(trials[last + 1 :]).all()
        assert (positions[last:] == positions[last]).all()
    assert (run.values[:, -1] < 1e-9).all()


def test_where_its_numbers_end_x_stays() -> None:
    cma()
    steep = from_expression("1e300*x*y", Bounds((-1e300, 1e300), (-1e300, 1e300)))
    run = simulate(optimizer("cma_es"), steep, [0.5, 0.25], 40)
    assert np.isfinite(run.positions).all()
    assert run.calls[0, -1] < 240


def test_what_has_no_value_is_the_worst() -> None:
    cma()
    half = from_expression("sqrt(x) + y**2", Bounds((-3, 3), (-3, 3)))
    run = simulate(optimizer("cma_es"), half, [2.0, 1.0], 40)
    assert np.isnan(half.value(run.recorded["trials"][0, 1:])).any()
    assert run.values[0, -1] < 0.1


def test_a_step_may_be_taken_again_from_any_state() -> None:
    cma()
    method, oracle = optimizer("cma_es"), Oracle(SQUARE, starts=np.ones((2, 2)))
    states = [method.init(np.array([[1.0, 1.0], [0.5, 0.2]]))]
    for t in range(1, 6):
        states.append(method.step(states[-1], oracle, t))
    for t in (2, 5, 1):
        again = method.step(states[t - 1], oracle, t)
        assert all(again[entry].tobytes() == states[t][entry].tobytes() for entry in ("x", "trials", "ellipse", "told"))


def test_it_reads_no_file_and_leaves_nothing_changed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cma()
    monkeypatch.chdir(tmp_path)
    Path("cma_signals.in").write_text("{'timeout': 0, 'maxiter': 1}")
    before: Any = np.random.get_state()  # noqa: NPY002  (it is anybody's)
    run = simulate(optimizer("cma_es"), SQUARE, [0.5, -0.5], 10)
    assert run.calls[0, -1] == 60
    after: Any = np.random.get_state()  # noqa: NPY002
    assert after[1].tolist() == before[1].tolist()
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["cma_signals.in"]


def test_without_cma_it_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cma", None)
    with pytest.raises(MissingToolError, match=r"CMA-ES needs cma; this installs it: pip install 'optviz\[cma\]'"):
        simulate(optimizer("cma_es"), SQUARE, [0.9, 0.9], 2)
