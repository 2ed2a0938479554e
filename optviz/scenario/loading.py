"""Where scenario texts come from: a path, standard input, or the files that come with optviz."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optviz.cost import LIMIT
from optviz.errors import ScenarioError, UnknownNameError
from optviz.parsing.layers import SUFFIXES
from optviz.parsing.project import HOUSE, content, project
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario.reader import check_house, read

if TYPE_CHECKING:
    from optviz.cost import Cost
    from optviz.parsing.project import Project
    from optviz.scenario.model import Scenario

_PACKAGE = Path(__file__).parents[1]


def load(source: str | Path, *, limit: Cost = LIMIT, untrusted: bool = False) -> Scenario:
    """The scenario at a path, from standard input ("-"), or of a bundled name.

    A file comes before a bundled scenario of the same name. What a file does not say itself may stand in one that it
    extends, or in the optviz.yaml of a folder around it; a bundled scenario takes nothing from folders.

    Args: limit: the time and memory that it may take, by estimate.  untrusted: whether files may only name others in
        their own folder and below it.
    Raises: InvalidScenarioError with everything that is wrong with the file.  OutputError where it cannot be
        read.  UnknownNameError where there is neither such a file nor such a bundled scenario.
    """
    if str(source) == "-":
        return read(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>", "scenario", limit=limit)
    path = locate(source)
    if is_house(path):
        raise ScenarioError(f"{path} is no scenario: it has what the scenarios of its folder do not say themselves")
    data = content(path)
    return read(data, str(path), path.stem, _project(path, untrusted=untrusted), limit=limit)


def validate_house(path: Path, *, untrusted: bool = False) -> None:
    """Raise InvalidScenarioError where a folder's house file has something wrong in it, and OutputError as in load."""
    check_house(content(path), str(path), project(path, untrusted=untrusted)._replace(houses=()))


def is_house(path: Path) -> bool:
    """Whether a file is a folder's house file, by its name."""
    return path.name == HOUSE


def _project(path: Path, *, untrusted: bool) -> Project:
    """Where a scenario file stands; of a bundled one, it does not count."""
    found = project(path, untrusted=untrusted)
    return found._replace(houses=()) if found.folder == bundled_folder() else found


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
    return source.endswith(SUFFIXES) or any(separator in source for separator in separators)


def bundled() -> tuple[str, ...]:
    """The names of the bundled scenarios, in alphabetical order."""
    return tuple(sorted(path.stem for path in bundled_folder().glob("*.yaml")))


def bundled_path(name: str) -> Path:
    """The file of a bundled scenario.

    Raises: UnknownNameError, with the nearest names, where there is none of that name.
    """
    if name not in bundled():
        raise UnknownNameError("scenario", name[:80], bundled())
    return bundled_folder() / f"{name}.yaml"


@functools.cache
def bundled_folder() -> Path:
    """Where they are: inside an installed package, or beside the package in a checkout."""
    inside = _PACKAGE / "scenarios"
    return (inside if inside.is_dir() else _PACKAGE.parent / "scenarios").resolve()
