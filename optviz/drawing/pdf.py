"""PDF, written by matplotlib's renderer from what was drawn on a vector canvas; letters are those of embedded fonts."""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.drawing import settings
from optviz.drawing.outlines import Shape, rgba
from optviz.drawing.vector_canvas import Letters

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase

    from optviz.drawing.vector_canvas import Picture, VectorCanvas

_POINTS: Final = 72
"""Points in an inch."""
_SETTINGS: Final[Any] = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "pdf.use14corefonts": False,
    "pdf.inheritcolor": False,
}
"""Fonts as publishers ask for them, and nothing of somebody's settings."""


def document(canvas: VectorCanvas, title: str) -> bytes:
    """The PDF document of what is on a canvas, one page in the size of the layout at its resolution.

    Args: title: of the document.
    """
    with settings.delivered(), ExitStack() as stack:
        from matplotlib import rc_context
        from matplotlib.backends.backend_pdf import PdfFile, RendererPdf

        stack.enter_context(rc_context(_SETTINGS))
        content = io.BytesIO()
        # No date, so that equal drawings are equal bytes.
        told = {"Title": title, "Creator": None, "Producer": None, "CreationDate": None}
        types: Any = PdfFile, RendererPdf  # matplotlib leaves their methods without annotations
        file = types[0](content, metadata=told)
        width, height = (side / canvas.dpi for side in canvas.size)
        file.newPage(width, height)
        page = _Page(canvas, types[1](file, canvas.dpi, height, width))
        page.draw()
        page.renderer.finalize()
        file.finalize()
        file.close()
        return content.getvalue()


class _Page:
    """A page that is being drawn, measured in points."""

    def __init__(self, canvas: VectorCanvas, renderer: Any) -> None:
        settings.load()
        from matplotlib.transforms import Affine2D

        self.canvas, self.renderer, self.point = canvas, renderer, canvas.point
        self._to_points = Affine2D().scale(1 / self.point)

    def draw(self) -> None:
        """Draw the page's colour and all items."""
        if self.canvas.page:
            self._rectangle(self.canvas.page)
        for item in self.canvas.items:
            if isinstance(item, Shape):
                self._shape(item)
            elif isinstance(item, Letters):
                self._letters(item)
            else:
                self._picture(item)

    def _rectangle(self, color: str) -> None:
        from matplotlib.path import Path

        width, height = self.canvas.size
        corners = Path(np.array([[0, 0], [width, 0], [width, height], [0, height], [0, 0]]), closed=True)
        self.renderer.draw_path(self._context(), corners, self._to_points, rgba(color))

    def _shape(self, shape: Shape) -> None:
        from matplotlib.path import Path
        from matplotlib.transforms import Bbox

        context: Any = self._context()
        context.set_foreground(shape.edge, isRGBA=True)
        context.set_linewidth(shape.width)
        context.set_capstyle(shape.cap)
        context.set_joinstyle("round")
        context.set_dashes(shape.dashes[0], shape.dashes[1] or None)
        if shape.area:
            context.set_clip_rectangle(Bbox.from_bounds(*(side / self.point for side in shape.area)))
        path = Path(shape.outline.vertices, shape.outline.codes)
        path.should_simplify = False
        self.renderer.draw_path(context, path, self._to_points, shape.face)

    def _letters(self, letters: Letters) -> None:
        for halo in self.canvas.outlined(letters)[:-1]:
            self._shape(halo)
        context = self._context()
        context.set_foreground(rgba(letters.color, letters.opacity), isRGBA=True)
        left, baseline = letters.left / self.point, letters.baseline / self.point
        self.renderer.draw_text(context, left, baseline, letters.text, letters.font, 0, letters.math)

    def _picture(self, picture: Picture) -> None:
        left, bottom = picture.left / self.point, picture.bottom / self.point
        self.renderer.draw_image(self._context(), left, bottom, picture.pixels[::-1])

    def _context(self) -> GraphicsContextBase:
        """A new context, with nothing but a line of no width."""
        context: GraphicsContextBase = self.renderer.new_gc()
        context.set_linewidth(0)
        return context
