"""The runs of a scenario: an optimizer each, with a label and a colour."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.families.settings import mapping, sets, short_mapping, with_value
from optviz.parameters import Color, Entry, Kind, Text

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.parameters.tree import Node

LABEL_LENGTH: Final = 60
LABEL: Final = Text(LABEL_LENGTH)
COLOR: Final = Color()
INNER: Final = Entry(OPTIMIZERS)
_OWN: Final = ("label", "color")


@dataclass(frozen=True)
class Run:
    """One optimizer of a scenario.

    Args: label: the name a reader sees, different for every run.  color: "#RRGGBB", or None for the method's own.
        varied: the names of hyper-parameters that vary in the scenario and here.  kept: the names of those that vary in
        the scenario and not here, because the optimizer's own entry sets them.
    """

    optimizer: Optimizer
    label: str
    color: str | None = None
    varied: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()

    def with_varied(self, key: str, value: Any) -> Run:
        """The run with a hyper-parameter's varied value, unless it keeps its own."""
        return self if key in self.kept else dataclasses.replace(self, optimizer=with_value(self.optimizer, key, value))


@dataclass(frozen=True)
class RunEntry(Kind):
    """An optimizer's entry: its name or its mapping, which may have a label and a colour too."""

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
        label, color = "", None
        with context.problems.all_noted():
            if isinstance(node.value, dict):
                with context.problems.noting():
                    label = self._label(node.value.get("label"), context)
                with context.problems.noting():
                    color = COLOR.read(node.value["color"], "color", context) if "color" in node.value else None
            optimizer = cast("Optimizer", INNER.read(node.without(*_OWN), key, context))
        kept = {name for name in context.supplied if sets(node, optimizer, name)}
        return Run(optimizer, label, color, frozenset(context.supplied.keys() - kept), frozenset(kept))

    def _label(self, node: Node | None, context: Context) -> str:
        return "" if node is None or node.value is None else LABEL.read(node, "label", context)

    def write(self, value: Run, *, short: bool = False) -> Any:
        """The optimizer's mapping with the label and the colour; a varied hyper-parameter is left out."""
        color = {} if value.color is None else {"color": value.color}
        if not short:
            return {**mapping(value.optimizer, value.varied), "label": value.label, **color}
        found = short_mapping(value.optimizer, value.varied, value.kept)
        own = {**({} if value.label == value.optimizer.title else {"label": value.label}), **color}
        return {**({"name": found} if isinstance(found, str) else found), **own} if own else found

    def schema(self) -> Schema:
        """A reference to the definition."""
        return {"$ref": "#/$defs/run"}
