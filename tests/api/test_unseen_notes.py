"""A note that never appears is told with its place, whatever makes the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.build import build
from optviz.api.documents import Fence
from optviz.api.embed import embed
from optviz.api.render import render

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd, {name: momentum, label: Mine}]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}
notes:
  - {of: sgd, when: "value < -5", say: never}
  - {of: Mine, when: start, say: at once}
"""
TOLD = "this note never appears: value < -5 never holds for SGD"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(TEXT)
    return "small.yaml"


def test_render(file: str) -> None:
    assert render(file, "a.gif", workers=1).notes == (f"{file}:7:5: {TOLD}",)
    assert render(file, frames="frames", workers=1).notes == (f"{file}:7:5: {TOLD}",)


def test_render_in_a_process_that_keeps_limits(file: str) -> None:
    assert f"{file}:7:5: {TOLD}" in render(file, "a.gif", max_seconds=600).notes


def test_build(file: str) -> None:
    (outcome,) = build(file, "out", workers=1).outcomes
    assert outcome.notes == (f"{file}:7:5: {TOLD}",)


def test_embed_tells_it_once_whether_or_not_files_are_fresh(file: str) -> None:
    for _ in range(2):
        said: list[str] = []
        embed(file, "github", "out", progress=said.append)
        assert "\n".join(said).count(TOLD) == 1
        assert f"warning: {file}:7:5: {TOLD}" in said


def test_in_a_document_with_the_lines_of_the_document(file: str, tmp_path: Path) -> None:
    document = tmp_path / "post.md"
    fence = Fence(TEXT, document, line=11, column=3)
    (warning,) = (each for each in fence.snippet(tmp_path / "out", kind="github").warnings if TOLD in each)
    assert warning == f"{document}:17:7: {TOLD}"
    named = Fence(file, document, line=30)
    (warning,) = (each for each in named.snippet(tmp_path / "out", kind="github").warnings if TOLD in each)
    assert warning == f"{tmp_path / file}:7:5: {TOLD}"
