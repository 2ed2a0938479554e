"""Where a file stands: which house files hold for it, and which folder nothing that it names may leave."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.errors import OutputError, ScenarioError
from optviz.parameters.tree import show
from optviz.parsing.yaml12 import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE: Final = "optviz.yaml"
"""The name of a folder's house file: what scenarios there and below do not say themselves."""
_ANYONES: Final = stat.S_ISVTX | stat.S_IWOTH
"""The mode of a folder in which anyone may put a file, as that for temporary files."""


class Project(NamedTuple):
    """A file with the folders around it.

    Args: path: the file.  folder: its folder, with no links on the way to it.  houses: the house files that hold for
        it, the nearest first.  top: the folder that nothing may leave that it or they name; None where each keeps to
        its own folder.
    """

    path: Path
    folder: Path
    houses: tuple[Path, ...] = ()
    top: Path | None = None

    def inside(self, folder: Path, value: str, top: Path) -> Path:
        """The place that a relative path leads to from a folder, with no links on the way to it.

        Args: top: the folder that counts where each file keeps to its own.
        Raises: ScenarioError where it is no relative path, or leads out of the project.
        """
        if PurePath(value).anchor:
            raise ScenarioError(f"expected a path from this file's folder on, not {show(value)}")
        try:
            found = (folder / value).resolve()
        except (OSError, RuntimeError, ValueError):  # links that lead to one another; a name that no file can have
            raise ScenarioError(f"{show(value)} leads nowhere") from None
        if not found.is_relative_to(limit := self.top or top):
            raise ScenarioError(f"{show(value)} leads out of {limit}")
        return found

    def shown(self, path: Path) -> str:
        """What messages call a file: with a relative path, if the project's own file has one."""
        with suppress(OSError, ValueError):  # the current folder is gone; on another drive
            return str(path) if self.path.is_absolute() else os.path.relpath(path)
        return str(path)


def project(path: Path, *, untrusted: bool = False) -> Project:
    """The project of a file.

    Nothing may leave the topmost of these folders: the file's own, that of a repository around it, that of the farthest
    house file, and the current one, if it is above. Of an untrusted file, each keeps to its own folder.
    """
    folder = path.parent.resolve()
    above = list(_above(folder))
    houses = tuple(each / HOUSE for each in above if os.path.lexists(each / HOUSE))
    if untrusted:
        return Project(path, folder, houses)
    tops = [folder, *(house.parent for house in houses), *(each for each in above[-1:] if _is_repository(each))]
    with suppress(OSError):  # the current folder is gone
        tops += [each for each in (Path.cwd(),) if folder.is_relative_to(each)]
    return Project(path, folder, houses, min(tops, key=lambda each: len(each.parts)))


def house_places(path: Path) -> tuple[Path, ...]:
    """Where a house file would hold for a file, as far as its project reaches, whether or not there is one."""
    around = project(path)
    return tuple(each / HOUSE for each in _above(around.folder) if around.top and each.is_relative_to(around.top))


def _above(folder: Path) -> Iterator[Path]:
    """A folder and those above it, as far as a repository's, without those that are anyone's."""
    for each in (folder, *folder.parents):
        if each != folder and _is_anyones(each):
            return
        yield each
        if _is_repository(each):
            return


def _is_repository(folder: Path) -> bool:
    return os.path.exists(folder / ".git")  # noqa: PTH110  (this one never fails)


def _is_anyones(folder: Path) -> bool:
    try:
        return folder.stat().st_mode & _ANYONES == _ANYONES
    except OSError:
        return True


def is_regular(path: Path) -> bool:
    """Whether there is such a file, and no folder or device; one that cannot be looked at is none."""
    return os.path.isfile(path)  # noqa: PTH113  (this one never fails)


def content(path: Path) -> bytes:
    """A file's bytes, at most one more than is allowed.

    Raises: OutputError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"cannot read {path}: {reason}") from error
