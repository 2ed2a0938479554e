from __future__ import annotations

import pytest

from optviz.errors import InvalidScenarioError, LimitError, OptvizError, Problem, UnknownNameError, suggestion


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = UnknownNameError("optimizer", "adem", ["adam", "sgd"])
    assert str(error) == "unknown optimizer 'adem'; did you mean 'adam'?"


def test_hyphens_and_capitals_are_near_to_the_right_name() -> None:
    assert "'long_valley'" in suggestion("Long-Valley", ["long_valley", "sphere"])


def test_a_name_near_to_nothing_lists_what_there_is() -> None:
    assert suggestion("zzz", ["sgd", "adam"]) == "; known: adam, sgd"


def test_problems_are_told_in_the_order_of_the_file() -> None:
    error = InvalidScenarioError([Problem("a.yaml", 9, 1, "second"), Problem("a.yaml", 2, 5, "first")])
    assert str(error).splitlines() == ["a.yaml:2:5: first", "a.yaml:9:1: second"]


@pytest.mark.parametrize("kind", list(OptvizError.__subclasses__()))
def test_every_kind_of_error_ends_with_its_own_code(kind: type[OptvizError]) -> None:
    assert kind.exit_code in ({1} if kind is LimitError else {2, 3, 4})
