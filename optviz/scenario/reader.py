"""From the text of a scenario file to a Scenario, noting everything that is wrong on the way.

Each key is read by its kind. This module fills in values that follow from other keys.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from optviz.cost import LIMIT
from optviz.errors import IncompleteScenarioError, InvalidScenarioError, MissingKeysError, Problem, ScenarioError
from optviz.parameters import Context
from optviz.parameters.records import built
from optviz.parameters.tree import Problems, tree
from optviz.parsing.layers import Layers
from optviz.scenario.cells import REPLACED, Variation
from optviz.scenario.checks import Checks, mapping, varied_values
from optviz.scenario.labels import usual_title
from optviz.scenario.model import SCENARIO, Scenario, safe_name
from optviz.scenario.output import STYLE
from optviz.scenario.vary import Vary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from optviz.cost import Cost
    from optviz.parameters.tree import Node
    from optviz.parsing.project import Project
    from optviz.surfaces import Bounds, Surface
    from optviz.surfaces.kinds.surface import Point

    DefaultStart = Callable[[Surface, Bounds], Point]

MAX_PROBLEMS: Final = 20


def read(data: bytes | str, file: str, stem: str, project: Project | None = None, *, limit: Cost = LIMIT) -> Scenario:
    """A scenario from its text.

    Args: data: the file's content.  file: what messages call it.  stem: gives the scenario its name.
        project: where it stands; None for a text that is no file.  limit: the scenario's.
    Raises: InvalidScenarioError with everything that is wrong.
    """
    problems = Problems(file)
    layers = Layers(data, project, SCENARIO, STYLE, problems)
    problems.close_places()
    own = {"name": safe_name(stem), "path": project and project.path, "limit": limit, "folder": layers.folder}
    context = Context(problems, {}, locate=layers.locate)
    lacking = () if layers.whole else SCENARIO.required
    scenario = _scenario(layers.root, context, own, lacking=lacking) if layers.root else None
    if problems or scenario is None:
        raise _invalid(problems, layers)
    return dataclasses.replace(scenario, sources=tuple(dict.fromkeys([*layers.sources, *layers.data])))


def check_house(data: bytes, file: str, project: Project) -> None:
    """Raise InvalidScenarioError where a house file, or what it extends, has something wrong in it.

    Args: data, file, project: as in read.
    """
    problems = Problems(file)
    layers = Layers(data, project, SCENARIO, STYLE, problems)
    problems.close_places()
    if layers.root:
        _scenario(layers.root, Context(problems, {}, locate=layers.locate), {}, lacking=SCENARIO.required)
    if problems:
        raise _invalid(problems, layers)


def _invalid(problems: Problems, layers: Layers) -> InvalidScenarioError:
    """The error of a file, with what is wrong in it and in those that it builds on."""
    missing = [each for each in problems.errors if isinstance(each, MissingKeysError) and each.what == SCENARIO.what]
    kind = IncompleteScenarioError if missing and len(problems) == 1 else InvalidScenarioError
    layers.note_lookalikes()
    return kind(_first(problems.sorted()), dict.fromkeys([*layers.sources, *layers.data, *layers.missing]))


def assembled(
    data: Mapping[str, Any],
    name: str,
    start: DefaultStart | None = None,
    *,
    limit: Cost = LIMIT,
    files: Mapping[str, Path] | None = None,
) -> Scenario:
    """A scenario from plain data with the keys of a file; objects made in Python are kept as they are.

    Args: name, limit: the scenario's.  start: gives the start where the data has none; it must have one if left out.
        files: where the files with data are that it names; if left out, paths begin in the current folder.
    Raises: ScenarioError with everything that is wrong.
    """
    problems = Problems(name)
    locate = None if files is None else lambda _, __, value: files[value]
    scenario = _scenario(tree(data), Context(problems, {}, locate=locate), {"name": name, "limit": limit}, start)
    if problems or scenario is None:
        raise ScenarioError("\n".join(dict.fromkeys(each.message for each in _first(problems.sorted()))))
    return scenario


def _first(problems: list[Problem]) -> list[Problem]:
    """The first problems, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    rest = problems[MAX_PROBLEMS]
    message = f"and {len(problems) - MAX_PROBLEMS} more"
    return [*problems[:MAX_PROBLEMS], Problem(rest.file, rest.line, rest.column, message)]


def _scenario(
    root: Node,
    context: Context,
    own: Mapping[str, Any],
    start: DefaultStart | None = None,
    lacking: Iterable[str] = (),
) -> Scenario | None:
    """The scenario of a tree; None where something was wrong or is missing.

    Args: own: the fields that no file has.  lacking: required keys of which it is no problem that they are missing.
    """
    with context.problems.noting():
        varied = mapping(root.child("vary"))
        supplied = {key: item.at([0]) for key, item in varied.items() if key not in REPLACED}
        context = dataclasses.replace(context, supplied=supplied)
        values, whole = _values(root, varied, context, start, lacking)
        checks = Checks(root, context, values)
        checks.between_keys()
        if whole and not lacking:
            scenario = _assembled(root, {**values, **own})
            checks.of_cells(scenario)
            return scenario
    return None


def _values(
    root: Node,
    varied: Mapping[str, Node],
    context: Context,
    start: DefaultStart | None,
    missing: Iterable[str],
) -> tuple[dict[str, Any], bool]:
    """The values that could be read, by field, and whether all could be."""
    elsewhere = [REPLACED[key] for key in varied if key in REPLACED]
    lacking = ["bounds", *elsewhere, *(["start"] if start else []), *missing]
    values, whole = SCENARIO.entries(root.without("vary"), context, lacking)
    if node := root.child("vary"):
        with context.problems.noting():
            values["vary"] = Vary(values.get("runs")).read(node, "vary", context)
        whole = whole and "vary" in values
    if start and "start" not in {*root.keys, *varied}:
        surface = values.get("surface") or next(iter(varied_values("surface", values)), None)
        values |= {"start": (start(surface, values.get("bounds", surface.bounds)),)} if surface else {}
    return values, whole


def _assembled(root: Node, values: Mapping[str, Any]) -> Scenario:
    """The scenario of complete values, with those that follow from others filled in."""
    vary = tuple(_within(each, values.get("bounds")) for each in values.get("vary", ()))
    first = {each.key: each.values[0] for each in vary}
    runs = values.get("runs") or varied_values("optimizer", values)
    surface, start = values.get("surface") or first["surface"], values.get("start") or first["start"]
    usual = {"bounds": surface.bounds, "title": usual_title(surface, vary)}
    known = {"surface": surface, "start": start, "runs": runs, "vary": vary}
    scenario: Scenario = built(Scenario, {**usual, **values, **known}, root)
    return scenario


def _within(variation: Variation, bounds: Bounds | None) -> Variation:
    """A variation; its surfaces take the scenario's bounds, where it has some."""
    if variation.key != "surface" or bounds is None:
        return variation
    return dataclasses.replace(variation, values=tuple(each.within(bounds) for each in variation.values))
