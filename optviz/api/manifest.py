"""A file in each output folder that records what the outputs were made from, to find which are still fresh."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from optviz.api.environment import differences, environment, packages_of
from optviz.api.marks import digest, drawn_from
from optviz.errors import OutputError
from optviz.files import locked, write_text
from optviz.scenario import bundled_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optviz.scenario import Scenario

NAME: Final = ".optviz.json"
_VERSION: Final = 2
_LARGEST: Final = 64 << 20
"""The bytes of the largest manifest that is read: 50,000 files."""
_BUNDLED: Final = "bundled:"
CATALOGUE: Final = "catalogue:"
"""What the source of a page of the encyclopedia begins with, before the entry's kind and name."""
_MOST_SAID: Final = 3
"""Differences that a reason names; of more it says how many."""

Texts = dict[str, str]


class Fingerprint(NamedTuple):
    """All that a scenario's pictures depend on, by name, to tell what has changed.

    Args: scenario: a hash of each key's value.  inputs: a hash of each file that it needs: of data, and of fonts.
        environment: the versions of what computes and draws.
    """

    scenario: Texts
    inputs: Texts
    environment: Texts

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """What a scenario's pictures depend on; in which formats they are written does not count."""
        keys = {key: digest(value)[:16] for key, value in drawn_from(scenario).items()}
        fonts = {Path(path).name: _file_hash(path) for path in scenario.fonts.files}
        data = {written: _data_hash(path) for written, path in scenario.files.items()}
        return cls(keys, fonts | data, environment(packages_of(scenario)))

    def changed_since(self, before: Fingerprint) -> str:
        """What has changed, on one line; empty if nothing has."""
        keys = [
            key for key in {**before.scenario, **self.scenario} if before.scenario.get(key) != self.scenario.get(key)
        ]
        files = [name for name in {**before.inputs, **self.inputs} if before.inputs.get(name) != self.inputs.get(name)]
        found = [f"{_some(what)} changed" for what in (keys, files) if what]
        if versions := differences(before.environment, self.environment):
            found.append(_some(versions))
        return "; ".join(found)


class FileRecord(NamedTuple):
    """One output as it was written.

    Args: source: the scenario's file, as `source_name` writes it.  by: what wanted it: build, or embed for a snippet.
        made_from: what it was made from.  size: bytes.  content: their SHA-256.
        seconds: how long it took, with the scenario's other files.
    """

    source: str
    by: str
    made_from: Fingerprint
    size: int
    content: str
    seconds: float


class UnwritableManifestError(OutputError):
    """A manifest that cannot be written; only what it would have recorded is lost."""


class Manifest:
    """The records of one output folder, by file name. What cannot be understood of a manifest is left out.

    Args: earlier: the names of files that an earlier optviz made; they are ours, and have to be made again.
    """

    def __init__(self, folder: Path, records: dict[str, FileRecord], earlier: Iterable[str] = ()) -> None:
        self.folder, self.records, self.earlier = folder, records, frozenset(earlier)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a folder, which need not exist.

        Raises: OutputError where a newer optviz wrote it.
        """
        found = _content(folder / NAME)
        if not isinstance(found, dict):
            return cls(folder, {})
        number = found.get("version")
        if isinstance(number, int) and number > _VERSION:
            raise OutputError(f"a newer optviz wrote {folder / NAME}; update optviz, or use another folder")
        rows = _plain_names(found.get("files"))
        if number == 1:
            return cls(folder, {}, rows)
        records = _records(rows, found.get("environments")) if number == _VERSION else {}
        return cls(folder, records, _plain_names(found.get("earlier")))

    def names(self, path: Path) -> bool:
        """Whether a file of this folder is among those that optviz made."""
        return path.name in self.records or path.name in self.earlier

    def made_from(self, source: str) -> list[str]:
        """The names of the files that were made from a source, as a record calls it."""
        return [name for name, record in self.records.items() if record.source == source]

    def why_stale(self, path: Path, made_from: Fingerprint) -> str:
        """Why a file must be made again, on one line; empty if it is fresh."""
        record = self.records.get(path.name)
        if not path.is_file():
            return "missing"
        if record is None:
            return "made by an earlier optviz" if path.name in self.earlier else "not recorded"
        return made_from.changed_since(record.made_from) or ("" if self.holds(path) else "edited since")

    def holds(self, path: Path) -> bool:
        """Whether a recorded file is still what was written."""
        record = self.records[path.name]
        try:
            return path.stat().st_size == record.size and content_hash(path) == (record.size, record.content)
        except OSError as error:
            raise OutputError(f"cannot read {path}: {error.strerror or error}") from error

    def record(
        self,
        files: Mapping[Path, tuple[str, Fingerprint]],
        seconds: float,
        by: str,
        say: Callable[[str], object],
    ) -> None:
        """Record files that were just written, and keep what other processes have recorded meanwhile.

        Where the file system has no locks a record may be lost; its file is then made again.

        Args: files: the source of each, and what it was made from.  seconds: how long all of them took.
            by: what wanted them.  say: called with a sentence if this has to wait for another process.
        Raises: OutputError where another process takes too long, a newer optviz wrote the manifest meanwhile, or a
            file cannot be read.  UnwritableManifestError where the manifest cannot be written.
        """
        with locked(self.folder, say):
            now = Manifest.read(self.folder)
            made = {path.name: _record(path, *found, seconds, by) for path, found in files.items()}
            self._write(now.records | made, now.earlier - made.keys())

    def forget(self, names: Iterable[str], say: Callable[[str], object]) -> None:
        """Drop the records of some files. A manifest that is then empty is removed.

        Raises: as record.
        """
        dropped = frozenset(names)
        with locked(self.folder, say):
            now = Manifest.read(self.folder)
            kept = {name: record for name, record in now.records.items() if name not in dropped}
            self._write(kept, now.earlier - dropped)

    def _write(self, records: dict[str, FileRecord], earlier: Iterable[str]) -> None:
        """Write the records of all files that are there."""
        self.records = {name: records[name] for name in sorted(records) if self._has(name)}
        self.earlier = frozenset(filter(self._has, earlier))
        if not (self.records or self.earlier):
            (self.folder / NAME).unlink(missing_ok=True)
            return
        environments: dict[str, Texts] = {}
        files = {}
        for name, record in self.records.items():
            key = digest(record.made_from.environment)[:16]
            environments[key] = record.made_from.environment
            files[name] = {**record._asdict(), "made_from": {**record.made_from._asdict(), "environment": key}}
        data = {"version": _VERSION, "environments": environments, "files": files}
        data |= {"earlier": dict.fromkeys(sorted(self.earlier))} if self.earlier else {}
        _write(self.folder / NAME, json.dumps(data, indent=1) + "\n")

    def _has(self, name: str) -> bool:
        """Whether there is a file of this name; a test that never fails, whatever the name is."""
        return os.path.isfile(self.folder / name)  # noqa: PTH113


def _some(names: list[str]) -> str:
    rest = len(names) - _MOST_SAID
    return ", ".join(names[:_MOST_SAID]) + (f" and {rest} more" if rest > 0 else "")


@functools.cache
def _file_hash(path: str) -> str:
    """A hash of a font's file."""
    return content_hash(Path(path))[1]


def _data_hash(path: Path) -> str:
    """A hash of a file with data, as it is now.

    Raises: OutputError where it cannot be read.
    """
    try:
        return content_hash(path)[1]
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}") from error


def content_hash(path: Path) -> tuple[int, str]:
    """The size of a file, and the SHA-256 of its content."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()


def source_name(source: str, folder: Path) -> str:
    """What a manifest calls a scenario's file: its path from the manifest's folder on, or a bundled scenario's name."""
    path = Path(source).absolute()
    if path.parent == bundled_folder().absolute():
        return f"{_BUNDLED}{path.stem}"
    try:
        return Path(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def source_path(name: str, folder: Path) -> Path:
    """The scenario's file that a manifest in a folder names; it need not be there any more."""
    bundled = name.startswith(_BUNDLED)
    return bundled_folder() / f"{name.removeprefix(_BUNDLED)}.yaml" if bundled else folder / name


def _record(path: Path, source: str, made_from: Fingerprint, seconds: float, by: str) -> FileRecord:
    try:
        return FileRecord(source, by, made_from, *content_hash(path), round(seconds, 3))
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror or error}") from error


def _content(path: Path) -> Any:
    """The data of a manifest, which may be any thing; None if it is no file of data."""
    try:
        if not path.is_file():  # what else is there may never end
            return None
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        return json.loads(text) if len(text) <= _LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, text: str) -> None:
    """Write a manifest in place of whatever is there, but never to where a link leads."""
    try:
        if path.is_symlink() or not path.is_file():
            path.unlink(missing_ok=True)
        write_text(path, text)
    except OSError as error:
        raise UnwritableManifestError(f"cannot write {path}: {error.strerror or error}") from error
    except OutputError as error:
        raise UnwritableManifestError(str(error)) from error


def _plain_names(data: Any) -> dict[str, Any]:
    """The entries of a mapping whose keys can be names of files in the manifest's own folder."""
    return {name: row for name, row in data.items() if "/" not in name} if isinstance(data, dict) else {}


def _records(rows: dict[str, Any], environments: Any) -> dict[str, FileRecord]:
    """The records of a manifest's data that are valid."""
    known = environments if isinstance(environments, dict) else {}
    found = {name: _record_of(row, known) for name, row in rows.items()}
    return {name: record for name, record in found.items() if record}


def _record_of(row: Any, environments: dict[str, Any]) -> FileRecord | None:
    """A record from plain data; None where it is none."""
    match row:
        case {
            "source": str(source),
            "by": str(by),
            "made_from": {"scenario": scenario, "inputs": inputs, "environment": str(key)},
            "size": int(size),
            "content": str(content),
            "seconds": int() | float() as seconds,
        } if 0 <= seconds < math.inf:
            made_from = Fingerprint(scenario, inputs, environments.get(key, {}))
            if len(row) == len(FileRecord._fields) and all(map(_are_texts, made_from)):
                return FileRecord(source, by, made_from, size, content, seconds)
    return None


def _are_texts(data: Any) -> bool:
    return isinstance(data, dict) and all(isinstance(value, str) for value in data.values())
