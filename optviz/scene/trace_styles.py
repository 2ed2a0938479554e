"""How wide and how faint traces and heads are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from optviz.drawing.marks import CROWDED, crowding, fitting

if TYPE_CHECKING:
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
HIDDEN_HEAD: Final = 0.45
"""The opacity of a head that the surface hides."""

_CASED: Final = 0.2
"""The largest casing round a head, in shares of the head."""


@dataclass(frozen=True)
class TraceStyle:
    """How one trace is drawn, in points.

    Args: width: of its line.  casing: of the page-coloured edge on each side.  head: across its head.
        opacity: of its line.  hidden_style: how stretches that the surface hides are drawn.  crowding: the share of
        its full size that a mark has among so many.
    """

    width: float
    casing: float
    head: float
    opacity: float = 1.0
    hidden_style: HiddenStyle = "faint"
    crowding: float = 1.0

    @property
    def head_casing(self) -> float:
        """The width of the page-coloured edge round its head."""
        return min(CASING, _CASED * self.head)

    @property
    def reach(self) -> float:
        """The width of the line with its casing."""
        return self.width + 2 * self.casing


def trace_style(
    starts: int,
    room: float,
    hidden_style: HiddenStyle,
    *,
    thin: bool = False,
    shadow: bool = False,
    jumps: bool = False,
) -> TraceStyle:
    """The style of a trace: thinner where a run has many starts or its panel is small.

    Args: starts: of its run.  room: points of the panel's shorter side.  thin: whether it is a companion's.
        shadow: whether it is only a trace's shadow.  jumps: whether nothing walked along it.
    """
    if shadow:
        return TraceStyle(1.4, 0.0, 0.0, 0.3, hidden_style)
    crowded = crowding(starts)
    size = crowded * fitting(room)
    if thin:
        return TraceStyle(1.1 * size, 0.4 * size, 0.0, 1.0, hidden_style, crowded)
    if jumps:
        return TraceStyle(1.1 * size, 0.0, HEAD * size, _JUMP, hidden_style, crowded)
    casing = CASING * size * min(1.0, crowded / CROWDED)  # a crowd's would cover the surface
    return TraceStyle(TRACE * size, casing, HEAD * size, 1.0, hidden_style, crowded)
