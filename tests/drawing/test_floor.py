from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from optviz.drawing.axes import TICK_SIZE
from optviz.drawing.camera import RISE, Camera
from optviz.drawing.floor import Floor, floor_corners, scale_ends
from optviz.drawing.ticks import tick_labels, ticks
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

AZIMUTHS = (-90.0, -60.0, 0.0, 0.5, 45.0, 90.0, 180.0, 300.0)


class Label(NamedTuple):
    text: str
    place: Array
    align: str


def floor_of(panel: Panel, azimuth: float) -> tuple[Floor, Camera]:
    drawing = Surface3D(azimuth=azimuth, grid=24).on(panel)
    return drawing._floor, Camera(azimuth, 35.0)


def written(floor: Floor, camera: Camera, monkeypatch: pytest.MonkeyPatch, *, covered: bool = False) -> list[Label]:
    labels: list[Label] = []
    canvas = floor.panel.canvas

    def text(label: str, x: float, y: float, *_: Any, align: str) -> None:
        labels.append(Label(label, np.array([x, y]), align))

    monkeypatch.setattr(canvas, "text", text)
    floor.draw_labels(camera, np.full(canvas.size[::-1], covered))
    return labels


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_labels_stand_beside_the_floor_and_inside_the_panel(
    azimuth: float, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = panel()
    floor, camera = floor_of(shown, azimuth)
    labels = written(floor, camera, monkeypatch)
    numbers = {text for room in range(90, 500, 45) for text in tick_labels(ticks(shown.bounds.x, room))}
    corners = floor.fit.pixels(camera.project(floor_corners(floor.depth)[[0, 1, 3, 2]]))
    area = shown.area
    assert len(labels) >= 5
    assert floor._heights[-1] in {label.text for label in labels}
    for label in labels:
        assert label.text in numbers | set(floor._heights)
        assert area.left <= label.place[0] <= area.right
        assert area.bottom <= label.place[1] <= area.top
        width = shown.canvas.text_width(label.text, TICK_SIZE)
        left = label.place[0] - width * {"left": 0.0, "center": 0.5, "right": 1.0}[label.align]
        for x in (left, left + width):
            assert label.text in floor._heights or not inside(corners, np.array([x, label.place[1]])), label


def inside(corners: Array, point: Array) -> bool:
    """Whether a point lies in a convex polygon."""
    (ex, ey), (px, py) = (np.roll(corners, -1, axis=0) - corners).T, (point - corners).T
    return abs(int(np.sign(ex * py - ey * px).sum())) == len(corners)


def test_labels_the_surface_would_cover_are_left_out(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor, camera = floor_of(panel(), -60.0)
    assert written(floor, camera, monkeypatch, covered=True) == []


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_the_height_scale_stands_on_the_rightmost_corner(azimuth: float) -> None:
    camera = Camera(azimuth, 30.0)
    low, high = scale_ends(camera, 0.9)
    assert low.tolist() in floor_corners(0.9).tolist()
    assert high.tolist() == [low[0], low[1], RISE]
    assert camera.project(low)[0] == pytest.approx(camera.project(floor_corners(0.9))[:, 0].max())


def test_lines_stay_on_the_floor(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = panel()
    floor, camera = floor_of(shown, -60.0)
    drawn: list[Array] = []
    monkeypatch.setattr(shown.canvas, "lines", lambda pieces, *_, **__: drawn.extend(pieces))
    floor.draw_lines(camera)
    corners = floor.fit.pixels(camera.project(floor_corners(floor.depth)))
    scale, *grid = drawn
    assert scale == pytest.approx(floor.fit.pixels(camera.project(scale_ends(camera, floor.depth))))
    assert len(grid) >= 8
    assert (np.concatenate(grid) >= corners.min(axis=0) - 1e-9).all()
    assert (np.concatenate(grid) <= corners.max(axis=0) + 1e-9).all()
