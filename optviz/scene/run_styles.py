"""The colour and marker of each run: its method's own, as in every figure, or others where two would look alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optviz.drawing.palettes import chosen
from optviz.drawing.theme import INK, MORE, PALETTE, alike
from optviz.scene.trace_styles import USUAL, Pen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from optviz.drawing.outlines import Dash
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


_LINES: tuple[Dash | None, ...] = (None, (2.4, 1.7), (1.0, 1.3), (4.2, 1.2))
"""The lines of runs that share a colour: solid, dashed, dotted, with long dashes; ink and gap in widths of the line."""


@dataclass(frozen=True)
class RunStyle:
    """How a run is drawn.

    Args: label: its name.  color: "#RRGGBB".  marker: matplotlib's letter for its head's marker.  dash: the lengths of
        ink and gap of its line, in widths of it; None where it is solid.  pen: how wide its line is, and all with it.
    """

    label: str
    color: str
    marker: str
    dash: Dash | None = None
    pen: Pen = USUAL


def run_styles(
    runs: Iterable[Run],
    theme: Theme,
    house: Mapping[str, str] | None = None,
    palette: tuple[str, ...] | None = None,
    pen: Pen = USUAL,
) -> list[RunStyle]:
    """The styles of a figure's runs, in their order.

    What the scenario gives comes first. Then the first run of a method has the method's own colour and marker, as in
    every figure, unless another run has that colour. All others get a colour that none has yet; where no colour is
    left, runs of one colour differ in their lines.

    Args: house: for methods by name, the colour that is given to the first run, unless the run itself gives one.
        palette: for all that have none then, one after another.  pen: of all of them.
    """
    runs = _in_house(list(runs), house or {})
    if palette:
        runs = _painted(runs, palette, theme)
    colors = _colors(runs)
    before = [sum(alike(color, other) for other in colors[:place]) for place, color in enumerate(colors)]
    return [
        RunStyle(run.label, theme.trace_color(color), _MARKERS[marker], _LINES[alikes % len(_LINES)], pen)
        for run, color, marker, alikes in zip(runs, colors, _markers(runs, colors), before, strict=True)
    ]


def _in_house(runs: list[Run], house: Mapping[str, str]) -> list[Run]:
    """The runs, of which the first of each method has its given colour."""
    for place in _firsts(runs):
        run = runs[place]
        runs[place] = replace(run, color=run.color or house.get(run.optimizer.name))
    return runs


def _painted(runs: list[Run], palette: tuple[str, ...], theme: Theme) -> list[Run]:
    """The runs, of which those without a colour have those of a palette that no other has, as far as there are some."""
    given = [run.color for run in runs if run.color]
    bare = [place for place, run in enumerate(runs) if not run.color]
    colors = [theme.ink if color == INK else color for color in chosen(palette, len(runs), theme.page)]
    free = [color for color in colors if not any(alike(color, other) for other in given)] or colors
    for number, place in enumerate(bare):
        runs[place] = replace(runs[place], color=free[number % len(free)])
    return runs


def _colors(runs: Sequence[Run]) -> list[str]:
    """The colour of every run."""
    given = [run.color for run in runs if run.color]
    chosen = {place: run.color for place, run in enumerate(runs) if run.color}
    for place in _firsts(runs):
        own = runs[place].optimizer.color
        if place not in chosen and own not in chosen.values() and not any(alike(own, color) for color in given):
            chosen[place] = own
    for place in range(len(runs)):
        if place not in chosen:
            chosen[place] = _free(chosen.values())
    return [chosen[place] for place in range(len(runs))]


def _free(taken: Collection[str]) -> str:
    """The first colour that looks like none that is taken; where all do, like the fewest."""
    return min((*PALETTE, *MORE), key=lambda color: sum(alike(color, other) for other in taken))


def _markers(runs: Sequence[Run], colors: Sequence[str]) -> list[str]:
    """The marker of every run: the method's own for its first run, unless another one looks like that."""
    firsts, chosen = _firsts(runs), dict[int, str]()
    for place in firsts:
        run, color = runs[place], colors[place]
        pairs = [(colors[other], marker) for other, marker in chosen.items()]
        if color in {run.color, run.optimizer.color} and (color, run.optimizer.marker) not in pairs:
            chosen[place] = run.optimizer.marker
    for place, run in enumerate(runs):
        if place not in chosen:
            choices = [run.optimizer.marker] if place in firsts else []
            chosen[place] = min([*choices, *_MARKERS], key=list(chosen.values()).count)
    return [chosen[place] for place in range(len(runs))]


def _firsts(runs: Sequence[Run]) -> list[int]:
    """The places of the first run of every method."""
    found: dict[str, int] = {}
    for place, run in enumerate(runs):
        found.setdefault(run.optimizer.name, place)
    return list(found.values())
