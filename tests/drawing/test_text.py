from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.text import Digits, Readout, fitted, longest_value, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (2.01149, "2.011"),
        (-26.007, "−26.007"),
        (0.00356, "3.56e−3"),
        (-1.5e-12, "−1.50e−12"),
        (23456.7, "2.35e4"),
        (-7e300, "−7.0e300"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "—"),
    ],
)
def test_values_are_short_and_say_their_size(value: float, text: str) -> None:
    assert value_text(value) == text


EXPONENTS = np.random.default_rng(0).uniform(-300, 300, 2000)
VALUES = np.array([*(10**EXPONENTS), *(-(10**EXPONENTS)), 9999.9996, -9999.9996, 0.009999, -0.0099999, 0.0, np.nan])


def test_no_value_takes_more_than_nine_characters() -> None:
    assert longest_value(VALUES) == max(len(value_text(value)) for value in VALUES.tolist()) == 9


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_of_some_values(seed: int) -> None:
    rng = np.random.default_rng(seed)
    some = rng.choice(VALUES[np.abs(np.log10(np.abs(VALUES) + 1e-320)) < 12 * rng.random()], rng.integers(1, 9))
    some = np.append(some, rng.choice([0.0, np.nan, np.inf, -np.inf, 1.0, -9999.0]))
    assert longest_value(some) == max(5, *(len(value_text(value)) for value in some.tolist()))


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert fitted("a long title", 12, len) == "a long title"
    assert fitted("a long title", 8, len) == "a long…"
    assert fitted("a long title", 1, len) == "…"


def test_a_readout_changes_only_the_characters_that_differ() -> None:
    digits = Digits(100, 9, "#102030", "#FFFFFF")
    canvas = np.full((40, 120, 4), 7, dtype=np.uint8)
    field = Readout(digits, 110, 20, 40, 6)
    width, height = digits.cell
    assert field.write(canvas, "12.5", "") == (110 - 4 * width, field.top, 110, field.top + height)
    before = canvas.copy()
    changed = field.write(canvas, "12.7", "12.5")
    assert changed == (110 - width, field.top, 110, field.top + height)
    assert (np.flatnonzero((canvas != before).any(axis=(0, 2))) >= 110 - width).all()
    assert field.write(canvas, "12.7", "12.7") is None


def test_a_readout_may_stand_at_the_left_of_its_field() -> None:
    digits = Digits(100, 9, "#102030", "#FFFFFF")
    canvas = np.full((40, 120, 4), 7, dtype=np.uint8)
    field = Readout(digits, 110, 20, 40, 6, "left")
    width, height = digits.cell
    assert field.write(canvas, "12.5", "") == (field.left, field.top, field.left + 4 * width, field.top + height)
    assert field.write(canvas, "12.53", "12.5") == (
        field.left + 4 * width,
        field.top,
        field.left + 5 * width,
        field.top + height,
    )
    cleared = field.write(canvas, "", "12.53")
    assert cleared == (field.left, field.top, field.left + 5 * width, field.top + height)
    assert (canvas[field.top : field.top + height, field.left : field.left + 5 * width] == 255).all()


def test_every_character_a_value_needs_is_drawn() -> None:
    digits = Digits(100, 9, "#102030", "#FFFFFF")
    pictures = {character: digits.picture(character) for character in "0123456789.−e∞—"}
    assert all((picture[..., 0] < 128).any() for picture in pictures.values())
    assert len({picture.tobytes() for picture in pictures.values()}) == len(pictures)
    assert (digits.picture(" ") == 255).all()


def test_a_text_with_mathematics_is_cut_beside_it() -> None:
    assert fitted("a $x_{long}$ b", 9, len, math=True) == "a…"
    assert fitted("a $x_{long}$ b", 13, len, math=True) == "a $x_{long}$…"
    assert fitted("$x_{long}$", 4, len, math=True) == "…"
