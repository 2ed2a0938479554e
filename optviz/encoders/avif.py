"""AVIF: an animated picture in AV1."""

from __future__ import annotations

import shutil
from fractions import Fraction
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final

from optviz.encoders.codec import av1, avifstream
from optviz.encoders.codec.avifstream import TICKS, Track
from optviz.encoders.codec.video import FULL, Video

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.cost import Cost
    from optviz.encoders.base import Animation, Frames
    from optviz.geometry import Box

_SHORTEST: Final = TICKS // 60
"""What is shown for a shorter time, browsers might show for a tenth of a second."""

_AGAIN: Final = 4
"""How often a picture that stays is given to the codec again: each time it gets better, for few bytes."""
_LESS: Final = 5
"""By which an alpha channel may lose less than colours: it has edges only, which are seen on every ground."""


class Avif(Video):
    """Animated AVIF, a picture that loops: true colours and half transparency, at a third of a GIF's bytes.

    Every frame that differs begins at its true time; one that is shown for less than 1/60 s gives way to the next. One
    that stays follows itself a few times.
    """

    name = "avif"
    title = "AVIF"
    mime = "image/avif"
    suffixes = (".avif",)
    transparency = True
    grades = av1.GRADES
    codec = av1.AV1

    def __init__(self, path: Path, animation: Animation) -> None:
        av1.silent()
        super().__init__(path, animation)
        kinds = [self._picture.show, self._picture.show_alpha] if animation.transparent else [self._picture.show]
        self._kinds = tuple(kinds)
        self._since: int | None = 0
        self._last = -_SHORTEST
        self._again = 0
        self._contexts = [self._context(alpha=k > 0) for k in range(len(kinds))]
        self._tracks = [self._track(alpha=k > 0) for k in range(len(kinds))]

    @classmethod
    def size_of(cls, size: tuple[int, int]) -> tuple[int, int]:
        """At least what the encoder takes."""
        return av1.size_of(size)

    @classmethod
    def cost(cls, animation: Frames) -> Cost:
        """That of AV1."""
        return av1.cost(animation)

    @classmethod
    def comment_of(cls, path: Path) -> str:
        """The comment of a file; see Encoder.comment_of."""
        with path.open("rb") as file:
            return avifstream.comment_of(file)

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:
        """Append one frame; see Encoder.add."""
        if self._paint(frame, changed) and self._since is None:
            self._since = self._now()
        self._elapsed += duration
        if self._since is not None and self._now() - self._since >= _SHORTEST:
            self._show(self._since)
        self._stay()

    def close(self) -> None:
        """Encode what is still queued, and write the file."""
        if self._since is not None and self._elapsed:
            start = max(self._last + _SHORTEST, min(self._since, self._now() - _SHORTEST))
            if start < self._now():
                self._show(start)
        self._finish()
        head = avifstream.head(self._tracks, self._size, self._now(), self.animation.loop, self.animation.comment)
        with self.path.open("wb") as file:
            file.write(head)
            for track in self._tracks:
                track.file.seek(0)
                shutil.copyfileobj(track.file, file)
        self._forget()

    def discard(self) -> None:
        """Stop encoding."""
        super().discard()
        self._forget()

    def _context(self, *, alpha: bool) -> Any:
        context = self._av.CodecContext.create(self.codec.name, "w")
        self.codec.prepare(context, self._size)
        if alpha:
            context.color_range = FULL
        loss = self.codec.loss_at(self.animation.coarser)
        context.options = self.codec.settings(loss - _LESS if alpha else loss)
        context.time_base, context.framerate = Fraction(1, TICKS), Fraction(self.animation.fps)
        return context

    def _track(self, *, alpha: bool) -> Track:
        return Track(TemporaryFile(dir=self.path.parent), alpha)

    def _now(self) -> int:
        """The time in ticks."""
        return int(self._elapsed * TICKS + Fraction(1, 2))

    def _show(self, start: int) -> None:
        """The picture is shown from a time on."""
        self._since, self._again, self._last = None, 0, start
        self._encode(start, Fraction(1, TICKS), self._kinds)

    def _stay(self) -> None:
        """Where the picture has been shown for longer than a frame, let it follow itself."""
        frame = TICKS // self.animation.fps
        while self._since is None and self._again < _AGAIN and self._last + 2 * frame <= self._now():
            self._last += frame
            self._again += 1
            self._encode(self._last, Fraction(1, TICKS), self._kinds)

    def _write(self, frames: Sequence[Any] | None) -> None:
        for context, track, frame in zip(
            self._contexts, self._tracks, frames or [None] * len(self._tracks), strict=True
        ):
            for packet in context.encode(frame):
                track.add(bytes(packet), packet.pts, key=packet.is_keyframe)

    def _forget(self) -> None:
        for track in self._tracks:
            track.file.close()
