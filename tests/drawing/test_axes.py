from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing import axes
from optviz.drawing.axes import Axes, draw_ticks, gutter
from optviz.drawing.guides import AxisNames
from optviz.drawing.ticks import tick_labels, ticks
from optviz.geometry import Area
from optviz.surfaces import Bounds, Surface, from_expression
from optviz.views.contour import Contour
from optviz.views.curve import Curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.panel import Panel
    from optviz.views import Time, View


def test_data_fill_the_area() -> None:
    scaled = Axes(Area(10, 20, 100, 50), (-1, 1), (0, 5))
    corners = scaled.pixels(np.array([[-1.0, 0.0], [1.0, 5.0], [0.0, 2.5]]))
    assert corners.tolist() == [[10, 20], [110, 70], [60, 45]]
    assert scaled.data(corners).tolist() == [[-1, 0], [1, 5], [0, 2.5]]


NARROW = Bounds((0.99995, 1.00005), (0.99995, 1.00005))
RAISED = from_expression("1000 + 0.01*x**2 + 0.01*y**2", Bounds((-2, 2), (-2, 2)))


@pytest.mark.parametrize(
    ("view", "name", "bounds"),
    [(Contour(), "rosenbrock", NARROW), (Contour(zoom=(1, 9000)), "rosenbrock", None), (Curve(), RAISED, None)],
)
def test_long_labels_make_the_gutter_wider(
    view: View,
    name: str | Surface,
    bounds: Bounds | None,
    panel: Callable[..., Panel],
    at: Callable[..., Time],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = panel(name, bounds=bounds)
    lefts: dict[str, float] = {}

    def text(label: str, x: float, *_: object, align: str = "left", **__: object) -> None:
        if align == "right":
            lefts[label] = x - shown.canvas.text_width(label, axes.TICK_SIZE)

    monkeypatch.setattr(shown.canvas, "text", text)
    drawing = view.on(shown)
    drawing.draw(drawing.pose(at(1.0)))
    assert max(map(len, lefts)) >= 6
    assert min(lefts.values()) >= shown.area.left - 1e-9


@pytest.mark.parametrize("far", [np.inf, 1e308, -1e308, np.nan])
def test_a_diverged_point_is_nowhere_in_the_picture(far: float) -> None:
    place = Axes(Area(10, 20, 100, 50), (-1e-3, 1e-3), (0, 5)).pixels(np.array([far, 0.0]))
    assert not 0 <= place[0] <= 1000


def test_labels_stand_beside_what_they_name(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    shown, written = panel(), dict[tuple[str, str], tuple[float, float]]()

    def text(label: str, x: float, y: float, *_: Any, align: str, **_options: Any) -> None:
        written[align, label] = x, y

    monkeypatch.setattr(shown.canvas, "text", text)
    scaled = Axes(Area(60, 40, 300, 200), (-2, 2), (0, 10))
    draw_ticks(shown, scaled)
    across = {label: place for (align, label), place in written.items() if align == "center"}
    upward = {label: place for (align, label), place in written.items() if align == "right"}
    assert set(across) == {"−2", "−1", "0", "1", "2"}
    assert [across[label][0] for label in ("−2", "0", "2")] == [60, 210, 360]
    assert {y < scaled.area.bottom for _, y in across.values()} == {True}
    assert [upward[label][1] for label in ("0", "10")] == [40, 240]
    assert {x < scaled.area.left for x, _ in upward.values()} == {True}


@pytest.mark.parametrize(
    "limits",
    [(-1.79e308, 1.79e308), (1e300, 1.001e300), (0, 5e-324), (-1e-310, 3e-310), (1e300, 1e300 + 1e286), (-1, 1e200)],
)
def test_limits_of_any_size_have_labels_that_differ(limits: tuple[float, float]) -> None:
    places = ticks(limits, 180)
    labels = tick_labels(places)
    assert len(set(labels)) == len(places)
    assert max(map(len, labels)) < 24
    pixels = Axes(Area(10, 20, 100, 50), (0, 1), limits).pixels(np.array([[0, limits[0]], [1, limits[1]]]))
    assert pixels.tolist() == [[10, 20], [110, 70]]


def test_labels_that_would_take_all_the_room_are_left_out(panel: Callable[..., Panel]) -> None:
    shown = panel()
    narrow = replace(shown, area=Area(0, 0, 60, 200))
    assert gutter(narrow, (1e10, 1e10 + 1), 200) == axes.GAP * shown.point
    assert gutter(shown, (1e10, 1e10 + 1), 200) > 10 * axes.GAP * shown.point


LONG = AxisNames(x="learning rate of the first layer", y="weight decay of the first layer")
SHAPES = [(360, 270), (220, 120), (130, 100), (90, 62)]


def standing(
    view: View, shown: Panel, time: Time, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[tuple[str, Area]]]:
    """A view's drawing, and the texts that it writes with their places."""
    found: list[tuple[str, Area]] = []
    drawing: Any = view.on(shown)

    def text(label: str, x: float, middle: float, size: float, *_: Any, align: str = "left", **__: Any) -> None:
        width, height = shown.canvas.text_width(label, size), size * shown.point
        left = x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        found.append((label, Area(left, middle - height / 2, width, height)))

    with monkeypatch.context() as patched:
        patched.setattr(shown.canvas, "text", text)
        drawing.draw(drawing.pose(time))
    return drawing, found


def meet(one: Area, other: Area) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > 0 and min(one.top, other.top) - max(one.bottom, other.bottom) > 0


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("names", [AxisNames(), AxisNames(x="weight", y="bias"), LONG, AxisNames(x="", y="")])
@pytest.mark.parametrize("bounds", [None, Bounds((-2, 2), (-1, 3)), Bounds((-1e4, 1e4), (0.001, 0.002))])
@pytest.mark.parametrize("view", [Contour(), Contour(aspect="equal"), Contour(zoom=(1, 3))])
def test_names_stand_clear_of_tick_labels_and_inside_the_panel(
    view: View,
    bounds: Bounds | None,
    names: AxisNames,
    size: tuple[int, int],
    panel: Callable[..., Panel],
    at: Callable[..., Time],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if bounds and bounds.y[1] < 1 and view == Contour(aspect="equal"):
        return  # of no width
    shown = replace(panel(bounds=bounds), area=Area(20, 10, *size), names=names)
    drawing, texts = standing(view, shown, at(0.4), monkeypatch)
    labels = [area for text, area in texts if text[0] in "−0123456789"]
    named = [(text, area) for text, area in texts if text[0] not in "−0123456789"]
    assert len(named) == bool(names.x) + bool(names.y)
    assert len(labels) >= 2 or size == SHAPES[-1]
    for text, area in named:
        assert (names.x.startswith(text.rstrip("…"))) or names.y.startswith(text.rstrip("…"))
        assert area.left >= shown.area.left - 1e-6
        assert area.right <= shown.area.right + 1e-6
        assert area.bottom >= shown.area.bottom - 1
        assert area.top <= shown.area.top + 1e-6
        assert not meet(area, drawing.area)
        assert not any(meet(area, label) for label in labels)


def test_long_names_have_rows_of_their_own(
    panel: Callable[..., Panel], at: Callable[..., Time], monkeypatch: pytest.MonkeyPatch
) -> None:
    short_named, _ = standing(Contour(), panel(), at(), monkeypatch)
    drawing, texts = standing(Contour(), replace(panel(), names=LONG), at(), monkeypatch)
    found = dict(texts)
    point = panel().point
    assert {LONG.x, LONG.y} <= found.keys()
    assert short_named.area.height - drawing.area.height == pytest.approx(2 * axes.NAME_ROW * point)
    assert found[LONG.y].left == pytest.approx(drawing.area.left)
    assert found[LONG.y].bottom > drawing.area.top
    assert found[LONG.x].right == pytest.approx(drawing.area.right)
    assert found[LONG.x].top < min(area.bottom for text, area in texts if text in {"−4", "0", "4"}) + point


def test_names_keep_their_places_while_the_picture_zooms(
    panel: Callable[..., Panel], at: Callable[..., Time], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = set()
    for share in np.linspace(0, 1, 9).tolist():
        _, texts = standing(Contour(zoom=(1, 40)), panel(), at(share), monkeypatch)
        places.add((dict(texts)["x"], dict(texts)["y"]))
    assert len(places) == 1
