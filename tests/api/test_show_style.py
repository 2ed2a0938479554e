from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from optviz.api.show_style import show_style
from optviz.errors import InvalidScenarioError, OutputError, ParameterError
from optviz.scene.style_card import WIDTH

if TYPE_CHECKING:
    from optviz.arrays import Pixels

SCALE = 2


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


def pages(path: Path) -> list[str]:
    """The page of each card that stands in a picture."""
    with Image.open(path) as image:
        picture: Pixels = np.asarray(image.convert("RGB"))
    assert picture.shape[1] % (SCALE * WIDTH) == 0
    return ["#{:02X}{:02X}{:02X}".format(*picture[5, at + 5]) for at in range(0, picture.shape[1], SCALE * WIDTH)]


def height(path: Path) -> int:
    with Image.open(path) as image:
        return image.size[1]


def test_the_usual_style_is_shown_in_both_themes() -> None:
    path = show_style()
    assert path == Path("outputs/style.png")
    assert pages(path) == ["#FFFFFF", "#0F1720"]
    assert pages(show_style(target="dark.png", theme="dark")) == ["#0F1720"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("page: ['#FBF7F0', '#101010']\n", ["#FBF7F0", "#101010"]),
        ("page: '#FBF7F0'\ncolormap: viridis\npalette: tableau\nfont: DejaVu Serif\n", ["#FBF7F0"]),
        ("theme: dark\n", ["#0F1720", "#FFFFFF"]),
        ("# nothing\n", ["#FFFFFF", "#0F1720"]),
    ],
)
def test_a_file_with_a_style_is_shown_in_the_themes_whose_pages_differ(text: str, expected: list[str]) -> None:
    assert pages(show_style(put("own.yaml", text), "card.png")) == expected


def test_a_house_file_and_a_scenario_are_shown_too() -> None:
    house = put("optviz.yaml", "out_dir: there\nstyle: {page: '#FAFAFA'}\noutput: {fps: 9, line_width: 4}\n")
    assert pages(show_style(house, "card.png")) == ["#FAFAFA"]
    own = put("x.yaml", "surface: saddle\nstart: [0.5, 0.1]\noptimizers: [sgd, adam]\noutput: {ink: black}\n")
    path = show_style(own)
    assert path == Path("outputs/x-style.png")
    assert pages(path) == ["#FAFAFA"]
    assert height(path) < height(Path("card.png"))  # of its own runs there are two


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_a_card_may_be_a_document(suffix: str) -> None:
    path = show_style(target=f"card.{suffix}")
    assert path.read_bytes().startswith(b"<svg" if suffix == "svg" else b"%PDF")
    again = show_style(target=f"again.{suffix}")
    assert again.read_bytes() == path.read_bytes()


def test_warnings_stand_on_the_card() -> None:
    fine = show_style(put("fine.yaml", "palette: okabe-ito\n"), "a.png", theme="light")
    alike = show_style(put("alike.yaml", "palette: ['#F00', '#0A0']\n"), "b.png", theme="light")
    assert height(alike) > height(fine)


def test_what_is_wrong_is_told_where_it_stands(folder: Path) -> None:
    with pytest.raises(InvalidScenarioError, match=r"^own.yaml:2:11: colormap: no colour map 'viridos'; .* viridis"):
        show_style(put("own.yaml", "theme: dark\ncolormap: viridos\n"))
    with pytest.raises(InvalidScenarioError, match=r"^own.yaml:2:1: unknown key 'fps' in a style"):
        show_style(put("own.yaml", "page: white\nfps: 3\n"))
    with pytest.raises(InvalidScenarioError, match=r"^optviz.yaml:1:16: page: expected a colour"):
        show_style(put("optviz.yaml", "output: {page: 3}\n"))
    with pytest.raises(ParameterError, match="must be png, svg or pdf, not gif"):
        show_style(target="card.gif")
    with pytest.raises(OutputError, match=r"cannot read nowhere.yaml"):
        show_style("nowhere.yaml")
    assert not (folder / "outputs").exists()
