"""Arrays from .npz and HDF5 files that may be anybody's: nothing is run, and nothing larger than stated is read."""

from __future__ import annotations

import math
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from optviz import tables
from optviz.arrays import np
from optviz.errors import MissingToolError, OutputError, ScenarioError
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_SUFFIX: Final = ".npy"
_KINDS: Final = "biufU"
"""NumPy's letters for what an array may hold: truth values, integers, other real numbers, text."""
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError, OverflowError,
    MemoryError, SyntaxError, TypeError,
)  # fmt: skip
"""What the readers of ZIP and NumPy make of bytes that are no .npz file."""


def read_arrays(
    file: Path, wanted: Callable[[str], bool] | None = None, *, most: int = tables.MOST_BYTES
) -> dict[str, Any]:
    """The arrays of an .npz file by name: real numbers or text of any shape.

    The headers are read first; arrays of Python objects, which are pickled, are refused and never loaded.

    Args: file: its path.  wanted: which are read, by their names; all if left out.  most: bytes that the file may have,
            and that the arrays which are read may take together in memory.
    Raises: OutputError where it cannot be opened or read.  ScenarioError, with the file's name, where it is no .npz
        file, broken, too large, or holds something else.
    """
    try:
        with tables.opened(file, most) as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            kept = _checked(file, archive, members, wanted, most)
            return {name: _array(archive, member) for name, member in kept.items()}
    except OSError as error:
        raise OutputError(f"cannot read {file}: {error.strerror or error}") from error
    except _BROKEN as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ScenarioError(f"{file.name} is no .npz file, or broken: {reason}") from error


def _checked(
    file: Path,
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    wanted: Callable[[str], bool] | None,
    most: int,
) -> dict[str, zipfile.ZipInfo]:
    """The members to read by the names of their arrays; from the headers alone, what is not to be read is refused."""
    size, kept = 0, dict[str, zipfile.ZipInfo]()
    for member, name, kind, each in _headers(archive, members):
        if kind == "O":
            raise ScenarioError(f"{file.name}: {name} holds Python objects, which are never loaded")
        if kind not in _KINDS:
            raise ScenarioError(f"{file.name}: {name} holds neither real numbers nor text")
        if name in kept:
            raise ScenarioError(f"{file.name}: {name} is there twice")
        if each > member.file_size:
            raise ScenarioError(f"{file.name}: {name} is not complete")
        if wanted is None or wanted(name):
            kept[name] = member
            size += each
    if size > most:
        raise ScenarioError(f"{file.name}: its arrays take {file_size(size)}; at most {file_size(most)} are read")
    return kept


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


def read_hdf5(file: Path, names: Iterable[str], *, most: int = tables.MOST_BYTES) -> dict[str, Any]:
    """Those data sets of an HDF5 file that it has of some, by name: real numbers of any shape.

    Only what stands in the file itself is read: no links, and nothing of other files that a data set may name.

    Args: file: its path.  names: of data sets at its top.  most: bytes that the file may have, and that the data sets
            may take together in memory.
    Raises: MissingToolError where h5py is not installed.  OutputError and ScenarioError as read_arrays.
    """
    try:
        import h5py
    except ImportError as error:
        raise MissingToolError(f"{file.name}: HDF5 needs h5py; install it with: pip install 'optviz[hdf5]'") from error
    with tables.opened(file, most) as stream:
        try:
            with h5py.File(stream, "r") as archive:
                found = {name: _dataset(archive, name) for name in names if name in archive}
                size = sum(max(each.nbytes, _chunk(each)) for each in found.values())
                if size > most:
                    raise ScenarioError(
                        f"{file.name}: its arrays take {file_size(size)}; at most {file_size(most)} are read"
                    )
                return {name: each[()] for name, each in found.items()}
        except (OSError, *_BROKEN) as error:  # h5py says so of broken files too
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ScenarioError(f"{file.name} is no HDF5 file, or broken: {reason}") from error


def _chunk(dataset: Any) -> int:
    """Bytes of what is decompressed at once, which may be more than all that is used of it."""
    return math.prod(dataset.chunks) * int(dataset.dtype.itemsize) if dataset.chunks else 0


def _dataset(archive: Any, name: str) -> Any:
    """A data set of real numbers that stands in the file itself."""
    import h5py

    found = archive[name] if isinstance(archive.get(name, getlink=True), h5py.HardLink) else None
    if not isinstance(found, h5py.Dataset) or found.external or found.is_virtual:
        raise ValueError(f"{name} is no data set of its own")
    if found.dtype.kind not in "biuf":
        raise ValueError(f"{name} holds no real numbers")
    return found
