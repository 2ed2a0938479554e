"""A height field as one picture: quads in exact painter's order, gently shaded, with smooth edges."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from optviz.arrays import Array, Mask, Pixels, np
from optviz.drawing.camera import RISE
from optviz.drawing.canvas import Canvas
from optviz.drawing.heights import tones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optviz.drawing.camera import Camera
    from optviz.drawing.panel import Panel

FINER = 3
"""The mesh is drawn this many times larger without antialiasing, which would show its seams, and then reduced."""
_RAMP_START = 0.2
"""Where on the theme's ramp the lowest height stands, so that it does not melt into the page."""
_SHADOW = 0.62
"""What the ramp's last colour is multiplied with to become the colour of the deepest shadow."""
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
        area = panel.area
        self.panel, self.field, self.finer = panel, field, finer
        self._left, self._bottom = int(area.left), int(area.bottom)
        self._width, self._height = int(np.ceil(area.right)) - self._left, int(np.ceil(area.top)) - self._bottom
        self._paper = Canvas((finer * self._width, finer * self._height), _ANY_DPI)

    def draw(self, camera: Camera, pixels: Callable[[Array], Array]) -> Mask:
        """Draw the height field as a camera sees it.

        Args: pixels: from picture plane to pixels.
        Returns: where the surface shows, a row for each row of the canvas's pixels from its bottom.
        """
        paper = self._paper
        paper.pixels[:] = 0  # transparent black: a clear canvas is white, which would brighten the edges
        corners = (pixels(camera.project(self._points)) - (self._left, self._bottom)) * self.finer
        colors = self.colors(camera)
        for rows, columns in _parts(camera, len(self.field) - 1):
            paper.quads(corners[_edges(rows)][:, _edges(columns)], colors[rows][:, columns])
        left, bottom, right, top = self._extent(corners)
        picture = _reduced(paper.pixels, self.finer, (left, bottom, right, top))
        self.panel.canvas.picture(picture, self._left + left, self._bottom + bottom)
        covered = np.zeros((self._bottom + self._height, self._left + self._width), dtype=bool)
        covered[self._bottom + bottom : self._bottom + top, self._left + left : self._left + right] = (
            picture[::-1, :, 3] > 0
        )
        return covered

    def colors(self, camera: Camera) -> Array:
        """The colour of each quad, (n-1, n-1, 4): the ramp by height, drawn towards shadow or light in its hue."""
        light = self._light(camera)[..., None]
        color, shadow = self._tones, _SHADOW * tones(self.panel.theme.ramp, np.ones(1))
        shaded = color + np.where(light < 0, -light * _DARKEST * (shadow - color), light * _BRIGHTEST * (1 - color))
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
        return tones(self.panel.theme.ramp, _RAMP_START + (1 - _RAMP_START) * share)

    @cached_property
    def _normals(self) -> Array:
        """The unit normal of each quad, upward, (n-1, n-1, 3)."""
        field, step = self.field, 2 / (len(self.field) - 1)
        along_x = ((field[1:, 1:] - field[1:, :-1]) + (field[:-1, 1:] - field[:-1, :-1])) / (2 * step)
        along_y = ((field[1:, 1:] - field[:-1, 1:]) + (field[1:, :-1] - field[:-1, :-1])) / (2 * step)
        normals = np.stack([-along_x, -along_y, np.ones_like(along_x)], axis=-1)
        return np.asarray(normals / np.linalg.norm(normals, axis=-1, keepdims=True))

    def _extent(self, corners: Array) -> tuple[int, int, int, int]:
        """The pixels of the panel that the mesh may touch: left, bottom, right, top."""
        flat = corners.reshape(-1, 2) / self.finer
        flat = flat[np.isfinite(flat[:, 0])] if np.isfinite(flat).any() else np.zeros((1, 2))
        (left, bottom), (right, top) = flat.min(axis=0) - 1, flat.max(axis=0) + 2
        across = min(max(int(left), 0), self._width - 1), max(min(int(right), self._width), 1)
        upward = min(max(int(bottom), 0), self._height - 1), max(min(int(top), self._height), 1)
        return across[0], upward[0], across[1], upward[1]


_ANY_DPI = 72
"""Of a canvas on which nothing is measured in points."""


def _parts(camera: Camera, quads: int) -> Iterator[tuple[slice, slice]]:
    """The quads in parts that may be painted one after another, each as slices that run from far to near.

    Over the ground a line of sight only leads away from the eye: in x, in y, or in neither if it stays in the row or
    in the column under the eye, whose quads are hidden only by others of theirs and therefore come last.
    """
    across, down = ((place + 1) / 2 * quads for place in camera.ground())
    for rows in _runs(down, quads):
        for columns in _runs(across, quads):
            yield rows, columns


def _runs(place: float, quads: int) -> Iterator[slice]:
    """Indices below a place upward, those above it downward, and last the one at the place, if there is one."""
    at = int(np.clip(math.floor(place), -1, quads))
    if at > 0:
        yield slice(0, at, 1)
    if at < quads - 1:
        yield slice(quads - 1, at if at >= 0 else None, -1)
    if 0 <= at < quads:
        yield slice(at, at + 1, 1)


def _edges(run: slice) -> slice:
    """The vertices of a run of quads, in its order."""
    if run.step > 0:
        return slice(run.start, run.stop + 1, 1)
    return slice(run.start + 1, run.stop, -1)


def _reduced(pixels: Pixels, finer: int, part: tuple[int, int, int, int]) -> Pixels:
    """A part of the mesh at its final size, (height, width, 4).

    Args: part: left, bottom, right, top in final pixels.
    """
    from PIL import Image

    height, width = pixels.shape[:2]
    left, bottom, right, top = (finer * side for side in part)
    bare = Image.frombuffer("CMYK", (width, height), pixels, "raw", "CMYK", 0, 1)  # four channels of no meaning
    small = np.array(bare.reduce(finer, (left, height - top, right, height - bottom)))
    # Without antialiasing every pixel is opaque or empty, so the means of the channels are premultiplied colours.
    alpha = np.ascontiguousarray(small[..., 3])
    rows, columns = np.nonzero(alpha - np.uint8(1) < _OPAQUE - 1)  # neither empty, which wraps round, nor opaque
    shares = alpha[rows, columns, None] / _OPAQUE
    small[rows, columns, :3] = np.minimum(np.rint(small[rows, columns, :3] / shares), _OPAQUE)
    return small


_OPAQUE = 255
