from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING

import pytest

import optviz
from optviz.api.limits import Allowance
from optviz.parameters import parameters
from optviz.scenario import Output

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("function", [optviz.render, optviz.compare, optviz.Comparison.save])
def test_help_shows_every_option_of_the_output(function: Callable[..., object]) -> None:
    found = signature(function).parameters
    assert not any(each.kind is Parameter.VAR_KEYWORD for each in found.values())
    assert found["theme"].kind is Parameter.KEYWORD_ONLY
    assert {*parameters(Output), "draft", *Allowance.__annotations__} < {*found}
    assert all(
        f"\n    {each.name}: {each.sentence}" in (function.__doc__ or "") for each in parameters(Output).values()
    )


def test_saving_takes_what_rendering_takes() -> None:
    _, *saving = signature(optviz.Comparison.save).parameters.values()
    _, *rendering = signature(optviz.render).parameters.values()
    assert saving == rendering
