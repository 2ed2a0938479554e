from __future__ import annotations

import os
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.api.watch import watch
from optviz.errors import OptvizError, OutputError, ParameterError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.api.preview import Shown

TEXT = """\
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
views: [contour]
output: {size: [320, 220], fps: 5, duration: 0.4, hold: 0}
"""


class EndedError(Exception):
    """The test has seen what it wanted to see."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(TEXT)
    return path


def watched(path: Path, *saves: str, **options: Any) -> list[Shown]:
    """What is shown of a file: of what it is at first, and after each save."""
    texts, seen = list(saves), list[Any]()

    def told(shown: Shown) -> None:
        seen.append(shown)
        if not texts:
            raise EndedError
        path.write_text(texts.pop(0))

    with pytest.raises(EndedError):
        watch(path, told=told, **options)
    return seen


def test_it_is_the_function_of_its_name() -> None:
    assert optviz.watch is watch
    assert "max_seconds" in (watch.__doc__ or "")


def test_each_save_is_told(file: Path) -> None:
    seen = watched(file, TEXT.replace("sgd", "sdg"), TEXT.replace("steps: 5", "steps: 6"))
    assert [len(shown.problems) for shown in seen] == [0, 1, 0]
    assert [shown.drawing and shown.drawing.number for shown in seen] == [1, 1, 2]


def test_the_address_is_told_before_anything_is_drawn(file: Path) -> None:
    answered = []

    def begun(url: str) -> None:
        with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310  (our own server)
            answered.append(answer.read())

    watched(file, begun=begun)
    assert b"<title>optviz</title>" in answered[0]


def test_the_port_is_free_at_the_end(file: Path) -> None:
    urls: list[str] = []
    watched(file, begun=urls.append)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(urls[0], timeout=120)  # noqa: S310  (our own server)


def test_a_stranger_s_file_is_drawn_within_limits(file: Path) -> None:
    seen = watched(file, TEXT.replace("steps: 5", "steps: 6"), untrusted=True)
    assert [shown.problems for shown in seen] == [(), ()]


def test_what_takes_too_much_is_told_and_the_next_is_drawn(file: Path) -> None:
    seen = watched(file, TEXT, TEXT.replace("steps: 5", "steps: 6"), max_memory="1 MB")
    assert all("--max-memory" in shown.problems[0]["message"] for shown in seen)
    assert all(shown.drawing is None for shown in seen)


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("missing.yaml", OutputError, r"cannot watch missing.yaml: there is no such file$"),
        (".", OutputError, "it is a folder"),
        ("pipe", OutputError, "it is no regular file"),
        ("-", ScenarioError, "standard input cannot be watched; give a file"),
        ("saddle", OutputError, r"no such file; a copy to edit: optviz show scenario:saddle > saddle\.yaml"),
        ("optviz.yaml", ScenarioError, "is no scenario"),
        ("a\0b", OutputError, "there is no such file"),
        ("x" * 5000, OutputError, "there is no such file"),
    ],
)
def test_what_is_no_scenario_file_is_refused(file: Path, name: str, kind: type[OptvizError], message: str) -> None:
    file.with_name("optviz.yaml").write_text("output: {theme: dark}\n")
    if hasattr(os, "mkfifo"):
        os.mkfifo(file.with_name("pipe"))
    elif name == "pipe":
        pytest.skip("no pipes here")
    with pytest.raises(kind, match=message):
        watch(name)


def test_a_file_of_a_bundled_name_comes_first(file: Path) -> None:
    own = file.rename(file.with_name("saddle"))
    assert watched(own)[0].problems == ()


def test_an_amount_that_cannot_be_used_is_refused(file: Path) -> None:
    with pytest.raises(ParameterError, match="max_memory"):
        watch(file, max_memory="much")


def test_a_bug_keeps_its_traceback(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("optviz.api.preview.state.render", broken)
    with pytest.raises(ZeroDivisionError):
        watch(file)
