"""What a scenario is made of that stands in catalogues."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from optviz.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.scenario import Scenario

Ingredient: TypeAlias = tuple[str, str]
"""The kind and the name of an entry, as ("optimizer", "adam")."""


class Link(NamedTuple):
    """A page of a site.

    Args: title: of it.  place: its address, from the site's folder on.
    """

    title: str
    place: str


def ingredients(scenario: Scenario) -> tuple[Ingredient, ...]:
    """The surfaces, optimizers, schedules and views that a scenario shows, each once; also such as have no entry."""
    held = [value for each in scenario.optimizers for value in vars(each).values()]
    found = [
        *(("surface", cell.surface.name) for cell in scenario.cells),
        *(("optimizer", each.name) for each in scenario.optimizers),
        *(("schedule", each.name) for value in held for each in _schedules(value)),
        *(("view", each.name) for each in scenario.views),
    ]
    return tuple(dict.fromkeys(found))


def _schedules(value: object) -> Iterator[Schedule]:
    """A schedule, and those that it is put together from."""
    if isinstance(value, Schedule):
        yield value
        yield from chain.from_iterable(map(_schedules, vars(value).values()))
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(_schedules, value))
