"""What searches share: the best so far, trials that no start changes, dialogues that can be repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.families.search import Dialogue, Search
from optviz.simulate import simulate
from optviz.surfaces import Bounds, from_expression, surface

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.surfaces import Surface

SEARCHES = ["grid_search", "random_search"]
every_search = pytest.mark.parametrize("name", SEARCHES)


@every_search
def test_x_is_the_best_trial_so_far_and_the_start_counts_for_nothing(name: str) -> None:
    where = surface("himmelblau")
    run = simulate(optimizer(name), where, [3.0, 2.0], 30)  # from the minimum itself
    trials = run.recorded["trials"][0]
    tried = ~np.isnan(trials[:, 0])
    values = np.where(tried, where.value(trials), np.inf)
    assert not tried[0]
    assert run.values[0, 1] == values[1] > run.values[0, 0]
    assert run.values[0, 1:].tolist() == np.minimum.accumulate(values)[1:].tolist()
    assert run.positions[0, -1].tolist() == trials[values.argmin()].tolist()


@every_search
def test_each_trial_is_one_value_and_no_gradient(name: str) -> None:
    run = simulate(optimizer(name), surface("beale"), [[1.0, 1.0], [0.0, 2.0]], 25)
    assert run.calls.tolist() == [list(range(26))] * 2
    assert run.gradient_evaluations.tolist() == [0, 0]


@every_search
def test_from_every_start_the_trials_are_the_same(name: str) -> None:
    run = simulate(optimizer(name), surface("beale"), [[1.0, 1.0], [0.0, 2.0]], 25)
    one, other = run.recorded["trials"]
    assert one.tobytes() == other.tobytes()
    assert run.cloud_points.shape == (26, 1, 2)


@every_search
def test_it_looks_within_the_picture(name: str) -> None:
    shown = Bounds((-4.0, -3.5), (10.0, 90.0))
    run = simulate(optimizer(name), surface("booth"), [0.0, 0.0], 36, bounds=shown)
    trials = run.recorded["trials"][0, 1:]
    assert shown.contains(trials).all()
    assert np.ptp(trials, axis=0).tolist() == pytest.approx([0.5, 80.0], rel=0.25)


@every_search
def test_what_has_no_value_is_never_the_best(name: str) -> None:
    half = from_expression("sqrt(x) + y**2", Bounds((-3, 3), (-3, 3)))
    run = simulate(optimizer(name), half, [1.0, 1.0], 64)
    assert np.isnan(half.value(run.recorded["trials"][0, 1:])).any()
    assert run.diverged_at.tolist() == [-1]
    assert (run.positions[0, :, 0] >= 0).all()


def test_where_nothing_has_a_value_x_stays(bowl: Surface) -> None:
    nowhere = from_expression("sqrt(-1 - x**2)", bowl.bounds)
    run = simulate(optimizer("random_search"), nowhere, [1.0, 1.0], 5)
    assert run.positions[0].tolist() == [[1.0, 1.0]] * 6


def test_a_search_keeps_the_best() -> None:
    kept = {name for name, declared in OPTIMIZERS.items() if declared.keeps_best}
    assert kept == {name for name, declared in OPTIMIZERS.items() if issubclass(declared, Search)}
    assert kept == {*SEARCHES, "tpe"}


@dataclass
class Counter:
    """Asks for the sum of what it was told; stops after three answers."""

    told: list[float] = field(default_factory=list)

    def ask(self) -> Array | None:
        return None if len(self.told) == 3 else np.array([[sum(self.told), 0.0]])

    def tell(self, values: Array) -> None:
        self.told += values.tolist()


def test_a_dialogue_follows_from_what_was_told() -> None:
    made: list[Counter] = []

    def begin() -> Counter:
        made.append(Counter())
        return made[-1]

    dialogue = Dialogue[Any]()
    for told, place, number in (((), 0, 1), ((2,), 2, 1), ((2,), 2, 1), ((2, 3), 5, 1), ((2,), 2, 2), ((4,), 4, 3)):
        found = dialogue.after(np.reshape(told, (-1, 1)), "key", begin).ask()
        assert found is not None
        assert (found[0, 0], len(made)) == (place, number)
    dialogue.after(np.reshape([4.0], (-1, 1)), "another", begin)
    assert len(made) == 4


def test_a_dialogue_that_is_over_hears_no_more() -> None:
    dialogue = Dialogue[Any]()
    over = dialogue.after(np.ones((5, 1)), 0, Counter)
    assert over.ask() is None
    assert over.told == [1, 1, 1]
