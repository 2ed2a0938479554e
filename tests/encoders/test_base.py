from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.encoders import ENCODERS, Animation
from optviz.errors import ScenarioError
from optviz.geometry import Box, extent, hull, moved

if TYPE_CHECKING:
    from pathlib import Path


def animation(*, transparent: bool) -> Animation:
    return Animation((4, 3), 25, 0, transparent, np.full((3, 4, 4), 255, np.uint8))


@pytest.mark.parametrize("name", ENCODERS)
def test_transparency_is_taken_or_refused_before_a_file_is_made(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name}"
    if ENCODERS[name].transparency:
        ENCODERS[name](path, animation(transparent=True)).discard()
        return
    with pytest.raises(ScenarioError, match="has no transparency"):
        ENCODERS[name](path, animation(transparent=True))
    assert not path.exists()


@pytest.mark.parametrize("name", ENCODERS)
def test_an_animation_without_frames_is_a_mistake(name: str, tmp_path: Path) -> None:
    encoder = ENCODERS[name](tmp_path / f"a.{name}", animation(transparent=False))
    with pytest.raises(ValueError, match="at least one frame"):
        encoder.close()
    encoder.discard()


@pytest.mark.parametrize("name", ENCODERS)
def test_an_error_inside_passes_through(name: str, tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        ENCODERS[name](tmp_path / f"a.{name}", animation(transparent=False)),
    ):
        raise ZeroDivisionError


def test_the_hull_is_clipped_to_the_picture() -> None:
    assert hull([Box(-3, 1, 2, 2), Box(3, -1, 9, 2)], (8, 5)) == Box(0, 0, 8, 2)


@pytest.mark.parametrize("boxes", [[], [Box(9, 0, 12, 4)], [Box(2, 2, 2, 4)]])
def test_boxes_that_hold_nothing_have_no_hull(boxes: list[Box]) -> None:
    assert hull(boxes, (8, 5)) is None


def test_the_extent_of_a_mask() -> None:
    mask = np.zeros((5, 6), np.bool_)
    assert extent(mask, Box(10, 20, 16, 25)) is None
    mask[1, 4] = mask[3, 2] = True
    assert extent(mask, Box(10, 20, 16, 25)) == Box(12, 21, 15, 24)
    assert moved(Box(0, 0, 1, 2), Box(3, 4, 9, 9)) == Box(3, 4, 4, 6)
