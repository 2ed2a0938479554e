"""Computes what scipy.optimize.minimize does, called directly: its accepted iterates, in order.

    python -m tests.reference.scipy_trajectories

SymPy differentiates. Trust regions report steps that they refuse too, with x as it was: these are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy
from scipy.optimize import minimize

from tests.reference.closely import STEPS, close_trajectories
from tests.reference.frame import versions, write

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point, Setting

# optviz's name -> SciPy's, and which derivatives it takes.
METHODS: dict[str, tuple[str, tuple[str, ...]]] = {
    "bfgs": ("BFGS", ("jac",)),
    "cg": ("CG", ("jac",)),
    "lbfgs": ("L-BFGS-B", ("jac",)),
    "newton_cg": ("Newton-CG", ("jac", "hess")),
    "trust_ncg": ("trust-ncg", ("jac", "hess")),
    "trust_exact": ("trust-exact", ("jac", "hess")),
    "nelder_mead": ("Nelder-Mead", ()),
    "powell": ("Powell", ()),
}

SETTINGS: list[Setting] = [
    ("bfgs", {}),
    ("bfgs", {"gtol": 1e-2}),
    ("cg", {}),
    ("cg", {"gtol": 1e-2}),
    ("lbfgs", {}),
    ("lbfgs", {"maxcor": 2, "ftol": 0.0, "gtol": 1e-6, "maxls": 5}),
    ("newton_cg", {}),
    ("newton_cg", {"xtol": 1e-2}),
    ("trust_ncg", {}),
    ("trust_ncg", {"initial_trust_radius": 0.1, "max_trust_radius": 0.5, "eta": 0.05, "gtol": 1e-6}),
    ("trust_exact", {}),
    ("trust_exact", {"initial_trust_radius": 0.1, "max_trust_radius": 0.5, "eta": 0.05, "gtol": 1e-6}),
    ("nelder_mead", {}),
    ("nelder_mead", {"xatol": 1e-2, "fatol": 1e-2, "adaptive": True}),
    ("powell", {}),
    ("powell", {"xtol": 1e-2, "ftol": 1e-2}),
]


def walk(name: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and the accepted iterates; the last one again and again once the method has stopped."""
    method, derivatives = METHODS[name]
    value, asking = _functions(function, derivatives)
    positions = [start]

    def keep(x: Any) -> None:
        if method == "Nelder-Mead" or x.tolist() != positions[-1]:
            positions.append(x.tolist())

    minimize(value, start, method=method, callback=keep, options=given, **asking)
    positions = positions[: STEPS + 1]
    return positions + [positions[-1]] * (STEPS + 1 - len(positions))


def _functions(function: Function, wanted: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    x, y = sympy.symbols("x y", real=True)
    f = function(x, y, sympy)
    slope, curvature = [f.diff(x), f.diff(y)], [[f.diff(x, 2), f.diff(x, y)], [f.diff(x, y), f.diff(y, 2)]]
    made = {"jac": sympy.lambdify((x, y), slope, "math"), "hess": sympy.lambdify((x, y), curvature, "math")}
    value = sympy.lambdify((x, y), f, "math")
    return lambda p: value(*p), {key: (lambda p, key=key: np.array(made[key](*p))) for key in wanted}


if __name__ == "__main__":
    write("scipy_trajectories", close_trajectories(SETTINGS, walk, versions("scipy", "numpy", "sympy")))
