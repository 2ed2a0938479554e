"""Pictures for a codec of FFmpeg's, which encodes them in a thread of its own, while the next frame is drawn."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from optviz.arrays import np
from optviz.encoders.base import Animation, Encoder
from optviz.encoders.codec.palette import packed
from optviz.encoders.codec.yuv import convert
from optviz.errors import MissingToolError
from optviz.geometry import Box, extent, hull, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import Pixels
    from optviz.encoders.base import Caption

FORMAT: Final = "yuv420p"
BT709: Final = 1
"""The code point of ITU-T H.273 for matrix, primaries and transfer."""

_QUEUED: Final = 3
"""Frames that wait for the encoder while the next one is drawn."""
FULL: Final = 2
"""FFmpeg's number for the range from 0 to 255."""

_LIMITED: Final = 1
_GREY: Final = 128
"""Chroma without colour."""


class Codec(NamedTuple):
    """An encoder of FFmpeg's.

    Args: name: FFmpeg's.  title: of what it writes.  loss: its own measure of what may be lost (crf), and how much more
        of that a grade of coarser pictures is.  options: FFmpeg's.
    """

    name: str
    title: str
    loss: tuple[int, int]
    options: Mapping[str, str]

    def loss_at(self, coarser: int) -> int:
        """What may be lost of pictures that are coarser by so many grades."""
        usual, more = self.loss
        return usual + coarser * more

    def settings(self, loss: int) -> dict[str, str]:
        """All options, for what may be lost."""
        return {**self.options, "crf": str(loss)}

    def pyav(self, wanted: str) -> Any:
        """PyAV with this encoder, which a format needs.

        Raises: MissingToolError with the command that installs it.
        """
        try:
            import av
        except ImportError as error:
            raise MissingToolError(f"{wanted} needs PyAV; install it with: pip install av") from error
        if self.name not in av.codecs_available:
            raise MissingToolError(f"this PyAV has no {self.title}; install another with: pip install -U av")
        return av

    def prepare(self, context: Any, size: tuple[int, int]) -> None:
        """Tell a codec's context what it will be given."""
        context.width, context.height = size
        context.pix_fmt = FORMAT
        context.thread_count = 1  # more give other bytes on other machines, larger files, and little speed
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = _LIMITED


class Picture:
    """What is shown, in YUV 4:2:0; only what changes is converted.

    Args: size: (width, height).  padded: that of the codec's frames; the last pixels are copied to what is more.
    """

    def __init__(self, size: tuple[int, int], padded: tuple[int, int]) -> None:
        self._size, (width, height) = size, padded
        self._even = width + width % 2, height + height % 2
        shape = self._even[::-1]
        half = shape[0] // 2, shape[1] // 2
        self._numbers: NDArray[np.uint32] = np.zeros(shape, np.uint32)
        self._planes = np.zeros(shape, np.uint8), np.zeros(half, np.uint8), np.zeros(half, np.uint8)
        self._convert(whole(self._even))

    def paint(self, numbers: NDArray[np.uint32], box: Box) -> bool:
        """Bring the picture up to date within a box, and its padding with it; whether it changed."""
        place, (width, height) = box.rows_columns, self._size
        changed = extent(numbers[place] != self._numbers[place], box)
        if changed is None:
            return False
        place = changed.rows_columns
        self._numbers[place] = numbers[place]
        self._numbers[:height, width:] = self._numbers[:height, width - 1 : width]
        self._numbers[height:] = self._numbers[height - 1]
        left, top, right, bottom = changed
        right, bottom = self._even[0] if right == width else right, self._even[1] if bottom == height else bottom
        self._convert(Box(left, top, right, bottom))
        return True

    def show(self, frame: Any) -> None:
        """Copy the picture into a frame of the codec's."""
        for plane, shown in zip(frame.planes, self._planes, strict=True):
            pixels = pixels_of(plane)
            pixels[...] = shown[: plane.height, : plane.width]

    def show_alpha(self, frame: Any) -> None:
        """Copy the alpha channel into a frame of the codec's, as its light."""
        luma, *chroma = map(pixels_of, frame.planes)
        luma[...] = self._numbers[: len(luma), : luma.shape[1]] >> np.uint32(24)
        for plane in chroma:
            plane[...] = _GREY

    def _convert(self, box: Box) -> None:
        """Convert the pairs of rows and columns that a box touches."""
        halves = Box(box.left // 2, box.top // 2, -(-box.right // 2), -(-box.bottom // 2))
        wholes = Box(*(2 * edge for edge in halves)).rows_columns
        luma, *chroma = self._planes
        half = halves.rows_columns
        convert(self._numbers[wholes], (luma[wholes], chroma[0][half], chroma[1][half]))


class Video(Encoder):
    """A format whose pictures a codec of FFmpeg's encodes; colours follow BT.709, and the file says so.

    Class attributes: codec: that one.
    """

    codec: ClassVar[Codec]

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        self._av = self.codec.pyav(self.title)
        self._elapsed = Fraction(0)
        self._size = self.size_of(animation.size)
        self._picture = Picture(animation.size, self._size)
        self._frames: list[list[Any]] = []
        self._used = 0
        # The codec lets other threads run, so it works while the next frame is drawn.
        self._thread = ThreadPoolExecutor(1, self.name)
        self._queue: deque[Future[None]] = deque()

    @classmethod
    def grade(cls, coarser: int) -> str:
        """What may be lost; see Encoder.grade."""
        return f"a loss (crf) of {cls.codec.loss_at(coarser)} instead of {cls.codec.loss_at(0)}"

    def _paint(self, frame: Pixels, changed: Sequence[Box] | None) -> bool:
        """Bring the picture up to date, which differs from what it showed within the boxes at most."""
        size = self.animation.size
        box = whole(size) if changed is None or not self._elapsed else hull(changed, size)
        return box is not None and self._picture.paint(packed(frame), box)

    def _encode(self, time: int, base: Fraction, kinds: Sequence[Callable[[Any], None]] = ()) -> None:
        """Queue the picture to be shown from a time on.

        Args: time: in units of base, which is in seconds.  kinds: what fills the frames that are encoded together; the
            picture alone if left out.
        """
        kinds = kinds or (self._picture.show,)
        self._await(_QUEUED)
        if len(self._frames) <= _QUEUED:
            self._frames.append([self._av.VideoFrame(*self._size, FORMAT) for _ in kinds])
        frames = self._frames[self._used % (_QUEUED + 1)]
        self._used += 1
        for fill, frame in zip(kinds, frames, strict=True):
            fill(frame)
            frame.pts, frame.time_base = time, base
        self._queue.append(self._thread.submit(self._write, frames))

    @abstractmethod
    def _write(self, frames: Sequence[Any] | None) -> None:
        """Encode frames, which the codec has copied when this returns; None for all that it still holds back."""

    def _finish(self) -> None:
        """Encode what is still queued and what the codec holds back.

        Raises: ValueError where there was no frame.
        """
        if not self._used:
            raise ValueError("an animation needs at least one frame")
        self._await(0)
        self._thread.shutdown()
        self._write(None)

    def discard(self) -> None:
        """Stop encoding."""
        self._thread.shutdown(cancel_futures=True)

    def _await(self, most: int) -> None:
        """Wait until no more than `most` frames are queued; an error of theirs is raised here."""
        while len(self._queue) > most:
            self._queue.popleft().result()


class ConstantRate(Video):
    """A video file that FFmpeg writes.

    The frame rate is constant: a frame is repeated until the animation's frames reach its end, rounded; one that
    is too short for a frame of its own is left out.

    Class attributes: container: FFmpeg's name of the file format.  settings: options for it.
    """

    container: ClassVar[str]
    settings: ClassVar[Mapping[str, str]] = {}

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        # "file:" because FFmpeg would take what stands before another colon for a protocol.
        self._container: Any = self._av.open(f"file:{path}", "w", format=self.container, options=dict(self.settings))
        if animation.comment:
            self._container.metadata["comment"] = animation.comment
        if animation.chapters:
            self._container.set_chapters([self._chapter(*each) for each in enumerate(animation.chapters, start=1)])
        settings = self.codec.settings(self.codec.loss_at(animation.coarser))
        self._stream: Any = self._container.add_stream(self.codec.name, rate=animation.fps, options=settings)
        self.codec.prepare(self._stream.codec_context, self._size)

    @classmethod
    def seconds_of(cls, length: Fraction, fps: int) -> Fraction:
        """Whole frames, one at least."""
        return Fraction(max(_rounded(length * fps), 1), fps)

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        self._paint(frame, changed)
        self._elapsed += duration
        end = _rounded(self._elapsed * self.animation.fps)
        for number in range(self._used, end if self._used else max(end, 1)):
            self._encode(number, Fraction(1, self.animation.fps))

    def close(self) -> None:
        """Encode what is still queued and write the index."""
        self._finish()
        self._container.close()

    def discard(self) -> None:
        """Close the file as it is; a container without a frame cannot be closed well."""
        super().discard()
        with suppress(Exception):
            self._container.close()

    def _chapter(self, number: int, part: Caption) -> dict[str, Any]:
        """A chapter as PyAV wants it, in milliseconds; it does not end after the last frame."""
        times = part.start, self.seconds_of(part.end, self.animation.fps)
        start, end = (_rounded(1000 * time) for time in times)
        about = {"start": start, "end": end, "time_base": Fraction(1, 1000)}
        return {"id": number, **about, "metadata": {"title": part.text}}

    def _write(self, frames: Sequence[Any] | None) -> None:
        self._container.mux(self._stream.encode(frames[0] if frames else None))


def pixels_of(plane: Any) -> Pixels:
    """A plane's bytes (height, width), to be written to."""
    pixels: Pixels = np.ndarray((plane.height, plane.width), np.uint8, plane, strides=(plane.line_size, 1))
    return pixels


def _rounded(number: Fraction) -> int:
    return int(number + Fraction(1, 2))
