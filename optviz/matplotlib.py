"""A writer for every animation of matplotlib's: exact in time, small as a file, without a program to install.

    import optviz.matplotlib

    ani.save("wave.gif", writer="optviz")
    ani.save("wave.mp4", writer=optviz.matplotlib.Writer(fps=30, loop="once", hold=2))

The file's suffix decides the format: any that `optviz list formats` shows and that moves.
"""

from __future__ import annotations

import io
import math
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib import rc_context
from matplotlib.animation import AbstractMovieWriter, writers

from optviz.arrays import Pixels, np
from optviz.encoders import ENCODERS, Animation, Encoder, encoder_for
from optviz.errors import ParameterError, UnknownNameError
from optviz.files import replacing
from optviz.parameters import make, parameters
from optviz.scenario.output import Output

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from matplotlib.figure import Figure

_MOST: Final = 255
"""Letters of a comment."""
_OPAQUE: Final = 255
_GRID: Final = 240
"""Frames per second at most whose file is a video of that many."""


@writers.register("optviz")
class Writer(AbstractMovieWriter):
    """Writes the frames of an animation with an encoder of optviz's, chosen by the file's suffix.

    The file appears whole or not at all, and plays for exactly as long as the animation does. Memory does not grow with
    the frames.

    Args: fps: frames per second, any number > 0.  metadata: of it "comment" is written, as ASCII.
        codec, bitrate, extra_args: taken as other writers take them, and without effect: the format decides.
        loop: how often it plays, "forever", "once" or a number of times; videos do not say.
        hold: seconds for which the last frame stays at the end.
    Raises: ParameterError where one is out of range.
    """

    def __init__(
        self,
        fps: float = 5,
        metadata: Mapping[str, str] | None = None,
        codec: str | None = None,
        bitrate: int | None = None,
        extra_args: Sequence[str] | None = None,
        *,
        loop: int | Literal["forever", "once"] = "forever",
        hold: float = 0,
    ) -> None:
        del extra_args
        if not 0 < fps < math.inf:
            raise ParameterError("fps", f"must be a number > 0, not {fps}")
        if not 0 <= hold < math.inf:
            raise ParameterError("hold", f"must be a number of seconds >= 0, not {hold}")
        # Whole numbers, as the base class annotates it, are too few: 29.97 is not 29.
        super().__init__(fps, dict(metadata or {}), codec, bitrate)  # type: ignore[arg-type]
        self._rate = Fraction(float(fps)).limit_denominator(1001)
        self._loop: int = make(parameters(Output)["loop"].kind, loop, "loop")
        self._hold = Fraction(float(hold)).limit_denominator(10**6)

    @classmethod
    def isAvailable(cls) -> bool:  # noqa: N802  (matplotlib names it so)
        """Always: nothing has to be installed besides."""
        return True

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        """Prepare a file; see AbstractMovieWriter.setup.

        Raises: UnknownNameError where no format that moves has the suffix.  OutputError where it cannot be written.
        """
        self._entry = _moving(Path(outfile))
        self._stack = ExitStack()
        self._path = self._stack.enter_context(replacing(Path(outfile)))
        super().setup(fig, str(outfile), dpi)
        self._inches = fig.get_size_inches()
        self._encoder: Encoder | None = None

    def _supports_transparency(self) -> bool:
        """Whether frames may be transparent: matplotlib asks by this name, and by no public one."""
        return self._entry.transparency

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        """Append what the figure shows; see AbstractMovieWriter.grab_frame."""
        self.fig.set_size_inches(*self._inches)  # its window may have been resized
        buffer = io.BytesIO()
        with rc_context({"savefig.bbox": None}):
            self.fig.savefig(buffer, format="rgba", dpi=self.dpi, **savefig_kwargs)
        width, height = self.frame_size
        self._last: Pixels = np.frombuffer(buffer.getbuffer(), np.uint8).reshape(height, width, 4)
        self._encoder = self._encoder or self._opened(self._last)
        self._encoder.add(self._last, None, 1 / self._rate)

    def finish(self) -> None:
        """Finish the file, which now replaces one of its name."""
        with self._stack:
            if not self._encoder:
                raise ValueError("an animation needs at least one frame")
            if self._hold:
                self._encoder.add(self._last, [], self._hold)

    @contextmanager
    def saving(
        self, fig: Figure, outfile: str | Path, dpi: float | None = None, *args: Any, **kwargs: Any
    ) -> Generator[Writer]:
        """Write a file, as AbstractMovieWriter.saving does; after an error an older one stays as it is."""
        self.setup(fig, outfile, dpi, *args, **kwargs)
        with self._stack:
            yield self
            self.finish()

    def _opened(self, first: Pixels) -> Encoder:
        """The encoder, which is opened when the first frame tells whether the animation is transparent."""
        animation = Animation(
            size=self.frame_size,
            fps=self._rate.numerator if self._rate.numerator <= _GRID else math.ceil(self._rate),
            loop=self._loop,
            transparent=self._entry.transparency and bool((first[..., 3] < _OPAQUE).any()),
            sample=None,
            comment=str(self.metadata.get("comment", "")).encode("ascii", "replace").decode()[:_MOST],
        )
        return self._stack.enter_context(self._entry(self._path, animation))


def _moving(path: Path) -> type[Encoder]:
    """The encoder of animations that a path's suffix names.

    Raises: UnknownNameError where there is none.
    """
    moving = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, Encoder) and not entry.still}
    entry = encoder_for(path)
    if entry.name not in moving:
        raise UnknownNameError("format of animations", entry.name, moving)
    return moving[entry.name]
