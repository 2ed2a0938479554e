"""Where scenario texts come from: a path, standard input, or the files that come with optviz."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optviz.cost import LIMIT
from optviz.errors import OutputError, UnknownNameError
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario.reader import read

if TYPE_CHECKING:
    from optviz.cost import Cost
    from optviz.scenario.model import Scenario

_SUFFIXES = (".yaml", ".yml")
_PACKAGE = Path(__file__).parents[1]


def load(source: str | Path, *, limit: Cost = LIMIT) -> Scenario:
    """The scenario at a path, from standard input ("-"), or of a bundled name.

    A file comes before a bundled scenario of the same name.

    Args: limit: the time and memory that it may take, by estimate.
    Raises: InvalidScenarioError with everything that is wrong with the file.  OutputError where it cannot be
        read.  UnknownNameError where there is neither such a file nor such a bundled scenario.
    """
    if str(source) == "-":
        return read(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>", "scenario", limit=limit)
    path = locate(source)
    return read(_content(path), str(path), path.stem, path, limit=limit)


def locate(source: str | Path) -> Path:
    """The file of a path or a bundled name; what can only be a path need not exist.

    Raises: UnknownNameError where it is neither a file nor a bundled name.
    """
    path = Path(source)
    if isinstance(source, Path) or _looks_like_path(source) or _exists(path):
        return path
    return bundled_path(source)


def parse(text: str, file: str = "<string>", *, limit: Cost = LIMIT) -> Scenario:
    """The scenario of a text.

    Args: file: what messages call it; its stem is the scenario's name.  limit: as in load.
    Raises: InvalidScenarioError with everything that is wrong with it.
    """
    return read(text, file, Path(file).stem.strip("<>"), limit=limit)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _looks_like_path(source: str) -> bool:
    separators = filter(None, (os.sep, os.altsep))
    return source.endswith(_SUFFIXES) or any(separator in source for separator in separators)


def _content(path: Path) -> bytes:
    """A file's bytes, at most one more than is allowed."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"cannot read {path}: {reason}") from error


def bundled() -> tuple[str, ...]:
    """The names of the bundled scenarios, in alphabetical order."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def bundled_path(name: str) -> Path:
    """The file of a bundled scenario.

    Raises: UnknownNameError, with the nearest names, where there is none of that name.
    """
    if name not in bundled():
        raise UnknownNameError("scenario", name[:80], bundled())
    return _folder() / f"{name}.yaml"


def _folder() -> Path:
    """Inside an installed package, or beside the package in a checkout."""
    inside = _PACKAGE / "scenarios"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"
