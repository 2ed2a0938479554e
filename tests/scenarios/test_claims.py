"""What the description of each bundled scenario says, asserted from its trajectories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.api.run import run
from optviz.notes import moments
from optviz.optimizers import optimizer
from optviz.oracle import EXACT
from optviz.pace import EVEN
from optviz.scenario import bundled, load
from optviz.scene import Scene
from optviz.scene.run_styles import run_styles
from optviz.scene.timeline import timeline
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
        return float(self.pace(label).sum())

    def pace(self, label: str) -> Array:
        """The lengths of the steps."""
        return np.asarray(np.hypot(np.diff(self.x(label)), np.diff(self.y(label))))

    def told(self) -> dict[str, int]:
        """At which step each note appears, by the run that it is about, in the order of the steps."""
        return {moment.note.of: moment.step for moment in moments(self.scenario.notes, [*self.runs.values()])}

    def scene(self) -> Scene:
        """The scenario's figure."""
        return Scene(self.scenario, list(self.runs.values()))

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
    told = story.told()
    assert list(told) == ["momentum", "adadelta", "nag", "sgd"]
    past = told["momentum"]  # the saddle point, and its value rises for the first time
    assert story.x("Momentum")[past - 2] > 0 > story.x("Momentum")[past]
    assert abs(story.y("Momentum")[past]) < 0.01
    assert np.diff(story.value("Momentum"))[past - 2] < 0 < np.diff(story.value("Momentum"))[past - 1]
    assert told["adadelta"] == story.leaves("AdaDelta")
    assert told["nag"] == story.leaves("NAG")
    assert (off_the_ridge["NAG"] or 0) > (off_the_ridge["Adam"] or 0)  # late to turn, and yet gone before Adam
    assert told["sgd"] == story.scenario.steps


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
    for label, end in published.items():
        # AdaDelta and RMSProp hop between two places in the end; rounding decides at which of them they stop.
        last = story.runs[label].positions[0, -2 if label in {"AdaDelta", "RMSProp"} else -1 :]
        assert any(point.tolist() == pytest.approx(end, abs=6e-4) for point in last), label
    assert {label for label in story.runs if story.y(label).min() < -0.9} == {"Momentum", "NAG"}
    final = {label: float(story.distance(label)[-1]) for label in story.runs}
    assert set(sorted(final, key=lambda label: final[label])[:2]) == {"Momentum", "NAG"}
    assert order({label: story.near(label) for label in story.runs})[0] == "RMSProp"
    assert crossings(np.diff(story.y("RMSProp"))[-100:]) == 99
    assert np.diff(story.distance("AdaGrad")[-2:]) < 0
    assert story.value("AdaGrad")[-1] > 4
    assert 0.3 < story.distance("SGD")[-1] < story.distance("SGD")[-500] - 0.02
    assert story.value("SGD")[-1] < 0.03
    past, first_near, _ = moments(story.scenario.notes, list(story.runs.values()))
    for label in ("Momentum", "NAG"):
        assert story.y(label)[past.step] < -0.7  # the floor of the valley is above 0
    assert story.near("RMSProp", 0.05) == first_near.step
    assert first_near.step < min(story.near(label, 0.05) or 3000 for label in story.runs if label != "RMSProp")
    # What evenly spread steps would show for a third of a second.
    even, paced = (timeline(3000, 25, 8, 2, pace) for pace in (EVEN, story.scenario.output.pace))
    shown = [sum(story.y("Momentum")[frame.step] < -0.15 for frame in frames) / 25 for frames in (even, paced)]
    assert shown[0] < 0.4
    assert shown[1] > 2.5


@claims("house-style")
def _house_style(story: Story) -> None:
    base, look = load("beale"), story.scenario.output.look
    assert [path.name for path in story.scenario.sources] == ["house-style.yaml", "press.yaml", "beale.yaml"]
    for trajectory in run(base):
        assert np.array_equal(story.runs[trajectory.label].positions, trajectory.positions)
        assert np.array_equal(story.runs[trajectory.label].values, trajectory.values)
    usual = base.output.look
    assert all(getattr(look, key) != getattr(usual, key) for key in ("page", "ink", "secondary", "grid", "ramp"))
    assert story.scenario.fonts.families[0] != base.fonts.families[0]
    before, now = (
        [style.color for style in run_styles(base.runs, output.look, palette=output.palette)]
        for output in (base.output, story.scenario.output)
    )
    assert before != now


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


@claims("adaptive-family")
def _adaptive_family(story: Story) -> None:
    assert {label: rate for label, rate in story.rates().items() if rate != 0.05} == {"AdaDelta": 1}
    slope = story.runs["Adam"].gradient_norms[0]
    assert slope[:15].min() > 4 * slope[30:].max()
    left = {label: float(story.distance(label)[-1]) for label in story.runs}
    crawling = {"AdaGrad", "AMSGrad", "AdaDelta"}
    assert {label for label in left if left[label] > 1} == crawling
    assert all(left[label] < 0.1 for label in left.keys() - crawling)
    assert max(left, key=lambda label: left[label]) == "AdaDelta"
    assert story.pace("AMSGrad")[75] < story.pace("Adam")[75] / 3
    assert story.pace("AdaGrad")[75] < story.pace("RMSProp")[75] / 3
    overshot = {label: -float(story.x(label).min() + story.y(label).min()) for label in story.runs}
    assert max(overshot, key=lambda label: overshot[label]) == "AdaMax"
    steps = np.diff(story.runs["RAdam"].positions[0], axis=0)
    slopes = -story.scenario.surface.gradient(story.runs["RAdam"].positions[0, :-1])
    assert cosines(steps[:5], slopes[:5]).min() > 0.99
    assert cosines(steps[5:6], steps[6:7]).min() > 0.99
    assert story.pace("RAdam")[5] < story.pace("RAdam")[4] / 4


@claims("weight-decay")
def _weight_decay(story: Story) -> None:
    assert {*story.rates("weight_decay").values()} == {0.25}
    assert {*story.rates().values()} == {0.05}
    apart = story.runs["SGD"].positions - story.runs["SGDW"].positions
    assert np.abs(apart).max() < 1e-12
    assert story.end("Adam") == pytest.approx(story.end("SGD"), abs=0.01)
    assert story.distance("SGD")[-1] == pytest.approx(story.distance("SGD")[0] / 2, abs=0.05)
    # Where the gradient and the pull balance.
    assert story.end("SGD") == pytest.approx((0.3 * 3 / 0.55, 2 * 1.5 / 2.25), abs=0.01)
    assert story.distance("AdamW")[-1] < story.distance("SGD")[-1] / 2
    assert (np.diff(story.distance("AdamW")[-100:]) < 0).all()


@claims("gradient-noise")
def _gradient_noise(story: Story) -> None:
    noise = story.scenario.gradient.noise
    assert noise is not None
    assert noise.decay == 0.55
    assert noise.std_at(story.scenario.steps) < noise.std_at(1) / 3
    assert story.rates() == {"Rate 0.02": 0.02, "Rate 0.002": 0.002}
    for quiet in run(replace(story.scenario, gradient=EXACT)):
        assert from_the_trap(quiet).max() < 0.6
    assert from_the_trap(story.runs["Rate 0.002"]).max() < 0.6
    assert from_the_trap(story.runs["Rate 0.02"])[:, -50:].min() > 0.8
    distances = story.runs["Rate 0.02"].distances
    assert distances is not None
    assert distances[:, -1].max() < 0.4


def from_the_trap(trajectory: Trajectory) -> Array:
    """The distances to the trap's bottom."""
    x, y = np.moveaxis(trajectory.positions, -1, 0)
    return np.asarray(np.hypot(x + 1.46, y - 0.55))


@claims("momentum-schedule")
def _momentum_schedule(story: Story) -> None:
    grown = story.rates("momentum")["From 0.5 to 0.99"]
    assert grown["initial"] * grown["start_factor"] == pytest.approx(0.5)
    assert grown["initial"] * grown["end_factor"] == 0.99
    assert grown["total_iters"] == 60
    assert {*story.rates().values()} == {1e-4}
    assert crossings(story.y("Momentum 0.99")) > 10
    assert np.abs(story.y("Momentum 0.99"))[-50:].max() > 0.2
    for label in ("Momentum 0.5", "Momentum 0.9", "From 0.5 to 0.99"):
        assert np.abs(story.y(label))[100:].max() < 0.06
    for label in ("Momentum 0.5", "Momentum 0.9"):
        assert story.x(label)[-1] < -3
    speed = np.diff(story.x("From 0.5 to 0.99"))
    assert speed[150] > 3 * speed[40]
    final = {label: float(story.value(label)[-1]) for label in story.runs}
    assert final["From 0.5 to 0.99"] < min(value for label, value in final.items() if "From" not in label) / 10


@claims("second-order")
def _second_order(story: Story) -> None:
    assert story.near("Newton", 1e-3) == 5
    assert story.leaves("Newton") == 2
    assert story.y("Newton").min() < -3
    for label in ("BFGS", "L-BFGS", "Conjugate gradients"):
        assert story.value(label)[-1] < 1e-10
    assert story.value("Nelder-Mead")[-1] < 1e-5
    assert (story.runs["Nelder-Mead"].gradient_evaluations == 0).all()
    for label in ("Adam", "SGD"):
        assert story.value(label)[-1] > 3
        assert story.x(label)[-1] < -0.8
    asked = {label: int(np.atleast_2d(trajectory.calls)[0, -1]) for label, trajectory in story.runs.items()}
    assert asked["Newton"] == 2 * story.scenario.steps
    assert asked["Adam"] == asked["SGD"] == story.scenario.steps
    assert story.scenario.starts == ((-1.2, 1),)


@claims("distributed-sgd")
def _distributed_sgd(story: Story) -> None:
    assert all(trajectory.companions == ("workers",) for trajectory in story.runs.values())

    def lowest_on_the_way(label: str) -> float:
        return float(story.y(label)[story.x(label) < -1].min())

    assert lowest_on_the_way("Hogwild") < -0.2
    assert 0 > lowest_on_the_way("AdaptiveRevision") > lowest_on_the_way("Hogwild") / 2
    x, workers = story.runs["Downpour SGD"].positions[0], story.runs["Downpour SGD"].recorded["workers"][0]
    value = story.scenario.surface.value
    for each in np.moveaxis(workers, 1, 0):
        fetches = np.flatnonzero((each[1:] == x[1:]).all(-1) & (each[1:] != each[:-1]).any(-1))
        assert len(fetches) >= 3
        assert value(each[fetches[-1]]) < value(x[fetches[-1]])
    workers = story.runs["EASGD"].recorded["workers"][0]
    paths = np.diff(workers, axis=0)
    assert story.way("EASGD") < 0.7 * np.hypot(paths[..., 0], paths[..., 1]).sum(axis=0).min()
    assert np.ptp(workers[20:], axis=1).mean() > 0.1


@claims("modern")
def _modern(story: Story) -> None:
    steps = np.abs(np.diff(story.runs["Lion"].positions[0], axis=0))
    assert steps == pytest.approx(0.08)
    assert story.y("Lion").min() == min(story.y(label).min() for label in story.runs)
    assert story.y("Lion").min() < -1.7
    prodigy = story.runs["Prodigy"].positions[0] - story.scenario.starts[0]
    assert story.runs["Prodigy"].hyperparameters["lr"] == 1
    assert np.hypot(*prodigy[:31].T).max() < 0.1
    assert story.pace("Prodigy")[35:60].max() == max(story.pace(label).max() for label in story.runs)
    fast = story.runs["Schedule-free AdamW"].recorded["z"][0]
    assert story.runs["Schedule-free AdamW"].companions == ("z",)
    ahead, behind = first(fast[:, 0] > 0), first(story.x("Schedule-free AdamW") > 0)
    assert ahead is not None
    assert behind is not None
    assert ahead < behind
    for label in ("Schedule-free AdamW", "ADOPT"):
        assert story.y(label).min() > -0.5
        assert story.x(label).max() < 0.75
    assert story.x("Adan").max() > 2.5


@claims("learning-rates")
def _learning_rates(story: Story) -> None:
    def each(label: str) -> list[Trajectory]:
        return [story.runs[f"{label}, lr = {rate}"] for rate in ("0.001", "0.01", "0.1")]

    def gone(label: str) -> int | None:
        return first(abs(story.y(f"{label}, lr = 0.1")) > 1.5)

    assert len(story.runs) == 21
    assert {trajectory.hyperparameters["lr"] for trajectory in each("AdaDelta")} == {1}
    assert {trajectory.positions.tobytes() for trajectory in each("AdaDelta")} == {
        each("AdaDelta")[0].positions.tobytes()
    }
    assert len({trajectory.positions.tobytes() for trajectory in each("Adam")}) == 3
    adam, rmsprop = (each(label)[0].positions[0] for label in ("Adam", "RMSProp"))
    assert np.abs(adam - rmsprop).max() < 0.05
    slow = max(abs(story.y(f"{label}, lr = 0.001")[-1]) for label in ("SGD", "Momentum", "NAG"))
    assert min(abs(adam[-1, 1]), abs(rmsprop[-1, 1])) > 5 * slow
    fast, other = {label: gone(label) for label in ("Momentum", "NAG")}, gone("AdaDelta")
    assert other is not None
    assert all(step is not None and step < other for step in fast.values())
    late = slice(-40, None)
    assert crossings(story.x("RMSProp, lr = 0.1")[late]) == 39
    assert np.abs(story.x("RMSProp, lr = 0.1")[late]).min() > 0.02
    assert np.abs(story.x("Adam, lr = 0.1")[late]).max() < 0.005


@claims("saddle-orbit")
def _saddle_orbit(story: Story) -> None:
    scene = story.scene()
    cameras = [scene.figure.poses(frame.time)[0] for frame in scene.timeline]
    azimuths = np.array([vars(camera)["azimuth"] for camera in cameras])
    # Even steps all the way, the one from the last frame to the first among them.
    steps = np.diff([*azimuths, azimuths[0] + 360])
    assert steps == pytest.approx(360 / len(azimuths))
    off_the_ridge = {label: first(abs(story.y(label)) > 0.1) for label in story.runs}
    halfway = story.scenario.steps // 2
    assert {label for label, step in off_the_ridge.items() if step and step < halfway} == ADAPTIVE
    assert {label for label, step in off_the_ridge.items() if step and step > halfway} == {"Momentum", "NAG"}
    assert off_the_ridge["SGD"] is None
    left = [step for label in story.runs if (step := story.leaves(label)) is not None]
    assert halfway < min(left)
    assert vars(story.scenario.views[0])["hidden"] == "dashed"
    shares = hidden_shares(scene, range(0, len(cameras), 8))
    assert max(shares) > 0.5
    assert shares[-1] < 0.1


@claims("rosenbrock-orbit")
def _rosenbrock_orbit(story: Story) -> None:
    scenario, scene = story.scenario, story.scene()
    (low, high), (south, north) = scenario.bounds.x, scenario.bounds.y
    corners = scenario.surface.value(np.array([[low, south], [low, north], [high, south], [high, north]]))
    assert 2500 <= corners.max() < 2510
    for label in story.runs:
        assert np.abs(story.y(label) - story.x(label) ** 2)[100:].max() < 0.15
    cameras = [scene.figure.poses(frame.time)[0] for frame in scene.timeline]
    still = next(index for index, camera in enumerate(cameras) if camera == cameras[-1])
    assert 0.6 < still / len(cameras) < 0.7
    assert len(set(cameras)) == still + 1
    reached = {label: story.near(label) for label in story.runs}
    assert order(reached) == ["Adam", "Momentum"]
    assert min(step for step in reached.values() if step) > scene.timeline[still].step
    assert max(hidden_shares(scene, range(still, len(cameras), 10))) < 0.05


@claims("himmelblau-field")
def _himmelblau_field(story: Story) -> None:
    scenario, trajectory = story.scenario, story.runs["SGD"]
    assert len(scenario.starts) == 25
    ends = trajectory.positions[:, -1]
    goals = np.array(scenario.surface.minimizers)
    distances = np.hypot(*np.moveaxis(ends[:, None] - goals, -1, 0))
    assert distances.min(axis=1).max() < 0.1
    assert set(distances.argmin(axis=1).tolist()) == set(range(4))
    # A step of gradient descent goes where the arrow at its foot points.
    steps = np.diff(trajectory.positions[:, :20], axis=1).reshape(-1, 2)
    slopes = -scenario.surface.gradient(trajectory.positions[:, :19].reshape(-1, 2))
    assert cosines(steps, slopes).min() > 0.999
    assert vars(scenario.views[0])["field"] == "arrows"


@claims("zoom-to-minimum")
def _zoom_to_minimum(story: Story) -> None:
    scene = story.scene()
    assert scene.figure.poses(scene.timeline[0].time) == (1,)
    assert scene.figure.poses(scene.timeline[-1].time)[0] == pytest.approx(100)
    bounds = story.scenario.bounds
    window = np.array([bounds.x[1] - bounds.x[0], bounds.y[1] - bounds.y[0]]) / 200
    for label in story.runs:
        assert (np.abs(np.array(story.end(label)) - story.scenario.surface.minimizers[0]) < window).all()
    resting = {label: float(story.pace(label)[-100:].max()) for label in ("Momentum", "Adam")}
    assert max(resting.values()) < 1e-6
    for label in ("SGD", "AdaGrad"):
        assert (np.diff(story.distance(label)[-300:]) < 0).all()
        assert 1e-6 < story.pace(label)[-1] < 1e-4
    assert story.settles("SGD", 0.045) > 0.7 * story.scenario.steps
    bounces = story.pace("RMSProp")[-300:] > 0.01
    assert (bounces[1:] & ~bounces[:-1]).sum() == 3
    assert crossings(np.diff(story.y("RMSProp"))[-300:][bounces]) >= 0.8 * bounces.sum()


def hidden_shares(scene: Scene, frames: Iterable[int]) -> list[float]:
    """For some frames, how much of what is drawn of the traces the surface hides."""
    found = []
    for frame in (scene.timeline[index] for index in frames):
        tracks = [track for trace in scene.figure.traces(scene.figure.poses(frame.time)) for track in trace.tracks]
        drawn = [track.hidden[: track.ends[frame.step] + 1] for track in tracks]
        found.append(float(np.concatenate(drawn).mean()))
    return found


def cosines(vectors: Array, others: Array) -> Array:
    """Of the angles between vectors, row by row."""
    lengths = np.hypot(*vectors.T) * np.hypot(*others.T)
    return np.asarray((vectors * others).sum(axis=-1) / lengths)


def at(story: Story, label: str, step: int) -> tuple[float, float]:
    """The position at a step."""
    x, y = story.runs[label].positions[0, step]
    return float(x), float(y)


def test_claims_would_notice_a_missing_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CLAIMS, "saddle")
    with pytest.raises(AssertionError, match="saddle has no claim"):
        test_a_description_says_what_the_trajectories_do("saddle")


def parts(trajectory: Trajectory) -> dict[str, Array]:
    """The vectors of the first start's steps, (N, 2), by the part's name."""
    return {part.name: np.asarray(part.vector[0]) for part in trajectory.anatomy}


@claims("momentum-vs-nag-anatomy")
def _momentum_vs_nag_anatomy(story: Story) -> None:
    momentum, nag = story.runs.values()
    assert (momentum.optimizer, nag.optimizer) == ("momentum", "nag")
    for trajectory in (momentum, nag):
        vectors = parts(trajectory)
        assert vectors["velocity"] + vectors["gradient"] == pytest.approx(vectors["step"])
    (stands,) = (part for part in momentum.anatomy if part.name == "gradient")
    (ahead,) = (part for part in nag.anatomy if part.name == "gradient")
    slopes = story.scenario.surface.gradient
    assert stands.vector == pytest.approx(-0.04 * slopes(momentum.positions[:, :-1]))
    assert ahead.vector == pytest.approx(-0.04 * slopes(ahead.tail))
    # In the second step both come from the same place; the third begins near the floor.
    assert momentum.positions[0, 1] == pytest.approx(nag.positions[0, 1])
    assert stands.vector[0, 1, 1] < -0.3
    assert -0.07 < ahead.vector[0, 1, 1] < 0
    assert np.abs([momentum.positions[0, 2, 1], nag.positions[0, 2, 1]]).max() < 0.25
    assert ahead.vector[0, 2, 1] > 2 * stands.vector[0, 2, 1] > 0
    swings = [-each.positions[0, :, 1].min() for each in (momentum, nag)]
    assert swings[1] == pytest.approx(swings[0] / 4, rel=0.1)


@claims("adam-anatomy")
def _adam_anatomy(story: Story) -> None:
    vectors = parts(story.runs["Adam"])
    gradient, average, scaling, step = (vectors[name] for name in ("gradient", "m_hat", "scaling", "step"))
    assert abs(gradient[0, 1]) > 5 * abs(gradient[0, 0])
    assert (scaling[:, 0] > 3.5 * scaling[:, 1]).all()
    assert np.abs(step[0]) == pytest.approx([0.42, 0.42])
    past = np.flatnonzero(story.y("Adam")[:-1] < 0)
    assert (gradient[past, 1] > 0).all()
    assert (average[past, 1] < 0).tolist()[:4] == [True, True, True, False]
    assert (np.diff(scaling, axis=0) > 0).all()


@claims("overshoot")
def _overshoot(story: Story) -> None:
    assert story.scenario.surface.hessian(np.zeros(2)) == pytest.approx(np.diag([1, 10]))
    slow, good, large = (story.runs[label] for label in ("Rate 0.02", "Rate 0.18", "Rate 0.21"))
    assert [crossings(each.positions[0, :, 1]) for each in (slow, good)] == [0, 30]
    jumps = {each.label: abs(np.diff(each.positions[0, :, 1])) for each in (good, large)}
    assert (np.diff(jumps["Rate 0.18"]) < 0).all()
    assert (np.diff(jumps["Rate 0.21"]) > 0).all()
    rises = np.diff(story.value("Rate 0.21")) > 0
    assert rises[6:].all()
    assert not rises[:6].any()
    assert crossings(large.positions[0, :25, 1]) == 24
    assert (int(large.left_at[0]), int(good.left_at[0])) == (25, -1)
    assert story.distance("Rate 0.02")[-1] > 100 * story.distance("Rate 0.18")[-1]
    assert [note.when.text for note in story.scenario.notes] == ["step >= 1", "turns", "leaves"]
    found = {said.moment.note.when.text: said.moment.step for frame in story.scene().timeline for said in frame.notes}
    assert found == {"step >= 1": 1, "turns": 7, "leaves": 25}


@claims("conditioning")
def _conditioning(story: Story) -> None:
    (goal,) = story.scenario.surface.minimizers
    across = np.linalg.eigvalsh(story.scenario.surface.hessian(np.array(goal)))
    assert across[1] / across[0] == pytest.approx(2500, rel=0.01)
    assert story.rates() == {"SGD": 1e-3, "Momentum": 1e-3, "Newton": None} | {"Newton": story.rates()["Newton"]}
    assert 1e-3 < 2 / across[1] < 2e-3
    assert (story.near("SGD"), story.near("Newton")) == (None, 4)
    arrived = story.near("Momentum")
    assert arrived is not None
    assert 450 < arrived < 500
    assert story.distance("SGD")[-1] > 1.5


def gaps(story: Story, label: str) -> Array:
    """How far the value lies above the least one."""
    least = story.runs[label].least
    assert least is not None
    return story.value(label) - least


def epochs(story: Story, label: str) -> Array:
    """How often each step has seen all samples."""
    run = story.runs[label]
    assert run.samples is not None
    return np.asarray(run.samples[0] / run.of_samples)


def turning(story: Story, label: str) -> float:
    """The mean cosine between a step and the next."""
    steps = np.diff(story.runs[label].positions[0], axis=0)
    return float(cosines(steps[1:], steps[:-1]).mean())


@claims("noisy-moons")
def _noisy_moons(story: Story) -> None:
    assert story.runs["SGD"].of_samples == 200
    assert np.diff(epochs(story, "SGD")) == pytest.approx(4 / 200)
    velocities = {"Momentum", "NAG"}
    for label in story.runs:
        arrival = story.near(label, 1.0)
        assert arrival is not None
        past = float(story.distance(label)[arrival:].max())
        if label in velocities:
            assert turning(story, label) > 0.65
            assert past > 2.5
            assert story.distance(label)[-40:].max() < 1
        else:
            assert turning(story, label) < 0.1
            assert past < 1.0


@claims("batch-vs-minibatch")
def _batch_vs_minibatch(story: Story) -> None:
    assert story.runs["Batch"].of_samples == 12
    assert len({str(trajectory.hyperparameters) for trajectory in story.runs.values()}) == 1
    seen = [epochs(story, label)[-1] for label in ("Stochastic", "Minibatch", "Batch")]
    assert seen == [5, 20, 60]
    arrivals = [epochs(story, label)[np.argmax(gaps(story, label) < 0.1)] for label in ("Stochastic", "Batch")]
    assert arrivals[0] < 1
    assert arrivals[1] > 5
    single, four, whole = (gaps(story, label)[-20:] for label in ("Stochastic", "Minibatch", "Batch"))
    assert np.median(single) > 10 * np.median(four)
    assert four.min() > 10 * whole.max()
    assert (np.diff(gaps(story, "Batch")) < 0).all()


@claims("vanishing-gradient")
def _vanishing_gradient(story: Story) -> None:
    expected = {"depth=2, sigmoid": 0.2242, "depth=5, sigmoid": 2.468e-3, "depth=10, sigmoid": 1.413e-6}
    for cell, norm in (expected | {"depth=10, relu": 2.828}).items():
        sgd, adam = story.runs[f"SGD, {cell}"], story.runs[f"Adam, {cell}"]
        assert sgd.gradient_norms[0, 0] == pytest.approx(norm, rel=5e-4)
        assert np.hypot(*(adam.positions[0, -1] - 1)) > 1
    assert story.way("SGD, depth=2, sigmoid") > 1
    assert story.way("SGD, depth=5, sigmoid") < 0.03
    assert story.way("SGD, depth=10, sigmoid") < 2e-5
    assert story.value("SGD, depth=10, relu")[-1] < 1e-3


@claims("dropout")
def _dropout(story: Story) -> None:
    sizes = []
    for cell in story.scenario.cells:
        (minimizer,), (heading,) = cell.surface.minimizers, cell.heading
        sizes.append(float(np.hypot(*minimizer)))
        steady, falling = (story.distance(f"{rate} rate, {heading}")[-50:] for rate in ("Steady", "Falling"))
        if heading == "p=0":
            assert steady.max() < 1e-9
        else:
            assert steady.max() > 0.1
            assert falling.max() < steady.max() / 5
            assert falling[-1] < 0.02
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 2


@claims("batch-norm")
def _batch_norm(story: Story) -> None:
    raw, normalised = story.runs.values()
    assert np.hypot(*(raw.positions[:, -1] - [1, 0]).T).max() < 0.05
    lengths = np.hypot(*np.moveaxis(normalised.positions, -1, 0))
    assert (np.diff(lengths) >= -1e-12).all()
    assert (lengths[:, -1] > lengths[:, 0]).all()
    assert normalised.values[:, 0] == pytest.approx(float(normalised.values[0, 0]))
    slopes = normalised.gradient_norms[:, 0] * lengths[:, 0]
    assert slopes == pytest.approx(float(slopes[0]))
    gradients = story.scenario.cells[1].surface.gradient(normalised.positions)
    assert np.abs((gradients * normalised.positions).sum(axis=-1)).max() < 1e-12
    low = normalised.values < 0.02
    assert low.any(axis=1).all()
    assert (np.diff(low.argmax(axis=1)) > 5).all()


@claims("early-stopping")
def _early_stopping(story: Story) -> None:
    on, stops = (story.runs[f"{label}, validation"] for label in ("Goes on", "Stops"))
    assert on.of_samples == 8
    assert int(on.values[0].argmin()) == 22
    assert on.values[0, 22] == pytest.approx(0.256732, abs=5e-7)
    assert (np.diff(on.values[0, 22:]) > 0).all()
    assert on.values[0, -1] > 1.15 * on.values[0, 22]
    assert (np.diff(story.value("Goes on, train")) < 0).all()
    assert np.array_equal(stops.positions[0, :42], on.positions[0, :42])
    assert (stops.positions[0, 42:] == on.positions[0, 22]).all()
    assert stops.gradient_evaluations.tolist() == [42]
    assert on.positions.tobytes() == story.runs["Goes on, train"].positions.tobytes()
    overfitted = 0
    for seed in range(40):
        error = surface("early_stopping", seed=seed, of="validation")
        values = simulate(optimizer("sgd", lr=0.5), error, (0, 0), 240).values[0]
        overfitted += bool(values[-1] >= 1.15 * values.min())
    assert overfitted == 24


@claims("curriculum")
def _curriculum(story: Story) -> None:
    assert story.runs["Shuffled"].of_samples == 100
    early = {label: int(np.argmax(gaps(story, label) < 0.1 * gaps(story, label)[0])) for label in story.runs}
    assert early["Easy first"] < 10 < min(early["One order"], early["Shuffled"])
    last = {label: gaps(story, label)[-50:] for label in story.runs}
    worst = [int(part.argmax()) for part in np.split(gaps(story, "Easy first")[26:], 5)]
    assert set(worst[1:]) == {24}  # the end of each epoch of 25 steps
    for label, repeats in (("Easy first", True), ("One order", True), ("Shuffled", False)):
        path = story.runs[label].positions[0]
        apart = np.hypot(*(path[-25:] - path[-50:-25]).T).max()
        assert (apart < 0.06) == repeats
    assert last["Shuffled"].mean() < last["One order"].mean() / 2
    assert last["One order"].mean() < last["Easy first"].mean() / 2
    ends = {label: float(story.distance(label)[-1]) for label in story.runs}
    assert min(ends, key=lambda label: ends[label]) == "Shuffled"


@claims("grid-vs-random")
def _grid_vs_random(story: Story) -> None:
    trials = [each.recorded["trials"][0, 1:] for each in story.runs.values()]
    assert [len(np.unique(np.round(each[:, 0], 12))) for each in trials] == [3, 9]
    assert [len(np.unique(np.round(each[:, 1], 12))) for each in trials] == [3, 9]
    grid, chance = story.runs.values()
    assert chance.values[0, -1] < 0.4 * grid.values[0, -1]
    assert abs(chance.positions[0, -1, 0] - 0.68) < 0.6 * abs(grid.positions[0, -1, 0] - 0.68)
    columns = sorted(set(trials[0][:, 0].tolist()))
    assert columns[1] < 0.68 < columns[2]
    shown = story.scenario.surface
    values = shown.value(np.stack(np.meshgrid([0.1, 0.4, 0.7, 1.0], [0.0, 1.0]), axis=-1))
    assert np.ptp(values, axis=1).min() > 10 * np.ptp(values, axis=0).max()
    random, count = np.random.default_rng(0), 20_000
    best, tried = random.random((count, 1)), random.random((count, 9))
    far, even = (np.abs(each - best).min(axis=1).mean() for each in (tried, (np.arange(3) + 0.5) / 3))
    assert far == pytest.approx(6 / 110, rel=0.03)  # (k + 3) / (2 (k + 1) (k + 2)) for k = 9
    assert even == pytest.approx(1 / 12, rel=0.03)
    assert far / even == pytest.approx(2 / 3, abs=0.03)


@claims("search")
def _search(story: Story) -> None:
    gap = {label: gaps(story, label) for label in story.runs}
    assert [run.calls[0, -1] for run in story.runs.values()] == [80, 80, 320, 80]
    adam = story.runs["Adam"].positions[0, -1]
    assert np.hypot(*story.scenario.surface.gradient(adam)) < 0.2
    assert gap["Adam"][-1] > 28
    assert gap["TPE"][-1] < gap["Random search"][-1] < 5
    assert gap["CMA-ES"][-1] < 1e-8
    tried = story.runs["TPE"].recorded["trials"][0, 1:]
    best = np.array(story.scenario.surface.minimizers[0])
    early, late = (np.median(np.hypot(*(part - best).T)) for part in (tried[:10], tried[10:]))
    assert late < early / 1.5
    other = simulate(optimizer("cma_es", popsize=4, bounded=True), surface("styblinski_tang"), [1.5, 2], 80, seed=0)
    assert other.values[0, -1] - surface("styblinski_tang").value(best) > 14
    ellipses = story.runs["CMA-ES"].recorded["ellipse"][0]
    assert ellipses[5, :, 0].min() < best[0] < ellipses[5, :, 0].max()
    assert np.ptp(ellipses[-1], axis=0).max() < 1e-3


@claims("own-landscape")
def _own_landscape(story: Story) -> None:
    assert story.scenario.surface.notes == ("spline through 49 × 33 values of two_hollows.csv",)
    assert 49 * 33 == 1617
    (deepest,) = story.scenario.surface.minimizers
    for label in ("SGD", "Adam"):
        assert story.end(label) == pytest.approx((-1.13, -0.45), abs=0.02)
        assert (story.x(label) < -0.8).all()
    assert story.end("Momentum") == pytest.approx(deepest, abs=0.02)
    assert story.value("Momentum")[-1] < 0.46
    assert story.value("SGD")[-1] > 0.73


@claims("painted-spiral")
def _painted_spiral(story: Story) -> None:
    (middle,) = story.scenario.surface.minimizers
    turns = {}
    for label in ("SGD", "Momentum", "Adam"):
        x, y = story.runs[label].positions[0].T
        outside = np.hypot(x, y) > 0.12  # in the middle there is no groove
        turned = np.unwrap(np.arctan2(y, x)) / (2 * np.pi)
        last = int(np.argmin(outside)) if not outside.all() else len(x) - 1
        turns[label] = turned[0] - turned[last]
        assert np.diff(turned[: last + 1]).max() < 0.01  # never back, nor across a wall
    assert story.end("Momentum") == pytest.approx(middle, abs=0.02)
    assert story.end("Adam") == pytest.approx(middle, abs=0.02)
    assert min(turns["Momentum"], turns["Adam"]) > 1.7
    assert 0.08 < turns["SGD"] < 0.1


@claims("real-training")
def _real_training(story: Story) -> None:
    notes, surface = story.scenario.surface.notes, story.scenario.surface
    assert notes[0] == "the plane explains 67 % + 21 % of the variance"
    known = {  # at checkpoints 0, 1, 10 and 60, and how far off the plane at most and in the median
        "SGD": ((2.396227, 1.999577, 0.666041, 0.291335), 1.898941, 1.675086),
        "Momentum": ((2.396227, 2.054193, 0.392756, 0.265580), 2.224548, 1.525641),
        "Adam": ((2.396227, 1.864439, 0.406507, 0.253728), 3.609830, 1.831725),
    }
    for label, (losses, farthest, middle) in known.items():
        assert story.value(label)[[0, 1, 10, 60]] == pytest.approx(losses, abs=1e-6)
        off = story.runs[label].off_plane
        assert off is not None
        assert (off[0].max(), np.median(off[0])) == pytest.approx((farthest, middle), abs=1e-6)
        apart = surface.value(story.runs[label].positions[0]) / story.value(label) - 1
        assert 0.2 < abs(apart).max() < 0.26
        assert not story.runs[label].calls.any()
    assert story.runs["SGD on the plane"].off_plane is None
    on_plane = surface.value(story.runs["SGD on the plane"].positions[0])
    np.testing.assert_array_equal(story.value("SGD on the plane"), on_plane)


@claims("initialisation")
def _initialisation(story: Story) -> None:
    small, glorot, large = story.scenario.cells
    assert [len(cell.starts) for cell in (small, glorot, large)] == [100, 100, 100]
    # Glorot's variance, 2 / (1 + 1), is that of the usual normal distribution: the small starts 100 times over.
    np.testing.assert_allclose(np.array(small.starts) * 100, glorot.starts, rtol=1e-12)
    found = run(story.scenario)
    assert [int((each.values[:, -1] < 0.01).sum()) for each in found] == [44, 100, 61]
    assert story.scenario.surface.value(np.zeros(2)) == pytest.approx(0.36)
    assert (abs(found[0].values[:, 20] - 0.36) < 0.06).all()
    behind = found[2].values[:, -1] >= 0.01
    assert int((found[2].gradient_norms[behind, -1] < 0.1).sum()) == 30
    assert int((abs(found[2].positions[behind, -1]) > 1.5).any(axis=-1).sum()) >= 30
