"""A height field as one picture: quads in exact painter's order, gently shaded, with smooth edges."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import Array, Mask, Pixels, np
from optviz.drawing.camera import RISE
from optviz.drawing.canvas import Canvas
from optviz.drawing.heights import tones
from optviz.geometry import Box, boxes, moved, turned, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optviz.drawing.camera import Camera
    from optviz.drawing.panel import Panel
    from optviz.drawing.theme import Theme

FINER = 3
"""How many times larger the mesh is drawn before it is reduced; antialiasing each quad would leave seams."""
_SHADOW = 0.62
"""What the theme's shade is multiplied with to become the colour of the deepest shadow."""
_OWN_SHADOW = 0.3
"""What a colour is multiplied with to become its own shadow; light brings it half the way to white at most."""
_DARKEST, _BRIGHTEST = 0.34, 0.3
"""How far a quad that faces away from the light goes towards shadow, and one that faces it towards white."""
_NEUTRAL = 0.62
"""The cosine between a quad and the light at which it has the ramp's own colour."""


class Mesh:
    """One height field in one panel, to be drawn for many cameras.

    Args: field: (n, n) heights in the camera's box, a row for each y.
        finer: how many times larger it is drawn, without antialiasing, before it is reduced.
    """

    def __init__(self, panel: Panel, field: Array, finer: int = FINER) -> None:
        self.panel, self.field, self.finer = panel, field, finer
        self._box = panel.area.box(panel.canvas.size) or whole(panel.canvas.size)
        self._size = self._box.right - self._box.left, self._box.bottom - self._box.top
        self._paper = Canvas((finer * self._size[0], finer * self._size[1]), _ANY_DPI)

    def draw(self, camera: Camera, pixels: Callable[[Array], Array]) -> Mask:
        """Draw the height field as a camera sees it.

        Args: pixels: from picture plane to pixels.
        Returns: the pixels of the canvas where the surface shows, (height, width), rows from the top.
        """
        paper, canvas = self._paper, self.panel.canvas
        paper.pixels[:] = 0  # transparent black: a clear canvas is white, which would brighten the edges
        corner = self._box.left, turned(self._box.bottom, canvas.size[1])
        corners = (pixels(camera.project(self._points)) - corner) * self.finer
        colors = self.colors(camera)
        for rows, columns in _parts(camera, len(self.field) - 1):
            paper.quads(corners[_edges(rows)][:, _edges(columns)], colors[rows][:, columns])
        covered = np.zeros(canvas.size[::-1], dtype=bool)
        if part := self._touched(corners):
            picture, place = _reduced(paper.pixels, self.finer, part), moved(part, self._box)
            canvas.picture(picture, place.left, turned(place.bottom, canvas.size[1]))
            covered[place.rows_columns] = picture[..., 3] > 0
        return covered

    def colors(self, camera: Camera) -> Array:
        """The colour of each quad, (n-1, n-1, 4): the ramp's by its height, mixed with a shadow or with light."""
        theme, color = self.panel.theme, self._tones
        light = theme.shading * self._light(camera)[..., None]
        shadow, lit = _OWN_SHADOW * color, (1 + color) / 2
        if theme.shade:
            shadow, lit = _SHADOW * tones((theme.shade,), np.zeros(1)), np.ones(1)
        shaded = color + np.where(light < 0, -light * _DARKEST * (shadow - color), light * _BRIGHTEST * (lit - color))
        return np.concatenate([shaded, self._known[..., None]], axis=-1)

    def _light(self, camera: Camera) -> Array:
        """How each quad faces a light over the viewer's left shoulder: 1 towards it, 0 as a wall, -1 away from it."""
        light = -0.75 * camera.right + 0.45 * camera.up + 0.5 * camera.toward_eye
        facing = np.nan_to_num(self._normals @ (light / np.linalg.norm(light)))
        return np.asarray(np.clip((facing - _NEUTRAL) / (1 - _NEUTRAL), -1, 1))

    @cached_property
    def _points(self) -> Array:
        """The corners of all quads in the box, (n, n, 3)."""
        ticks = np.linspace(-1, 1, len(self.field))
        x, y = np.meshgrid(ticks, ticks)
        return np.stack([x, y, self.field], axis=-1)

    @cached_property
    def _middles(self) -> Array:
        """The height of each quad's middle, (n-1, n-1)."""
        field = self.field
        return np.asarray((field[1:, 1:] + field[1:, :-1] + field[:-1, 1:] + field[:-1, :-1]) / 4)

    @cached_property
    def _known(self) -> Mask:
        """Which quads have heights at all corners, (n-1, n-1)."""
        return np.isfinite(self._middles)

    @cached_property
    def _tones(self) -> Array:
        """The ramp's colour of each quad, (n-1, n-1, 3)."""
        share = np.nan_to_num((self._middles / RISE + 1) / 2)
        return landscape_tones(self.panel.theme, share)

    @cached_property
    def _normals(self) -> Array:
        """The unit normal of each quad, upward, (n-1, n-1, 3)."""
        field, step = self.field, 2 / (len(self.field) - 1)
        along_x = ((field[1:, 1:] - field[1:, :-1]) + (field[:-1, 1:] - field[:-1, :-1])) / (2 * step)
        along_y = ((field[1:, 1:] - field[:-1, 1:]) + (field[1:, :-1] - field[:-1, :-1])) / (2 * step)
        normals = np.stack([-along_x, -along_y, np.ones_like(along_x)], axis=-1)
        return np.asarray(normals / np.linalg.norm(normals, axis=-1, keepdims=True))

    def _touched(self, corners: Array) -> Box | None:
        """The pixels of the reduced picture that the mesh may touch, those beside its corners among them."""
        flat = corners.reshape(-1, 2) / self.finer
        flat = flat[np.isfinite(flat[:, 0])]
        if not len(flat):
            return None
        return boxes(flat.min(axis=0)[None] - 1, flat.max(axis=0)[None] + 1, self._size)[0]


def landscape_tones(theme: Theme, heights: Array) -> Array:
    """A landscape's colours at heights between 0 and 1, without light and shadow, (..., 3) in [0, 1]."""
    return tones(theme.ramp, theme.lowest + (1 - theme.lowest) * heights)


_ANY_DPI = 72
"""Of a canvas on which nothing is measured in points."""


def _parts(camera: Camera, quads: int) -> Iterator[tuple[slice, slice]]:
    """The quads in parts that may be painted one after another, each as slices that run from far to near.

    No depth is compared: this order is the painter's for any height field. A quad hides another only where a line of
    sight passes over it first. Seen from above, a line of sight leads straight away from the point (c, r) under the
    eye: along it, x - c and y - r keep their signs, and |x - c| and |y - r| never fall. So what is passed over first is
    nearer to c in columns and to r in rows, or as near. Painting rows from far to near, and in each row the columns
    from far to near, therefore paints what is hidden before what hides it. The row and the column that hold the eye
    are passed over before all others, so they are painted last.
    """
    column, row = ((place + 1) / 2 * quads for place in camera.ground())
    for rows in _toward(row, quads):
        for columns in _toward(column, quads):
            yield rows, columns


def _toward(place: float, quads: int) -> Iterator[slice]:
    """The indices below a place upward, those above it downward, and last the one at the place, if there is one."""
    at = int(np.clip(math.floor(place), -1, quads))
    if at > 0:
        yield slice(0, at, 1)
    if at < quads - 1:
        yield slice(quads - 1, at if at >= 0 else None, -1)
    if 0 <= at < quads:
        yield slice(at, at + 1, 1)


def _edges(quads: slice) -> slice:
    """The vertices of quads that follow one another, in their order."""
    if quads.step > 0:
        return slice(quads.start, quads.stop + 1, 1)
    return slice(quads.start + 1, quads.stop, -1)


def _reduced(pixels: Pixels, finer: int, part: Box) -> Pixels:
    """A part of the mesh at its final size, (height, width, 4).  Args: part: in pixels of the final size."""
    from PIL import Image

    height, width = pixels.shape[:2]
    left, top, right, bottom = (finer * side for side in part)
    bare = Image.frombuffer("CMYK", (width, height), pixels, "raw", "CMYK", 0, 1)  # four channels of no meaning
    small = np.array(bare.reduce(finer, (left, top, right, bottom)))
    # Without antialiasing every pixel is opaque or empty, so the means of the channels are premultiplied colours.
    alpha = np.ascontiguousarray(small[..., 3])
    rows, columns = np.nonzero(alpha - np.uint8(1) < _OPAQUE - 1)  # neither empty, which wraps round, nor opaque
    shares = alpha[rows, columns, None] / _OPAQUE
    small[rows, columns, :3] = np.minimum(np.rint(small[rows, columns, :3] / shares), _OPAQUE)
    return small


_OPAQUE = 255
