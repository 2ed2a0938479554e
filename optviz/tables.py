"""Numbers from CSV files that may be anybody's: sizes are checked before any work, and nothing is guessed."""

from __future__ import annotations

import csv
import math
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from optviz.arrays import np
from optviz.errors import OutputError, ScenarioError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from optviz.arrays import Array

MOST_BYTES: Final = 64_000_000
"""Of a file with data."""
MOST_CELLS: Final = 2_000_000
"""Of a table, or of a grid."""

_LONGEST_CELL: Final = 40
"""Letters of a cell that a message shows."""
_AXES: Final = ("x", "y", "z")


class Grid(NamedTuple):
    """Values on a grid.

    Args: x: (nx,), y: (ny,), strictly increasing.  z: (ny, nx), z[i, j] is the value at (x[j], y[i]).
    """

    x: Array
    y: Array
    z: Array


def opened(file: Path, most: int = MOST_BYTES) -> BinaryIO:
    """A file with data, to be read.

    Args: file: its path.  most: bytes that it may have.
    Raises: OutputError where it cannot be opened.  ScenarioError where it is no regular file, or larger.
    """
    try:
        # A pipe that nobody writes to would be waited for.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot read {file}: {getattr(error, 'strerror', None) or error}") from error
    found = os.fstat(handle)
    wrong = ""
    if not stat.S_ISREG(found.st_mode):
        wrong = f"{file.name} is no regular file"
    elif found.st_size > most:
        wrong = f"{file.name} is larger than {most / 1e6:g} MB, which is the limit"
    if wrong:
        os.close(handle)
        raise ScenarioError(wrong)
    return os.fdopen(handle, "rb")


def columns(file: Path, wanted: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Array]:
    """The columns of a CSV file by name, each (n,), float64; in the order in which they are asked for.

    The file is UTF-8; its first line names the columns in any order; commas part them, a point begins decimals.

    Args: file: its path.  wanted: the columns that must be there.  optional: those that may.
    Raises: OutputError where it cannot be read.  ScenarioError, with file, line and column, where it is no such file
        or too large, a column is missing, repeated or unknown, a cell is empty or no finite number, there is no row,
        or one is shorter or longer than the first.
    """
    table = _table(file)
    names = [name.strip() for name in table.header]
    known = (*wanted, *optional)
    for name in names:
        place = f"{file.name}:1: "
        if name not in known:
            if _is_number(name):
                raise ScenarioError(f"{place}expected the names of the columns, {_listed(known)}, not {name!r}")
            raise ScenarioError(f"{place}{UnknownNameError('column', name, known)}{_parted(table.header)}")
        if names.count(name) > 1:
            raise ScenarioError(f"{place}column {name!r} is there twice")
    for name in wanted:
        if name not in names:
            raise ScenarioError(f"{file.name}:1: there is no column {name!r}; it needs {_listed(wanted)}")
    numbers = table.numbers(names)
    if not len(numbers):
        raise ScenarioError(f"{file.name} has no rows")
    return {name: np.ascontiguousarray(numbers[:, names.index(name)]) for name in known if name in names}


def grid(file: Path) -> Grid:
    """The values on a grid that a CSV file has, in either of two forms.

    A matrix: the first row is an empty cell and the values of x, each other row its y and the values there. Or a list
    of points: the header x, y, z, and for each point of the grid a row. Rows may stand in any order.

    Args: file: its path.
    Raises: OutputError where it cannot be read.  ScenarioError, with file and line, where it is no such file or too
        large, a cell is empty or no finite number, a row is too short or too long, a point is missing or there twice.
    """
    table = _table(file)
    header = [name.strip() for name in table.header]
    if set(header) & set(_AXES):
        return _of_points(file, columns(file, _AXES))
    if header[0] or len(header) < 2:  # noqa: PLR2004  (a corner, and a value of x)
        raise ScenarioError(
            f"{file.name}:1: expected x,y,z, or an empty cell and then the values of x{_parted(table.header)}"
        )
    x = np.array([table.number(1, f"x number {place}", cell) for place, cell in enumerate(header[1:], 1)])
    numbers = table.numbers(["y", *(f"x = {number:g}" for number in x)])
    if not len(numbers):
        raise ScenarioError(f"{file.name} has no rows")
    y = numbers[:, 0]
    across, up = np.argsort(x, kind="stable"), np.argsort(y, kind="stable")
    for name, axis, order in (("x", x, across), ("y", y, up)):
        if (same := np.flatnonzero(np.diff(axis[order]) == 0)).size:
            place = int(order[same[0] + 1])
            line = 1 if name == "x" else table.rows[place][0]
            raise ScenarioError(f"{file.name}:{line}: {name} = {axis[place]:g} is there twice")
    return Grid(x[across], y[up], np.ascontiguousarray(numbers[up, 1:][:, across]))


def _of_points(file: Path, given: Mapping[str, Array]) -> Grid:
    """A grid from a list of its points."""
    (x, column), (y, row) = (np.unique(given[name], return_inverse=True) for name in _AXES[:2])
    count, place = len(x) * len(y), row.ravel() * len(x) + column.ravel()
    order = np.argsort(place, kind="stable")
    if (same := np.flatnonzero(np.diff(place[order]) == 0)).size:
        again = int(order[same[0] + 1])
        where = f"({given['x'][again]:g}, {given['y'][again]:g})"
        raise ScenarioError(f"{file.name}:{again + 2}: the point {where} is there twice")
    if len(place) < count:
        # Not every number is looked for: a list of points that form no grid has far fewer than its x times its y.
        lost = next(number for number, found in enumerate([*place[order].tolist(), count]) if number != found)
        where = f"({x[lost % len(x)]:g}, {y[lost // len(x)]:g})"
        form = f"{len(x)} x {len(y)} points form the grid, {len(place)} are there"
        raise ScenarioError(f"{file.name}: the point {where} is missing: {form}")
    return Grid(x, y, given["z"][order].reshape(len(y), len(x)))


class _Table(NamedTuple):
    """The cells of a CSV file; each row with its line."""

    file: Path
    header: list[str]
    rows: list[tuple[int, list[str]]]

    def numbers(self, names: Sequence[str]) -> Array:
        """The rows' cells as numbers, (n, columns)."""
        found = np.empty((len(self.rows), len(names)))
        for place, (line, row) in enumerate(self.rows):
            if len(row) != len(names):
                cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                raise ScenarioError(f"{self.file.name}:{line}: {cells}, where the first line has {len(names)}")
            found[place] = [self.number(line, f"column {name!r}", cell) for name, cell in zip(names, row, strict=True)]
        return found

    def number(self, line: int, where: str, cell: str) -> float:
        """A cell as a number."""
        if not cell.strip():
            raise ScenarioError(f"{self.file.name}:{line}: {where}: the cell is empty")
        if not _is_number(cell):
            raise ScenarioError(f"{self.file.name}:{line}: {where}: expected a number, not {_cut(cell)!r}")
        number = float(cell)
        if not math.isfinite(number):
            raise ScenarioError(f"{self.file.name}:{line}: {where}: expected a finite number, not {_cut(cell)}")
        return number


def _table(file: Path) -> _Table:
    with opened(file) as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ScenarioError(f"{file.name}:{line}: it is no UTF-8 text") from None
    if text.count(",") + text.count("\n") + 1 > MOST_CELLS + 1:
        raise ScenarioError(f"{file.name} has more than {MOST_CELLS:,} cells, which is the limit")
    rows = list(_rows(file, text))
    while rows and not rows[-1][1]:  # empty lines at the end
        rows.pop()
    if not rows or not any(cell.strip() for cell in rows[0][1]):
        raise ScenarioError(f"{file.name}:1: expected a line with the names of the columns")
    return _Table(file, rows[0][1], rows[1:])


def _rows(file: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise ScenarioError(f"{file.name}:{reader.line_num}: {error}") from None


def _is_number(cell: str) -> bool:
    """Whether a cell is a number as programs write it: no 1_000, and no digits of other scripts."""
    if "_" in cell or not cell.isascii():
        return False
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else cell[:_LONGEST_CELL] + "…"


def _listed(names: Sequence[str]) -> str:
    return ",".join(names)


def _parted(header: Sequence[str]) -> str:
    """A word about semicolons and tabs, which part columns elsewhere."""
    other = next((name for sign, name in ((";", "semicolons"), ("\t", "tabs")) if sign in header[0]), "")
    return f"; columns are parted by commas, not by {other}" if other else ""
