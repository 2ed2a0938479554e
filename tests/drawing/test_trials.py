from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.canvas import Canvas
from optviz.drawing.trials import Newest, Polygon, dot_size
from optviz.geometry import Area

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.panel import Panel

WITHIN = Area(20, 10, 260, 180)
TURN = np.linspace(0, 2 * np.pi, 49)
ROUND = np.column_stack([150 + 60 * np.cos(TURN), 90 + 30 * np.sin(TURN)])
BROKEN = np.where((np.arange(49) % 12 == 5)[:, None], np.nan, ROUND)


@pytest.mark.parametrize(
    "overlay",
    [
        Newest(np.array([[40.0, 50.0], [200.5, 99.3]]), "#D55E00", 4.0, 2.0),
        Newest(np.array([[40.0, 50.0]]), "#D55E00", 4.0, 2.0, opacity=0.3),
        Polygon(ROUND, "#D55E00", "#FFFFFF", WITHIN, 2.0),
        Polygon(BROKEN, "#D55E00", "#FFFFFF", WITHIN, 2.0, opacity=0.3),
        Polygon(ROUND * 1.8, "#D55E00", "#FFFFFF", WITHIN, 2.0),
    ],
)
def test_nothing_is_drawn_outside_of_its_area(overlay: Newest | Polygon) -> None:
    canvas = Canvas((300, 200), 144)
    canvas.clear("#888888")
    before = canvas.pixels.copy()
    overlay.draw(canvas)
    box = overlay.area.box(canvas.size)
    assert box is not None
    outside = np.ones(before.shape[:2], dtype=bool)
    outside[box.rows_columns] = False
    assert (canvas.pixels != before).any()
    assert (canvas.pixels[outside] == before[outside]).all()


def test_dots_are_smaller_among_many_starts_and_in_a_small_panel(panel: Callable[..., Panel]) -> None:
    usual = dot_size(panel("booth", size=(700, 600)))
    assert dot_size(panel("booth", size=(100, 80))) < usual
    assert dot_size(panel("booth", size=(700, 600), starts=[[0.1 * place, 1.0] for place in range(30)])) < usual
