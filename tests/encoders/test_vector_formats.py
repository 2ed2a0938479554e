"""What every format of drawings keeps to."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from optviz.drawing.fonts import USUAL
from optviz.drawing.vector_canvas import VectorCanvas
from optviz.encoders import ENCODERS, VectorFormat
from optviz.scene.drawings import WRITERS

if TYPE_CHECKING:
    from pathlib import Path

COMMENT = "optviz 1 0123456789abcdef"
VECTOR = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, VectorFormat)}


def document(name: str, title: str = "a title") -> bytes:
    canvas = VectorCanvas((120, 80), 72, 1, USUAL)
    canvas.clear("#FFFFFF")
    canvas.text(title, 10, 40, 12, "#000000")
    return WRITERS[name].document(canvas, title)


@pytest.mark.parametrize("name", VECTOR)
def test_a_comment_is_read_back(name: str, tmp_path: Path) -> None:
    entry, path = VECTOR[name], tmp_path / f"a{VECTOR[name].suffixes[0]}"
    bare = document(name)
    path.write_bytes(entry.marked(bare, ""))
    assert path.read_bytes() == bare
    assert entry.comment_of(path) == ""
    path.write_bytes(entry.marked(bare, COMMENT))
    assert 0 < path.stat().st_size - len(bare) <= 64
    assert entry.comment_of(path) == COMMENT


@pytest.mark.parametrize("name", VECTOR)
def test_a_title_is_no_comment(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(document(name, f"<!--{COMMENT}-->\n<svg \n%{COMMENT}\nstartxref\n1\n%%EOF\n"))
    assert VECTOR[name].comment_of(path) == ""


@pytest.mark.parametrize("name", VECTOR)
def test_any_file_is_asked_for_its_comment(name: str, tmp_path: Path) -> None:
    entry, path, chance = VECTOR[name], tmp_path / "a", random.Random(1)  # noqa: S311  (no secret)
    content = entry.marked(document(name), COMMENT)
    for _ in range(300):
        broken = bytearray(content[: chance.randrange(len(content) + 1)])
        for _ in range(chance.randrange(20) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.choice((0, 1, 2, 127, 128, 255))
        path.write_bytes(broken)
        assert len(entry.comment_of(path)) < 4096
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    assert len(entry.comment_of(path)) < 4096
