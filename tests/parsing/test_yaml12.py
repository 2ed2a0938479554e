from __future__ import annotations

import sys

import pytest

from optviz.parameters.tree import Node, Problems
from optviz.parsing.yaml12 import MAX_BYTES, MAX_DEPTH, compose, decode


def _compose(text: str) -> tuple[Node | None, list[str]]:
    problems = Problems("f")
    return compose(text, problems), [str(problem) for problem in problems.sorted()]


def test_a_quoted_scalar_is_text() -> None:
    root, problems = _compose("""{a: "1", b: 'true', c: "", d: !!str 1}""")
    assert root is not None
    assert [root.at([key]).plain for key in "abc"] == ["1", "true", ""]
    assert problems == ["f:1:31: a tag (!); write the plain value"]


def test_nodes_know_their_places() -> None:
    root, problems = _compose("a: 1\nb:\n  - [2, {c: 3}]\n")
    assert root is not None
    assert not problems
    node = root.at(["b", 0, 1, "c"])
    assert (node.line, node.column, node.value) == (3, 13, 3)
    assert (root.keys["b"].line, root.keys["b"].column) == (2, 1)
    assert root.at(["b", 7]).line == 3


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1000, 30_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_a_problem_and_never_a_crash(opening: str, depth: int) -> None:
    text = opening * depth
    root, problems = _compose(text[: MAX_BYTES - 1])
    assert root is None
    assert len(problems) == 1
    assert depth < sys.getrecursionlimit() or "nested more than" in problems[0]


def test_nesting_up_to_the_limit_is_fine() -> None:
    root, problems = _compose("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert root is not None
    assert not problems


def test_a_large_file_is_refused_before_it_is_read() -> None:
    problems = Problems("f")
    assert decode(b"#" * (MAX_BYTES + 1), problems) == ""
    assert "larger than 256 kB" in str(problems.sorted()[0])
    assert _compose("#" * (MAX_BYTES + 1))[1] == ["f:1:1: the text is larger than 256 kB; a scenario is a small file"]


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ud800", "\ufffe"]
)
def test_control_characters_are_found_where_they_stand(character: str) -> None:
    _, problems = _compose(f"a: 1\nb: x{character}y\n")
    assert len(problems) == 1
    assert problems[0].startswith("f:2:5: ")


@pytest.mark.parametrize("escape", [r"\x07", r"\t", r"\u202E", r"\ud800", r"\0", r"\N"])
def test_escapes_do_not_smuggle_control_characters(escape: str) -> None:
    _, problems = _compose(f'a: "{escape}"\n')
    assert len(problems) == 1
    assert problems[0].startswith("f:1:4: text with a")


def test_an_impossible_escape_is_a_problem() -> None:
    assert _compose('a: 1\nb: "\\UFFFFFFFF"')[1][0].startswith("f:2:")


def _decode(data: bytes | str) -> tuple[str, list[str]]:
    problems = Problems("f")
    return decode(data, problems), [str(each) for each in problems.sorted()]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_are_fine(end: str) -> None:
    text = f"a: 1{end}{end}b: 2{end}"
    assert _decode(text) == _decode(text.encode()) == ("a: 1\n\nb: 2\n", [])


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_other_line_breaks_are_problems(character: str) -> None:
    message = f"f:1:5: a line break of another kind (U+{ord(character):04X}); break the line anew"
    assert _compose(f"a: 1{character}b: 2")[1] == [message]


def test_every_tab_is_found() -> None:
    assert _compose("a:\n\t- 1\n# x\ty\n")[1] == ["f:2:1: a tab; use spaces", "f:3:4: a tab; use spaces"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["", "surface: saddle\r\n" * 99, "# 谷\n", "\n\n", "é: 1"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(text: str, encoding: str) -> None:
    assert _decode(("\ufeff" + text).encode(encoding)) == (text.replace("\r\n", "\n"), [])
    assert _decode("\ufeff" + text) == (text.replace("\r\n", "\n"), [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["surface: saddle\n" * 99, "# 谷\n", "\n\n", "é: 1"])
def test_another_encoding_without_a_mark_is_one_problem(text: str, encoding: str) -> None:
    assert _decode(text.encode(encoding)) == ("", [f"f:1:1: {encoding[:6].upper()} text; save the file as UTF-8"])


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        ("a: 1\r\nb: é".encode("latin-1"), "2:4", "not UTF-8 text (byte 0xe9)"),
        (b"\xef\xbb\xbfa: \xe9", "1:4", "not UTF-8 text (byte 0xe9)"),
        ("\ufeffa: 1\rb".encode("utf-16-le") + b"\x00", "2:2", "not UTF-16 text (byte 0x00)"),
        ("\ufeffa".encode("utf-32-be") + b"\x7f" * 4, "1:2", "not UTF-32 text (byte 0x7f)"),
    ],
)
def test_bytes_that_are_no_text_are_found_where_they_stand(data: bytes, place: str, message: str) -> None:
    assert _decode(data) == ("", [f"f:{place}: {message}; save the file as UTF-8"])


@pytest.mark.parametrize("text", ["", "a", "ab", "ab\0\0", "谷"])
def test_what_may_be_utf8_is_read_as_such(text: str) -> None:
    assert _decode(text.encode()) == (text, [])
