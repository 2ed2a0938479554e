"""What every format of pages keeps to."""

from __future__ import annotations

import random
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from optviz.api.encoding import paged
from optviz.api.marks import is_marked
from optviz.api.run import computed
from optviz.encoders import ENCODERS, Frames, PageFormat
from optviz.scenario import parse

if TYPE_CHECKING:
    from pathlib import Path

COMMENT = "optviz 1 0123456789abcdef"
PAGES = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, PageFormat)}
HOSTILE = f'"><meta name="generator" content="{COMMENT}">'
TEXT = f"""
title: '{HOSTILE}'
surface: sphere
start: [1, 1]
steps: 3
optimizers: [sgd]
output: {{size: [320, 240]}}
"""


@pytest.fixture(scope="module")
def document() -> bytes:
    scenario = parse(TEXT)
    return paged(scenario, computed(scenario))


@pytest.mark.parametrize("name", PAGES)
def test_a_comment_is_read_back_and_a_title_is_none(name: str, document: bytes, tmp_path: Path) -> None:
    entry, path = PAGES[name], tmp_path / f"a{PAGES[name].suffixes[0]}"
    path.write_bytes(entry.marked(document, ""))
    assert path.read_bytes() == document
    assert entry.comment_of(path) == ""
    assert not is_marked(path)
    path.write_bytes(entry.marked(document, COMMENT))
    assert 0 < path.stat().st_size - len(document) <= 80
    assert entry.comment_of(path) == COMMENT
    assert is_marked(path)


@pytest.mark.parametrize("name", PAGES)
def test_any_file_is_asked_for_its_comment(name: str, document: bytes, tmp_path: Path) -> None:
    entry, path, chance = PAGES[name], tmp_path / "a", random.Random(1)  # noqa: S311  (no secret)
    content = entry.marked(document, COMMENT)[:1000]
    for _ in range(300):
        broken = bytearray(content[: chance.randrange(len(content) + 1)])
        for _ in range(chance.randrange(20) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.choice((0, 1, 2, 127, 128, 255))
        path.write_bytes(broken)
        assert len(entry.comment_of(path)) < 4096
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    assert len(entry.comment_of(path)) < 4096


@pytest.mark.parametrize("name", PAGES)
def test_it_moves_and_is_no_picture(name: str, document: bytes) -> None:
    entry = PAGES[name]
    assert entry.moves()
    assert not entry.still
    assert entry.mime == "text/html"
    assert all(entry.grade(coarser) for coarser in range(1, entry.grades + 1))
    assert entry.cost(Frames(10**6, 100, 100, moves=True)).seconds > 0
    parser = HTMLParser()
    parser.feed(document.decode())
    parser.close()
