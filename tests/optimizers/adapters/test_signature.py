from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Optional, Union

import pytest

from optviz.errors import ScenarioError
from optviz.optimizers import Optimizer, State
from optviz.optimizers.adapters.signature import declare
from optviz.parameters import kind_of, parameters
from optviz.schedules import Rate, Schedule

EMPTY = inspect.Parameter.empty
NOT_OFFERED: dict[str, Any] = {}


@dataclass(frozen=True)
class Plain(Optimizer):
    """Stays where it is."""

    color: ClassVar[str] = "ink"

    def step(self, state: State, *_: Any) -> State:
        """Nothing."""
        return state


def types(**signature: tuple[Any, Any]) -> dict[str, Any]:
    """The types of what is offered of a constructor: by name, an annotation and a default each."""

    def make() -> None: ...

    keyword = inspect.Parameter.KEYWORD_ONLY
    each = [inspect.Parameter(key, keyword, annotation=hint, default=usual) for key, (hint, usual) in signature.items()]
    make.__signature__ = inspect.Signature(each)  # type: ignore[attr-defined]  # inspect reads it
    found = declare(Plain, make, ("params",), name="lib:it", title="it")
    return {name: parameter.kind for name, parameter in parameters(found).items()}


@pytest.mark.parametrize(
    ("hint", "default", "expected"),
    [
        (float | complex, EMPTY, Rate),
        (float, 0, Rate),
        (Union[float, Callable[[int], float]], 0.1, Rate),  # noqa: UP007  (as libraries write)
        (Union[int, float, complex], 5, int | float | Schedule),  # noqa: UP007  (as above)
        (int, 5, int),
        (bool, False, bool),
        (bool | None, None, bool | None),
        (Optional[int], None, int | None),  # noqa: UP045  (as above)
        (float | None, None, Rate | None),
        (str | None, None, str | None),
        (Literal["a", "b"], "a", Literal["a", "b"]),
        ("float", 0, Rate),
        ("Optional[int]", None, int | None),
        ("Callable[[int], float] | None", None, NOT_OFFERED),
        ("Union[Callable[[int], float], float]", 0.1, Rate),
        (EMPTY, 1e-3, Rate),
        (EMPTY, 0, int | float | Schedule),
        (EMPTY, "x", str),
        (EMPTY, (0.9, 0.999), tuple[float, float]),
        (EMPTY, (None, 1e-3), tuple[float | None, float]),
        (EMPTY, ([1], 2), NOT_OFFERED),
        (EMPTY, print, NOT_OFFERED),
        (EMPTY, EMPTY, Rate),
    ],
    ids=str,
)
def test_annotations_and_defaults_tell_the_types(hint: Any, default: Any, expected: Any) -> None:
    assert types(lr=(hint, default)) == (expected if expected is NOT_OFFERED else {"lr": kind_of(expected)})


def test_what_has_no_default_is_required() -> None:
    def make(params: Any, lr: float) -> None: ...

    (parameter,) = parameters(declare(Plain, make, ("params",), name="it", title="it")).values()
    assert parameter.required


def test_what_no_file_can_give_is_refused_where_it_is_needed() -> None:
    with pytest.raises(ScenarioError, match="lib:it needs 'base', which is no number and no text"):
        types(base=(dict[str, int], EMPTY))


def test_a_name_that_optimizers_use_themselves_is_not_offered() -> None:
    assert list(types(lr=(float, 0.1), color=(str, "red"), step=(int, 3))) == ["lr"]
