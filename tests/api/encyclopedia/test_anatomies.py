from __future__ import annotations

import pytest

from optviz.api.encyclopedia.anatomies import anatomy
from optviz.api.run import computed
from optviz.arrays import np
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import parse, to_yaml

TOLD = [name for name, entry in OPTIMIZERS.items() if entry.has_anatomy()]


@pytest.mark.parametrize("name", TOLD)
def test_steps_are_long_enough_to_be_seen_and_stay_in_the_picture(name: str) -> None:
    found = anatomy(OPTIMIZERS[name])
    if found is None:
        assert name == "sgd"
        return
    scenario = found.scenario
    (run,) = computed(scenario)
    wide, high = scenario.bounds.x[1] - scenario.bounds.x[0], scenario.bounds.y[1] - scenario.bounds.y[0]
    assert wide / high == pytest.approx(6 / 4.2, rel=0.02)
    assert scenario.bounds.contains(run.positions).all()
    assert all(scenario.bounds.contains(each.tip).all() for each in run.anatomy if each.unit == "position")
    steps = np.hypot(*np.diff(run.positions[0], axis=0).T)
    assert len(steps) == 5
    assert steps.min() > wide / 16
    assert found.parts[-1] == "step"
    assert len(found.parts) > 2
    assert parse(to_yaml(scenario)).runs == scenario.runs


@pytest.mark.parametrize("name", ["sgd", "lion", "recorded"])
def test_there_is_none_where_there_is_little_to_tell(name: str) -> None:
    assert anatomy(OPTIMIZERS[name]) is None


def test_parts_that_are_nothing_are_not_named() -> None:
    found = anatomy(OPTIMIZERS["rmsprop"])
    assert found is not None
    assert found.parts == ("gradient", "scaling", "step")
