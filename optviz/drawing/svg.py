"""SVG, written from what was drawn on a vector canvas. Every attribute stands on its element, in the plainest form.

Texts may come from strangers, so everything is escaped here, and nothing is written that runs, moves or loads.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from itertools import count, groupby
from typing import TYPE_CHECKING, Final

from optviz.arrays import Pixels, np
from optviz.drawing import settings
from optviz.drawing.outlines import Outline, Shape
from optviz.drawing.simplified import CLOSE, CURVE3, CURVE4, LINE, parts, unbroken
from optviz.drawing.vector_canvas import Letters, Picture
from optviz.geometry import Area, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from optviz.drawing.vector_canvas import VectorCanvas

    Places = NDArray[np.intp]
    """Counted in parts of a pixel, (..., 2)."""
    Word = Callable[[int], str]

_FINE: Final = 100
"""Parts of a pixel of the layout in which places are counted."""
_WORDS: Final = {LINE: ("l", 1), CURVE3: ("q", 2), CURVE4: ("c", 3)}
"""SVG's words for the codes of vertices, and how many vertices each takes."""
_CAPS: Final = {"round": "round", "projecting": "square"}
_REACH: Final = 1000.0
"""Pixels beside the picture to which lines are drawn: readers of SVG cannot count as far as some lines go."""
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot have."""


def document(canvas: VectorCanvas, title: str) -> bytes:
    """The SVG document of what is on a canvas, in the size of the layout.

    Args: title: what a screen reader says.
    """
    width, height = (round(side / canvas.scale) for side in canvas.size)
    page = [f'<path fill="{canvas.page}" d="M0 0h{width}v{height}h-{width}z"/>'] if canvas.page else []
    body = "\n".join([*page, *elements(canvas)])
    # Documents that stand in one page together have other names for their parts.
    body = body.replace(_NAME, f"o{hashlib.sha256(body.encode()).hexdigest()[:8]}-")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" fill="none" stroke-linejoin="round">\n<title>{escaped(title)}</title>\n'
    )
    return f"{head}{body}\n</svg>\n".encode()


_NAME: Final = "\0"
"""What stands in place of a document's name until its content is known."""


def elements(canvas: VectorCanvas) -> Iterator[str]:
    """The elements of what is on a canvas, in its order; those that may not leave an area in a group of their own."""
    number = count(1)
    for area, items in groupby(_flat(canvas), key=lambda item: _clip(item, canvas)):
        found = [_element(item, canvas) for item in items]
        if not area:
            yield from found
            continue
        name = f"{_NAME}{next(number)}"
        low, high = _place(area.left, area.bottom, canvas), _place(area.right, area.top, canvas)
        (left, bottom), (right, top) = low, high
        rectangle = f"M{number_text(left)} {number_text(top)}H{number_text(right)}V{number_text(bottom)}"
        yield f'<clipPath id="{name}"><path d="{rectangle}H{number_text(left)}z"/></clipPath>'
        yield f'<g clip-path="url(#{name})">'
        yield from found
        yield "</g>"


def _flat(canvas: VectorCanvas) -> Iterator[Shape | Letters | Picture]:
    """What is on a canvas; formulas, for which SVG has no letters, as paths."""
    for item in canvas.items:
        if isinstance(item, Letters) and item.math:
            yield from canvas.outlined(item)
        else:
            yield item


def _clip(item: Shape | Letters | Picture, canvas: VectorCanvas) -> Area | None:
    """The area that an element may not leave, if it would."""
    if not isinstance(item, Shape) or item.area is None:
        return None
    margin = item.width * canvas.point / 2
    vertices = item.outline.vertices
    inside = item.area.contains(vertices[np.isfinite(vertices).all(axis=1)], -margin if margin else 1e-6)
    return None if inside.all() else item.area


def _element(item: Shape | Letters | Picture, canvas: VectorCanvas) -> str:
    if isinstance(item, Shape):
        return _path(item, canvas)
    return _text(item, canvas) if isinstance(item, Letters) else _image(item, canvas)


def _path(shape: Shape, canvas: VectorCanvas) -> str:
    d, pixel = path_data(shape.outline, canvas), canvas.point / canvas.scale
    words = {"d": d}
    if shape.face is not None:
        words |= _paint("fill", shape.face)
    if shape.width and shape.edge[3]:
        words |= _paint("stroke", shape.edge) | {"stroke-width": number_text(shape.width * pixel)}
        words |= {"stroke-linecap": _CAPS[shape.cap]} if shape.cap in _CAPS else {}
        begun, dash = shape.dashes
        if dash:
            words["stroke-dasharray"] = " ".join(number_text(length * pixel) for length in dash)
            words |= {"stroke-dashoffset": number_text(begun * pixel)} if begun else {}
    return tag("path", words)


def _paint(name: str, color: Sequence[float]) -> dict[str, str]:
    """The attributes of a colour with its opacity."""
    *channels, opacity = color
    code = "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
    return {name: code, **({} if opacity == 1 else {f"{name}-opacity": number_text(opacity)})}


def _text(letters: Letters, canvas: VectorCanvas) -> str:
    x, y = _place(letters.left, letters.baseline, canvas)
    size = letters.font.get_size_in_points() * canvas.point / canvas.scale
    families = ", ".join(f"'{family}'" for family in letters.font.get_family())
    words = {
        "x": number_text(x),
        "y": number_text(y),
        "font-family": f"{families}, sans-serif",
        "font-size": number_text(size),
    }
    words |= {"font-weight": "bold"} if letters.font.get_weight() == "bold" else {}
    words |= kept_spaces(letters.text)
    words |= {} if letters.opacity == 1 else {"opacity": number_text(letters.opacity)}
    text, paint = escaped(letters.text), {**words, "fill": letters.color}
    edge = {**words, "stroke": letters.halo, "stroke-width": "2"} if letters.halo else {}
    below = f"{tag('text', edge, open_=True)}{text}</text>\n" if edge else ""
    return f"{below}{tag('text', paint, open_=True)}{text}</text>"


def _image(picture: Picture, canvas: VectorCanvas) -> str:
    height, width = picture.pixels.shape[:2]
    x, y = _place(picture.left, picture.bottom + height, canvas)
    content = base64.b64encode(_png(picture.pixels)).decode()
    words = {"x": number_text(x), "y": number_text(y)}
    words |= {"width": number_text(width / canvas.scale), "height": number_text(height / canvas.scale)}
    return tag("image", {**words, "href": f"data:image/png;base64,{content}"})


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG", optimize=True)
    return content.getvalue()


def _place(x: float, y: float, canvas: VectorCanvas) -> tuple[float, float]:
    """A place of a canvas in pixels of the layout, y downward."""
    return x / canvas.scale, turned(y, canvas.size[1]) / canvas.scale


# The numbers and the words that it is written in.


def tag(name: str, words: dict[str, str], *, open_: bool = False) -> str:
    """An element without content, or, where that follows, its opening tag."""
    written = "".join(f' {key}="{escaped(value)}"' for key, value in words.items())
    return f"<{name}{written}{'' if open_ else '/'}>"


def escaped(text: str) -> str:
    """A text as XML may hold it anywhere."""
    text = _ILLEGAL.sub("\ufffd", text)
    for letter, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(letter, f"&{name};")
    return text


def kept_spaces(text: str) -> dict[str, str]:
    """The attribute of a text's element that keeps spaces which would else become one, or nothing."""
    return {"xml:space": "preserve"} if "  " in text or text != text.strip() else {}


def number_text(value: float) -> str:
    """A number with two decimals at most, as short as can be."""
    return _counted(round(value * _FINE))


def _counted(parts: int) -> str:
    """So many parts of a pixel, in pixels."""
    text = f"{parts / _FINE:.2f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def path_data(outline: Outline, canvas: VectorCanvas, fine: int = _FINE, word: Word = _counted) -> str:
    """An outline in SVG's words, y downward.

    Args: fine: the parts of a pixel of the layout in which places are counted.  word: so many parts, as they are
        written; in pixels, if left out.
    """
    outline = outline if outline.codes is not None else _within_reach(outline, canvas)
    x, y = outline.vertices[:, 0], turned(outline.vertices[:, 1], canvas.size[1])
    points = np.rint(np.column_stack([x, y]) * (fine / canvas.scale))
    if outline.codes is None:
        return "".join(polyline(points[first:end].astype(int), word) for first, end in unbroken(points))
    return "".join(
        _part(points[first:end].astype(int), outline.codes[first:end].tolist(), word)
        for first, end in parts(outline.codes)
    )


def _within_reach(line: Outline, canvas: VectorCanvas) -> Outline:
    """A polyline without what lies far beside the picture."""
    settings.load()
    from matplotlib.path import Path

    reach, (width, height) = _REACH * canvas.scale, canvas.size
    known = line.vertices[np.isfinite(line.vertices).all(axis=1)]
    if Area(-reach, -reach, width + 2 * reach, height + 2 * reach).contains(known).all():
        return line
    kept = Path(line.vertices).cleaned(remove_nans=True, clip=(-reach, -reach, width + reach, height + reach))
    return Outline(np.asarray(kept.vertices)[:-1], np.asarray(kept.codes, dtype=np.uint8)[:-1])  # the last says so


def _part(places: Places, codes: Sequence[int], word: Word) -> str:
    """One part of an outline, from where it begins."""
    closed = codes[-1] == CLOSE
    if not {CURVE3, CURVE4}.intersection(codes):
        return polyline(places[:-1] if closed else places, word) + "z" * closed
    rows, here, row = places.tolist(), places[0].tolist(), 1
    words = [_move(here, word)]
    while row < len(rows) and codes[row] != CLOSE:
        letter, taken = _WORDS[codes[row]]
        ends = rows[row : row + taken]
        words.append(letter + _pairs(((x - here[0], y - here[1]) for x, y in ends), word))
        here, row = ends[-1], row + taken
    return "".join([*words, "z" * closed])


def polyline(places: Places, word: Word = _counted) -> str:
    """A polyline (M, 2) in counted places; one that stays in its place keeps it, for its round ends are drawn."""
    steps = np.diff(places, axis=0)
    steps = steps[steps.any(axis=1)]
    return _move(places[0].tolist(), word) + ("l" + _pairs(steps.tolist(), word) if len(steps) else "h0")


def _move(place: Sequence[int], word: Word) -> str:
    return "M" + _pairs([place], word)


def _pairs(pairs: Iterable[Sequence[int]], word: Word) -> str:
    """Pairs of numbers, with spaces only where two would run together."""
    text, before = "", ""
    for number in (word(part) for pair in pairs for part in pair):
        stands_apart = not text or number.startswith("-") or (number.startswith(".") and "." in before)
        text += number if stands_apart else f" {number}"
        before = number
    return text
