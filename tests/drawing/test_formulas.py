from __future__ import annotations

import pytest

from optviz.drawing.formulas import Piece, is_math, pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [("plain", False), ("$x$", True), ("costs $5", False), (r"\$5", True), (r"$x$ for \$5", True), ("$x$ $", False)],
)
def test_dollar_signs_in_pairs_make_mathematics(text: str, *, found: bool) -> None:
    assert is_math(text) == found


@pytest.mark.parametrize("text", ["$x^2$", r"the $\eta$ of \$5", "é $λ$"])
def test_a_text_without_foreign_letters_is_one_piece(text: str) -> None:
    assert list(pieces(text, _foreign)) == [Piece(text, is_math=True)]


def test_foreign_letters_outside_of_formulas_are_plain_text() -> None:
    assert list(pieces(r"率 \$5 $\eta$ の", _foreign)) == [
        Piece("率 $5 ", is_math=False),
        Piece(r"$\eta$", is_math=True),
        Piece(" の", is_math=False),
    ]


@pytest.mark.parametrize(
    ("formula", "drawn", "letters"),
    [
        ("$率$", r"$\mathdefault{率}$", "率"),
        (r"$\eta_{学習率}$", r"$\eta_{\mathdefault{学習率}}$", "学習率"),
        (r"$\eta_\text{a学b率}$", r"$\eta_{\text{a}\mathdefault{学}\text{b}\mathdefault{率}}$", "学率"),
        (r"$\mathrm{学 x}$", r"$\mathrm{\mathdefault{学} x}$", "学"),
    ],
)
def test_foreign_letters_in_formulas_are_marked(formula: str, drawn: str, letters: str) -> None:
    assert list(pieces(formula, _foreign)) == [Piece(drawn, is_math=True, foreign=letters)]


def _foreign(letter: str) -> bool:
    return ord(letter) > 0x2FFF
