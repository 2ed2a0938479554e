"""A height field as one picture: quads in exact painter's order, gently shaded, with smooth edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optviz.arrays import Array, Mask, Pixels, np
from optviz.views.camera import RISE
from optviz.views.heights import tones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.image import FigureImage

    from optviz.views.base import Panel
    from optviz.views.camera import Camera

FINER = 3
"""The mesh is drawn this many times larger without antialiasing, which would show its seams, and then reduced."""
_RAMP_START = 0.2
"""Where on the theme's ramp the lowest height stands, so that it does not melt into the page."""
_SHADE = 0.24
"""The range of brightness that light and shadow span."""


def mesh_picture(
    panel: Panel, field: Array, camera: Camera, pixels: Callable[[Array], Array], finer: int = FINER
) -> Mask:
    """Add the picture of a height field to a panel.

    Args: field: (n, n) heights in the camera's box, a row for each y.  pixels: from picture plane to pixels.
        finer: how many times larger the mesh is drawn, without antialiasing, before it is reduced.
    Returns: where the surface shows, a row for each row of the figure's pixels from its bottom.
    """
    from matplotlib.backends.backend_agg import RendererAgg

    area = panel.area
    left, bottom = int(area.left), int(area.bottom)
    width, height = int(np.ceil(area.right)) - left, int(np.ceil(area.top)) - bottom
    renderer = RendererAgg(finer * width, finer * height, 72)
    np.asarray(renderer.buffer_rgba())[:] = 0  # a new canvas is transparent white, which would brighten the edges
    corners = (pixels(camera.project(_points(field))) - (left, bottom)) * finer
    colors = _colors(panel, field, camera)
    for rows, columns in _parts(camera, len(field) - 1):
        _draw_part(renderer, corners[_edges(rows)][:, _edges(columns)], colors[rows][:, columns])
    picture = _reduced(renderer, finer)
    panel.figure.add_artist(_placed(picture, panel, left, bottom))
    covered = np.zeros((bottom + height, left + width), dtype=bool)
    covered[bottom:, left:] = picture[::-1, :, 3] > 0
    return covered


def _points(field: Array) -> Array:
    ticks = np.linspace(-1, 1, len(field))
    x, y = np.meshgrid(ticks, ticks)
    return np.stack([x, y, field], axis=-1)


def _colors(panel: Panel, field: Array, camera: Camera) -> Array:
    """The colour of each quad, (n-1, n-1, 4): the ramp by height, brighter where it faces the light."""
    height = (field[1:, 1:] + field[1:, :-1] + field[:-1, 1:] + field[:-1, :-1]) / 4
    share = np.nan_to_num((height / RISE + 1) / 2)
    shaded = tones(panel.theme.ramp, _RAMP_START + (1 - _RAMP_START) * share) * _light(field, camera)[..., None]
    return np.concatenate([np.clip(shaded, 0, 1), np.isfinite(height)[..., None]], axis=-1)


def _light(field: Array, camera: Camera) -> Array:
    """The brightness of each quad, about 1, under a light that comes over the viewer's left shoulder."""
    step = 2 / (len(field) - 1)
    along_x = ((field[1:, 1:] - field[1:, :-1]) + (field[:-1, 1:] - field[:-1, :-1])) / (2 * step)
    along_y = ((field[1:, 1:] - field[:-1, 1:]) + (field[1:, :-1] - field[:-1, :-1])) / (2 * step)
    normal = np.stack([-along_x, -along_y, np.ones_like(along_x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = -0.75 * camera.right + 0.45 * camera.up + 0.5 * camera.toward_eye
    facing = np.nan_to_num(normal @ (light / np.linalg.norm(light)))
    return np.asarray(1 + _SHADE * (facing - 0.6))


def _parts(camera: Camera, quads: int) -> Iterator[tuple[slice, slice]]:
    """The quads in up to four parts, split under the eye, each as slices that run from far to near."""
    across, down = (int(np.clip(round((place + 1) / 2 * quads), 0, quads)) for place in camera.ground())
    for rows in _runs(down, quads):
        for columns in _runs(across, quads):
            yield rows, columns


def _runs(split: int, quads: int) -> Iterator[slice]:
    """Indices below the split upward and those above it downward: both end nearest to the split."""
    if split > 0:
        yield slice(0, split, 1)
    if split < quads:
        yield slice(quads - 1, split - 1 if split else None, -1)


def _edges(run: slice) -> slice:
    """The vertices of a run of quads, in its order."""
    if run.step > 0:
        return slice(run.start, run.stop + 1, 1)
    return slice(run.start + 1, run.stop, -1)


def _draw_part(renderer: RendererAgg, corners: Array, colors: Array) -> None:
    from matplotlib.transforms import IdentityTransform

    rows, columns = colors.shape[:2]
    gc = renderer.new_gc()
    gc.set_linewidth(0)
    still, origin, faces, no_edges = IdentityTransform(), np.zeros((1, 2)), colors.reshape(-1, 4), np.empty((0, 4))
    mesh = np.ma.masked_invalid(corners)
    draw: Callable[..., None] = renderer.draw_quad_mesh  # its annotations do not know that colours may be arrays
    draw(gc, still, columns, rows, mesh, origin, still, faces, False, no_edges)


def _reduced(renderer: RendererAgg, finer: int) -> Pixels:
    """The mesh at its final size, (height, width, 4)."""
    from PIL import Image

    # Without antialiasing every pixel is opaque or empty, so the buffer may be read as premultiplied.
    full = Image.fromarray(np.asarray(renderer.buffer_rgba()), "RGBA")
    small = Image.frombytes("RGBa", full.size, full.tobytes()).reduce(finer).convert("RGBA")
    return np.asarray(small)


def _placed(picture: Pixels, panel: Panel, left: int, bottom: int) -> FigureImage:
    """A picture at its own pixels of the figure, which matplotlib's images would resample first."""
    from matplotlib.image import FigureImage

    class Placed(FigureImage):
        def make_image(self, renderer: Any, magnification: float = 1.0, unsampled: bool = False) -> Any:
            del renderer, magnification, unsampled
            return picture[::-1], left, bottom, None

    placed = Placed(panel.figure, zorder=2)
    placed.set_data(picture)
    return placed
