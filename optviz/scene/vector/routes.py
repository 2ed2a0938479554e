"""A track as paths that grow: cut to what is in view, without points that change nothing, and how long it is when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, np
from optviz.drawing.drape import within
from optviz.scene.traces import lengths, stretches
from optviz.scene.vector.paced import paced
from optviz.scene.vector.sheet import polyline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.arrays import Rows
    from optviz.drawing.svg import Places
    from optviz.scene.vector.sheet import Sheet
    from optviz.views import Track

_BEYOND: Final = 12.0
"""Pixels of the layout by which paths reach beyond their area, which cuts them off: so that no end is seen there."""
_TOLERANCE: Final = 0.25
"""Pixels of the layout by which a simpler path may miss its track, anywhere at any time."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a route without interruption.

    Args: places: (K, 2) on the sheet.  begin: the length of the route before it.
    """

    places: Places
    begin: float

    @property
    def data(self) -> str:
        """Its path data."""
        return polyline(self.places)


class Route:
    """The path of one track on a sheet.

    Attributes: length: of all of it, on the sheet.
    """

    def __init__(self, track: Track, sheet: Sheet) -> None:
        self.sheet, self.track, self.length = sheet, track, 0.0
        self._parts: list[tuple[Places, Array]] = []  # with the length up to each place
        self._exact_lengths: list[Array] = []  # of the track, up to the same places
        exact = 0.0
        for points in self._in_view():
            own = lengths(points)
            rows = paced(points, own, _TOLERANCE * sheet.scale)
            places = sheet.places(points[rows])
            drawn = self.length + np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
            self._parts.append((places, drawn))
            self._exact_lengths.append(exact + own[rows])
            exact, self.length = exact + float(own[-1]), float(drawn[-1])

    @property
    def data(self) -> str:
        """The path data of all of it, along which a head goes."""
        return "".join(polyline(places) for places, _ in self._parts)

    def pieces(self, first: int, last: int, *, hidden: bool = False) -> list[Piece]:
        """What of it is between two rows of its track, and is hidden by the surface, or is not."""
        found: list[Piece] = []
        for begin, end, behind in stretches(self.track.hidden[first : last + 1]):
            if behind == hidden:
                found += self._between(*self.along(np.array([first + begin, first + end])).tolist())
        return found

    def _between(self, begin: float, end: float) -> Iterator[Piece]:
        """What is between two lengths."""
        for places, drawn in self._parts:
            ends = max(begin, float(drawn[0])), min(end, float(drawn[-1]))
            if ends[1] - ends[0] >= 1:
                inner = places[(drawn > ends[0]) & (drawn < ends[1])]
                first, last = np.rint(np.column_stack([np.interp(ends, drawn, axis) for axis in places.T])).astype(
                    np.intp
                )
                yield Piece(np.vstack([first, inner, last]), ends[0])

    def along(self, rows: Rows) -> Array:
        """How far along the route the rows of its track stand, as lengths on the sheet."""
        if not self._parts:
            return np.zeros(len(rows))
        drawn = np.concatenate([each for _, each in self._parts])
        return np.asarray(np.interp(self._exact[rows], np.concatenate(self._exact_lengths), drawn))

    @cached_property
    def _cut(self) -> tuple[Array, Array]:
        """The share of each segment of the track at which it enters and leaves what is kept."""
        area, beyond = self.track.area, _BEYOND * self.sheet.scale
        low = np.array([area.left, area.bottom]) - beyond
        high = np.array([area.right, area.top]) + beyond
        return within(self.track.points, low, high)

    @cached_property
    def _exact(self) -> Array:
        """The length of what is kept of the track before each of its rows."""
        enter, leave = self._cut
        steps = np.hypot(*np.diff(self.track.points, axis=0).T) * np.maximum(leave - enter, 0.0)
        return np.concatenate([[0.0], np.cumsum(np.where(leave > enter, steps, 0.0))])

    def _in_view(self) -> Iterator[Array]:
        """The points of each part without interruption, (K, 2)."""
        points, (enter, leave) = self.track.points, self._cut
        shown = leave > enter
        joined = shown[1:] & shown[:-1] & (enter[1:] == 0) & (leave[:-1] == 1)
        firsts = np.flatnonzero(shown & np.append([True], ~joined))
        lasts = np.flatnonzero(shown & np.append(~joined, [True]))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            begin, end = (
                points[row] + share * (points[row + 1] - points[row])
                for row, share in ((first, enter[first]), (last, leave[last]))
            )
            yield np.vstack([begin, points[first + 1 : last + 1], end])
