from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.notes import Condition, Note, faults
from optviz.notes.runs import named
from optviz.surfaces import Bounds, from_expression, surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.notes.runs import Named

THREE: list[Named] = [("SGD", "sgd"), ("Adam lr=0.1", "adam"), ("Adam lr=0.2", "adam")]
EACH = [[run] for run in THREE]
SQUARE = Bounds((-1, 1), (-1, 1))


def told(
    cells: Sequence[Sequence[Named]], when: str, surfaces: Sequence[str] = ("sphere",), **keys: Any
) -> list[tuple[str, str]]:
    note = Note(when=Condition(when), say="here", **keys)
    return list(faults(note, cells, [surface(name) for name in surfaces]))


def test_a_label_comes_before_a_methods_name() -> None:
    assert named("SGD", THREE) == named("sgd", THREE) == [0]
    assert named("adam", THREE) == [1, 2]
    assert named("Adam lr=0.2", THREE) == [2]
    assert named("Adam", THREE) == named("", THREE) == []
    assert named("adam", [("adam", "sgd"), ("Adam", "adam")]) == [0]


def test_a_note_may_be_about_one_run_or_none() -> None:
    assert not told([THREE], "value < 1", of="sgd")
    assert not told([THREE], "leaves", of="Adam lr=0.1", at="head")
    assert not told([THREE], "step > 3")
    assert not told([THREE], "end", at="top")
    assert not told([THREE[:1]], "value < 1", at="head")
    assert not told(EACH, "value < 1", at="head")
    assert not told(EACH, "value < 1", of="adam")
    assert not told(EACH, "value < 1", of="sgd")
    assert not told([], "value < 1", of="whoever", at="head"), "where the runs cannot be read"


@pytest.mark.parametrize("of", ["adamm", "Adan lr=0.1"])
@pytest.mark.parametrize("cells", [[THREE], EACH])
def test_a_run_that_is_not_there(of: str, cells: list[list[Named]]) -> None:
    ((key, message),) = told(cells, "start", of=of)
    assert key == "of"
    assert message.startswith(
        f"no run is called {of!r}; did you mean 'adam'" if of == "adamm" else f"no run is {'called'}"
    )
    assert "'Adam lr=0.1'" in message or of == "adamm"


def test_a_name_of_several_runs() -> None:
    assert told([THREE], "start", of="adam") == [("of", "'adam' is 2 runs; give a label: 'Adam lr=0.1', 'Adam lr=0.2'")]


@pytest.mark.parametrize("when", ["value < 1", "leaves", "diverges", "turns", "stalls", "calls > 3"])
def test_a_run_is_needed_where_there_are_several(when: str) -> None:
    ((key, message),) = told([THREE], when)
    assert (key, message) == ("of", f"needed, since {when!r} is about one run, of 'SGD', 'Adam lr=0.1', 'Adam lr=0.2'")


def test_a_head_needs_a_run() -> None:
    ((key, message),) = told([THREE], "step > 3", at="head")
    assert (key, message[:21]) == ("at", "no head without a run")


def test_distances_and_gaps_need_minimizers() -> None:
    for quantity in ("distance", "gap"):
        message = f"{quantity!r} needs a surface with minimizers, and this one has none"
        assert told([THREE], f"{quantity} < 1", ["saddle"], of="sgd") == [("when", message)]
        assert told([THREE], f"{quantity} < 1", ["sphere", "saddle"], of="sgd") == [
            ("when", message.replace("this one", "one of these"))
        ]
        assert not told([THREE], f"{quantity} < 1", ["sphere", "beale"], of="sgd")
    endless = from_expression("log(x**2 + y**2)", SQUARE, [(0.0, 0.0)])
    note = Note(when=Condition("gap < 1"), say="here", of="sgd")
    assert list(faults(note, [THREE], [endless])) == [
        ("when", "'gap' needs a surface with finite values at its minimizers, and this one has none")
    ]
    near = Note(when=Condition("distance < 1"), say="here", of="sgd")
    assert not list(faults(near, [THREE], [endless]))
