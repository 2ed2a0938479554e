"""Arrays from .npz files that may be anybody's: nothing is run, and nothing larger than stated is read."""

from __future__ import annotations

import math
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.errors import OutputError, ScenarioError
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIX: Final = ".npy"
_KINDS: Final = "biufU"
"""NumPy's letters for what an array may hold: truth values, integers, other real numbers, text."""
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError, OverflowError,
    MemoryError, SyntaxError, TypeError,
)  # fmt: skip
"""What the readers of ZIP and NumPy make of bytes that are no .npz file."""


def read_arrays(file: Path, *, most: int) -> dict[str, Any]:
    """The arrays of an .npz file by name: real numbers or text of any shape.

    The headers are read first; arrays of Python objects, which are pickled, are refused and never loaded.

    Args: file: its path.  most: bytes that its arrays may take together in memory.
    Raises: OutputError where it cannot be opened or read.  ScenarioError, with the file's name, where it is no .npz
        file, broken, too large, or holds something else.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check(file, archive, members, most)
            return {each.filename.removesuffix(_SUFFIX): _array(archive, each) for each in members}
    except OSError as error:
        raise OutputError(f"cannot read {file}: {error.strerror or error}") from error
    except _BROKEN as error:
        raise ScenarioError(f"{file} is no .npz file, or broken: {str(error) or type(error).__name__}") from error


def _check(file: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], most: int) -> None:
    """Refuse, from the headers alone, what is not to be read."""
    size, names = 0, set()
    for member, name, kind, each in _headers(archive, members):
        if kind == "O":
            raise ScenarioError(f"{file}: {name} holds Python objects, which are never loaded")
        if kind not in _KINDS:
            raise ScenarioError(f"{file}: {name} holds neither real numbers nor text")
        if name in names:
            raise ScenarioError(f"{file}: {name} is there twice")
        if each > member.file_size:
            raise ScenarioError(f"{file}: {name} is not complete")
        names.add(name)
        size += each
    if size > most:
        raise ScenarioError(f"{file}: its arrays take {file_size(size)}; at most {file_size(most)} are read")


def _headers(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> Iterator[tuple[zipfile.ZipInfo, str, str, int]]:
    """Each member with its array's name, the letter of its type, and its bytes."""
    for member in members:
        if not member.filename.endswith(_SUFFIX):
            raise ValueError(f"{member.filename!r} is no array")
        with archive.open(member) as stream:
            version = np.lib.format.read_magic(stream)
            if version not in {(1, 0), (2, 0)}:
                raise ValueError(f"{member.filename!r} has an unknown form")
            read = getattr(np.lib.format, f"read_array_header_{version[0]}_0")
            shape, _, kind = read(stream)
            if min(shape, default=0) < 0:
                raise ValueError(f"{member.filename!r} has a negative length")
        yield member, member.filename.removesuffix(_SUFFIX), kind.kind, math.prod(shape) * kind.itemsize


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    with archive.open(member) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)
