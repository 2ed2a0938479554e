from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.fonts import USUAL, fonts_for
from optviz.drawing.outlines import Shape
from optviz.drawing.text import Digits, Readout
from optviz.drawing.vector_canvas import Lettering, Letters, Picture, VectorCanvas


def canvas(lettering: Lettering = "paths", scale: int = 1) -> VectorCanvas:
    return VectorCanvas((300 * scale, 100 * scale), 100 * scale, scale, USUAL, lettering)


def test_what_is_drawn_is_kept_in_its_order() -> None:
    made = canvas("text")
    with made.together():
        made.line(np.array([[0.0, 0.0], [9.0, 9.0]]), "#000000", 1.0)
        made.text("a", 0, 0, 9, "#000000")
        made.line(np.array([[0.0, 0.0], [9.0, 9.0]]), "#FF0000", 1.0)
    made.picture(np.zeros((2, 2, 4), np.uint8), 0, 0)
    assert [type(item) for item in made.items] == [Shape, Letters, Shape, Picture]
    made.clear("#123456")
    assert not made.items
    assert made.page == "#123456"


def test_a_mesh_becomes_a_picture_of_the_same_pixels() -> None:
    corners = np.array([[[10.0, 10.0], [60.0, 10.0]], [[10.0, 40.0], [60.0, 40.0]]])
    made, pixels = canvas(), Canvas((300, 100), 100)
    made.quads(corners, np.array([[[1.0, 0.0, 0.0, 1.0]]]))
    pixels.quads(corners, np.array([[[1.0, 0.0, 0.0, 1.0]]]))
    (picture,) = made.items
    assert isinstance(picture, Picture)
    assert ((picture.pixels[..., 3] == 255) == (pixels.pixels[..., 3] == 255)).all()


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("scale", [1, 2])
def test_letters_are_where_those_of_pixels_are(align: str, scale: int) -> None:
    made, pixels = canvas("paths", scale), Canvas((300 * scale, 100 * scale), 100 * scale, scale)
    pixels.clear("#FFFFFF")
    for each in (made, pixels):
        each.text("Hamburgefonts", 150 * scale, 50 * scale, 12, "#000000", align=align)  # type: ignore[arg-type]
    (shape,) = made.items
    assert isinstance(shape, Shape)
    rows, columns = np.nonzero(pixels.pixels[::-1, :, 0] < 128)
    low, high = shape.outline.vertices.min(axis=0), shape.outline.vertices.max(axis=0)
    assert low == pytest.approx([columns.min(), rows.min()], abs=5 * scale)
    assert high == pytest.approx([columns.max() + 1, rows.max() + 1], abs=5 * scale)


def test_the_layout_is_that_of_pixels() -> None:
    for text, math in (("A text", False), (r"$\frac{a}{b}$", True)):
        for scale in (1, 2):
            pixels = Canvas((300 * scale, 100 * scale), 100 * scale, scale)
            assert canvas(scale=scale).text_width(text, 12, math=math) == pixels.text_width(text, 12, math=math)


def test_letters_with_a_halo_lie_on_it() -> None:
    made = canvas()
    made.text("a", 10, 50, 12, "#000000", halo="#FFFFFF")
    below, above = made.items
    assert isinstance(below, Shape)
    assert isinstance(above, Shape)
    assert below.edge[:3] == (1, 1, 1)
    assert below.width * made.point == pytest.approx(2)
    assert above.face == (0, 0, 0, 1)


def test_a_formula_with_letters_of_another_font_is_written_piece_by_piece() -> None:
    text = "\u0378 $x$ \u0378"
    made = VectorCanvas((300, 100), 100, 1, fonts_for([text]), "text")
    made.text(text, 10, 50, 12, "#000000", math=True)
    letters = [item for item in made.items if isinstance(item, Letters)]
    assert [item.left for item in letters] == sorted(item.left for item in letters)
    assert len({item.left for item in letters}) == len(letters) > 1


def test_blanks_have_no_outline() -> None:
    made = canvas()
    made.text("   ", 10, 50, 12, "#000000")
    assert not made.items


def test_a_number_ends_where_its_field_does() -> None:
    made = canvas("text")
    Readout(Digits(100, 9.0, "#000000", None), 200, 50, 100, 6).draw(made, "12.5")
    (letters,) = made.items
    assert isinstance(letters, Letters)
    assert letters.left + made.extent("12.5", letters.font)[0] == pytest.approx(200)
    assert letters.font.get_family() == ["DejaVu Sans Mono"]


def test_faint_letters_are_so_with_their_halo() -> None:
    for lettering in ("paths", "text"):
        made = canvas(lettering)
        made.text("a", 10, 50, 12, "#000000", halo="#FFFFFF", opacity=0.25)
        shapes = [
            each for item in made.items for each in (made.outlined(item) if isinstance(item, Letters) else [item])
        ]
        assert [shape.face[3] for shape in shapes if isinstance(shape, Shape) and shape.face] == [0.25, 0.25]


def test_where_it_is_found_out_what_would_stand_nothing_is_kept() -> None:
    made = canvas("text")
    with made.surveyed() as found:
        made.text("a", 10, 50, 12, "#000000")
        made.quads(np.zeros((2, 2, 2)), np.ones((1, 1, 4)))
        made.picture(np.zeros((2, 2, 4), np.uint8), 0, 0)
        made.line(np.array([[0.0, 0.0], [9.0, 9.0]]), "#000000", 1.0)
    assert len(found) == 1
    assert not made.items
