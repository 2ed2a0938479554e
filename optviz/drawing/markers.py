"""The outlines of markers."""

from __future__ import annotations

from functools import cache

from optviz.arrays import np
from optviz.drawing import settings
from optviz.drawing.outlines import Outline
from optviz.drawing.shapes import parallel


@cache
def marker_shape(letter: str, size: float, further: float = 0.0) -> Outline:
    """A marker's outline in pixels round the origin.

    Args: letter: matplotlib's name of the marker.  size: pixels across; the area it covers looks like a circle's.
        further: pixels by which it runs further out, or further in where that is negative.
    """
    if further:
        return parallel(marker_shape(letter, size), further)
    settings.load()
    from matplotlib.markers import MarkerStyle
    from matplotlib.transforms import Affine2D

    style = MarkerStyle(letter, "full")
    scaled = style.get_transform() + Affine2D().scale(size * _OPTICAL.get(letter, 1.0))
    path = scaled.transform_path(style.get_path())
    return Outline(np.asarray(path.vertices), None if path.codes is None else np.asarray(path.codes, dtype=np.uint8))


_OPTICAL = {"s": 0.86, "D": 0.8, "^": 1.06, "v": 1.06, "<": 1.06, ">": 1.06, "P": 1.1, "X": 1.1, "*": 1.3, "p": 1.08}
"""Factors that make markers of different shapes look equally large."""
