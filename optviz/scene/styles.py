"""How each run looks: the colour and marker its method has in every figure, told apart where a method runs twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from optviz.drawing.theme import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optviz.drawing.theme import Theme
    from optviz.scenario import Run

Look: TypeAlias = tuple[str, str]

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

    The first run of a method has the method's own colour and marker, as in every figure, unless the scenario gives
    it a colour; where a method runs again, or two methods look the same, the later run gets what none has yet.
    """
    runs = list(runs)
    looks = _own_looks(runs)
    for index, run in enumerate(runs):
        if looks[index] is None:
            taken = [look for look in looks if look]
            color = run.color or _free(PALETTE, {color for color, _ in taken})
            looks[index] = color, _free(_MARKERS, {marker for _, marker in taken})
    return [
        Style(run.label, theme.trace_color(color), _MARKERS[marker])
        for run, (color, marker) in zip(runs, filter(None, looks), strict=True)
    ]


def _own_looks(runs: Sequence[Run]) -> list[Look | None]:
    """Colour and marker of every run that can have its method's own; a method's later runs can not."""
    looks: list[Look | None] = []
    seen: set[str] = set()
    for run in runs:
        look = run.color or run.optimizer.color, run.optimizer.marker
        looks.append(None if run.optimizer.name in seen or look in looks else look)
        seen.add(run.optimizer.name)
    return looks


def _free(choices: Iterable[str], taken: set[str]) -> str:
    """The first choice that is not taken; where all are, the first."""
    listed = list(choices)
    return next((choice for choice in listed if choice not in taken), listed[0])
