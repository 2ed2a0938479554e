from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from optviz.drawing.axes import NAME_SIZE
from optviz.drawing.camera import RISE, Camera
from optviz.drawing.floor import Floor, floor_corners
from optviz.drawing.guides import AxisNames
from optviz.geometry import Area
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

AZIMUTHS = (-90.0, -60.0, 0.0, 0.5, 45.0, 90.0, 180.0, 300.0)
LONG = AxisNames(x="learning rate", y="weight decay", z="training loss")


class Label(NamedTuple):
    text: str
    area: Area
    opacity: float

    @property
    def middle(self) -> Array:
        return np.array([self.area.left + self.area.width / 2, self.area.bottom + self.area.height / 2])


def floor_of(panel: Panel, **view: Any) -> tuple[Floor, Camera]:
    shown = Surface3D(**{"grid": 24, **view})
    return shown.on(panel)._floor, shown.camera(0.0, 0.0)


def written(floor: Floor, camera: Camera, monkeypatch: pytest.MonkeyPatch, *, covered: bool = False) -> list[Label]:
    labels: list[Label] = []
    canvas = floor.panel.canvas

    def text(label: str, x: float, y: float, size: float, *_: Any, align: str, opacity: float, **__: Any) -> None:
        assert align == "center"
        width, height = canvas.text_width(label, size), size * canvas.point
        labels.append(Label(label, Area(x - width / 2, y - height / 2, width, height), opacity))

    with monkeypatch.context() as patched:
        patched.setattr(canvas, "text", text)
        floor.draw_labels(camera, np.full(canvas.size[::-1], covered))
    return labels


def inside(corners: Array, point: Array) -> bool:
    """Whether a point lies in a convex polygon."""
    (ex, ey), (px, py) = (np.roll(corners, -1, axis=0) - corners).T, (point - corners).T
    return abs(int(np.sign(ex * py - ey * px).sum())) == len(corners)


def meet(one: Area, other: Area) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > 0 and min(one.top, other.top) - max(one.bottom, other.bottom) > 0


@pytest.mark.parametrize("names", [AxisNames(), LONG])
@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_labels_stand_beside_the_floor_inside_the_panel_and_apart(
    azimuth: float, names: AxisNames, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = replace(panel(), names=names)
    floor, camera = floor_of(shown, azimuth=azimuth)
    labels = written(floor, camera, monkeypatch)
    corners = floor.fit.pixels(camera.project(floor_corners(floor.depth)[[0, 1, 3, 2]]))
    risen = {tick.label for tick in floor._heights} | {names.z}
    assert len(labels) >= 8
    assert {"f", "training loss"} & {label.text for label in labels}
    for number, (text, area, opacity) in enumerate(labels):
        assert opacity == 1
        assert shown.area.contains(np.array([[area.left, area.bottom], [area.right, area.top]]), 1e-6).all()
        assert not any(meet(area, other.area) for other in labels[:number])
        for x in (area.left, area.right):
            assert text in risen or not inside(corners, np.array([x, area.bottom + area.height / 2])), text


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_names_stand_outside_the_labels_of_their_edge(
    azimuth: float, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor, camera = floor_of(panel(), azimuth=azimuth)
    found = {label.text: label for label in written(floor, camera, monkeypatch)}
    centre = floor.fit.pixels(camera.project(np.array([0.0, 0.0, -floor.depth])))
    for axis, name in enumerate("xy"):
        edge = floor.fit.pixels(camera.project(floor._across(1 - axis, float(next(floor._sides(camera, axis))[0]))))
        along = (edge[1] - edge[0]) / np.linalg.norm(edge[1] - edge[0])
        normal = np.array([-along[1], along[0]])
        distances = {text: abs(normal @ (label.middle - edge[0])) for text, label in found.items()}
        labels = [
            distances[text] for text in floor._labels[axis] if text in distances and text not in floor._labels[1 - axis]
        ]
        assert distances[name] > max(labels, default=0.0)
        assert normal @ (found[name].middle - edge[0]) * (normal @ (centre - edge[0])) < 0


def test_heights_are_labelled_at_the_values_they_have(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = panel("beale")
    drawing = Surface3D(scale="log", grid=24).on(shown)
    camera = drawing.view.camera(0.0, 0.0)
    labels = written(drawing._floor, camera, monkeypatch)
    ((places, _),) = drawing._floor._scales(camera)
    top = drawing.fit.pixels(places[1])
    ticks = drawing._floor._heights
    assert len(ticks) >= 3
    seen: list[Area] = []
    for tick in ticks:
        share = float(drawing.scale(np.array(tick.value)))
        corner = next(drawing._floor._corners(camera))[0][0, :2]
        place = drawing.fit.pixels(camera.project(np.array([*corner, RISE * (2 * share - 1)])))
        beside = [area for text, area, _ in labels if text == tick.label and abs(_middle(area)[1] - place[1]) < 8]
        seen += [area for area in beside if place[0] < area.left < place[0] + 12 * shown.point]
    assert len(seen) >= 2
    name = next(label for label in labels if label.text == "f")
    assert name.middle == pytest.approx(top + np.array([0, (5 + NAME_SIZE / 2) * shown.point]))


def test_labels_the_surface_would_cover_are_left_out(
    panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor, camera = floor_of(panel(), azimuth=-60.0)
    assert written(floor, camera, monkeypatch, covered=True) == []


@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_the_axis_of_heights_stands_on_the_rightmost_corner(azimuth: float, panel: Callable[..., Panel]) -> None:
    floor, camera = floor_of(panel(), azimuth=azimuth)
    (((low, high), opacity),) = floor._corners(camera)
    corners = floor_corners(floor.depth)
    assert opacity == 1
    assert low.tolist() in corners.tolist()
    assert high.tolist() == [low[0], low[1], RISE]
    assert camera.project(low)[0] == pytest.approx(camera.project(corners)[:, 0].max())


def test_nothing_jumps_while_the_camera_turns(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    floor, camera = floor_of(panel(), azimuth=(-30.0, 330.0), elevation=(20.0, 60.0))
    before: list[Label] = []
    handed_over = 0
    for azimuth in np.arange(-30, 330, 0.5).tolist():
        labels = written(floor, replace(camera, azimuth=azimuth, elevation=20 + 40 * (azimuth + 30) / 360), monkeypatch)
        handed_over += any(0 < label.opacity < 1 for label in labels)
        for one, other in ((before, labels), (labels, before)):
            for text, area, opacity in one if before else ():
                near = [each for each in other if each.text == text and np.hypot(*(each.middle - _middle(area))) < 6]
                assert opacity - max((each.opacity for each in near), default=0.0) < 0.5, (azimuth, text)
        before = labels
    assert handed_over > 40


def _middle(area: Area) -> Array:
    return np.array([area.left + area.width / 2, area.bottom + area.height / 2])


@pytest.mark.parametrize("azimuth", [(0.0, 90.0), (0.0, 360.0), (-5.0, 5.0), (90.0, 90.0)])
def test_nothing_is_handed_over_in_the_first_picture(
    azimuth: tuple[float, float], panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor, camera = floor_of(panel(), azimuth=azimuth)
    labels = written(floor, camera, monkeypatch)
    names = [label for label in labels if label.text in "xyf"]
    assert sorted(label.text for label in names) == ["f", "x", "y"]
    assert [label.opacity for label in names] == pytest.approx([1.0, 1.0, 1.0])


def test_long_names_leave_the_landscape_most_of_its_size(panel: Callable[..., Panel]) -> None:
    nameless, _ = floor_of(replace(panel(), names=AxisNames(x="", y="", z="")))
    named, _ = floor_of(replace(panel(), names=LONG))
    assert 0.75 * nameless.fit.scale < named.fit.scale <= nameless.fit.scale


def test_an_empty_name_is_not_drawn(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    floor, camera = floor_of(replace(panel(), names=AxisNames(x="", y="", z="")))
    found = {label.text for label in written(floor, camera, monkeypatch)}
    assert "" not in found
    assert not found & {"x", "y", "f"}


def test_seen_from_above_there_is_no_axis_of_heights(panel: Callable[..., Panel]) -> None:
    floor, camera = floor_of(panel(), elevation=90.0, projection="orthographic")
    assert floor._heights == []
    rising, start = floor_of(panel(), elevation=(40.0, 90.0), projection="orthographic")
    assert [opacity for _, opacity in rising._scales(start)] == [1.0]
    assert [opacity for _, opacity in rising._scales(camera)] == []


def test_lines_stay_on_the_floor(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    floor, camera = floor_of(panel(), azimuth=-60.0)
    drawn: list[list[Array]] = []
    monkeypatch.setattr(floor.panel.canvas, "lines", lambda pieces, *_, **__: drawn.append(pieces))
    floor.draw_lines(camera)
    grid, (axis, *dashes) = drawn
    corners = floor.fit.pixels(camera.project(floor_corners(floor.depth)))
    ((places, _),) = floor._scales(camera)
    assert axis == pytest.approx(floor.fit.pixels(places[:2]))
    assert len(dashes) == len(floor._heights) >= 3
    assert len(grid) >= 8
    assert (np.concatenate(grid) >= corners.min(axis=0) - 1e-9).all()
    assert (np.concatenate(grid) <= corners.max(axis=0) + 1e-9).all()
