from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz
from optviz.errors import OutputError
from optviz.files import replacing, sweep, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITER = """
import sys, time
from pathlib import Path
from optviz.files import replacing
with replacing(Path(sys.argv[1])) as temporary:
    print(temporary, flush=True)
    sys.stdin.read()
    temporary.write_bytes(b"whole")
"""
STRANGERS = [
    ".a.zux_mips.gif",
    ".a.gif",
    ".a.0123456789abcdef.gif",
    "a.0123456789abcdef.optviz.gif",
    ".a.abc.optviz.gif",
]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _fail(half: Path, failure: type[BaseException]) -> None:
    half.write_bytes(b"half")
    raise failure


def test_a_file_appears_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "new" / "a.gif") as temporary:
        temporary.write_bytes(b"whole")
        assert names(tmp_path / "new") == [temporary.name]
        assert temporary.suffix == ".gif"
    assert names(tmp_path / "new") == ["a.gif"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")
    with pytest.raises(failure), replacing(target) as temporary:
        _fail(temporary, failure)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.gif"]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes a.gif, until its input ends."""
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "a.gif")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield process
        process.kill()


def beginning(writer: subprocess.Popen[str]) -> Path:
    """The temporary that the other process has begun."""
    assert writer.stdout
    return Path(writer.stdout.readline().strip())


def test_what_another_process_writes_is_not_swept(tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    temporary = beginning(writer)
    sweep(tmp_path)
    write_text(tmp_path / "a.gif", "mine")
    assert names(tmp_path) == [temporary.name, "a.gif"]
    writer.communicate()
    assert names(tmp_path) == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"whole"


def test_what_a_killed_process_left_is_swept(tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    temporary = beginning(writer)
    writer.kill()
    writer.wait()
    write_text(tmp_path / "b.gif", "another target")
    assert names(tmp_path) == [temporary.name, "b.gif"]
    sweep(tmp_path)
    assert names(tmp_path) == ["b.gif"]


def test_writing_again_sweeps_too(tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    beginning(writer)
    writer.kill()
    writer.wait()
    write_text(tmp_path / "a.gif", "mine")
    assert names(tmp_path) == ["a.gif"]


def test_nobody_elses_files_are_swept(tmp_path: Path) -> None:
    for name in STRANGERS:
        (tmp_path / name).write_text("")
    (tmp_path / ".a.0123456789abcdef.optviz.png").mkdir()
    (tmp_path / ".b.0123456789abcdef.optviz.png").symlink_to(tmp_path / "a")
    (tmp_path / ".c.0123456789abcdef.optviz.png").write_text("")
    before = names(tmp_path)
    sweep(tmp_path)
    assert names(tmp_path) == [name for name in before if not name.startswith(".c")]
    sweep(tmp_path / "missing")


def test_one_that_is_swept_before_it_is_locked_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, swept = fcntl.flock, list[str]()

    def late(file: int, operation: int) -> None:
        if not swept:
            swept.extend(names(tmp_path))
            sweep(tmp_path)
        lock(file, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with replacing(tmp_path / "a.gif") as temporary:
        assert len(swept) == 1
        assert names(tmp_path) == [temporary.name] != swept
    assert names(tmp_path) == ["a.gif"]


def test_where_there_are_no_locks_nothing_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with replacing(tmp_path / "a.gif") as temporary:
        sweep(tmp_path)
        assert names(tmp_path) == [temporary.name]
    assert names(tmp_path) == ["a.gif"]


def test_a_long_name_has_a_temporary(tmp_path: Path) -> None:
    name = f"{'é' * 120}.gif"
    write_text(tmp_path / name, "")
    assert names(tmp_path) == [name]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(OutputError, match="cannot write"), replacing(tmp_path / "a" / "b.gif"):
        pass


def test_new_files_have_the_mode_that_others_have(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_text(tmp_path / "ours", "")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode
