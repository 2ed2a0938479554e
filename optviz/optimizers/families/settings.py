"""The hyper-parameters of an optimizer together with those of the optimizers inside it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from optviz.optimizers.base import Optimizer
from optviz.parameters import parameters, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optviz.parameters.tree import Node


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
        name: mapping(within[name], deeper) if name in within else value
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


def mapping(optimizer: Optimizer, without: Collection[str] = ()) -> dict[str, Any]:
    """An optimizer as plain data, its name with its settings."""
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
