"""Budgets: how much work one scenario may ask for, checked before any of it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.optimizers import Optimizer
    from optviz.scenario.model import Scenario

Excess: TypeAlias = tuple[tuple[str, ...], str]

MAX_OPTIMIZERS: Final = 40
MAX_STARTS: Final = 500
MAX_VIEWS: Final = 6
MAX_POINTS: Final = 100
MAX_EXPRESSION: Final = 1000
MAX_INSIDE: Final = 3  # optimizers inside one another
MAX_SCHEDULES: Final = 20  # one after another

MAX_POSITIONS: Final = 5_000_000
"""Steps x optimizers x starts. A position with its value, gradient norm, distance and recorded state takes
about 150 bytes while a run is made, so that the trajectories of one scenario stay below 1 GB."""

MAX_SCHEDULED: Final = 300_000
"""Steps x schedules: each of their values is computed before the run to see that it keeps to its range."""

MAX_PIXELS: Final = 8_000_000_000
"""Frames x width x height: 3000 frames of 1920 x 1080 pass, which take minutes."""


def exceeded(scenario: Scenario) -> Iterator[Excess]:
    """Every budget a scenario exceeds: the path of the key to lower, and a message that says so."""
    yield from _positions(scenario)
    yield from schedules((run.optimizer for run in scenario.runs), scenario.steps)
    yield from _pixels(scenario)


def schedules(optimizers: Iterable[Optimizer], steps: int) -> Iterator[Excess]:
    """The budget of values that schedules may have, if it is exceeded."""
    every = [each for optimizer in optimizers for each in optimizer.nested()]
    parts = [part for each in every for part in vars(each).values() if isinstance(part, Schedule)]
    if len(parts) * steps > MAX_SCHEDULED:
        terms = f"{steps} steps x {len(parts)} schedules"
        yield ("steps",), f"{terms}, more than {MAX_SCHEDULED:,}; lower one of them"


def _positions(scenario: Scenario) -> Iterator[Excess]:
    factors = scenario.steps, len(scenario.runs), len(scenario.starts)
    positions = factors[0] * factors[1] * factors[2]
    if positions > MAX_POSITIONS:
        terms = "{} steps x {} optimizers x {} starts".format(*factors)
        yield ("steps",), f"{terms} = {positions:,} positions, more than {MAX_POSITIONS:,}; lower one of them"


def _pixels(scenario: Scenario) -> Iterator[Excess]:
    output = scenario.output
    width, height = output.size
    frames = max(1, round(output.duration * output.fps))
    pixels = frames * width * height
    if pixels > MAX_PIXELS:
        terms = f"{frames} frames x {width} x {height}"
        yield (
            ("output",),
            f"{terms} = {pixels:,} pixels, more than {MAX_PIXELS:,}; lower size, fps or duration",
        )
