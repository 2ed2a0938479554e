from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions, Noise
from optviz.schedules import schedule
from optviz.simulate import Starts, simulate
from optviz.surfaces import Bounds, from_expression, surface

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory

STARTS = [[0.5, -1e-3], [1.0, 0.25], [-0.75, 0.5]]


def test_a_trajectory_holds_what_was_measured_at_every_position() -> None:
    banana = surface("rosenbrock")
    run = simulate(optimizer("adam", lr=0.1), banana, STARTS, 25, label="mine")
    assert (run.label, run.optimizer, run.steps) == ("mine", "adam", 25)
    assert run.positions.shape == (3, 26, 2)
    assert run.starts.tolist() == STARTS
    assert run.values.tobytes() == banana.value(run.positions).tobytes()
    slopes = banana.gradient(run.positions)
    assert run.gradient_norms == pytest.approx(np.sqrt((slopes**2).sum(axis=-1)), rel=1e-15)
    assert run.distances is not None
    assert run.distances == pytest.approx(np.sqrt(((run.positions - 1.0) ** 2).sum(axis=-1)), rel=1e-15)
    assert run.gradient_evaluations.tolist() == [25] * 3
    assert run.diverged_at.tolist() == [-1] * 3


def test_walking_a_few_runs_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def walked() -> Trajectory:
        options = GradientOptions(noise=Noise(0.5), clip=2.0)
        return simulate(optimizer("adam", lr=0.1), surface("himmelblau"), STARTS, 9, gradient=options)

    whole = walked()
    monkeypatch.setattr("optviz.simulate._BLOCK", 2)
    parts = walked()
    for name in ("positions", "values", "gradient_norms", "distances", "gradient_evaluations"):
        assert getattr(parts, name).tobytes() == getattr(whole, name).tobytes()


def test_the_nearest_minimizer_counts() -> None:
    himmelblau = surface("himmelblau")
    run = simulate(optimizer("sgd"), himmelblau, [(x, y) for x, y in himmelblau.minimizers], 1)
    assert run.distances is not None
    assert run.distances[:, 0].tolist() == [0.0] * len(himmelblau.minimizers)


def test_without_minimizers_there_is_no_distance() -> None:
    assert simulate(optimizer("sgd"), surface("saddle"), STARTS, 2).distances is None


def test_what_is_measured_is_exact_though_the_walk_is_noisy() -> None:
    beale = surface("beale")
    options = GradientOptions(noise=Noise(5.0), clip=0.1)
    run = simulate(optimizer("sgd", lr=0.1), beale, STARTS, 10, gradient=options, seed=4)
    slopes = beale.gradient(run.positions)
    assert run.gradient_norms == pytest.approx(np.hypot(slopes[..., 0], slopes[..., 1]), rel=1e-15)
    assert (np.hypot(*np.moveaxis(np.diff(run.positions, axis=1), -1, 0)) <= 0.1 * 0.1).all()


def test_every_optimizer_feels_the_same_noise() -> None:
    flat = surface("saddle")
    options = GradientOptions(noise=Noise(1.0))
    plain = simulate(optimizer("sgd", lr=1e-9), flat, STARTS, 1, gradient=options, seed=2)
    other = simulate(optimizer("momentum", lr=1e-9), flat, STARTS, 1, gradient=options, seed=2)
    assert plain.positions.tobytes() == other.positions.tobytes()


def test_overflow_is_recorded_where_it_begins() -> None:
    run = simulate(optimizer("sgd", lr=10.0), surface("rosenbrock"), [[1.0, 1.0], [-1.2, 1.0]], 30)
    assert run.diverged_at[0] == -1
    first = int(run.diverged_at[1])
    finite = np.isfinite(run.positions[1]).all(axis=-1) & np.isfinite(run.values[1])
    assert 0 < first < 30
    assert finite[:first].all()
    assert not finite[first]


def test_whole_numbers_are_starts_too() -> None:
    run = simulate(optimizer("adam"), surface("beale"), [[1, 1]], 3)
    assert run.positions.dtype == np.float64
    assert run.positions.tobytes() == simulate(optimizer("adam"), surface("beale"), (1.0, 1.0), 3).positions.tobytes()


def test_a_run_does_not_touch_the_starts_it_is_given() -> None:
    starts = np.array(STARTS)
    run = simulate(optimizer("sgd", lr=0.1), surface("beale"), starts, 5)
    starts[:] = 0.0
    assert run.starts.tolist() == STARTS


def test_what_a_trajectory_holds_cannot_be_changed() -> None:
    run = simulate(optimizer("sgd"), surface("beale"), STARTS, 2)
    for array in (run.positions, run.values, run.gradient_norms, run.distances, run.diverged_at):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_schedule_left_open_takes_the_run_s_length() -> None:
    run = simulate(optimizer("sgd", lr=schedule("cosine", start=0.1)), surface("saddle"), STARTS, 40)
    assert run.hyperparameters["lr"] == {"schedule": "cosine", "initial": 0.1, "T_max": 40, "eta_min": 0.0}
    assert run.label == "SGD"


@pytest.mark.parametrize(
    "starts", [[], [[1.0, 2.0, 3.0]], [[np.nan, 0.0]], [[np.inf, 0.0]], 1.0, np.zeros((2, 2, 2))], ids=str
)
def test_starts_that_are_no_points_are_refused(starts: Starts) -> None:
    with pytest.raises(ParameterError, match="starts: must be one or more finite points"):
        simulate(optimizer("sgd"), surface("saddle"), starts, 5)


def test_a_run_has_a_step() -> None:
    with pytest.raises(ParameterError, match="steps: must be >= 1, not 0"):
        simulate(optimizer("sgd"), surface("saddle"), STARTS, 0)


def test_calls_are_counted_step_by_step() -> None:
    once, twice = (simulate(optimizer(name), surface("beale"), STARTS, 4) for name in ("sgd", "sam"))
    assert once.calls.tolist() == [[0, 1, 2, 3, 4]] * 3
    assert twice.calls.tolist() == [[0, 2, 4, 6, 8]] * 3
    assert twice.gradient_evaluations.tolist() == [8, 8, 8]


def test_recorded_companions_are_paths_beside_the_positions() -> None:
    run = simulate(optimizer("lookahead", k=2), surface("beale"), STARTS, 6)
    assert run.companions == ("slow",)
    assert run.recorded["slow"].shape == run.positions.shape
    assert [(path.tolist(), result) for path, result in run.companion_paths] == [
        (path, True) for path in run.recorded["slow"].tolist()
    ]


def test_a_plateau_is_each_run_s_own_affair() -> None:
    lowering = schedule("plateau", initial=0.1, patience=1, factor=0.5)
    together = simulate(optimizer("sgd", lr=lowering), surface("saddle"), STARTS, 30)
    for row, start in enumerate(STARTS):
        alone = simulate(optimizer("sgd", lr=lowering), surface("saddle"), start, 30)
        assert alone.positions.tobytes() == together.positions[row : row + 1].tobytes()
    assert together.calls.tolist() == [list(range(31))] * 3


@pytest.mark.parametrize("every", [1, 4, 20])
@pytest.mark.parametrize("name", ["adam", "lookahead", "hogwild"])
def test_kept_steps_are_those_of_the_whole_walk(name: str, every: int) -> None:
    whole = simulate(optimizer(name), surface("himmelblau"), STARTS, 20)
    kept = simulate(optimizer(name), surface("himmelblau"), STARTS, 20, every=every)
    assert (kept.steps, kept.every, kept.positions.shape[1]) == (20, every, 20 // every + 1)
    for measured in ("positions", "values", "gradient_norms", "distances", "calls"):
        assert getattr(kept, measured).tobytes() == getattr(whole, measured)[:, ::every].tobytes(), measured
    for entry, array in kept.recorded.items():
        assert array.tobytes() == whole.recorded[entry][:, ::every].tobytes()
    assert kept.gradient_evaluations.tolist() == whole.gradient_evaluations.tolist()


def test_a_lost_run_is_noticed_at_the_next_kept_step() -> None:
    lost = simulate(optimizer("sgd", lr=10.0), surface("rosenbrock"), [[-1.2, 1.0], [1.0, 1.0]], 30).diverged_at
    kept = simulate(
        optimizer("sgd", lr=10.0), surface("rosenbrock"), [[-1.2, 1.0], [1.0, 1.0]], 30, every=10
    ).diverged_at
    assert kept.tolist() == [-(-lost[0] // 10) * 10, -1]


@pytest.mark.parametrize("every", [0, -1, 3, 21])
def test_kept_steps_divide_the_steps(every: int) -> None:
    with pytest.raises(ParameterError, match=f"every: must divide the 20 steps, which {every} does not"):
        simulate(optimizer("sgd"), surface("saddle"), STARTS, 20, every=every)


def test_very_many_runs_are_their_lone_runs() -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, (10_000, 2))
    many = simulate(optimizer("adam", lr=0.1), surface("beale"), starts, 20, every=20)
    for row in range(0, len(starts), 999):
        alone = simulate(optimizer("adam", lr=0.1), surface("beale"), starts[row], 20, every=20)
        for array in ("positions", "values", "gradient_norms", "distances"):
            assert getattr(alone, array)[0].tobytes() == getattr(many, array)[row].tobytes(), array


@pytest.mark.parametrize("name", ["adam", "easgd", "plateau"])
def test_threads_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.simulate._BLOCK", 7)
    lowering = schedule("plateau", initial=0.1, patience=1, factor=0.5)
    method = optimizer("sgd", lr=lowering) if name == "plateau" else optimizer(name, lr=0.1)
    starts = np.random.default_rng(0).uniform(-2, 2, (50, 2))
    options = GradientOptions(noise=Noise(0.5))
    one, other = (
        simulate(method, surface("beale"), starts, 15, gradient=options, threads=threads) for threads in (1, 3)
    )
    for measured in ("positions", "values", "gradient_norms", "distances", "calls", "gradient_evaluations"):
        assert getattr(one, measured).tobytes() == getattr(other, measured).tobytes(), measured


def test_a_thread_is_the_least() -> None:
    with pytest.raises(ParameterError, match="threads: must be >= 1, not 0"):
        simulate(optimizer("sgd"), surface("saddle"), STARTS, 5, threads=0)


@pytest.mark.parametrize("name", ["momentum", "adam"])
@pytest.mark.parametrize("every", [1, 5])
def test_an_anatomy_changes_nothing_of_the_walk(name: str, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    options = GradientOptions(noise=Noise(0.5))
    method, where = optimizer(name, lr=0.1), surface("himmelblau")
    plain = simulate(method, where, STARTS, 20, gradient=options)
    whole = simulate(method, where, STARTS, 20, gradient=options, anatomy=True)
    assert plain.positions.tobytes() == whole.positions.tobytes()
    assert plain.anatomy == ()
    monkeypatch.setattr("optviz.simulate._BLOCK", 1)
    kept = simulate(method, where, STARTS, 20, gradient=options, anatomy=True, every=every, threads=2)
    for one, other in zip(whole.anatomy, kept.anatomy, strict=True):
        assert (one.name, one.title, one.unit) == (other.name, other.title, other.unit)
        assert one.tail.shape == one.vector.shape == (3, 20, 2)
        assert one.tail[:, every - 1 :: every].tobytes() == other.tail.tobytes()
        assert one.vector[:, every - 1 :: every].tobytes() == other.vector.tobytes()
        with pytest.raises(ValueError, match="read-only"):
            one.vector[...] = 0


def test_an_anatomy_is_by_the_rate_that_a_plateau_gave_the_step() -> None:
    lowering = schedule("plateau", initial=0.1, patience=0, factor=0.5, threshold=9.0, threshold_mode="abs")
    bowl = surface("sphere")
    run = simulate(optimizer("adagrad", lr=lowering), bowl, STARTS, 10, anatomy=True)
    gradient = next(part for part in run.anatomy if part.name == "gradient")
    assert gradient.vector == pytest.approx(-bowl.gradient(run.positions[:, :-1]), rel=1e-9)


@pytest.mark.parametrize("every", [1, 4])
def test_a_run_has_left_where_it_stays_out_of_the_picture(every: int) -> None:
    starts = [[0.5, -0.1], [0.0, 0.0], [9.0, 9.0]]
    run = simulate(optimizer("sgd", lr=0.1), surface("saddle"), starts, 40, every=every)
    inside = surface("saddle").bounds.contains(run.positions[0])
    first = int(np.flatnonzero(inside)[-1] + 1) * every
    assert run.left_at.tolist() == [first, -1, 0]
    assert run.lost[0].tolist() == (~inside).tolist()
    assert run.lost_words(0) == run.lost_words(0, first) == f"left at {first}"
    assert run.lost_words(0, first - 1) == run.lost_words(1) == ""
    tighter = simulate(optimizer("sgd", lr=0.1), surface("saddle"), starts, 40, bounds=Bounds((-1, 1), (-0.2, 0.2)))
    assert 0 < tighter.left_at[0] < first


def test_a_run_that_comes_back_has_not_left() -> None:
    bowl = from_expression("x**2 + y**2", Bounds((-0.3, 1), (-1, 1)))
    run = simulate(optimizer("momentum", lr=0.05, momentum=0.9), bowl, [0.9, 0.0], 100)
    assert not bowl.bounds.contains(run.positions[0]).all()
    assert run.left_at.tolist() == [-1]
    assert not run.lost.any()


def test_what_has_left_and_diverged_has_diverged() -> None:
    run = simulate(optimizer("sgd", lr=1.0), surface("rosenbrock"), [-1.2, 1.0], 30)
    (left,), (diverged,) = run.left_at.tolist(), run.diverged_at.tolist()
    assert 0 < left < diverged
    assert run.lost_words(0, diverged - 1) == f"left at {left}"
    assert run.lost_words(0) == f"diverged at {diverged}"
