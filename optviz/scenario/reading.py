"""From the tree of a scenario file to a Scenario, noting everything that is wrong on the way."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import InvalidScenarioError, Problem, ScenarioError
from optviz.optimizers import Optimizer
from optviz.scenario import budget
from optviz.scenario.declared import fields
from optviz.scenario.labels import label_runs, usual_title, variation
from optviz.scenario.model import REPLACED, Point, Run, Scenario, Traces, Variation, holders, safe_name
from optviz.scenario.parts import PartsReader, interval, sets
from optviz.scenario.reader import RefusedError, reordered, short, without
from optviz.scenario.tree import Node, Problems, grown
from optviz.scenario.yaml12 import compose, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from optviz.scenario.reader import Read
    from optviz.surfaces import Bounds, Surface
    from optviz.views import View

    Begin = Callable[[Surface, Bounds], Point]

MAX_PROBLEMS: Final = 20


def read(data: bytes | str, file: str, stem: str, path: Path | None = None) -> Scenario:
    """A scenario from its text.

    Args: data: the file's content.  file: what messages call it.  stem: gives the scenario its name.
    Raises: InvalidScenarioError with everything that is wrong.
    """
    problems = Problems(file)
    text = decode(data, problems) if isinstance(data, bytes) else data
    root = None if problems else compose(text, problems)
    scenario = _read_tree(root, problems, safe_name(stem), path) if root else None
    if problems or scenario is None:
        raise InvalidScenarioError(_first(problems.sorted()))
    return scenario


def assembled(data: Mapping[str, Any], name: str, begin: Begin) -> Scenario:
    """A scenario from plain data with the keys of a file, in which things that are made already stand for themselves.

    Args: name: the scenario's.  begin: gives the start where the data has none.
    Raises: ScenarioError with everything that is wrong.
    """
    problems = Problems(name)
    scenario = _read_tree(grown(data), problems, name, begin=begin)
    if problems or scenario is None:
        raise ScenarioError("\n".join(dict.fromkeys(each.message for each in _first(problems.sorted()))))
    return scenario


def _read_tree(
    root: Node, problems: Problems, name: str, path: Path | None = None, begin: Begin | None = None
) -> Scenario | None:
    problems.settle()  # a value that could not be read is no wrong value as well
    reader = _ScenarioReader(problems, root, begin)
    with reader.noting():
        return reader.scenario(name, path)
    return None


def _first(problems: list[Problem]) -> list[Problem]:
    """As many problems as a person reads, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    rest = problems[MAX_PROBLEMS]
    message = f"and {len(problems) - MAX_PROBLEMS} more"
    return [*problems[:MAX_PROBLEMS], Problem(rest.file, rest.line, rest.column, message)]


class _ScenarioReader(PartsReader):
    """Reads one tree. Every method returns what it read or raises RefusedError."""

    def __init__(self, problems: Problems, root: Node, begin: Begin | None) -> None:
        self.root = root
        vary = root.at(["vary"])
        super().__init__(problems, {key: vary.at([key, 0]) for key in self.varied() if key not in REPLACED})
        self.begin = begin

    def scenario(self, name: str, path: Path | None) -> Scenario:
        readers: dict[str, Read] = {
            **self.readers(Scenario, "title", "description", "math"),
            "surface": self.surface,
            "bounds": self.bounds,
            "start": self.starts,
            **self.readers(Scenario, "steps", "seed"),
            "optimizers": self.optimizers,
            "gradient": self.gradient,
            "views": self.views,
            "traces": partial(self.instance, Traces, "traces"),
            "output": self.output,
            "vary": self.variations,
        }
        body = reordered(self.root, lambda key: key == "vary")  # it names the optimizers' hyper-parameters
        varied = self.varied()
        required = [own for key, own in REPLACED.items() if key not in varied]
        if self.begin and "start" in required:
            required.remove("start")
        values, whole = self.entries(body, "a scenario", readers, required)
        self.begun(values)
        self.crossed(values)
        if not whole:
            raise RefusedError
        scenario = self.assemble(values, name, path)
        self.cells_fit(scenario)
        return scenario

    def varied(self) -> Iterable[str]:
        """The keys of what varies."""
        node = self.root.child("vary")
        return node.value if node and isinstance(node.value, dict) else ()

    def begun(self, values: dict[str, Any]) -> None:
        """Give runs a start where they have none and what they walk on is known."""
        surfaces = self.choices("surface", values)
        if self.begin and surfaces and "start" not in {*self.root.keys, *self.varied()}:
            _, surface = surfaces[0]
            values["start"] = (self.begin(surface, values.get("bounds", surface.bounds)),)

    def assemble(self, values: dict[str, Any], name: str, path: Path | None) -> Scenario:
        vary = tuple(_within(each, values.get("bounds")) for each in values.get("vary", ()))
        first = {REPLACED.get(each.key): each.values[0] for each in vary} | values
        surface = first["surface"]
        usual = {"bounds": surface.bounds, "title": usual_title(surface, vary)}
        optional = {key: value for key, value in values.items() if key not in {"start", "optimizers"}}
        known = {"surface": surface, "starts": first["start"], "runs": self.runs, "vary": vary}
        return self.made(Scenario, {**usual, **optional, **known, "name": name, "path": path}, self.root)

    def cells_fit(self, scenario: Scenario) -> None:
        """Note the cells that cannot be, and what is too much."""
        columns, rows = scenario.grid
        if columns * rows <= budget.MAX_CELLS:
            with self.all_noted():
                for picks in scenario.picks:
                    with self.noting():
                        self.made(scenario.cell, {"picks": picks}, self.picked(scenario, picks))
        for key, message in budget.exceeded(scenario):
            self.problems.add(self.root.at(key), message)
        if scenario.vary and not self.problems:
            self.cells_bind(scenario)

    def cells_bind(self, scenario: Scenario) -> None:
        """Note varied schedules that leave their parameter's range during the run."""
        for picks, cell in zip(scenario.picks, scenario.cells, strict=True):
            for run in cell.runs:
                with self.noting():
                    self.made(run.optimizer.bind, {"steps": scenario.steps}, self.picked(scenario, picks))

    def picked(self, scenario: Scenario, picks: Iterable[int]) -> Node:
        """The values that make a cell, in their places, as one mapping."""
        node = self.root.at(["vary"])
        pairs = zip(scenario.vary, picks, strict=True)
        entries = {each.key: node.at([each.key, pick]) for each, pick in pairs}
        return Node(node.line, node.column, entries)

    def crossed(self, values: dict[str, Any]) -> None:
        """Note what is wrong between values that are right by themselves."""
        for key in REPLACED.keys() & set(self.varied()):
            if REPLACED[key] in self.root.keys:
                place = self.root.keys[REPLACED[key]]
                self.problems.add(place, f"'{REPLACED[key]}' varies; leave it out here or in vary")
        surfaces, starts = self.choices("surface", values), self.choices("start", values)
        bounds = [surface.bounds for _, surface in surfaces]
        if "bounds" in self.root.keys:
            bounds = [values["bounds"]] if "bounds" in values else []
        for drawn in bounds:
            for node, points in starts:
                self.starts_inside(node, points, drawn)
        for _, surface in surfaces:
            self.distance_known(values.get("views", ()), surface)
        self.dissectable(values)
        if "steps" in values or "steps" not in self.root.keys:
            self.schedules_fit(values.get("steps", fields(Scenario)["steps"].default))
        if values.get("math"):
            self.dollars_pair(values)

    def choices(self, key: str, values: Mapping[str, Any]) -> list[tuple[Node, Any]]:
        """The values that a key of REPLACED has, one or one for each that varies, and where they stand."""
        if REPLACED[key] in values:
            return [(self.root.at([REPLACED[key]]), values[REPLACED[key]])]
        node = self.root.at(["vary", key])
        varied = [each.values for each in values.get("vary", ()) if each.key == key]
        return [(node.at([index]), value) for found in varied for index, value in enumerate(found)]

    def starts_inside(self, node: Node, starts: tuple[Point, ...], bounds: Bounds) -> None:
        lists = isinstance(node.value, list) and isinstance(node.value[0].value, list)
        for index, (x, y) in enumerate(starts):
            if not (bounds.x[0] <= x <= bounds.x[1] and bounds.y[0] <= y <= bounds.y[1]):
                limits = f"x {interval(bounds.x)}, y {interval(bounds.y)}"
                place = node.at([index]) if lists else node
                self.problems.add(place, f"start: ({x:g}, {y:g}) lies outside the drawn bounds, {limits}")

    def distance_known(self, views: tuple[View, ...], surface: Surface) -> None:
        for index, view in enumerate(views):
            if getattr(view, "of", None) == "distance" and not surface.minimizers:
                place = self.root.at(["views", index, "of"])
                self.problems.add(place, "of: 'distance' needs a surface with minimizers, and this one declares none")

    def dissectable(self, values: Mapping[str, Any]) -> None:
        """Note methods that do not tell what a view draws."""
        if not any(view.needs_anatomy for view in values.get("views", ())):
            return
        for path, run in self.placed_runs(values):
            if not run.optimizer.has_anatomy():
                self.problems.add(self.root.at(path), short(run.optimizer.without_anatomy()))

    def placed_runs(self, values: Mapping[str, Any]) -> Iterator[tuple[list[str | int], Run]]:
        """The optimizers with their labels, and the paths to where they stand."""
        place = ["optimizers"] if "optimizers" in values else ["vary", "optimizer"]
        for index, run in enumerate(self.runs or ()):
            yield [*place, index], run

    def schedules_fit(self, steps: int) -> None:
        """Note a schedule that leaves its parameter's range during the run."""
        for key, message in budget.schedules((optimizer for _, optimizer in self.methods), steps):
            self.problems.add(self.root.at(key), message)
            return
        for node, optimizer in self.methods:
            with self.noting():
                self.made(optimizer.bind, {"steps": steps}, node)

    def dollars_pair(self, values: Mapping[str, Any]) -> None:
        """Note mathematics that does not end."""
        texts: list[tuple[list[str | int], str]]
        texts = [([key], values.get(key, "")) for key in ("title", "description")]
        texts += [([*path, "label"], run.label) for path, run in self.placed_runs(values)]
        for path, text in texts:
            if text.replace("\\$", "").count("$") % 2:
                message = f"{path[-1]}: a $ without its partner; with math: true each needs one"
                self.problems.add(self.root.at(path), message)

    # What differs from cell to cell.

    def variations(self, node: Node) -> tuple[Variation, ...]:
        """The columns' variation and the rows'."""
        if isinstance(node.value, dict) and not 1 <= len(node.value) <= budget.MAX_VARIED:
            raise RefusedError(node, f"vary: expected one key, or two for columns and rows, not {len(node.value)}")
        others = [key for key in self.varied() if key != "optimizer"]
        # The optimizers first: what else varies may be their hyper-parameters.
        methods, read = self.entries(without(node, *others), "vary", {"optimizer": self.varied_optimizers})
        values, read_too = self.entries(without(node, "optimizer"), "vary", self.variables(others))
        if not (read and read_too):
            raise RefusedError
        return tuple(variation(key, (methods | values)[key]) for key in self.varied())

    def variables(self, wanted: Iterable[str]) -> dict[str, Read]:
        """Readers for lists of the values of all that may vary."""
        own: dict[str, Read] = {"surface": self.surface, "start": self.starts, "optimizer": self.optimizer}
        if self.runs is None:
            own = dict.fromkeys(wanted, _unread) | own
        every = {name for run in self.runs or () for each in run.optimizer.nested() for name in fields(type(each))}
        reads: dict[str, Read] = {name: partial(self.hyperparameters, name) for name in every}
        return reads | {key: partial(self.different, key, read) for key, read in own.items()}

    def different(self, key: str, read: Read, node: Node) -> tuple[Any, ...]:
        found = self.items(key, node, budget.MAX_VALUES, read, budget.MIN_VALUES)
        if any(value in found[:index] for index, value in enumerate(found)):
            raise RefusedError(node, f"{key}: each one once")
        return found

    def varied_optimizers(self, node: Node) -> tuple[Run, ...]:
        self.runs = label_runs(self.different("optimizer", self.optimizer, node), self.varying)
        return self.runs

    def hyperparameters(self, key: str, node: Node) -> tuple[Any, ...]:
        """Values of a hyper-parameter for those optimizers that have it and do not set it themselves."""
        every = [each for run in self.runs or () if key not in run.kept for each in holders(run.optimizer, key)]
        if not every:
            raise RefusedError(node, f"every optimizer sets {key} itself; leave it out where it is to vary")
        return self.different(key, partial(self.hyperparameter, key, every), node)

    def hyperparameter(self, key: str, every: Iterable[Optimizer], node: Node) -> Any:
        """A value that all optimizers that have the hyper-parameter can take; a whole number where one wants that."""
        found = [self.reader(key, hint)(node) for hint in dict.fromkeys(fields(type(each))[key].hint for each in every)]
        for other in self.varying:
            if other != key and isinstance(found[0], Optimizer) and sets(node, found[0], other):
                raise RefusedError(node, f"{key}: {other} varies too; leave it out here")
        return next((value for value in found if type(value) is int), found[0])


def _unread(_: Node) -> None:
    """Refuse what cannot be judged, for what it depends on is wrong."""
    raise RefusedError


def _within(variation: Variation, bounds: Bounds | None) -> Variation:
    """What varies, drawn within a scenario's bounds where it has some."""
    if variation.key != "surface" or bounds is None:
        return variation
    return dataclasses.replace(
        variation, values=tuple(dataclasses.replace(each, bounds=bounds) for each in variation.values)
    )
