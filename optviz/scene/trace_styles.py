"""How wide and how faint traces and heads are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.drawing import ensembles
from optviz.drawing.marks import CROWDED, crowding, fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.drawing.ensembles import Asked
    from optviz.geometry import Area
    from optviz.trajectory import Trajectory
    from optviz.views import Track
    from optviz.views.base import HiddenStyle

HEAD: Final = 8.5
"""Points across a head, or a sample of it in the legend."""
CASING: Final = 1.0
"""Points: the page-coloured edge on each side of a trace, and round a head."""
TRACE: Final = 2.2
"""Points: a trace's width."""
FAINT: Final = 0.32
"""The opacity of what the surface hides."""
DASHES: Final = (2.4, 2.2)
"""Points of ink and of gap where what the surface hides is dashed."""
_JUMP: Final = 0.6
"""The opacity of a line along which nothing walked."""
_SHADOW: Final = 1.4
"""Points: the width of a trace's shadow."""
_THIN_CASING: Final = 0.4
"""The casing of a companion's trace, of a trace's; one that lies over its own run's trace has all of it."""
_THIN_HEAD: Final = 0.65
"""The head of a companion that has one, of a head."""
_CROWD_TRACE: Final = 1.0
"""Points: the width of one of many traces."""
_CROWD_HEAD: Final = 3.2
"""Points across one of many heads at the ends of traces."""
_CLOUD_HEAD: Final = 5.0
"""Points across one of many heads without traces."""
_DENSITY: Final = 2.0
"""The opacity of one of many traces, times the root of how many they are."""
_FAINTEST: Final = 0.05
_DARKEST: Final = 0.5
_CROWD_HEADS: Final = 2.5
"""How many times more opaque their heads are."""
HIDDEN_HEAD: Final = 0.45
"""The opacity of a head that the surface hides."""

_CASED: Final = 0.2
"""The largest casing round a head, in shares of the head."""


class Pen(NamedTuple):
    """How traces are drawn that nothing makes smaller, in points.

    Args: width: of the line.  casing: of the page-coloured edge on each side.  head: across the head.
    """

    width: float
    casing: float
    head: float

    @property
    def ratio(self) -> float:
        """How many times wider than usual its line is."""
        return self.width / TRACE

    @staticmethod
    def of(width: float) -> Pen:
        """The pen whose line has a width: a thin one's casing is thin too, a thick one's head large."""
        ratio = width / TRACE
        return Pen(width, CASING * min(ratio, 1.0), HEAD * math.sqrt(max(ratio, 1.0)))


USUAL: Final = Pen(TRACE, CASING, HEAD)


@dataclass(frozen=True)
class TraceStyle:
    """How one trace is drawn, in points.

    Args: width: of its line.  casing: of the page-coloured edge on each side.  head: across its head.
        opacity: of its line.  hidden_style: how stretches that the surface hides are drawn.  crowding: the share of
        its full size that a mark has among so many.  head_opacity: of its head.  apart: whether each track is a stroke
        and a head by itself, so that they are darker where many lie.  aloft: whether it lies over all that come later.
    """

    width: float
    casing: float
    head: float
    opacity: float = 1.0
    hidden_style: HiddenStyle = "faint"
    crowding: float = 1.0
    head_opacity: float = 1.0
    apart: bool = False
    aloft: bool = False

    @property
    def head_casing(self) -> float:
        """The width of the page-coloured edge round its head."""
        return min(CASING, _CASED * self.head)

    @property
    def reach(self) -> float:
        """The width of the line with its casing."""
        return self.width + 2 * self.casing


def styled(
    trajectory: Trajectory, tracks: Sequence[Track], asked: Asked, point: float, pen: Pen = USUAL
) -> Iterator[tuple[Sequence[Track], TraceStyle]]:
    """The tracks of a trajectory in parts that are drawn alike, and how.

    Args: asked: how an ensemble is drawn.  point: pixels per point.  pen: the run's.
    """
    starts = len(trajectory.starts)
    ensemble = ensembles.drawn(asked, starts)
    for kind in _kinds(tracks):
        first = kind[0]
        room = min(first.area.width, first.area.height) / point
        if ensemble == "all" or first.shadow:
            yield kind, _usual(first, len(kind), room, pen)
        elif first.thin:
            yield kind, crowd_style(len(kind), room, first.hidden_style, pen=pen)
        elif len(kind) < starts:  # those that a view chose
            yield kind, replace(_usual(first, len(kind), room, pen), aloft=True)
        else:
            median = ensembles.median_run(trajectory)
            others = [*kind[:median], *kind[median + 1 :]]
            if ensemble == "cloud":
                yield [kind[median], *others], crowd_style(starts, room, first.hidden_style, pen=pen, lines=False)
            else:
                yield others, crowd_style(starts, room, first.hidden_style, pen=pen)
                yield [kind[median]], replace(_usual(first, 1, room, pen), aloft=True)


def _usual(track: Track, count: int, room: float, pen: Pen) -> TraceStyle:
    looks = {"thin": track.thin, "over": track.over, "shadow": track.shadow, "jumps": track.jumps}
    style = trace_style(count, room, track.hidden_style, pen=pen, **looks)
    return replace(style, width=0.0, casing=0.0) if track.bare else style


def _kinds(tracks: Sequence[Track]) -> Iterable[list[Track]]:
    """Tracks that are drawn alike."""
    kinds: dict[tuple[bool, bool, bool, Area], list[Track]] = {}
    for track in tracks:
        kinds.setdefault((track.thin, track.over, track.shadow, track.area), []).append(track)
    return kinds.values()


def trace_style(
    starts: int,
    room: float,
    hidden_style: HiddenStyle,
    *,
    pen: Pen = USUAL,
    thin: bool = False,
    over: bool = False,
    shadow: bool = False,
    jumps: bool = False,
) -> TraceStyle:
    """The style of a trace: thinner where a run has many starts or its panel is small.

    Args: starts: of its run.  room: points of the panel's shorter side.  pen: the run's.
        thin: whether it is a companion's.  over: whether that lies over the others.  shadow: whether it is only a
        trace's shadow.  jumps: whether nothing walked along it.
    """
    if shadow:
        return TraceStyle(_SHADOW * pen.ratio, 0.0, 0.0, 0.3, hidden_style)
    crowded = crowding(starts)
    size = crowded * fitting(room)
    if over:
        head = _THIN_HEAD * pen.head * size
        return TraceStyle(pen.width / 2 * size, pen.casing * size, head, 1.0, hidden_style, crowded, aloft=True)
    if thin:
        return TraceStyle(pen.width / 2 * size, _THIN_CASING * pen.casing * size, 0.0, 1.0, hidden_style, crowded)
    if jumps:
        return TraceStyle(pen.width / 2 * size, 0.0, pen.head * size, _JUMP, hidden_style, crowded)
    casing = pen.casing * size * min(1.0, crowded / CROWDED)  # a crowd's would cover the surface
    return TraceStyle(pen.width * size, casing, pen.head * size, 1.0, hidden_style, crowded)


def crowd_style(
    starts: int, room: float, hidden_style: HiddenStyle, *, pen: Pen = USUAL, lines: bool = True
) -> TraceStyle:
    """The style of the runs of an ensemble: the fainter the more they are.

    Args: starts, room, hidden_style, pen: as in trace_style.  lines: whether it has lines, not only heads.
    """
    size, opacity = fitting(room), min(max(_DENSITY / math.sqrt(starts), _FAINTEST), _DARKEST)
    head = _CROWD_HEAD if lines else _CLOUD_HEAD
    return TraceStyle(
        _CROWD_TRACE * pen.ratio * size if lines else 0.0,
        0.0,
        head * size,
        opacity,
        hidden_style,
        crowding(starts),
        min(_CROWD_HEADS * opacity, 1.0),
        apart=True,
    )
