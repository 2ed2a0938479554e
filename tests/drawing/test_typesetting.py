from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.typesetting import cuts, misprint, obstacles, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = r"from $\frac{a}{b}$ to $\sqrt{x}$ for \$5"


@pytest.mark.parametrize("text", ["", "plain", "é σ → ∞ ², \\ }{ $5", "😀"])
def test_what_the_font_has_can_be_written(text: str) -> None:
    assert obstacle(text) is None


def obstacle(text: str, *, math: bool = False) -> str | None:
    return next((reason for _, reason in obstacles([text], math=math)), None)


def test_what_no_font_has_is_told_with_a_remedy() -> None:
    remedy = "install one, as by: apt install fonts-symbola"
    assert obstacle("ab\u0378") == rf"no installed font has the symbol '\u0378' (U+0378); {remedy}"
    two = r"the symbols '\u0378' (U+0378), '\u0379' (U+0379)"
    assert obstacle("$\u0379\u0378$", math=True) == f"no installed font has {two}; {remedy}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("はじ", "the Hiragana letters 'じ' (U+3058), 'は' (U+306F); install one, as by: apt install fonts-noto-cjk"),
        ("산", "the Hangul letter '산' (U+C0B0); install one, as by: apt install fonts-noto-cjk"),
        ("ქა", "the Georgian letters 'ა' (U+10D0), 'ქ' (U+10E5); install one, as by: apt install fonts-noto-core"),
        ("🚀", "the emoji '🚀' (U+1F680); install one, as by: apt install fonts-symbola"),
    ],
)  # fmt: skip
def test_the_script_is_named(text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.drawing.fonts.lacking", lambda texts, asked: frozenset("".join((*texts, *asked))))
    assert obstacle(text) == f"no installed font has {message}"


def test_few_letters_are_named() -> None:
    assert "'\\u0380' (U+0380) and 2 more; install" in str(obstacle("\u0378\u0379\u0380\u0381\u0382"))


def test_what_is_wrong_with_a_script_is_told_once() -> None:
    texts = ["a", "\u0378", "\u0379 again", "\U0001f0f6 and \u0378", "$", "\u0378"]
    assert [index for index, _ in obstacles(texts)] == [1, 3]
    assert [index for index, _ in obstacles(texts, math=True)] == [1, 3, 4]


def test_what_an_installed_font_has_can_be_written(new_font: Callable[..., Path]) -> None:
    new_font("Boxes Sans", "\u0378")
    assert not list(obstacles(["\u0378", r"$\eta_{\text{a\u0378}}$ \u0378".replace(r"\u0378", "\u0378")], math=True))


def test_mathematics_takes_its_letters_from_one_font(new_font: Callable[..., Path]) -> None:
    for family, letter in (("One Sans", "\u0378"), ("Two Sans", "\u0379")):
        new_font(family, letter)
    assert obstacle("\u0379 $x^\u0378$ and $\\frac{\u0379}{x}$ \u0378", math=True) is None
    formula = "$\u0378^\u0379$"
    assert obstacle(f"$x$ {formula}", math=True) == (
        f"{formula} has letters of several fonts; mathematics takes them from one"
    )


@pytest.mark.parametrize("text", ["مقارنة", "a שלום"])
def test_letters_that_join_or_go_from_right_to_left_are_drawn_by_newer_matplotlib(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matplotlib.__version_info__", (3, 10, 1, "final", 0))
    monkeypatch.setattr("matplotlib.__version__", "3.10.1")
    name = "Hebrew" if "a" in text else "Arabic"
    assert obstacle(text) == (
        f"matplotlib 3.10.1 neither joins letters nor turns them round, as {name} needs; 3.11 does"
    )
    assert [index for index, _ in obstacles([text, text])] == [0]
    monkeypatch.setattr("matplotlib.__version_info__", (3, 11, 0, "final", 0))
    assert obstacle(text) is None
    assert obstacle(f"{text} costs $5") is None
    assert obstacle(f"{text} $x$", math=True) == (
        f"mathematics in a text neither joins letters nor turns them round, as {name} needs; leave it out"
    )


@pytest.mark.parametrize("text", ["e\u0301", "❤\ufe0f", "日本", "σ", "ё"])
def test_other_letters_are_drawn_by_every_matplotlib(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matplotlib.__version_info__", (3, 9, 0, "final", 0))
    assert "joins" not in str(obstacle(text))


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


def test_words_keep_formulas_whole() -> None:
    assert words("  two  words\n") == ["two", "words"]
    text = r"where $x + 1$, ($y - 2$) costs \$5 or $a b$c"
    assert words(text, math=True) == ["where", "$x + 1$,", "($y - 2$)", "costs", r"\$5", "or", "$a b$c"]
    assert words(text) == text.split()
