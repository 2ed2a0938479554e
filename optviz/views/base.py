"""What a view is: one panel of the figure, made of a still picture and of tracks that traces follow.

A view is a frozen dataclass of options. It draws its still part onto a canvas and says where in pixels each trace
runs; the scene draws the traces. Pixels count from the figure's lower left corner.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple, Protocol

from optviz.arrays import Array, Mask, Rows, np
from optviz.cost import Cost
from optviz.drawing.inset import outside
from optviz.parameters import check as check_parameters

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.layout import Proportions
    from optviz.drawing.panel import Panel
    from optviz.geometry import Area
    from optviz.surfaces import Bounds, Surface


DOT_OPACITY: Final = 0.65
"""Of a trial's dot: where many lie, it is darker."""
HiddenStyle = Literal["faint", "dashed", "none"]
"""How what the surface hides of a trace is drawn."""


class Load(NamedTuple):
    """How much one panel has to draw.

    Args: pixels: of the panel.  frames: of the animation.  traces: heads that move.  positions: of all traces and their
        companions.  operations: of the surface's value.  dots: of all clouds.  crowd: faint heads of ensembles.
    """

    pixels: float
    frames: int
    traces: int
    positions: int
    operations: int
    dots: int = 0
    crowd: int = 0

    def sampled(self, grid: int) -> float:
        """About how many seconds it takes to find the surface's values on a grid."""
        return grid**2 * (5e-8 + 3e-9 * self.operations)


class Time(NamedTuple):
    """A time in the animation.

    Args: step: the step that is shown.  phase: how much of the time until the next step is over, 0 to 1.
        progress: the share of the motion that is over, 0 in the first frame and 1 in the last.
        around: the share of a motion that begins again after the last frame, always below 1.
    """

    step: int
    phase: float
    progress: float
    around: float


@dataclass(frozen=True, eq=False)
class Track:
    """The path of one trace through a panel.

    Args: points: (M, 2) pixels; a row that is not a number interrupts the trace.  ends: (N+1,), the row up to
            which the trace runs at each step.  heads: (N+1, 2) pixels, the iterates; not a number where out of
            view.  hidden: (M,), whether the surface hides the point.  area: what the trace may not leave.
        thin: whether it is a companion's, which is drawn thin and beneath the others, without a head.
        over: whether it is thin and lies over them nevertheless, with a small head.
        hidden_style: how its hidden stretches are drawn.  shadow: whether it is only the shadow of a trace.
        leaves: whether what is out of view has left the picture for good, which a mark shows.
        jumps: whether nothing walked along its line, which is thin and faint then.  bare: whether it has only a head.
    """

    points: Array
    ends: Rows
    heads: Array
    hidden: Mask
    area: Area
    thin: bool = False
    over: bool = False
    hidden_style: HiddenStyle = "faint"
    shadow: bool = False
    leaves: bool = True
    jumps: bool = False
    bare: bool = False


@dataclass(frozen=True, eq=False)
class Dots:
    """The trials of one trajectory in a panel, which stay once they are there.

    Args: run: the trajectory's place among the panel's.  places: (N+1, W, 2) pixels, of those that come with each step;
            not a number where there is none in view.
        hidden: (N+1, W), whether the surface hides them.  size: points across.  opacities: of what is seen, and of what
        is hidden.
    """

    run: int
    places: Array
    hidden: Mask
    size: float
    opacities: tuple[float, float] = (DOT_OPACITY, 0.0)


@dataclass(frozen=True, eq=False)
class Band:
    """An area in which a share of a trajectory's runs lies, and which grows to the right with the steps.

    Args: run: the trajectory's place among the panel's.  lower, upper: (M, 2) pixels, finite; both have one x, which
            never falls.  ends: (N+1,), the row up to which it reaches at each step.  area: what it may not leave.
        opacity: of its colour.
    """

    run: int
    lower: Array
    upper: Array
    ends: Rows
    area: Area
    opacity: float


class Overlay(Protocol):
    """Something that is drawn over the traces for a while."""

    @property
    def area(self) -> Area:
        """Where it is: nothing of it is drawn outside."""

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""


class Drawing(ABC):
    """A view on a panel: draws the still picture, and knows the path of every trace."""

    note: str = ""
    """What a reader of the picture has to know of it, for the line under the title."""
    shows_companions: bool = False
    """Whether tracks of companions are among its tracks."""
    hole: Area | None = None
    """Where another picture stands in it, with a margin: nothing else is drawn there."""

    def pose(self, time: Time) -> Hashable:
        """What the still picture depends on: at times of equal poses, it is the same."""
        del time
        return None

    def overlay_key(self, time: Time) -> Hashable:
        """What the overlays depend on besides the step: at times of equal keys and steps, they are the same."""
        del time
        return None

    def overlays(self, time: Time) -> Iterable[Overlay]:
        """What is drawn over the traces."""
        del time
        return ()

    def place(self, points: Array, pose: Any) -> Array | None:
        """Where points (..., 2) of the surface stand at a pose, in pixels; not a number where they are out of view.

        None in views that show no surface.
        """
        del points, pose
        return None

    def dots(self, pose: Any) -> Iterable[Dots]:
        """The trials of those trajectories that have some."""
        del pose
        return ()

    def bands(self, pose: Any) -> Iterable[Band]:
        """The bands of those trajectories that are drawn so, the widest first."""
        del pose
        return ()

    @abstractmethod
    def draw(self, pose: Any) -> None:
        """Draw the still picture onto the panel's canvas."""

    @abstractmethod
    def tracks(self, pose: Any) -> list[list[Track]]:
        """For each trajectory, the track of each of its starts, and before them those of companions that it shows."""


class View(ABC):
    """One kind of panel. Subclasses are frozen dataclasses whose fields are the view's options."""

    name: ClassVar[str]
    title: ClassVar[str]
    needs_anatomy: ClassVar[bool] = False
    """Whether it draws what each step adds up, which trajectories only then record."""
    telling_steps: ClassVar[int] = 60
    """After how many steps its picture tells most: those of the encyclopedia show it then."""

    def __post_init__(self) -> None:
        check_parameters(self)

    @property
    def moves(self) -> bool:
        """Whether its camera moves, so that every frame is drawn from nothing."""
        return False

    @property
    def toned(self) -> Hashable:
        """By which scale its colours tell values, if they do: views of a surface that share it need one colour bar."""
        return None

    def check(self, surface: Surface) -> None:
        """Find out whether it can show a surface.

        Raises: ParameterError where it cannot.
        """
        del surface

    def check_runs(self, names: Iterable[str]) -> None:
        """Find out whether the runs that it asks for are there.

        Args: names: the labels of all runs, and the names of their optimizers.
        Raises: ParameterError where one is not.
        """
        del names

    def proportions(self, bounds: Bounds) -> Proportions:
        """The shapes of panels that it fills well, where it shows such bounds."""
        del bounds
        return 0.75, 1.9

    def cost(self, load: Load) -> Cost:
        """About what one panel takes: what stands still once, then the heads of each frame and every new position."""
        heads = load.frames * (load.traces * 3e-5 + load.crowd * 1e-5)
        drawn = load.positions * 6e-7 + load.dots * (load.frames / 2 if self.moves else 1) * 8e-6
        return Cost(0.02 + heads + drawn, 2 * load.pixels + (load.positions + load.dots) * 110)

    @abstractmethod
    def on(self, panel: Panel) -> Drawing:
        """This view, ready to be drawn on a panel."""


def plain_track(points: Array, area: Area) -> Track:
    """A track of straight lines from iterate to iterate, of which nothing is hidden."""
    rows, points = len(points), within_reach(points)
    seen = area.contains(points, _EDGE)
    heads = np.where(seen[:, None], points, np.nan)
    return Track(points, np.arange(rows), heads, np.zeros(rows, dtype=bool), area)


def beside(track: Track, hole: Area) -> Track:
    """A track without what lies in an area, of which nothing else is hidden."""
    points, rows = outside(track.points, hole)
    heads = np.where(hole.contains(track.heads)[:, None], np.nan, track.heads)
    covered = hole.contains(track.points[track.ends])
    seen = np.flatnonzero(np.isfinite(heads[:, 0]))
    leaves = track.leaves and not covered[seen[-1] + 1 if len(seen) else 0 :].any()
    hidden = np.zeros(len(points), dtype=bool)
    return replace(track, points=points, ends=rows[track.ends], heads=heads, hidden=hidden, leaves=leaves)


def stair_track(points: Array, area: Area) -> Track:
    """A track of what stays as it is until the next iterate: level, and then straight up or down."""
    track = plain_track(stairs(points), area)
    return replace(track, ends=2 * np.arange(len(points)), heads=track.heads[::2])


def stairs(points: Array) -> Array:
    """Points (M, 2) with a corner between each and the next, (2 M - 1, 2): level, and then straight up or down."""
    corners = np.column_stack([points[1:, 0], points[:-1, 1]])
    return np.insert(points, range(1, len(points)), corners, axis=0)


def within_reach(points: Array) -> Array:
    """Points (M, 2), those that are very far away moved towards the picture: the renderer cannot count so far."""
    farthest = np.abs(points).max(axis=-1, keepdims=True)
    return np.asarray(points * np.where(np.isinf(farthest), 1.0, _REACH / np.maximum(farthest, _REACH)))


_REACH = 1e12
"""Pixels. A line to a place as far away looks like one to any place beyond it."""


def thinned(track: Track, *, over: bool = False) -> Track:
    """The track as a companion's: thin, and beneath the others without a head, or over them."""
    heads = track.heads if over else np.full_like(track.heads, np.nan)
    return replace(track, heads=heads, thin=True, over=over, leaves=False)


_EDGE = 0.5
"""Pixels by which an iterate may miss its area and still be in view: it stands on the edge."""


def after_the_start(heads: Array) -> Array:
    """Heads of a view that marks the starts: the first is left to the mark."""
    return np.concatenate([np.full((1, 2), np.nan), heads[1:]])
