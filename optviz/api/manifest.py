"""A file in each output folder that records what the outputs were made from, to find which are still fresh."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.encoders import encoder_for
from optviz.errors import OutputError
from optviz.files import locked, write_text
from optviz.scenario import to_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optviz.scenario import Scenario

NAME: Final = ".optviz.json"
_VERSION: Final = 1
_LARGEST: Final = 32 << 20
"""The bytes of the largest manifest that is read: 100,000 files."""
_MARK: Final = re.compile(r"optviz \d+ [0-9a-f]{16}")


class FileRecord(NamedTuple):
    """One output as it was written.

    Args: made_from: the fingerprint of its scenario and the code.  size: bytes.  content: their SHA-256.
    """

    made_from: str
    size: int
    content: str


class UnwritableManifestError(OutputError):
    """A manifest that cannot be written; only what it would have recorded is lost."""


class Manifest:
    """The records of one output folder, by file name. What cannot be understood of a manifest is left out."""

    def __init__(self, folder: Path, records: dict[str, FileRecord]) -> None:
        self.folder, self.records = folder, records

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
        return cls(folder, _records(found))

    def why_stale(self, path: Path, made_from: str) -> str:
        """Why a file must be made again; empty if it is fresh."""
        record = self.records.get(path.name)
        if not path.is_file():
            return "missing"
        if record is None:
            return "not recorded"
        if record.made_from != made_from:
            return "scenario or code changed"
        is_same = path.stat().st_size == record.size and _record(path, made_from) == record
        return "" if is_same else "edited"

    def record(self, paths: Iterable[Path], made_from: str, say: Callable[[str], object]) -> None:
        """Record files that were just written, and keep what other processes have recorded meanwhile.

        Where the file system has no locks a record may be lost; its file is then made again.

        Args: say: called with a sentence if this has to wait for another process.
        Raises: OutputError where another process takes too long, a newer optviz wrote the manifest meanwhile, or a
            file cannot be read.  UnwritableManifestError where the manifest cannot be written.
        """
        with locked(self.folder, say):
            found = Manifest.read(self.folder).records | {path.name: _record(path, made_from) for path in paths}
            # This test never fails, whatever the name is.
            self.records = {name: found[name] for name in sorted(found) if os.path.isfile(self.folder / name)}  # noqa: PTH113
            files = {name: record._asdict() for name, record in self.records.items()}
            _write(self.folder / NAME, json.dumps({"version": _VERSION, "files": files}, indent=1) + "\n")


def fingerprint(scenario: Scenario) -> str:
    """A hash of all that a scenario's pictures depend on: itself, its fonts, optviz's code, the plugins, the packages.

    Each file has a record of its own, so the list of formats does not count.
    """
    from optviz.api.packages import required, version
    from optviz.api.plugins import hashes

    packages = {*required(), *_packages(scenario)}
    made_from = {
        "scenario": _mapping(scenario),
        "fonts": [_file_hash(path) for path in scenario.fonts.files],
        "code": _code(),
        "plugins": sorted(hashes()),
        "packages": {name: version(name) for name in packages},
    }
    return _hash(made_from)


def mark(scenario: Scenario) -> str:
    """What a scenario's files carry, to be known without a manifest: optviz, and a fingerprint of the scenario alone.

    The same scenario has the same mark everywhere: with other versions and plugins, and in other folders.
    """
    return f"optviz {_VERSION} {_hash(_mapping(scenario))[:16]}"


def is_marked(path: Path) -> bool:
    """Whether a regular file carries the mark of any scenario."""
    try:
        return bool(_MARK.fullmatch(encoder_for(path).comment_of(path)))
    except OSError:  # it cannot be read
        return False


def _mapping(scenario: Scenario) -> dict[str, Any]:
    """What a scenario's pictures depend on; in which formats they are written does not count."""
    mapping = to_mapping(scenario)
    return {**mapping, "output": {key: value for key, value in mapping["output"].items() if key != "formats"}}


def _hash(data: dict[str, Any]) -> str:
    """A hash of plain data, in which a program that made the scenario may have put NumPy's numbers."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=lambda number: number.tolist()).encode()).hexdigest()


@functools.cache
def _file_hash(path: str) -> str:
    """A hash of a font's file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.cache
def _code() -> str:
    """A hash of optviz's own files."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _packages(scenario: Scenario) -> set[str]:
    """The packages that the scenario's optimizers use beside those that optviz requires."""
    optimizers = (each for cell in scenario.cells for run in cell.runs for each in run.optimizer.nested())
    return {name for each in optimizers for name in each.packages}


def _record(path: Path, made_from: str) -> FileRecord:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return FileRecord(made_from, file.tell(), digest.hexdigest())
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


def _records(found: dict[str, Any]) -> dict[str, FileRecord]:
    """The records of a manifest's data that are valid."""
    if found.get("version") != _VERSION or not isinstance(found.get("files"), dict):
        return {}
    rows = {name: row for name, row in found["files"].items() if isinstance(row, dict) and "/" not in name}
    return {name: FileRecord(**row) for name, row in rows.items() if _is_record(row)}


def _is_record(row: dict[Any, Any]) -> bool:
    types = {"made_from": str, "size": int, "content": str}
    return row.keys() == types.keys() and all(isinstance(row[key], kind) for key, kind in types.items())
