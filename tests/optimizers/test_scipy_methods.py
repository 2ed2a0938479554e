from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.families.scipy import SciPyMethod
from optviz.optimizers.scipy_methods import TrustNCG
from optviz.oracle import GradientOptions, Noise, Oracle
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface

if TYPE_CHECKING:
    from optviz.arrays import Array

METHODS = {name: found for name, found in OPTIMIZERS.items() if issubclass(found, SciPyMethod)}
STARTS = np.array([[-0.5, 0.75], [1.2, -1.0]])
every_method = pytest.mark.parametrize("found", METHODS.values(), ids=METHODS)


class Count:
    """A function that keeps count of its calls."""

    def __init__(self, function: Any) -> None:
        self.function, self.calls = function, 0

    def __call__(self, point: Array) -> Any:
        self.calls += 1
        return self.function(point)


def called_directly(found: type[SciPyMethod], where: Surface, start: Array) -> tuple[list[Array], int]:
    """What SciPy accepts, and how often it asks."""
    from scipy.optimize import minimize

    value, slope, curvature = Count(lambda p: float(where.value(p))), Count(where.gradient), Count(where.hessian)
    accepted = [start]

    def keep(x: Array) -> None:
        if found.counts_rests or (x != accepted[-1]).any():
            accepted.append(x.copy())

    given = {"jac": slope} if found.uses_gradient else {}
    given |= {"hess": curvature} if found.uses_hessian else {}
    minimize(value, start, method=found.method, callback=keep, **given)
    return accepted, value.calls + slope.calls + curvature.calls


@every_method
def test_its_path_and_its_questions_are_scipys(found: type[SciPyMethod]) -> None:
    valley = surface("rosenbrock")
    together = simulate(found(), valley, STARTS, 200)
    for run, start in enumerate(STARTS):
        accepted, asked = called_directly(found, valley, start)
        assert together.positions[run, : len(accepted)].tobytes() == np.array(accepted).tobytes()
        assert (together.positions[run, len(accepted) :] == accepted[-1]).all()
        assert together.calls[run, -1] == asked


@every_method
def test_a_shorter_run_is_the_beginning_of_a_longer_one(found: type[SciPyMethod]) -> None:
    valley = surface("rosenbrock")
    short, long = (simulate(found(), valley, STARTS, steps) for steps in (3, 30))
    assert short.positions.tobytes() == long.positions[:, :4].tobytes()
    assert short.calls.tolist() == long.calls[:, :4].tolist()


@every_method
def test_questions_are_counted_step_by_step(found: type[SciPyMethod]) -> None:
    calls = simulate(found(), surface("beale"), [(1.0, 1.5)], 6).calls[0]
    assert calls[0] == 0
    assert (np.diff(calls[:4]) > 0).all()


@every_method
def test_a_surface_without_a_floor_ends_in_data(found: type[SciPyMethod]) -> None:
    run = simulate(found(), surface("saddle"), [(0.5, -1e-3), (0.0, 0.0)], 25)
    assert run.positions.shape == (2, 26, 2)
    assert not run.positions[1].any() or not found.uses_gradient


@pytest.mark.parametrize("name", ["bfgs", "trust_exact"])
def test_noise_is_the_runs_own(name: str) -> None:
    options = GradientOptions(noise=Noise(0.2))
    noisy = simulate(optimizer(name), surface("beale"), STARTS, 8, gradient=options, seed=1)
    other = simulate(optimizer(name), surface("beale"), STARTS, 8, gradient=options, seed=2)
    assert (noisy.positions[:, 1] != other.positions[:, 1]).any(axis=-1).all()


def test_trust_exact_leaves_a_saddle_where_newton_stays() -> None:
    wells = from_expression("x**4/4 - x**2/2 + y**2/2", Bounds((-2, 2), (-2, 2)))
    near = (1e-3, 0.4)
    ends = {name: simulate(optimizer(name), wells, near, 40).positions[0, -1] for name in ("newton", "trust_exact")}
    assert ends["newton"].tolist() == pytest.approx([0, 0], abs=1e-9)
    assert abs(ends["trust_exact"]).tolist() == pytest.approx([1, 0], abs=1e-4)


def test_a_step_before_any_run_is_bound_plays_too() -> None:
    bfgs = optimizer("bfgs")
    state = bfgs.init(STARTS)
    oracle = Oracle(surface("beale"), starts=STARTS)
    assert (bfgs.step(state, oracle, 1)["x"] != STARTS).any()
    assert np.shape(oracle.calls) == (2,)


def test_radii_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ParameterError, match="initial_trust_radius: must be < max_trust_radius, 1, not 2"):
        TrustNCG(initial_trust_radius=2.0, max_trust_radius=1.0)


def test_scipy_is_not_loaded_before_it_walks() -> None:
    script = (
        "import sys; from optviz.optimizers import optimizer; optimizer('bfgs').bind(9); print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@every_method
@pytest.mark.parametrize("expression", ["floor(x)", "1e308*x", "x*1e200 + y*1e-200", "1/x", "sign(x)", "log(-1-x**2)"])
def test_where_scipy_gives_up_the_path_ends(found: type[SciPyMethod], expression: str) -> None:
    where = from_expression(expression, Bounds((-1, 1), (-1, 1)))
    trajectory = simulate(found(), where, [[0.5, 0.25], [0.0, 0.0]], 20)
    assert trajectory.positions.shape == (2, 21, 2)


def test_a_fault_of_scipys_ends_the_path() -> None:
    where = from_expression("x**2 + y**2", Bounds((-1, 1), (-1, 1)))
    method = optimizer("powell", xtol=1.7e308)  # SciPy reads a variable that it has not set
    assert np.isfinite(simulate(method, where, [[0.5, 0.25]], 5).positions).all()


def test_an_error_of_the_surface_is_not_taken_for_scipys() -> None:
    class Broken:
        def value(self, points: Array) -> Array:
            raise ValueError(f"a plugin's own fault at {points}")

        gradient = hessian = value

    method = OPTIMIZERS["bfgs"]()
    with pytest.raises(ValueError, match="own fault"):
        method.step(method.init(STARTS[:1]), Oracle(Broken(), starts=STARTS[:1]), 1)
