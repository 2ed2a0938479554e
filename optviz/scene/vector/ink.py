"""What was drawn on two canvases, a light and a dark one, as elements of one SVG."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from optviz.arrays import Array, np
from optviz.drawing.outlines import Outline, Shape
from optviz.drawing.svg import escaped, kept_spaces, number_text
from optviz.drawing.vector_canvas import Letters, Picture
from optviz.scene.vector.markup import Document, Element, Paint, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.arrays import Pixels
    from optviz.geometry import Area
    from optviz.scene.vector.markup import Look
    from optviz.scene.vector.sheet import Sheet

Item: TypeAlias = Shape | Letters | Picture
Pair: TypeAlias = tuple[Item, Item]
"""The same thing in the light and in the dark."""

TOLERANCE: Final = 0.3
"""Pixels of the layout by which a line may miss its place."""
_QUALITY: Final = 80
"""Of a picture, 0 to 100."""
_BESIDE: Final = 2.0
"""Pixels of the layout by which the edge of an area moves out of sight where it is only cut off there."""
_NEAR: Final = 1e-6
_HALF: Final = 127.5
_OPAQUE: Final = 255
_NO_CODES: Final = np.empty(0, dtype=np.uint8)
FAMILIES: Final = "Verdana,sans-serif"
"""Fonts of readers who do not have those of the picture."""


class Ink:
    """Writes what was drawn as elements.

    Args: sheet: where it stands.  document: what elements share.  paths: whether letters are drawn as their outlines.
    """

    def __init__(self, sheet: Sheet, document: Document, *, paths: bool = False) -> None:
        self.sheet, self.document, self.paths = sheet, document, paths

    def elements(self, light: Sequence[Item], dark: Sequence[Item]) -> Iterator[Element]:
        """Things in their order; lines that run along edges of areas become theirs."""
        pairs = zip(self._outlined(light), self._outlined(dark), strict=True)
        for pair, edges in _edged(pairs):
            match pair:
                case (Shape() as one, Shape() as other):
                    yield from self._shape(one, other, edges)
                case (Letters() as one, Letters() as other):
                    yield from self._letters(one, other)
                case (Picture() as one, Picture() as other):
                    yield self._picture(one, other)

    def clip(self, area: Area | None) -> str:
        """The id of what cuts off all that is outside of an area; empty if nothing does."""
        if area is None:
            return ""
        corners = self.sheet.places(np.array([[area.left, area.top], [area.right, area.bottom]]))
        (left, top), (right, bottom) = corners.tolist()
        return self.document.clip(left, top, right - left, bottom - top)

    def symbol(self, outline: Outline) -> str:
        """The id of an outline round the origin, to be used in places."""
        corner = np.array([0.0, self.sheet.canvas.size[1]])  # of the sheet, from which its places count
        moved = outline._replace(vertices=outline.vertices + corner)
        return self.document.path(self.sheet.path_data(moved, TOLERANCE / 4))

    def _outlined(self, items: Iterable[Item]) -> Iterator[Item]:
        """Things, with formulas, for which SVG has no letters, as shapes, or with all letters so."""
        for item in items:
            if isinstance(item, Letters) and (item.math or self.paths):
                yield from self.sheet.canvas.outlined(item)
            else:
                yield item

    # Shapes.

    def _shape(self, light: Shape, dark: Shape, edges: Sequence[tuple[Shape, Shape]]) -> Iterator[Element]:
        """The element of a shape, or of an area and of the lines along its edge."""
        outline = self._moved_out(light.outline, light.area) if edges and light.area else light.outline
        if data := self.sheet.path_data(outline, TOLERANCE):
            looks = dict(look(fill="none")) | dict(self.look(light, dark))
            for edge in edges:
                looks |= dict(self.look(*edge))
            yield Element("path", (("d", data),), tuple(sorted(looks.items())), clip=self.clip(light.area))

    def look(self, light: Shape, dark: Shape) -> Look:
        """How a shape looks."""
        ink, gap = light.dashes[1] or (0.0, 0.0)
        begun, points = light.dashes[0], self.sheet.points
        inside = light.face is not None and dark.face is not None
        lined = bool(light.width)
        return look(
            fill=paint(light.face, dark.face) if light.face and dark.face else None,
            fill_opacity=_opacity(light.face, dark.face) if inside else None,
            stroke=paint(light.edge, dark.edge) if lined else None,
            stroke_width=number_text(points(light.width)) if lined else None,
            stroke_opacity=_opacity(light.edge, dark.edge) if lined else None,
            stroke_linecap="round" if lined and light.cap == "round" else None,
            stroke_dasharray=f"{number_text(points(ink))} {number_text(points(gap))}" if ink else None,
            stroke_dashoffset=number_text(points(begun)) if ink and begun else None,
        )

    def _moved_out(self, outline: Outline, area: Area) -> Outline:
        """An area's outline, moved out of sight where it runs along what cuts it off, for there is no line."""
        points, beside = outline.vertices.copy(), _BESIDE * self.sheet.scale
        for axis, low, high in ((0, area.left, area.right), (1, area.bottom, area.top)):
            points[points[:, axis] <= low + _NEAR, axis] -= beside
            points[points[:, axis] >= high - _NEAR, axis] += beside
        return outline._replace(vertices=points)

    # Letters and pictures.

    def _letters(self, light: Letters, dark: Letters) -> Iterator[Element]:
        (x, y), text = self.sheet.places(np.array([light.left, light.baseline])).tolist(), escaped(light.text)
        own, shared = (("x", f"{x}"), ("y", f"{y}"), *kept_spaces(light.text).items()), self.lettering(light)
        if light.halo and dark.halo:
            halo = Paint.of(light.halo, dark.halo)
            yield Element("text", own, look(stroke=halo, stroke_width="20", **shared), text)
        yield Element("text", own, look(fill=Paint.of(light.color, dark.color), **shared), text)

    def lettering(self, letters: Letters) -> dict[str, object]:
        """The size and the weight of letters, and their families where they are not the picture's."""
        families = tuple(letters.font.get_family())
        return {
            "font_family": None if families == self.sheet.canvas.fonts.families else family_list(families, "monospace"),
            "font_size": number_text(self.sheet.points(letters.font.get_size_in_points())),
            "font_weight": "bold" if letters.font.get_weight() == "bold" else None,
        }

    def _picture(self, light: Picture, dark: Picture) -> Element:
        """Both pictures in one, of which a reader sees the upper half, or the lower one in the dark.

        What is transparent is cut off along a line, which is sharp at any size.
        """
        height, width = light.pixels.shape[:2]
        corners = np.array([[light.left, light.bottom + height], [light.left + width, light.bottom]])
        (left, top), (right, bottom) = self.sheet.places(corners).tolist()
        both = [light.pixels] if np.array_equal(light.pixels, dark.pixels) else [light.pixels, dark.pixels]
        content = base64.b64encode(_webp(np.concatenate([_opaque(pixels) for pixels in both]))).decode()
        size = (("width", f"{right - left}"), ("height", f"{len(both) * (bottom - top)}"))
        shift = (("transform", Paint("none", f"translate(0,{top - bottom}px)")),) if len(both) > 1 else ()
        own = (("x", f"{left}"), ("y", f"{top}"), *size, ("href", f"data:image/webp;base64,{content}"))
        return Element("image", own, shift, clip=self.document.cut(self.sheet.path_data(_edge(light), TOLERANCE)))


def _edge(picture: Picture) -> Outline:
    """Where a picture ends: between its pixels that are more than half opaque and the others."""
    from contourpy import FillType, contour_generator

    alpha = np.pad(picture.pixels[::-1, :, 3].astype(float), 1)  # rows from the bottom
    generator = contour_generator(z=alpha, fill_type=FillType.OuterCode)
    points, codes = cast("tuple[list[Array], list[Array]]", generator.filled(_HALF, np.inf))
    corner = np.array([picture.left - 0.5, picture.bottom - 0.5])
    return Outline(corner + np.concatenate([np.empty((0, 2)), *points]), np.concatenate([_NO_CODES, *codes]))


def _opaque(pixels: Pixels) -> Pixels:
    """A picture's colours (h, w, 3), where it is not opaque those of the nearest pixel that is: its edge has no rim."""
    from scipy.ndimage import distance_transform_edt

    rows, columns = distance_transform_edt(pixels[..., 3] < _OPAQUE, return_distances=False, return_indices=True)
    return np.asarray(pixels[rows, columns, :3])


def family_list(families: Sequence[str], last: str) -> str:
    """Families of fonts as an attribute says them."""
    return ",".join([*(f"'{each}'" for each in families), last])


def paint(light: Sequence[float], dark: Sequence[float]) -> Paint:
    """Two colours with channels in [0, 1]."""
    return Paint.of(*("#" + "".join(f"{round(255 * each):02x}" for each in color[:3]) for color in (light, dark)))


def _opacity(light: Sequence[float] | None, dark: Sequence[float] | None) -> Paint | None:
    one, other = (color[3] if color else 1.0 for color in (light, dark))
    return None if one == other == 1 else Paint(number_text(one), number_text(other))


def _edged(pairs: Iterable[Pair]) -> list[tuple[Pair, list[tuple[Shape, Shape]]]]:
    """Things, each with the lines along its edge: such as run along edges of areas only, and are drawn over them."""
    found: list[tuple[Pair, list[tuple[Shape, Shape]]]] = []
    for pair in pairs:
        line, other = pair
        if isinstance(line, Shape) and isinstance(other, Shape):
            own = _numbers(line)
            areas = [
                (_numbers(area), edges)
                for (area, _), edges in found
                if isinstance(area, Shape) and _may_have(area, line) and np.isin(own, _numbers(area)).any()
            ]
            if areas and np.isin(own, np.concatenate([numbers for numbers, _ in areas])).all():
                for _, edges in areas:
                    edges.append((line, other))
                continue
        found.append((pair, []))
    return found


def _may_have(area: Shape, line: Shape) -> bool:
    """Whether an area without a line of its own may have a line along its edge: both are cut off alike."""
    return line.face is None and area.face is not None and not area.width and line.area == area.area is not None


def _numbers(shape: Shape) -> Array:
    """The points of a shape, each as one number that tells it from the others."""
    points = np.round(shape.outline.vertices, 6)
    return np.asarray(points @ (1.0, 1j))[np.isfinite(points[:, 0])]


def _webp(pixels: Pixels) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "WEBP", quality=_QUALITY, method=6)
    return content.getvalue()
