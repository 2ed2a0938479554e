from __future__ import annotations

import numpy as np
import pytest

from optviz.parameters.tree import MAX_SHOWN, Problems, Ready, Unreadable, show, tree


def test_problems_come_in_the_files_order_and_once() -> None:
    problems = Problems("f")
    for line, column, message in ((2, 1, "c"), (1, 9, "b"), (1, 9, "a"), (2, 1, "c")):
        problems.add_at(line, column, message)
    assert [str(problem) for problem in problems.sorted()] == ["f:1:9: a", "f:1:9: b", "f:2:1: c"]


def test_a_closed_place_takes_no_more_problems() -> None:
    problems = Problems("f")
    problems.add_at(1, 1, "unreadable")
    problems.close_places()
    problems.add_at(1, 1, "wrong")
    problems.add_at(1, 2, "wrong")
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        (1e-9, "1e-09"),
        ("a\nb\x1b", r"'a\nb\x1b'"),
        ((), "an empty list"),
        ((1, 2), "a list of 2"),
        ({}, "a mapping"),
        (Unreadable.VALUE, "something unreadable"),
    ],
)
def test_values_are_shown_as_a_file_writes_them(value: object, text: str) -> None:
    assert show(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(show("x" * 10_000)) == MAX_SHOWN


def test_plain_data_grows_into_a_tree_that_keeps_what_is_made() -> None:
    made = object()
    node = tree({"a": [1, (2.5, "x")], 3: np.array([[1, 2]]), "made": made, "b": np.float64(0.5)})
    assert node.plain == {"a": (1, (2.5, "x")), "3": ((1, 2),), "made": made, "b": 0.5}
    assert type(node.at(["b"]).value) is float
    assert list(node.keys) == ["a", "3", "made", "b"]
    lines = [node.at(path).line for path in ([], ["a"], ["a", 0], ["a", 1], ["3"], ["made"], ["b"])]
    assert lines == sorted(set(lines))


def test_what_holds_itself_or_has_no_plain_key_ends_somewhere() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert show(tree(endless).plain) == "a list of 1"
    assert list(tree({None: 1, "": 2, (): 3}).keys) == ["nothing", "", "an empty list"]
    assert tree(np.ndarray).value == Ready(np.ndarray)
