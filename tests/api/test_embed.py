from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.embed import embed

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0, formats: FORMATS}
"""


@pytest.fixture
def messages() -> list[str]:
    return []


def scenario(folder: Path, formats: str) -> Path:
    path = folder / "bowl.yaml"
    path.write_text(TEXT.replace("FORMATS", formats))
    return path


def test_files_and_poster_are_made_once(tmp_path: Path, messages: list[str]) -> None:
    source, folder = scenario(tmp_path, "[gif, mp4]"), tmp_path / "out"
    text = embed(source, "html", folder, progress=messages.append)
    assert "".join(messages).count("wrote") == 3
    assert {path.name for path in folder.iterdir()} == {"bowl.gif", "bowl.mp4", "bowl.png", ".optviz.json"}
    assert text.startswith("<figure")
    assert f'poster="{folder.as_posix()}/bowl.png"' in text
    messages.clear()
    assert embed(source, "html", folder, progress=messages.append) == text
    assert not messages


def test_markdown_gets_a_gif_of_what_only_is_a_video(tmp_path: Path) -> None:
    text = embed(scenario(tmp_path, "[mp4]"), "markdown", tmp_path / "out", "https://example.org/m")
    assert "](https://example.org/m/bowl.gif)" in text
    assert (tmp_path / "out" / "bowl.gif").is_file()


@pytest.mark.parametrize(("base", "address"), [("", "bowl.png"), ("/", "/bowl.png"), ("/a/", "/a/bowl.png")])
def test_addresses_begin_with_the_base(tmp_path: Path, base: str, address: str) -> None:
    assert f'src="{address}"' in embed(scenario(tmp_path, "[png]"), "html", tmp_path / "out", base)
