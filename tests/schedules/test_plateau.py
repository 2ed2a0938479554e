from __future__ import annotations

import math

from optviz.schedules import Reactive, schedule


def given(one: Reactive, values: list[float]) -> list[float]:
    """What a schedule gives before each value and after the last."""
    found = [one(1)]
    for t, value in enumerate(values, start=2):
        one = one.observed(value)
        found.append(one(t))
    return found


def plateau(**options: float) -> Reactive:
    made = schedule("plateau", initial=1.0, **options)
    assert isinstance(made, Reactive)
    return made


def test_falls_after_more_than_its_patience() -> None:
    assert given(plateau(factor=0.5, patience=1), [3.0, 3.0, 3.0, 3.0, 3.0]) == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25]


def test_stays_while_values_fall() -> None:
    assert set(given(plateau(patience=0), [3.0, 2.0, 1.0, 0.5])) == {1.0}


def test_what_is_no_number_is_no_better() -> None:
    assert given(plateau(factor=0.5, patience=0), [1.0, math.nan, math.inf]) == [1.0, 1.0, 0.5, 0.25]


def test_what_one_run_meets_is_not_another_s_affair() -> None:
    one = plateau(factor=0.5, patience=0)
    assert one.observed(1.0).observed(1.0)(3) == 0.5
    assert one(3) == 1.0
    assert one.observed(1.0) == one
    assert one.observed(1.0).plain() == one.plain()
