from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.oracle import GradientOptions, Noise, Oracle

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
