from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from optviz.errors import ParameterError
from optviz.scene.layout import MARGIN, dots_per_inch, layout, widest

if TYPE_CHECKING:
    from optviz.views import Area

SIZES = [
    (480, 270),
    (480, 480),
    (640, 400),
    (640, 480),
    (800, 450),
    (960, 540),
    (1280, 720),
    (1080, 1920),
    (3840, 2160),
]


def apart(first: Area, second: Area) -> bool:
    beside = first.right <= second.left + 1e-6 or second.right <= first.left + 1e-6
    return beside or first.top <= second.bottom + 1e-6 or second.top <= first.bottom + 1e-6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("views", [1, 2, 3])
@pytest.mark.parametrize("entries", [0, 1, 7])
def test_nothing_overlaps_and_margins_are_equal(size: tuple[int, int], views: int, entries: int) -> None:
    point = dots_per_inch(*size) / 72
    plan = layout(size, point, views, entries, min(150 * point, widest(size)))
    areas = [plan.header, *plan.panels, *([plan.legend] if entries else [])]
    assert all(apart(*pair) for pair in itertools.combinations(areas, 2))
    assert min(area.left for area in areas) == pytest.approx(MARGIN * point)
    assert min(area.bottom for area in areas) == pytest.approx(MARGIN * point)
    assert size[0] - max(area.right for area in areas) == pytest.approx(MARGIN * point)
    assert size[1] - max(area.top for area in areas) == pytest.approx(MARGIN * point)
    assert all(area.width > 0 and area.height > 0 for area in plan.panels)


@pytest.mark.parametrize("size", SIZES)
def test_the_smallest_text_has_ten_pixels(size: tuple[int, int]) -> None:
    assert 8.5 * dots_per_inch(*size) / 72 >= 9.9


def test_the_legend_stands_beside_wide_pictures_and_below_others() -> None:
    beside, below = layout((800, 450), 1.4, 1, 3, 200), layout((480, 640), 1.2, 1, 3, 200)
    assert beside.legend.left > beside.panels[0].right
    assert below.legend.top < below.panels[0].bottom


def test_a_size_without_room_for_the_views_is_told() -> None:
    with pytest.raises(ParameterError, match="size: 320 x 200 pixels are too few for 3 views"):
        layout((320, 200), 1.2, 3, 7, 110)
