"""Labels that move along with the heads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.theme import Theme
    from optviz.scene.traces import Trace

SIZE = 9.0
"""Points, of a label."""
_HEIGHT = 1.5 * SIZE
"""Points, of a label's area; more where a formula is higher."""
GAP = 4.0
"""Points between a head and its label."""
_LINE = 10.5
"""Points that the middles of two labels keep between them, where they would overlap; more for higher ones."""


@dataclass(frozen=True)
class HeadLabel:
    """A label in its place, an overlay."""

    text: str
    color: str
    page: str
    area: Area
    math: bool = False

    def draw(self, canvas: Canvas) -> None:
        """Draw it with an edge of the page's colour."""
        middle, left = self.area.bottom + self.area.height / 2, self.area.left + canvas.point
        canvas.text(self.text, left, middle, SIZE, self.color, weight="bold", math=self.math, halo=self.page)


def head_labels(traces: Sequence[Trace], step: int, theme: Theme, *, math: bool) -> Iterator[HeadLabel]:
    """The label of every run whose first head is in view, beside the head; no two on top of each other."""
    placed: list[HeadLabel] = []
    firsts: dict[tuple[str, Area], Trace] = {}  # of a run's traces in a panel, where it has many starts
    for trace in sorted(traces, key=lambda trace: not trace.trace_style.aloft):
        if trace.headed and not trace.tracks[0].thin:
            firsts.setdefault((trace.run_style.label, trace.tracks[0].area), trace)
    seen = [trace for trace in firsts.values() if np.isfinite(trace.heads[step, 0, 0])]
    for trace in sorted(seen, key=lambda trace: float(trace.heads[step, 0, 1])):
        label = _beside(trace, step, theme, math=math)
        lift = max((_overlap(label.area, other.area) for other in placed), default=0.0)
        area = label.area._replace(bottom=label.area.bottom + lift)
        placed.append(replace(label, area=area))
    yield from placed


def _beside(trace: Trace, step: int, theme: Theme, *, math: bool) -> HeadLabel:
    """A label to the right of its head, or to the left where the picture ends."""
    canvas, track = trace.canvas, trace.tracks[0]
    x, y = track.heads[step].tolist()
    width = canvas.text_width(trace.run_style.label, SIZE, weight="bold", math=math) + 3 * canvas.point
    above, below = canvas.text_reach(trace.run_style.label, SIZE, weight="bold", math=math)
    height = max(_HEIGHT * canvas.point, 2 * (max(above, below) + canvas.scale))  # with its halo
    gap = (GAP + trace.trace_style.head / 2) * canvas.point
    left = x + gap if x + gap + width <= track.area.right else x - gap - width
    area = Area(left, y - height / 2, width, height)
    return HeadLabel(trace.run_style.label, trace.run_style.color, theme.page, area, math)


def _overlap(area: Area, below: Area) -> float:
    """How far an area has to rise to stand clear of one that was placed before it."""
    apart = area.left >= below.right or below.left >= area.right
    middles = (area.height + below.height) / 2 * _LINE / _HEIGHT
    least = below.bottom + below.height / 2 + middles - area.height / 2
    return 0.0 if apart or area.bottom >= least else least - area.bottom
