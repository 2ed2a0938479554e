"""A file in each output folder that records what the outputs were made from, to find which are still fresh."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.packages import required, version
from optviz.api.plugins import hashes
from optviz.errors import OutputError
from optviz.files import write_text
from optviz.scenario import to_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.scenario import Scenario

NAME: Final = ".optviz.json"
_VERSION: Final = 1


class FileRecord(NamedTuple):
    """One output as it was written.

    Args: made_from: the fingerprint of its scenario and the code.  size: bytes.  content: their SHA-256.
    """

    made_from: str
    size: int
    content: str


class Manifest:
    """The records of one output folder, by file name. A manifest that cannot be understood is an empty one."""

    def __init__(self, folder: Path, records: dict[str, FileRecord]) -> None:
        self.folder, self.records = folder, records

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a folder, which need not exist."""
        try:
            found = json.loads((folder / NAME).read_bytes())
        except (OSError, ValueError, RecursionError):
            found = None
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
        return "" if _record(path, made_from) == record else "edited"

    def record(self, paths: Iterable[Path], made_from: str) -> None:
        """Record files that were just written, and keep what other processes have recorded meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder):
            found = Manifest.read(self.folder).records | {path.name: _record(path, made_from) for path in paths}
            self.records = {name: record for name, record in sorted(found.items()) if (self.folder / name).exists()}
            files = {name: record._asdict() for name, record in self.records.items()}
            write_text(self.folder / NAME, json.dumps({"version": _VERSION, "files": files}, indent=1) + "\n")


def fingerprint(scenario: Scenario) -> str:
    """A hash of everything that a scenario's pictures depend on: itself, optviz's code, the plugins and the packages.

    Each file has a record of its own, so the list of formats does not count.
    """
    mapping = to_mapping(scenario)
    mapping["output"] = {key: value for key, value in mapping["output"].items() if key != "formats"}
    made_from = {
        "scenario": mapping,
        "code": _code(),
        "plugins": sorted(hashes()),
        "packages": {name: version(name) for name in _packages(scenario)},
    }
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


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
    """The packages that optviz requires, and those that the scenario's optimizers use as well."""
    optimizers = (each for cell in scenario.cells for run in cell.runs for each in run.optimizer.nested())
    return {*required(), *(name for each in optimizers for name in each.packages)}


def _record(path: Path, made_from: str) -> FileRecord:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return FileRecord(made_from, file.tell(), digest.hexdigest())
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror or error}") from error


def _records(found: Any) -> dict[str, FileRecord]:
    """The records of a manifest's data that are valid."""
    if not isinstance(found, dict) or found.get("version") != _VERSION or not isinstance(found.get("files"), dict):
        return {}
    rows = {name: row for name, row in found["files"].items() if isinstance(row, dict)}
    return {name: FileRecord(**row) for name, row in rows.items() if _is_record(row)}


def _is_record(row: dict[Any, Any]) -> bool:
    types = {"made_from": str, "size": int, "content": str}
    return row.keys() == types.keys() and all(isinstance(row[key], kind) for key, kind in types.items())


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing the manifest meanwhile, where the system can.

    Where it cannot, a record may be lost; its file is then made again.
    """
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
