"""Which scenario files paths mean: themselves, and all below folders that are not other tools'."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.marks import is_marked
from optviz.errors import OutputError, ScenarioError
from optviz.parsing.project import project
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario import bundled, is_house, locate
from optviz.scenario.model import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SCENARIOS: Final = Path("scenarios")
"""The folder to build if no path is given and it exists; otherwise the bundled scenarios are built."""

_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_OTHERS: Final = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env"})
"""Folders of other tools; hidden ones, and those of virtual environments by any name, are left out as well."""
_TELLING: Final = ("surface", "optimizers", "vary")
"""Keys of which every scenario has one at least, unless it takes them from another file."""
_EXTENDS: Final = re.compile(r"""^(?:{ *)?["']?extends["']?\s*:\s*["']?[^"'#\n]+\.ya?ml\b""", re.MULTILINE)
"""What a scenario says that takes them from a file that it names."""
_IN_A_HOUSE: Final = frozenset({"start", "steps", "bounds", "gradient", "traces"})
"""Keys of which one is in a scenario that takes them from its folder's house file, beside no key that no scenario has.
"""
_KEY: Final = re.compile(r"""^["']?([A-Za-z_]+)["']?\s*:""", re.MULTILINE)
_KEY_IN_BRACES: Final = re.compile(r"""["']?([A-Za-z_]+)["']?\s*:""")
_NEAR: Final = 0.75
"""How alike two words are, of 1, of which one is the other misspelt."""


class Found(NamedTuple):
    """A file that may hold a scenario.

    Args: file: it, or a folder that cannot be read.  below: its folder, from the folder that was given on.
        foreign: whether it belongs to another tool: it has none of the keys that every scenario has, nor one of them
        misspelt, and takes none from another file.  error: why it cannot be read.
    """

    file: Path
    below: Path = Path()
    foreign: bool = False
    error: str = ""


def discover(paths: str | Path | Iterable[str | Path] = (), *, some: bool = True) -> list[Found]:
    """The scenario files that paths mean, each once, in the order given and sorted within folders.

    Args: some: whether there has to be one in each folder.
    Raises: OutputError where there is no scenario to find.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        given = [SCENARIOS] if SCENARIOS.is_dir() else list(bundled())
    files: dict[Path, Found] = {}
    for path in given:
        for found in _found(path, some=some):
            files.setdefault(found.file.resolve(), found)
    return list(files.values())


def matching(found: Iterable[Found], patterns: Sequence[str]) -> list[Found]:
    """Those whose path, from where it was given on, or whose name matches one of some patterns, as "ch1/*" or "*-dark".

    Raises: ScenarioError where none does.
    """
    matched = [each for each in found if any(_matches(each, pattern) for pattern in patterns)]
    if not matched:
        raise ScenarioError(f"no scenario matches {' or '.join(map(repr, patterns))}")
    return matched


def _matches(found: Found, pattern: str) -> bool:
    inner = found.below / found.file.name
    names = [found.file.stem, inner.with_suffix("").as_posix(), inner.as_posix()]
    names += [found.file.as_posix()] if "/" in pattern else []
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _found(path: str | Path, *, some: bool) -> list[Found]:
    if not Path(path).is_dir():
        return [] if is_house(Path(path)) else [Found(locate(path))]
    errors: list[OSError] = []
    files = sorted(_below(Path(path), errors.append))
    inside = [Found(file, file.parent.relative_to(path), _is_foreign(file)) for file in files]
    inside += [Found(Path(each.filename), error=f"cannot read {each.filename}: {each.strerror}") for each in errors]
    if some and all(each.foreign or each.error for each in inside):
        raise OutputError(
            "\n".join(each.error for each in inside if each.error) or f"no scenario files (*.yaml) in {path}"
        )
    return inside


def _below(folder: Path, unreadable: Callable[[OSError], object]) -> Iterator[Path]:
    """The YAML files below a folder, without those of other tools, and without copies that optviz made for a site."""
    for name, inner, files in os.walk(folder, onerror=unreadable):
        inner[:] = [each for each in inner if not is_of_others(Path(name, each))]
        for each in files:
            file = Path(name, each)
            named = file.suffix in _SUFFIXES and not each.startswith(".") and not is_house(file)
            if named and file.is_file() and not is_marked(file):
                yield file


def is_of_others(folder: Path) -> bool:
    """Whether a folder is another tool's, by its name or what is in it."""
    return folder.name.startswith(".") or folder.name in _OTHERS or (folder / "pyvenv.cfg").exists()


def _is_foreign(file: Path) -> bool:
    """Whether a file is no scenario, by the keys of its outermost mapping; one that cannot be read may be one."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    text = text.lstrip("\ufeff")
    keys = (_KEY_IN_BRACES if text.lstrip(" \n").startswith("{") else _KEY).findall(text)
    if _EXTENDS.search(text) or any(difflib.get_close_matches(key, _TELLING, 1, _NEAR) for key in keys):
        return False
    return not (_IN_A_HOUSE.intersection(keys) and SCENARIO.keys.keys() >= set(keys) and project(file).houses)
