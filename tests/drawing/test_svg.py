from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from optviz.drawing.fonts import USUAL
from optviz.drawing.markers import marker_shape
from optviz.drawing.outlines import Outline
from optviz.drawing.svg import document, elements, escaped, number_text, path_data
from optviz.drawing.vector_canvas import VectorCanvas
from optviz.geometry import Area


@pytest.fixture
def canvas() -> VectorCanvas:
    made = VectorCanvas((200, 100), 144, 2, USUAL)
    made.clear("#FFFFFF")
    return made


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.001, "0"),
        (0.5, ".5"),
        (-0.5, "-.5"),
        (10, "10"),
        (100.0, "100"),
        (1.239, "1.24"),
        (-20.10, "-20.1"),
    ],
)
def test_numbers_are_as_short_as_can_be(value: float, text: str) -> None:
    assert number_text(value) == text


def test_places_count_downward_in_pixels_of_the_layout(canvas: VectorCanvas) -> None:
    line = Outline(np.array([[0, 100.0], [20, 100], [20, 99], [np.nan, 0], [7, 8], [7, 8]]))
    assert path_data(line, canvas) == "M0 0l10 0 0 .5M3.5 46h0"


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]


def test_numbers_that_run_together_are_told_apart(canvas: VectorCanvas) -> None:
    points = np.array([[0, 0], [0.5, 0.25], [1, 20.25], [30, 20.75], [31.25, -3], [31.5, -3.25]]) * 2
    steps = np.diff(np.round(np.column_stack([points[:, 0] / 2, 50 - points[:, 1] / 2]), 2), axis=0)
    data = path_data(Outline(points), canvas)
    assert numbers(data.partition("l")[2]) == pytest.approx(steps.ravel().tolist(), abs=0.011)


def test_curves_are_curves(canvas: VectorCanvas) -> None:
    ring = marker_shape("o", 20.0)
    data = path_data(ring._replace(vertices=ring.vertices + 50), canvas)
    assert data.startswith("M25 30c")
    assert data.count("c") == 8
    assert data.endswith("z")


def test_lines_that_go_on_without_end_are_cut_off_where_they_are(canvas: VectorCanvas) -> None:
    data = path_data(Outline(np.array([[0.0, 0.0], [1e12, 5e11]])), canvas)
    (x, y), (right, up) = numbers(data)[:2], numbers(data)[2:]
    assert (x, y) == (0, 50)
    assert right < 3000
    assert up / right == pytest.approx(-0.5, abs=1e-3)


def test_what_may_not_leave_an_area_is_cut_off_only_if_it_does(canvas: VectorCanvas) -> None:
    area = Area(10, 10, 80, 80)
    inner, outer = np.array([[20.0, 20.0], [50.0, 50.0]]), np.array([[20.0, 20.0], [50.0, 90.0]])
    canvas.line(inner, "#000000", 1.0, area=area)
    assert not any("clip" in element for element in elements(canvas))
    canvas.line(outer, "#000000", 1.0, area=area)
    assert sum("clip-path" in element for element in elements(canvas)) == 1
    root = ET.fromstring(document(canvas, ""))  # noqa: S314  (ours)
    (name,) = [each.get("id") for each in root.iter("{http://www.w3.org/2000/svg}clipPath")]
    (cut,) = [each.get("clip-path") for each in root if each.get("clip-path")]
    assert cut == f"url(#{name})"


def test_parts_of_different_documents_have_different_names(canvas: VectorCanvas) -> None:
    names = set()
    for end in (90.0, 95.0):
        canvas.clear(None)
        canvas.line(np.array([[20.0, 20.0], [50.0, end]]), "#000000", 1.0, area=Area(10, 10, 80, 80))
        names |= set(re.findall(r'id="([^"]+)"', document(canvas, "").decode()))
    assert len(names) == 2


@pytest.mark.parametrize("text", ["<b>&\"'", "\x00\x1b[2J", "a\u2028b", "\ud800", "\ufffe"])
def test_any_text_can_be_held(canvas: VectorCanvas, text: str) -> None:
    root = ET.fromstring(document(canvas, text))  # noqa: S314  (ours)
    assert root[0].text == "".join("\ufffd" if letter in "\x00\x1b\ud800\ufffe" else letter for letter in text)
    assert not {"<", ">", '"'} & set(escaped(text))


def test_dashes_opacity_and_caps(canvas: VectorCanvas) -> None:
    canvas.line(np.array([[0.0, 0.0], [50.0, 50.0]]), "#0A0B0C", 1.5, opacity=0.25, cap="butt", dash=(3, 2), begun=1.0)
    (element,) = elements(canvas)
    for part in ('="#0a0b0c"', '-opacity=".25"', '-width="1.5"', '-dasharray="3 2"', '-dashoffset="1"'):
        assert f" stroke{part}" in element
    assert "linecap" not in element


def test_a_picture_is_held_whole(canvas: VectorCanvas) -> None:
    pixels = np.zeros((6, 8, 4), np.uint8)
    canvas.picture(pixels, 10, 20)
    (element,) = elements(canvas)
    assert '<image x="5" y="37" width="4" height="3" href="data:image/png;base64,' in element
