from __future__ import annotations

import re

import pytest

from optviz.errors import InvalidScenarioError
from optviz.scenario import parse

LEAST = "surface: saddle\nstart: [0.5, 0.1]\noptimizers: [sgd]\n"


def _problems(text: str) -> list[str]:
    with pytest.raises(InvalidScenarioError) as caught:
        parse(text, "f")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("right", "wrong", "place", "message"),
    [
        ("[sgd]", "\n\xa0\xa0- sgd", "4:1", "a non-breaking space (U+00A0); use an ordinary space"),
        ("[sgd]", "\n  \u3000- sgd", "4:3", "an ideographic space (U+3000); use an ordinary space"),
        ("[sgd]", "\n  -\xa0sgd", "4:4", "a non-breaking space (U+00A0); use an ordinary space"),
        ("[sgd]", "[sgd\u202f]", "3:17", "a narrow non-breaking space (U+202F); use an ordinary space"),
        ("[sgd]", "[{name: sgd, lr:\xa01}]", "3:29", "a non-breaking space (U+00A0); use an ordinary space"),
        ("saddle", "saddle\u200b", "1:16", "a zero width space (U+200B); remove it"),
        ("saddle", "“saddle”", "1:10", "a left double quotation mark (“, U+201C); use a straight quote"),
        ("[sgd]", "[‘sgd’]", "3:14", "a left single quotation mark (‘, U+2018); use a straight quote"),
        ("saddle", "{expression: „x*y“, bounds: 1}", "1:23", "a double low-9 quotation mark („, U+201E)"),
        ("saddle", "saddle\ntitle: “a: b”", "2:8", "a left double quotation mark (“, U+201C); use a straight quote"),
        ("[sgd]", "\n  – sgd", "4:3", "an en dash (–, U+2013); begin an item with -"),
        ("[sgd]", "\n  • sgd\n  • adam", "5:3", "a bullet (•, U+2022); begin an item with -"),
        ("0.1]", "−0.1]", "2:14", "a minus sign (−, U+2212); write a negative number with -"),
        ("surface:", "surface：", "1:8", "a fullwidth colon (：, U+FF1A); use : and a space"),
        ("0.5, 0.1", "0.5，0.1", "2:12", "a fullwidth comma (，, U+FF0C); use , and a space"),
        ("[sgd]", "【sgd】", "3:13", "a left black lenticular bracket (【, U+3010); use [ or {"),
    ],
)
def test_what_stands_in_the_place_of_yamls_own_is_told(right: str, wrong: str, place: str, message: str) -> None:
    parse(LEAST)
    found = _problems(LEAST.replace(right, wrong))
    assert any(problem.startswith(f"f:{place}: {message}") for problem in found), found


def test_one_in_the_place_of_a_problem_stands_for_it() -> None:
    assert [problem.partition(";")[0] for problem in _problems(LEAST.replace("saddle", "“saddle”"))] == [
        "f:1:10: a left double quotation mark (“, U+201C)"
    ]


def test_in_texts_they_are_right() -> None:
    title = "“A” – ‘b’\xa0: −1\u3000•"
    assert parse(f"{LEAST}title: '{title}'\n").title == " ".join(title.split())
    plain = "“A” – ‘b’ • −1"
    assert parse(f"{LEAST}title: {plain}\n").title == plain


def test_lines_without_problems_have_none() -> None:
    (problem,) = _problems(f"title: “Mine”\nstepps: 1\n{LEAST}")
    assert re.match("f:2:1: unknown key 'stepps'", problem)


def test_quoted_texts_have_none() -> None:
    quoted = """{name: sgd, label: "“A”: −1", "lr": ":\xa0x", 'lr2': '‘b’'}"""
    assert not [each for each in _problems(LEAST.replace("sgd", quoted)) if "(" in each]


def test_many_are_found_in_little_time() -> None:
    for text in ("[" * 60_000, "\xa0 " * 20_000, "- " * 30_000 + "–", "1，" * 20_000, " " * 60_000 + "“"):
        assert _problems(f"x: {text}")
