"""When files change: also one that another replaces, that is not there yet, or whose folder comes and goes.

The system tells that something has happened in the folders; what has become of the files is looked up. So it does not
matter what is told, and where nothing is, as on many network file systems, a look each second finds it.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    Stamp: TypeAlias = tuple[int, ...] | None

_SETTLED: Final = 60
"""Milliseconds after the first of several changes in which the others count as one with it."""
_STEP: Final = 20
"""Milliseconds without a change after which it counts as the last one."""
_LOOK: Final = 1000
"""Milliseconds after which the files are looked at though nothing was told."""


def stamp(path: Path) -> Stamp:
    """What is another when a file has changed; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev


def stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """Those of several files."""
    return {file: stamp(file) for file in files}


def wait_for_change(known: Mapping[Path, Stamp]) -> None:
    """Return as soon as a file is not what it was.

    Args: known: the files, as they were.
    """
    import watchfiles

    while stamps(known) == known:
        folders = _folders(known)
        try:
            for _ in watchfiles.watch(
                *folders,
                watch_filter=None,
                debounce=_SETTLED,
                step=_STEP,
                rust_timeout=_LOOK,
                yield_on_timeout=True,
                recursive=False,
            ):
                if stamps(known) != known or _folders(known) != folders:
                    break
        except OSError:  # a folder has just gone, or the system watches no more of them
            time.sleep(_LOOK / 1000)


def _folders(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The folders in which files may be replaced, and those of the files that links lead to, each with what it is."""
    found = {place.parent for file in files for place in (file.absolute(), file.resolve())}
    return {each: identity(each) for each in sorted(found) if os.access(each, os.R_OK)}


def identity(folder: Path) -> Stamp:
    """What is another when a folder of the same name has taken its place."""
    found = stamp(folder)
    return found and found[2:]
