"""What the description of each bundled scenario says, asserted from its trajectories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.pipeline import run
from optviz.scenario import bundled, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optviz.arrays import Array
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

ADAPTIVE = {"AdaGrad", "AdaDelta", "RMSProp", "Adam"}


@dataclass(frozen=True)
class Story:
    """A scenario with its trajectories by label; numbers are of the first start unless another is named."""

    scenario: Scenario
    runs: dict[str, Trajectory]

    def x(self, label: str) -> Array:
        return np.asarray(self.runs[label].positions[0, :, 0])

    def y(self, label: str) -> Array:
        return np.asarray(self.runs[label].positions[0, :, 1])

    def value(self, label: str) -> Array:
        return np.asarray(self.runs[label].values[0])

    def distance(self, label: str) -> Array:
        distances = self.runs[label].distances
        assert distances is not None
        return np.asarray(distances[0])

    def end(self, label: str, start: int = 0) -> tuple[float, float]:
        x, y = self.runs[label].positions[start, -1]
        return float(x), float(y)

    def near(self, label: str, distance: float = 0.1) -> int | None:
        """The first step within a distance of the minimizer."""
        return first(self.distance(label) < distance)

    def leaves(self, label: str) -> int | None:
        """The first step outside of what is drawn."""
        inside = self.scenario.bounds.contains(self.runs[label].positions[0])
        return first(np.logical_not(inside))

    def settles(self, label: str, distance: float) -> int:
        """The step from which on it stays within a distance of the minimizer."""
        return int(np.flatnonzero(self.distance(label) > distance)[-1]) + 1

    def way(self, label: str) -> float:
        """The length of the whole path."""
        return float(np.hypot(np.diff(self.x(label)), np.diff(self.y(label))).sum())

    def rates(self, name: str = "lr") -> dict[str, Any]:
        return {label: trajectory.hyperparameters.get(name) for label, trajectory in self.runs.items()}


CLAIMS: dict[str, Callable[[Story], None]] = {}


def claims(name: str) -> Callable[[Callable[[Story], None]], Callable[[Story], None]]:
    """Mark a function as asserting what a scenario's description says."""

    def marked(function: Callable[[Story], None]) -> Callable[[Story], None]:
        CLAIMS[name] = function
        return function

    return marked


def first(holds: NDArray[np.bool_]) -> int | None:
    """The first step at which something holds."""
    return int(holds.argmax()) if holds.any() else None


def order(steps: dict[str, int | None]) -> list[str]:
    """The labels that have a step, in its order."""
    known = {label: step for label, step in steps.items() if step is not None}
    return sorted(known, key=lambda label: known[label])


def crossings(coordinate: Array) -> int:
    """How often a coordinate changes its sign."""
    return int((coordinate[1:] * coordinate[:-1] < 0).sum())


@pytest.mark.parametrize("name", bundled())
def test_a_description_says_what_the_trajectories_do(name: str) -> None:
    assert name in CLAIMS, f"{name} has no claim: assert here what its description says"
    scenario = load(name)
    CLAIMS[name](Story(scenario, {trajectory.label: trajectory for trajectory in run(scenario)}))


def test_every_claim_belongs_to_a_bundled_scenario() -> None:
    assert set(CLAIMS) == set(bundled())


@claims("saddle")
def _saddle(story: Story) -> None:
    assert len(story.runs) == 7
    assert {label: rate for label, rate in story.rates().items() if rate != 0.01} == {"AdaDelta": 1}
    off_the_ridge = {label: first(abs(story.y(label)) > 0.1) for label in story.runs}
    assert {label for label, step in off_the_ridge.items() if step and step < 20} == ADAPTIVE
    for label in ("Momentum", "NAG"):
        left = off_the_ridge[label]
        assert left is not None
        assert left > 40
        assert crossings(story.x(label)[:left]) >= 2
        assert abs(story.end(label)[1]) > 1.5
    assert off_the_ridge["SGD"] is None
    assert np.hypot(*story.end("SGD")) < 0.15
    gone = order({label: story.leaves(label) for label in story.runs})
    assert gone == ["AdaDelta", "NAG", "Momentum", "Adam", "RMSProp"]


@claims("saddle-radford")
def _saddle_radford(story: Story) -> None:
    # The steps at which others found |y| > 1.5, recomputed from the papers' rules.
    gone = {label: first(abs(story.y(label)) > 1.5) for label in story.runs}
    assert gone == {"SGD": None, "Momentum": 106, "NAG": 97, "AdaGrad": None, "RMSProp": 30, "AdaDelta": 43}
    down = {label: first(story.value(label) < -0.1) for label in story.runs}
    assert set(order(down)[:3]) == ADAPTIVE - {"Adam"}
    for label in ("Momentum", "NAG"):
        step = down[label]
        assert step is not None
        assert step > 0.75 * story.scenario.steps
        assert crossings(story.x(label)[:step]) >= 6
    assert abs(story.y("SGD")).max() < 1e-5


@claims("beale")
def _beale(story: Story) -> None:
    assert story.scenario.steps == 3000
    published = {
        "SGD": (2.682, 0.409),
        "Momentum": (2.996, 0.499),
        "NAG": (2.996, 0.499),
        "AdaGrad": (1.715, 0.687),
        "AdaDelta": (2.965, 0.466),
        "RMSProp": (2.999, 0.487),
        "Adam": (2.987, 0.497),
    }
    assert {label: story.end(label) for label in story.runs} == {
        label: pytest.approx(end, abs=6e-4) for label, end in published.items()
    }
    assert {label for label in story.runs if story.y(label).min() < -0.9} == {"Momentum", "NAG"}
    final = {label: float(story.distance(label)[-1]) for label in story.runs}
    assert set(sorted(final, key=lambda label: final[label])[:2]) == {"Momentum", "NAG"}
    assert order({label: story.near(label) for label in story.runs})[0] == "RMSProp"
    assert crossings(np.diff(story.y("RMSProp"))[-100:]) == 99
    assert np.diff(story.distance("AdaGrad")[-2:]) < 0
    assert story.value("AdaGrad")[-1] > 4
    assert 0.3 < story.distance("SGD")[-1] < story.distance("SGD")[-500] - 0.02
    assert story.value("SGD")[-1] < 0.03


@claims("long-valley")
def _long_valley(story: Story) -> None:
    assert abs(story.y("SGD")[-1]) < 0.05
    assert story.x("SGD")[-1] < 0.75 * story.x("SGD")[0]
    assert all(story.x(label)[-1] > -2 for label in story.runs if label != "SGD")
    for label in ("Momentum", "NAG"):
        assert story.y(label).min() < -0.9
        assert crossings(story.y(label)) >= 4
        assert story.x(label)[first(story.y(label) < 0) or 0] < -7
    for label in ADAPTIVE & set(story.runs):
        assert story.y(label).min() > -0.25
        halfway = first(story.y(label) < 1.5)
        assert story.x(label)[halfway] > -6.5
    assert len(set(story.rates().values())) == 4


@claims("ravine")
def _ravine(story: Story) -> None:
    assert story.rates()["SGD"] == story.rates()["With momentum"]
    assert crossings(story.y("SGD")) == story.scenario.steps
    assert crossings(story.y("With momentum")) < 0.6 * story.scenario.steps
    alone, pushed = story.near("SGD"), story.near("With momentum")
    assert alone is not None
    assert pushed is not None
    assert pushed < alone / 2
    # Across, momentum dies down faster; along, it is further on.
    assert abs(story.y("With momentum"))[30:].max() < abs(story.y("SGD"))[30:].max()
    assert story.x("With momentum")[8] > story.x("SGD")[8] + 1


@claims("plateau")
def _plateau(story: Story) -> None:
    started = story.x("SGD")[0]
    for label in ("SGD", "AdaGrad", "AdaDelta"):
        assert story.x(label)[-1] - started < 1
        assert story.value(label)[-1] > 1.3
    for label in ("RMSProp", "Adam"):
        assert story.end(label) == pytest.approx((-1.95, 0), abs=0.02)
        assert story.x(label).max() < -1.8
    for label in ("Momentum", "NAG"):
        speed = np.diff(story.x(label))
        assert speed[40] > 10 * speed[0]
        assert story.distance(label)[-1] < 0.4
        assert story.rates("momentum")[label] == 0.98
    assert np.linalg.norm(story.scenario.surface.gradient(np.array(story.scenario.starts[0]))) < 0.15


@claims("momentum-vs-nag")
def _momentum_vs_nag(story: Story) -> None:
    assert {*story.rates("momentum").values()} == {0.95}
    assert {*story.rates().values()} == {0.01}
    settled = {label: story.settles(label, 0.05) for label in story.runs}
    assert settled["Momentum"] < story.scenario.steps
    assert settled["NAG"] < 0.36 * settled["Momentum"]
    assert story.y("NAG").min() > story.y("Momentum").min() + 0.4
    assert story.way("NAG") < 0.6 * story.way("Momentum")
    assert all(story.value(label)[-1] == pytest.approx(-0.775, abs=5e-3) for label in story.runs)


@claims("rosenbrock")
def _rosenbrock(story: Story) -> None:
    assert story.scenario.gradient.clip == 1
    for label in story.runs:
        values = story.value(label)
        reached = first(values < 0.05 * values[0])
        assert reached is not None
        assert reached < 0.2 * story.scenario.steps
    reached_all = {label: story.near(label) for label in story.runs}
    assert order(reached_all) == ["Adam", "Momentum", "NAG"]
    assert min(step for step in reached_all.values() if step) > story.scenario.steps / 2
    left = {label: float(story.distance(label)[-1]) for label in story.runs}
    assert 0.5 < left["RMSProp"] < left["AdaGrad"] < left["SGD"]
    assert story.x("SGD")[-1] < -1


@claims("himmelblau")
def _himmelblau(story: Story) -> None:
    northeast, southeast = (3.0, 2.0), (3.584, -1.848)
    northwest, southwest = (-2.805, 3.131), (-3.779, -3.283)
    ends = {
        "SGD": (southwest, northwest, southeast, northeast),
        "Momentum": (southwest, northwest, southeast, southeast),
        "AdaMax": (southwest, northwest, northeast, northeast),
    }
    assert story.scenario.starts == ((-1, -1), (-1, 0), (1, -1), (0, 0))
    for label, expected in ends.items():
        for start, minimum in enumerate(expected):
            assert story.end(label, start) == pytest.approx(minimum, abs=0.03)
    passed = np.hypot(*(story.runs["Momentum"].positions[3] - northeast).T)
    assert passed.min() < 1
    values = story.scenario.surface.value(np.array([northeast, southeast, northwest, southwest]))
    assert values == pytest.approx(0, abs=1e-4)


@claims("schedules")
def _schedules(story: Story) -> None:
    shrinking = ("Step", "Exponential", "Cosine")
    large, small = story.distance("Constant 0.1"), story.distance("Constant 0.02")
    soon = first(large < 0.12)
    assert soon is not None
    assert soon < 30
    assert large[soon:].min() > 0.11
    assert crossings(story.y("Constant 0.1")[soon:]) == story.scenario.steps - soon
    assert small.min() > 0.3
    final = {label: story.distance(label)[-20:].max() for label in story.runs}
    for label in shrinking:
        arrived = story.near(label, 0.12)
        assert arrived is not None
        assert arrived < 45
        assert final[label] < 0.02
    ends = [float(story.distance(label)[-1]) for label in ("Cosine", "Step", "Exponential", "Constant 0.1")]
    assert ends[0] < min(ends[1:])
    assert ends[0] < 1e-3
    assert all(at(story, label, 1) == at(story, "Constant 0.1", 1) for label in shrinking)


def at(story: Story, label: str, step: int) -> tuple[float, float]:
    """The position at a step."""
    x, y = story.runs[label].positions[0, step]
    return float(x), float(y)


def test_claims_would_notice_a_missing_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CLAIMS, "saddle")
    with pytest.raises(AssertionError, match="saddle has no claim"):
        test_a_description_says_what_the_trajectories_do("saddle")
