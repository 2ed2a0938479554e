from __future__ import annotations

import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.typesetting import cuts, misprint, obstacle

LONG = r"from $\frac{a}{b}$ to $\sqrt{x}$ for \$5"


@pytest.mark.parametrize("text", ["", "plain", "é σ → ∞ ², \\ }{ $5", "😀"])
def test_what_the_font_has_can_be_written(text: str) -> None:
    assert obstacle(text) is None


def test_what_the_font_lacks_is_told() -> None:
    assert obstacle("ab日本") == "the font, DejaVu Sans, has no '日' (U+65E5), '本' (U+672C)"
    assert obstacle("$日$", math=True) == "the font, DejaVu Sans, has no '日' (U+65E5)"


@pytest.mark.parametrize(
    "text", [r"$x^2$ and \$5", r"\$5", r"$\$$", "$a$$b$", r"$\frac{a}{b}$" * 8, LONG, "$" + "{" * 10 + "}" * 10 + "$"]
)
def test_mathematics_that_can_be_drawn(text: str) -> None:
    assert misprint(text) is None
    Canvas((9, 9), 72).text(text, 0, 0, 9, "#000000", math=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("costs $5", "a $ without its partner; with math: true each needs one"),
        ("$x$ costs $5", "a $ without its partner; with math: true each needs one"),
        (r"$\frac{", "a $ without its partner; with math: true each needs one"),
        ("$$", "there is no mathematics in $$"),
        ("a $ $ b", "there is no mathematics in $ $"),
        (r"$a$ and $\unknown$", r"$\unknown$ is no mathematics that can be drawn: Unknown symbol: \unknown"),
        (r"$\frac{$", r"$\frac{$ is no mathematics that can be drawn"),
        ("$x_{$", "$x_{$ is no mathematics that can be drawn"),
        ("$x^$", "$x^$ is no mathematics that can be drawn"),
        ("$x^2^3$", "$x^2^3$ is no mathematics that can be drawn: Double superscript"),
        (r"$\left(x$", r"$\left(x$ is no mathematics that can be drawn"),
        (r"$\hspace{1e9}$", r"$\hspace{1e9}$ is no mathematics that can be drawn"),
    ],
)
def test_mathematics_that_cannot_be_drawn_is_told(text: str, message: str) -> None:
    assert misprint(text) == message
    assert obstacle(text, math=True) == message
    assert obstacle(text) is None


def test_a_width_out_of_all_proportion_is_told() -> None:
    formula = r"$x\hspace{9999}x$"
    assert misprint(formula) == f"{formula} is no mathematics that can be drawn: its width is out of all proportion"
    assert misprint(f"${'W' * 900}$") is None


@pytest.mark.parametrize("command", ["", r"\frac{1}", r"\sqrt", r"\hat", "x^"])
def test_mathematics_nested_without_end_is_told(command: str) -> None:
    assert "nested more than 10 deep" in str(misprint(f"${(command + '{') * 200}x{'}' * 200}$"))


def test_a_formula_is_cut_nowhere() -> None:
    kept = [LONG[:place] for place in cuts(LONG, math=True)]
    assert kept[0] == ""
    assert kept[-1] == LONG
    assert {r"from $\frac{a}{b}$", r"from $\frac{a}{b}$ "} < set(kept)
    assert all(misprint(text) is None for text in kept)
    assert not any(text.endswith("\\") for text in kept)
    assert len(cuts(LONG)) == len(LONG) + 1
