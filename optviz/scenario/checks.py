"""What is right alone and wrong together in a scenario file, found after all its keys are read."""

from __future__ import annotations

import dataclasses
from itertools import product
from typing import TYPE_CHECKING, Any

from optviz.notes import faults
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import EXACT
from optviz.parameters import Context, parameters
from optviz.parameters.records import built
from optviz.parameters.tree import Problems, one_line
from optviz.scenario import budget, limits
from optviz.scenario.cells import REPLACED
from optviz.scenario.fit import check_fit
from optviz.scenario.model import Scenario
from optviz.scenario.runs import SAMPLING, RunEntry
from optviz.simulate import check_batches
from optviz.starts import Spread
from optviz.surfaces.kinds.entries import interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optviz.parameters.tree import Node
    from optviz.scenario.runs import Run
    from optviz.surfaces import Surface
    from optviz.surfaces.kinds.surface import Point


def mapping(node: Node | None) -> dict[str, Node]:
    """The keys of a mapping; none of anything else."""
    return node.value if node and isinstance(node.value, dict) else {}


def _with_anatomy() -> list[str]:
    """The names of the optimizers that give the parts of their steps."""
    return [name for name, entry in OPTIMIZERS.items() if entry.has_anatomy()]


def varied_values(key: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of a key that varies; none where it does not."""
    return next((each.values for each in values.get("vary", ()) if each.key == key), ())


@dataclasses.dataclass(frozen=True)
class Checks:
    """What is checked after all keys are read.

    Args: values: what could be read, by field.
    """

    root: Node
    context: Context
    values: Mapping[str, Any]

    @property
    def problems(self) -> Problems:
        """Where to note what is wrong."""
        return self.context.problems

    def between_keys(self) -> None:
        """Note what is wrong between values that are right by themselves."""
        self._twice()
        self._starts()
        self._views()
        self._notes()
        self._fit()
        self._pace()
        if steps := self._value("steps"):
            self._schedules(steps)
        self._texts()

    def _twice(self) -> None:
        """Note keys that vary and also have a value in the file."""
        vary, gradient = self.root.child("vary"), mapping(self.root.child("gradient"))
        for key in SAMPLING:
            if vary and vary.child(key) and key in gradient:
                self.problems.add(gradient[key], f"'{key}' varies; leave it out here or in vary")
        for key, own in REPLACED.items():
            if vary and vary.child(key) and own in self.root.keys:
                self.problems.add(self.root.keys[own], f"'{own}' varies; leave it out here or in vary")

    def _starts(self) -> None:
        """Note points outside the drawn bounds, or where the surface has no value; those of a rule may be lost."""
        given = [each for each in self._choices("start", "start") if not isinstance(each[1], Spread)]
        for node, points in given:
            self._inside("start", node, points)
            for _, surface in self._choices("surface", "surface"):
                self._valued(node, points, surface)

    def _valued(self, node: Node, starts: tuple[Point, ...], surface: Surface) -> None:
        for index, (x, y) in enumerate(starts):
            if not surface.is_finite_at((x, y)):
                message = f"start: {surface.formula} has no finite value at ({x:g}, {y:g})"
                self.problems.add(_place(node, index), message)

    def _inside(self, key: str, node: Node, points: tuple[Point, ...]) -> None:
        """Note points that lie outside the bounds of any cell."""
        drawn = [surface.bounds for _, surface in self._choices("surface", "surface")]
        if "bounds" in self.root.keys:
            drawn = [self.values["bounds"]] if "bounds" in self.values else []
        for bounds, (index, (x, y)) in product(drawn, enumerate(points)):
            if not (bounds.x[0] <= x <= bounds.x[1] and bounds.y[0] <= y <= bounds.y[1]):
                limits = f"x {interval(bounds.x)}, y {interval(bounds.y)}"
                self.problems.add(_place(node, index), f"{key}: ({x:g}, {y:g}) lies outside the drawn bounds, {limits}")

    def _notes(self) -> None:
        """Note what is wrong with notes beside the runs and the surfaces that they are about."""
        runs = [(run.label, run.optimizer.name) for _, run in self._runs()]
        cells = [runs] if "runs" in self.values else [[each] for each in runs]
        surfaces = [surface for _, surface in self._choices("surface", "surface")]
        for index, note in enumerate(self.values.get("notes", ())):
            node = self.root.at(["notes", index])
            for key, message in faults(note, cells, surfaces):
                self.problems.add(node.at([key]), f"{key}: {message}")
            if isinstance(note.at, tuple):
                self._inside("at", node.at(["at"]), (note.at,))

    def _views(self) -> None:
        """Note views that cannot show a surface, and optimizers without the anatomy that a view draws."""
        views = self.values.get("views", ())
        names = [name for _, run in self._runs() for name in (run.label, run.optimizer.name)]
        for index, view in enumerate(views if names else ()):
            with self.problems.noting():
                built(view.check_runs, {"names": names}, self.root.at(["views", index]))
        for _, surface in self._choices("surface", "surface"):
            drawn = surface.within(self.values.get("bounds", surface.bounds))
            for index, view in enumerate(views):
                with self.problems.noting():
                    built(view.check, {"surface": drawn}, self.root.at(["views", index]))
        if any(view.needs_anatomy for view in views):
            for node, run in self._runs():
                if not run.optimizer.has_anatomy():
                    self.problems.add(node, one_line(run.optimizer.without_anatomy(_with_anatomy())))

    def _fit(self) -> None:
        """Note a picture that is too small for its panels, where all that they follow from could be read."""
        output, matrix, views, vary = map(self._value, ("output", "matrix", "views", "vary"))
        runs = len(list(self._runs()))
        if not (output and matrix and views and runs) or vary is None:
            return
        columns, rows = (*(len(each.values) for each in vary), 1, 1)[:2]
        if columns * rows > limits.MAX_CELLS or columns * rows * len(views) > limits.MAX_PANELS:
            return  # which is a problem of its own
        told = self._value("description")
        sizes = {"cells": (columns, rows), "views": len(views), "entries": runs, "described": told != ""}
        node = self.root.child("output") or self.root.at(["vary" if vary else "views"])
        with self.problems.noting():
            listed = self.root.child("matrix") or node
            for _, each in built(lambda: list(matrix.outputs(output)), {}, listed):
                built(check_fit, {"output": each, **sizes}, listed if matrix.size else node)

    def _pace(self) -> None:
        """Note a pace that does not fit the steps, at its end that does not, or the runs."""
        output, steps = self._value("output"), self._value("steps")
        if output and steps:
            silent = (run.label for _, run in self._runs() if not run.optimizer.calls())
            for index, message in output.pace.wrong(steps, silent):
                self.problems.add(self.root.at(["output", "pace", index]), f"pace: {message}")

    def _value(self, key: str) -> Any:
        """The value of a key, its default where the file has none; None where it cannot be read."""
        return self.values.get(key, None if key in self.root.keys else parameters(Scenario)[key].default)

    def _schedules(self, steps: int) -> None:
        """Note a schedule that leaves its parameter's range during the run, also where another run cannot be read."""
        runs = list(self._runs()) or list(self._readable())
        for key, message in budget.schedules((run.optimizer for _, run in runs), steps):
            self.problems.add(self.root.at(key), message)
            return
        for node, run in runs:
            with self.problems.noting():
                built(run.optimizer.bind, {"steps": steps}, node)

    def _readable(self) -> Iterator[tuple[Node, Run]]:
        """Those optimizers that can be read, where not all of them can."""
        for path in (["optimizers"], ["vary", "optimizer"]):
            entries = self.root.at(path).value if self.root.child(path[0]) else None
            for node in entries if isinstance(entries, list) else ():
                with Problems("").noting():
                    yield node, RunEntry().read(node, "", dataclasses.replace(self.context, problems=Problems("")))

    def _texts(self) -> None:
        """Note texts that the picture's fonts cannot write, and mathematics that cannot be drawn."""
        math = bool(self.values.get("math"))
        drawn = [("title", self.root.at(["title"]), self.values.get("title", ""))]
        drawn += [("label", node.at(["label"]), run.label) for node, run in self._runs()]
        if (output := self._value("output")) and output.caption:
            drawn += [("description", self.root.at(["description"]), self.values.get("description", ""))]
        notes = enumerate(self.values.get("notes", ()))
        drawn += [("say", self.root.at(["notes", index, "say"]), note.say) for index, note in notes]
        if not math and all(text.isascii() for _, _, text in drawn):
            return
        from optviz.drawing.typesetting import misprint, obstacles

        asked = output.font if output else ()
        for index, reason in obstacles([text for _, _, text in drawn], math=math, asked=asked):
            key, node, _ = drawn[index]
            self.problems.add(node, f"{key}: {reason}")
        captioned = output and output.caption
        if math and not captioned and (message := misprint(self.values.get("description", ""))) is not None:
            self.problems.add(self.root.at(["description"]), f"description: {message}")

    def _choices(self, key: str, field: str) -> list[tuple[Node, Any]]:
        """The values of a key with their nodes: one, or several where the key varies."""
        if field in self.values:
            return [(self.root.at([key]), self.values[field])]
        node = self.root.at(["vary", key])
        return [(node.at([index]), value) for index, value in enumerate(varied_values(key, self.values))]

    def _runs(self) -> Iterator[tuple[Node, Run]]:
        """The runs with their nodes."""
        place = ["optimizers"] if "runs" in self.values else ["vary", "optimizer"]
        for index, run in enumerate(self.values.get("runs") or varied_values("optimizer", self.values)):
            yield self.root.at([*place, index]), run

    def of_cells(self, scenario: Scenario) -> None:
        """Note cells that cannot be made, batches that a surface does not have, and budgets that are exceeded."""
        columns, rows = scenario.grid
        if columns * rows <= limits.MAX_CELLS:
            with self.problems.all_noted():
                for picks in scenario.picks:
                    with self.problems.noting():
                        built(scenario.cell, {"picks": picks}, self._picked(scenario, picks))
        with self.problems.noting():
            built(lambda: scenario.variants, {}, self.root.at(["matrix"]))
            for key, message in budget.exceeded(scenario):
                self.problems.add(self.root.at(key), message)
        if self.problems:
            return
        entries = {run.label: node for node, run in self._runs()}
        batched = any(run.options(scenario.gradient).batch for cell in scenario.cells for run in cell.runs)
        for picks, cell in zip(scenario.picks, scenario.cells, strict=True):
            picked = self._picked(scenario, picks)
            for run in cell.runs:
                parts = (self.root.child("gradient"), picked, entries[run.label].child("gradient"))
                asked = self.root.holding({key: node for part in parts for key, node in mapping(part).items()})
                with self.problems.noting():
                    if scenario.vary:
                        built(run.optimizer.bind, {"steps": scenario.steps}, picked)
                    options = run.options(scenario.gradient)
                    given = {"optimizer": run.optimizer, "surface": cell.surface, "gradient": options}
                    built(check_batches, given, asked)
                    # Where others have batches, an order may stand for all, and a run do without.
                    unused = mapping(parts[2] if batched else asked).get("order")
                    if unused and options.batch is None and options.order != EXACT.order:
                        self.problems.add(unused, "order: without a batch all samples come at once; give 'batch' too")

    def _picked(self, scenario: Scenario, picks: Iterable[int]) -> Node:
        """The varied values of a cell, with their places, as one mapping."""
        node = self.root.at(["vary"])
        pairs = zip(scenario.vary, picks, strict=True)
        return node.holding({each.key: node.at([each.key, pick]) for each, pick in pairs})


def _place(node: Node, index: int) -> Node:
    """The node of one of the starts, which stand in a list or are one."""
    lists = isinstance(node.value, list) and isinstance(node.value[0].value, list)
    return node.at([index]) if lists else node
