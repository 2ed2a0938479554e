"""A scenario: everything that one animation is made from, frozen. Each key of its files is declared here, once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from pathlib import Path  # noqa: TC003  (annotations are evaluated)
from typing import TYPE_CHECKING, Annotated, Any, Final

from annotated_types import Ge, Le, MaxLen

from optviz.cost import LIMIT, Cost
from optviz.drawing.fonts import Fonts, fonts_for
from optviz.drawing.traces import Traces
from optviz.notes import Note, Notes
from optviz.optimizers import Optimizer
from optviz.oracle import EXACT, GradientOptions
from optviz.parameters import DataFile, Entry, Items, Key, Record, check
from optviz.parsing.layers import KEYS
from optviz.scenario.cells import REPLACED, Cell, Variation
from optviz.scenario.labels import TITLE_LENGTH, Runs
from optviz.scenario.limits import MAX_VIEWS
from optviz.scenario.output import Matrix, Output
from optviz.scenario.runs import GRADIENT, Run
from optviz.scenario.vary import Vary
from optviz.starts import Spread  # noqa: TC001  (annotations are evaluated)
from optviz.starts.kinds.entries import Starts
from optviz.surfaces import SURFACES, Bounds, Surface
from optviz.surfaces.kinds.entries import BoundsEntry, SurfaceEntry
from optviz.surfaces.kinds.surface import Point  # noqa: TC001  (annotations are evaluated)
from optviz.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.parameters.tree import Node


@dataclass(frozen=True, kw_only=True, repr=False)
class Scenario:
    """Surface, starts, optimizers, views and output of one animation.

    Its fields are the keys of scenario files, in order, and some more that do not count for equality: `name`, the
    file's stem made safe for output files; `path`; `sources`, every file that it was read from, itself first;
    `folder`, where its outputs go if nobody names another one, which a house file may say; and `limit`, the time and
    memory that it may take. Where the surface or the starts vary, `surface`, `bounds` and `start` are those of the
    first cell.

    Args: title: the figure's title; the surface's own if left out.
        description: one or two sentences, which become the caption where the animation is shown.
        math: whether $...$ in title, description and labels is mathematics.
        surface: a catalogue surface by name, with its parameters, or an expression.
        bounds: the region to draw; the surface's own if left out.
        start: where the runs begin: [x, y], a list of these, or a rule by its name, as {name: normal, std: 0.5}.
        steps: how many steps each optimizer takes.  seed: all random numbers come from it.
        runs: the optimizers to compare, in the legend's order.
        vary: small multiples: what differs from column to column, and from row to row: surface, start, optimizer, a
            hyper-parameter, batch or order; an optimizer keeps what its own entry sets.
        gradient: the samples, the noise and the clipping of every gradient; an optimizer's own entry may have other
            values.  views: the panels, side by side.
        notes: short texts that appear where something happens to a run.
        traces: how the paths of the runs are drawn.  output: the files to make.
        matrix: several sizes, scales, themes or backgrounds, of which every combination is drawn into files of its own.
    Raises: ParameterError where a number is out of range.
    """

    name: Annotated[str, Key()] = field(default="scenario", compare=False)
    title: Annotated[str, MaxLen(TITLE_LENGTH)] = ""
    description: Annotated[str, MaxLen(1000)] = ""
    math: bool = False
    surface: Annotated[Surface, SurfaceEntry()]
    bounds: Annotated[Bounds, BoundsEntry()]
    start: Annotated[tuple[Point, ...] | Spread, Starts()]
    steps: Annotated[int, Ge(1), Le(100_000)] = 100
    seed: Annotated[int, Ge(0), Le(2**32 - 1)] = 0
    runs: Annotated[tuple[Run, ...], Runs(), Key("optimizers")]
    vary: Annotated[tuple[Variation, ...], Vary()] = ()
    gradient: Annotated[GradientOptions, GRADIENT] = EXACT
    views: Annotated[tuple[View, ...], Items(Entry(VIEWS), 1, MAX_VIEWS)] = field(
        default_factory=lambda: (VIEWS["contour"](),)
    )
    notes: Annotated[tuple[Note, ...], Notes()] = ()
    traces: Traces = field(default_factory=Traces)
    output: Output = field(default_factory=Output)
    matrix: Matrix = field(default_factory=Matrix)
    path: Annotated[Path | None, Key()] = field(default=None, compare=False)
    sources: Annotated[tuple[Path, ...], Key()] = field(default=(), compare=False)
    folder: Annotated[Path | None, Key()] = field(default=None, compare=False)
    limit: Annotated[Cost, Key()] = field(default=LIMIT, compare=False)

    def __post_init__(self) -> None:
        check(self)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.summary}>"

    @property
    def summary(self) -> str:
        """What it shows, on one line, as "7 runs on saddle, 120 steps, 800x450"."""
        columns, rows = self.grid
        cells = f" in {columns}x{rows} cells" if self.vary else ""
        starts = f" from {len(self.starts)} starts" if len(self.starts) > 1 else ""
        runs = f"{len(self.runs)} run{'s' if len(self.runs) > 1 else ''}"
        size = "{}x{}".format(*self.output.pixels)
        where = self.surface.name if self.surface.name in SURFACES else self.surface.written
        return f"{runs}{starts} on {where}{cells}, {self.steps} steps, {size}"

    @property
    def grid(self) -> tuple[int, int]:
        """How many columns and rows of cells there are."""
        columns, rows = (*(len(each.values) for each in self.vary), 1, 1)[:2]
        return columns, rows

    @property
    def starts(self) -> tuple[Point, ...]:
        """Where the runs of the first cell begin."""
        return self.cells[0].starts

    @property
    def picks(self) -> Iterator[tuple[int, ...]]:
        """For each cell, row by row, the index of its value of each variation."""
        counts = (range(len(each.values)) for each in reversed(self.vary))
        return (pick[::-1] for pick in product(*counts))

    @cached_property
    def variants(self) -> tuple[Scenario, ...]:
        """Itself, or a scenario for each combination of the matrix, named after it, as "saddle-800x450-dark".

        Raises: ParameterError where one cannot be drawn.
        """
        if self.matrix == Matrix():
            return (self,)
        outputs = self.matrix.outputs(self.output)
        return tuple(replace(self, name=self.name + words, output=each, matrix=Matrix()) for words, each in outputs)

    @cached_property
    def fonts(self) -> Fonts:
        """What its texts are drawn with, in every process."""
        surfaces = [value for each in self.vary for value in each.values if isinstance(value, Surface)]
        titles = [self.title, *(surface.title for surface in (self.surface, *surfaces))]
        headings = [heading for each in self.vary for heading in each.headings]
        texts = [*titles, *(run.label for run in self.runs), *headings, *(note.say for note in self.notes)]
        texts += [self.description] if self.output.caption else []
        return fonts_for(texts, self.output.font)

    @property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers of all its runs, and those inside them."""
        return [each for cell in self.cells for run in cell.runs for each in run.optimizer.nested()]

    @property
    def files(self) -> dict[str, Path]:
        """The files with data that its surfaces and its optimizers read, by their paths as it writes them."""
        holders: list[Any] = [*(cell.surface for cell in self.cells), *self.optimizers]
        held = (value for holder in holders for value in vars(holder).values())
        return {value.written: value.path for value in held if isinstance(value, DataFile)}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The small multiples, one row of the grid after another; at least one, which is the scenario itself.

        Raises: ParameterError where an optimizer cannot take a varied value.
        """
        return tuple(map(self.cell, self.picks))

    def cell(self, picks: tuple[int, ...]) -> Cell:
        """The cell that has these values of the variations."""
        pairs = list(zip(self.vary, picks, strict=True))
        heading = tuple(variation.headings[pick] for variation, pick in pairs)
        cell = Cell(heading, self.surface, self.bounds, self.start, self.runs, self.seed)
        # Variations with optimizers as values come first, so that the others reach the hyper-parameters inside them.
        for variation, pick in sorted(pairs, key=lambda pair: not isinstance(pair[0].values[0], Optimizer)):
            cell = variation.applied(cell, pick)
        return cell


class _ScenarioFile(Record):
    """The mapping of a scenario file."""

    def overlaid(self, near: Node, far: Node) -> Node:
        """As of any record; and a key gives way where a nearer file says that it varies, and the other way round."""
        nearer, farther = near.child("vary"), far.child("vary")
        varied = [own for key, own in REPLACED.items() if nearer and nearer.child(key)]
        given = [key for key, own in REPLACED.items() if near.child(own)]
        left = far.without(*varied)
        if farther and isinstance(left.value, dict):
            rest = farther.without(*given)
            left = left.holding({**left.value, "vary": rest}, left.keys) if rest.value else left.without("vary")
        return super().overlaid(near, left)


SCENARIO: Final = _ScenarioFile(Scenario, "a scenario", others=tuple(KEYS.keys))
"""The mapping of a scenario file."""

_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAME_LENGTH = 80


def safe_name(stem: str) -> str:
    """A file's stem as a name that every file system takes: letters, digits, dots, hyphens, underscores."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", stem))[:_NAME_LENGTH].strip("-.")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "scenario"
