"""Budgets: how much work one scenario may ask for, checked before any of it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.scenario.limits import MAX_CELLS, MAX_PANELS
from optviz.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.optimizers import Optimizer
    from optviz.scenario.model import Scenario

Excess: TypeAlias = tuple[tuple[str, ...], str]

MAX_POSITIONS: Final = 5_000_000
"""Steps x optimizers x starts x cells. A position with its value, gradient norm, distance and recorded state takes
about 150 bytes while a run is made, so that the trajectories of one scenario stay below 1 GB."""

MAX_DISSECTED: Final = 500_000
"""The same where the parts of every step are kept: up to five, each with a tail and a vector, drawn in every frame."""

MAX_SCHEDULED: Final = 300_000
"""Steps x schedules x cells: all their values are computed before the run, to check their ranges."""

MAX_PIXELS: Final = 8_000_000_000
"""Frames x width x height: 3000 frames of 1920 x 1080 pass, which take minutes."""

MAX_PICTURE: Final = 20_000_000
"""Width x height: a landscape is drawn with nine times as many pixels, then reduced: 36 bytes for each of these."""


def exceeded(scenario: Scenario) -> Iterator[Excess]:
    """Every budget a scenario exceeds: the path of the key to lower, and a message that says so."""
    columns, rows = scenario.grid
    if columns * rows > MAX_CELLS:
        yield ("vary",), f"{columns} columns x {rows} rows, more than {MAX_CELLS} cells"
        return
    yield from _panels(scenario)
    yield from _positions(scenario)
    yield from schedules((run.optimizer for cell in scenario.cells for run in cell.runs), scenario.steps)
    yield from _pixels(scenario)


def schedules(optimizers: Iterable[Optimizer], steps: int) -> Iterator[Excess]:
    """The budget of values that schedules may have, if it is exceeded."""
    every = [each for optimizer in optimizers for each in optimizer.nested()]
    parts = [part for each in every for part in vars(each).values() if isinstance(part, Schedule)]
    if len(parts) * steps > MAX_SCHEDULED:
        terms = f"{steps} steps x {len(parts)} schedules"
        yield ("steps",), f"{terms}, more than {MAX_SCHEDULED:,}; lower one of them"


def _panels(scenario: Scenario) -> Iterator[Excess]:
    cells, views = len(scenario.cells), len(scenario.views)
    if cells * views > MAX_PANELS:
        yield ("vary",), f"{cells} cells x {views} views = {cells * views} panels, more than {MAX_PANELS}"


def _positions(scenario: Scenario) -> Iterator[Excess]:
    runs = sum(len(cell.runs) * len(cell.starts) for cell in scenario.cells)
    positions = scenario.steps * runs
    most = MAX_DISSECTED if any(view.needs_anatomy for view in scenario.views) else MAX_POSITIONS
    if positions > most:
        terms = f"{scenario.steps} steps x {len(scenario.runs)} optimizers x {len(scenario.starts)} starts"
        if scenario.vary:
            terms = f"{scenario.steps} steps x {runs} runs in {len(scenario.cells)} cells"
        yield ("steps",), f"{terms} = {positions:,} positions, more than {most:,}; lower one of them"


def _pixels(scenario: Scenario) -> Iterator[Excess]:
    output = scenario.output
    width, height = output.pixels
    if width * height > MAX_PICTURE:
        yield ("output",), f"{width} x {height} = {width * height:,} pixels, more than {MAX_PICTURE:,}; make it smaller"
    frames = max(1, round(output.duration * output.fps))
    pixels = frames * width * height
    if pixels > MAX_PIXELS:
        terms = f"{frames} frames x {width} x {height}"
        yield (
            ("output",),
            f"{terms} = {pixels:,} pixels, more than {MAX_PIXELS:,}; lower size, fps or duration",
        )
