"""Computes Newton's method in 50-digit arithmetic, rounded once, at the end.

python -m tests.reference.newton_trajectories

SymPy differentiates, and mpmath evaluates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import sympy

from tests.reference.closely import STEPS, close_trajectories
from tests.reference.frame import versions, write

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point, Setting

LINEAR = {"schedule": "linear", "initial": 1.0, "start_factor": 0.25, "end_factor": 1.0, "total_iters": 10}
SETTINGS: list[Setting] = [
    ("newton", {}),
    ("newton", {"damping": 0.5}),
    ("newton", {"damping": 0.2}),
    ("newton", {"damping": LINEAR}),
]


def walk(_: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and the iterates of Newton's method."""
    x, y = sympy.symbols("x y", real=True)
    f = sympy.sympify(function(x, y, sympy), rational=True)
    parts = [f.diff(x), f.diff(y), f.diff(x, 2), f.diff(x, y), f.diff(y, 2)]
    evaluate = sympy.lambdify((x, y), parts, "mpmath")
    point = [mpmath.mpf(value) for value in start]
    positions = [start]
    for t in range(1, STEPS + 1):
        point = stepped(point, evaluate(*point), damping(given.get("damping", 1.0), t))
        positions.append([float(value) for value in point])
    return positions


def stepped(point: list[Any], derivatives: list[Any], by: Any) -> list[Any]:
    """One step; f_x, f_y, f_xx, f_xy and f_yy by Cramer's rule. At an exact solution there is none."""
    gx, gy, a, b, c = derivatives
    determinant = a * c - b * b
    return [point[0] - by * (c * gx - b * gy) / determinant, point[1] - by * (a * gy - b * gx) / determinant]


def damping(given: Any, t: int) -> Any:
    """The damping of step t."""
    if not isinstance(given, dict):
        return mpmath.mpf(given)
    done = min(t - 1, given["total_iters"])
    share = mpmath.mpf(done) / given["total_iters"]
    return given["initial"] * (given["start_factor"] + (given["end_factor"] - given["start_factor"]) * share)


def main() -> None:
    """Write the file."""
    mpmath.mp.dps = 50
    write("newton_trajectories", close_trajectories(SETTINGS, walk, versions("mpmath", "sympy")))


if __name__ == "__main__":
    main()
