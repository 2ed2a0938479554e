"""Files that appear whole or not at all.

A file is written under a temporary name in the same folder, and locked while it is written. So the files that a killed
process left can be told from those that a living process writes, and are removed.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from optviz.errors import OutputError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEMPORARY: Final = re.compile(r"\.(?P<stem>.*)\.[0-9a-f]{16}\.optviz(\.[^.]+)?", re.DOTALL)
_LONGEST: Final = 40
"""Letters of a file's stem in its temporary name; file systems limit the length of names."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`; it replaces `target` when the block succeeds, and is removed otherwise.

    The temporary file keeps the target's suffix, by which libraries tell formats apart. Temporary files of the same
    target that killed processes left are removed.

    Args: target: the file to write; its folder is made if it is missing.
    Raises: OutputError where the folder or the file cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent, target.stem[:_LONGEST])
        with _temporary(target) as temporary:
            yield temporary
            temporary.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error


def sweep(folder: Path, stem: str | None = None) -> None:
    """Remove the temporary files of a folder, or of one target in it, that no process is writing."""
    try:
        names = os.listdir(folder) if sys.platform != "win32" else ()  # noqa: PTH208  (most are not ours)
    except OSError:  # a folder that is missing or cannot be read
        return
    for name in names:
        found = _TEMPORARY.fullmatch(name)
        if found and stem in (None, found["stem"]):
            _remove_if_left(folder / name)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new file beside `target`, locked; at the end it is removed unless it was moved."""
    while True:
        # The name is known before the file is there, so that a signal in between leaves nothing.
        path = target.with_name(f".{target.stem[:_LONGEST]}.{os.urandom(8).hex()}.optviz{target.suffix}")
        try:
            with path.open("xb") as file:
                if _is_held(file):
                    yield path
                    return
        finally:
            path.unlink(missing_ok=True)


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
            path.unlink()
        finally:
            os.close(handle)


def write_text(target: Path, text: str) -> None:
    """Write a text file (UTF-8, newline endings) whole or not at all."""
    with replacing(target) as temporary:
        temporary.write_bytes(text.encode())
