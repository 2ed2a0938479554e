"""Whether an animation flashes so that it could harm a reader: WCAG's success criterion 2.3.1, over all frames.

A flash is a pair of opposing changes: of relative luminance by a tenth or more, where the darker state is below 0.8, or
of saturated red. More than three within one second are too many where they fill a quarter of any 341 x 256 pixels. An
animation that is repeated is watched until a second after its end, so that the leap back to its beginning counts.

https://www.w3.org/TR/WCAG21/#dfn-general-flash-and-red-flash-thresholds
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optviz.arrays import Array, Mask, Pixels

_BLOCK: Final = 8
"""Pixels of a side of the blocks whose mean is watched: finer patterns are no flashes."""
_SEEN: Final = (256 // _BLOCK, 341 // _BLOCK)
"""The height and the width, in blocks, of what is seen at once."""
_SHARE: Final = 0.25
_CHANGES: Final = 7
"""So many changes in a second are more than three flashes of two changes each."""
_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
_SATURATED: Final = 0.8
"""The share of red from which on it is saturated."""


class _Shown(NamedTuple):
    """A frame as it is watched.

    Args: pixels: (H, W, 3), one for each block.  time: when it appears, in seconds.  end: when the next one does.
    """

    pixels: Pixels
    time: float
    end: float


def flashes(path: Path, size: tuple[int, int], *, repeated: bool = True) -> str:
    """That an animation flashes too often, in words; empty where it does not, or where its format cannot be read.

    Args: path: the file.  size: width and height at which a page shows it.
        repeated: whether it begins again at its end.
    """
    luminance, red = _Changes(0.1, 0.8), _Changes(20.0, inf)
    before = None
    for pixels, time, _ in _played(path, (max(1, size[0] // _BLOCK), max(1, size[1] // _BLOCK)), repeated=repeated):
        if before is not None and np.array_equal(pixels, before):
            continue
        before, light = pixels, _light(pixels)
        luminance.see(light @ np.array(_LUMINANCE), time)
        red.see(_redness(light), time)
        for changes, words in ((luminance, "flashes"), (red, "flashes in red")):
            if _is_large(changes.rapid(time)):
                return f"{words} more than three times in the second before {time:.1f} s (WCAG 2.3.1)"
    return ""


class _Changes:
    """When each block last changed to and fro.

    Args: least: what counts as a change.  below: what the lower state has to be below.
    """

    def __init__(self, least: float, below: float) -> None:
        self.least, self.below = least, below
        self._times = self._low = self._high = self._rising = np.empty(0)

    def see(self, values: Array, time: float) -> None:
        """Compare the next frame's values with the last extremes; what has changed enough is a new extreme."""
        if not self._times.size:
            self._times, self._rising = np.full((_CHANGES, *values.shape), -inf), np.zeros(values.shape)
            self._low = self._high = values
        self._low, self._high = np.minimum(self._low, values), np.maximum(self._high, values)
        up = (self._rising <= 0) & (values - self._low >= self.least) & (self._low < self.below)
        down = (self._rising >= 0) & (self._high - values >= self.least) & (values < self.below)
        changed = up | down
        self._times[:-1, changed] = self._times[1:, changed]
        self._times[-1, changed] = time
        self._rising = np.where(changed, np.where(up, 1, -1), self._rising)
        self._low, self._high = np.where(changed, values, self._low), np.where(changed, values, self._high)

    def rapid(self, time: float) -> Mask:
        """Which blocks changed too often in the second before a time."""
        rapid: Mask = self._times[0] >= time - 1
        return rapid


def _light(pixels: Pixels) -> Array:
    """What shines, from sRGB, 0 to 1."""
    levels = np.arange(256) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  (sRGB's)
    light: Array = linear[pixels]
    return light


def _redness(light: Array) -> Array:
    """By how much red outshines the other colours where it is saturated, in WCAG's units."""
    red, total = light[..., 0], light.sum(axis=-1)
    saturated = (total > 0) & (red >= _SATURATED * total)
    redness: Array = np.where(saturated, 320 * (2 * red - total), 0)
    return redness


def _is_large(blocks: Mask) -> bool:
    """Whether blocks fill a quarter of what is seen at once, somewhere in the picture."""
    high, wide = _SEEN
    if blocks.sum() <= _SHARE * high * wide:
        return False
    sums = np.pad(blocks.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    high, wide = min(high, blocks.shape[0]), min(wide, blocks.shape[1])
    within = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    return bool(within.max() > _SHARE * _SEEN[0] * _SEEN[1])


def _played(path: Path, size: tuple[int, int], *, repeated: bool) -> Iterator[_Shown]:
    """The frames as they are played; those of one that is repeated until a second after its first end."""
    start = length = 0.0
    for turn in count():
        end = 0.0
        for shown in _frames(path, size):
            if turn and start + shown.time > length + 1:
                return
            yield shown._replace(time=start + shown.time)
            end = shown.end
        start += end
        length = length or end
        if not repeated or end <= 0:
            return


def _frames(path: Path, size: tuple[int, int]) -> Iterator[_Shown]:
    """The frames of a file, small."""
    if path.suffix == ".webp":  # which FFmpeg does not read where it moves
        yield from _frames_of_webp(path, size)
        return
    import av

    with suppress(av.FFmpegError), av.open(str(path)) as container:  # a drawing, or what only a plugin can read
        decoded: Any = container.decode(container.streams.video[0])
        for frame in decoded:
            small = frame.reformat(*size, "rgb24", interpolation="AREA").to_ndarray()
            yield _Shown(small, frame.time, frame.time + float(frame.duration * frame.time_base))


def _frames_of_webp(path: Path, size: tuple[int, int]) -> Iterator[_Shown]:
    from PIL import Image, ImageSequence

    time = 0.0
    with Image.open(path) as picture:
        for frame in ImageSequence.Iterator(picture):
            small = np.asarray(frame.convert("RGB").resize(size, Image.Resampling.BOX))
            end = time + frame.info["duration"] / 1000  # known when it has been read
            yield _Shown(small, time, end)
            time = end
