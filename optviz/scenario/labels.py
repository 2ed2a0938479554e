"""Names for the runs of a scenario: the method's title, and the hyper-parameters that tell two apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from optviz.optimizers import OPTIMIZERS
from optviz.scenario.model import LABEL_LENGTH, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.optimizers import Optimizer


def label_runs(runs: Iterable[tuple[Optimizer, str | None, str | None]]) -> tuple[Run, ...]:
    """Runs with a label each, all different.

    Args: runs: optimizer, label or None for the method's title, colour or None for the method's own.
    """
    runs = tuple(runs)
    wanted = [label if label is not None else optimizer.title for optimizer, label, _ in runs]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, label in enumerate(wanted):
        groups[label].append(index)
    for label, members in groups.items():
        if len(members) > 1:
            for index, words in zip(members, _differences([runs[index][0] for index in members]), strict=True):
                wanted[index] = " ".join(filter(None, (label, words)))
    labels = _numbered([label[:LABEL_LENGTH].rstrip() for label in wanted])
    return tuple(Run(run[0], label, run[2]) for run, label in zip(runs, labels, strict=True))


def _differences(optimizers: Sequence[Optimizer]) -> list[str]:
    """For each optimizer, the hyper-parameters in which it differs from others of the list, in words."""
    settings = [optimizer.plain() for optimizer in optimizers]
    if len({optimizer.name for optimizer in optimizers}) > 1:
        return [optimizer.title for optimizer in optimizers]
    names = [name for name in settings[0] if len({repr(setting[name]) for setting in settings}) > 1]
    return [
        ", ".join(_words(name, setting[name], [other[name] for other in settings]) for name in names)
        for setting in settings
    ]


def _words(name: str, value: Any, others: Sequence[Any]) -> str:
    if not isinstance(value, dict):
        return f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
    kind = "schedule" if "schedule" in value else "name"
    rivals = [other for other in others if isinstance(other, dict) and other.get(kind) == value[kind]]
    title = value[kind] if kind == "schedule" else OPTIMIZERS[value[kind]].title
    return " ".join((title, *_inner_words(value, rivals)))


def _inner_words(inner: dict[str, Any], rivals: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What tells a schedule or a nested optimizer from the others of its name."""
    for name, value in inner.items():
        if any(rival[name] != value for rival in rivals):
            yield name if isinstance(value, list) else _words(name, value, [rival[name] for rival in rivals])


def _numbered(labels: Sequence[str]) -> list[str]:
    """The labels, with a number behind those that stand there twice."""
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
