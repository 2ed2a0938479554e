"""How each run looks: the colour and marker its method has in every figure, told apart where a method runs twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.theme import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.scenario import Run
    from optviz.theme import Theme

_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle_up": "^",
    "triangle_down": "v",
    "triangle_left": "<",
    "triangle_right": ">",
    "plus": "P",
    "cross": "X",
    "star": "*",
    "pentagon": "p",
    "hexagon": "h",
}
"""matplotlib's letter for each marker of design; all are filled shapes."""


@dataclass(frozen=True)
class Style:
    """One run's look: its label, its colour as "#RRGGBB", and matplotlib's letter for its head's marker."""

    label: str
    color: str
    marker: str


def styles(runs: Iterable[Run], theme: Theme) -> list[Style]:
    """The styles of a figure's runs, in their order.

    A run has the colour its scenario gives, or else its method's own; where another run already has that
    colour or marker, the next free one of the palette.
    """
    runs = list(runs)
    taken_colors = {run.color for run in runs if run.color}
    taken_markers: set[str] = set()
    chosen = []
    for run in runs:
        color = run.color or _free(run.optimizer.color, PALETTE, taken_colors)
        marker = _free(run.optimizer.marker, _MARKERS, taken_markers)
        taken_colors.add(color)
        taken_markers.add(marker)
        chosen.append(Style(run.label, theme.trace_color(color), _MARKERS[marker]))
    return chosen


def _free(wanted: str, others: Iterable[str], taken: set[str]) -> str:
    """The wanted one if it is free, else the first free other, else the wanted one after all."""
    return next((choice for choice in (wanted, *others) if choice not in taken), wanted)
