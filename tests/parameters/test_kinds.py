from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from optviz.errors import ScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.parameters import MismatchError, kind_of, make, parameters
from optviz.schedules import SCHEDULES, Schedule
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping

Rate = Annotated[float | Schedule, Ge(0), Lt(1)]
Move = Annotated[float | Annotated[tuple[float, ...], MinLen(2)], Ge(0), Le(9)]
Angle = Annotated[float | tuple[float, float], Ge(-360), Le(360)]


@pytest.mark.parametrize(
    ("hint", "value", "wanted"),
    [
        (float, 1, 1.0),
        (Rate, 0, 0.0),
        (Angle, (0, 90), (0.0, 90.0)),
        (Move, (0, 9, 9), (0.0, 9.0, 9.0)),
        (Annotated[int | None, Ge(1)], None, None),
        (tuple[int, ...], (1, 2, 3), (1, 2, 3)),
        (Literal["a", "b"], "b", "b"),
    ],
)
def test_what_fits(hint: object, value: object, wanted: object) -> None:
    found = kind_of(hint).check(value)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("hint", "value", "message"),
    [
        (float, "25", "expected a number, not '25'; without the quotes it is a number"),
        (float, True, "expected a number, not true"),
        (float, float("inf"), "expected a finite number, not .inf"),
        (float, 10**400, "expected a number, not 1000000000000000000000000000000000000..."),
        (
            Annotated[int, Ge(0), Le(9)],
            -(10**400),
            "expected a whole number from 0 to 9, not -100000000000000000000000000000000000...",
        ),
        (int, True, "expected a whole number, not true"),
        (int, 25.0, "expected a whole number, not 25.0"),
        (bool, 1, "expected true or false, not 1"),
        (bool, "yes", "expected true or false, not 'yes'"),
        (Rate, 1, "expected a number >= 0 and < 1 or a schedule, not 1"),
        (Rate, {"a": 1}, "expected a number >= 0 and < 1 or a schedule, not a mapping"),
        (Annotated[int | None, Ge(1)], 0, "expected a whole number >= 1, not 0"),
        (Angle, 361, "expected a number from -360 to 360 or [number, number] from -360 to 360, not 361"),
        (Angle, (0, 361), "expected a number from -360 to 360, not 361"),
        (Angle, (1, 2, 3), "expected a number from -360 to 360 or [number, number] from -360 to 360, not a list of 3"),
        (Move, (0,), "expected a number from 0 to 9 or a list of at least 2 numbers from 0 to 9, not a list of 1"),
        (Move, (0, 10), "expected a number from 0 to 9, not 10"),
        (Annotated[tuple[int, ...], MaxLen(1)], (1, 2), "expected a list of at most 1 whole numbers, not a list of 2"),
        (
            Annotated[tuple[int, ...], MinLen(2), MaxLen(3)],
            (1,),
            "expected a list of 2 to 3 whole numbers, not a list of 1",
        ),
        (Annotated[tuple[int, ...], Gt(0)], (1, 0), "expected a whole number > 0, not 0"),
        (tuple[int, ...], "x", "expected a list of whole numbers, not 'x'"),
        (Literal["linear", "log"], "lgo", "expected 'linear' or 'log', not 'lgo'; did you mean 'log'?"),
        (str, 3, "expected text of at most 1000 characters, not 3"),
    ],
)
def test_what_does_not_fit(hint: object, value: object, message: str) -> None:
    with pytest.raises(MismatchError) as caught:
        kind_of(hint).check(value)
    assert caught.value.message == message


def test_a_number_that_python_does_not_write_out_does_not_fit() -> None:
    with pytest.raises(MismatchError, match=r"^expected a number, not a whole number of thousands of digits$"):
        kind_of(float).check(10**5000)


@pytest.mark.parametrize(("text", "advice"), [("1", "; write [1]"), ("\x1b[31m", "")])
def test_what_a_message_advises_can_be_printed(text: str, advice: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make(kind_of(tuple[tuple[float, float], ...]), text, "start")
    assert str(caught.value) == f"start: expected a list, each [number, number], not {text!r}{advice}"


def test_the_path_leads_to_the_item() -> None:
    with pytest.raises(MismatchError) as caught:
        kind_of(Angle).check((0, "x"))
    assert caught.value.path == (1,)


@pytest.mark.parametrize("catalogue", [OPTIMIZERS, SCHEDULES, VIEWS], ids=["optimizers", "schedules", "views"])
def test_every_declared_parameter_can_be_read_described_and_refused(catalogue: Mapping[str, type[Any]]) -> None:
    for entry in catalogue.values():
        for field in parameters(entry).values():
            assert "a value" not in field.kind.words, (entry, field)
            with pytest.raises(MismatchError, match=r"^expected "):
                field.kind.check({"not": "this"})


@pytest.mark.parametrize("catalogue", [OPTIMIZERS, SCHEDULES, VIEWS], ids=["optimizers", "schedules", "views"])
def test_every_default_fits_its_declaration(catalogue: Mapping[str, type[Any]]) -> None:
    for entry in catalogue.values():
        for field in parameters(entry).values():
            if not field.required and not isinstance(field.default, Schedule):
                assert field.kind.check(field.default) == field.default
