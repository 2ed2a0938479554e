"""What every encoder is: frames go in one by one, a file comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

from optviz.cost import Cost
from optviz.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path
    from types import TracebackType

    from optviz.arrays import Pixels
    from optviz.geometry import Box


class Caption(NamedTuple):
    """A text, and when it is seen.

    Args: start, end: seconds.  text: as it was written; it may be anybody's.
    """

    start: Fraction
    end: Fraction
    text: str


@dataclass(frozen=True)
class Animation:
    """What an encoder must know before the first frame.

    Args: size: (width, height) in pixels.  fps: frames per second.  loop: how often it plays, 0 without end.
        transparent: whether frames carry an alpha channel that matters.
        sample: uint8 (height, width, 4), a typical full frame, from which a palette is chosen; or (k, height, width,
            4), several of an animation that changes all over; or None, and a format that needs a palette chooses it
            when it has seen all frames.
        exact: (r, g, b) colours that a palette must hold unchanged.  matte: the page's (r, g, b), with which a
            format that knows no half transparency blends the edges of a transparent animation.
        comment: ASCII, at most 255 letters, which the file carries beside the pictures; none if empty.
        coarser: by how many grades the picture may be coarser than usual, so that the file is smaller.
        lossless: whether every pixel must keep its colour.
        chapters: parts of the animation from its beginning to its end, for formats that can name some.
    """

    size: tuple[int, int]
    fps: int
    loop: int
    transparent: bool
    sample: Pixels | None
    exact: tuple[tuple[int, int, int], ...] = ()
    matte: tuple[int, int, int] = (255, 255, 255)
    comment: str = ""
    coarser: int = 0
    lossless: bool = False
    chapters: tuple[Caption, ...] = ()


class Frames(NamedTuple):
    """How much an encoder is given.

    Args: pixels: of one frame.  drawn: how many frames differ.  shown: how many there are at a constant rate.
        moves: whether they change all over.
    """

    pixels: int
    drawn: int
    shown: int
    moves: bool


class Format(ABC):
    """What a file can be written in.

    It is an Encoder, which takes frames, a VectorFormat, which takes drawings, a PageFormat, which takes pages, or a
    CaptionFormat, which takes texts.

    Class attributes: name: in scenario files.  title: for readers.  mime: the format's media type, as "image/gif".
        suffixes: of the files it writes, the usual one first.  still: whether the file shows the last frame only.
        transparency: whether it can show the page behind the animation.  lossless: whether it can keep every pixel's
        colour.  grades: how many coarser pictures there are, each of fewer bytes.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    mime: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    still: ClassVar[bool] = False
    transparency: ClassVar[bool] = False
    lossless: ClassVar[bool] = False
    grades: ClassVar[int] = 0

    @classmethod
    def moves(cls) -> bool:
        """Whether its files show the animation."""
        return not cls.still

    @classmethod
    def size_of(cls, size: tuple[int, int]) -> tuple[int, int]:
        """The width and the height of a file for an animation of some size."""
        return size

    @classmethod
    def seconds_of(cls, length: Fraction, fps: int) -> Fraction:
        """How long a file plays for an animation of some length, both in seconds."""
        del fps
        return length

    @classmethod
    def grade(cls, coarser: int) -> str:
        """What a coarser picture gives up, as "63 colours instead of 112"."""
        return f"a picture coarser by {coarser} of {cls.grades}"

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment that a file of this format carries; empty where there is none, or where the format has none.

        The file may be any, also a hostile one: only a few small pieces of it are read, and no picture.

        Raises: OSError where it cannot be read.
        """
        del path
        return ""

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """About what the file takes: a look at every pixel of the frames that differ."""
        looks = animation.drawn * (1e-8 if animation.moves else 2e-9)
        return Cost(0.05 + animation.pixels * (1e-7 + looks), 12 * animation.pixels)


class DocumentFormat(Format):
    """A format whose files are written as a whole, in the format's own words."""

    @classmethod
    @abstractmethod
    def marked(cls, document: bytes, comment: str) -> bytes:
        """A finished document with a comment in it, ASCII, which `comment_of` reads; the same one if that is empty."""


class VectorFormat(DocumentFormat):
    """A format of lines, areas and letters: its files are drawings."""

    transparency: ClassVar[bool] = True


class PageFormat(DocumentFormat):
    """A format of pages that answer their readers: its files hold the runs themselves, and draw them when asked."""

    transparency: ClassVar[bool] = True


class CaptionFormat(Format):
    """A format of the texts that are seen in an animation: its files have no picture."""

    transparency: ClassVar[bool] = True
    lossless: ClassVar[bool] = True

    @classmethod
    def moves(cls) -> bool:
        """They only go with it."""
        return False

    @classmethod
    @abstractmethod
    def document(cls, captions: Sequence[Caption], comment: str) -> bytes:
        """The file for some captions, which may be none, with a comment in it as `comment_of` reads it."""

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """Next to nothing."""
        del animation
        return Cost()


class Encoder(Format):
    """Writes a stream of frames to one file; used as a context manager. Memory does not grow with the frames.

    The same frames give the same bytes. What the person should know about the result stands in `notes`.

    Args: path: the file to write.  animation: what is known before the first frame.
    Raises: ScenarioError where the animation is transparent, or must be lossless, and the format cannot be.
        MissingToolError where a package or a codec that the format needs is not installed.
    """

    def __init__(self, path: Path, animation: Animation) -> None:
        if animation.transparent and not self.transparency:
            raise ScenarioError(f"{self.title} has no transparency; set background: page, or choose gif or png")
        if animation.lossless and not self.lossless:
            raise ScenarioError(f"{self.title} cannot be lossless; set quality: auto, or choose webp or png")
        self.path, self.animation = path, animation
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
        """Close the file without finishing it, after an error."""

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
