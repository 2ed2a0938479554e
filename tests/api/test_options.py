from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import optviz
from optviz.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = optviz.options.inline_limit
    yield
    optviz.options.inline_limit = before


def test_a_notebook_holds_four_megabytes() -> None:
    assert optviz.options.inline_limit == 4_000_000
    assert repr(optviz.options) == "<Options: inline_limit=4000000>"


@pytest.mark.parametrize(("given", "bytes_"), [(1, 1), (2.5e6, 2_500_000), ("8 MB", 8_000_000), ("1MiB", 1 << 20)])
def test_a_size_is_a_number_or_a_text(given: float | str, bytes_: int) -> None:
    optviz.options.inline_limit = given
    assert optviz.options.inline_limit == bytes_


@pytest.mark.parametrize("given", [0, -1, "much", float("nan"), True])
def test_what_is_no_size_is_refused(given: float | str) -> None:
    with pytest.raises(ParameterError, match="inline_limit"):
        optviz.options.inline_limit = given
    assert optviz.options.inline_limit == 4_000_000


def test_a_misspelled_option_is_told() -> None:
    with pytest.raises(AttributeError, match="inline_limits"):
        optviz.options.inline_limits = 5  # type: ignore[attr-defined]  # that is the test
