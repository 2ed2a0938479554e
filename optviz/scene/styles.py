"""How each run looks: the colour and marker its method has in every figure, told apart where a method runs twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.theme import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    A run has the colour its scenario gives. The first run of a method has the method's own colour and marker, if
    no scenario's colour took it; the others get what no run has yet.
    """
    runs = list(runs)
    colors = _choices(runs, [run.color for run in runs], [run.optimizer.color for run in runs], PALETTE)
    markers = _choices(runs, [None] * len(runs), [run.optimizer.marker for run in runs], list(_MARKERS))
    return [
        Style(run.label, theme.trace_color(color), _MARKERS[marker])
        for run, color, marker in zip(runs, colors, markers, strict=True)
    ]


def _choices(runs: Sequence[Run], given: Sequence[str | None], own: Sequence[str], others: Sequence[str]) -> list[str]:
    """A choice for each run: what is given, else its own, else another that is free, else its own after all."""
    names = [run.optimizer.name for run in runs]
    chosen = list(given)
    for index, choice in enumerate(own):
        if chosen[index] is None and names.index(names[index]) == index and choice not in chosen:
            chosen[index] = choice
    for index, choice in enumerate(own):
        if chosen[index] is None:
            chosen[index] = next((other for other in others if other not in chosen), choice)
    return [choice for choice in chosen if choice is not None]
