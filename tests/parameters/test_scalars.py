from __future__ import annotations

import math

import pytest

from optviz.parameters.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        ("1.0e-3", 1e-3),
        ("1E+3", 1e3),
        (".5", 0.5),
        ("-.5e1", -5.0),
        ("1.", 1.0),
        ("+12", 12),
        ("-0", 0),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
    ],
)
def test_core_schema_scalars(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "nUll",
        "1_000",
        "1:30",
        "0b11",
        "0o8",
        "0xG",
        "1e",
        ".",
        "e5",
        "2026-01-01",
        "<<",
        "-",
    ],
)
def test_what_looks_special_in_other_yamls_is_text(text: str) -> None:
    assert resolve(text) == text


def test_nan() -> None:
    found = resolve(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize("digits", [41, 5000, 60_000])
def test_a_number_of_absurd_length_is_a_float(digits: int) -> None:
    assert resolve("9" * digits) == float("9" * digits)
    assert resolve("0x" + "f" * digits) == math.inf
