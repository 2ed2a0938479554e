from __future__ import annotations

import itertools

import pytest

from optviz.drawing.guides import USUAL, LegendKind, LegendOptions
from optviz.errors import ParameterError
from optviz.parameters import MismatchError, make

WORDS = LegendKind().form.split("|")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_written_back_as_itself(word: str) -> None:
    found = make(LegendKind(), word, "legend")
    assert LegendKind().write(found) == word
    assert (found == USUAL) == (word == "fixed")


def test_what_has_no_word_is_a_mapping_of_what_differs() -> None:
    several = 0
    for place, show, order in itertools.product(
        ("auto", "right", "below", "inside", "none"), ("values", "names"), ("file", "ranked")
    ):
        options = LegendOptions(place=place, show=show, order=order)  # type: ignore[arg-type]  # each is one of them
        written = LegendKind().write(options, short=True)
        assert make(LegendKind(), written, "legend") == options
        several += isinstance(written, dict)
    assert several == 5 * 2 * 2 - len(WORDS)


def test_another_word_is_told_the_nearest() -> None:
    with pytest.raises(MismatchError, match="did you mean 'inside'"):
        LegendKind().check("insid")
    with pytest.raises(ParameterError, match="place: expected"):
        LegendOptions(place="left")  # type: ignore[arg-type]  # which is no place
