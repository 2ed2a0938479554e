from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.optimizers import optimizer
from optviz.oracle import Batches, GradientOptions, Noise, Oracle
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from optviz.arrays import Array

STARTS = np.array([[0.5, 1.0], [-2.0, 0.25], [0.0, 3.0]])


@dataclass(frozen=True)
class Plane:
    """A plane whose every gradient has length 5."""

    slope: tuple[float, float] = (3.0, 4.0)

    def value(self, points: Array) -> Array:
        return 3 * points[..., 0] + 4 * points[..., 1]

    def gradient(self, points: Array) -> Array:
        return np.broadcast_to(np.array(self.slope), points.shape)

    def hessian(self, points: Array) -> Array:
        return np.zeros((*points.shape, 2))


def noises(options: GradientOptions, starts: Array, steps: int, seed: int = 0) -> Array:
    """The noise of every step, (steps, S, 2)."""
    oracle = Oracle(Plane(), options, seed, starts)
    drawn = []
    for t in range(1, steps + 1):
        oracle.advance(t)
        drawn.append(oracle.grad(starts) - np.array([3.0, 4.0]))
    return np.stack(drawn)


def test_answers_exactly_if_nothing_else_is_asked_for() -> None:
    oracle = Oracle(Plane(), starts=STARTS)
    assert oracle.value(STARTS).tolist() == [5.5, -5.0, 12.0]
    assert oracle.grad(STARTS).tolist() == [[3.0, 4.0]] * 3
    assert oracle.hess(STARTS).shape == (3, 2, 2)


def test_counts_the_questions_of_each_run() -> None:
    oracle = Oracle(Plane(), starts=STARTS)
    oracle.grad(STARTS)
    oracle.grad(STARTS)
    oracle.value(STARTS)
    oracle.hess(np.stack([STARTS] * 4, axis=1))
    assert (oracle.values, oracle.gradients, oracle.hessians) == (1, 2, 4)
    assert oracle.calls == 7


def test_a_run_alone_is_asked_as_in_a_batch_of_one() -> None:
    options = GradientOptions(noise=Noise(0.5))
    together = Oracle(Plane(), options, 3, STARTS)
    together.advance(1)
    together.advance(4)
    rows = together.grad(STARTS)
    for run, start in enumerate(STARTS):
        alone = together.of_run(run)
        assert alone.grad(start).tolist() == rows[run].tolist()
        assert (alone.gradients, alone.calls) == (1, 1)
    assert together.calls == 1


def test_what_runs_ask_alone_is_counted_apart() -> None:
    oracle = Oracle(Plane(), starts=STARTS)
    oracle.grad(STARTS)
    oracle.charge(values=2, gradients=np.array([0, 1, 5]))
    oracle.value(STARTS)
    assert np.array(oracle.gradients).tolist() == [1, 2, 6]
    assert np.array(oracle.calls).tolist() == [4, 5, 9]


@pytest.mark.parametrize("decay", [0.0, 0.55, 2.0])
def test_noise_is_unbiased_and_has_the_variance_it_says(decay: float) -> None:
    starts = np.random.default_rng(1).normal(size=(4000, 2))
    drawn = noises(GradientOptions(noise=Noise(0.5, decay)), starts, 6)
    for t, step in enumerate(drawn, start=1):
        std = 0.5 / (1 + t) ** (decay / 2)
        assert abs(step.mean()) < 4 * std / np.sqrt(step.size)
        assert step.var() == pytest.approx(std**2, rel=4 * np.sqrt(2 / step.size))
    scaled = drawn[0] / drawn[0].std()
    assert abs((scaled[:, 0] * scaled[:, 1]).mean()) < 4 / np.sqrt(len(starts))
    assert abs((drawn[0] * drawn[1]).mean()) < 4 * drawn[0].std() * drawn[1].std() / np.sqrt(drawn[0].size)


def test_noise_belongs_to_the_start_and_not_to_its_place() -> None:
    options = GradientOptions(noise=Noise(1.0))
    together = noises(options, STARTS, 5)
    for row, start in enumerate(STARTS):
        assert noises(options, start[np.newaxis], 5)[:, 0].tobytes() == together[:, row].tobytes()
    assert noises(options, STARTS[::-1], 5).tobytes() == together[:, ::-1].tobytes()


def test_noise_follows_the_seed() -> None:
    options = GradientOptions(noise=Noise(1.0))
    assert np.abs(noises(options, STARTS, 1, seed=1) - noises(options, STARTS, 1, seed=2)).min() > 0


def test_noise_of_a_step_does_not_depend_on_how_often_others_asked() -> None:
    options = GradientOptions(noise=Noise(1.0))
    oracle = Oracle(Plane(), options, 0, STARTS)
    for t, questions in enumerate((3, 1, 2), start=1):
        oracle.advance(t)
        answers = [oracle.grad(STARTS) for _ in range(questions)]
        assert all((one != answers[0]).all() for one in answers[1:])
    assert (answers[0] - np.array([3.0, 4.0])).tobytes() == noises(options, STARTS, 3)[2].tobytes()


def test_minus_zero_is_zero() -> None:
    options = GradientOptions(noise=Noise(1.0))
    zero, minus = np.array([[0.0, 1.0]]), np.array([[-0.0, 1.0]])
    assert noises(options, zero, 2).tobytes() == noises(options, minus, 2).tobytes()


@pytest.mark.parametrize(("clip", "length"), [(10.0, 5.0), (5.0, 5.0), (2.5, 2.5), (1e-3, 1e-3)])
def test_clips_by_the_norm(clip: float, length: float) -> None:
    gradient = Oracle(Plane(), GradientOptions(clip=clip), starts=STARTS).grad(STARTS)
    assert np.hypot(*gradient.T) == pytest.approx([length] * 3, rel=1e-6)
    assert gradient[:, 1] / gradient[:, 0] == pytest.approx([4 / 3] * 3)


@pytest.mark.parametrize(
    ("clip", "clip_value", "gradient"),
    [(None, 10.0, (3.0, 4.0)), (None, 3.5, (3.0, 3.5)), (None, 0.5, (0.5, 0.5)), (2.5, 1.75, (1.5, 1.75))],
)
def test_clips_each_coordinate_after_the_norm(
    clip: float | None, clip_value: float, gradient: tuple[float, float]
) -> None:
    oracle = Oracle(Plane(), GradientOptions(clip=clip, clip_value=clip_value), starts=STARTS)
    assert oracle.grad(STARTS) == pytest.approx(np.array([gradient] * 3), rel=1e-6)
    other = Oracle(Plane((-3.0, -4.0)), oracle.options, starts=STARTS)
    assert (other.grad(STARTS) == -oracle.grad(STARTS)).all()


def test_clips_what_is_already_noisy() -> None:
    drawn = noises(GradientOptions(noise=Noise(100.0), clip=1.0), STARTS, 10) + np.array([3.0, 4.0])
    assert (np.hypot(drawn[..., 0], drawn[..., 1]) <= 1.0).all()


@pytest.mark.parametrize(
    ("make", "parameter"),
    [
        (lambda: Noise(0.0), "std"),
        (lambda: Noise(1.0, -1.0), "decay"),
        (lambda: GradientOptions(clip=0.0), "clip"),
        (lambda: GradientOptions(clip_value=-1.0), "clip_value"),
    ],
    ids=["std", "decay", "clip", "clip_value"],
)
def test_a_number_out_of_range_is_refused(make: object, parameter: str) -> None:
    assert callable(make)
    with pytest.raises(ParameterError, match=f"{parameter}: expected"):
        make()


def chances(starts: Array, shapes: list[tuple[int, ...]], seed: int = 0) -> list[Array]:
    """What is drawn in one shape a step."""
    oracle = Oracle(Plane(), seed=seed, starts=starts)
    drawn = []
    for t, shape in enumerate(shapes, start=1):
        oracle.advance(t)
        drawn.append(oracle.random(shape))
    return drawn


def test_chances_are_uniform_and_independent() -> None:
    starts = np.random.default_rng(1).normal(size=(2000, 2))
    one, other = chances(starts, [(2000, 3)] * 2)
    assert one.min() >= 0
    assert one.max() < 1
    assert one.mean() == pytest.approx(0.5, abs=4 / np.sqrt(12 * one.size))
    assert one.var() == pytest.approx(1 / 12, rel=0.05)
    assert abs(((one - 0.5) * (other - 0.5)).mean()) < 4 / 12 / np.sqrt(one.size)
    assert abs(((one[:, 0] - 0.5) * (one[:, 1] - 0.5)).mean()) < 4 / 12 / np.sqrt(len(one))


def test_chances_belong_to_the_start_and_follow_the_seed() -> None:
    (together,) = chances(STARTS, [(3, 4)])
    for row, start in enumerate(STARTS):
        assert chances(start[np.newaxis], [(1, 4)])[0].tobytes() == together[row].tobytes()
        assert chances(start[np.newaxis], [(4,)])[0].tobytes() == together[row].tobytes()
    assert (chances(STARTS, [(3, 4)], seed=1)[0] != together).all()


def test_chances_leave_the_noise_as_it_is() -> None:
    options = GradientOptions(noise=Noise(1.0))
    oracle = Oracle(Plane(), options, 0, STARTS)
    oracle.advance(1)
    first, second = oracle.random((3,)), oracle.random((3,))
    assert (first != second).all()
    assert (oracle.grad(STARTS) - np.array([3.0, 4.0])).tobytes() == noises(options, STARTS, 1)[0].tobytes()


# Batches.


def batches(order: str, size: int, steps: int, *, samples: int = 10, seed: int = 0) -> list[list[int]]:
    made = Batches(samples, size, order, seed, lambda: np.array([5, 1, 4, 1, 5, 9, 2, 6, 5, 3.0])[:samples])
    return [made.at(t).tolist() for t in range(1, steps + 1)]


def test_an_epoch_has_every_sample_once_and_its_last_batch_may_be_short() -> None:
    for order in ("shuffled", "fixed", "sorted"):
        found = batches(order, 4, 6)
        assert [len(each) for each in found] == [4, 4, 2, 4, 4, 2]
        assert sorted(chain(*found[:3])) == sorted(chain(*found[3:])) == list(range(10))


def test_each_epoch_is_shuffled_from_the_seed_and_its_number() -> None:
    first = [[9, 1, 3, 8], [7, 6, 0, 4], [2, 5]]
    second = [[8, 2, 1, 0], [5, 6, 7, 4], [3, 9]]
    assert batches("shuffled", 4, 6) == first + second
    assert batches("shuffled", 10, 2) == [[*chain(*first)], [*chain(*second)]]
    assert batches("shuffled", 4, 3, seed=1) != first


def test_other_orders_are_the_same_in_every_epoch() -> None:
    assert batches("fixed", 6, 3) == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9], [0, 1, 2, 3, 4, 5]]
    easy_first = [[1, 3, 6, 9, 2], [0, 4, 8, 7, 5]]  # of equal ones the first first
    assert batches("sorted", 5, 4) == easy_first * 2


def test_steps_may_be_asked_for_in_any_order() -> None:
    made = Batches(10, 4, "shuffled", 0, lambda: np.zeros(10))
    assert [made.at(t).tolist() for t in (5, 1, 5)] == [[5, 6, 7, 4], [9, 1, 3, 8], [5, 6, 7, 4]]


def test_all_questions_of_a_step_are_about_one_batch() -> None:
    data = surface("logistic_moons")
    oracle = Oracle(data, GradientOptions(batch=8), 3, STARTS)
    for t in (1, 2, 7, 8):
        oracle.advance(t)
        rows = Batches(50, 8, "shuffled", 3, data.difficulty).at(t)
        part = data.met(3, t, rows)
        for _ in range(2):
            assert oracle.value(STARTS).tolist() == part.value(STARTS).tolist()
            assert oracle.grad(STARTS).tolist() == part.gradient(STARTS).tolist()
            assert oracle.hess(STARTS).tolist() == part.hessian(STARTS).tolist()
            assert oracle.of_run(1).grad(STARTS[1]).tolist() == part.gradient(STARTS)[1].tolist()


def test_samples_are_counted_by_the_batch_they_came_in() -> None:
    oracle = Oracle(surface("logistic_moons"), GradientOptions(batch=16, order="fixed"), 0, STARTS)
    oracle.grad(STARTS)
    assert oracle.samples == 16
    oracle.advance(4)  # 50 = 3 x 16 + 2
    oracle.value(STARTS)
    oracle.hess(STARTS)
    assert oracle.samples == 16 + 2 + 2
    alone = oracle.of_run(0)
    alone.grad(STARTS[0])
    assert (alone.samples, oracle.samples) == (2, 20)
    oracle.charge(gradients=np.array([0, 1, 5]))
    assert np.array(oracle.samples).tolist() == [20, 22, 30]


def test_without_batches_all_samples_are_counted_and_a_formula_has_none() -> None:
    for name, count in (("logistic_moons", 50), ("dropout_regression", 20), ("saddle", 0)):
        oracle = Oracle(surface(name), starts=STARTS)
        oracle.grad(STARTS)
        assert oracle.samples == count


def test_clipping_and_noise_come_after_the_batch() -> None:
    data, plain = surface("linear_regression"), GradientOptions(batch=4)
    exact = Oracle(data, plain, 0, STARTS).grad(STARTS)
    clipped = Oracle(data, GradientOptions(batch=4, clip=1.0), 0, STARTS).grad(STARTS)
    assert np.allclose(clipped, exact / np.maximum(1, np.hypot(*exact.T)[:, None]), atol=1e-5)
    noisy = Oracle(data, GradientOptions(batch=4, noise=Noise(0.5)), 0, STARTS).grad(STARTS)
    plane_noise = noises(GradientOptions(noise=Noise(0.5)), STARTS, 1)[0]
    assert np.allclose(noisy - exact, plane_noise)


@pytest.mark.parametrize(
    ("name", "options", "parameter", "message"),
    [
        ("saddle", GradientOptions(batch=4), "batch", "no samples, not 4"),
        ("linear_regression", GradientOptions(batch=31), "batch", "only 30 samples, not 31"),
        ("scalar_chain", GradientOptions(batch=1, order="sorted"), "order", "no known minimizer"),
    ],
)
def test_batches_that_cannot_be(name: str, options: GradientOptions, parameter: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message) as caught:
        Oracle(surface(name), options)
    assert caught.value.parameter == parameter


def test_a_surface_without_samples_need_not_be_one_of_ours() -> None:
    with pytest.raises(ParameterError, match="no samples"):
        Oracle(Plane(), GradientOptions(batch=1))


def test_a_method_that_plays_its_path_takes_no_batches() -> None:
    with pytest.raises(ParameterError, match="bfgs finds its whole path in one go") as caught:
        simulate(optimizer("bfgs"), surface("linear_regression"), (0, 0), 3, gradient=GradientOptions(batch=4))
    assert caught.value.parameter == "batch"


@pytest.mark.parametrize("name", ["logistic_moons", "dropout_regression"])
def test_runs_in_batches_do_not_depend_on_threads_or_on_each_other(name: str) -> None:
    data, options = surface(name), GradientOptions(batch=3)
    starts = np.random.default_rng(0).normal(size=(70_000, 2))
    walks = [
        simulate(optimizer("momentum", lr=0.1), data, starts, 2, gradient=options, seed=5, threads=threads, every=2)
        for threads in (1, 2)
    ]
    assert walks[0].positions.tobytes() == walks[1].positions.tobytes()
    for row in (0, 17, 69_999):
        alone = simulate(optimizer("momentum", lr=0.1), data, starts[row], 2, gradient=options, seed=5, every=2)
        assert alone.positions[0].tobytes() == walks[0].positions[row].tobytes()
        assert alone.samples is not None
        assert alone.samples.tolist() == [[0, 6]]
