from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.api.flashes import flashes
from optviz.api.render import render
from optviz.scenario import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from optviz.arrays import Pixels

WIDTH, HEIGHT = SIZE = 400, 300
WHITE, BLACK, RED, PALE = (255,) * 3, (0,) * 3, (140, 0, 0), (235,) * 3
DARK = (60, 0, 0)
"""It differs from RED by less than a tenth in luminance."""
LARGE, SMALL = np.s_[:160, :160], np.s_[:136, :136]
"""More and less than a quarter of 341 x 256 pixels."""


def picture(color: Sequence[int], where: Any = np.s_[:], ground: Sequence[int] = BLACK) -> Pixels:
    pixels = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:] = ground
    pixels[where] = color
    return pixels


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    def make(frames: Sequence[Pixels], milliseconds: int, suffix: str = ".gif") -> Path:
        path = tmp_path / f"film{suffix}"
        first, *others = map(Image.fromarray, frames)
        first.save(path, save_all=True, append_images=others, duration=milliseconds, loop=0, lossless=True)
        return path

    return make


@pytest.mark.parametrize(
    ("frames", "milliseconds", "words"),
    [
        ([picture(BLACK), picture(WHITE)], 100, "flashes more than three times"),
        ([picture(BLACK), picture(WHITE)], 200, ""),
        ([picture(BLACK), picture(WHITE, LARGE)], 100, "flashes more than three times"),
        ([picture(BLACK), picture(WHITE, SMALL)], 100, ""),
        ([picture(PALE), picture(WHITE)], 100, ""),
        ([picture(DARK), picture(RED)], 100, "flashes in red more than three times"),
        ([picture((60,) * 3), picture((100,) * 3)], 100, ""),
        ([picture(WHITE)] * 2, 100, ""),
    ],
    ids=["fast", "slow", "large", "small", "bright", "red", "faint", "still"],
)
def test_what_flashes_is_told(film: Callable[..., Path], frames: list[Pixels], milliseconds: int, words: str) -> None:
    found = flashes(film(frames * 8, milliseconds), SIZE, repeated=False)
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_a_gradual_change_is_one_flash(film: Callable[..., Path]) -> None:
    up = [picture((level,) * 3) for level in range(0, 255, 50)]
    assert not flashes(film([*up, *reversed(up)], 20), SIZE, repeated=False)
    assert flashes(film([*up, *reversed(up)] * 8, 20), SIZE, repeated=False)


def test_areas_that_flash_far_from_each_other_do_not_add_up(film: Callable[..., Path]) -> None:
    wide = 1200
    pair = [np.zeros((HEIGHT, wide, 3), np.uint8) for _ in range(2)]
    pair[1][:136, :136] = pair[1][:136, -136:] = 255
    assert not flashes(film(pair * 8, 100), (wide, HEIGHT), repeated=False)
    pair[1][:136, 136:272] = 255
    assert flashes(film(pair * 8, 100), (wide, HEIGHT), repeated=False)


def test_the_leap_back_to_the_beginning_counts(film: Callable[..., Path]) -> None:
    once = film([picture(BLACK), picture(WHITE)], 100)
    assert not flashes(once, SIZE, repeated=False)
    assert flashes(once, SIZE, repeated=True)
    seven = film([picture(BLACK), picture(WHITE)] * 3 + [picture(WHITE)] * 20, 100)
    assert not flashes(seven, SIZE, repeated=True)
    assert flashes(film([*[picture(WHITE)] * 3, *[picture(BLACK), picture(WHITE)] * 3, picture(BLACK)], 100), SIZE)


def test_the_size_on_the_page_counts(film: Callable[..., Path]) -> None:
    path = film([picture(BLACK), picture(WHITE)] * 8, 100)
    assert not flashes(path, (WIDTH // 4, HEIGHT // 4))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_pictures_are_read_with_their_times(film: Callable[..., Path], suffix: str) -> None:
    assert flashes(film([picture(BLACK), picture(WHITE)] * 8, 100, suffix), SIZE, repeated=False).endswith(
        "in the second before 0.7 s (WCAG 2.3.1)"
    )


def test_what_cannot_be_read_is_not_watched(tmp_path: Path) -> None:
    path = tmp_path / "drawing.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert not flashes(path, SIZE)


def test_animations_of_ours_do_not_flash(tmp_path: Path) -> None:
    text = "surface: sphere\nstart: [0.5, 0.4]\nsteps: 5\noptimizers: [sgd]\noutput: {size: [240, 160]}\n"
    files = render(parse(text), tmp_path / "a.gif", tmp_path / "a.mp4", duration=0.2, fps=20, hold=0).paths
    assert [flashes(path, (240, 160)) for path in files] == ["", ""]
