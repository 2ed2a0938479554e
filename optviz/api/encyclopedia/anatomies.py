"""What the steps of an optimizer add up: a few of them, at a learning rate with which their parts can be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.encyclopedia.pictures import stem_of
from optviz.api.encyclopedia.showing import OUTPUT, RATE, with_rates
from optviz.arrays import np
from optviz.errors import MissingToolError
from optviz.optimizers.families.settings import holders
from optviz.parameters import parameters
from optviz.scenario.reader import assembled
from optviz.simulate import simulate
from optviz.surfaces import Bounds
from optviz.views.anatomy import nonzero_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.arrays import Array
    from optviz.optimizers import Optimizer
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_BOUNDS: Final = {"x": [-5.0, 1.0], "y": [-0.8, 3.4]}
_TILTED: Final[Mapping[str, Any]] = {
    "surface": {"expression": "((3*x - y)**2 + 6*(x + 3*y)**2) / 20", "bounds": _BOUNDS},
    "start": [-4.2, 0.1],
    "steps": 5,
    "views": ["anatomy"],
}
"""A valley that is tilted and narrow, so that gradients, what scalings make of them, and velocities differ."""
WHERE: Final = "a tilted valley, six times as steep across as along"
_OUTPUT: Final = {**OUTPUT, "size": [480, 360], "duration": 7, "legend": "none"}
_RATES: Final = tuple(float(f"{digit}e{power}") for power in range(-4, 3) for digit in (1, 2, 3, 5, 7))
_LONGEST: Final = 0.2
"""The longest step, as a share of the valley's width: beside a longer one, the others are short."""
_ROOM: Final = 0.2
"""Beside what is drawn, at each side, as a share of it: gradients reach out of the walk."""
_FEWEST: Final = 3
"""Parts, with the step itself, of which a picture tells more than the rule does."""


class Anatomy(NamedTuple):
    """A few steps of an optimizer, to be drawn part by part.

    Args: scenario: ready to be drawn.  parts: their titles, in the order in which they are revealed.
        rate: None where it has none.  usual: its default.
    """

    scenario: Scenario
    parts: tuple[str, ...]
    rate: float | None
    usual: float | None


class _Walk(NamedTuple):
    method: Optimizer
    rate: float | None
    trajectory: Trajectory

    @property
    def steps(self) -> Array:
        """How long each of them is."""
        return np.asarray(np.hypot(*np.diff(self.trajectory.positions[0], axis=0).T))

    @property
    def reached(self) -> Array:
        """The iterates and the tips of what leads to them, (..., 2)."""
        tips = [part.tip[0] for part in self.trajectory.anatomy if part.unit == "position"]
        return np.concatenate([self.trajectory.positions[0], *tips])


def anatomy(entry: type[Optimizer]) -> Anatomy | None:
    """The anatomy of an optimizer with its defaults; None where it does not tell it, or where there is little to tell.

    Its rate is the one with which the shortest step is longest, of those with which all stay in the picture and none is
    too long.
    """
    if not entry.has_anatomy() or any(each.required for each in parameters(entry).values()):
        return None
    try:
        entry().check_packages()
    except MissingToolError:
        return None
    given = {**_TILTED, "title": f"{entry.title}, step by step", "optimizers": [entry.name], "output": _OUTPUT}
    scenario = assembled(given, f"{stem_of(entry.name)}-anatomy")
    method = scenario.runs[0].optimizer
    usual = getattr(next(holders(method, RATE), None), RATE, None)
    rates = with_rates(method, usual, _RATES) if isinstance(usual, int | float) else [(None, method)]
    best = _most_legible([_Walk(each, rate, _walked(scenario, each)) for rate, each in rates], scenario.bounds)
    parts = nonzero_parts(best.trajectory) if best else []
    if best is None or len(parts) < _FEWEST:
        return None
    runs = (replace(scenario.runs[0], optimizer=best.method),)
    shown = replace(scenario, runs=runs, bounds=_around(best.reached, scenario.bounds))
    return Anatomy(shown, tuple(each.title for each in parts), best.rate, usual)


def _most_legible(walks: Sequence[_Walk], bounds: Bounds) -> _Walk | None:
    longest = _LONGEST * (bounds.x[1] - bounds.x[0])
    fitting = [each for each in walks if bounds.contains(each.reached).all() and each.steps.max() <= longest]
    return max(fitting, key=lambda each: float(each.steps.min()), default=None)


def _walked(scenario: Scenario, method: Optimizer) -> Trajectory:
    return simulate(
        method,
        scenario.surface,
        scenario.starts,
        scenario.steps,
        seed=scenario.seed,
        bounds=scenario.bounds,
        anatomy=True,
    )


def _around(points: Array, whole: Bounds) -> Bounds:
    """The part of a picture round points, as wide for its height as the whole."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.array([whole.x[1] - whole.x[0], whole.y[1] - whole.y[0]])
    half = min(float(((high - low) * (1 + 2 * _ROOM) / size).max()), 1.0) * size / 2
    first, last = np.array([whole.x[0], whole.y[0]]) + half, np.array([whole.x[1], whole.y[1]]) - half
    middle = np.clip((low + high) / 2, first, np.maximum(first, last))
    (left, bottom), (right, top) = np.round(middle - half, 2).tolist(), np.round(middle + half, 2).tolist()
    return Bounds((left, right), (bottom, top))
