"""Frames that wait, on a disk, for what can be known only when all have come."""

from __future__ import annotations

import zlib
from fractions import Fraction
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.encoders.codec.palette import packed
from optviz.geometry import Box, extent, hull, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import Pixels

_FAST = 1


class Spool:
    """Frames in a file without a name, each as its differences from the one before. Memory does not grow with them.

    Args: folder: of the file.  size: (width, height) of every frame.
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self._size = size
        self._last: NDArray[np.uint32] = np.zeros(size[::-1], np.uint32)
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115  (it is closed below)

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        near = whole(self._size) if changed is None or not self._file.tell() else hull(changed, self._size)
        box = near and extent(packed(frame)[near.rows_columns] != self._last[near.rows_columns], near)
        place = (box or Box(0, 0, 0, 0)).rows_columns
        new, old = packed(frame)[place], self._last[place]
        differences = zlib.compress((new ^ old).tobytes(), _FAST)
        old[...] = new
        numbers = *(box or (0, 0, 0, 0)), len(differences), duration
        self._file.write(" ".join(map(str, numbers)).encode() + b"\n" + differences)

    def frames(self) -> Iterator[tuple[Pixels, list[Box], Fraction]]:
        """All frames in their order, as Encoder.add takes them; each picture is valid until the next one."""
        self._file.seek(0)
        picture = np.zeros(self._size[::-1], np.dtype("<u4"))
        while line := self._file.readline().split():
            box, length, duration = Box(*map(int, line[:4])), int(line[4]), Fraction(line[5].decode())
            part = picture[box.rows_columns]
            part ^= np.frombuffer(zlib.decompress(self._file.read(length)), part.dtype).reshape(part.shape)
            yield picture.view(np.uint8).reshape(*picture.shape, 4), [box], duration

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
