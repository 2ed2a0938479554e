"""MP4: H.264 through imageio's PyAV plugin, in this process, one frame at a time."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optviz.arrays import np
from optviz.encoders.base import Box, Encoder, Film, extent, hull, whole
from optviz.encoders.palette import packed
from optviz.encoders.yuv import convert
from optviz.errors import MissingToolError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from optviz.encoders.base import Pixels

_QUALITY = {"preset": "veryfast", "crf": "20", "tune": "animation"}
_THREADS = 1  # more give other bytes on other machines, larger files, and little speed at these sizes
_BT709, _LIMITED = (
    1,
    1,
)  # the code points of ITU-T H.273 for matrix, primaries and transfer; of FFmpeg for range


class Mp4(Encoder):
    """H.264 in MP4, yuv420p and with its index in front, which every browser plays while it loads.

    The frame rate is constant: a frame is repeated until the film's frames reach its end, rounded; one that
    is too short for a frame of its own is left out. H.264 wants even sizes: an odd one gains a pixel, a copy
    of the last. Colours follow BT.709, and the file says so.
    """

    name = "mp4"
    title = "MP4"
    suffixes = (".mp4", ".m4v")

    def __init__(self, path: Path, film: Film) -> None:
        super().__init__(path, film)
        width, height = film.size
        self._size = (width + width % 2, height + height % 2)
        if self._size != film.size:
            self.notes.append("padded to {}x{}: H.264 wants even sizes".format(*self._size))
        self._elapsed, self._written = Fraction(0), 0
        self._open()

    def _open(self) -> None:
        """Open the file and its stream, and the frames that are used again and again."""
        imageio, av = _tools()
        width, height = self._size
        self._writer = imageio.imopen(
            self.path, "w", plugin="pyav", container="mp4", options={"movflags": "+faststart"}
        )
        self._writer.init_video_stream("libx264", fps=self.film.fps, pixel_format="yuv420p")
        # The plugin has no public way to the codec's options, the colour tags and YUV frames.
        self._stream: Any = self._writer._video_stream  # noqa: SLF001  (see above)
        self._container: Any = self._writer._container  # noqa: SLF001  (see above)
        self._stream.width, self._stream.height = self._size
        self._stream.options = _QUALITY
        context = self._stream.codec_context
        context.thread_count = _THREADS
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        # One frame for all: encode() returns when the encoder has copied it.
        self._frame: Any = av.VideoFrame(width, height, "yuv420p")
        self._frame.time_base = Fraction(1, self.film.fps)
        self._planes = tuple(map(_pixels, self._frame.planes))
        self._numbers: NDArray[np.uint32] = np.zeros((height, width), np.uint32)

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        box = hull(changed, self.film.size) if changed is not None and self._written else whole(self.film.size)
        if box:
            self._paint(packed(frame), box)
        self._elapsed += duration
        end = int(self._elapsed * self.film.fps + Fraction(1, 2))
        for number in range(self._written, end if self._written else max(end, 1)):
            self._encode(number)

    def close(self) -> None:
        """Encode what is still queued and write the index."""
        if not self._written:
            raise ValueError("a film needs at least one frame")
        self._writer.close()

    def discard(self) -> None:
        """Close the file; an encoder that has seen no frame cannot be closed well."""
        with suppress(Exception):
            self._writer.close()

    def _paint(self, numbers: NDArray[np.uint32], box: Box) -> None:
        """Bring the picture up to date within a box, and its padding with it."""
        place, (width, height) = box.rows_columns, self.film.size
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
        """Encode the picture as the film's frame of that number."""
        self._frame.pts = number
        self._container.mux(self._stream.encode(self._frame))
        self._written = number + 1


def _pixels(plane: Any) -> Pixels:
    """A plane's bytes (height, width), to be written to."""
    pixels: Pixels = np.ndarray((plane.height, plane.width), np.uint8, plane, strides=(plane.line_size, 1))
    return pixels


def _tools() -> tuple[Any, Any]:
    """imageio and PyAV, with H.264 on board.

    Raises: MissingToolError with the command that installs them.
    """
    try:
        import av
        import imageio.v3 as imageio
    except ImportError as error:
        raise MissingToolError('MP4 needs PyAV; install it with: pip install "imageio[pyav]"') from error
    if "libx264" not in av.codecs_available:
        raise MissingToolError('this PyAV has no H.264; install another with: pip install -U "imageio[pyav]"')
    return imageio, av
