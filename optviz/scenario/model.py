"""A scenario: all that one animation is made from, frozen. Its defaults stand here and nowhere else."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path  # noqa: TC003  (annotations are evaluated)
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from annotated_types import Ge, Le, MaxLen

from optviz.optimizers import Optimizer
from optviz.oracle import EXACT, GradientOptions
from optviz.parameters import check_ranges, parameters
from optviz.surfaces import Bounds, Surface  # noqa: TC001  (annotations are evaluated)
from optviz.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Point: TypeAlias = tuple[float, float]
Width: TypeAlias = Annotated[int, Ge(64), Le(3840)]
Height: TypeAlias = Annotated[int, Ge(64), Le(2160)]

LABEL_LENGTH: Final = 60
TITLE_LENGTH: Final = 120
Label: TypeAlias = Annotated[str, MaxLen(LABEL_LENGTH)]


@dataclass(frozen=True, kw_only=True)
class Output:
    """What files an animation becomes.

    Args: formats: names of encoders.  size: width and height in pixels.  fps: frames per second.
        duration: seconds of motion.  hold: seconds that the last frame stays after it.
        loop: how often it plays, 0 for ever.  theme: light or dark.  background: the theme's page or nothing.
        legend: whether it keeps the scenario's order, ends in order of value, shows names alone, or is left out.
            Values give way to names that would be cut beside them.
    Raises: ParameterError where a number is out of range.
    """

    formats: tuple[str, ...] = ("gif",)
    size: tuple[Width, Height] = (800, 450)
    fps: Annotated[int, Ge(1), Le(60)] = 25
    duration: Annotated[float, Ge(0.1), Le(120)] = 6.0
    hold: Annotated[float, Ge(0), Le(60)] = 1.5
    loop: Annotated[int, Ge(0), Le(65535)] = 0
    theme: Literal["light", "dark"] = "light"
    background: Literal["page", "transparent"] = "page"
    legend: Literal["fixed", "ranked", "names", "none"] = "fixed"

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of the picture in pixels."""
        return self.size


@dataclass(frozen=True, kw_only=True)
class Traces:
    """How the ways of the runs are drawn.

    Args: show: the whole way, a tail that fades, or only the heads.  tail: its length in steps.
        labels: whether each head has its run's name beside it.
        exits: whether a mark stands where a run leaves the picture for good, or diverges.
    Raises: ParameterError where a number is out of range.
    """

    show: Literal["full", "tail", "heads"] = "full"
    tail: Annotated[int, Ge(1), Le(10_000)] = 30
    labels: bool = False
    exits: bool = True

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class Run:
    """One optimizer of a scenario.

    Args: label: the name a reader sees, different for every run.  color: "#RRGGBB", or None for the
            method's own.  kept: the names of those hyper-parameters that vary in the scenario and not here, because the
            optimizer's own entry sets them.
    """

    optimizer: Optimizer
    label: Label
    color: str | None = None
    kept: frozenset[str] = frozenset()

    def varied(self, key: str, value: Any) -> Run:
        """The run with a hyper-parameter's varied value, unless it keeps its own."""
        return self if key in self.kept else dataclasses.replace(self, optimizer=with_value(self.optimizer, key, value))


@dataclass(frozen=True)
class Cell:
    """One of the small multiples that a scenario is repeated in: where its runs begin, and on what they walk.

    Args: heading: what sets it apart, the column's and the row's; empty in a scenario that nothing varies in.
    """

    heading: tuple[str, ...]
    surface: Surface
    bounds: Bounds
    starts: tuple[Point, ...]
    runs: tuple[Run, ...]


REPLACED: Final = {"surface": "surface", "start": "start", "optimizer": "optimizers"}
"""What may vary beside hyper-parameters, and the scenario's key whose place it takes."""


@dataclass(frozen=True)
class Variation:
    """One thing that differs from cell to cell.

    Args: key: surface, start, optimizer or a hyper-parameter's name.  values: surfaces, lists of starts, runs, or
            values of the hyper-parameter.  headings: what a reader sees of each.
    """

    key: str
    values: tuple[Any, ...]
    headings: tuple[str, ...]

    def applied(self, cell: Cell, pick: int) -> Cell:
        """The cell with one of the values; its heading stays as it is.

        Raises: ParameterError where an optimizer cannot have it.
        """
        value = self.values[pick]
        match self.key:
            case "surface":
                return dataclasses.replace(cell, surface=value, bounds=value.bounds)
            case "start":
                return dataclasses.replace(cell, starts=value)
            case "optimizer":
                return dataclasses.replace(cell, runs=tuple(run for run in cell.runs if run.label == value.label))
        return dataclasses.replace(cell, runs=tuple(run.varied(self.key, value) for run in cell.runs))


def holders(optimizer: Optimizer, key: str) -> Iterator[Optimizer]:
    """The optimizer if it has a hyper-parameter of that name; otherwise those inside it that have it."""
    if key in _names(optimizer):
        yield optimizer
        return
    for each in inside(optimizer).values():
        yield from holders(each, key)


def with_value(optimizer: Optimizer, key: str, value: Any) -> Optimizer:
    """The optimizer with another value of a hyper-parameter, which its holders take; itself if there are none."""
    if key in _names(optimizer):
        return dataclasses.replace(optimizer, **{key: value})
    changed = {name: with_value(each, key, value) for name, each in inside(optimizer).items()}
    return dataclasses.replace(optimizer, **changed) if changed else optimizer


def settings_without(settings: Mapping[str, Any], optimizer: Optimizer, keys: Collection[str]) -> dict[str, Any]:
    """An optimizer's hyper-parameters as plain data, without those that hold for it under some names."""
    within = inside(optimizer)
    rest = set(keys) - _names(optimizer)
    return {
        name: settings_without(value, within[name], rest) if name in within else value
        for name, value in settings.items()
        if name not in keys
    }


def inside(optimizer: Optimizer) -> dict[str, Optimizer]:
    """The optimizers that are hyper-parameters of another one, by name."""
    found = {name: getattr(optimizer, name) for name in _names(optimizer)}
    return {name: each for name, each in found.items() if isinstance(each, Optimizer)}


def _names(optimizer: Optimizer) -> set[str]:
    return {parameter.name for parameter in parameters(type(optimizer))}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Surface, starts, optimizers, views and output of one animation.

    Args: name: the file's stem, safe for output files; like `path` it does not count for equality.
        title, description: text; mathematics inside $...$ where `math` is set.  bounds: what is drawn.
        starts: (x, y) each.  seed: every random number comes from it.  runs: in the file's order.
        vary: none, the columns' variation, or the columns' and the rows'. Where the surface or the starts vary,
        `surface` (whose bounds are then each surface's own), `bounds` and `starts` are those of the first cell.
    Raises: ParameterError where a number is out of range.
    """

    name: str = field(default="scenario", compare=False)
    title: Annotated[str, MaxLen(TITLE_LENGTH)] = ""
    description: Annotated[str, MaxLen(1000)] = ""
    math: bool = False
    surface: Surface
    bounds: Bounds
    starts: tuple[Point, ...]
    steps: Annotated[int, Ge(1), Le(100_000)] = 100
    seed: Annotated[int, Ge(0), Le(2**32 - 1)] = 0
    runs: tuple[Run, ...]
    gradient: GradientOptions = EXACT
    views: tuple[View, ...] = field(default_factory=lambda: (VIEWS["contour"](),))
    traces: Traces = field(default_factory=Traces)
    output: Output = field(default_factory=Output)
    vary: tuple[Variation, ...] = ()
    path: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def grid(self) -> tuple[int, int]:
        """How many columns and rows of cells there are."""
        columns, rows = (*(len(each.values) for each in self.vary), 1, 1)[:2]
        return columns, rows

    @property
    def picks(self) -> Iterator[tuple[int, ...]]:
        """For each cell, the row of cells first, which value of each variation it has."""
        counts = (range(len(each.values)) for each in reversed(self.vary))
        return (pick[::-1] for pick in product(*counts))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The small multiples, one row of the grid after another; at least one, which is the scenario itself.

        Raises: ParameterError where an optimizer cannot have a varied value.
        """
        return tuple(map(self.cell, self.picks))

    def cell(self, picks: tuple[int, ...]) -> Cell:
        """The cell that has these values of the variations."""
        pairs = list(zip(self.vary, picks, strict=True))
        heading = tuple(variation.headings[pick] for variation, pick in pairs)
        cell = Cell(heading, self.surface, self.bounds, self.starts, self.runs)
        # Methods inside others first, so that what else varies reaches into them.
        for variation, pick in sorted(pairs, key=lambda pair: not isinstance(pair[0].values[0], Optimizer)):
            cell = variation.applied(cell, pick)
        return cell


_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAME_LENGTH = 80


def safe_name(stem: str) -> str:
    """A file's stem as a name that every file system takes: letters, digits, dots, hyphens, underscores."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", stem))[:_NAME_LENGTH].strip("-.")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "scenario"
