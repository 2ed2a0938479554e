from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.proj3d import proj_transform

from optviz.drawing.camera import RISE, Camera
from optviz.drawing.canvas import Canvas
from optviz.drawing.heights import tones
from optviz.drawing.mesh import FINER, Mesh
from optviz.drawing.panel import Panel
from optviz.drawing.style import Style
from optviz.drawing.theme import LIGHT, THEMES
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array, Mask, Rows
    from optviz.drawing.theme import Theme

AZIMUTHS = (-90.0, -60.0, 0.0, 0.5, 45.0, 90.0, 180.0, 300.0)
SUMS = ("egg_crate", "styblinski_tang")
"""Bumpy surfaces f(x) + g(y), of which each quad is plane, so that two triangles are the same."""
SIDE = 240
"""Pixels of a picture on each side."""
SHEET = 0.25
"""Neighbouring pixels whose depths differ by less lie on one sheet of the surface, far from where it hides itself."""


def pixels(plane: Array) -> Array:
    return SIDE / 2 + 0.3 * SIDE * plane


def drawn(field: Array, camera: Camera, panel: Panel, finer: int = 1) -> tuple[Array, Mask]:
    """The picture of a field on a page, and where it covers the page, rows from the top."""
    panel.canvas.clear("#FF00FF")
    covered = Mesh(panel, field, finer).draw(camera, pixels)
    return panel.canvas.pixels[..., :3].astype(int), covered


@pytest.fixture
def square(panel: Callable[..., Panel]) -> Panel:
    some = panel()
    theme, area = THEMES["light"], Area(0, 0, SIDE, SIDE)
    return Panel(Canvas((SIDE, SIDE), 72), area, theme, some.surface, some.bounds, some.trajectories)


def z_buffer(field: Array, camera: Camera) -> tuple[Rows, Array]:
    """The number of the quad that is nearest to the eye in each pixel, -1 where there is none, and its nearness."""
    x, y = np.meshgrid(*[np.linspace(-1, 1, len(field))] * 2)
    points = np.stack([x, y, field], axis=-1)
    places = pixels(camera.project(points)) - 0.5  # so that the middles of pixels are whole numbers
    depth = points @ camera.toward_eye if camera.eye is None else -np.linalg.norm(points - camera.eye, axis=-1)
    shown, near = np.full((SIDE, SIDE), -1), np.full((SIDE, SIDE), -np.inf)
    for number, (row, column) in enumerate(np.ndindex(len(field) - 1, len(field) - 1)):
        for halves in (((0, 0), (0, 1), (1, 1)), ((0, 0), (1, 1), (1, 0))):
            corners = [(row + down, column + right) for down, right in halves]
            window, inside, height = triangle(*(places[at] for at in corners), *(float(depth[at]) for at in corners))
            better = inside & (height > near[window])
            near[window][better], shown[window][better] = height[better], number
    return shown[::-1], near[::-1]


def triangle(
    a: Array, b: Array, c: Array, at_a: float, at_b: float, at_c: float
) -> tuple[tuple[slice, slice], Mask, Array]:
    """The rows and columns of a triangle's pixels, which of them lie in it, and a quantity known at its corners."""
    low, high = np.floor(np.minimum(np.minimum(a, b), c)).astype(int), np.ceil(np.maximum(np.maximum(a, b), c)) + 1
    columns, rows = np.arange(low[0], high[0]), np.arange(low[1], high[1])[:, None]
    (ux, uy), (vx, vy) = b - a, c - a
    twice = ux * vy - uy * vx or np.inf
    dx, dy = columns - a[0], rows - a[1]
    second, third = (dx * vy - dy * vx) / twice, (ux * dy - uy * dx) / twice
    inside = (second >= 0) & (third >= 0) & (second + third <= 1) & (abs(twice) < np.inf)
    window = slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
    return window, inside, at_a + second * (at_b - at_a) + third * (at_c - at_a)


def around(picture: Any, reach: int = 1) -> Any:
    """Every pixel's neighbours, itself among them, without the picture's edge: (9, ...) or more."""
    edge, shifts = reach + 1, itertools.product(range(-reach, reach + 1), repeat=2)
    return np.stack([picture[edge + y : SIDE - edge + y, edge + x : SIDE - edge + x] for y, x in shifts])


def in_line(mask: Mask, count: int) -> bool:
    """Whether so many pixels that follow one another in a row or a column are all in a mask."""
    return any(
        np.logical_and.reduce([each[:, first : first - count or None] for first in range(count)]).any()
        for each in (mask, mask.T)
    )


@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("name", SUMS)
def test_every_pixel_shows_the_quad_that_is_nearest_to_the_eye(
    name: str, azimuth: float, square: Panel, bumps: Callable[..., Array]
) -> None:
    """Up to single pixels at the edges of quads; slivers where the surface bends out of sight are left out."""
    field, clear = bumps(name, 16, "linear"), []
    for elevation, perspective in ((12.0, True), (12.0, False), (35.0, True)):
        camera = Camera(azimuth, elevation, perspective)
        picture, covered = drawn(field, camera, square)
        shown, near = z_buffer(field, camera)
        colors = np.rint(255 * Mesh(square, field).colors(camera)[..., :3]).astype(int).reshape(-1, 3)
        missed = np.abs(around(colors[shown], 1)[:, 1:-1, 1:-1] - picture[3:-3, 3:-3]).max(axis=-1).min(axis=0)
        with np.errstate(invalid="ignore"):
            sheet = np.ptp(around(near, 2), axis=0) < SHEET
        assert not in_line((missed > 2) & sheet, 3), camera
        assert covered[3:-3, 3:-3][sheet].all(), camera
        beside = covered[3:-3, 3:-3] & (around(shown, 2) < 0).all(axis=0)
        assert beside.sum() <= 24, camera  # the points of peaks
        clear.append(sheet.sum() / (shown >= 0).sum())
    assert np.mean(clear) > 0.5


@pytest.mark.parametrize("finer", [2, FINER])
@pytest.mark.parametrize("azimuth", AZIMUTHS)
@pytest.mark.parametrize("name", [*SUMS, "himmelblau"])
def test_it_has_no_cracks(name: str, azimuth: float, finer: int, square: Panel, bumps: Callable[..., Array]) -> None:
    """Nothing of the page shines through between quads: a picture on another page differs at its outline alone."""
    field, camera = bumps(name, 48), Camera(azimuth, 30.0)
    picture, covered = drawn(field, camera, square, finer)
    square.canvas.clear("#000000")
    Mesh(square, field, finer).draw(camera, pixels)
    through = (picture != square.canvas.pixels[..., :3]).any(axis=-1)
    inner = around(covered, 2).all(axis=0)
    assert inner.sum() > 8000
    assert not through[3:-3, 3:-3][inner].any()


def test_edges_are_smooth_and_keep_their_colour_on_any_page(square: Panel) -> None:
    field = np.full((8, 8), RISE)
    one = {}
    for finer in (1, FINER):
        picture, _ = drawn(field, Camera(-60.0, 40.0), square, finer)
        one[finer] = {tuple(color) for color in picture.reshape(-1, 3).tolist()}
    assert len(one[1]) == 2
    assert len(one[FINER]) > 6
    (tone,) = one[1] - {(255, 0, 255)}
    for red, green, blue in one[FINER]:  # every edge pixel lies between the page and the tone
        share = (255 - green) / (255 - 0) if tone[1] == 0 else green / tone[1]
        assert abs(red - (255 + share * (tone[0] - 255))) < 3
        assert abs(blue - (255 + share * (tone[2] - 255))) < 3


def test_light_comes_over_the_viewers_left_shoulder(square: Panel) -> None:
    x, y = np.meshgrid(*[np.linspace(-1, 1, 32)] * 2)
    for azimuth in AZIMUTHS:
        camera = Camera(azimuth, 35.0)
        across = camera.right[0] * x + camera.right[1] * y
        colors = Mesh(square, -0.4 * np.abs(across)).colors(camera)[..., :3].sum(axis=-1)
        middle = (across[1:, 1:] + across[:-1, :-1]) / 2
        assert colors[middle < -0.2].mean() > colors[middle > 0.2].mean() + 0.05


def test_what_is_not_a_number_is_left_out(square: Panel) -> None:
    field = np.zeros((24, 24))
    whole = drawn(field, Camera(-60.0, 80.0), square)[1]
    field[8:16, 8:16] = np.nan
    holed = drawn(field, Camera(-60.0, 80.0), square)[1]
    assert 0.75 < holed.sum() / whole.sum() < 0.95
    assert not holed[SIDE // 2, SIDE // 2]
    assert whole[SIDE // 2, SIDE // 2]


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_it_is_the_picture_that_plot_surface_draws(azimuth: float, square: Panel) -> None:
    """But for matplotlib's order, which is by the mean depth of quads and so wrong for some of them."""
    x, y = np.meshgrid(*[np.linspace(-1, 1, 33)] * 2)
    field, camera = RISE * np.sin(6 * x) * np.cos(5 * y), Camera(azimuth, 35, perspective=False)
    figure = Figure((SIDE / 72, SIDE / 72), dpi=72)
    paper: Any = FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0, 0, 1, 1), projection="3d", proj_type="ortho", azim=azimuth, elev=35)
    axes.set(xlim=(-1, 1), ylim=(-1, 1), zlim=(-RISE, RISE), box_aspect=(1, 1, RISE))
    axes.set_axis_off()
    colors = Mesh(square, field).colors(camera)
    axes.plot_surface(x, y, field, facecolors=colors, rcount=33, ccount=33, shade=False, antialiased=False, linewidth=0)
    paper.draw()
    theirs = np.asarray(paper.buffer_rgba())[..., :3].astype(int)
    projected = proj_transform(x.ravel(), y.ravel(), field.ravel(), axes.get_proj())[:2]
    places = axes.transData.transform(np.column_stack(projected))
    plane = camera.project(np.stack([x, y, field], axis=-1)).reshape(-1, 2)
    fit, *_ = np.linalg.lstsq(np.column_stack([plane, np.ones(len(plane))]), places, rcond=None)
    assert np.abs(np.column_stack([plane, np.ones(len(plane))]) @ fit - places).max() < 0.01
    square.canvas.clear("#FFFFFF")
    covered = Mesh(square, field, 1).draw(camera, lambda points: points @ fit[:2] + fit[2])
    ours = square.canvas.pixels[..., :3].astype(int)
    assert covered.sum() > 0.15 * SIDE**2
    assert ((theirs == 255).all(axis=2) != ~covered).mean() < 0.01
    shifted = (np.roll(ours, shift, axis=(0, 1)) for shift in itertools.product((-1, 0, 1), repeat=2))
    missed = np.min([np.abs(each - theirs).sum(axis=2) for each in shifted], axis=0)  # edges round the other way
    assert (missed[covered] > 6).mean() < 0.02


def shades(panel: Panel, theme: Theme) -> Array:
    """The colours of a bumpy mesh's quads, (n-1, n-1, 3)."""
    field = 0.9 * RISE * np.sin(np.linspace(0, 7, 40))[:, None] * np.cos(np.linspace(0, 5, 40))
    return Mesh(replace(panel, theme=theme), field).colors(Camera(-60, 30))[..., :3]


@pytest.mark.parametrize("name", ["viridis", "magma", "coolwarm", "Blues", "terrain"])
def test_a_colour_map_keeps_its_hues_in_light_and_shadow(square: Panel, name: str) -> None:
    look = Style(colormap=(name,))
    flat, shaded = (shades(square, replace(look.look, shading=shading)) for shading in (0.0, 1.0))
    assert np.abs(flat - shaded).max() > 0.1
    assert (shaded >= 0).all()
    assert (shaded <= 1).all()
    darker = (shaded < flat - 1e-9).any(axis=-1)
    share = shaded[darker].sum(axis=-1, keepdims=True) / flat[darker].sum(axis=-1, keepdims=True)
    assert shaded[darker] == pytest.approx(share * flat[darker])
    assert share.min() > 0.7
    lit = (shaded > flat + 1e-9).any(axis=-1)
    assert ((shaded - flat)[lit] <= 0.15 * (1 - flat[lit]) + 1e-9).all()


def test_without_shading_a_landscape_has_the_colours_of_its_heights(square: Panel) -> None:
    flat, usual, strong = (shades(square, Style(shading=shading).look) for shading in (0, 1, 2))
    ramp = tones(LIGHT.ramp, np.linspace(0.2, 1, 2000))
    nearest = np.abs(flat.reshape(-1, 1, 3) - ramp).max(axis=-1).min(axis=1)
    assert nearest.max() < 1e-3
    assert np.abs(strong - flat).mean() > 1.5 * np.abs(usual - flat).mean() > 0
