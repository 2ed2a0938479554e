"""From the tree of a scenario file to a Scenario, noting everything that is wrong on the way."""

from __future__ import annotations

import math
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from optviz.encoders import ENCODERS
from optviz.errors import InvalidScenarioError, ParameterError, Problem, ScenarioError, suggestion
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import GradientOptions, Noise
from optviz.scenario import budget
from optviz.scenario.declared import MismatchError, check, fields, leaves, ranged, takes_schedule
from optviz.scenario.labels import label_runs
from optviz.scenario.model import Label, Output, Point, Scenario, safe_name
from optviz.scenario.yaml12 import Node, Problems, compose, decode, show
from optviz.schedules import SCHEDULES
from optviz.surfaces import SURFACES, Bounds, from_expression
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from optviz.optimizers import Optimizer
    from optviz.scenario.model import Run
    from optviz.schedules import Schedule
    from optviz.surfaces import Surface
    from optviz.views import View

    Reader = Callable[[Node], Any]

T = TypeVar("T")

MAX_PROBLEMS: Final = 20
MAX_COORDINATE: Final = 1e12
LOOPS: Final = {"forever": 0, "once": 1}
_LONGEST_NAME: Final = 80
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
    try:
        scenario = _Reading(problems, root).scenario(safe_name(stem), path) if root else None
    except _RefusedError:
        scenario = None
    if problems or scenario is None:
        raise InvalidScenarioError(_first(problems.sorted()))
    return scenario


def _first(problems: list[Problem]) -> list[Problem]:
    """As many problems as a person reads, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    rest = problems[MAX_PROBLEMS]
    message = f"and {len(problems) - MAX_PROBLEMS} more"
    return [*problems[:MAX_PROBLEMS], Problem(rest.file, rest.line, rest.column, message)]


class _RefusedError(Exception):
    """Something cannot be read; why is noted, or stands here with its place."""

    def __init__(self, node: Node | None = None, message: str = "") -> None:
        self.node, self.message = node, message
        super().__init__(message)


class _Reading:
    """Reads one tree. Every method returns what it read or raises _RefusedError."""

    def __init__(self, problems: Problems, root: Node) -> None:
        self.problems, self.root = problems, root

    def scenario(self, name: str, path: Path | None) -> Scenario:
        readers: dict[str, Reader] = {
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
            raise _RefusedError
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
        bounds = values.get("bounds") or (surface and surface.bounds)
        if bounds and "start" in values:
            self.starts_inside(values["start"], bounds)
        if surface and "views" in values:
            self.distance_known(values["views"], surface)
        if "optimizers" in values and ("steps" in values or "steps" not in self.root.keys):
            self.schedules_fit(values["optimizers"], values.get("steps", fields(Scenario)["steps"].default))
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
                self.problems.add(
                    place, "of: 'distance' needs a surface with minimizers, and this one declares none"
                )

    def schedules_fit(self, runs: tuple[Run, ...], steps: int) -> None:
        """Note a schedule that leaves its parameter's range during the run."""
        for key, message in budget.schedules(runs, steps):
            self.problems.add(self.root.at(key), message)
            return
        for index, run in enumerate(runs):
            try:
                run.optimizer.bind(steps)
            except ParameterError as error:
                self.problems.add(self.root.at(["optimizers", index, error.parameter]), _short(error))

    def dollars_pair(self, values: Mapping[str, Any]) -> None:
        """Note mathematics that does not end."""
        texts = [([key], values.get(key, "")) for key in ("title", "description")]
        texts += [
            (["optimizers", index, "label"], run.label)
            for index, run in enumerate(values.get("optimizers", ()))
        ]
        for path, text in texts:
            if text.replace("\\$", "").count("$") % 2:
                message = f"{path[-1]}: a $ without its partner; with math: true each needs one"
                self.problems.add(self.root.at(path), message)

    # Text, numbers and lists.

    def line(self, hint: Any, key: str, node: Node) -> str:  # noqa: ANN401  (a type expression)
        """Text as one line; white space counts once."""
        if isinstance(node.value, int | float):
            raise _RefusedError(node, f"{key}: expected text, not {show(node.plain)}; put it in quotes")
        plain = " ".join(node.value.split()) if isinstance(node.value, str) else node.plain
        return cast("str", self.checked(hint, key, node, plain))

    def value(self, hint: Any, key: str, node: Node) -> Any:  # noqa: ANN401  (what the annotation says)
        if isinstance(node.value, dict) and takes_schedule(hint):
            return self.schedule(key, node)
        return self.checked(hint, key, node, node.plain)

    def checked(self, hint: Any, key: str, node: Node, plain: object) -> Any:  # noqa: ANN401  (as declared)
        try:
            return check(hint, plain)
        except MismatchError as error:
            raise _RefusedError(node.at(error.path), f"{key}: {error.message}") from None

    def items(self, key: str, node: Node, most: int, read: Callable[[Node], T]) -> tuple[T, ...]:
        """A list with at least one item, each read on its own."""
        if not isinstance(node.value, list):
            example = (
                f"; write [{node.value}]" if isinstance(node.value, str) and len(node.value) < most else ""
            )
            raise _RefusedError(node, f"{key}: expected a list, not {show(node.plain)}{example}")
        if not 0 < len(node.value) <= most:
            raise _RefusedError(node, f"{key}: expected from 1 to {most} items, not {len(node.value)}")
        found: list[T] = []
        for item in node.value:
            with self.noting():
                found.append(read(item))
        if len(found) < len(node.value):
            raise _RefusedError
        return tuple(found)

    # Mappings.

    def readers(self, declared: type[Any], *names: str) -> dict[str, Reader]:
        """A reader for each of a dataclass's parameters, or for some."""
        known = fields(declared)
        return {name: self.reader(name, known[name].hint) for name in names or known}

    def reader(self, key: str, hint: Any) -> Reader:  # noqa: ANN401  (a type expression)
        read = self.line if str in leaves(hint) else self.value
        return lambda node: read(hint, key, node)

    def entries(
        self, node: Node, what: str, readers: Mapping[str, Reader], required: Iterable[str] = ()
    ) -> tuple[dict[str, Any], bool]:
        """What could be read of a mapping, and whether that is all of it."""
        if not isinstance(node.value, dict):
            raise _RefusedError(
                node, f"expected {what} as a mapping of keys to values, not {show(node.plain)}"
            )
        values: dict[str, Any] = {}
        for key, item in node.value.items():
            with self.noting():
                if key not in readers:
                    raise _RefusedError(
                        node.keys[key], f"unknown key {show(key)} in {what}{_nearest(key, readers)}"
                    )
                values[key] = readers[key](item)
        missing = [key for key in required if key not in node.value]
        if missing:
            self.problems.add(node, f"{what} needs {' and '.join(map(repr, missing))}")
        return values, len(values) == len(node.value) and not missing

    def all_entries(
        self, node: Node, what: str, readers: Mapping[str, Reader], *required: str
    ) -> dict[str, Any]:
        values, whole = self.entries(node, what, readers, required)
        if not whole:
            raise _RefusedError
        return values

    def instance(self, declared: type[T], what: str, node: Node, **readers: Reader) -> T:
        """A dataclass from a mapping of its parameters."""
        required = (key for key, field in fields(declared).items() if field.required)
        values = self.all_entries(node, what, self.readers(declared) | readers, *required)
        return self.made(declared, values, node)

    def made(self, make: Callable[..., T], values: Mapping[str, Any], node: Node) -> T:
        try:
            return make(**values)
        except ParameterError as error:
            raise _RefusedError(node.at([error.parameter]), _short(error)) from None
        except ScenarioError as error:
            raise _RefusedError(node, _short(error)) from None

    @contextmanager
    def noting(self) -> Iterator[None]:
        try:
            yield
        except _RefusedError as refused:
            if refused.node is not None:
                self.problems.add(refused.node, refused.message)

    # Things with a name.

    def named(self, catalogue: Mapping[str, T], kind: str, node: Node, key: str = "name") -> T:
        """The catalogue's entry that a name, or a mapping with one, stands for."""
        place = node
        if isinstance(node.value, dict):
            if key not in node.value:
                raise _RefusedError(node, f"{_a(kind)} needs '{key}'")
            place = node.value[key]
        if not isinstance(place.value, str):
            raise _RefusedError(place, f"expected the name of {_a(kind)}, not {show(place.plain)}")
        if place.value not in catalogue:
            raise _RefusedError(
                place, f"unknown {kind} {show(place.value)}{_nearest(place.value, catalogue)}"
            )
        return catalogue[place.value]

    def schedule(self, key: str, node: Node) -> Schedule:
        if "schedule" not in cast("dict[str, Node]", node.value):
            raise _RefusedError(
                node, f"{key}: a schedule needs 'schedule', as in {{schedule: cosine, start: 0.1}}"
            )
        found = self.named(SCHEDULES, "schedule", node, "schedule")
        body = self.renamed(_without(node, "schedule"), found.aliases)
        return self.instance(found, f"schedule '{found.name}'", body)

    def renamed(self, node: Node, aliases: Mapping[str, str]) -> Node:
        """The mapping with other spellings of keys replaced by the keys."""
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        for key, item in cast("dict[str, Node]", node.value).items():
            own = aliases.get(key, key)
            if own in entries:
                raise _RefusedError(
                    node.keys[key], f"{show(key)} and {show(keys[own].value)} are the same; keep one"
                )
            entries[own], keys[own] = item, node.keys[key]
        return Node(node.line, node.column, entries, keys)

    def optimizers(self, node: Node) -> tuple[Any, ...]:
        return label_runs(self.items("optimizers", node, budget.MAX_OPTIMIZERS, self.optimizer))

    def optimizer(self, node: Node) -> tuple[Optimizer, str | None, str | None]:
        found = self.named(OPTIMIZERS, "optimizer", node)
        if not isinstance(node.value, dict):
            return self.made(found, {}, node), None, None
        label = color = None
        with self.all_noted():
            with self.noting():
                label = self.label(node.value.get("label"))
            with self.noting():
                color = self.color(node.value.get("color"))
            optimizer = self.instance(
                found, f"optimizer '{found.name}'", _without(node, "name", "label", "color")
            )
        return optimizer, label, color

    @contextmanager
    def all_noted(self) -> Iterator[None]:
        """Refuse in the end if anything was noted inside."""
        before = len(self.problems)
        yield
        if len(self.problems) > before:
            raise _RefusedError

    def label(self, node: Node | None) -> str | None:
        if node is None or node.value is None:
            return None
        return self.line(Label, "label", node) or None

    def color(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if not isinstance(node.value, str) or not COLOR.fullmatch(node.value):
            raise _RefusedError(
                node, f'color: expected a colour in quotes, as "#D55E00", not {show(node.plain)}'
            )
        return node.value.upper()

    def views(self, node: Node) -> tuple[View, ...]:
        return self.items("views", node, budget.MAX_VIEWS, self.view)

    def view(self, node: Node) -> View:
        found = self.named(VIEWS, "view", node)
        if not isinstance(node.value, dict):
            return self.made(found, {}, node)
        return self.instance(found, f"view '{found.name}'", _without(node, "name"))

    # The surface and where things stand on it.

    def surface(self, node: Node) -> Surface:
        if isinstance(node.value, dict) and "expression" in node.value:
            return self.expression(node)
        found = self.named(SURFACES, "surface", node)
        if not isinstance(node.value, dict):
            return self.made(found.bind, {}, node)
        body = _without(node, "name")
        readers = {
            parameter.name: self.reader(parameter.name, ranged(parameter)) for parameter in found.parameters
        }
        return self.made(found.bind, self.all_entries(body, f"surface '{found.name}'", readers), body)

    def expression(self, node: Node) -> Surface:
        readers: dict[str, Reader] = {
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
            raise _RefusedError(node, f"expression: expected a formula in x and y, not {show(node.plain)}")
        if len(node.value) > budget.MAX_EXPRESSION:
            length = len(node.value)
            raise _RefusedError(
                node, f"expression: {length} characters, more than {budget.MAX_EXPRESSION}; shorten it"
            )
        self.made(from_expression, {"text": node.value, "bounds": _ANYWHERE}, node)
        return node.value

    def points(self, key: str, node: Node) -> tuple[Point, ...]:
        if node.value == []:
            return ()
        return self.items(key, node, budget.MAX_POINTS, lambda item: self.point(key, item))

    def bounds(self, node: Node) -> Bounds:
        bounds = self.instance(Bounds, "bounds", node)
        for axis in ("x", "y"):
            low, high = getattr(bounds, axis)
            if not max(abs(low), abs(high)) * 1e-9 < high - low <= MAX_COORDINATE:
                message = f"{axis}: expected [low, high] that can be drawn, not {_interval((low, high))}"
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
                raise _RefusedError(
                    place, f"background: {' and '.join(opaque)} cannot be transparent; leave it out"
                )
        return output

    def formats(self, node: Node) -> tuple[str, ...]:
        found = self.items(
            "formats", node, len(ENCODERS), lambda item: self.named(ENCODERS, "format", item).name
        )
        if len(set(found)) < len(found):
            raise _RefusedError(node, "formats: each one once")
        return found

    def loop(self, node: Node) -> int:
        if isinstance(node.value, str) and node.value in LOOPS:
            return LOOPS[node.value]
        if node.value == 0 or isinstance(node.value, str):
            raise _RefusedError(
                node, f"loop: expected forever, once or a whole number >= 1, not {show(node.plain)}"
            )
        return cast("int", self.value(fields(Output)["loop"].hint, "loop", node))


def _without(node: Node, *keys: str) -> Node:
    """The mapping without some keys."""
    if not isinstance(node.value, dict):
        return node
    entries = {key: item for key, item in node.value.items() if key not in keys}
    return Node(node.line, node.column, entries, node.keys)


def _nearest(name: str, known: Iterable[str]) -> str:
    return suggestion(name[:_LONGEST_NAME], known)


def _short(error: ScenarioError) -> str:
    """An error's message as one line of bearable length."""
    line = " ".join(str(error).split())
    return line if len(line) <= 300 else line[:297] + "..."  # noqa: PLR2004  (a few terminal lines)


def _interval(limits: tuple[float, float]) -> str:
    return f"[{limits[0]:g}, {limits[1]:g}]"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
