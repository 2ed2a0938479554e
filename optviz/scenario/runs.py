"""The runs of a scenario: an optimizer each, with a label, a colour and gradients of its own."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.families.settings import mapping, sets, short_mapping, with_value
from optviz.oracle import GradientOptions
from optviz.parameters import Color, Entry, Kind, Record, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.parameters.tree import Node

LABEL_LENGTH: Final = 60
LABEL: Final = Text(LABEL_LENGTH)
COLOR: Final = Color()
INNER: Final = Entry(OPTIMIZERS)
GRADIENT: Final = Record(GradientOptions, "gradient")
SAMPLING: Final = ("batch", "order")
"""The keys of gradient that may vary."""
_OWN: Final = ("label", "color", "gradient")


@dataclass(frozen=True)
class Run:
    """One optimizer of a scenario.

    Args: label: the name a reader sees, different for every run.  color: "#RRGGBB", or None for the method's own.
        varied: the names of hyper-parameters that vary in the scenario and here.  kept: the names of those that vary in
        the scenario and not here, because the optimizer's own entry sets them.
        gradient: the values of GradientOptions that take the place of the scenario's, by name.
    """

    optimizer: Optimizer
    label: str
    color: str | None = None
    varied: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    gradient: Mapping[str, Any] = field(default_factory=dict)

    def options(self, usual: GradientOptions) -> GradientOptions:
        """What happens to its gradients, where `usual` is the scenario's."""
        return dataclasses.replace(usual, **self.gradient)

    def with_varied(self, key: str, value: Any) -> Run:
        """The run with a varied value of a hyper-parameter or of its gradients, unless it keeps its own."""
        if key in self.kept:
            return self
        if key in SAMPLING:
            return dataclasses.replace(self, gradient={**self.gradient, key: value})
        return dataclasses.replace(self, optimizer=with_value(self.optimizer, key, value))


@dataclass(frozen=True)
class RunEntry(Kind):
    """An optimizer's entry: its name or its mapping, which may have a label, a colour and a gradient too."""

    @property
    def noun(self) -> str:
        """An optimizer."""
        return INNER.noun

    @property
    def apart(self) -> bool:
        """It is made of parts."""
        return True

    @property
    def words(self) -> str:
        """An optimizer."""
        return INNER.words

    def check(self, value: Any) -> Run:
        """A run."""
        if not isinstance(value, Run):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> Run:
        """A run, with no label where the entry has none."""
        label, color, gradient = "", None, dict[str, Any]()
        with context.problems.all_noted():
            if isinstance(node.value, dict):
                with context.problems.noting():
                    label = self._label(node.value.get("label"), context)
                with context.problems.noting():
                    color = COLOR.read(node.value["color"], "color", context) if "color" in node.value else None
                with context.problems.noting():
                    gradient = GRADIENT.values(node.value["gradient"], context) if "gradient" in node.value else {}
            optimizer = cast("Optimizer", INNER.read(node.without(*_OWN), key, context))
        kept = {name for name in context.supplied if name in gradient or sets(node, optimizer, name)}
        return Run(optimizer, label, color, frozenset(context.supplied.keys() - kept), frozenset(kept), gradient)

    def _label(self, node: Node | None, context: Context) -> str:
        return "" if node is None or node.value is None else LABEL.read(node, "label", context)

    def write(self, value: Run, *, short: bool = False) -> Any:
        """The optimizer's mapping with label, colour and gradient; a varied hyper-parameter is left out."""
        more: dict[str, Any] = {} if value.color is None else {"color": value.color}
        if value.gradient:
            kinds = {key: each.kind for key, each in GRADIENT.keys.items()}
            more["gradient"] = {key: kinds[key].write(own, short=short) for key, own in value.gradient.items()}
        if not short:
            return {**mapping(value.optimizer, value.varied), "label": value.label, **more}
        found = short_mapping(value.optimizer, value.varied, value.kept)
        own = {**({} if value.label == value.optimizer.title else {"label": value.label}), **more}
        return {**({"name": found} if isinstance(found, str) else found), **own} if own else found

    def schema(self) -> Schema:
        """A reference to the definition."""
        return {"$ref": "#/$defs/run"}
