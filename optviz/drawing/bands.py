"""Level bands of a surface seen from above, with the lines between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from optviz.arrays import Array, Mask, np
from optviz.drawing import heights
from optviz.drawing.outlines import Outline

if TYPE_CHECKING:
    from contourpy import ContourGenerator

    from optviz.drawing.panel import Panel
    from optviz.geometry import Area

_BELOW: Final = -1.0
"""A height that is lower than all others."""
_MOVE: Final = 1
"""What begins an outline, among the codes of its points."""
_ROUNDING: Final = 1e-6
"""Pixels: points that are nearer to an edge lie on it."""
_WIDTH: Final = 0.6
"""Points: of the lines."""


def draw_bands(panel: Panel, area: Area, height: Array, tones: Array, *, lines: bool, rough: float = 1.0) -> None:
    """Paint each level over all that is lower, so that antialiased edges leave no seams.

    Args: height: in [0, 1] on a grid over the area, (n, n), a row for each y; not a number where there is none.
        tones: the colours of the levels, the lowest first, (levels, 3).  lines: whether lines stand between them.
        rough: the height above which every other point of the grid is enough.
    """
    edges: list[float] = np.linspace(0, 1, len(tones) + 1)[1:-1].tolist()
    fine = _generator(area, height)
    coarse = _generator(area, height, every=2) if rough < 1 else fine
    found = [(coarse if level > rough else fine, level) for level in edges]
    painted = [_above(fine, _BELOW), *(_above(*each) for each in found)]
    for outline, color in zip(painted, tones, strict=True):
        if outline:
            panel.canvas.fill(outline, heights.code(color), area=area)
    if not lines:
        return
    if np.isfinite(height).all():  # the lines are the edges of what is painted
        pieces = [_within(outline, area) for outline in painted[1:] if outline]
    else:
        pieces = [np.asarray(line) for generator, level in found for line in generator.lines(level)]
    panel.canvas.lines(pieces, panel.theme.page, _WIDTH, area=area, opacity=panel.theme.contour_opacity)


def _generator(area: Area, height: Array, every: int = 1) -> ContourGenerator:
    """What finds the levels of the heights, in pixels, with every so many of the rows and columns and the last ones."""
    from contourpy import FillType, LineType, contour_generator

    count = len(height)
    x, y = np.linspace(area.left, area.right, count), np.linspace(area.bottom, area.top, count)
    if every > 1:
        kept = np.unique([*range(0, count, every), count - 1])
        x, y, height = x[kept], y[kept], height[np.ix_(kept, kept)]
    known = height if np.isfinite(height).all() else np.ma.masked_invalid(height)
    return contour_generator(x, y, known, fill_type=FillType.OuterCode, line_type=LineType.Separate)


def _above(generator: ContourGenerator, level: float) -> Outline | None:
    """The outline of all that lies above a level, if anything does."""
    points, codes = cast("tuple[list[Array], list[Array]]", generator.filled(level, np.inf))
    return Outline(np.concatenate(points), np.concatenate(codes)) if points else None


def _within(outline: Outline, area: Area) -> Array:
    """The edges of an outline (M, 2) that do not run along those of an area; rows that are no numbers part them."""
    points, codes = outline.vertices, np.asarray(outline.codes)
    along: Mask = np.zeros(len(points) - 1, dtype=bool)
    for axis, sides in enumerate(((area.left, area.right), (area.bottom, area.top))):
        for side in sides:
            there = abs(points[:, axis] - side) < _ROUNDING
            along |= there[:-1] & there[1:]
    return np.insert(points, 1 + np.flatnonzero(along | (codes[1:] == _MOVE)), np.nan, axis=0)
