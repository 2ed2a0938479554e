from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from annotated_types import Ge, Gt, Lt, MaxLen, MinLen

from optviz.errors import ParameterError
from optviz.parameters import check, parameters


@dataclass(frozen=True)
class Thing:
    rate: Annotated[float, Gt(0)] = 0.1
    decay: Annotated[float, Ge(0), Lt(1)] = 0.9
    pair: Annotated[tuple[float, float], Ge(-1)] = (0.0, 1.0)
    name: str = "thing"
    move: float | Annotated[tuple[float, ...], MinLen(2), MaxLen(3)] = 0.0


def test_declarations_are_read_in_order() -> None:
    rate, decay, pair, name, _ = parameters(Thing).values()
    assert (rate.name, rate.kind.words, rate.default, str(rate.limits)) == ("rate", "a number > 0", 0.1, "> 0")
    assert str(decay.limits) == ">= 0 and < 1"
    assert pair.default == (0.0, 1.0)
    assert (str(name.limits), name.required) == ("", False)


def test_what_is_in_range_passes() -> None:
    check(Thing(rate=1e-9, decay=0, pair=(-1, 5), move=(0, 1, 0)))


@pytest.mark.parametrize(
    "thing",
    [
        *(Thing(rate=0), Thing(decay=1), Thing(pair=(0, -2)), Thing(rate=float("nan"))),
        *(Thing(move=()), Thing(move=(1,)), Thing(move=(0, 1, 2, 3))),
    ],
)
def test_what_is_out_of_range_is_told(thing: Thing) -> None:
    with pytest.raises(ParameterError, match="expected"):
        check(thing)
