from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from optviz.api import embed as embedding
from optviz.api.build import build
from optviz.api.embed import embed
from optviz.api.host_limits import LIMITS, HostLimit
from optviz.api.hosts import HOSTS
from optviz.api.hosts.base import VIDEOS
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0, formats: FORMATS}
"""
SHOWN = {ENCODERS[name].suffixes[0] for name in VIDEOS if name in ENCODERS} | {".png"}


@pytest.fixture
def messages() -> list[str]:
    return []


def scenario(folder: Path, formats: str = "[gif]", more: str = "") -> Path:
    path = folder / "bowl.yaml"
    path.write_text(TEXT.replace("FORMATS", formats) + more)
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".optviz.json"}


def test_files_of_both_themes_and_posters_are_made_once(tmp_path: Path, messages: list[str]) -> None:
    source, folder = scenario(tmp_path), tmp_path / "out"
    text = embed(source, "html", folder, progress=messages.append)
    assert "".join(messages).count("wrote") == 2 * len(SHOWN)
    assert names(folder) == {f"bowl-{theme}{suffix}" for theme in ("light", "dark") for suffix in SHOWN}
    assert text.startswith("<figure")
    assert f'poster="{folder.as_posix()}/bowl-light.png" data-dark="{folder.as_posix()}/bowl-dark.png"' in text
    messages.clear()
    assert embed(source, "html", folder, progress=messages.append) == text
    assert not re.search("wrote|warning", "".join(messages))


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", {"bowl-light", "bowl-dark"}),
        ("matrix: {theme: [dark]}", {"bowl"}),
        ("matrix: {theme: [dark, light]}", {"bowl-light", "bowl-dark"}),
        ("matrix: {size: [[240, 160], [360, 240]]}", {"bowl-240x160-light", "bowl-240x160-dark"}),
    ],
)
def test_a_host_of_both_themes_shows_what_the_matrix_names(tmp_path: Path, more: str, shown: set[str]) -> None:
    text = embed(scenario(tmp_path, more=more), "github", tmp_path / "out", "")
    assert names(tmp_path / "out") == {f"{name}{suffix}" for name in shown for suffix in (".gif", ".png")}
    assert all(f'"{name}.gif"' in text for name in shown)
    assert ("prefers-color-scheme" in text) == (len(shown) == 2)


@pytest.mark.parametrize(
    ("more", "shown"),
    [("", "bowl"), ("matrix: {theme: [dark, light], scale: [2, 1]}", "bowl-2x-dark")],
)
def test_a_host_of_one_theme_shows_the_first_output(tmp_path: Path, more: str, shown: str) -> None:
    source = scenario(tmp_path, more=more)
    assert f"]({shown}.gif)" in embed(source, "markdown", tmp_path / "out", "")
    assert names(tmp_path / "out") == {f"{shown}.gif", f"{shown}.png"}


@pytest.mark.parametrize("host", ["github", "revealjs"])
@pytest.mark.parametrize("more", ["", "matrix: {theme: [light, dark]}"])
def test_one_theme_may_be_wanted(tmp_path: Path, host: str, more: str) -> None:
    text = embed(scenario(tmp_path, more=more), host, tmp_path / "out", "", theme="dark")
    assert "color-scheme" not in text
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {"bowl", ".optviz"}
    assert np.asarray(Image.open(tmp_path / "out" / "bowl.png").convert("L"))[0, 0] < 60


def test_a_build_and_a_snippet_share_their_files(tmp_path: Path, messages: list[str]) -> None:
    source = scenario(tmp_path, "[gif, png]", "matrix: {theme: [light, dark]}")
    assert build(source, tmp_path / "out", workers=1).ok
    embed(source, "github", tmp_path / "out", progress=messages.append)
    assert not messages


def test_markdown_gets_a_gif_of_what_only_is_a_video(tmp_path: Path) -> None:
    text = embed(scenario(tmp_path, "[mp4]"), "markdown", tmp_path / "out", "https://example.org/m")
    assert "](https://example.org/m/bowl.gif)" in text
    assert (tmp_path / "out" / "bowl.gif").is_file()


@pytest.mark.parametrize(("base", "address"), [("", "bowl.png"), ("/", "/bowl.png"), ("/a/", "/a/bowl.png")])
def test_addresses_begin_with_the_base(tmp_path: Path, base: str, address: str) -> None:
    assert f"]({address})" in embed(scenario(tmp_path, "[png]"), "markdown", tmp_path / "out", base)


NOTES = """
notes:
  - {when: start, say: It begins}
  - {when: step >= 3, say: Three & more, pause: 0.5}
"""


def test_both_themes_share_the_captions(tmp_path: Path, messages: list[str]) -> None:
    source, folder = scenario(tmp_path, more=NOTES), tmp_path / "out"
    text = embed(source, "html", folder, "")
    themes = {f"bowl-{theme}{suffix}" for theme in ("light", "dark") for suffix in SHOWN}
    assert names(folder) == {*themes, "bowl-light.vtt"}
    assert text.count("<track") == text.count('src="bowl-light.vtt"') == 1
    assert "Three &amp; more" in (folder / "bowl-light.vtt").read_text()
    assert embed(source, "html", folder, "", messages.append) == text
    assert not re.search("wrote|warning", "".join(messages))
    (folder / "bowl-light.vtt").unlink()
    embed(source, "html", folder, "", messages.append)
    assert re.findall(r"wrote \S+", "\n".join(messages)) == [f"wrote {folder / 'bowl-light.vtt'}"]
    assert names(folder) == {*themes, "bowl-light.vtt"}


def test_a_build_with_captions_is_shared_too(tmp_path: Path, messages: list[str]) -> None:
    source = scenario(tmp_path, "[webm, mp4, png, vtt]", f"matrix: {{theme: [light, dark]}}{NOTES}")
    assert build(source, tmp_path / "out", workers=1).ok
    embed(source, "html", tmp_path / "out", progress=messages.append)
    assert not re.search("wrote", "".join(messages))


@pytest.mark.parametrize("host", HOSTS)
def test_where_no_video_is_shown_there_are_no_captions(tmp_path: Path, host: str) -> None:
    text = embed(scenario(tmp_path, "[png]", NOTES), host, tmp_path / "out", "")
    assert "<track" not in text
    assert not list((tmp_path / "out").glob("*.vtt"))


def test_a_notebook_holds_the_captions(tmp_path: Path) -> None:
    text = embed(scenario(tmp_path, "[mp4]", NOTES), "notebook", tmp_path / "out")
    (held,) = re.findall(r'<track [^>]*src="data:text/vtt;base64,([^"]+)"', text)
    assert "Three &amp; more" in base64.b64decode(held).decode()
    assert not list((tmp_path / "out").glob("*.vtt"))


def test_a_notebook_holds_the_file(tmp_path: Path) -> None:
    text = embed(scenario(tmp_path), "notebook", tmp_path / "out")
    assert text.startswith("%%html\n<figure")
    assert "base64," in text
    assert "out/bowl" not in text


def test_a_file_that_is_too_large_for_the_host_is_told(
    tmp_path: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "github", HostLimit("GitHub", 2000, "here"))
    embed(scenario(tmp_path), "github", tmp_path / "out", progress=messages.append)
    (told,) = [each for each in messages if "bowl-dark.gif has" in each]
    assert re.fullmatch(
        r"warning: \S+bowl-dark\.gif has \d+ kB; GitHub takes 2 kB at most; max_bytes in its output has it fit", told
    )
    messages.clear()
    embed(scenario(tmp_path), "html", tmp_path / "out", progress=messages.append)
    assert not [each for each in messages if "at most" in each]


def test_what_flashes_is_told_for_each_theme(
    tmp_path: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def flashing(path: Path, size: tuple[int, int], *, repeated: bool) -> str:
        asked.append((path.name, size, repeated))
        return "flashes"

    monkeypatch.setattr(embedding, "flashes", flashing)
    embed(scenario(tmp_path), "html", tmp_path / "out", progress=messages.append)
    assert asked == [("bowl-light.mp4", (240, 160), True), ("bowl-dark.mp4", (240, 160), True)]
    assert [each.rpartition("/")[2] for each in messages if each.startswith("warning")] == [
        "bowl-light.mp4 flashes",
        "bowl-dark.mp4 flashes",
    ]


@pytest.mark.parametrize("host", HOSTS)
def test_what_a_host_needs_is_told(tmp_path: Path, messages: list[str], host: str) -> None:
    embed(scenario(tmp_path, "[png]"), host, tmp_path / "out", progress=messages.append)
    told = " ".join(messages)
    assert ("content security policy" in told) == (issubclass(HOSTS[host], HOSTS["html"]) or host == "page")
    assert ("unsafe = true" in told) == (host == "hugo")


@pytest.mark.parametrize(
    ("page", "files"), [("'#FBF7F0'", {"duel"}), ("['#FBF7F0', black]", {"duel-light", "duel-dark"})]
)
def test_a_page_for_both_themes_needs_one_file(page: str, files: set[str], tmp_path: Path) -> None:
    text = f"surface: beale\nstart: [1, 1.5]\nsteps: 5\noptimizers: [sgd]\noutput: {{size: [320, 200], page: {page}}}\n"
    (tmp_path / "duel.yaml").write_text(text)
    snippet = embed(tmp_path / "duel.yaml", "github", tmp_path)
    assert {path.stem for path in tmp_path.glob("*.gif")} == files
    assert all(f"{file}.gif" in snippet for file in files)
