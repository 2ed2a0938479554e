"""What a view is: one panel of the figure, made of a still picture and of tracks that traces follow.

A view is a frozen dataclass of options. It draws its still part as matplotlib artists and says where in pixels
each trace runs; the scene draws the traces. Pixels count from the figure's lower left corner.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from optviz.arrays import Array, Mask, Rows, np
from optviz.parameters import check_ranges

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from matplotlib.figure import Figure

    from optviz.surfaces import Bounds, Surface
    from optviz.theme import Theme
    from optviz.trajectory import Trajectory


class Area(NamedTuple):
    """A rectangle of the figure in pixels from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    def shrunk(self, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0) -> Area:
        """This area without a margin on each side."""
        return Area(self.left + left, self.bottom + bottom, self.width - left - right, self.height - bottom - top)


@dataclass(frozen=True, eq=False)
class Panel:
    """What a view has to draw, and where.

    Args: figure: the figure that takes the artists.  area: the panel's place in it.  point: pixels per point.
        bounds: the part of the surface that is shown.  trajectories: in the scenario's order.
    """

    figure: Figure
    area: Area
    point: float
    theme: Theme
    surface: Surface
    bounds: Bounds
    trajectories: Sequence[Trajectory]

    @property
    def starts(self) -> Array:
        """The starts all trajectories share, (S, 2)."""
        return self.trajectories[0].starts


@dataclass(frozen=True, eq=False)
class Track:
    """The way one trace takes through a panel.

    Args: points: (M, 2) pixels; a row that is not a number interrupts the trace.  ends: (N+1,), the row up to
            which the trace runs at each step.  heads: (N+1, 2) pixels, the iterates; not a number where out of
            view.  hidden: (M,), whether something stands before the point.  area: what the trace may not leave.
        thin: whether it is the way of a companion, which is drawn thin and beneath the others, without a head.
    """

    points: Array
    ends: Rows
    heads: Array
    hidden: Mask
    area: Area
    thin: bool = False


class Drawing(ABC):
    """A view on a panel: draws the still picture, and knows the way of every trace."""

    note: str = ""
    """What a reader of the picture has to know of it, for the line under the title."""
    shows_companions: bool = False
    """Whether tracks of companions are among its tracks."""

    def pose(self, progress: float) -> Hashable:
        """What the still picture depends on at a moment between 0 and 1; the same pose, the same picture."""
        del progress
        return None

    @abstractmethod
    def draw(self, pose: Any) -> None:
        """Add the artists of the still picture to the panel's figure."""

    @abstractmethod
    def tracks(self, pose: Any) -> list[list[Track]]:
        """For each trajectory, the track of each of its starts, and where the view shows them of its companions."""


class View(ABC):
    """One kind of panel. Subclasses are frozen dataclasses whose fields are the view's options."""

    name: ClassVar[str]
    title: ClassVar[str]

    def __post_init__(self) -> None:
        check_ranges(self)

    @abstractmethod
    def on(self, panel: Panel) -> Drawing:
        """This view, ready to be drawn on a panel."""


def plain_track(points: Array, area: Area) -> Track:
    """A track of straight lines from iterate to iterate, of which nothing is hidden."""
    rows = len(points)
    left, right = points[:, 0] < area.left - _EDGE, points[:, 0] > area.right + _EDGE
    below, above = points[:, 1] < area.bottom - _EDGE, points[:, 1] > area.top + _EDGE
    heads = np.where((left | right | below | above)[:, None], np.nan, points)
    return Track(points, np.arange(rows), heads, np.zeros(rows, dtype=bool), area)


def thinned(track: Track) -> Track:
    """The track as a companion's: thin and without a head."""
    return replace(track, heads=np.full_like(track.heads, np.nan), thin=True)


_EDGE = 0.5
"""Pixels by which an iterate may miss its area and still be in view: it stands on the edge."""


def after_the_start(heads: Array) -> Array:
    """Heads of a view that marks the starts: the first is left to the mark."""
    return np.concatenate([np.full((1, 2), np.nan), heads[1:]])
