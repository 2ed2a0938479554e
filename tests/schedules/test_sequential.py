from __future__ import annotations

import pytest

from optviz.errors import ParameterError
from optviz.schedules import Schedule, schedule

COSINE, LINEAR = (schedule(name, initial=0.1) for name in ("cosine", "linear"))


def one_after_another(*schedules: Schedule, milestones: tuple[int, ...] = (10,)) -> Schedule:
    return schedule("sequential", schedules=schedules, milestones=milestones)


def test_a_length_left_out_is_that_of_the_turn() -> None:
    bound = one_after_another(LINEAR, COSINE).bind(50)
    assert [part.get("total_iters", part.get("T_max")) for part in bound.plain()["schedules"]] == [10, 40]
    assert [bound(t) for t in (1, 10, 11, 51)] == pytest.approx([0.1 / 3, 0.1 * 14 / 15, 0.1, 0.0])


def test_a_turn_may_lie_beyond_the_run() -> None:
    assert one_after_another(LINEAR, COSINE).bind(4)(4) == pytest.approx(0.1 * (1 / 3 + 2 / 3 * 0.3))


def test_sequences_nest() -> None:
    inner = one_after_another(schedule("constant", initial=1.0), schedule("constant", initial=2.0), milestones=(3,))
    outer = one_after_another(schedule("constant", initial=0.5), inner, milestones=(2,))
    assert [outer(t) for t in range(1, 8)] == [0.5, 0.5, 1.0, 1.0, 1.0, 2.0, 2.0]
    assert schedule(**{"name" if key == "schedule" else key: item for key, item in outer.plain().items()}) == outer


@pytest.mark.parametrize(
    ("schedules", "milestones", "message"),
    [
        ((COSINE, LINEAR), (), "one fewer than schedules, not 2 schedules and 0 milestones"),
        ((COSINE, LINEAR, COSINE), (5, 5), "milestones: must ascend"),
        ((COSINE, LINEAR), (0,), "milestones: expected a whole number >= 1"),
        ((COSINE, schedule("plateau", initial=0.1)), (5,), "plateau reacts to values"),
    ],
)
def test_what_does_not_go_together_is_refused(
    schedules: tuple[Schedule, ...], milestones: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        one_after_another(*schedules, milestones=milestones)
