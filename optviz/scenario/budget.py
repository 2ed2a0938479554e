"""Budgets: how much work one scenario may ask for, estimated before any of it starts."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.cost import LIMIT, Cost
from optviz.drawing import ensembles
from optviz.encoders import ENCODERS, Frames
from optviz.scenario.limits import MAX_CELLS, MAX_PANELS
from optviz.schedules import Schedule
from optviz.views import Load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.optimizers import Optimizer
    from optviz.oracle import GradientOptions
    from optviz.scenario.cells import Cell
    from optviz.scenario.model import Scenario

Excess: TypeAlias = tuple[tuple[str, ...], str]

MAX_SCHEDULED: Final = 300_000
"""Steps x schedules x cells, an expression counting as many times as it has parts: all their values are computed to
check a scenario."""

RAISE: Final = ("--max-seconds", "--max-memory")
"""The options of the command line that set a limit of processor time, and of memory; ALLOW is the one that lifts it."""
ALLOW: Final = "--allow-cost"

_START: Final = Cost(0.8, 95e6)
"""Python, NumPy and matplotlib, loaded, with a figure's texts."""
_FITTING: Final = 4
"""How often a file is written until it fits a size, as a rule."""
_PROCESS: Final = 0.7
"""Seconds until another process can draw."""


def exceeded(scenario: Scenario) -> Iterator[Excess]:
    """Every budget a scenario exceeds: the path of the key to lower, and a message that says so."""
    columns, rows = scenario.grid
    if columns * rows > MAX_CELLS:
        yield ("vary",), f"{columns} columns x {rows} rows, more than {MAX_CELLS} cells"
        return
    cells, views = len(scenario.cells), len(scenario.views)
    if cells * views > MAX_PANELS:
        yield ("vary",), f"{cells} cells x {views} views = {cells * views} panels, more than {MAX_PANELS}"
        return
    scheduled = list(schedules((run.optimizer for cell in scenario.cells for run in cell.runs), scenario.steps))
    yield from scheduled
    if not scheduled:
        yield from _too_expensive(scenario)


def schedules(optimizers: Iterable[Optimizer], steps: int) -> Iterator[Excess]:
    """The budget of values that schedules may have, if it is exceeded."""
    every = [each for optimizer in optimizers for each in optimizer.nested()]
    parts = [part for each in every for part in vars(each).values() if isinstance(part, Schedule)]
    effort = sum(part.effort for part in parts)
    if effort * steps > MAX_SCHEDULED:
        terms = f"{steps} steps x {len(parts)} schedules"
        terms += f" of {effort} parts in all" if effort > len(parts) else ""
        yield ("steps",), f"{terms}, more than {MAX_SCHEDULED:,}; lower one of them"


def estimate(scenario: Scenario) -> Cost:
    """What rendering a scenario takes, about: within a factor of three, as a rule. Its variants are drawn in turn."""
    drawn = [_drawing(each) for each in scenario.variants]
    in_turn = Cost(sum(each.seconds for each in drawn), max(each.bytes for each in drawn))
    return _START.plus(_running(scenario)).plus(in_turn)


def _too_expensive(scenario: Scenario) -> Iterator[Excess]:
    """The limit of processor time and memory, if it is exceeded; the key is the one whose half helps more."""
    cost, limit = estimate(scenario), scenario.limit
    if not cost.exceeds(limit):
        return
    fewer_steps = estimate(replace(scenario, steps=max(1, scenario.steps // 2)))
    shorter = estimate(
        replace(scenario, output=replace(scenario.output, duration=max(0.1, scenario.output.duration / 2)))
    )
    key = "steps" if fewer_steps.share(limit) < 0.9 * shorter.share(limit) else "output"
    runs = sum(len(cell.runs) * len(cell.starts) for cell in scenario.cells)
    panels = len(scenario.cells) * len(scenario.views)
    sizes, times = [each.output.pixels for each in scenario.variants], len(scenario.variants)
    size = "{} x {}".format(*max(sizes, key=prod))
    again, most = (f"{times} x ", "at most ") if times > 1 else ("", "")
    drawn = f"{again}{frames(scenario)} frames of {most}{size}"
    taken = f"{scenario.steps} steps x {runs} runs, {drawn} with {panels} panels"
    exceeded = (option for option, part, allowed in zip(RAISE, cost, limit, strict=True) if part > allowed)
    advice = f"allow it with {ALLOW}" if limit == LIMIT else f"raise {' and '.join(exceeded)}"
    message = f"about {cost}, more than {limit}: {taken}; lower one of them, or {advice}"
    yield (key,), message.replace(" 1 runs", " 1 run").replace(" 1 panels", " 1 panel")


# What is run.


def _running(scenario: Scenario) -> Cost:
    """The cost of the trajectories."""
    whole = Cost()
    for cell in scenario.cells:
        for run in cell.runs:
            whole = whole.plus(_walking(run.optimizer, cell, run.options(scenario.gradient), scenario.steps))
    dissected = any(view.needs_anatomy for view in scenario.views)
    positions = scenario.steps * sum(len(cell.runs) * len(cell.starts) for cell in scenario.cells)
    return whole.plus(Cost(positions * 2e-5, positions * 250)) if dissected else whole


def _walking(optimizer: Optimizer, cell: Cell, gradient: GradientOptions, steps: int) -> Cost:
    """The cost of one optimizer's trajectory from all starts of a cell."""
    runs = len(cell.starts)
    together, times = (1, runs) if optimizer.reacts else (runs, 1)
    asked = optimizer.questions() * cell.surface.effort(together, gradient.batch)
    noise = optimizer.questions() * runs * 5e-6 if gradient.noise else 0.0
    each = times * (optimizer.effort(together) + asked + 3e-6) + noise
    value, both = cell.surface.operations
    positions = steps * runs
    recorded = optimizer.kept
    return Cost(
        steps * each + positions * (5e-8 + 3e-9 * (value + both) + 2e-9 * recorded), positions * (56 + 8 * recorded)
    )


# What is drawn.


def frames(scenario: Scenario) -> int:
    """How many frames there are at most: those of the motion, and for every pause those in which a note appears."""
    output, pauses = scenario.output, sum(note.pause > 0 for note in scenario.notes)
    return max(2, round(output.duration * output.fps)) + pauses * -(-output.fps // 4)


def _rows(scenario: Scenario) -> int:
    """About how many steps a scene has: where it goes by calls, those of the run that asks most."""
    by_calls = scenario.output.pace.kind == "calls"
    asked = max(run.optimizer.calls() for cell in scenario.cells for run in cell.runs) if by_calls else 1
    return scenario.steps * asked


def _drawing(scenario: Scenario) -> Cost:
    """The cost of the frames and the files."""
    output, number, rows = scenario.output, frames(scenario), _rows(scenario)
    width, height = output.pixels
    moves = any(view.moves for view in scenario.views)
    shown = number + round((output.hold + sum(note.pause for note in scenario.notes)) * output.fps)
    whole = Cost(0.2, 10 * width * height)
    for name in output.formats:
        whole = whole.plus(ENCODERS[name].cost(Frames(width * height, number, shown, moves)))
    share = width * height / (len(scenario.cells) * len(scenario.views))
    for cell in scenario.cells:
        traces = len(cell.runs) * len(cell.starts)
        paths = sum(run.optimizer.paths for run in cell.runs) * len(cell.starts)
        dots = scenario.steps * sum(run.optimizer.dots for run in cell.runs) * len(cell.starts)
        alone = traces if ensembles.drawn(scenario.traces.ensemble, len(cell.starts)) == "all" else len(cell.runs)
        load = Load(share, number, alone, rows * paths, cell.surface.operations[0], dots, traces - alone)
        for view in scenario.views:
            whole = whole.plus(view.cost(load))
        if output.pace.kind == "calls":
            whole = whole.plus(Cost(rows * paths * 2e-7, rows * paths * 72))
        if scenario.traces.show == "tail":
            tail = min(scenario.traces.tail, scenario.steps)
            whole = whole.plus(Cost(number * traces * tail * 3e-7 * len(scenario.views)))
    seconds = whole.seconds * (_FITTING * len(output.formats) if output.max_bytes else 1)
    return Cost(seconds + _PROCESS, 2 * whole.bytes + _START.bytes) if moves else whole._replace(seconds=seconds)
