from __future__ import annotations

import pytest
from annotated_types import Ge, Gt, Le, Lt

from optviz.parameters.ranges import ANY, Range


@pytest.mark.parametrize(
    ("limits", "words", "schema"),
    [
        (ANY, "", {}),
        (Range((Gt(0),)), "> 0", {"exclusiveMinimum": 0}),
        (Range((Ge(0), Lt(1))), ">= 0 and < 1", {"minimum": 0, "exclusiveMaximum": 1}),
        (Range((Ge(1), Le(60))), "from 1 to 60", {"minimum": 1, "maximum": 60}),
        (Range((Ge(0.5), Le(1e9))), "from 0.5 to 1e+09", {"minimum": 0.5, "maximum": 1e9}),
    ],
)
def test_a_range_is_told_in_words_and_in_json_schema(limits: Range, words: str, schema: dict[str, float]) -> None:
    assert (str(limits), limits.schema()) == (words, schema)


@pytest.mark.parametrize(
    ("limits", "inside", "outside"),
    [
        (Range((Gt(0),)), (1e-300, 5), (0, -1, float("nan"))),
        (Range((Ge(0), Lt(1))), (0, 0.999), (-1e-9, 1)),
        (Range((Le(3),)), (3, -1e9), (3.0000001,)),
    ],
)
def test_what_it_holds(limits: Range, inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    assert all(map(limits.holds, inside))
    assert not any(map(limits.holds, outside))


def test_a_schedule_may_touch_the_lower_end_and_no_other() -> None:
    limits = Range((Gt(0), Lt(1))).touching()
    assert limits.holds(0)
    assert not limits.holds(1)
    assert not limits.holds(-1)


def test_of_two_bounds_on_one_side_the_inner_one_counts() -> None:
    assert str(Range((Ge(0), Le(9))) + Range((Ge(1),))) == "from 1 to 9"
