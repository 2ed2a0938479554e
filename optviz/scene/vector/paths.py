"""Lines and areas as an SVG's path data: whole numbers, each relative to the one before, and no point too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, Rows, np
from optviz.drawing.simplified import needed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from optviz.drawing.canvas import Outline
    from optviz.scene.vector.sheet import Places, Sheet

    Codes = NDArray[np.uint8]

_MOVE, _LINE, _CURVE_3, _CURVE_4, _CLOSE = 1, 2, 3, 4, 79
"""matplotlib's codes of vertices."""
_CURVES: Final = {_CURVE_3: ("Q", 2), _CURVE_4: ("C", 3)}
"""The letter of each kind of curve, and how many vertices it takes."""


def path_data(outline: Outline, sheet: Sheet, tolerance: float) -> str:
    """The path data of an outline; empty where it has no length.

    Args: tolerance: pixels of the layout by which it may miss its place.
    """
    vertices, codes = outline.vertices, outline.codes
    if codes is None:
        known = np.asarray(np.isfinite(vertices).all(axis=1))
        parts = np.split(vertices, np.flatnonzero(known[1:] != known[:-1]) + 1)
        return "".join(_line(part, sheet, tolerance) for part in parts if np.isfinite(part).all())
    starts = np.flatnonzero(codes == _MOVE).tolist()
    return "".join(
        _contour(vertices[first:stop], codes[first:stop], sheet, tolerance)
        for first, stop in zip(starts, [*starts[1:], len(codes)], strict=True)
    )


def _line(points: Array, sheet: Sheet, tolerance: float, *, closed: bool = False) -> str:
    places = sheet.places(points[needed(points, tolerance * sheet.scale)])
    return polyline(places, closed=closed) if (places != places[0]).any() else ""


def _contour(vertices: Array, codes: Codes, sheet: Sheet, tolerance: float) -> str:
    closed = bool(codes[-1] == _CLOSE)
    if not np.isin(codes, list(_CURVES)).any():
        ring = np.concatenate([vertices[:-1], vertices[:1]]) if closed else vertices
        return _line(ring, sheet, tolerance, closed=closed)
    places, row = sheet.places(vertices), 1
    words = ["M" + _numbers(places[0].tolist())]
    while row < len(codes) - closed:
        letter, size = _CURVES.get(int(codes[row]), ("L", 1))
        words.append(letter + _numbers(places[row : row + size].ravel().tolist()))
        row += size
    return "".join(words) + "z" * closed


def polyline(places: Places, *, closed: bool = False) -> str:
    """The path data of whole-numbered places (M, 2): relative from the second on, without those that do not move."""
    steps = np.diff(places, axis=0)
    steps = steps[(steps != 0).any(axis=1)][: -1 if closed else None]
    return f"M{_numbers(places[0].tolist())}l{_numbers(steps.ravel().tolist()) or '0 0'}" + "z" * closed


def _numbers(numbers: Iterable[int]) -> str:
    """Whole numbers, with spaces only where no sign tells two of them apart."""
    return "".join(f"{each}" if each < 0 or not place else f" {each}" for place, each in enumerate(numbers))


def paced(points: Array, lengths: Array, tolerance: float) -> Rows:
    """The rows of a path (M, 2) that suffice to draw it as it grows.

    As `needed`, but each point that is left out is near the place where somebody would be who goes straight, and is as
    far on: so it is never far from where it would be, at no time.

    Args: lengths: (M,), how far along the path each point is.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first == 1:
            continue
        span = float(lengths[last] - lengths[first])
        share = (lengths[first + 1 : last] - lengths[first]) / (span or 1.0)
        away = points[first + 1 : last] - points[first] - share[:, None] * (points[last] - points[first])
        distances = np.hypot(*away.T)
        worst = int(distances.argmax())
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)
