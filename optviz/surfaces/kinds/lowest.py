"""Where a smooth surface is lowest, found from samples and then by Newton's method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Differentiable
    from optviz.surfaces.kinds.surface import Point

_CANDIDATES: Final = 100
"""Samples, lowest among their neighbours, from which a minimizer is looked for, the lowest first."""
_STEPS: Final = 60
_SETTLED: Final = 1e-13
"""Of the region's size: a step of Newton's that is shorter ends it."""
_ROUNDING: Final = 1e-12
_APART: Final = 1e-6
"""Of the region's size: points that are nearer to each other are one."""


def lowest(surface: Differentiable, x: Array, y: Array, equal: float = 0.0) -> tuple[Point, ...]:
    """Where a surface is lowest within a region: each place, if there are several; none if it is lowest at the edge.

    What no sample shows is not found: the samples have to be as fine as the surface's smallest hollow.

    Args: surface: twice differentiable.  x, y: where it is sampled, (nx,) and (ny,), from edge to edge.
        equal: how much higher than the lowest another minimum may be and still be counted as one.
    """
    size = np.array([x[-1] - x[0], y[-1] - y[0]])
    z = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    inner = z[1:-1, 1:-1]
    among = np.ones(inner.shape, dtype=bool)
    for i, j in ((i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)):
        among &= inner <= z[i : i + inner.shape[0], j : j + inner.shape[1]]
    rows, places = np.nonzero(among)
    order = np.argsort(inner[rows, places], kind="stable")[:_CANDIDATES]
    ends = np.array([[x[0], y[0]], [x[-1], y[-1]]])
    found: list[tuple[float, Point]] = []
    for start in np.stack([x[places[order] + 1], y[rows[order] + 1]], axis=-1):
        settled = _settled(surface, start, ends)
        if settled is not None:
            found.append((float(surface.value(settled)), (float(settled[0]), float(settled[1]))))
    edge = min(float(part.min()) for part in (z[0], z[-1], z[:, 0], z[:, -1]))
    least = min((value for value, _ in found), default=np.inf)
    if not least < edge:
        return ()
    kept: list[Point] = []
    for value, point in sorted(found):
        near = any((np.abs(np.subtract(point, other)) <= _APART * size).all() for other in kept)
        if value <= least + max(equal, _ROUNDING * abs(least)) and not near:
            kept.append(point)
    return tuple(kept)


def _settled(surface: Differentiable, start: Array, ends: Array) -> Array | None:
    """The minimizer to which Newton's method comes from a point; None where it comes to none in the region."""
    here, size = start, ends[1] - ends[0]
    for _ in range(_STEPS):
        slope, bend = surface.gradient(here), surface.hessian(here)
        if not (bend[0, 0] > 0 and np.linalg.det(bend) > 0):
            return None
        step = -np.linalg.solve(bend, slope)
        here = here + step
        if not ((ends[0] < here) & (here < ends[1])).all():
            return None
        if (np.abs(step) <= _SETTLED * size).all():
            return here
    return None
