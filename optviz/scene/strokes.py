"""How thick, how faint: the looks of traces and heads, and where along a trace they change."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from optviz.arrays import Mask, np

if TYPE_CHECKING:
    from optviz.views.base import Veil

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
HIDDEN_HEAD: Final = 0.45
"""The opacity of a head that the surface hides."""

_FEW, _MANY = 4, 24
"""From so many starts on traces grow thinner; from so many on they are thinnest."""
AMPLE: Final = 140.0
"""Points of a panel's shorter side from which on traces have their full width."""
_THINNEST: Final = 0.6
"""The share of its full width that a trace keeps in a crowd, and in a small panel."""


@dataclass(frozen=True)
class Look:
    """How one track is drawn, in points.

    Args: width: of its line.  casing: of the page-coloured edge on each side.  head: across its head.
        opacity: of its line.  veil: what becomes of stretches that the surface hides.
    """

    width: float
    casing: float
    head: float
    opacity: float = 1.0
    veil: Veil = "faint"

    @property
    def reach(self) -> float:
        """The width of the line with its casing."""
        return self.width + 2 * self.casing


def look(starts: int, room: float, veil: Veil, *, thin: bool = False, shade: bool = False) -> Look:
    """The look of a track: thinner where a run has many starts or the panel is small; companions thin, shadows quiet.

    Args: starts: of its run.  room: points of the panel's shorter side.
    """
    if shade:
        return Look(1.4, 0.0, 0.0, 0.3, veil)
    share = min(max((starts - _FEW) / (_MANY - _FEW), 0.0), 1.0)
    size = (1 - (1 - _THINNEST) * share) * min(max(math.sqrt(room / AMPLE), _THINNEST), 1.0)
    if thin:
        return Look(1.1 * size, 0.4 * size, 0.0, 1.0, veil)
    return Look(TRACE * size, CASING * size, HEAD * size, 1.0, veil)


def stretches(hidden: Mask) -> list[tuple[int, int, bool]]:
    """The runs of equal visibility along a track's rows, as (first row, last row, hidden).

    A segment is hidden if either of its ends is, so that a visible stretch never shows through.
    """
    if len(hidden) < 2:  # noqa: PLR2004  (a segment has two ends)
        return []
    segments = hidden[1:] | hidden[:-1]
    changes = np.flatnonzero(segments[1:] != segments[:-1]) + 1
    edges = [0, *changes.tolist(), len(segments)]
    return [(first, last, bool(segments[first])) for first, last in itertools.pairwise(edges)]
