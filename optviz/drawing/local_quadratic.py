"""The local quadratic of a surface: the eigenvalues of its Hessian, and how they look at the heads of runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from optviz.arrays import Array, np
from optviz.drawing import ensembles
from optviz.drawing.inset import outside
from optviz.drawing.strokes import corners
from optviz.drawing.ticks import short
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.drawing.axes import Axes
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.outlines import Dash
    from optviz.drawing.panel import Panel
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory

_USUAL = 0.07
"""The usual radius of an ellipse, if it were a circle, in shares of the root of the picture's area."""
_SMALLEST, _LARGEST = 0.03, 0.28
"""How far an ellipse reaches from its middle, in shares of the area's shorter side, at least and at most."""
_LINE, _AXIS, _CASING = 1.2, 0.9, 0.8
"""Points: the widths of an ellipse's line and of its axes, and of the page-coloured edge on each side."""
_CASED = 0.6
"""The opacity of that edge."""
_DASH: Dash = (3.0, 2.2)
"""Points of ink and of gap where the curvature is negative."""
_FREE = 5.5
"""Points round a head in which nothing is drawn."""
_CORNERS = 96
_FLAT = 1e-12
"""The least eigenvalue that is told from 0, in shares of the larger one."""
_NOTHING = 1e-300
_ANTIALIASING = 1
"""Pixels that a smoothed edge may touch beyond where it is, whatever the resolution."""


def eigenvalues(hessians: Array) -> Array:
    """The eigenvalues of symmetric matrices (..., 2, 2), the smaller one first, (..., 2); NaN where one is not finite.

        (a + c) / 2 ± sqrt(((a - c) / 2)^2 + b^2)

    Of the two, the one of the larger size is found so, and the other from it by the determinant, as LAPACK does: small
    ones of graded matrices keep their digits.
    """
    a, b, c = _entries(hessians)
    with np.errstate(all="ignore"):
        middle, half = (a + c) / 2, np.hypot((a - c) / 2, b)
        far = middle + np.copysign(half, middle)
        wide, narrow = np.where(np.abs(a) > np.abs(c), (a, c), (c, a))
        near = np.where(middle == 0, -far, (wide / far) * narrow - (b / far) * b)
        near = np.where(far == 0, 0.0, near)
        found = np.stack([np.minimum(far, near), np.maximum(far, near)], axis=-1)
    return np.where(np.isfinite(found), found, np.nan)


def directions(hessians: Array) -> Array:
    """The directions of the smaller and of the larger eigenvalue, unit vectors (..., 2, 2), one in each row."""
    a, b, c = _entries(hessians)
    angle = np.arctan2(2 * b, a - c) / 2
    up = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.stack([up[..., ::-1] * (-1, 1), up], axis=-2)


def conditions(found: Array) -> Array:
    """The condition numbers of matrices with some eigenvalues (..., 2), (...): the ratio of their sizes."""
    with np.errstate(all="ignore"):
        sizes = np.abs(found)
        return np.asarray(sizes.max(axis=-1) / sizes.min(axis=-1))


def hessians_at(surface: Surface, points: Array) -> Array:
    """The Hessians at points (..., 2), (..., 2, 2); NaN where a point or its Hessian is not finite."""
    found = np.full((*points.shape[:-1], 2, 2), np.nan)
    known = np.isfinite(points).all(axis=-1)
    if known.any():
        with np.errstate(all="ignore"):
            found[known] = surface.hessian(points[known])
    found[~np.isfinite(found).all(axis=(-2, -1))] = np.nan
    return found


def eigenvalues_along(trajectory: Trajectory, surface: Surface) -> Array:
    """The eigenvalues at every step of every run, (S, N+1, 2), found once for all panels that share a scale."""
    kept = _KNOWN.get(trajectory)
    if kept is None or kept[0] is not surface:
        kept = _KNOWN[trajectory] = surface, eigenvalues(hessians_at(surface, trajectory.positions))
    return kept[1]


_KNOWN: WeakKeyDictionary[Trajectory, tuple[Surface, Array]] = WeakKeyDictionary()


def _entries(hessians: Array) -> tuple[Array, Array, Array]:
    return hessians[..., 0, 0], (hessians[..., 0, 1] + hessians[..., 1, 0]) / 2, hessians[..., 1, 1]


class _Walked(NamedTuple):
    """The runs of one trajectory whose curvature is drawn: their positions, eigenvalues and directions."""

    color: str
    every: int
    positions: Array
    sizes: Array
    axes: Array


class Curvatures:
    """The curvature at the head of every run, as the ellipse on which it alone changes the value by a fixed amount.

    Its axes are the directions of the eigenvalues l, half as long as sqrt(2 change / |l|) times 2: true to the scale of
    the picture, or drawn larger or smaller, in the same shape, where it could not be read.

    Args: panel: whose runs.  axes: of the whole picture.
    Attributes: change: by how much the value changes.  note: what a reader has to know.
    """

    def __init__(self, panel: Panel, axes: Axes) -> None:
        self.panel, self.side = panel, min(axes.area.width, axes.area.height)
        self._walks = [self._walked(each, color) for each, color in zip(panel.trajectories, panel.colors, strict=True)]
        with np.errstate(all="ignore"):
            self.change, self._negative = self._change()

    @property
    def note(self) -> str:
        """What the ellipses are."""
        if not self.change:
            return ""
        words = f"ellipse: curvature alone changes {self.panel.names.z or 'f'} by {short(self.change)}"
        return words + ", dashed if negative" * self._negative

    def at(self, step: int, axes: Axes, hole: Area | None = None) -> Iterator[CurvatureMark]:
        """The mark of every run whose head is in view at a step.

        Args: hole: where nothing is drawn.
        """
        panel, rows = self.panel, [step // walk.every for walk in self._walks]
        heads = [axes.pixels(walk.positions[:, row]) for walk, row in zip(self._walks, rows, strict=True)]
        clear = np.concatenate(heads) if self.change else np.empty((0, 2))
        for walk, row, middles in zip(self._walks, rows, heads, strict=True):
            seen = axes.area.contains(middles) & np.isfinite(walk.sizes[:, row]).all(axis=1)
            seen &= walk.sizes[:, row].any(axis=1) & (~hole.contains(middles) if hole else True)
            for run in np.flatnonzero(seen).tolist() if self.change else ():
                sizes, middle = walk.sizes[run, row], middles[run]
                halves = self._readable(self._halves(sizes, walk.axes[run, row], axes))
                signs = bool(sizes[0] < 0), bool(sizes[1] < 0)
                near = np.concatenate([middle[None], clear[np.isfinite(clear).all(axis=1)]])
                yield CurvatureMark(near, halves, signs, walk.color, panel.theme.page, axes.area, panel.point, hole)

    def _readable(self, halves: Array) -> Array:
        """Half axes, made shorter or longer in the same shape where they are too long or too short."""
        reach = max(float(np.hypot(*(_round() @ halves).T).max()), _NOTHING)
        return halves * (min(max(reach, _SMALLEST * self.side), _LARGEST * self.side) / reach)

    def _halves(self, sizes: Array, turned: Array, axes: Axes) -> Array:
        """The half axes in pixels, one in each row."""
        known = np.maximum(np.abs(sizes), _FLAT * np.abs(sizes).max())
        return np.asarray(np.sqrt(2 * self.change / known)[:, None] * turned * axes.scale)

    def _own(self, trajectory: Trajectory) -> slice:
        """Which runs of a trajectory have ellipses: of an ensemble the median one."""
        if self.panel.of_all(trajectory):
            return slice(None)
        run = ensembles.median_run(trajectory)
        return slice(run, run + 1)

    def _walked(self, trajectory: Trajectory, color: str) -> _Walked:
        own, surface = self._own(trajectory), self.panel.surface_of(trajectory)
        turned = directions(hessians_at(surface, trajectory.positions[own]))
        sizes = eigenvalues_along(trajectory, surface)[own]
        return _Walked(color, trajectory.every, trajectory.positions[own], sizes, turned)

    def _change(self) -> tuple[float, bool]:
        """The change, in one digit, for which ellipses have their usual size, 0 where there are none; and whether any
        curvature is negative. Both are the same in all panels that share their scales, and at all sizes of a picture.
        """
        panel, radii, negative = self.panel, [np.empty(0)], False
        for trajectory in panel.sharing:
            own, surface = self._own(trajectory), panel.surface_of(trajectory)
            bounds = panel.bounds if surface is panel.surface else surface.bounds
            sizes = eigenvalues_along(trajectory, surface)[own][bounds.contains(trajectory.positions[own])]
            negative |= bool((sizes < 0).any())
            # The area of the ellipse for a change of 1/2, in shares of the picture's, as the square of a radius.
            whole = (bounds.x[1] - bounds.x[0]) * (bounds.y[1] - bounds.y[0])
            radii.append(1 / (np.sqrt(np.abs(sizes)).prod(axis=-1) * whole))
        squares = np.concatenate(radii)
        squares = squares[np.isfinite(squares) & (squares > 0)]
        found = float(_USUAL**2 / np.median(squares) / 2) if squares.size else 0.0
        return (float(f"{found:.0e}") if np.isfinite(found) else 0.0), negative


@cache
def _round() -> Array:
    """The corners of a circle, (_CORNERS + 1, 2), the last one the first again."""
    turns = np.linspace(0, 2 * np.pi, _CORNERS + 1)
    return np.column_stack([np.cos(turns), np.sin(turns)])


@cache
def _along() -> Array:
    """Places along an axis from one end to the other, (K, 1)."""
    return np.linspace(-1, 1, _CORNERS // 2 + 1)[:, None]


@dataclass(frozen=True, eq=False)
class CurvatureMark:
    """An ellipse and its axes, an overlay: dashed where the curvature is negative.

    Args: heads: (K, 2) pixels, its run's first: no line is drawn over them.  halves: (2, 2), the half axes, one in each
        row.  negative: whether the curvature is so along each.  color: "#RRGGBB".  page: the colour of the casing.
        within: what it may not leave.  point: pixels per point.  hole: where nothing of it is drawn.
    """

    heads: Array
    halves: Array
    negative: tuple[bool, bool]
    color: str
    page: str
    within: Area
    point: float
    hole: Area | None = None

    @property
    def area(self) -> Area:
        """The rectangle round it, as far as it may reach."""
        margin = _ANTIALIASING + (_LINE / 2 + _CASING) * self.point
        low, high = (self.within.left, self.within.bottom), (self.within.right, self.within.top)
        left, bottom = np.clip(self.outline.min(axis=0) - margin, low, high).tolist()
        right, top = np.clip(self.outline.max(axis=0) + margin, low, high).tolist()
        return Area(left, bottom, right - left, top - bottom)

    def draw(self, canvas: Canvas) -> None:
        """Draw the casings, then the ellipse and its axes."""
        axes = self.heads[0] + _along() * self.halves[:, None]
        lines = [(self._clear(self.outline), _LINE, any(self.negative))]
        lines += [(self._clear(axis), _AXIS, negative) for axis, negative in zip(axes, self.negative, strict=True)]
        pieces = [points for points, _, _ in lines]
        canvas.lines(pieces, self.page, _LINE + 2 * _CASING, area=self.within, opacity=_CASED)
        for points, width, dashed in lines:
            canvas.line(points, self.color, width, area=self.within, cap="butt", dash=_DASH if dashed else None)

    @cached_property
    def outline(self) -> Array:
        """The ellipse, (M, 2) pixels."""
        return np.asarray(self.heads[0] + _round() @ self.halves)

    def _clear(self, points: Array) -> Array:
        """A line without what lies over heads or in the hole."""
        beside = points[:, None] - self.heads
        near = np.hypot(beside[..., 0], beside[..., 1]).min(axis=1) < _FREE * self.point
        points = np.where(near[:, None], np.nan, points)
        kept = outside(points, self.hole)[0] if self.hole else points
        return corners(kept)
