"""Labels of runs and headings of cells: a title, and the differences between two with the same title."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.families.settings import settings
from optviz.parameters import Items
from optviz.scenario.cells import Variation
from optviz.scenario.limits import MAX_OPTIMIZERS
from optviz.scenario.runs import LABEL_LENGTH, Run, RunEntry
from optviz.schedules import Schedule
from optviz.starts import Spread
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.parameters import Context
    from optviz.parameters.tree import Node
    from optviz.surfaces import Surface
    from optviz.surfaces.kinds.surface import Point


TITLE_LENGTH: Final = 120


def label_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs with a label each, all different.

    Args: runs: an empty label means the optimizer's title. No label gives a hyper-parameter that varies, because it has
        no single value.
    """
    runs = tuple(runs)
    given = [{**settings(run.optimizer, run.varied), **run.gradient} for run in runs]
    wanted = [run.label or run.optimizer.title for run in runs]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, label in enumerate(wanted):
        groups[label].append(index)
    for label, members in groups.items():
        if len(members) > 1:
            words_for = _differences([(runs[index].optimizer, given[index]) for index in members])
            for index, words in zip(members, words_for, strict=True):
                wanted[index] = " ".join(filter(None, (label, words)))
    return tuple(dataclasses.replace(run, label=label) for run, label in zip(runs, _numbered(wanted), strict=True))


class Runs(Items):
    """The runs that a scenario compares, with their labels."""

    def __init__(self) -> None:
        super().__init__(RunEntry(), 1, MAX_OPTIMIZERS)

    def read(self, node: Node, key: str, context: Context) -> tuple[Run, ...]:
        """All of them, labelled."""
        return label_runs(super().read(node, key, context))


def variation(key: str, values: Sequence[Any]) -> Variation:
    """A variation with a heading for each of its values, all different.

    Args: key, values: as in Variation.
    """
    match key:
        case "surface":
            words = _surface_words(values)
        case "start":
            words = list(map(_start_words, values))
        case "optimizer":
            words = [run.label for run in values]
        case _:
            plain = list(map(_as_plain, values))
            words = [_setting_words(key.replace("_", " "), each, plain) for each in plain]
    headings = words if key == "optimizer" else map(_typeset, words)
    return Variation(key, tuple(values), tuple(_numbered(headings)))


def usual_title(surface: Surface, vary: Iterable[Variation]) -> str:
    """The title of a scenario that gives none: the title of its surface, or of its surfaces."""
    varied = next((each for each in vary if each.key == "surface"), None)
    several = varied and len(set(map(_surface_title, varied.values))) > 1
    return (", ".join(varied.headings) if varied and several else surface.title)[:TITLE_LENGTH].rstrip()


def _surface_words(surfaces: Sequence[Surface]) -> list[str]:
    """For each surface its title, or its formula if it is in no catalogue, and the parameters that differ.

    Only these where that is all that differs.
    """
    settings = [", ".join(_parameter_words(each, surfaces)) for each in surfaces]
    if len(set(map(_surface_title, surfaces))) == 1 and all(settings):
        return settings
    return [
        _surface_title(each) + (f" ({words})" if words else "") for each, words in zip(surfaces, settings, strict=True)
    ]


def _surface_title(surface: Surface) -> str:
    return surface.title if surface.name in SURFACES else surface.formula


def _parameter_words(surface: Surface, others: Sequence[Surface]) -> Iterator[str]:
    rivals = [other.parameters for other in others if other.name == surface.name]
    for name, value in surface.parameters.items():
        if any(rival.get(name) != value for rival in rivals):
            switch = name if value else f"not {name}"
            yield switch if isinstance(value, bool) else value if isinstance(value, str) else _words(name, value, ())


def _start_words(starts: Sequence[Point] | Spread) -> str:
    if isinstance(starts, Spread):
        return starts.words
    (x, y), *more = starts
    return f"start ({x:g}, {y:g})" + (f" and {len(more)} more" if more else "")


def _setting_words(name: str, value: Any, others: Sequence[Any]) -> str:
    if isinstance(value, bool | None):
        return f"with {name}" if value else f"without {name}"
    return f"{name}{': ' if isinstance(value, str) else ' = '}{_value_words(value, others)}"


def _typeset(text: str) -> str:
    """Text with a minus sign before each negative number, and short exponents: 1e−5 for 1e-05."""
    text = re.sub(r"(?<=\de)\+?(-?)0*(?=\d)", r"\1", text)
    return re.sub(r"(?:(?<!\w)|(?<=\de))-(?=\d)", "−", text)


def _as_plain(value: Any) -> Any:
    if isinstance(value, Optimizer):
        return {"name": value.name, **value.plain()}
    return value.plain() if isinstance(value, Schedule) else value


def _differences(known: Sequence[tuple[Optimizer, dict[str, Any]]]) -> list[str]:
    """For each optimizer, the settings in which it differs from others of the list, in words."""
    if len({optimizer.name for optimizer, _ in known}) > 1:
        return [optimizer.title for optimizer, _ in known]
    settings = [setting for _, setting in known]
    return [", ".join(_words(*each) for each in _differing(setting, settings)) for setting in settings]


def _differing(setting: dict[str, Any], others: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Any, list[Any]]]:
    """The settings that some of the others lack or have with another value: name, value, and the others' values."""
    for name, value in setting.items():
        rivals = [other[name] for other in others if name in other]
        if len(rivals) < len(others) or any(repr(rival) != repr(value) for rival in rivals):
            yield name, value, rivals


def _words(name: str, value: Any, others: Sequence[Any]) -> str:
    words = _value_words(value, others)
    return words if isinstance(value, dict) else f"{name}={words}"


def _value_words(value: Any, others: Sequence[Any]) -> str:
    if isinstance(value, bool | None):
        return {None: "none", True: "true", False: "false"}[value]
    if isinstance(value, tuple | list):
        return ", ".join(_value_words(each, ()) for each in value)
    if not isinstance(value, dict):
        return f"{value:g}" if isinstance(value, float) else f"{value}"
    kind = "schedule" if "schedule" in value else "name"
    rivals = [other for other in others if isinstance(other, dict) and other.get(kind) == value[kind]]
    title = value[kind] if kind == "schedule" else OPTIMIZERS[value[kind]].title
    return " ".join((title, *_inner_words(value, rivals)))


def _inner_words(inner: dict[str, Any], rivals: Sequence[dict[str, Any]]) -> Iterator[str]:
    """How a schedule or a nested optimizer differs from others of the same name."""
    for name, value, others in _differing(inner, rivals):
        yield name if isinstance(value, list) else _words(name, value, others)


def _numbered(wanted: Iterable[str]) -> list[str]:
    """The labels, cut where they are too long, with a number after repeated ones."""
    labels = [label[:LABEL_LENGTH].rstrip() for label in wanted]
    seen: Counter[str] = Counter()
    taken, found = set(labels), []
    for label in labels:
        seen[label] += 1
        found.append(label if seen[label] == 1 else _free(label, seen[label], taken))
        taken.add(found[-1])
    return found


def _free(label: str, number: int, taken: set[str]) -> str:
    while (candidate := f"{label[: LABEL_LENGTH - 6]} ({number})") in taken:
        number += 1
    return candidate
