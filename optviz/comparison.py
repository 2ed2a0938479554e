"""Optimizers side by side, without a scenario file: `compare("beale", ["sgd", "adam:lr=0.1"])`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.adapters import from_torch
from optviz.parameters import check_names
from optviz.pipeline import Rendering, render, run
from optviz.scenario import Scenario, label_runs, override, safe_name, to_yaml
from optviz.scenario.declared import MismatchError, check, fields, surface_fields, takes_optimizer, takes_schedule
from optviz.scenario.model import Label
from optviz.scenario.reading import COLOR
from optviz.scenario.yaml12 import resolve
from optviz.schedules import Schedule, schedule
from optviz.surfaces import SURFACES, Bounds, Surface, from_expression
from optviz.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from optviz.arrays import Array
    from optviz.parameters import Parameter
    from optviz.trajectory import Trajectory

    Start: TypeAlias = Sequence[float] | Sequence[Sequence[float]] | Array

T = TypeVar("T")

Named: TypeAlias = str | Mapping[str, Any]
Method: TypeAlias = Named | Optimizer | type[Any]

_SHARES: Final = ((0.13, 0.82), (0.84, 0.71), (0.21, 0.17), (0.88, 0.24), (0.42, 0.91), (0.61, 0.08))
"""Where a run may begin if nobody says where, as shares of the bounds: off every line of symmetry."""


@dataclass(frozen=True)
class Comparison:
    """Optimizers on one surface, ready to be run and drawn; in a notebook it shows its animation.

    Args: scenario: all that it is.
    """

    scenario: Scenario

    def run(self) -> list[Trajectory]:
        """The trajectories, one for each optimizer."""
        return run(self.scenario)

    def save(self, *targets: str | Path, **options: Any) -> Rendering:
        """Render into files, all from one pass.

        Args: targets: files, their formats told by their suffixes; without any, a file in ./outputs.
            options: render's, as still=-1 or theme="dark".
        Raises: as render does.
        """
        return render(self.scenario, *targets, **options)

    def to_yaml(self) -> str:
        """The text of a scenario file that says the same."""
        return to_yaml(self.scenario)

    def _repr_html_(self) -> str:
        from tempfile import TemporaryDirectory

        from optviz.snippets import inline

        with TemporaryDirectory() as folder:
            return inline(render(self.scenario, folder=folder))


def compare(
    surface: Named | Surface,
    optimizers: Iterable[Method] | Method,
    start: Start | None = None,
    steps: int | None = None,
    *,
    bounds: Bounds | Sequence[Sequence[float]] | Mapping[str, Sequence[float]] | None = None,
    views: Iterable[Named | View] | None = None,
    title: str | None = None,
    seed: int | None = None,
    **output: Any,
) -> Comparison:
    """Put optimizers side by side on a surface.

    Args: surface: a catalogue surface's name, "name:parameter=value,...", a Surface, an expression in x and y
            (which needs bounds), or a mapping as in a scenario file.
        optimizers: each a name, "adam:lr=0.1,beta1=0.8", "torch:AdamW:lr=0.1", an optimizer, a class of optimizers,
            torch's too, or a mapping as in a scenario file.
        start: (x, y), or several; a point far from the minimizers if left out.  steps: how many.
        bounds: ((low x, high x), (low y, high y)), what is drawn; the surface's own if left out.
        views: names, "name:option=value,...", views or mappings; contours if left out.  title: the figure's.
        seed: of the random numbers.  output: options of the scenario's output, as theme="dark", duration=3.
    Raises: ScenarioError where something does not fit.
    """
    drawn = _bounds(bounds)
    found = _surface(surface, drawn)
    drawn = drawn or found.bounds
    chosen: dict[str, Any] = {"title": title, "steps": steps, "seed": seed}
    if views is not None:
        chosen["views"] = tuple(map(_view, _listed(views)))
    given = {key: value for key, value in chosen.items() if value is not None}
    scenario = Scenario(
        name=safe_name(f"compare-{found.name}"),
        surface=found,
        bounds=drawn,
        starts=(default_start(found, drawn),) if start is None else _starts(start, drawn),
        runs=label_runs(map(_optimizer, _listed(optimizers))),
        **{"title": found.title, **{key: _checked(fields(Scenario)[key], given[key]) for key in given}},
    )
    return Comparison(_usable(override(scenario, **output)))


def default_start(surface: Surface, bounds: Bounds) -> tuple[float, float]:
    """Of a few points off the lines of symmetry the one farthest from the nearest minimizer, sides counted as 1."""
    share = max(_SHARES, key=partial(_room, surface, bounds))
    x, y = (round(low + part * (high - low), 6) for part, (low, high) in zip(share, (bounds.x, bounds.y), strict=True))
    return x, y


def named(text: str) -> dict[str, Any]:
    """The mapping that "name:key=value,key=value" stands for; values read as in a scenario file.

    A name may have a library's prefix: "torch:AdamW:lr=0.1".

    Raises: ScenarioError where the text is not of that form.
    """
    prefix = next((f"{each}:" for each in OPTIMIZERS.providers if text.startswith(f"{each}:")), "")
    name, _, rest = text.removeprefix(prefix).partition(":")
    found: dict[str, Any] = {"name": prefix + name.strip()}
    for part in filter(None, map(str.strip, rest.split(","))):
        key, equals, value = map(str.strip, part.partition("="))
        if not equals or not key or not value:
            raise ScenarioError(f"{text!r}: expected name:key=value,key=value, not {part!r}")
        if key in found:
            raise ScenarioError(f"{text!r}: {key} stands there twice")
        found[key] = resolve(value)
    return found


def _listed(items: Iterable[Any] | Method | View) -> list[Any]:
    return [items] if isinstance(items, str | Mapping | Optimizer | View | type) else list(items)


def _room(surface: Surface, bounds: Bounds, share: tuple[float, float]) -> float:
    (west, east), (south, north) = bounds.x, bounds.y
    return min(
        (
            math.hypot((x - west) / (east - west) - share[0], (y - south) / (north - south) - share[1])
            for x, y in surface.minimizers
        ),
        default=0.0,
    )


# What is compared: names, texts and mappings become the things they stand for.


def _surface(wanted: Named | Surface, bounds: Bounds | None) -> Surface:
    if isinstance(wanted, Surface):
        return wanted
    mapping = dict(wanted) if isinstance(wanted, Mapping) else _surface_mapping(wanted, bounds)
    if "expression" in mapping:
        return _own_surface(mapping, bounds)
    found = SURFACES[_name(mapping, "surface")]
    return found.bind(**_arguments(f"parameter of {found.name}", surface_fields(found.name), mapping))


def _surface_mapping(text: str, bounds: Bounds | None) -> dict[str, Any]:
    """A text is a name, unless it can only be an expression."""
    mapping = named(text) if ":" in text else {"name": text}
    return {"expression": text} if bounds and mapping["name"] not in SURFACES else mapping


def _own_surface(mapping: dict[str, Any], bounds: Bounds | None) -> Surface:
    drawn = _bounds(mapping.pop("bounds", None)) or bounds
    if drawn is None:
        raise ScenarioError("an expression needs bounds, as bounds=((-2, 2), (-1, 1))")
    unknown = mapping.keys() - {"expression", "minimizers", "kinks"}
    for key in unknown:
        raise UnknownNameError("key of an own surface", key, ("expression", "bounds", "minimizers", "kinks"))
    return from_expression(str(mapping.pop("expression")), drawn, **mapping)


def _optimizer(wanted: Method) -> tuple[Optimizer, str | None, str | None]:
    if isinstance(wanted, Optimizer):
        return wanted, None, None
    if isinstance(wanted, type):
        return wanted() if issubclass(wanted, Optimizer) else from_torch(wanted), None, None
    mapping = named(wanted) if isinstance(wanted, str) else dict(wanted)
    found = OPTIMIZERS[_name(mapping, "optimizer")]
    label, color = mapping.pop("label", None), mapping.pop("color", None)
    if label is not None:
        label = _fitting("label", Label, label)
    if color is not None and not (isinstance(color, str) and COLOR.fullmatch(color)):
        raise ParameterError("color", f'expected a colour as "#D55E00", not {color!r}')
    arguments = _arguments(f"hyper-parameter of {found.name}", fields(found), mapping)
    check_names(found, arguments)
    return found(**arguments), label, color


def _view(wanted: Named | View) -> View:
    if isinstance(wanted, View):
        return wanted
    mapping = named(wanted) if isinstance(wanted, str) else dict(wanted)
    found = VIEWS[_name(mapping, "view")]
    return found(**_arguments(f"option of {found.name}", fields(found), mapping))


def _name(mapping: dict[str, Any], kind: str) -> str:
    if "name" not in mapping:
        raise ScenarioError(f"{kind}: a mapping needs a name")
    return str(mapping.pop("name"))


def _arguments(kind: str, known: Mapping[str, Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    for key in values:
        if key not in known:
            raise UnknownNameError(kind, key, known)
    return {key: _checked(known[key], value) for key, value in values.items()}


def _checked(field: Parameter, value: Any) -> Any:
    if takes_optimizer(field.hint) and isinstance(value, str | Mapping):
        return _optimizer(value)[0]
    if takes_schedule(field.hint):
        if isinstance(value, Schedule):
            return value
        if isinstance(value, Mapping) and "schedule" in value:
            return schedule(**{"name" if key == "schedule" else key: item for key, item in value.items()})
    if field.name == "views":
        return value
    return _fitting(field.name, field.hint, value)


def _fitting(name: str, hint: Any, value: Any) -> Any:
    try:
        return check(hint, tuple(value) if isinstance(value, list) else value)
    except MismatchError as error:
        raise ParameterError(name, error.message) from None


# Where it happens.


def _bounds(
    wanted: Bounds | Sequence[Sequence[float]] | Mapping[str, Sequence[float]] | None,
) -> Bounds | None:
    if wanted is None or isinstance(wanted, Bounds):
        return wanted
    axes: Any = (wanted.get("x"), wanted.get("y")) if isinstance(wanted, Mapping) else wanted
    try:
        (west, east), (south, north) = axes
        return Bounds((float(west), float(east)), (float(south), float(north)))
    except (TypeError, ValueError):
        raise ParameterError("bounds", f"expected ((low x, high x), (low y, high y)), not {wanted!r}") from None


def _starts(wanted: Start, bounds: Bounds) -> tuple[tuple[float, float], ...]:
    points: Any = [wanted] if len(wanted) and not hasattr(wanted[0], "__len__") else wanted
    try:
        starts = tuple((float(x), float(y)) for x, y in points)
    except (TypeError, ValueError):
        raise ParameterError("start", f"expected (x, y) or several of these, not {wanted!r}") from None
    for x, y in starts:
        if not (bounds.x[0] <= x <= bounds.x[1] and bounds.y[0] <= y <= bounds.y[1]):
            limits = f"x {bounds.x[0]:g} to {bounds.x[1]:g}, y {bounds.y[0]:g} to {bounds.y[1]:g}"
            raise ParameterError("start", f"({x:g}, {y:g}) lies outside the drawn bounds, {limits}")
    return starts


def _usable(scenario: Scenario) -> Scenario:
    if not scenario.runs or not scenario.starts:
        raise ScenarioError("a comparison needs at least one optimizer and one start")
    for each in scenario.runs:
        each.optimizer.bind(scenario.steps)
    return scenario
