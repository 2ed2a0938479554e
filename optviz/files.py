"""Files that appear whole or not at all, and the folder for what can be computed again.

A file is written under another name beside its place, and locked as long as somebody writes it. So what a killed
process left can be distinguished from what a living one writes, and is removed.
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
"""Letters of a file's stem that its temporary keeps; a name has its limit."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place when the block ends well, and vanishes otherwise.

    The temporary file keeps the target's suffix, by which libraries tell formats apart. What killed processes left of
    the same target is removed.

    Args: target: where the file shall stand; its folder is made if it is missing.
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
    """Remove the temporary files of a folder, or of one target in it, that nobody writes any more."""
    try:
        names = os.listdir(folder) if sys.platform != "win32" else ()  # noqa: PTH208  (most are none of ours)
    except OSError:  # what is not there, or cannot be read, is not swept
        return
    for name in names:
        found = _TEMPORARY.fullmatch(name)
        if found and stem in (None, found["stem"]):
            _remove_if_left(folder / name)


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new file beside `target`, locked; in the end it is gone unless it was moved."""
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
    """Lock a new file until it is closed, where the system can; it fails if a sweep was sooner."""
    if sys.platform == "win32":
        file.close()  # there an open file cannot be moved
        return True
    with suppress(OSError):  # a file system without locks, where nothing is swept either
        fcntl.flock(file, fcntl.LOCK_EX)
    return os.fstat(file.fileno()).st_nlink > 0


def _remove_if_left(path: Path) -> None:
    """Remove a temporary file if nobody holds its lock."""
    with suppress(OSError):  # somebody writes it, or has moved it to its place, or it is not ours
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


def cache_folder() -> Path:
    """The folder for what can be computed again: $OPTVIZ_CACHE, or where the system keeps caches."""
    named = os.environ.get("OPTVIZ_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("optviz", appauthor=False)
