"""Where a legend inside a panel stands: in the corner that the runs leave free."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.drawing.layout import PADDING
from optviz.views import Time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel
    from optviz.geometry import Area
    from optviz.scene.arrangement import Plan
    from optviz.views import Drawing

_TIMES: Final = 9
"""How many times of the animation are looked at, evenly spread, where a camera moves."""
_GRID, _SURFACE = 12, 3.0
"""How many points of the surface to each side are looked at, and how much all of them count."""
_PLACES: Final = 200
"""How many places along a track are looked at."""


def freest(plan: Plan, point: float, panel: Panel, drawing: Drawing) -> Plan:
    """The plan with its legend in that corner of the first panel which the runs touch least.

    Starts, ends of runs and minimizers count most; the surface itself counts where a view shows it on a part of its
    panel only. The corner is the same for the whole animation, whatever moves.

    Args: panel, drawing: the first one, and what it shows.
    """
    steps, legend = panel.trajectories[0].steps, plan.areas.legend
    poses = list(dict.fromkeys(drawing.pose(_time(number, steps)) for number in range(_TIMES)))
    tracks = [track for pose in poses for tracks in drawing.tracks(pose) for track in tracks]
    if not tracks:
        return plan
    marks = [place for pose in poses if (place := drawing.place(_points(panel), pose)) is not None]

    def taken(corner: Area) -> float:
        area = corner.shrunk(*[-2 * PADDING * point] * 4)
        lines = sum(_within(track.points, track.heads, area) for track in tracks)
        return lines + sum(_covered(places, len(panel.surface.minimizers), area) for places in marks)

    return plan._replace(areas=replace(plan.areas, legend=min(_corners(tracks[0].area, legend, point), key=taken)))


def _corners(panel: Area, legend: Area, point: float) -> Iterator[Area]:
    """The places of a legend in the corners of a panel: upper right, upper left, lower right, lower left."""
    edge = 2 * PADDING * point
    for bottom in (panel.top - edge - legend.height, panel.bottom + edge):
        for left in (panel.right - edge - legend.width, panel.left + edge):
            yield legend._replace(left=left, bottom=bottom)


def _within(points: Array, heads: Array, area: Area) -> float:
    """How much of a track lies in an area: its length, its steps, and more for its start and its last head."""
    seen = heads[np.isfinite(heads[:, 0])]
    if not len(seen):
        return 0.0
    ends = np.stack([points[0], seen[-1]])
    shares = [area.contains(places).mean() for places in (_along(points), seen)]
    return float(sum(shares) + area.contains(ends).sum())


def _points(panel: Panel) -> Array:
    """The minimizers, and then a grid of points of the surface."""
    (west, east), (south, north) = panel.bounds.x, panel.bounds.y
    columns, rows = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    grid = np.stack([columns.ravel(), rows.ravel()], axis=1)
    return np.concatenate([np.reshape(panel.surface.minimizers, (-1, 2)), grid])


def _covered(places: Array, minimizers: int, area: Area) -> float:
    """How much of a surface lies in an area: its minimizers, which come first, and the share of its other points."""
    inside = area.contains(places)
    return float(inside[:minimizers].sum() + _SURFACE * inside[minimizers:].mean())


def _along(points: Array) -> Array:
    """Places along a line, evenly spread over its length, which is finite."""
    known = points[np.isfinite(points[:, 0])]
    lengths = np.concatenate([[0.0], np.hypot(*np.diff(known, axis=0).T).cumsum()])
    places = np.linspace(0, lengths[-1], _PLACES)
    return np.column_stack([np.interp(places, lengths, known[:, axis]) for axis in (0, 1)])


def _time(number: int, steps: int) -> Time:
    progress = number / (_TIMES - 1)
    return Time(round(progress * steps), 0.0, progress, min(progress, 1 - 1 / _TIMES))
