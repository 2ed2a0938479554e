from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.layout import PADDING
from optviz.views import Time

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.geometry import Area
    from optviz.scene import Scene

SURFACE = "{expression: 'x**2 + y**2', bounds: {x: [-2, 2], y: [-2, 2]}}"


def placed(
    scene: Callable[..., Scene], start: str, views: str = "[contour]", surface: str = SURFACE
) -> tuple[Area, Area]:
    """The legend's card and the panel's area."""
    keys = {"surface": surface, "start": start, "optimizers": "[{name: sgd, lr: 0.001}]", "steps": "3"}
    figure = scene(views, keys, legend="inside", size=(480, 320)).figure
    assert figure._legend
    drawing = figure._panels[0].drawing
    return figure._legend.card, drawing.tracks(drawing.pose(Time(0, 0.0, 0.0, 0.0)))[0][-1].area


def corner(card: Area, panel: Area) -> tuple[str, str]:
    point = PADDING
    across = "left" if card.left - panel.left < panel.right - card.right else "right"
    upward = "upper" if panel.top - card.top < card.bottom - panel.bottom else "lower"
    assert min(card.left - panel.left, panel.right - card.right) == pytest.approx(point * 84 / 72, abs=1.5)
    return upward, across


@pytest.mark.parametrize(
    ("start", "free"),
    [
        ("[1.5, 1.5]", ("upper", "left")),
        ("[[1.5, 1.5], [-1.5, 1.5]]", ("lower", "right")),
        ("[[1.5, 1.5], [-1.5, 1.5], [1.5, -1.5]]", ("lower", "left")),
        ("[-1.5, -1.5]", ("upper", "right")),
    ],
)
def test_it_stands_in_the_corner_without_runs(scene: Callable[..., Scene], start: str, free: tuple[str, str]) -> None:
    assert corner(*placed(scene, start)) == free


def test_it_covers_no_minimizer(scene: Callable[..., Scene]) -> None:
    surface = SURFACE.replace("}}", "}, minimizers: [[1.5, 1.5]]}")
    assert corner(*placed(scene, "[-1.5, 1.5]")) == ("upper", "right")
    assert corner(*placed(scene, "[-1.5, 1.5]", surface=surface)) == ("lower", "right")


def test_it_is_the_same_in_every_frame_and_process(scene: Callable[..., Scene]) -> None:
    keys = {"start": "[0.5, 0.5]"}
    first, second = (
        scene("[{name: surface3d, azimuth: [-60, 300]}]", keys, legend="inside", duration=length).figure.plan
        for length in (1.6, 0.4)
    )
    assert first == second


def test_a_crowd_leaves_room_for_the_plate(scene: Callable[..., Scene]) -> None:
    runs = ", ".join(f"{{name: sgd, lr: 0.00{number}, label: Run {number}}}" for number in range(1, 31))
    figure = scene("[contour]", {"optimizers": f"[{runs}]"}, legend="inside", size=(480, 320)).figure
    assert figure._legend
    card, panel = figure._legend.card, figure.plan.areas.panels[0]
    assert card.height <= 0.86 * panel.height
    assert card.width <= 0.76 * panel.width
    assert 1 <= figure._legend.places < 30
    assert np.isfinite([*card]).all()
