"""An optimizer beside gradient descent where its point is seen, at learning rates that were found by trying."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.compare import default_start
from optviz.api.encyclopedia.pictures import stem_of
from optviz.arrays import np
from optviz.errors import OptvizError
from optviz.optimizers import OPTIMIZERS
from optviz.optimizers.families.settings import holders, with_value
from optviz.parameters import parameters
from optviz.scenario.reader import assembled
from optviz.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optviz.optimizers import Optimizer
    from optviz.scenario import Scenario

RATE: Final = "lr"
"""The hyper-parameter that is tried."""
RATES: Final = tuple(float(f"{digit}e{power}") for power in range(-4, 2) for digit in (1, 3))
STEPS: Final = 60
_NEARLY: Final = 0.1
"""By how many powers of ten a method may be higher with its default than with the best rate; it is kept then."""
_LOWEST: Final = 1e-8
"""Heights, as shares of the start's, that no longer count as different."""
_USUAL: Final = {"steps": STEPS, "seed": 1}
OUTPUT: Final = {
    "formats": ["mp4"],
    "size": [400, 300],
    "scale": 2,
    "fps": 12,
    "duration": 3,
    "hold": 1,
    "legend": {"place": "below"},
}
_PARTNERS: Final = ("sgd", "momentum")
"""Beside what a method is shown; the second one is for the first itself."""


class Rated(NamedTuple):
    """An optimizer with the rate that it was given.

    Args: rate: None where it has none.  usual: its default.  calls: how many values, gradients and Hessians a step
        asked for.
    """

    optimizer: Optimizer
    rate: float | None
    usual: float | None
    calls: float


class Showing(NamedTuple):
    """What one animation shows.

    Args: scenario: ready to be drawn; the method itself is its last run, which is drawn above the other.
        own: the method.  partner: beside what it is shown.
    """

    scenario: Scenario
    own: Rated
    partner: Rated

    @property
    def beside(self) -> str:
        """What a reader calls the partner."""
        return self.scenario.runs[0].label


def showings(entry: type[Optimizer]) -> list[Showing]:
    """The animations of an optimizer; none where it cannot be made from its defaults.

    Raises: MissingToolError where a package is missing that it needs.
    """
    if any(each.required for each in parameters(entry).values()):
        return []
    entry().check_packages()
    partner = next(name for name in _PARTNERS if name != entry.name)
    return [
        _showing(entry, partner, json.dumps(stage, sort_keys=True), place) for place, stage in enumerate(entry.shown)
    ]


def _showing(entry: type[Optimizer], partner: str, stage: str, place: int) -> Showing:
    own, beside = _rated(entry.name, stage), _rated(partner, stage)
    scenario = _scenario(stage, f"{stem_of(entry.name)}-{place + 1}", partner, entry.name)
    drawn = (replace(run, optimizer=each.optimizer) for run, each in zip(scenario.runs, (beside, own), strict=True))
    return Showing(replace(scenario, runs=tuple(drawn)), own, beside)


def _scenario(stage: str, name: str, *optimizers: str) -> Scenario:
    given: Mapping[str, Any] = {**_USUAL, **json.loads(stage)}
    methods = [{"name": each, **OPTIMIZERS[each].shown_with} for each in optimizers]
    return assembled({**given, "optimizers": methods, "output": OUTPUT}, name, start=default_start)


@cache
def _rated(name: str, stage: str) -> Rated:
    """An optimizer with the rate with which it descends fastest on a stage.

    A rate with which it leaves the picture counts only where it does so with all. The default is kept where it does
    nearly as well as the best.
    """
    scenario = _scenario(stage, name, name)
    method = scenario.runs[0].optimizer
    holder = next(holders(method, RATE), None)
    usual = getattr(holder, RATE, None)
    if not isinstance(usual, int | float):
        return Rated(method, None, None, _walked(scenario, method)[1])
    found = {rate: (each, *_walked(scenario, each)) for rate, each in with_rates(method, usual, RATES)}
    best = min(found, key=lambda rate: (found[rate][1], rate))
    if found[usual][1] <= found[best][1] + _NEARLY:
        best = usual
    return Rated(found[best][0], best, usual, found[best][2])


def with_rates(method: Optimizer, usual: float, rates: Iterable[float]) -> Iterator[tuple[float, Optimizer]]:
    """A method with its usual rate and with others, as far as they are in its range."""
    for rate in dict.fromkeys((usual, *rates)):
        try:
            yield rate, with_value(method, RATE, rate)
        except OptvizError:  # out of its range
            continue


def _walked(scenario: Scenario, method: Optimizer) -> tuple[float, float]:
    """How well a method walks, the lower the better, and its calls for each step in which it asks at all.

    It is its height above the lowest place on average, on a logarithmic scale.
    """
    surface, bounds = scenario.surface, scenario.bounds
    trajectory = simulate(
        method, surface, scenario.starts, scenario.steps, gradient=scenario.gradient, seed=scenario.seed, bounds=bounds
    )
    values, asked = trajectory.values[0], np.diff(trajectory.calls[0])
    calls = float(asked.sum() / max((asked > 0).sum(), 1))
    if trajectory.lost[0].any() or not bounds.contains(trajectory.positions[0]).all():
        return math.inf, calls
    height = values - (float(values.min()) if surface.least is None else surface.least)
    return float(np.log10(np.maximum(height / max(float(height[0]), _LOWEST), _LOWEST)).mean()), calls
