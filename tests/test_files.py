from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz
from optviz.errors import OutputError
from optviz.files import file_size, locked, prune, replacing, sweep, temporary_folder, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    assert names(tmp_path) == [temporary.name]
    write_text(tmp_path / "b.txt", "another target")
    assert names(tmp_path) == ["b.txt"]


def test_nobody_elses_files_are_swept(tmp_path: Path) -> None:
    for name in STRANGERS:
        (tmp_path / name).write_text("")
    (tmp_path / ".a.0123456789abcdef.optviz.png").mkdir()
    (tmp_path / ".b.0123456789abcdef.optviz.png").symlink_to(tmp_path / "a")
    (tmp_path / ".c.0123456789abcdef.optviz.png").write_text("")
    os.mkfifo(tmp_path / ".d.0123456789abcdef.optviz.png")
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


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real.gif").write_text("old")
    (tmp_path / "middle.gif").symlink_to("there/real.gif")
    (tmp_path / "link.gif").symlink_to("middle.gif")
    with replacing(tmp_path / "link.gif") as temporary:
        assert temporary.parent == tmp_path / "there"
        temporary.write_text("new")
    assert (tmp_path / "link.gif").is_symlink()
    assert (tmp_path / "there" / "real.gif").read_text() == "new"
    assert names(tmp_path / "there") == ["real.gif"]


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


IN_THE_WAY: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
    "socket": _socket,
    "device": lambda path: path.symlink_to(os.devnull),
    "link that leads nowhere": lambda path: path.symlink_to("missing"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to a folder": lambda path: path.symlink_to(path.parent),
}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("folder", "it is a folder"),
        ("pipe", "it is no regular file"),
        ("socket", "it is no regular file"),
        ("device", "it is no regular file"),
        ("link that leads nowhere", "a link that leads nowhere"),
        ("link to itself", "symbolic links"),
        ("link to a folder", "it is a folder"),
    ],
)
def test_what_is_in_the_way_is_told_before_anything_is_written(tmp_path: Path, kind: str, message: str) -> None:
    IN_THE_WAY[kind](tmp_path / "a.gif")
    refused(tmp_path / "a.gif", message)


def test_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "lost").symlink_to("missing")
    (tmp_path / "file").write_text("a file")
    refused(tmp_path / "lost" / "deeper" / "a.gif", "lost is a link that leads nowhere")
    refused(tmp_path / "file" / "a.gif", "Not a directory")
    refused(tmp_path / f"{'a' * 300}.gif", "name too long")
    refused(tmp_path / "a\0.gif", "null byte")
    assert names(tmp_path) == ["file", "lost"]


def refused(path: Path, message: str) -> None:
    with pytest.raises(OutputError, match=message) as caught, replacing(path):
        raise AssertionError("it was begun")
    assert str(caught.value).startswith("cannot write ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc here, where even root writes no file")
def test_a_folder_that_cannot_be_written_to_is_told() -> None:
    with pytest.raises(OutputError, match=r"cannot write /proc/a\.gif: "), replacing(Path("/proc/a.gif")):
        raise AssertionError("it was begun")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[int]:
    """The folder's lock in other hands."""
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield handle
    os.close(handle)


def test_a_folder_is_locked_for_one_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path, print):
        handle = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


def test_whoever_holds_the_lock_is_waited_for_with_a_word(tmp_path: Path, holder: int) -> None:
    said: list[str] = []

    def release(sentence: str) -> None:
        said.append(sentence)
        fcntl.flock(holder, fcntl.LOCK_UN)

    with locked(tmp_path, release):
        assert said == [f"waiting for another optviz that writes to {tmp_path}…"]


@pytest.mark.usefixtures("holder")
def test_at_last_the_wait_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.files._PATIENCE", 1.5)
    said: list[str] = []
    with pytest.raises(OutputError, match="another optviz has kept"), locked(tmp_path, said.append):
        raise AssertionError("the lock was taken")
    assert len(said) == 1


@pytest.mark.parametrize("code", ["ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EBADF", "EIO", "EACCES", "EPERM"])
def test_a_lock_that_the_file_system_does_not_give_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refused(*_: object) -> None:
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(fcntl, "flock", refused)
    said: list[str] = []
    with locked(tmp_path, said.append), locked(tmp_path / "missing", said.append):
        write_text(tmp_path / "a.txt", "written")
    assert not said
    assert names(tmp_path) == ["a.txt"]


def test_new_files_have_the_mode_that_others_have(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_text(tmp_path / "ours", "")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (148_400, "148 kB"), (2_340_000, "2.3 MB")]
)
def test_sizes_are_told_in_words(count: int, words: str) -> None:
    assert file_size(count) == words


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder of temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_temporary_folder_is_removed_with_all_that_is_in_it(temporary: Path) -> None:
    with temporary_folder() as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "file").touch()
        with temporary_folder() as other:
            assert names(temporary) == sorted([folder.name, other.name])
    assert names(temporary) == []


def test_what_a_killed_process_left_is_removed_and_nothing_else(temporary: Path) -> None:
    script = "from optviz.files import temporary_folder\nwith temporary_folder() as f: print(f, flush=True); input()"
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        left = Path(os.fsdecode(process.stdout.readline()).strip())
        (left / "file").touch()
        others = ["optviz-mine", "optviz-0123456789abcdeg", "x-0123456789abcdef"]
        for name in others:
            (temporary / name).mkdir()
        (temporary / "optviz-0123456789abcdef").symlink_to(temporary / "optviz-mine")
        with temporary_folder():
            assert left.is_dir()
        process.kill()
    with temporary_folder():
        assert not left.exists()
    assert names(temporary) == sorted([*others, "optviz-0123456789abcdef"])


def test_a_folder_that_is_swept_before_it_is_held_is_made_anew(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, seen = fcntl.flock, list[str]()

    def swept(handle: int, how: int) -> None:
        if not seen:
            seen.extend(names(temporary))
            (temporary / seen[0]).rmdir()
        flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", swept)
    with temporary_folder() as folder:
        assert names(temporary) == [folder.name] != seen


def test_empty_folders_are_removed_up_to_the_root_or_to_what_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "a" / "kept").touch()
    prune(tmp_path / "a" / "b" / "c", tmp_path)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["kept"]
    (tmp_path / "a" / "kept").unlink()
    prune(tmp_path / "a", tmp_path)
    assert tmp_path.is_dir()
    assert not list(tmp_path.iterdir())
