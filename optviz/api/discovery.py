"""Which scenario files paths mean: themselves, and all below folders that are not other tools'."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.errors import OutputError
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario import bundled, locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCENARIOS: Final = Path("scenarios")
"""The folder to build if no path is given and it exists; otherwise the bundled scenarios are built."""

_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_OTHERS: Final = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env"})
"""Folders of other tools; hidden ones, and those of virtual environments by any name, are left out as well."""
_TELLING: Final = ("surface", "optimizers", "vary")
"""Keys of which every scenario has one at least."""
_KEY: Final = re.compile(r"""^["']?([A-Za-z_]+)["']?\s*:""", re.MULTILINE)
_KEY_IN_BRACES: Final = re.compile(r"""["']?([A-Za-z_]+)["']?\s*:""")
_NEAR: Final = 0.75
"""How alike two words are, of 1, of which one is the other misspelt."""


class Found(NamedTuple):
    """A file that may hold a scenario.

    Args: file: it.  below: its folder, from the folder that was given on.  foreign: whether it belongs to another tool:
        it has none of the keys that every scenario has, nor one of them misspelt.
    """

    file: Path
    below: Path = Path()
    foreign: bool = False


def discover(paths: str | Path | Iterable[str | Path] = ()) -> list[Found]:
    """The scenario files that paths mean, each once, in the order given and sorted within folders.

    Raises: OutputError where there is no scenario to find.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        given = [SCENARIOS] if SCENARIOS.is_dir() else list(bundled())
    files: dict[Path, Found] = {}
    for path in given:
        for found in _found(path):
            files.setdefault(found.file.resolve(), found)
    return list(files.values())


def _found(path: str | Path) -> list[Found]:
    if not Path(path).is_dir():
        return [Found(locate(path))]
    inside = [Found(file, file.parent.relative_to(path), _is_foreign(file)) for file in sorted(_below(Path(path)))]
    if all(each.foreign for each in inside):
        raise OutputError(f"no scenario files (*.yaml) in {path}")
    return inside


def _below(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder, without those of other tools."""
    for name, inner, files in os.walk(folder):
        inner[:] = [each for each in inner if not _is_of_others(Path(name, each))]
        for each in files:
            file = Path(name, each)
            if file.suffix in _SUFFIXES and not each.startswith(".") and file.is_file():
                yield file


def _is_of_others(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _OTHERS or (folder / "pyvenv.cfg").exists()


def _is_foreign(file: Path) -> bool:
    """Whether a file is no scenario, by the keys of its outermost mapping; one that cannot be read may be one."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    keys = (_KEY_IN_BRACES if text.lstrip("\ufeff \n").startswith("{") else _KEY).findall(text.lstrip("\ufeff"))
    return not any(difflib.get_close_matches(key, _TELLING, 1, _NEAR) for key in keys)
