from __future__ import annotations

import numpy as np
import pytest

from optviz.optimizers.families import workers
from optviz.oracle import Oracle


@pytest.mark.parametrize("lead", [(), (4,), (2, 3)], ids=str)
def test_a_worker_s_part_is_read_and_replaced(lead: tuple[int, ...]) -> None:
    entry = np.arange(np.prod((*lead, 3, 2)), dtype=float).reshape(*lead, 3, 2)
    worker = np.resize([2, 0, 1], lead)
    own = workers.of_worker(entry, worker)
    assert own.shape == (*lead, 2)
    changed = workers.with_worker(entry, worker, -own)
    for place in np.ndindex(lead):
        assert own[place].tolist() == entry[place][worker[place]].tolist()
        assert changed[place][worker[place]].tolist() == (-own[place]).tolist()
        assert (changed[place] != entry[place]).any(axis=-1).sum() == 1
    counts = workers.with_worker(entry[..., 0], worker, 0.5)
    assert (workers.of_worker(counts, worker) == 0.5).all()
    assert (counts == 0.5).sum() == worker.size


def test_whole_chances_stay_below_their_count() -> None:
    highest = np.nextafter(1.0, 0.0)
    for count in range(1, 200):
        assert workers.whole_number(np.array([0.0, highest]), count).tolist() == [0, count - 1]


def test_the_past_is_remembered_newest_first() -> None:
    past = workers.repeated(np.array([0.0, 10.0]), 3)
    for newest in ([1.0, 11.0], [2.0, 12.0], [3.0, 13.0]):
        past = workers.with_newest(past, np.array(newest))
    assert past[:, 0].tolist() == [3.0, 2.0, 1.0]
    assert workers.aged(past, np.array(1)).tolist() == [2.0, 12.0]
    assert workers.aged(past, np.array([2, 0])).tolist() == [1.0, 13.0]


def test_every_worker_is_as_likely_as_the_others() -> None:
    starts = np.random.default_rng(0).normal(size=(3000, 2))
    turns = np.bincount(workers.draw_worker(Oracle(_Nothing(), starts=starts), starts, 5), minlength=5)
    assert turns == pytest.approx(np.full(5, 600), abs=5 * np.sqrt(600))


class _Nothing:
    """A surface that nobody asks anything."""

    def value(self, points: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    gradient = hessian = value
