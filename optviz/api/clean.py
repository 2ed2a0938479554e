"""Outputs that nothing makes any more: their scenario is gone, has another name, or another output now."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optviz.api.discovery import discover, is_of_others
from optviz.api.manifest import CATALOGUE, NAME, Manifest, is_marked, source_path
from optviz.api.outputs import place_of
from optviz.api.pictures import OUTPUTS, files_of
from optviz.errors import OptvizError, OutputError
from optviz.files import locked
from optviz.scenario import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optviz.api.discovery import Found
    from optviz.api.manifest import FileRecord

    Say = Callable[[str], object]


@dataclass(frozen=True)
class Cleaned:
    """What was, or would be, removed.

    Args: removed: the files.  kept: orphans that stay, each with the reason.
    """

    removed: tuple[Path, ...] = ()
    kept: tuple[tuple[Path, str], ...] = ()


def clean(
    paths: str | Path | Iterable[str | Path] = (),
    folder: str | Path | None = None,
    *,
    dry_run: bool = False,
    say: Say | None = None,
) -> Cleaned:
    """Remove outputs whose scenario is gone, or does not make them any more.

    Only what a manifest names is removed, and only if it is still what optviz wrote. What was made from scenarios that
    are elsewhere, or cannot be read, stays. Folders that are empty then go, too.

    Args: paths: files, folders and bundled names, as in build.  folder: where outputs are; that of the nearest
            optviz.yaml and outputs, if left out.  dry_run: remove nothing.
        say: called with a sentence if another process is waited for.
    Raises: OutputError where a newer optviz, or one that gives no sign of life, writes to a folder, or a file cannot be
        removed.  OutputError or UnknownNameError where a path is not there.
    """
    wanted: dict[Path, set[Path]] = {}
    roots = {Path(folder)} if folder is not None else {OUTPUTS}
    for each in discover(paths, some=False):
        if (made := _made(each, folder)) is not None:
            wanted[each.file.resolve()] = {path.resolve() for path in made}
            roots |= {path.parent for path in made} if folder is None else set()
    removed: list[Path] = []
    kept: list[tuple[Path, str]] = []
    for place in sorted({inner for root in roots for inner in _with_manifests(root)}):
        with locked(place, say or _silent):
            manifest = Manifest.read(place)
            orphans = [
                place / name for name, each in manifest.records.items() if _is_orphan(place / name, each, wanted)
            ]
            reasons = {path: _why_kept(path, manifest) for path in orphans}
            kept += [(path, reason) for path, reason in reasons.items() if reason]
            gone = [path for path, reason in reasons.items() if not reason]
            removed += gone
            if gone and not dry_run:
                _remove(gone, manifest, say or _silent)
        if not dry_run and place not in roots:
            with suppress(OSError):  # it is not empty
                place.rmdir()
    return Cleaned(tuple(removed), tuple(kept))


def _made(found: Found, folder: str | Path | None) -> list[Path] | None:
    """The files that a scenario makes; None where that cannot be known."""
    if found.foreign or found.error:
        return None
    try:
        scenario = load(found.file)
    except OptvizError:
        return None
    pictures = files_of(scenario, place_of(scenario, folder, found.below).folder)
    return [path for each in pictures for path in each.paths]


def _with_manifests(root: Path) -> Iterator[Path]:
    """The folders with manifests, from a folder on."""
    for name, inner, files in os.walk(root):
        inner[:] = [each for each in inner if not is_of_others(Path(name, each))]
        if NAME in files:
            yield Path(name)


def _is_orphan(path: Path, record: FileRecord, wanted: dict[Path, set[Path]]) -> bool:
    """Whether nothing makes a file any more. What embed wanted stays for as long as there is the scenario.

    Pages of the encyclopedia are made from no scenario, and stay.
    """
    if record.source.startswith(CATALOGUE):
        return False
    source = source_path(record.source, path.parent)
    if not os.path.lexists(source):
        return True
    made = wanted.get(source.resolve())
    return made is not None and record.by == "build" and path.resolve() not in made


def _why_kept(path: Path, manifest: Manifest) -> str:
    """Why an orphan stays; empty if it may go, as it does if it is gone already."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "it is no regular file"
    if not path.exists():
        return ""
    return "" if manifest.holds(path) and is_marked(path) else "it was edited"


def _remove(paths: list[Path], manifest: Manifest, say: Say) -> None:
    """Remove files and their records."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"cannot remove {path}: {error.strerror or error}") from error
    manifest.forget([path.name for path in paths], say)


def _silent(told: object) -> None:
    del told
