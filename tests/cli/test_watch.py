from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Call

LONG = """\
surface: saddle
start: [0.5, 0.4]
steps: 3000
optimizers: [sgd, adam]
views: [{name: surface3d, azimuth: [0, 360]}]
output: {size: [800, 450], fps: 50, duration: 60}
"""


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the address that it printed; it is ended if the test did not."""
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    environment |= {"TMPDIR": str(folder / "temporary"), "MPLCONFIGDIR": str(folder / "fonts")}
    (folder / "temporary").mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "optviz", "watch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment,
    )
    try:
        yield process, cast("IO[str]", process.stdout).readline().strip()
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], text: str) -> str:
    """Wait until a line on standard error holds a text; that line."""
    for line in cast("IO[str]", process.stderr):
        if text in line:
            return line
    raise AssertionError(f"it ended without {text!r}")


def is_free(port: int) -> bool:
    with closing(socket.socket()) as other:
        return other.connect_ex(("127.0.0.1", port)) != 0


def workers(process: int) -> list[int]:
    """The processes that another one has started."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for thread in threads for each in thread.read_text().split()]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_saves_are_told_until_a_signal_ends_it(tmp_path: Path, small: str, number: int, code: int) -> None:
    text = (tmp_path / small).read_text()
    with watching(tmp_path, small) as (process, url):
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/[\w-]{22}/", url)
        assert found
        assert "drawn in" in said(process, "Sphere")
        (tmp_path / small).write_text(text.replace("sgd", "sdg"))
        assert said(process, "did you mean").startswith("small.yaml:4:14: unknown optimizer 'sdg'")
        (tmp_path / small).write_text(text)
        said(process, "drawn in")
        process.send_signal(number)
        out, messages = process.communicate(timeout=120)
        assert process.returncode == code
        assert (out, messages) == ("", "interrupted\n" if number == signal.SIGINT else "")
        assert is_free(int(found[1]))
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux lists processes so")
@pytest.mark.parametrize("options", [[], ["--untrusted"]], ids=["own", "untrusted"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_drawing(
    tmp_path: Path,
    sooner_or_later: Callable[[Callable[[], object]], None],
    running: Callable[[int], bool],
    number: int,
    options: list[str],
) -> None:
    (tmp_path / "long.yaml").write_text(LONG)
    with watching(tmp_path, "long.yaml", *options) as (process, url):
        sooner_or_later(lambda: list((tmp_path / "temporary").glob("*/.draft*")))
        with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310  (our own server)
            assert answer.status == 200
        others = workers(process.pid)
        assert len(others) == len(options)
        process.send_signal(number)
        _, messages = process.communicate(timeout=120)
        assert process.returncode == 128 + number, messages
        assert "Traceback" not in messages
        for each in others:
            sooner_or_later(lambda each=each: not running(each))  # type: ignore[misc]
    assert not list((tmp_path / "temporary").iterdir())


def test_a_save_ends_a_drawing(tmp_path: Path, sooner_or_later: Callable[[Callable[[], object]], None]) -> None:
    (tmp_path / "long.yaml").write_text(LONG)
    with watching(tmp_path, "long.yaml") as (process, _):
        sooner_or_later(lambda: list((tmp_path / "temporary").glob("*/.draft*")))
        (tmp_path / "long.yaml").write_text(LONG.replace("steps: 3000", "steps: -1"))
        assert "expected a whole number" in said(process, "long.yaml")


def test_the_port_is_a_person_s(tmp_path: Path, small: str) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    with watching(tmp_path, small, "--port", str(port)) as (process, url):
        assert url.startswith(f"http://127.0.0.1:{port}/")
        said(process, "drawn in")
        with watching(tmp_path, small, "--port", str(port)) as (second, nothing):
            _, messages = second.communicate(timeout=120)
            assert (second.returncode, nothing) == (4, "")
            assert messages == f"Error: cannot listen on port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["missing.yaml"], 4, "cannot watch missing.yaml: there is no such file"),
        (["."], 4, "it is a folder"),
        (["-"], 2, "standard input cannot be watched"),
        (["saddle"], 4, "optviz show scenario:saddle > saddle.yaml"),
        (["small.yaml", "--port", "70000"], 2, "--port"),
        (["small.yaml", "--max-memory", "much"], 2, "max_memory"),
        ([], 2, "Missing argument 'FILE'"),
        (["a\x1b[31m.yaml"], 4, r"a\x1b[31m.yaml"),
    ],
)
def test_what_cannot_be_watched_is_told(call: Call, small: str, arguments: list[str], code: int, message: str) -> None:
    assert small
    assert message in call("watch", *arguments, code=code).stderr


def test_a_bug_keeps_its_traceback(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("optviz.api.preview.state.render", broken)
    with pytest.raises(ZeroDivisionError):
        call("watch", small)


def test_it_opens_the_browser(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("optviz.api.preview.state.render", broken)
    with pytest.raises(ZeroDivisionError):
        call("watch", small, "--open")
    assert opened[0].startswith("http://127.0.0.1:")
