"""Files that appear whole or not at all, and folders that one process at a time writes to.

A file is written under a temporary name in the same folder, and locked while it is written. So the files that a killed
process left can be told from those that a living process writes, and the next process that writes there removes them.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from optviz.ending import undone
from optviz.errors import OutputError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TEMPORARY: Final = re.compile(r"\..*\.[0-9a-f]{16}\.optviz(\.[^.]+)?", re.DOTALL)
_FOLDER: Final = re.compile(r"optviz-[0-9a-f]{16}")
_LONGEST: Final = 40
"""Letters of a file's stem in its temporary name; file systems limit the length of names."""
_SILENCE: Final = 1.0
"""Seconds for which a process waits for another one without a word."""
_PATIENCE: Final = 20.0
"""Seconds without a sign of life from the other one after which it gives up."""
_LOCKED: Final[set[tuple[Path, int]]] = set()
"""The folders that are locked by this process, each with the thread that did it."""
_KILO: Final = 1000


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`; it replaces `target` when the block succeeds, and is removed otherwise.

    The temporary file keeps the target's suffix, by which libraries tell formats apart. Temporary files in the same
    folder that killed processes left are removed.

    Args: target: the file to write; its folder is made if it is missing. If it is a link, the file that it leads to is
        replaced.
    Raises: OutputError where the folder or the file cannot be written.
    """
    place = place_of(target)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        sweep(place.parent)
        with _temporary(place) as temporary:
            yield temporary
            temporary.replace(place)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error


def file_size(count: int) -> str:
    """A number of bytes in words, as "148 kB"."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO**2:
        return f"{count / _KILO:.0f} kB"
    return f"{count / _KILO**2:.1f} MB"


def place_of(target: Path) -> Path:
    """Where a file that is to be written stands or will stand: the end of a link, or the target itself.

    Raises: OutputError where no file can be: at a link that leads nowhere, a folder, or what is no regular file.
    """
    try:
        found = target.stat().st_mode
    except FileNotFoundError:
        lost = next((path for path in (target, *target.parents) if path.is_symlink() and not path.exists()), None)
        if lost:
            raise OutputError(f"cannot write {target}: {lost} is a link that leads nowhere") from None
        return target
    except (OSError, ValueError) as error:  # as a name that is too long, or one with a zero byte
        raise OutputError(f"cannot write {target}: {getattr(error, 'strerror', None) or error}") from error
    if not stat.S_ISREG(found):
        raise OutputError(f"cannot write {target}: it is {'a folder' if stat.S_ISDIR(found) else 'no regular file'}")
    return target.resolve() if target.is_symlink() else target


def prune(folder: Path, root: Path) -> None:
    """Remove a folder below a root, and those between them, for as long as there is nothing in them."""
    with suppress(OSError):  # there is something
        for each in (folder, *takewhile(lambda parent: parent != root, folder.parents)):
            each.rmdir()


def sweep(folder: Path) -> None:
    """Remove the temporary files of a folder that no process is writing."""
    try:
        names = os.listdir(folder) if sys.platform != "win32" else ()  # noqa: PTH208  (most are not ours)
    except OSError:  # a folder that is missing or cannot be read
        return
    for name in names:
        if _TEMPORARY.fullmatch(name):
            _remove_if_left(folder / name)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new file beside `target`, locked; at the end it is removed unless it was moved."""
    while True:
        # The name is known before the file is there, so that a signal in between leaves nothing.
        path = target.with_name(f".{target.stem[:_LONGEST]}.{os.urandom(8).hex()}.optviz{target.suffix}")
        with undone(partial(path.unlink, missing_ok=True)), path.open("xb") as file:
            if _is_held(file):
                yield path
                return


def _is_held(file: BinaryIO) -> bool:
    """Lock a new file until it is closed, where the system can; false if a sweep has already removed it."""
    if sys.platform == "win32":
        file.close()  # there an open file cannot be moved
        return True
    with suppress(OSError):  # a file system without locks, where nothing is swept either
        fcntl.flock(file, fcntl.LOCK_EX)
    return os.fstat(file.fileno()).st_nlink > 0


def _remove_if_left(path: Path) -> None:
    """Remove a temporary file if no process holds its lock."""
    with suppress(OSError):  # it is being written, or was moved to its target, or is not ours
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if stat.S_ISREG(os.fstat(handle).st_mode):
                path.unlink()
        finally:
            os.close(handle)


@contextmanager
def locked(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    """Keep other processes that lock a folder out of it meanwhile, where the file system can.

    A thread that has locked a folder may lock it again. Another process waits for as long as this one gives signs of
    life: it touches the folder now and then.

    Args: say: called with a sentence if another process makes this one wait.
    Raises: OutputError where the other process gives no sign of life.
    """
    key = (folder.absolute(), threading.get_ident())
    if key in _LOCKED:
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # one that cannot be read; Windows opens no folder at all
        yield
        return
    try:
        _wait_for(handle, folder, say)
        _LOCKED.add(key)
        with _signs_of_life(folder):
            yield
    finally:
        _LOCKED.discard(key)
        os.close(handle)


@contextmanager
def _signs_of_life(folder: Path) -> Iterator[None]:
    """Touch a folder now and then."""
    done = threading.Event()

    def touch() -> None:
        while not done.wait(_PATIENCE / 4):
            with suppress(OSError):  # it is somebody else's
                os.utime(folder)

    threading.Thread(target=touch, name="optviz-lock", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _wait_for(handle: int, folder: Path, say: Callable[[str], object]) -> None:
    """Wait until the lock of a folder is free, and take it."""
    begun = heard = time.monotonic()
    sign, said = os.fstat(handle).st_mtime_ns, False
    while not _is_taken(handle):
        now, last = time.monotonic(), sign
        sign = os.fstat(handle).st_mtime_ns
        heard = heard if last == sign else now
        if now - heard > _PATIENCE:
            raise OutputError(
                f"another optviz has kept {folder} locked for {_PATIENCE:.0f} seconds without a sign; is it stopped?"
            )
        if now - begun > _SILENCE and not said:
            say(f"waiting for another optviz that writes to {folder}…")
            said = True
        time.sleep(_SILENCE / 20)


def _is_taken(handle: int) -> bool:
    """Try to lock an open folder; false while another process has locked it."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
    return True


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder among the system's temporary ones; at the end it is removed with all that is in it.

    Those that killed processes left there are removed.
    """
    import shutil
    import tempfile

    place = Path(tempfile.gettempdir())
    _sweep_folders(place)
    while True:
        path = place / f"optviz-{os.urandom(8).hex()}"
        with undone(partial(shutil.rmtree, path, ignore_errors=True)):
            path.mkdir(mode=0o700)
            with _held(path) as there:
                if there:  # not if a sweep has already removed it
                    yield path
                    return


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold the lock of a new folder, where the system can; gives whether the folder is still there."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield folder.is_dir()  # Windows opens no folder
        return
    try:
        if sys.platform != "win32":
            with suppress(OSError):  # a file system without locks, where nothing is swept either
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder.is_dir()
    finally:
        os.close(handle)


def _sweep_folders(place: Path) -> None:
    """Remove the temporary folders of this person's that no process holds."""
    import shutil

    if sys.platform == "win32":
        return
    for name in os.listdir(place):  # noqa: PTH208  (most are not ours)
        if not _FOLDER.fullmatch(name):
            continue
        with suppress(OSError):  # it is held, or gone, or not ours
            handle = os.open(place / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                if os.fstat(handle).st_uid == os.getuid():
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(place / name, ignore_errors=True)
            finally:
                os.close(handle)


def write_text(target: Path, text: str) -> None:
    """Write a text file (UTF-8, newline endings) whole or not at all."""
    with replacing(target) as temporary:
        temporary.write_bytes(text.encode())
