"""Files that nothing makes any more: their scenario is gone, has another name, or another output now.

Of a site they are all files of a scenario, and of the encyclopedia the pages that its lists do not lead to: those of
entries that there were no more when it was made the last time, as a plugin's that was not loaded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from optviz.api.discovery import discover, is_of_others
from optviz.api.exhibits.exhibit import Exhibit
from optviz.api.gallery import SITE
from optviz.api.manifest import CATALOGUE, NAME, Manifest, source_path
from optviz.api.marks import is_marked
from optviz.api.outputs import place_of
from optviz.api.pictures import OUTPUTS, files_of
from optviz.errors import OptvizError, OutputError
from optviz.files import locked, prune
from optviz.scenario import load
from optviz.site.document import INDEX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optviz.api.discovery import Found
    from optviz.scenario import Scenario

    Say = Callable[[str], object]

_MAKERS: Final = frozenset(("build", "gallery"))
"""Who writes just the files that a scenario says."""


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
    """Remove outputs, and files of sites, whose scenario is gone, or does not make them any more.

    Only what a manifest names is removed, and only if it is still what optviz wrote. What was made from scenarios that
    are elsewhere, or cannot be read, stays. Folders that are empty then go, too. The pages that stay are left as they
    are; `gallery` takes what is gone from their lists.

    Args: paths: files, folders and bundled names, as in build.  folder: where outputs are, or a site; that of the
            nearest optviz.yaml, outputs and site, if left out.  dry_run: remove nothing.
        say: called with a sentence if another process is waited for.
    Raises: OutputError where a newer optviz, or one that gives no sign of life, writes to a folder, or a file cannot be
        removed.  OutputError or UnknownNameError where a path is not there.
    """
    wanted: dict[Path, set[Path]] = {}
    roots = {Path(folder)} if folder is not None else {OUTPUTS, SITE}
    for each in discover(paths, some=False):
        if (scenario := _loaded(each)) is not None:
            place = place_of(scenario, folder, each.below).folder
            built = [path for picture in files_of(scenario, place) for path in picture.paths]
            exhibit = Exhibit(str(each.file), scenario, each.below)
            shown = [(SITE if folder is None else Path(folder)) / path for path in exhibit.files]
            wanted[each.file.resolve()] = {path.resolve() for path in (*built, *shown)}
            roots |= {path.parent for path in built} if folder is None else set()
    removed: list[Path] = []
    kept: list[tuple[Path, str]] = []
    # Of nested roots the outermost one comes first.
    places = {inner: root for root in sorted(roots, reverse=True) for inner in _with_manifests(root)}
    for place, root in sorted(places.items(), reverse=True):
        with locked(place, say or _silent):
            manifest = Manifest.read(place)
            orphans = [*_orphans(place, manifest, wanted)]
            reasons = {path: _why_kept(path, manifest) for path in orphans}
            kept += [(path, reason) for path, reason in reasons.items() if reason]
            gone = [path for path, reason in reasons.items() if not reason]
            removed += gone
            if gone and not dry_run:
                _remove(gone, manifest, say or _silent)
        if not dry_run and place != root:
            prune(place, root)
    return Cleaned(tuple(sorted(removed)), tuple(sorted(kept)))


def _loaded(found: Found) -> Scenario | None:
    """A scenario; None where there is none that can be read, so that what it makes cannot be known."""
    if found.foreign or found.error:
        return None
    try:
        return load(found.file)
    except OptvizError:
        return None


def _with_manifests(root: Path) -> Iterator[Path]:
    """The folders with manifests, from a folder on."""
    for name, inner, files in os.walk(root):
        inner[:] = [each for each in inner if not is_of_others(Path(name, each))]
        if NAME in files:
            yield Path(name)


def _orphans(place: Path, manifest: Manifest, wanted: Mapping[Path, set[Path]]) -> Iterator[Path]:
    """The files of a folder that nothing makes any more. What embed wanted stays while there is the scenario."""
    for name, record in manifest.records.items():
        path = place / name
        if record.source.startswith(CATALOGUE):
            if _is_unlisted(record.source.removeprefix(CATALOGUE), place, manifest):
                yield path
            continue
        source = source_path(record.source, place)
        made = wanted.get(source.resolve())
        if not os.path.lexists(source) or (made is not None and record.by in _MAKERS and path.resolve() not in made):
            yield path


def _is_unlisted(source: str, place: Path, manifest: Manifest) -> bool:
    """Whether the list of a folder of the encyclopedia does not lead to an entry's page.

    Args: source: what the page is about, as "optimizer adam"; a list is about its catalogue alone.
    """
    from optviz.api.encyclopedia.pictures import stem_of

    kind, _, name = source.partition(" ")
    record, path = manifest.records.get(INDEX), place / INDEX
    if not name or record is None or record.source != f"{CATALOGUE}{kind}s" or not path.is_file():
        return False
    return f'href="{stem_of(name)}.html"' not in path.read_text(encoding="utf-8")


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
