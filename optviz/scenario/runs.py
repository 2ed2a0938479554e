"""The runs of a scenario: an optimizer each, with a label and a colour."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.parameters import Color, Entry, Kind, Text, parameters, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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


# Hyper-parameters of an optimizer and of those inside it.


def inside(optimizer: Optimizer) -> dict[str, Optimizer]:
    """The optimizers that are hyper-parameters of another one, by name."""
    found = {name: getattr(optimizer, name) for name in parameters(type(optimizer))}
    return {name: each for name, each in found.items() if isinstance(each, Optimizer)}


def holders(optimizer: Optimizer, key: str) -> Iterator[Optimizer]:
    """The optimizer if it has a hyper-parameter of that name; otherwise those inside it that have it."""
    if key in parameters(type(optimizer)):
        yield optimizer
        return
    for each in inside(optimizer).values():
        yield from holders(each, key)


def with_value(optimizer: Optimizer, key: str, value: Any) -> Optimizer:
    """The optimizer with another value of a hyper-parameter, of its own or inside it; unchanged if none has it."""
    if key in parameters(type(optimizer)):
        return dataclasses.replace(optimizer, **{key: value})
    changed = {name: with_value(each, key, value) for name, each in inside(optimizer).items()}
    return dataclasses.replace(optimizer, **changed) if changed else optimizer


def settings(optimizer: Optimizer, without: Collection[str] = ()) -> dict[str, Any]:
    """The hyper-parameters as plain data, without some names, here and in the optimizers inside."""
    names, within = parameters(type(optimizer)), inside(optimizer)
    deeper = set(without) - names.keys()
    return {
        name: _mapping(within[name], deeper) if name in within else value
        for name, value in plain(optimizer).items()
        if name not in without
    }


def sets(node: Node, optimizer: Optimizer, key: str) -> bool:
    """Whether an optimizer's entry itself sets a hyper-parameter, of the optimizer or of one inside it.

    An optimizer made in Python sets whatever differs from its default.
    """
    if isinstance(node.plain, Optimizer):
        return any(getattr(each, key) != parameters(type(each))[key].default for each in holders(optimizer, key))
    if not isinstance(node.value, dict):
        return False
    if key in parameters(type(optimizer)):
        return key in node.value
    known = (pair for pair in inside(optimizer).items() if pair[0] in node.value)
    return any(sets(node.value[name], each, key) for name, each in known)


def _mapping(optimizer: Optimizer, without: Collection[str]) -> dict[str, Any]:
    return {"name": optimizer.name, **settings(optimizer, without)}


def short_mapping(optimizer: Optimizer, without: Collection[str] = (), kept: Collection[str] = ()) -> Any:
    """An optimizer without its defaults, or its bare name; optimizers inside it are written in the same way.

    Args: without: hyper-parameters that are left out.  kept: those that are written even where they are the defaults.
    """
    declared, within = parameters(type(optimizer)), inside(optimizer)
    deeper, kept_deeper = set(without) - declared.keys(), set(kept) - declared.keys()
    found: dict[str, Any] = {"name": optimizer.name}
    for name, value in settings(optimizer, without).items():
        parameter = declared[name]
        usual = not parameter.required and parameter.kind.write(parameter.default) == value
        if name in within:
            usual = usual and not any(next(holders(within[name], key), None) for key in kept_deeper)
            value = short_mapping(within[name], deeper, kept_deeper)  # noqa: PLW2901  (the same in short)
        if name in kept or not usual:
            found[name] = value
    return found if len(found) > 1 else optimizer.name


# How files write them.


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
            return {**_mapping(value.optimizer, value.varied), "label": value.label, **color}
        found = short_mapping(value.optimizer, value.varied, value.kept)
        own = {**({} if value.label == value.optimizer.title else {"label": value.label}), **color}
        return {**({"name": found} if isinstance(found, str) else found), **own} if own else found

    def schema(self) -> Schema:
        """A reference to the definition."""
        return {"$ref": "#/$defs/run"}
