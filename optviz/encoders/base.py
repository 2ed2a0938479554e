"""What every encoder is: frames go in one by one, a file comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, TypeAlias

from optviz.arrays import np
from optviz.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]


class Box(NamedTuple):
    """A rectangle of pixels, half-open, counted from the picture's top left corner."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def rows_columns(self) -> tuple[slice, slice]:
        """The index that cuts this box out of an array (height, width, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


@dataclass(frozen=True)
class Film:
    """What an encoder must know before the first frame.

    Args: size: (width, height) in pixels.  fps: frames per second.  loop: how often it plays, 0 for ever.
        transparent: whether frames carry an alpha channel that matters.
        sample: uint8 (height, width, 4), a typical full frame, from which a palette is chosen; or (k, height, width,
            4), several of a film that changes all over.
        exact: (r, g, b) colours that a palette must hold unchanged.  matte: the page's (r, g, b), with which a
            format that knows no half transparency blends the edges of a transparent film.
    """

    size: tuple[int, int]
    fps: int
    loop: int
    transparent: bool
    sample: Pixels
    exact: tuple[tuple[int, int, int], ...] = ()
    matte: tuple[int, int, int] = (255, 255, 255)


class Encoder(ABC):
    """Writes a stream of frames to one file; used as a context manager, memory does not grow with the frames.

    The same frames give the same bytes. What the person should know about the result stands in `notes`.

    Args: path: the file to write.  film: what is known before the first frame.
    Raises: ScenarioError where the film is transparent and the format is not.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    still: ClassVar[bool] = False
    transparency: ClassVar[bool] = False

    def __init__(self, path: Path, film: Film) -> None:
        if film.transparent and not self.transparency:
            raise ScenarioError(f"{self.title} has no transparency; set background: page, or choose gif or png")
        self.path, self.film = path, film
        self.notes: list[str] = []

    @abstractmethod
    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame.

        Args: frame: uint8 (height, width, 4) RGBA, read before this returns and never kept.
            changed: the boxes outside of which nothing differs from the frame before; None where all may.
            duration: how long it is shown, in seconds.
        """

    @abstractmethod
    def close(self) -> None:
        """Finish the file."""

    @abstractmethod
    def discard(self) -> None:
        """Let go of the file without finishing it, after an error."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.discard()
            return
        try:
            self.close()
        except BaseException:
            self.discard()
            raise


def hull(boxes: Iterable[Box], size: tuple[int, int]) -> Box | None:
    """The smallest box round all boxes, within a picture of (width, height); None where nothing remains."""
    edges = list(zip(*boxes, strict=True))
    if not edges:
        return None
    left, top = max(0, min(edges[0])), max(0, min(edges[1]))
    right, bottom = min(size[0], max(edges[2])), min(size[1], max(edges[3]))
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def whole(size: tuple[int, int]) -> Box:
    """The box of the whole picture of (width, height)."""
    return Box(0, 0, *size)


def extent(mask: NDArray[np.bool_], within: Box) -> Box | None:
    """The smallest box round the true pixels of a mask that covers a box; None where all are false."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    return moved(Box(left, top, right, bottom), within)


def moved(box: Box, within: Box) -> Box:
    """A box counted from another's corner, counted from the picture's."""
    left, top, *_ = within
    return Box(left + box.left, top + box.top, left + box.right, top + box.bottom)
