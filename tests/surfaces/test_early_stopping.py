from __future__ import annotations

import pickle

import numpy as np
import pytest

from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions, Oracle
from optviz.simulate import simulate
from optviz.surfaces import Surface, surface

TRAIN, VALIDATION = surface("early_stopping"), surface("early_stopping", of="validation")
DESCENT = optimizer("sgd", lr=0.5)
POINTS = np.array([[0.0, 0.0], [1.5, -0.5]])


def test_whatever_is_drawn_a_method_descends_on_the_training_error() -> None:
    walked, watched = (simulate(DESCENT, each, (0, 0), 30) for each in (TRAIN, VALIDATION))
    assert walked.positions.tobytes() == watched.positions.tobytes()
    assert np.array_equal(watched.values, VALIDATION.value(walked.positions))
    assert (walked.of_samples, watched.of_samples) == (8, 8)
    assert (TRAIN.notes, len(VALIDATION.notes)) == ((), 1)


@pytest.mark.parametrize("order", ["shuffled", "fixed", "sorted"])
def test_batches_are_of_training_samples(order: str) -> None:
    options = GradientOptions(batch=3, order=order)  # type: ignore[arg-type]  # one of its choices
    walked, watched = (simulate(DESCENT, each, (0, 0), 9, gradient=options) for each in (TRAIN, VALIDATION))
    assert walked.positions.tobytes() == watched.positions.tobytes()
    assert watched.samples is not None
    assert watched.samples[0, -1] == 24  # three epochs of 8


def test_what_is_held_out_is_for_validation() -> None:
    for each in (TRAIN, VALIDATION, pickle.loads(pickle.dumps(TRAIN))):  # noqa: S301  (made a moment ago)
        oracle = Oracle(each, starts=POINTS)
        assert np.array_equal(oracle.held_out(POINTS), VALIDATION.value(POINTS))
        assert (oracle.values, oracle.gradients, oracle.samples) == (1, 0, 0)


def test_without_data_nothing_is_held_out() -> None:
    bowl = surface("sphere")
    assert np.array_equal(Oracle(bowl, starts=POINTS).held_out(POINTS), bowl.value(POINTS))


@pytest.mark.parametrize(("patience", "stop"), [(1, 23), (5, 27), (20, 42)])
@pytest.mark.parametrize("where", [TRAIN, VALIDATION], ids=["train", "validation"])
def test_stopping_early_goes_back_to_the_lowest_validation_error(where: Surface, patience: int, stop: int) -> None:
    run = simulate(optimizer("early_stopping", inner=DESCENT, patience=patience), where, (0, 0), 60)
    best = run.positions[0, 22]
    assert best.tolist() == pytest.approx([1.1532170068778302, -0.27090858354947295], abs=1e-12)
    assert VALIDATION.value(best) == pytest.approx(0.2567316261605994, abs=1e-12)
    assert (run.positions[0, stop:] == best).all()
    assert (run.positions[0, 23:stop] != best).all()
    assert run.gradient_evaluations.tolist() == [stop]
    assert run.samples is not None
    assert run.samples[0, -1] == 8 * stop
