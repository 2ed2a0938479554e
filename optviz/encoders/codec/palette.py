"""One palette for a whole animation, and the fast way from a pixel's colour to its place in it.

A colour is the number r + 256 g + 65536 b. Index 0 stands for transparency; colours begin at 1.
"""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optviz.arrays import Pixels

CAPACITY = 255
"""Colours a GIF's table holds beside the transparent entry."""

_FAINTEST = 64
"""Alpha from which a pixel of a transparent animation is drawn: thin letters stay whole, edges blend with the matte."""

OPAQUE = 128 << 24
"""Packed pixels from here on are opaque, those below are transparent."""

_RGB = 0xFFFFFF
_REFINEMENTS = 2
_BLOCK = 512
_MANY = 16_384
"""Colours of which clusters are made."""

_MOST = 1 << 18
"""Colours that are counted apart."""

_GOOD = 0.01
"""The mean squared error, one of 68 dB, below which more colours cost bytes that nobody sees."""


def packed(frame: Pixels) -> NDArray[np.uint32]:
    """The pixels (..., 4) as numbers (...): colour + 2^24 alpha; a view if possible."""
    numbers: NDArray[np.uint32] = np.ascontiguousarray(frame).view(np.dtype("<u4"))[..., 0]
    return numbers


def unpacked(numbers: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The red, green and blue (n, 3) of packed colours (n,)."""
    return np.stack([numbers & 255, numbers >> 8 & 255, numbers >> 16 & 255], axis=-1).astype(np.float32)


def matted(pixels: Pixels, matte: tuple[int, int, int]) -> Pixels:
    """Pixels (..., 4) blended with a colour, and either opaque or, where they hardly showed before, transparent."""
    alpha = pixels[..., 3:].astype(np.uint16)
    blended = (pixels[..., :3] * alpha + np.array(matte, np.uint16) * (255 - alpha) + 127) // 255
    return np.concatenate([blended, np.where(alpha < _FAINTEST, 0, 255)], axis=-1).astype(np.uint8)


class Palette:
    """At most 255 colours and the nearest of them to any colour, by squared distance in RGB.

    The table from every colour to its index is filled as colours occur; its untouched pages cost no memory.

    Args: colors: (n, 3), n <= 255, whole numbers from 0 to 255.
    """

    def __init__(self, colors: NDArray[np.float32]) -> None:
        self.colors = colors
        self._table: Pixels = np.zeros(_RGB + 1, np.uint8)

    def indices(self, numbers: NDArray[np.uint32]) -> Pixels:
        """The index (from 1) of the colour nearest to each packed colour; their alpha is ignored."""
        colors = numbers & _RGB
        found = self._table.take(colors)
        missing = colors[found == 0]
        if missing.size:
            unknown = np.unique(missing) if missing.size > _BLOCK else missing
            self._table[unknown] = _nearest(unpacked(unknown), self.colors)[0] + 1
            found = self._table.take(colors)
        return found

    def table(self) -> Pixels:
        """The colours by index, (n + 1, 3); the transparent entry is black."""
        return np.concatenate([np.zeros((1, 3)), self.colors]).astype(np.uint8)


def choose(sample: Pixels, exact: Sequence[tuple[int, int, int]], many: int = CAPACITY) -> Palette:
    """The palette of an animation: its exact colours, and those that render its sample frames best.

    Clusters of the histogram, cut where they spread most, then k-means steps in which the exact colours stay put.
    Weights are count^(3/4): large areas matter most, but a smooth ramp or the edge of a letter keeps entries.

    Args: sample: uint8 (height, width, 4), or several such frames; pixels with alpha below 128 do not count.
        exact: (r, g, b) colours that stand in the palette unchanged, as many as there is room for.
        many: how many colours stand for more than 255; no more than these all stay.
    """
    return _chosen(*_counted(packed(sample)), exact, many)


class Histogram:
    """The visible colours of an animation, and how often each occurs. Memory does not grow with the frames."""

    def __init__(self) -> None:
        self._found, self._counts = np.empty(0, np.uint32), np.empty(0, np.intp)

    def add(self, numbers: NDArray[np.uint32]) -> None:
        """Count the packed pixels of a frame."""
        found, counts = _counted(numbers)
        every, place = np.unique(np.concatenate([self._found, found]), return_inverse=True)
        sums = np.bincount(place.ravel(), np.concatenate([self._counts, counts]), len(every)).astype(np.intp)
        self._found, self._counts = _joined(every, sums, _MOST)

    def palette(self, exact: Sequence[tuple[int, int, int]]) -> Palette:
        """The palette that renders these frames best, with no more colours than can be seen.

        Args: exact: as in choose.
        """
        return _chosen(self._found, self._counts, exact, CAPACITY, _GOOD)


def _chosen(
    found: NDArray[np.uint32],
    counts: NDArray[np.intp],
    exact: Sequence[tuple[int, int, int]],
    many: int,
    error: float = 0.0,
) -> Palette:
    """The palette for packed colours that occur so often.

    Args: error: the mean squared one that is good enough, so that fewer colours will do.
    """
    found, counts = _joined(found, counts, _MANY)
    palette = Palette(_best(found, counts, list(dict.fromkeys(exact))[:CAPACITY], many, error))
    palette.indices(found)  # most colours of an animation are among them: look them up at once
    return palette


def _best(
    found: NDArray[np.uint32],
    counts: NDArray[np.intp],
    exact: list[tuple[int, int, int]],
    many: int,
    error: float,
) -> NDArray[np.float32]:
    """The colours (n, 3) of the palette."""
    fixed = np.array(exact, np.float32).reshape(-1, 3)
    colors, room = unpacked(found), CAPACITY - len(fixed)
    new = ~np.isin(found, fixed @ np.array([1, 256, 65536]))
    if new.sum() <= room:
        grounds = colors[np.argsort(-counts, kind="stable")[:4]]
        return np.concatenate([fixed, colors[new], _blends(fixed, grounds), _cube()])[:CAPACITY]
    shares = counts / counts.sum()
    weights = np.power(shares, 0.75)
    means = _means(colors[new], weights[new], shares[new], max(0, min(room, many - len(fixed))), error)
    return np.concatenate([fixed, _refine(colors, weights, fixed, means)])


def _joined(
    found: NDArray[np.uint32], counts: NDArray[np.intp], most: int
) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Packed colours and their counts; of very many those that differ least become one, the most frequent of them."""
    dropped = 0  # bits of red, green and blue
    while len(found) > most:
        dropped += 1
        alike = found & np.uint32(0x010101 * (0xFF << dropped & 0xFF))
        order = np.lexsort((-counts, alike))
        firsts = np.flatnonzero(np.diff(alike[order].astype(np.int64), prepend=-1))
        found, counts = found[order][firsts], np.add.reduceat(counts[order], firsts)
    return found, counts


def _counted(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """The visible colours of frames, packed, and how often each occurs; runs are counted, not pixels."""
    flat = numbers.ravel()
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
    lengths = np.diff(np.append(starts, flat.size))
    visible = flat[starts] >= OPAQUE
    found, place = np.unique(flat[starts][visible] & _RGB, return_inverse=True)
    return found, np.bincount(place.ravel(), lengths[visible], len(found)).astype(np.intp)


class _Cluster(NamedTuple):
    """Colours that one mean stands for; of several the least one spreads most.

    Args: unspread: minus their weighted squared distance from it in the channel where that is largest.
        number: in the order of making.  rows: which colours they are.  channel: that one.  mean: red, green, blue.
        error: their part of the mean squared error of the picture, if they all become that mean.
    """

    unspread: float
    number: int
    rows: NDArray[np.intp]
    channel: int
    mean: NDArray[np.float64]
    error: float


def _means(
    colors: NDArray[np.float32], weights: NDArray[np.float64], shares: NDArray[np.float64], room: int, error: float
) -> NDArray[np.float32]:
    """The means of at most `room` clusters of weighted colours: the one that spreads most is cut in two at its mean.

    Args: shares: how much of the picture each colour is.  error: the mean squared one that is good enough.
    """
    numbers = itertools.count()

    def cluster(rows: NDArray[np.intp]) -> _Cluster:
        inside, share = colors[rows], weights[rows]
        # einsum: sums that BLAS splits over threads would depend on how many there are.
        mean = np.einsum("i,ij->j", share, inside) / share.sum()
        spread = np.einsum("i,ij->j", share, np.square(inside - mean))
        missed = np.einsum("i,ij->", shares[rows], np.square(inside - np.rint(mean))) / 3
        return _Cluster(-float(spread.max()), next(numbers), rows, int(spread.argmax()), mean, float(missed))

    found = [cluster(np.arange(len(colors)))] if room else []
    while len(found) < min(room, len(colors)) and sum(each.error for each in found) > error:
        widest = heapq.heappop(found)
        above = colors[widest.rows, widest.channel] > widest.mean[widest.channel]
        for rows in (widest.rows[above], widest.rows[~above]):
            heapq.heappush(found, cluster(rows))
    return np.array([each.mean for each in found], np.float32).reshape(-1, 3)


def _refine(
    colors: NDArray[np.float32],
    weights: NDArray[np.float64],
    fixed: NDArray[np.float32],
    means: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Lloyd's steps on rounded means; a mean that serves no colour moves to the worst served one."""
    for _ in range(_REFINEMENTS):
        every = np.concatenate([fixed, means])
        nearest, errors = _nearest(colors, every)
        mass = np.bincount(nearest, weights, len(every))
        sums = np.stack([np.bincount(nearest, weights * c, len(every)) for c in colors.T], axis=1)
        means = np.rint(sums / np.where(mass > 0, mass, 1)[:, None])[len(fixed) :].astype(np.float32)
        idle = np.flatnonzero(mass[len(fixed) :] == 0)
        means[idle] = colors[np.argsort(-errors * weights, kind="stable")[: len(idle)]]
    return means


def _blends(fixed: NDArray[np.float32], grounds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours for antialiased edges of the exact colours on the commonest grounds."""
    shares = np.array([1 / 2, 1 / 4, 3 / 4], np.float32)[:, None, None, None]
    return np.rint(shares * fixed + (1 - shares) * grounds[:, None]).reshape(-1, 3)


def _cube() -> NDArray[np.float32]:
    """Colours all over the cube, so that one the sample lacks finds some neighbour."""
    return np.indices((6, 6, 6), np.float32).reshape(3, -1).T * 51


def _nearest(colors: NDArray[np.float32], palette: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The nearest palette entry to each colour (n, 3) and its squared distance; the first one wins a tie.

    |c - p|^2 = |c|^2 - 2 c.p + |p|^2; whole numbers below 2^24 throughout, so float32 is exact.
    """
    places, errors = np.empty(len(colors), np.intp), np.empty(len(colors), np.float32)
    squares = (palette * palette).sum(axis=1)
    for start in range(0, len(colors), _BLOCK):
        block = slice(start, start + _BLOCK)
        part = colors[block]
        distances = squares - 2 * (part @ palette.T)
        places[block] = distances.argmin(axis=1)
        errors[block] = distances.min(axis=1) + (part * part).sum(axis=1)
    return places, errors
