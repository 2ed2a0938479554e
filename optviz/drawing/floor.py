"""The floor of a landscape: a hairline grid with tick labels, and a height scale at its rightmost corner."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, Mask, np
from optviz.drawing import axes
from optviz.drawing.camera import RISE
from optviz.geometry import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.drawing.camera import Camera
    from optviz.drawing.heights import Heights
    from optviz.drawing.panel import Panel

_MARGIN_SIDE, _MARGIN_BOTTOM, _MARGIN_TOP = 20, 14, 2
"""Points kept free round the landscape for tick labels."""
_LABEL_GAP = 9
"""Points from an edge of the floor to its tick labels."""
_CLEAR = 4
"""Pixels of the layout round a label's place on which the surface may not show."""
_SIDEWAYS = 0.4
"""Directions that are more horizontal than this have a label beside its place, others above or below it."""
_INWARD = 0.9
"""By this factor a point moves towards the middle; its label stands on the other side."""


class Floor:
    """The floor of a landscape.

    Args: fit: the picture plane's place in the panel.  depth: how far below the box's middle it lies.
        scale: from values to heights, for the labels of the height scale; None where there are no values.
    """

    def __init__(self, panel: Panel, fit: Fit, depth: float, scale: Heights | None) -> None:
        self.panel, self.fit, self.depth = panel, fit, depth
        self._heights = [axes.short(value) for value in scale.values(np.array([0.5, 1.0])).tolist()] if scale else []

    def draw_lines(self, camera: Camera) -> None:
        """Draw the grid and the line of the height scale, if there are heights, before the surface."""
        lines = [scale_ends(camera, self.depth)] if self._heights else []
        for axis, limits in enumerate((self.panel.bounds.x, self.panel.bounds.y)):
            shares = _shares(self._places(camera, axis), limits)
            lines += [self._across(axis, share) for share in (-1.0, *shares, 1.0)]
        self.panel.canvas.lines(
            [*self._pixels(np.stack(lines), camera)], self.panel.theme.grid, 0.6, area=self.panel.area
        )

    def draw_labels(self, camera: Camera, covered: Mask) -> None:
        """Draw the labels along the nearest edges and beside the height scale, after the surface.

        Args: covered: the pixels of the canvas where the surface shows, rows from the top: no label stands on them.
        """
        for places, inward, labels in self._labels(camera):
            self._write(places, inward, labels, camera, covered)

    def _labels(self, camera: Camera) -> Iterator[tuple[Array, Array, list[str]]]:
        """Box points (K, 3), points a little further inward, and their labels."""
        for axis, limits in enumerate((self.panel.bounds.x, self.panel.bounds.y)):
            places = self._places(camera, axis)
            edge = np.full((len(places), 3), -self.depth)
            edge[:, axis], edge[:, 1 - axis] = _shares(places, limits), _near(camera)[1 - axis]
            yield edge, edge * np.where(np.arange(3) == 1 - axis, _INWARD, 1.0), axes.tick_labels(places)
        if not self._heights:
            return
        low, high = scale_ends(camera, self.depth)
        box = np.stack([(low * (1, 1, 0)), high])  # the middle and the top of the heights' box
        yield box, box * (_INWARD, _INWARD, 1.0), self._heights

    def _places(self, camera: Camera, axis: int) -> list[float]:
        """Round places along an axis, as many as its nearest edge has room for."""
        limits = (self.panel.bounds.x, self.panel.bounds.y)[axis]
        edge = self._pixels(self._across(1 - axis, _near(camera)[1 - axis]), camera)
        return axes.ticks(limits, 1.3 * float(np.hypot(*(edge[1] - edge[0]))) / (self.panel.point * camera.zoom))

    def _across(self, axis: int, share: float) -> Array:
        """The ends of the line across the floor at a place of one axis, (2, 3)."""
        ends = np.full((2, 3), -self.depth)
        ends[:, axis], ends[:, 1 - axis] = share, (-1.0, 1.0)
        return ends

    def _pixels(self, points: Array, camera: Camera) -> Array:
        return self.fit.pixels(camera.project(points))

    def _write(self, places: Array, inward: Array, labels: list[str], camera: Camera, covered: Mask) -> None:
        """Write labels beside the box points that are in view, on the far side of the points inward of them."""
        panel = self.panel
        outer, inner = self._pixels(places, camera), self._pixels(inward, camera)
        outward = outer - inner
        outward = outward / np.maximum(np.hypot(*outward.T), 1e-9)[:, None]
        targets = panel.area.nearest(outer + _LABEL_GAP * panel.point * outward)
        seen = panel.area.contains(outer)
        for (x, y), across, label in zip(
            targets[seen].tolist(), outward[seen, 0].tolist(), itertools.compress(labels, seen), strict=True
        ):
            if not self._is_covered(covered, x, y):
                panel.canvas.text(label, x, y, axes.TICK_SIZE, panel.theme.secondary, align=_side(across))

    def _is_covered(self, covered: Mask, x: float, y: float) -> bool:
        """Whether the surface shows near a place."""
        canvas = self.panel.canvas
        box = near(x, y, _CLEAR * canvas.scale, canvas.size)
        return box is not None and bool(covered[box.rows_columns].any())


def scale_ends(camera: Camera, depth: float) -> Array:
    """The lower and the upper end of the height scale: it stands on the rightmost corner of the floor, (2, 3)."""
    corners = floor_corners(depth)
    low = corners[np.argmax(camera.project(corners)[:, 0])]
    return np.stack([low, [low[0], low[1], RISE]])


def floor_corners(depth: float) -> Array:
    """The corners of the floor, (4, 3)."""
    return np.array([[x, y, -depth] for x, y in itertools.product((-1.0, 1.0), repeat=2)])


@dataclass(frozen=True, eq=False)
class Fit:
    """Where the picture plane stands in a panel: one scale and one offset for every pose of the camera."""

    scale: float
    offset: Array

    @classmethod
    def of(cls, cameras: list[Camera], field: Array, depth: float, panel: Panel) -> Fit:
        """The largest scale at which every camera's picture, not zoomed, stands in the panel."""
        point = panel.point
        area = panel.area.shrunk(
            _MARGIN_SIDE * point, _MARGIN_BOTTOM * point, _MARGIN_SIDE * point, _MARGIN_TOP * point
        )
        outline = np.vstack([_outline(field), floor_corners(depth)])
        views = [replace(camera, zoom=1.0) for camera in cameras]
        flat = np.concatenate([view.project(np.vstack([outline, scale_ends(view, depth)])) for view in views])
        low, high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)
        scale = min(area.width / (high[0] - low[0]), area.height / (high[1] - low[1]))
        middle = np.array([area.left + area.width / 2, area.bottom + area.height / 2])
        return cls(scale, middle - scale * (low + high) / 2)

    def pixels(self, plane: Array) -> Array:
        """Points of the picture plane as pixels."""
        return self.offset + self.scale * plane


def _outline(field: Array) -> Array:
    """Box points that span the surface: every third of the field, and its rim, (K, 3)."""
    ticks = np.linspace(-1, 1, len(field))
    x, y = np.meshgrid(ticks, ticks)
    surface = np.stack([x, y, field], axis=-1)
    parts = surface[::3, ::3], surface[[0, -1]], surface[:, [0, -1]]
    return np.concatenate([part.reshape(-1, 3) for part in parts])


def _near(camera: Camera) -> Array:
    """On which side of x and of y the camera stands, 1 or -1 each."""
    return np.where(camera.toward_eye[:2] >= 0, 1.0, -1.0)


def _shares(places: list[float], limits: tuple[float, float]) -> list[float]:
    """Places along an axis in the box, -1 to 1."""
    return [2 * (place - limits[0]) / (limits[1] - limits[0]) - 1 for place in places]


def _side(across: float) -> Literal["left", "center", "right"]:
    """How a label is aligned that stands in a direction from its place: it begins or ends there, or is centred."""
    if abs(across) < _SIDEWAYS:
        return "center"
    return "left" if across > 0 else "right"
