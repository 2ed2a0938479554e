"""The colour and marker of each run: its method's own, as in every figure, or others where a method runs twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.drawing.theme import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optviz.drawing.theme import Theme
    from optviz.scenario import Run

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
class RunStyle:
    """How a run is drawn: its label, its colour as "#RRGGBB", and matplotlib's letter for its head's marker."""

    label: str
    color: str
    marker: str


def run_styles(runs: Iterable[Run], theme: Theme) -> list[RunStyle]:
    """The styles of a figure's runs, in their order.

    The first run of a method has the method's own colour and marker, as in every figure, unless the scenario gives
    it a colour; where a method runs again, or two methods have the same, the later run gets what none has yet.
    """
    runs = list(runs)
    chosen = _own(runs)
    for index, run in enumerate(runs):
        if chosen[index] is None:
            taken = [pair for pair in chosen if pair]
            color = run.color or _free(PALETTE, {color for color, _ in taken})
            chosen[index] = color, _free(_MARKERS, {marker for _, marker in taken})
    return [
        RunStyle(run.label, theme.trace_color(color), _MARKERS[marker])
        for run, (color, marker) in zip(runs, filter(None, chosen), strict=True)
    ]


def _own(runs: Sequence[Run]) -> list[tuple[str, str] | None]:
    """Colour and marker of every run that can have its method's own; a method's later runs cannot."""
    chosen: list[tuple[str, str] | None] = []
    seen: set[str] = set()
    for run in runs:
        pair = run.color or run.optimizer.color, run.optimizer.marker
        chosen.append(None if run.optimizer.name in seen or pair in chosen else pair)
        seen.add(run.optimizer.name)
    return chosen


def _free(choices: Iterable[str], taken: set[str]) -> str:
    """The first choice that is not taken; where all are, the first."""
    listed = list(choices)
    return next((choice for choice in listed if choice not in taken), listed[0])
