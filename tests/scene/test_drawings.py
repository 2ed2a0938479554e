from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from optviz.drawing.traces import Traces
from optviz.encoders import ENCODERS, VectorFormat
from optviz.errors import ParameterError
from optviz.scene.drawings import WRITERS, document, drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.scene import Scene

VIEWS = {
    "contour": "[{name: contour, field: arrows}]",
    "landscape": "[{name: surface3d, grid: 48, shadow: true, floor: lines}]",
    "moving": "[{name: surface3d, grid: 48, azimuth: [0, 60]}]",
    "curves": "[{name: curve, of: value, scale: log}, {name: curve, of: x}]",
    "anatomy": "[anatomy]",
}
HOSTILE = '</title><script>alert(1)</script> & "quotes" --> ]]> %%EOF endstream \\(x\\) \u00e9 \u4e2d'
TEXT = """
surface: booth
title: {title}
start: [1.5, 1.0]
steps: 12
optimizers: [{{name: sgd, lr: 0.1}}]
output: {{size: [320, 200]}}
"""


def made(scene: Scene, name: str, step: int = -1) -> bytes:
    return document(scene.figure.scenario, scene.figure.trajectories, name, step)


def from_svg(content: bytes, width: int) -> Array:
    """The pixels of an SVG, as resvg draws it on white."""
    resvg = pytest.importorskip("resvg_py")
    drawn: Any = resvg.svg_to_bytes(svg_string=content.decode(), width=width, background="#ffffff")
    return np.asarray(Image.open(io.BytesIO(bytes(drawn))).convert("RGB"), dtype=float)


def from_pdf(content: bytes, width: int) -> Array:
    """The pixels of a PDF's only page, as PDFium draws it."""
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(content) as opened:
        (page,) = opened
        picture = page.render(scale=width / page.get_width()).to_pil()
        return np.asarray(picture.convert("RGB"), dtype=float)


DRAWN = {"svg": from_svg, "pdf": from_pdf}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("views", VIEWS)
def test_it_shows_what_the_picture_of_pixels_shows(
    scene: Callable[..., Scene], views: str, theme: str, name: str
) -> None:
    made_of = scene(VIEWS[views], traces=Traces(labels=True), size=(640, 360), scale=2, theme=theme, legend="ranked")
    expected = made_of.sample().reshape(-1, 720, 1280, 4)[-1, ..., :3].astype(float)  # each trace in one stroke
    shown = DRAWN[name](made(made_of, name), 1280)
    assert abs(shown.shape[0] - 720) <= 1  # a page is no whole number of pixels high
    blocks = [picture[:720].reshape(36, 20, 64, 20, 3).mean(axis=(1, 3)) for picture in (expected, shown[:720])]
    missed = np.abs(np.subtract(*blocks))
    assert missed.mean() < 1
    assert missed.max() < 40


def test_every_vector_format_has_a_writer() -> None:
    assert set(WRITERS) == {name for name, entry in ENCODERS.items() if issubclass(entry, VectorFormat)}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_drawing_gives_the_same_bytes_in_any_process(name: str) -> None:
    program = (
        "import hashlib\nfrom optviz.api.run import run\nfrom optviz.scenario import parse\n"
        "from optviz.scene.drawings import document\n"
        f"scenario = parse({TEXT.format(title='A picture')!r})\n"
        f"print(hashlib.sha256(document(scenario, run(scenario), {name!r}, -1)).hexdigest())"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed, "PATH": "", "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        for seed in ("1", "2")
    ]
    assert [each.returncode for each in found] == [0, 0], found
    assert len({each.stdout for each in found}) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_it_has_the_size_of_the_layout_at_any_scale(scene: Callable[..., Scene], name: str) -> None:
    for scale in (1, 3):
        content = made(scene(scale=scale), name)
        if name == "svg":
            root = ET.fromstring(content)  # noqa: S314  (ours)
            assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("480", "270", "0 0 480 270")
        else:
            box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", content)
            assert box
            assert float(box[1]) / float(box[2]) == pytest.approx(480 / 270)
            assert float(box[1]) == pytest.approx(480 * 72 / 84)  # no smaller picture has fewer dots per inch


@pytest.mark.parametrize("name", WRITERS)
def test_a_strangers_title_is_nothing_but_text(scene: Callable[..., Scene], name: str) -> None:
    content = made(scene(keys={"title": json.dumps(HOSTILE)}), name)
    if name == "svg":
        root = ET.fromstring(content)  # noqa: S314  (ours)
        assert root[0].text == HOSTILE
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "title", "path", "g", "clipPath"}
        assert not any(key.startswith("on") or "href" in key for element in root.iter() for key in element.attrib)
    else:
        pypdf = pytest.importorskip("pypdf")
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        assert reader.metadata.title == HOSTILE
        assert "alert" in reader.pages[0].extract_text()
        assert set(reader.trailer["/Root"]) == {"/Type", "/Pages"}


@pytest.mark.parametrize(("lettering", "letters"), [("auto", False), ("paths", False), ("text", True)])
def test_letters_of_an_svg_are_paths_or_text(scene: Callable[..., Scene], lettering: str, letters: bool) -> None:
    content = made(scene(traces=Traces(labels=True), lettering=lettering), "svg").decode()
    assert (">Momentum</text>" in content) == letters
    assert ("font-family=\"'DejaVu Sans'" in content) == letters


def test_a_formula_in_an_svg_is_drawn_also_where_letters_are_text(scene: Callable[..., Scene]) -> None:
    keys = {"title": r"'The $\frac{a}{b}$ of it'", "math": "true"}
    content = made(scene(keys=keys, lettering="text"), "svg").decode()
    assert "of it</text>" not in content
    assert ">ema</text>" not in content
    assert ">Adam</text>" in content


@pytest.mark.parametrize(("lettering", "letters"), [("auto", True), ("text", True), ("paths", False)])
def test_letters_of_a_pdf_are_text_or_paths(scene: Callable[..., Scene], lettering: str, letters: bool) -> None:
    pypdf = pytest.importorskip("pypdf")
    content = made(scene(lettering=lettering, traces=Traces(labels=True)), "pdf")
    (page,) = pypdf.PdfReader(io.BytesIO(content), strict=True).pages
    assert ("Momentum" in page.extract_text()) == letters
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
    assert bool(fonts) == letters
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert descendant.get_object()["/FontDescriptor"].get_object()["/FontFile2"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_transparent_page_is_no_page(scene: Callable[..., Scene], name: str) -> None:
    options = {"formats": (name,), "legend": "none"}
    bare, covered = (made(scene(background=each, **options), name) for each in ("transparent", "page"))
    assert drawing_has_page(covered, name)
    assert not drawing_has_page(bare, name)


def drawing_has_page(content: bytes, name: str) -> bool:
    if name == "svg":
        return b'd="M0 0h480v270h-480z"' in content
    pypdf = pytest.importorskip("pypdf")
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    return bool(re.match(rb"[^W]*?0 0 m\s+[\d.]+ 0 l\s", page.get_contents().get_data()))


def test_only_what_leaves_its_area_is_cut_off(scene: Callable[..., Scene]) -> None:
    inside = {"surface": "sphere", "start": "[1, 1]"}
    assert "clipPath" not in made(scene("[{name: contour, lines: false}]", inside, legend="none"), "svg").decode()
    outside = {"surface": "saddle", "start": "[1, 0.5]", "steps": "300"}
    assert "clipPath" in made(scene("[{name: contour, lines: false}]", outside, legend="none"), "svg").decode()


def test_a_step_that_is_not_there_is_refused(scene: Callable[..., Scene]) -> None:
    figure = scene().figure
    with pytest.raises(ParameterError, match="from 0 to 40"):
        drawing(figure.scenario, figure.trajectories, 41)


def test_numbers_and_the_order_of_the_legend_are_those_of_the_step(scene: Callable[..., Scene]) -> None:
    made_of = scene(legend="ranked", lettering="text")
    texts = {step: re.findall(r">([^<]+)</text>", made(made_of, "svg", step).decode()) for step in (3, 40)}
    assert "3" in texts[3]
    assert "40" in texts[40]
    order = [text for text in texts[40] if text in {"SGD", "Momentum", "Adam"}]
    assert sorted(order) == sorted(text for text in texts[3] if text in {"SGD", "Momentum", "Adam"})
    values = [float(text.replace("−", "-")) for text in texts[40][texts[40].index("40") + 1 :]]
    assert values == sorted(values)
