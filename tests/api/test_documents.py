from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import dedent, indent

import pytest

from optviz.api.documents import Fence, fence_in, holds
from optviz.errors import InvalidScenarioError, OutputError

SMALL = "output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}"
DUEL = f"surface: beale\nstart: [1, 1.5]\nsteps: 5\noptimizers: [sgd, adam]\n{SMALL}\n"
WRONG = DUEL.replace("adam", "adem")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a project of its own."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(fence: Fence) -> list[str]:
    with pytest.raises(InvalidScenarioError) as raised:
        _ = fence.scenario
    return [str(each) for each in raised.value.problems]


def place(text: str, content: str, after: int = 0) -> tuple[int, int]:
    fence = fence_in(Path("post.md"), dedent(text), content, after)
    return fence.line, fence.column


@pytest.mark.parametrize(
    ("opening", "before", "closing"),
    [
        ("```optviz", "", "```"),
        ("```{optviz}", "", "```"),
        ("~~~ {.optviz #duel}", "", "~~~"),
        ("1. ```optviz", "   ", "   ```"),
        ("> ```optviz", "> ", "> ```"),
        ("> - ~~~optviz", ">   ", ">   ~~~"),
        (".. optviz::\n", "   ", ""),
        ("    .. optviz::", "        ", ""),
        ('!!! note\n\n    ``` { .optviz title="x" }', "    ", "    ```"),
        ("#+begin_src optviz", "", "#+end_src"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_problems_have_the_places_of_the_document(
    folder: Path, opening: str, before: str, closing: str, end: str
) -> None:
    document = folder / "post.md"
    text = f"# Title\n\nText.\n\n{opening}\n{indent(WRONG, before)}{closing}\n"
    document.write_bytes(text.replace("\n", end).encode())
    (line,) = (number for number, each in enumerate(text.split("\n"), 1) if "adem" in each)
    column = text.split("\n")[line - 1].index("adem") + 1
    (problem,) = problems(fence_in(document, document.read_bytes().decode(), WRONG))
    assert problem.startswith(f"post.md:{line}:{column}: unknown optimizer 'adem'")


def test_what_only_looks_like_the_fence_is_passed_over() -> None:
    text = f"optviz draws this:\n\n```yaml\n{DUEL}```\n\n```optviz\n{DUEL}```\n"
    assert place(text, DUEL) == (12, 1)
    assert place("The optviz\nsaddle\n\n```optviz\nsaddle\n```\n", "saddle", 3) == (5, 1)


def test_a_name_may_stand_in_the_line_that_opens() -> None:
    assert place("Text\n\n.. optviz:: figures/duel.yaml\n", "figures/duel.yaml", 2) == (3, 13)


def test_empty_lines_and_tabs_count_as_programs_give_them_on() -> None:
    assert place("```optviz\n\n\nsurface: beale  \n\n\tstart: 1\n```\n", "surface: beale\n\n    start: 1\n") == (4, 1)


def test_a_fence_that_cannot_be_found_is_where_it_was_said_to_be() -> None:
    assert place("made by\nanother program\n", DUEL, 1) == (2, 1)


def test_documents_are_known_by_their_fences() -> None:
    assert holds(f"```optviz\n{DUEL}```\n", DUEL)
    assert not holds(f"```yaml\n{DUEL}```\n", DUEL)


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_fence_is_told(text: str) -> None:
    (problem,) = problems(Fence(text, Path("post.md"), 7, 3))
    assert problem == "post.md:7:3: nothing here; expected a scenario, or the name of a file"


def test_lines_that_messages_name_are_those_of_the_document(folder: Path) -> None:
    text = f"Text\n\n```optviz\n{DUEL}surface: booth\n```\n"
    (problem,) = problems(fence_in(folder / "post.md", text, f"{DUEL}surface: booth\n"))
    assert problem == "post.md:9:1: duplicate key 'surface'; it already stands in line 4"


def test_house_files_of_the_documents_folder_hold(folder: Path) -> None:
    (folder / "optviz.yaml").write_text("output: {fps: 9}\n")
    bare = DUEL.replace(SMALL, "")
    assert Fence(bare, folder / "post.md").scenario.output.fps == 9
    (folder / "optviz.yaml").write_text("output: {fps: 9, fsp: 2}\n")
    told = problems(Fence(bare, Path("post.md"), 5))
    assert any(each.startswith("optviz.yaml:1:18: ") for each in told)
    assert "post.md:5:1: optviz.yaml cannot be used" in told


def test_a_fence_may_extend_a_file_beside_the_document(folder: Path) -> None:
    (folder / "docs" / "figures").mkdir(parents=True)
    (folder / "docs" / "figures" / "duel.yaml").write_text(DUEL)
    scenario = Fence("extends: figures/duel.yaml\nsteps: 7\n", folder / "docs" / "post.md").scenario
    assert (scenario.steps, scenario.output.fps) == (7, 5)
    assert [path.name for path in scenario.sources] == ["post.md", "duel.yaml"]


def test_a_named_file_is_sought_beside_the_document(folder: Path) -> None:
    (folder / "docs" / "figures").mkdir(parents=True)
    (folder / "docs" / "figures" / "duel.yaml").write_text(DUEL)
    scenario = Fence("\nfigures/duel.yaml\n", folder / "docs" / "post.md").scenario
    assert scenario.steps == 5
    assert re.fullmatch(r"duel-[0-9a-f]{10}", scenario.name)


def test_what_is_wrong_in_a_named_file_is_told_with_both_places(folder: Path) -> None:
    (folder / "duel.yaml").write_text(WRONG)
    told = problems(Fence("duel.yaml", Path("post.md"), 5, 3))
    assert told[0].startswith("duel.yaml:4:19: unknown optimizer 'adem'")
    assert told[1:] == ["post.md:5:3: duel.yaml cannot be used"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../duel.yaml", "leads out of"),
        ("/etc/duel.yaml", "expected a path from this file's folder on"),
        ("link.yaml", "leads out of"),
        ("/etc/passwd", "unknown scenario"),
        ("../../etc/passwd", "unknown scenario"),
        ("sadle", "did you mean 'saddle'"),
        ("nowhere.yaml", "there is no file 'nowhere.yaml'"),
        ("folder.yaml", "there is no file 'folder.yaml'"),
        ("\0.yaml", "leads nowhere"),
    ],
)
def test_no_name_leads_out_of_the_project(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    inside, outside = folder / "site", folder / "duel.yaml"
    (inside / ".git").mkdir(parents=True)
    monkeypatch.chdir(inside)
    (inside / "folder.yaml").mkdir()
    outside.write_text(DUEL)
    (inside / "link.yaml").symlink_to(outside)
    (problem,) = problems(Fence(name, inside / "post.md", 4))
    assert problem.startswith(f"{inside / 'post.md'}:4:1: ")
    assert words in problem


def test_files_a_fence_extends_stay_in_the_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "site" / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder / "site")
    (folder / "duel.yaml").write_text(DUEL)
    (problem,) = problems(Fence("extends: ../duel.yaml\nsteps: 3\n", folder / "site" / "post.md", 4))
    assert "post.md:4:10: extends: '../duel.yaml' leads out of" in problem


def test_a_bundled_scenario_has_its_name() -> None:
    assert Fence("saddle", Path("post.md")).scenario.title == "Escaping a saddle point"


def test_files_are_named_after_what_they_show(folder: Path) -> None:
    first, second = (Fence(DUEL, folder / name).scenario.name for name in ("a b.md", "c.md"))
    assert first.startswith("a-b-")
    assert first.removeprefix("a-b") == second.removeprefix("c")
    assert Fence(DUEL.replace("5", "6"), folder / "c.md").scenario.name != second


def test_a_snippet_needs_its_files_which_are_made_once(folder: Path) -> None:
    fence = Fence(DUEL, folder / "é.md")
    snippet = fence.snippet(folder / "public", "/media")
    assert snippet.files
    assert {path.suffix for path in snippet.files} > {".png"}
    assert snippet.text.count("/media/") >= len(snippet.files)
    before = {path: path.stat().st_mtime_ns for path in snippet.files}
    (folder / "public" / f"{fence.scenario.name}.tiff").touch()
    assert fence.snippet(folder / "public", "/media") == snippet
    assert {path: path.stat().st_mtime_ns for path in snippet.files} == before
    assert not (folder / "outputs").exists()


def test_warnings_have_the_documents_line_and_frames_are_looked_through_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def flashing(path: Path, *_: object, **__: object) -> str:
        asked.append(path)
        return "flashes"

    monkeypatch.setattr(sys.modules["optviz.api.embed"], "flashes", flashing)
    fence = Fence(DUEL, Path("post.md"), 6, 2)
    told = fence.snippet(folder / "public").warnings
    assert told
    assert all(re.fullmatch(r"post\.md:6:2: .*/post-[^/]+ flashes", each) for each in told)
    looked = len(asked)
    assert fence.snippet(folder / "public").warnings == ()
    assert len(asked) == looked


def test_a_still_is_one_picture_with_words(folder: Path) -> None:
    still = Fence(f"title: Duel\n{DUEL}", folder / "post.md").still(folder / "public")
    assert {path.name for path in (folder / "public").glob("*")} == {".optviz.json", still.file.name}
    assert still.caption == "Duel"
    assert "Adam" in still.alt


def test_what_cannot_be_written_is_told_with_the_documents_line(folder: Path) -> None:
    (folder / "public").write_text("in the way")
    for make in (Fence.snippet, Fence.still):
        with pytest.raises(OutputError, match=r"^post\.md:6:1: "):
            make(Fence(DUEL, Path("post.md"), 6), folder / "public")
