"""Optimizers side by side, without a scenario file: `compare("beale", ["sgd", "adam:lr=0.1"])`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, Unpack

from optviz.api.inline import Inline, files_to_show, inline_within_limit
from optviz.api.limits import Allowance, divided, permit
from optviz.api.output_options import OutputOptions
from optviz.api.render import Rendering, render
from optviz.api.run import run
from optviz.api.signatures import spelled_out
from optviz.cost import LIMIT
from optviz.errors import ParameterError
from optviz.optimizers import OPTIMIZERS, Optimizer
from optviz.optimizers.adapters import from_torch
from optviz.parameters.compound import MOST_ITEMS
from optviz.parsing.inline import named
from optviz.scenario import Scenario, Traces, assembled, override, safe_name, to_yaml
from optviz.surfaces import Surface, by_axis, is_expression, unbounded
from optviz.surfaces import surface as surface_of
from optviz.views import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optviz.api.render import Progress, RenderOptions
    from optviz.api.results import Trajectories
    from optviz.arrays import Array
    from optviz.pool import Pool
    from optviz.starts import Spread
    from optviz.surfaces import Bounds, Region
    from optviz.surfaces.kinds.function import Function

    Start: TypeAlias = Sequence[float] | Sequence[Sequence[float]] | Array | str | Mapping[str, Any] | Spread

Named: TypeAlias = str | Mapping[str, Any]
Method: TypeAlias = Named | Optimizer | type[Any]

COMPARED: Final = "compare"
"""What names of comparisons, which have no file, begin with."""
_SHARES: Final = ((0.13, 0.82), (0.84, 0.71), (0.21, 0.17), (0.88, 0.24), (0.42, 0.91), (0.61, 0.08))
"""Where runs may begin if no start is given, as shares of the bounds: off every line of symmetry."""


@dataclass(frozen=True)
class Comparison(Inline):
    """Optimizers on one surface, ready to be run and drawn; in a notebook it shows its animation.

    Args: scenario: what is compared, and how it is drawn.  allowance: what it may take.
    """

    scenario: Scenario
    allowance: Allowance = field(default_factory=Allowance, compare=False, repr=False)

    def run(self) -> Trajectories:
        """The trajectories, one for each optimizer."""
        return run(self.scenario, **self.allowance)

    @spelled_out(OutputOptions, Allowance)
    def save(
        self,
        *targets: str | Path,
        folder: str | Path | None = None,
        still: int | Literal["notes"] | None = None,
        strip: Sequence[int] | Literal["notes"] | None = None,
        frames: str | Path | None = None,
        fit: str | None = None,
        progress: Progress | None = None,
        workers: int | Pool | None = None,
        draft: bool = False,
        **options: Unpack[RenderOptions],
    ) -> Rendering:
        """Render into files, all from one pass.

        Args: targets: files, their formats given by their suffixes; without any, a file in the folder.
            folder, still, strip, frames, fit, progress, workers, draft, options: as in render.
        Raises: as render does.
        """
        allowed: RenderOptions = {**self.allowance, **options}
        return render(
            self.scenario,
            *targets,
            folder=folder,
            still=still,
            strip=strip,
            frames=frames,
            fit=fit,
            progress=progress,
            workers=workers,
            draft=draft,
            **allowed,
        )

    def to_yaml(self) -> str:
        """The text of a scenario file that says the same."""
        return to_yaml(self.scenario)

    def _repr_html_(self) -> str:
        with TemporaryDirectory() as folder:
            made = self.save(*files_to_show(self.scenario, Path(folder)))
            return inline_within_limit(made.scenario, made.trajectories, made.paths, linked=False)


@spelled_out(OutputOptions, Allowance)
def compare(
    surface: Named | Surface | Function | None = None,
    optimizers: Iterable[Method] | Method | None = None,
    start: Start | None = None,
    steps: int | None = None,
    *,
    bounds: Region | None = None,
    views: Iterable[Named | View] | Named | View | None = None,
    title: str | None = None,
    seed: int | None = None,
    vary: Mapping[str, Iterable[Any]] | None = None,
    traces: Traces | Mapping[str, Any] | None = None,
    draft: bool = False,
    **options: Unpack[RenderOptions],
) -> Comparison:
    """Put optimizers side by side on a surface.

    Args: surface: a catalogue surface's name, "name:parameter=value,...", a Surface, an expression in x and y or
            a function of them (which need bounds), or a mapping as in a scenario file.
        optimizers: each a name, "adam:lr=0.1,beta1=0.8", "torch:AdamW:lr=0.1", an optimizer, a class of optimizers,
            torch's too, or a mapping as in a scenario file. In a text, lists, mappings and quoted texts are as in a
            file: "aggmo:betas=[0, 0.9]", "adam:lr={schedule: cosine, start: 0.1}".
        start: (x, y), several, or a rule for many by its name, "normal:std=0.5,count=200", a Spread or a mapping; a
            point far from the minimizers if left out.  steps: how many.
        bounds: (low x, high x, low y, high y), or two pairs, the region to draw; the surface's own if left out.
        views: names, "name:option=value,...", views or mappings; contours if left out.  title: the figure's.
        seed: of the random numbers.  vary: what differs from cell to cell, as {"lr": [0.1, 0.01]}; a surface,
            optimizers or a start that vary are left out above. An optimizer keeps the values that it is given, as in
            "adadelta:lr=1"; one made in Python keeps what differs from its defaults.
        traces: how they are drawn, as {"show": "tail"}.
        draft: as in render.
        options: values of the scenario's output, as theme="dark", duration=3, and what it may take.
    Raises: ScenarioError where something does not fit.
    """
    given: dict[str, Any] = {
        "title": title,
        "surface": None if surface is None else _surface_data(surface, bounds),
        "bounds": None if bounds is None else by_axis(bounds),
        "start": _start_data(start),
        "steps": steps,
        "seed": seed,
        "optimizers": _each("optimizers", optimizers, _optimizer_data),
        "vary": _vary_data(vary, bounds),
        "views": _each("views", views, _view_data),
        "traces": traces,
    }
    data = {key: value for key, value in given.items() if value is not None}
    allowance, output = divided(options)
    limit = permit(COMPARED, **allowance).limit or LIMIT
    scenario = assembled(data, COMPARED, start=default_start, limit=limit)
    scenario = dataclasses.replace(scenario, name=safe_name(f"{COMPARED}-{scenario.surface.name}"))
    return Comparison(override(scenario, draft=draft, **output), allowance)


def default_start(surface: Surface, bounds: Bounds) -> tuple[float, float]:
    """Of a few points off the lines of symmetry, the one that is farthest from the nearest minimizer.

    The sides of the bounds count as 1.
    """
    share = max(_SHARES, key=partial(_distance, surface, bounds))
    x, y = (round(low + part * (high - low), 6) for part, (low, high) in zip(share, (bounds.x, bounds.y), strict=True))
    return x, y


def _distance(surface: Surface, bounds: Bounds, share: tuple[float, float]) -> float:
    (west, east), (south, north) = bounds.x, bounds.y
    return min(
        (
            math.hypot((x - west) / (east - west) - share[0], (y - south) / (north - south) - share[1])
            for x, y in surface.minimizers
        ),
        default=0.0,
    )


# From compare's arguments to the data of a scenario file. What has none of the expected forms is handed on as it is:
# whoever reads the data says what is wrong with it.


def _each(key: str, items: Any, data: Callable[[Any], Any]) -> Any:
    """The data of one thing, or of each of several."""
    single = isinstance(items, str | Mapping | Optimizer | View | type)
    listed = [items] if single else _listed(key, items)
    return list(map(data, listed)) if isinstance(listed, list) else listed


def _listed(key: str, items: Any) -> Any:
    """Several things as a list; anything else, such as a text, as it is.

    Raises: ParameterError for a list without end, or nearly so.
    """
    if isinstance(items, str | bytes | Mapping):
        return items
    try:
        iterator = iter(items)
    except TypeError:
        return items
    found = list(islice(iterator, MOST_ITEMS + 1))
    if len(found) > MOST_ITEMS:
        raise ParameterError(key, f"more than {MOST_ITEMS} items")
    return found


def _vary_data(vary: Any, bounds: Any) -> Any:
    if not isinstance(vary, Mapping):
        return vary
    data: dict[Any, Any] = {
        "surface": partial(_surface_data, bounds=bounds),
        "start": _start_data,
        "optimizer": _optimizer_data,
    }
    return {key: _varied_data(values, data.get(key)) for key, values in vary.items()}


def _varied_data(values: Any, data: Callable[[Any], Any] | None) -> Any:
    listed = _listed("vary", values)
    return list(map(data, listed)) if data and isinstance(listed, list) else listed


def _surface_data(wanted: Named | Surface | Function, bounds: Any) -> Any:
    """Text is a name or an expression, which is drawn within the bounds."""
    if callable(wanted):
        return surface_of(wanted, bounds=bounds)
    if isinstance(wanted, str):
        wanted = {"expression": wanted} if is_expression(wanted) else named(wanted)
        if bounds is None and "expression" in wanted:
            raise unbounded(wanted["expression"])
    own = isinstance(wanted, Mapping) and "expression" in wanted and bounds is not None
    return {"bounds": by_axis(bounds), **wanted} if isinstance(wanted, Mapping) and own else wanted


def _start_data(wanted: Any) -> Any:
    return named(wanted) if isinstance(wanted, str) else wanted


def _optimizer_data(wanted: Method) -> Any:
    if isinstance(wanted, type):
        return _made(wanted)
    return named(wanted, OPTIMIZERS.providers) if isinstance(wanted, str) else wanted


def _made(method: type[Any]) -> Optimizer:
    """The optimizer of a class, ours or torch's, with its defaults."""
    ours = issubclass(method, Optimizer)
    if not ours and not any(base.__module__.partition(".")[0] == "torch" for base in method.__mro__):
        raise ParameterError("optimizers", f"{method.__name__} is no class of optimizers")
    try:
        return method() if ours else from_torch(method)
    except TypeError as error:
        raise ParameterError("optimizers", str(error)) from error


def _view_data(wanted: Named | View) -> Any:
    return named(wanted) if isinstance(wanted, str) else wanted
