"""From the tree of a scenario file to a Scenario, noting everything that is wrong on the way."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from optviz.encoders import ENCODERS
from optviz.errors import InvalidScenarioError, Problem
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import GradientOptions, Noise
from optviz.scenario import budget
from optviz.scenario.declared import fields, surface_fields
from optviz.scenario.labels import label_runs
from optviz.scenario.model import Label, Output, Point, Scenario, safe_name
from optviz.scenario.reader import Reader, RefusedError, without
from optviz.scenario.tree import Node, Problems, show
from optviz.scenario.yaml12 import compose, decode
from optviz.surfaces import SURFACES, Bounds, from_expression
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optviz.optimizers import Optimizer
    from optviz.scenario.reader import Read
    from optviz.surfaces import Surface
    from optviz.views import View

MAX_PROBLEMS: Final = 20
MAX_WIDTH: Final = 1e12
MIN_WIDTH: Final = 1e-9  # of the largest coordinate; narrower ones run out of digits
LOOPS: Final = {"forever": 0, "once": 1}
_ANYWHERE: Final = Bounds((0, 1), (0, 1))
COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


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


def _read_tree(root: Node, problems: Problems, name: str, path: Path | None) -> Scenario | None:
    problems.settle()  # a value that could not be read is no wrong value as well
    reader = _ScenarioReader(problems, root)
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


class _ScenarioReader(Reader):
    """Reads one tree. Every method returns what it read or raises RefusedError."""

    def __init__(self, problems: Problems, root: Node) -> None:
        super().__init__(problems)
        self.root = root
        self.methods: list[tuple[Node, Optimizer]] = []

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
            "output": self.output,
        }
        values, whole = self.entries(self.root, "a scenario", readers, ("surface", "start", "optimizers"))
        self.crossed(values)
        if not whole:
            raise RefusedError
        scenario = self.assemble(values, name, path)
        for key, message in budget.exceeded(scenario):
            self.problems.add(self.root.at(key), message)
        return scenario

    def assemble(self, values: dict[str, Any], name: str, path: Path | None) -> Scenario:
        surface = values["surface"]
        drawn = {"bounds": surface.bounds, "title": surface.title} | values
        drawn["starts"], drawn["runs"] = drawn.pop("start"), drawn.pop("optimizers")
        return self.made(Scenario, {**drawn, "name": name, "path": path}, self.root)

    def crossed(self, values: dict[str, Any]) -> None:
        """Note what is wrong between values that are right by themselves."""
        surface = values.get("surface")
        bounds = values.get("bounds") if "bounds" in self.root.keys else surface and surface.bounds
        if bounds and "start" in values:
            self.starts_inside(values["start"], bounds)
        if surface and "views" in values:
            self.distance_known(values["views"], surface)
        if "steps" in values or "steps" not in self.root.keys:
            self.schedules_fit(values.get("steps", fields(Scenario)["steps"].default))
        if values.get("math"):
            self.dollars_pair(values)

    def starts_inside(self, starts: tuple[Point, ...], bounds: Bounds) -> None:
        node = self.root.at(["start"])
        lists = isinstance(node.value, list) and isinstance(node.value[0].value, list)
        for index, (x, y) in enumerate(starts):
            if not (bounds.x[0] <= x <= bounds.x[1] and bounds.y[0] <= y <= bounds.y[1]):
                limits = f"x {_interval(bounds.x)}, y {_interval(bounds.y)}"
                place = node.at([index]) if lists else node
                self.problems.add(place, f"start: ({x:g}, {y:g}) lies outside the drawn bounds, {limits}")

    def distance_known(self, views: tuple[View, ...], surface: Surface) -> None:
        for index, view in enumerate(views):
            if getattr(view, "of", None) == "distance" and not surface.minimizers:
                place = self.root.at(["views", index, "of"])
                self.problems.add(place, "of: 'distance' needs a surface with minimizers, and this one declares none")

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
        texts += [(["optimizers", index, "label"], run.label) for index, run in enumerate(values.get("optimizers", ()))]
        for path, text in texts:
            if text.replace("\\$", "").count("$") % 2:
                message = f"{path[-1]}: a $ without its partner; with math: true each needs one"
                self.problems.add(self.root.at(path), message)

    def optimizers(self, node: Node) -> tuple[Any, ...]:
        return label_runs(self.items("optimizers", node, budget.MAX_OPTIMIZERS, self.optimizer))

    def optimizer(self, node: Node) -> tuple[Optimizer, str | None, str | None]:
        found = self.named(OPTIMIZERS, "optimizer", node)
        if not isinstance(node.value, dict):
            return self.bare(found, node), None, None
        label = color = None
        with self.all_noted():
            with self.noting():
                label = self.label(node.value.get("label"))
            with self.noting():
                color = self.color(node.value.get("color"))
            optimizer = self.method(found, without(node, "name", "label", "color"))
        return optimizer, label, color

    def method(self, found: type[Optimizer], node: Node) -> Optimizer:
        optimizer = self.instance(found, f"optimizer '{found.name}'", node)
        self.methods.append((node, optimizer))
        return optimizer

    def label(self, node: Node | None) -> str | None:
        if node is None or node.value is None:
            return None
        return self.line(Label, "label", node) or None

    def color(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if not isinstance(node.value, str) or not COLOR.fullmatch(node.value):
            raise RefusedError(node, f'color: expected a colour in quotes, as "#D55E00", not {show(node.plain)}')
        return node.value.upper()

    def views(self, node: Node) -> tuple[View, ...]:
        return self.items("views", node, budget.MAX_VIEWS, self.view)

    def view(self, node: Node) -> View:
        found = self.named(VIEWS, "view", node)
        if not isinstance(node.value, dict):
            return self.made(found, {}, node)
        return self.instance(found, f"view '{found.name}'", without(node, "name"))

    # The surface and where things stand on it.

    def surface(self, node: Node) -> Surface:
        if isinstance(node.value, dict) and "expression" in node.value:
            return self.expression(node)
        found = self.named(SURFACES, "surface", node)
        if not isinstance(node.value, dict):
            return self.made(found.bind, {}, node)
        body = without(node, "name")
        readers = {key: self.reader(key, field.hint) for key, field in surface_fields(found.name).items()}
        return self.made(found.bind, self.all_entries(body, f"surface '{found.name}'", readers), body)

    def expression(self, node: Node) -> Surface:
        readers: dict[str, Read] = {
            "expression": self.formula,
            "bounds": self.bounds,
            "minimizers": lambda item: self.points("minimizers", item),
            "kinks": lambda item: self.points("kinks", item),
        }
        values = self.all_entries(node, "an own surface", readers, "expression", "bounds")
        text = values.pop("expression")
        return self.made(partial(from_expression, text), values, node.at(["expression"]))

    def formula(self, node: Node) -> str:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return repr(node.value)
        if not isinstance(node.value, str) or not node.value.strip():
            raise RefusedError(node, f"expression: expected a formula in x and y, not {show(node.plain)}")
        if len(node.value) > budget.MAX_EXPRESSION:
            length = len(node.value)
            raise RefusedError(node, f"expression: {length} characters, more than {budget.MAX_EXPRESSION}; shorten it")
        self.made(from_expression, {"text": node.value, "bounds": _ANYWHERE}, node)
        return node.value

    def points(self, key: str, node: Node) -> tuple[Point, ...]:
        if node.value == []:
            return ()
        return self.items(key, node, budget.MAX_POINTS, lambda item: self.point(key, item))

    def bounds(self, node: Node) -> Bounds:
        bounds = self.instance(Bounds, "bounds", node)
        with self.all_noted():
            for axis in ("x", "y"):
                low, high = getattr(bounds, axis)
                if not max(abs(low), abs(high)) * MIN_WIDTH < high - low <= MAX_WIDTH:
                    message = f"{axis}: too narrow or too wide to draw, {_interval((low, high))}"
                    self.problems.add(node.at([axis]), message)
        return bounds

    def starts(self, node: Node) -> tuple[Point, ...]:
        if isinstance(node.value, list) and node.value and not isinstance(node.value[0].value, list):
            return (self.point("start", node),)
        return self.items("start", node, budget.MAX_STARTS, lambda item: self.point("start", item))

    def point(self, key: str, node: Node) -> Point:
        return cast("Point", self.value(Point, key, node))

    # What the gradient and the output are like.

    def gradient(self, node: Node) -> GradientOptions:
        return self.instance(GradientOptions, "gradient", node, noise=self.noise)

    def noise(self, node: Node) -> Noise | None:
        return None if node.value is None else self.instance(Noise, "noise", node)

    def output(self, node: Node) -> Output:
        output = self.instance(Output, "output", node, formats=self.formats, loop=self.loop)
        if output.background == "transparent":
            opaque = [name for name in output.formats if not ENCODERS[name].transparency]
            if opaque:
                place = node.at(["background"])
                raise RefusedError(place, f"background: {' and '.join(opaque)} cannot be transparent; leave it out")
        return output

    def formats(self, node: Node) -> tuple[str, ...]:
        found = self.items("formats", node, len(ENCODERS), lambda item: self.named(ENCODERS, "format", item).name)
        if len(set(found)) < len(found):
            raise RefusedError(node, "formats: each one once")
        return found

    def loop(self, node: Node) -> int:
        if isinstance(node.value, str) and node.value in LOOPS:
            return LOOPS[node.value]
        if node.value == 0 or isinstance(node.value, str):
            raise RefusedError(node, f"loop: expected forever, once or a whole number >= 1, not {show(node.plain)}")
        return cast("int", self.value(fields(Output)["loop"].hint, "loop", node))


def _interval(limits: tuple[float, float]) -> str:
    return f"[{limits[0]:.12g}, {limits[1]:.12g}]"
