"""The canvas: antialiased strokes, areas, meshes, pictures and text straight onto the pixels of one picture.

It is matplotlib's Agg renderer without figures, axes and artists, which cost more than all that is drawn here. Pixels
count from the lower left corner, line widths and sizes of text are in points.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from optviz.arrays import Array, Pixels, np
from optviz.drawing import settings
from optviz.drawing.fonts import USUAL, font, has
from optviz.drawing.formulas import Piece, is_math, pieces
from optviz.drawing.outlines import Outline, Shape, copies, joined, rgba
from optviz.drawing.theme import parse
from optviz.geometry import Area, snapped, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.font_manager import FontProperties

    from optviz.drawing.fonts import Fonts, Weight
    from optviz.drawing.outlines import Cap, Dash

MIDDLE = 0.36
"""From a text's baseline to the middle of its lower-case letters, in shares of its size."""
_POINTS = 72
"""Points in an inch."""


class Words(NamedTuple):
    """A text and how it is written; see Canvas.text."""

    text: str
    size: float
    color: str
    weight: Weight
    math: bool
    halo: str | None


class Canvas:
    """The pixels of one picture, (height, width, 4), and what draws on them.

    Args: size: width and height in pixels.  dpi: pixels in an inch, 72 points.  scale: how many of its pixels in a row
        are one pixel of the layout, for the few things that are measured in those, not in points.
        fonts: what texts are drawn with.
    """

    def __init__(self, size: tuple[int, int], dpi: float, scale: float = 1, fonts: Fonts = USUAL) -> None:
        settings.load()
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.transforms import IdentityTransform

        self.size, self.dpi, self.scale, self.point, self.fonts = size, dpi, scale, dpi / _POINTS, fonts
        draw: Any = RendererAgg  # matplotlib leaves its methods without annotations
        self._renderer: Any = draw(*size, dpi)
        self._identity: Any = IdentityTransform()
        self._contexts: dict[tuple[Cap, Area | None], GraphicsContextBase] = {}
        self._waiting: list[Shape] | None = None
        self._surveyed: list[Area] | None = None
        self._blank = False
        self._no_colors, self._no_matrices, self._no_offset = np.empty((0, 4)), np.empty((0, 3, 3)), np.zeros((1, 2))
        self._texts: dict[Words, tuple[Pixels, int]] = {}
        self._composed: dict[Hashable, Pixels] = {}
        self._extents: dict[tuple[object, ...], tuple[float, float, float]] = {}
        self.pixels: Pixels = np.asarray(self._renderer.buffer_rgba())

    def clear(self, color: str | None) -> None:
        """Make every pixel one colour, or transparent white."""
        self.pixels[:] = np.array([*parse(color), 255] if color else [255, 255, 255, 0], dtype=np.uint8)

    def line(
        self,
        points: Array,
        color: str,
        width: float,
        *,
        area: Area | None = None,
        opacity: float = 1.0,
        cap: Cap = "round",
        dash: Dash | None = None,
        begun: float = 0.0,
    ) -> None:
        """A polyline through points (M, 2); a row that is not a number interrupts it.

        Args: area: what it may not leave.  dash: points of ink and of gap, for a dashed line.  begun: the length in
            points of what was drawn of the line before, so that its dashes go on where those ended.
        """
        dashes = (begun, dash) if dash else (0.0, None)
        self._add(Shape(Outline(points), rgba(color, opacity), width, None, dashes, cap, area))

    def lines(
        self, pieces: Sequence[Array], color: str, width: float, *, area: Area | None = None, opacity: float = 1.0
    ) -> None:
        """Polylines (K, 2) each, as one stroke: where they cross they are no darker."""
        if pieces:
            self.line(joined(pieces), color, width, area=area, opacity=opacity, cap="butt")

    def fill(self, outline: Outline, color: str, *, area: Area | None = None, opacity: float = 1.0) -> None:
        """The inside of an outline; the outlines of holes run the other way round."""
        self._add(Shape(outline, rgba(color), 0.0, rgba(color, opacity), area=area))

    def marker(
        self,
        places: Array,
        shape: Outline,
        color: str | None,
        *,
        edge: str,
        width: float,
        opacity: float = 1.0,
    ) -> None:
        """The same marker at places (K, 2), with an edge of a width in points.

        Args: shape: its outline in pixels round the origin.  color: of its inside; None leaves it empty.
        """
        if self._surveyed is not None:
            low, high = shape.vertices.min(axis=0), shape.vertices.max(axis=0)
            self._surveyed += [Area(*place, *(high - low)) for place in (places + low).tolist()]
        if not len(places):
            return
        inside = rgba(color, opacity) if color else None
        self._add(Shape(copies(shape, places), rgba(edge, opacity), width, inside))

    def quads(self, corners: Array, colors: Array) -> None:
        """A mesh of quads without antialiasing, painted row by row, later ones over earlier ones.

        Args: corners: (R+1, C+1, 2) pixels.  colors: (R, C, 4) in [0, 1]; a quad with a corner that is not a number
            is drawn as a triangle, unless its colour is transparent.
        """
        if self._blank:
            return
        (rows, columns), faces = colors.shape[:2], colors.reshape(-1, 4)
        context, identity = self._context(), self._identity
        self._flush()
        self._renderer.draw_quad_mesh(
            context, identity, columns, rows, corners, self._no_offset, identity, faces, False, self._no_colors
        )

    def picture(self, pixels: Pixels, left: int, bottom: int) -> None:
        """Another picture (h, w, 4), its rows from the top, with its lower left corner at a pixel's."""
        if self._blank:
            return
        self._flush()  # Agg wants the rows from the bottom
        self._renderer.draw_image(self._context(), left, bottom, pixels[::-1])

    def composed(self, key: Hashable, area: Area, draw: Callable[[Canvas, Area], None]) -> None:
        """What is composed of several parts in an area: drawn once, and then a picture that is as good as they are.

        Args: key: what looks the same if this is the same.  draw: draws it on a canvas, in an area of that one.
        """
        box = area.box(self.size, margin=1)
        if self._blank or self._surveyed is not None or not box:
            draw(self, area)
            return
        bottom = turned(box.bottom, self.size[1])
        if key not in self._composed:
            paper = Canvas((box.right - box.left, box.bottom - box.top), self.dpi, self.scale, self.fonts)
            paper._texts, paper._extents = self._texts, self._extents
            draw(paper, area._replace(left=area.left - box.left, bottom=area.bottom - bottom))
            self._composed[key] = paper.pixels.copy()
        self.picture(self._composed[key], box.left, bottom)

    def text(
        self,
        text: str,
        x: float,
        middle: float,
        size: float,
        color: str,
        *,
        align: Literal["left", "center", "right"] = "left",
        weight: Weight = "normal",
        math: bool = False,
        halo: str | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Write a text whose lower-case letters are centred on `middle`; on whole pixels, so that it stays sharp.

        Args: math: whether what stands between dollar signs is mathematics.  halo: the colour of an edge round
            the letters.
        """
        share = _SHARES[align]
        if not self._blank:
            self._set(Words(text, size, color, weight, math, halo), x, middle, share, opacity)
        if self._surveyed is not None:
            width = self.text_width(text, size, weight=weight, math=math)
            above, below = self.text_reach(text, size, weight=weight, math=math)
            self._surveyed.append(Area(x - share * width, middle - below, width, above + below))

    def _set(self, words: Words, x: float, middle: float, share: float, opacity: float) -> None:
        """Write words, of which a share stands left of x."""
        sprite, descent = self._sprite(words)
        if opacity < 1:
            sprite = sprite.copy()
            sprite[..., 3] = np.rint(opacity * sprite[..., 3])
        left, baseline = snapped(
            x - share * (sprite.shape[1] - 2 * self._pad), middle - MIDDLE * words.size * self.point
        )
        self.picture(sprite, left - self._pad, baseline - descent)

    def text_width(self, text: str, size: float, *, weight: Weight = "normal", math: bool = False) -> float:
        """The width of a text in pixels, as the layout has it: at every scale the same share of the picture."""
        return self.scale * self._ruler.measured(text, size, weight, math)[0]

    def text_reach(
        self, text: str, size: float, *, weight: Weight = "normal", math: bool = False
    ) -> tuple[float, float]:
        """How many pixels a text reaches above and below the middle of its lower-case letters."""
        _, height, descent = (self.scale * length for length in self._ruler.measured(text, size, weight, math))
        middle = MIDDLE * size * self.point
        return height - descent - middle, descent + middle

    @cached_property
    def _ruler(self) -> Canvas:
        """What texts are measured with: letters take other shares of a picture at another resolution."""
        return self if self.scale == 1 else Canvas((1, 1), self.dpi / self.scale, fonts=self.fonts)

    def measured(self, text: str, size: float, weight: Weight, math: bool) -> tuple[float, float, float]:
        """The width and the height of a text, and how much of it lies below the baseline."""
        key = (text, size, weight, math)
        if key not in self._extents:
            if len(self._extents) > _KEPT_TEXTS:
                self._extents.clear()
            found = [self._measured(piece, size, weight) for piece in self._pieces(text, math)]
            widths, heights, descents = zip(*found, strict=True)
            ascents = (height - descent for height, descent in zip(heights, descents, strict=True))
            self._extents[key] = (
                found[0] if len(found) == 1 else (sum(widths), max(ascents) + max(descents), max(descents))
            )
        return self._extents[key]

    def _measured(self, piece: Piece, size: float, weight: Weight) -> tuple[float, float, float]:
        letters = self._font(piece, size, weight)
        with settings.delivered():
            measured = self._renderer.get_text_width_height_descent(piece.text, letters, piece.is_math)
        width, height, descent = map(float, measured)
        return width, height, descent

    def _pieces(self, text: str, math: bool) -> list[Piece]:
        """What a text is drawn in, from left to right."""
        if not (math and is_math(text)):
            return [Piece(text, is_math=False)]
        return list(pieces(text, lambda letter: not has(self.fonts.families[0], letter)))

    def _font(self, piece: Piece, size: float, weight: Weight) -> FontProperties:
        """The fonts of a piece: one that has the foreign letters of its mathematics, or all of them."""
        if not piece.foreign:
            return font(size, weight, self.fonts)
        families = self.fonts.families
        best = max(families, key=lambda family: sum(has(family, letter) for letter in piece.foreign))
        return font(size, weight, self.fonts._replace(families=(best,)))

    def _sprite(self, words: Words) -> tuple[Pixels, int]:
        """Words as a picture on a transparent background, and how many of its rows lie below the baseline."""
        if words not in self._texts:
            if len(self._texts) > _KEPT_TEXTS:
                self._texts.clear()
            self._texts[words] = self._drawn(words)
        return self._texts[words]

    def _drawn(self, words: Words) -> tuple[Pixels, int]:
        text, size, color, weight, math, halo = words
        pad = self._pad
        width, height, descent = self.measured(text, size, weight, math)
        below = int(np.ceil(descent)) + pad
        paper = Canvas((int(np.ceil(width)) + 2 * pad, int(np.ceil(height)) + below + pad), self.dpi)
        placed = list(self._placed(self._pieces(text, math), size, weight))
        for right, up in _AROUND if halo else ():
            for piece, start, letters in placed:
                left, baseline = pad + start + right * self.scale, below + up * self.scale
                paper.glyphs(piece.text, left, baseline, letters, str(halo), math=piece.is_math)
        for piece, start, letters in placed:
            paper.glyphs(piece.text, pad + start, below, letters, color, math=piece.is_math)
        return paper.pixels.copy(), below

    def _placed(
        self, parts: Sequence[Piece], size: float, weight: Weight
    ) -> Iterator[tuple[Piece, float, FontProperties]]:
        """Pieces with their fonts, and how far from the first one's left end they begin."""
        start = 0.0
        for piece in parts:
            yield piece, start, self._font(piece, size, weight)
            start += self._measured(piece, size, weight)[0] if len(parts) > 1 else 0.0

    @property
    def _pad(self) -> int:
        """Pixels round a text's picture: for its halo, and one that antialiasing may touch."""
        return int(np.ceil(self.scale)) + 1

    def glyphs(
        self, text: str, left: float, baseline: float, letters: FontProperties, color: str, *, math: bool = False
    ) -> None:
        """Draw the letters of a text at a place, straight onto the canvas."""
        context = self._context()
        context.set_foreground(rgba(color), isRGBA=True)
        self._flush()
        with settings.delivered():
            self._renderer.draw_text(context, left, turned(baseline, self.size[1]), text, letters, 0, math)

    def extent(self, text: str, letters: FontProperties) -> tuple[float, float]:
        """The width and the height of a text in pixels."""
        with settings.delivered():
            width, height, _ = self._renderer.get_text_width_height_descent(text, letters, ismath=False)
        return float(width), float(height)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Lines and markers within are drawn at the end, in few calls: the same pixels, in half the time or less."""
        self._waiting = []
        try:
            yield
            self._flush()
        finally:
            self._waiting = None

    @contextmanager
    def surveyed(self, *, blank: bool = True) -> Iterator[list[Area]]:
        """Find out where texts and markers stand.  Args: blank: whether nothing is drawn meanwhile."""
        self._surveyed, self._blank = [], blank
        try:
            yield self._surveyed
        finally:
            self._surveyed, self._blank = None, False

    def _add(self, shape: Shape) -> None:
        """Draw a shape, or keep it for those that are drawn together."""
        if self._blank:
            return
        if self._waiting is None:
            self._draw([shape])
        else:
            self._waiting.append(shape)

    def _flush(self) -> None:
        """Draw what waits, before anything is drawn over it."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for _, batch in groupby(waiting, key=lambda shape: shape.batch_key):
                self._draw(list(batch))

    def _draw(self, shapes: Sequence[Shape]) -> None:
        """Draw shapes that have one batch key, in their order."""
        outlines, edges, widths, faces, dashes, _, _ = zip(*shapes, strict=True)
        filled = np.array(faces) if faces[0] is not None else self._no_colors
        context, identity = self._context(shapes[0].cap, shapes[0].area), self._identity
        # By position, for the compiled method gives its arguments no names that would be the same in all versions.
        self._renderer.draw_path_collection(
            context, identity, outlines, self._no_matrices, self._no_offset, identity, filled, np.array(edges),
            np.array(widths), dashes, [True], [], "screen",
        )  # fmt: skip

    def _context(self, cap: Cap = "butt", area: Area | None = None) -> GraphicsContextBase:
        """How lines end and join, and what nothing may leave; the renderer asks for the rest with each shape."""
        if (cap, area) not in self._contexts:
            self._contexts[cap, area] = self._new_context(cap, area)
        return self._contexts[cap, area]

    def _new_context(self, cap: Cap, area: Area | None) -> GraphicsContextBase:
        from matplotlib.transforms import Bbox

        context: GraphicsContextBase = self._renderer.new_gc()
        context.set_capstyle(cap)
        context.set_joinstyle("round")
        context.set_snap(False)
        context.set_clip_rectangle(Bbox.from_bounds(*area) if area else None)
        return context


_AROUND = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
"""Where a halo's letters stand, in pixels of the layout right of and above their text."""
_SHARES: Final = {"left": 0.0, "center": 0.5, "right": 1.0}
"""The share of a text that stands left of its place."""
_KEPT_TEXTS = 2000
"""Pictures of text that are kept: those that move along with a camera are needed again in every frame."""
