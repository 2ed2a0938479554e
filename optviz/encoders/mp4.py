"""MP4: H.264 through PyAV, in a thread of its own, while the next frame is drawn."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optviz.arrays import np
from optviz.cost import Cost
from optviz.encoders.base import Animation, Encoder, Frames
from optviz.encoders.codec import boxes
from optviz.encoders.codec.palette import packed
from optviz.encoders.codec.yuv import convert
from optviz.errors import MissingToolError
from optviz.geometry import Box, extent, hull, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.arrays import Pixels

# A long look ahead gives to what stays on screen the bytes that the frames after it save. Frames between two others
# (bframes) cost half as much time again and save a tenth. Thin coloured lines on pale ground need more colour, less
# smoothing, and care for what is flat and dark.
_QUALITY = {
    "preset": "veryfast",
    "crf": "29",
    "x264-params": "cpu-independent=1:rc-lookahead=40:bframes=0:trellis=1:aq-mode=3:deblock=-1,-1:chroma-qp-offset=-4",
}
_QUEUED = 3  # frames that wait for the encoder while the next one is drawn
_THREADS = 1  # more give other bytes on other machines, larger files, and little speed at these sizes
_BT709 = 1  # the code point of ITU-T H.273 for matrix, primaries and transfer
_LIMITED = 1  # FFmpeg's number for that range


class Mp4(Encoder):
    """H.264 in MP4, yuv420p and with its index in front, which every browser plays while it loads.

    The frame rate is constant: a frame is repeated until the animation's frames reach its end, rounded; one that
    is too short for a frame of its own is left out. H.264 wants even sizes: an odd one gains a pixel, a copy
    of the last. Colours follow BT.709, and the file says so.

    libx264 would choose its routines by the processor and so write other bytes on another one, and those for AVX-512
    now and then read memory that nothing was written to: it is told to compute the same everywhere.
    """

    name = "mp4"
    title = "MP4"
    mime = "video/mp4"
    suffixes = (".mp4", ".m4v")

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        self._size = self.size_of(animation.size)
        if self._size != animation.size:
            self.notes.append("padded to {}x{}: H.264 wants even sizes".format(*self._size))
        self._elapsed, self._written = Fraction(0), 0
        self._open()

    @classmethod
    def size_of(cls, size: tuple[int, int]) -> tuple[int, int]:
        """An even width and height."""
        width, height = size
        return width + width % 2, height + height % 2

    @classmethod
    def seconds_of(cls, length: Fraction, fps: int) -> Fraction:
        """Whole frames, one at least."""
        return Fraction(max(_rounded(length * fps), 1), fps)

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of every frame, also of those that are shown again."""
        looks = 4e-9 * animation.shown + 6e-9 * animation.drawn
        return Cost(0.1 + animation.pixels * looks, 130 * animation.pixels)

    def _open(self) -> None:
        """Open the file and its stream, and the frames that are used again and again."""
        av, (width, height) = _pyav(), self._size
        # "file:" because FFmpeg would take what stands before another colon for a protocol.
        self._container: Any = av.open(f"file:{self.path}", "w", format="mp4", options={"movflags": "+faststart"})
        if self.animation.comment:
            self._container.metadata["comment"] = self.animation.comment
        self._stream: Any = self._container.add_stream("libx264", rate=self.animation.fps, options=_QUALITY)
        context = self._stream.codec_context
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.thread_count = _THREADS
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        self._frames: list[Any] = [av.VideoFrame(width, height, "yuv420p") for _ in range(_QUEUED + 1)]
        self._planes = tuple(np.zeros((plane.height, plane.width), np.uint8) for plane in self._frames[0].planes)
        self._numbers: NDArray[np.uint32] = np.zeros((height, width), np.uint32)
        # The codec lets other threads run, so it works while the next frame is drawn.
        self._thread = ThreadPoolExecutor(1, "mp4")
        self._queue: deque[Future[None]] = deque()

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        size = self.animation.size
        box = whole(size) if changed is None or not self._written else hull(changed, size)
        if box:
            self._paint(packed(frame), box)
        self._elapsed += duration
        end = _rounded(self._elapsed * self.animation.fps)
        for number in range(self._written, end if self._written else max(end, 1)):
            self._encode(number)

    def close(self) -> None:
        """Encode what is still queued and write the index."""
        if not self._written:
            raise ValueError("an animation needs at least one frame")
        self._await(0)
        self._thread.shutdown()
        self._mux(None)
        self._container.close()

    def discard(self) -> None:
        """Close the file as it is; a container without a frame cannot be closed well."""
        self._thread.shutdown(cancel_futures=True)
        with suppress(Exception):
            self._container.close()

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return boxes.comment_of(file)

    def _paint(self, numbers: NDArray[np.uint32], box: Box) -> None:
        """Bring the picture up to date within a box, and its padding with it."""
        place, (width, height) = box.rows_columns, self.animation.size
        changed = extent(numbers[place] != self._numbers[place], box)
        if changed is None:
            return
        place = changed.rows_columns
        self._numbers[place] = numbers[place]
        self._numbers[:height, width:] = self._numbers[:height, width - 1 : width]
        self._numbers[height:] = self._numbers[height - 1]
        self._convert(changed)

    def _convert(self, box: Box) -> None:
        """Convert the pairs of rows and columns that a box touches."""
        left, top = box.left // 2, box.top // 2
        halves = Box(left, top, -(-box.right // 2), -(-box.bottom // 2))
        wholes = Box(*(2 * edge for edge in halves)).rows_columns
        luma, *chroma = self._planes
        half = halves.rows_columns
        convert(self._numbers[wholes], (luma[wholes], chroma[0][half], chroma[1][half]))

    def _encode(self, number: int) -> None:
        """Queue the picture as the animation's frame of that number."""
        self._await(_QUEUED)
        frame = self._frames[number % len(self._frames)]
        for plane, pixels in zip(frame.planes, self._planes, strict=True):
            _pixels(plane)[...] = pixels
        frame.pts, frame.time_base = number, Fraction(1, self.animation.fps)
        self._queue.append(self._thread.submit(self._mux, frame))
        self._written = number + 1

    def _mux(self, frame: Any) -> None:
        """Encode a frame, which the codec has copied when this returns; None for all that it still holds back."""
        self._container.mux(self._stream.encode(frame))

    def _await(self, most: int) -> None:
        """Wait until no more than `most` frames are queued; an error of theirs is raised here."""
        while len(self._queue) > most:
            self._queue.popleft().result()


def _rounded(number: Fraction) -> int:
    return int(number + Fraction(1, 2))


def _pixels(plane: Any) -> Pixels:
    """A plane's bytes (height, width), to be written to."""
    pixels: Pixels = np.ndarray((plane.height, plane.width), np.uint8, plane, strides=(plane.line_size, 1))
    return pixels


def _pyav() -> Any:
    """PyAV with an encoder of H.264.

    Raises: MissingToolError with the command that installs it.
    """
    try:
        import av
    except ImportError as error:
        raise MissingToolError("MP4 needs PyAV; install it with: pip install av") from error
    if "libx264" not in av.codecs_available:
        raise MissingToolError("this PyAV has no H.264; install another with: pip install -U av")
    return av
