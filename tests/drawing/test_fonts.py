from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from optviz.drawing import fonts
from optviz.drawing.canvas import Canvas
from optviz.drawing.fonts import FAMILY, USUAL, Fonts, fonts_for, installed, lacking, script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOBODYS = "\u0378\u0379\u0380\u0381"
"""Letters that are none, so that no font has them but a test's own."""
A, B, C, D = list(NOBODYS)


@pytest.mark.parametrize("texts", [[], ["plain", "Adam"], ["é σ → ∞ ², Сравнение 😀 ❤️"]])
def test_the_usual_font_is_alone_where_it_has_all_letters(texts: list[str]) -> None:
    assert fonts_for(texts) == USUAL == Fonts(("DejaVu Sans",), ())
    assert not lacking(texts)


def test_letters_that_no_font_has_are_told() -> None:
    assert lacking([f"a{A}", f"é{B}"]) == {A, B}
    assert fonts_for([A]) == USUAL


def test_the_first_font_that_has_a_letter_is_added_with_its_file(new_font: Callable[..., Path]) -> None:
    path = new_font("Boxes Sans", A)
    assert fonts_for([f"x{A}"]) == Fonts((FAMILY, "Boxes Sans"), (str(path),))
    assert lacking([A + B]) == {B}


def test_a_font_that_was_installed_only_now_is_found(
    new_font: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_font("Newer Sans", A, listed=False)
    assert lacking([A]) == {A}
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(path)])
    fonts._listed.cache_clear()
    fonts._upright.cache_clear()
    fonts._chosen.cache_clear()
    assert fonts_for([A]).families == (FAMILY, "Newer Sans")


def test_one_font_that_has_all_letters_goes_before_several(new_font: Callable[..., Path]) -> None:
    for family, letters in (("A Sans", A), ("B Sans", B), ("Whole Serif", A + B), ("Z Serif", A + B)):
        new_font(family, letters)
    assert fonts_for([A + B]).families == (FAMILY, "Whole Serif")
    assert fonts_for([A]).families == (FAMILY, "A Sans")


def test_several_fonts_share_what_none_has_whole(new_font: Callable[..., Path]) -> None:
    for family, letters in (("A Sans", A), ("BC Sans", B + C), ("CD Sans", C + D)):
        new_font(family, letters)
    assert fonts_for([NOBODYS]).families == (FAMILY, "BC Sans", "A Sans", "CD Sans")
    assert not lacking([NOBODYS])


def test_sans_serif_comes_first_and_the_name_decides(new_font: Callable[..., Path]) -> None:
    for family in ("Boxes Serif", "Boxes", "Boxes Mono", "Some Sans", "Other Sans"):
        new_font(family, A)
    found = [each.name for each in fonts._upright() if "Boxes" in each.name or each.name in {"Some Sans", "Other Sans"}]
    assert found == ["Other Sans", "Some Sans", "Boxes", "Boxes Mono", "Boxes Serif"]


def test_ideographs_look_as_in_the_language_beside_them(
    new_font: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for region in ("HK", "JP", "KR", "SC"):
        new_font(f"Boxes Sans {region}", "山はカ산、")
    own = tuple(each for each in fonts._upright() if each.name.startswith("Boxes"))
    monkeypatch.setattr(fonts, "_upright", lambda: own)
    for text, region in (("山", "SC"), ("山は", "JP"), ("カ山、", "JP"), ("山산", "KR")):
        assert fonts_for([text]).families[1:] == (f"Boxes Sans {region}",)


def test_a_letter_without_ink_is_none(new_font: Callable[..., Path]) -> None:
    new_font("Coloured Sans", A, inked=False)
    assert lacking([A]) == {A}


def test_fonts_that_are_asked_for_come_first(new_font: Callable[..., Path]) -> None:
    path = new_font("Boxes Sans", f"é{A}")
    assert fonts_for(["é"], ["Boxes Sans"]) == Fonts(("Boxes Sans", FAMILY), (str(path),))
    assert fonts_for(["é"], [FAMILY]) == USUAL
    assert {FAMILY, "Boxes Sans"} <= installed()
    assert not any("Last Resort" in name or name.startswith("cm") for name in installed())


def test_a_file_that_is_no_font_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    fonts._list([str(tmp_path / "broken.ttf")])
    assert not fonts._mapped(str(tmp_path / "broken.ttf"))


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("はぁゝ", "Hiragana"), ("カー", "Katakana"), ("山々〇", "Han"), ("산", "Hangul"), ("дД", "Cyrillic"),
        ("ไา", "Thai"), ("हि्", "Devanagari"), ("ש", "Hebrew"), ("عٱ", "Arabic"), ("🚀😀", "emoji"),
        ("、∞\u0378", "symbol"),
    ],
)  # fmt: skip
def test_letters_have_scripts(letters: str, name: str) -> None:
    assert {script(letter) for letter in letters} == {name}


def test_other_processes_draw_with_the_same_fonts(new_font: Callable[..., Path]) -> None:
    new_font("Boxes Sans", A)
    found = fonts_for([A])
    program = (
        "import hashlib\nfrom optviz.drawing.canvas import Canvas\nfrom optviz.drawing.fonts import Fonts\n"
        f"canvas = Canvas((60, 30), 72, fonts=Fonts({found.families!r}, {found.files!r}))\n"
        f"canvas.text('x{A}', 9, 9, 12, '#000000')\nprint(hashlib.sha256(canvas.pixels.tobytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    canvas = Canvas((60, 30), 72, fonts=found)
    canvas.text(f"x{A}", 9, 9, 12, "#000000")
    assert done.stdout.strip() == hashlib.sha256(canvas.pixels.tobytes()).hexdigest()
    assert not done.stderr
