"""What varies from cell to cell, as files write it: lists of surfaces, starts, optimizers or hyper-parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import ParameterError
from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.families.settings import holders, mapping, sets, short_mapping
from optviz.parameters import Items, Kind, Refused, parameters
from optviz.parameters.records import closed, read_mapping
from optviz.parameters.tree import Node, RefusedError
from optviz.scenario import limits
from optviz.scenario.cells import REPLACED, Variation
from optviz.scenario.labels import label_runs, variation
from optviz.scenario.runs import GRADIENT, SAMPLING, RunEntry
from optviz.schedules import Schedule
from optviz.starts.kinds.entries import Starts
from optviz.surfaces.kinds.entries import SurfaceEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.scenario.runs import Run

_REPLACING: Final[dict[str, Kind]] = {"surface": SurfaceEntry(), "start": Starts(), "optimizer": RunEntry()}
_OWN: Final = _REPLACING | {key: GRADIENT.keys[key].kind for key in SAMPLING}
"""What may vary besides hyper-parameters."""


class Values(Items):
    """The values of one thing that varies, all different."""

    def __init__(self, item: Kind) -> None:
        super().__init__(item, limits.MIN_VALUES, limits.MAX_VALUES, distinct=True)


@dataclass(frozen=True)
class Hyperparameter(Kind):
    """One value of a hyper-parameter, which all optimizers that have it can take.

    Args: kinds: its kind in each of them.
    """

    kinds: tuple[Kind, ...]

    @property
    def apart(self) -> bool:
        """Every wrong value gets its own problem."""
        return True

    @property
    def words(self) -> str:
        """What any of them takes."""
        return " or ".join(dict.fromkeys(kind.words for kind in self.kinds))

    def check(self, value: Any) -> Any:
        """The value, checked by the first kind."""
        return self.kinds[0].check(value)

    def read(self, node: Node, key: str, context: Context) -> Any:
        """The value; a whole number where one optimizer needs that."""
        found = [kind.read(node, key, context) for kind in self.kinds]
        for other in context.supplied:
            if other != key and isinstance(found[0], Optimizer) and sets(node, found[0], other):
                raise RefusedError(node, ParameterError(key, f"{other} varies too; leave it out here"))
        return next((value for value in found if type(value) is int), found[0])

    def schema(self) -> Schema:
        """Any of them."""
        return {"anyOf": [kind.schema() for kind in self.kinds]}


@dataclass(frozen=True)
class Vary(Kind):
    """One thing that varies, in columns, or two, in columns and rows.

    Args: runs: the scenario's runs; None where they vary or could not be read.
    """

    runs: tuple[Run, ...] | None = None

    @property
    def words(self) -> str:
        """A mapping."""
        return "a mapping"

    def check(self, value: Any) -> tuple[Variation, ...]:
        """Variations."""
        if not (isinstance(value, tuple) and all(isinstance(each, Variation) for each in value)):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> tuple[Variation, ...]:
        """The variations. The optimizers come first: what else varies may be their hyper-parameters."""
        if isinstance(node.value, dict) and not 1 <= len(node.value) <= limits.MAX_VARIED:
            message = f"expected one key, or two for columns and rows, not {len(node.value)}"
            raise RefusedError(node, ParameterError(key, message))
        others = [name for name in node.value if name != "optimizer"] if isinstance(node.value, dict) else []
        optimizers = {"optimizer": Values(_OWN["optimizer"])}
        methods, read = read_mapping(node.without(*others), "vary", optimizers, context)
        runs = self.runs
        if "optimizer" in methods:
            runs = methods["optimizer"] = label_runs(methods["optimizer"])
        values, read_too = read_mapping(node.without("optimizer"), "vary", self._kinds(runs, others), context)
        if not (read and read_too):
            raise RefusedError
        return tuple(variation(name, (methods | values)[name]) for name in node.keys if name in {*methods, *values})

    def _kinds(self, runs: tuple[Run, ...] | None, wanted: Iterable[str]) -> dict[str, Kind]:
        """The kind of each key that may be there."""
        own: dict[str, Kind] = {key: Values(kind) for key, kind in _OWN.items()}
        if runs is None:
            return dict.fromkeys(wanted, Refused()) | own
        names = {name for run in runs for each in run.optimizer.nested() for name in parameters(type(each))}
        return {name: _values_for(runs, name) for name in names} | own

    def write(self, value: Any, *, short: bool = False) -> dict[str, list[Any]]:
        """The values by key. Where an optimizer is a value, what else varies is left out of it."""
        varying = {each.key for each in value if each.key not in REPLACED}
        return {
            each.key: [
                _OWN[each.key].write(item, short=short)
                if each.key in _OWN
                else _plain(item, varying - {each.key}, short=short)
                for item in each.values
            ]
            for each in value
        }

    def schema(self) -> Schema:
        """Lists by key; hyper-parameters may be those of another library's optimizers too."""
        kinds = {(name, each.kind): None for entry in OPTIMIZERS.values() for name, each in parameters(entry).items()}
        names = sorted({name for name, _ in kinds})
        lists: dict[str, Kind] = {
            name: Values(Hyperparameter(tuple(kind for known, kind in kinds if known == name))) for name in names
        }
        lists |= {key: Values(kind) for key, kind in _OWN.items()}
        anything = {**Values(Refused()).schema(), "items": {"$ref": "#/$defs/anything"}}
        return {
            **closed({key: kind.schema() for key, kind in lists.items()}),
            "additionalProperties": anything,
            "minProperties": 1,
            "maxProperties": limits.MAX_VARIED,
        }


def _values_for(runs: tuple[Run, ...], name: str) -> Kind:
    """The values of a hyper-parameter for those optimizers that have it and do not set it themselves."""
    every = [each for run in runs if name not in run.kept for each in holders(run.optimizer, name)]
    kinds = dict.fromkeys(parameters(type(each))[name].kind for each in every)
    if not kinds:
        return Refused(f"every optimizer sets {name} itself; leave it out where it is to vary")
    return Values(Hyperparameter(tuple(kinds)))


def _plain(value: Any, without: set[str], *, short: bool) -> Any:
    """A hyper-parameter's value as plain data."""
    if isinstance(value, Optimizer):
        return short_mapping(value, without) if short else mapping(value, without)
    if isinstance(value, Schedule):
        return value.plain()
    return list(value) if isinstance(value, tuple) else value
