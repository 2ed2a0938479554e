"""The things a scenario names, read from a file's nodes: optimizers, views, a surface, and what output is wanted."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from optviz.encoders import ENCODERS
from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.scenario import budget
from optviz.scenario.declared import fields, surface_fields
from optviz.scenario.labels import label_runs
from optviz.scenario.model import Label, Output, Point, Run, holders, inside
from optviz.scenario.reader import Reader, RefusedError, ready, without
from optviz.scenario.tree import Node, show
from optviz.surfaces import SURFACES, Bounds, Surface, from_expression
from optviz.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.scenario.reader import Read
    from optviz.scenario.tree import Problems

MAX_WIDTH: Final = 1e12
MIN_WIDTH: Final = 1e-9  # of the largest coordinate; narrower ones run out of digits
LOOPS: Final = {"forever": 0, "once": 1}
COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ANYWHERE: Final = Bounds((0, 1), (0, 1))


class PartsReader(Reader):
    """Reads the parts of one scenario; keeps what is judged again once all of them are known.

    Attributes: methods: every optimizer with parameters of its own, and where it stands.  runs: the optimizers with
        their labels, or None as long as they could not be read.
    """

    def __init__(self, problems: Problems, varying: Mapping[str, Node]) -> None:
        super().__init__(problems, varying)
        self.methods: list[tuple[Node, Optimizer]] = []
        self.runs: tuple[Run, ...] | None = None

    def optimizers(self, node: Node) -> tuple[Run, ...]:
        """The runs that a scenario compares."""
        self.runs = label_runs(self.items("optimizers", node, budget.MAX_OPTIMIZERS, self.optimizer), self.varying)
        return self.runs

    def optimizer(self, node: Node) -> Run:
        """A run from its optimizer's entry, with no label where the entry has none."""
        label, color = "", None
        with self.all_noted():
            if isinstance(node.value, dict):
                with self.noting():
                    label = self.label(node.value.get("label"))
                with self.noting():
                    color = self.color(node.value.get("color"))
            optimizer = self.own(node)
        kept = (key for key in self.varying if sets(node, optimizer, key))
        return Run(optimizer, label, color, frozenset(kept))

    def own(self, node: Node) -> Optimizer:
        """The optimizer of an entry; what it sets is judged again once the steps are known."""
        body = without(node, "name", "label", "color")
        optimizer = ready(node, Optimizer)
        if optimizer is None:
            found = self.named(OPTIMIZERS, "optimizer", node)
            optimizer = self.method(found, body) if isinstance(body.value, dict) else self.bare(found, node)
        self.methods.append((body, optimizer))
        return cast("Optimizer", optimizer)

    def label(self, node: Node | None) -> str:
        """A run's label; empty where it is left out."""
        return "" if node is None or node.value is None else self.line(Label, "label", node)

    def color(self, node: Node | None) -> str | None:
        """A colour in capitals; None where it is left out."""
        if node is None:
            return None
        if not isinstance(node.value, str) or not COLOR.fullmatch(node.value):
            raise RefusedError(node, f'color: expected a colour in quotes, as "#D55E00", not {show(node.plain)}')
        return node.value.upper()

    def views(self, node: Node) -> tuple[View, ...]:
        """The panels."""
        return self.items("views", node, budget.MAX_VIEWS, self.view)

    def view(self, node: Node) -> View:
        """A view from its name or its mapping."""
        if made := ready(node, View):
            return cast("View", made)
        found = self.named(VIEWS, "view", node)
        if not isinstance(node.value, dict):
            return self.made(found, {}, node)
        return self.instance(found, f"view '{found.name}'", without(node, "name"))

    # The surface and where things stand on it.

    def surface(self, node: Node) -> Surface:
        """A surface from its name, its mapping or its expression."""
        if made := ready(node, Surface):
            return cast("Surface", made)
        if isinstance(node.value, dict) and "expression" in node.value:
            return self.expression(node)
        found = self.named(SURFACES, "surface", node)
        if not isinstance(node.value, dict):
            return self.made(found.bind, {}, node)
        body = without(node, "name")
        readers = {key: self.reader(key, field.hint) for key, field in surface_fields(found.name).items()}
        return self.made(found.bind, self.all_entries(body, f"surface '{found.name}'", readers), body)

    def expression(self, node: Node) -> Surface:
        """A surface of one's own."""
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
        """The text of an expression in x and y."""
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
        """A list of points, which may be empty."""
        if node.value == []:
            return ()
        return self.items(key, node, budget.MAX_POINTS, lambda item: self.point(key, item))

    def bounds(self, node: Node) -> Bounds:
        """What is drawn of a surface."""
        bounds = self.instance(Bounds, "bounds", node)
        with self.all_noted():
            for axis in ("x", "y"):
                low, high = getattr(bounds, axis)
                if not max(abs(low), abs(high)) * MIN_WIDTH < high - low <= MAX_WIDTH:
                    message = f"{axis}: too narrow or too wide to draw, {interval((low, high))}"
                    self.problems.add(node.at([axis]), message)
        return bounds

    def starts(self, node: Node) -> tuple[Point, ...]:
        """A point, or a list of points."""
        if isinstance(node.value, list) and node.value and not isinstance(node.value[0].value, list):
            return (self.point("start", node),)
        return self.items("start", node, budget.MAX_STARTS, lambda item: self.point("start", item))

    def point(self, key: str, node: Node) -> Point:
        """A point [x, y]."""
        return cast("Point", self.value(Point, key, node))

    # What the gradient and the output are like.

    def gradient(self, node: Node) -> GradientOptions:
        """Noise and clipping of every gradient."""
        return self.instance(GradientOptions, "gradient", node, noise=self.noise)

    def noise(self, node: Node) -> Noise | None:
        """The noise of every gradient, or none."""
        return None if node.value is None else self.instance(Noise, "noise", node)

    def output(self, node: Node) -> Output:
        """What files are made."""
        output = self.instance(Output, "output", node, formats=self.formats, loop=self.loop)
        if output.background == "transparent":
            opaque = [name for name in output.formats if not ENCODERS[name].transparency]
            if opaque:
                place = node.at(["background"])
                raise RefusedError(place, f"background: {' and '.join(opaque)} cannot be transparent; leave it out")
        return output

    def formats(self, node: Node) -> tuple[str, ...]:
        """The names of encoders."""
        found = self.items("formats", node, len(ENCODERS), lambda item: self.named(ENCODERS, "format", item).name)
        if len(set(found)) < len(found):
            raise RefusedError(node, "formats: each one once")
        return found

    def loop(self, node: Node) -> int:
        """How often an animation plays; 0 for ever."""
        if isinstance(node.value, str) and node.value in LOOPS:
            return LOOPS[node.value]
        if node.value == 0 or isinstance(node.value, str):
            raise RefusedError(node, f"loop: expected forever, once or a whole number >= 1, not {show(node.plain)}")
        return cast("int", self.value(fields(Output)["loop"].hint, "loop", node))


def sets(node: Node, optimizer: Optimizer, key: str) -> bool:
    """Whether what stands there itself sets a hyper-parameter of the optimizer, or of the one inside it that has it.

    One that was made in Python sets what is not its default.
    """
    if ready(node, Optimizer):
        return any(getattr(each, key) != fields(type(each))[key].default for each in holders(optimizer, key))
    if not isinstance(node.value, dict):
        return False
    if key in fields(type(optimizer)):
        return key in node.value
    known = (pair for pair in inside(optimizer).items() if pair[0] in node.value)
    return any(sets(node.value[name], each, key) for name, each in known)


def interval(limits: tuple[float, float]) -> str:
    """The ends of an axis, as a message shows them."""
    return f"[{limits[0]:.12g}, {limits[1]:.12g}]"
