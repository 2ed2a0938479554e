"""What every encoder is: frames go in one by one, a file comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias

from optviz.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from optviz.arrays import np
    from optviz.geometry import Box

    Pixels: TypeAlias = NDArray[np.uint8]


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
    mime: ClassVar[str]
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
