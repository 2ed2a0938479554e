from __future__ import annotations

import pytest

from optviz.api.encyclopedia.showing import RATES, showings
from optviz.api.run import computed
from optviz.arrays import np
from optviz.errors import MissingToolError
from optviz.optimizers import OPTIMIZERS
from optviz.optimizers.families import stages
from optviz.optimizers.sgd import SGD
from optviz.parameters import parameters
from optviz.scenario import parse, to_yaml

STAGES = [value for name, value in vars(stages).items() if name.isupper() and name != "TYPE_CHECKING"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_is_shown_beside_gradient_descent(name: str) -> None:
    entry = OPTIMIZERS[name]
    try:
        shown = showings(entry)
    except MissingToolError:
        pytest.skip(f"{name} needs what is not installed")
    if any(each.required for each in parameters(entry).values()):
        assert shown == []
        return
    assert 1 <= len(shown) <= 2
    assert len({each.scenario.name for each in shown}) == len(shown)
    for each in shown:
        other, own = each.scenario.runs
        assert own.optimizer.name == name
        assert all(getattr(own.optimizer, key) == value for key, value in entry.shown_with.items())
        assert other.optimizer.name == ("momentum" if name == "sgd" else "sgd")
        assert each.beside == other.label
        assert (own.optimizer, other.optimizer) == (each.own.optimizer, each.partner.optimizer)
        assert parse(to_yaml(each.scenario)).runs == each.scenario.runs
        for rated in (each.own, each.partner):
            assert rated.rate is None or rated.rate == rated.usual or rated.rate in RATES
            assert rated.calls >= 0


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_used(stage: object) -> None:
    assert any(stage in entry.shown for entry in OPTIMIZERS.values())


def test_a_rate_is_the_best_of_those_that_are_tried() -> None:
    ravine, _ = showings(OPTIMIZERS["sgd"])
    rated = ravine.own
    assert isinstance(rated.optimizer, SGD)
    # Forty is the largest curvature: from 2/40 on every step leads farther away.
    assert rated.rate == max(rate for rate in RATES if rate < 2 / 40)
    assert rated.usual == 1e-3
    assert rated.calls == 1


def test_what_costs_more_is_measured() -> None:
    assert [round(each.own.calls) for each in showings(OPTIMIZERS["sam"])] == [2, 2]
    assert all(each.own.calls > 1.5 for each in showings(OPTIMIZERS["newton"]))


def test_sam_passes_the_sharp_hollow() -> None:
    """Its stage shows what it is for."""
    from optviz.api.run import computed

    other, own = computed(showings(OPTIMIZERS["sam"])[0].scenario)
    assert np.hypot(*(own.positions[0, -1] - [1.3, -0.3])) < 0.3
    assert np.hypot(*(other.positions[0, -1] - [-0.6, 0.2])) < 0.3


@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if entry.results])
def test_where_an_average_is_the_point_it_is_seen_apart_from_its_run(name: str) -> None:
    for each in showings(OPTIMIZERS[name]):
        run = computed(each.scenario)[1]
        ((average, result),) = run.companion_paths
        apart = np.linalg.norm(average - run.positions[0], axis=-1)
        assert result
        assert apart.max() > 0.1 * np.ptp(run.positions[0], axis=0).max()
