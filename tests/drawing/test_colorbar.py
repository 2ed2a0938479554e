from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing import heights
from optviz.drawing.axes import TICK_SIZE
from optviz.drawing.colorbar import Colorbar
from optviz.drawing.guides import AxisNames
from optviz.geometry import Area
from optviz.views.contour import Contour
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.panel import Panel
    from optviz.views import Time, View

SCALE = heights.Heights(0.0, 1000.0)
COLORS = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
LONG = "loss on the training set"


def barred(panel: Panel, name: str = "f") -> Panel:
    return replace(panel, colorbar=True, names=AxisNames(z=name))


def test_its_colours_stand_where_its_ticks_say(panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = barred(panel())
    bar = Colorbar.fitting(shown, SCALE, COLORS)
    assert bar
    texts: dict[str, tuple[float, float]] = {}
    monkeypatch.setattr(shown.canvas, "text", lambda text, x, y, *_, **__: texts.update({text: (x, y)}))
    picture = bar.beside.area
    bar.draw(picture)
    column = round(picture.right + (9 + 3.5) * shown.point)
    strip = shown.canvas.pixels[::-1, column, :3]
    rows = [np.flatnonzero((strip == np.rint(255 * color)).all(axis=1)) for color in COLORS]
    bottom, top = rows[0][0], rows[-1][-1] + 1
    assert [len(each) for each in rows] == pytest.approx([(top - bottom) / 4] * 4, abs=2)
    assert bottom == pytest.approx(picture.bottom, abs=1)
    for text, (x, y) in texts.items():
        assert picture.right < x
        assert x + shown.canvas.text_width(text, TICK_SIZE) <= shown.area.right + 1
        if text != "f":
            assert y == pytest.approx(bottom + float(text) / 1000 * (top - bottom), abs=1)
    assert {"f", "0", "500", "1000"} <= texts.keys() | {"500"}
    assert texts["f"][1] > top


@pytest.mark.parametrize("name", ["f", "loss", LONG, ""])
def test_texts_do_not_meet(name: str, panel: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = barred(panel(), name)
    bar = Colorbar.fitting(shown, SCALE, COLORS)
    assert bar
    areas: list[Area] = []

    def text(label: str, x: float, middle: float, size: float, *_: Any, **__: Any) -> None:
        height = size * shown.point
        areas.append(Area(x, middle - height / 2, shown.canvas.text_width(label, size), height))

    monkeypatch.setattr(shown.canvas, "text", text)
    bar.draw(bar.beside.area)
    for number, one in enumerate(areas):
        assert one.top <= shown.area.top + TICK_SIZE / 2 * shown.point
        for other in areas[:number]:
            assert one.bottom >= other.top - 1 or other.bottom >= one.top - 1 or one.left > other.right
    assert bool(bar.row) == (name == LONG)
    assert len(areas) >= 3 + bool(name)


def test_it_gives_way_in_a_small_panel(panel: Callable[..., Panel]) -> None:
    shown = barred(panel())
    assert Colorbar.fitting(replace(shown, area=Area(0, 0, 170, 200)), SCALE, COLORS) is None
    assert Colorbar.fitting(replace(shown, area=Area(0, 0, 400, 60)), SCALE, COLORS) is None
    assert Colorbar.fitting(replace(shown, colorbar=False), SCALE, COLORS) is None


@pytest.mark.parametrize("view", [Contour(levels=5), Surface3D(grid=24)])
def test_views_make_room_for_it(
    view: View, panel: Callable[..., Panel], at: Callable[..., Time], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = barred(panel(), LONG)
    written: list[str] = []
    plain = shown.canvas.text

    def text(label: str, *args: Any, **options: Any) -> None:
        written.append(label)
        plain(label, *args, **options)

    monkeypatch.setattr(shown.canvas, "text", text)
    drawing: Any = view.on(shown)
    drawing.draw(drawing.pose(at()))
    assert written.count(LONG) == 1
    area = drawing.area if isinstance(view, Contour) else drawing.panel.area
    assert area.right + 20 * shown.point < shown.area.right
    assert area.top < shown.area.top


def test_its_bands_are_those_of_the_contours(panel: Callable[..., Panel]) -> None:
    shown = barred(panel())
    drawing = Contour(levels=5, lines=False).on(shown)
    drawing.draw(1.0)
    picture = drawing.area
    column = round(picture.right + (9 + 3.5) * shown.point)
    bands = np.unique(shown.canvas.pixels[:, column, :3], axis=0)
    inside = shown.canvas.pixels[::-1][
        int(picture.bottom) + 2 : int(picture.top) - 2, int(picture.left) + 2 : int(picture.right) - 2, :3
    ]
    colors = {tuple(color) for color in np.rint(255 * drawing._tones).astype(int).tolist()}
    assert colors <= {tuple(color) for color in bands.tolist()}
    assert colors <= {tuple(color) for color in inside.reshape(-1, 3).tolist()}
