from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing.guides import LegendOptions
from optviz.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene
    from optviz.scene.arrangement import Plan

TALE = "A walk from two starts into the valleys of a surface with six of them, by three methods of different ages."


def planned(scene: Callable[..., Scene], *args: Any, **options: Any) -> Plan:
    return scene(*args, **options).figure.plan


def runs(*names: str) -> dict[str, str]:
    entries = (f"{{name: sgd, lr: 0.0{place + 1}, label: '{name}'}}" for place, name in enumerate(names))
    return {"optimizers": f"[{', '.join(entries)}]"}


@pytest.mark.parametrize("place", ["right", "below", "inside", "none"])
@pytest.mark.parametrize("size", [(480, 320), (800, 450), (500, 500), (400, 640)])
def test_a_place_that_is_asked_for_is_kept(scene: Callable[..., Scene], place: str, size: tuple[int, int]) -> None:
    areas = planned(scene, size=size, legend=LegendOptions(place=place)).areas  # type: ignore[arg-type]  # one of them
    panel, whole = areas.panels[0], planned(scene, size=size, legend="none").areas.panels[0]
    assert areas.side == place
    assert (areas.legend.left > panel.right) == (place == "right")
    assert (0 < areas.legend.top < panel.bottom) == (place == "below")
    assert (panel == whole) == (place in ("inside", "none"))


def test_panels_side_by_side_have_the_legend_below_them(scene: Callable[..., Scene]) -> None:
    one, two = (planned(scene, views, size=(800, 450)).areas for views in ("[contour]", "[contour, curve]"))
    assert (one.side, two.side) == ("right", "below")


def test_the_panels_of_small_pictures_take_most_of_the_room(scene: Callable[..., Scene]) -> None:
    for size, least in (((640, 450), 0.6), ((480, 320), 0.48), ((800, 450), 0.55), ((500, 500), 0.6)):
        panel = planned(scene, size=size).areas.panels[0]
        assert panel.width * panel.height > least * size[0] * size[1], size


def test_values_stand_below_the_names_where_panels_need_the_width(scene: Callable[..., Scene]) -> None:
    narrow, wide = (planned(scene, size=size, legend="right").column for size in ((640, 450), (1280, 480)))
    assert (narrow.stacked, wide.stacked) == (True, False)
    assert narrow.value == wide.value > 0
    assert (narrow.lines, wide.lines) == (2, 1)


def test_the_choice_depends_on_no_colour_and_no_scale(scene: Callable[..., Scene]) -> None:
    for size in ((640, 450), (480, 320)):
        light, dark, large = (planned(scene, size=size, **options) for options in ({}, {"theme": "dark"}, {"scale": 2}))
        assert light == dark
        assert (light.areas.side, light.column.stacked) == (large.areas.side, large.column.stacked)
        assert large.areas.panels[0].width == pytest.approx(2 * light.areas.panels[0].width, rel=0.02)


@pytest.mark.parametrize("size", [(400, 225), (480, 270), (360, 480)])
def test_long_names_win_over_values_and_captions(scene: Callable[..., Scene], size: tuple[int, int]) -> None:
    names = ("SGD with momentum, lr = 0.005, batch 32", "Nesterov accelerated gradient", "Adam")
    keys = {**runs(*names), "description": TALE}
    shown = scene("[contour]", keys, size=size, caption=True)
    written = [str(text) for text, *_ in shown.figure.canvas._texts]
    assert set(names) <= set(written)
    assert shown.figure.plan.areas.caption.height > 0


def test_all_names_are_more_than_some_values(scene: Callable[..., Scene]) -> None:
    many = runs(*(f"Run {number}" for number in range(9)))
    plan = planned(scene, "[contour]", many, size=(480, 240))
    assert plan.areas.places >= 9


def test_a_caption_takes_at_most_a_fifth_or_so_of_the_height(scene: Callable[..., Scene]) -> None:
    for size in ((800, 450), (400, 300), (300, 500)):
        without, plan = (
            planned(scene, "[contour]", {"description": TALE * 8}, size=size, caption=caption).areas
            for caption in (False, True)
        )
        assert 0 < plan.caption.height < 0.23 * size[1]
        assert plan.caption.top < min(area.bottom for area in (*plan.panels, plan.legend))
        assert without.caption.height == 0


def test_results_have_their_room_from_the_first_frame_on(scene: Callable[..., Scene]) -> None:
    shown = scene(results=True, size=(640, 450))
    plan = shown.figure.plan
    assert plan.column.form is not None
    assert plan.column.lines == 2 + plan.column.stacked
    first, middle, last = (shown.frame(index) for index in (0, -2, -1))
    legend = plan.areas.legend.box(shown.figure.canvas.size)
    assert legend
    labels = slice(legend.left, legend.left + int(plan.column.label))
    assert (first[legend.top : legend.top + 20, labels] == last[legend.top : legend.top + 20, labels]).all()
    inked = [(picture[legend.rows_columns] != picture[0, 0]).any(axis=(1, 2)).sum() for picture in (middle, last)]
    assert inked[1] > inked[0]
    assert (shown.frame(0) == first).all()


@pytest.mark.parametrize(
    ("keys", "options", "message"),
    [
        ({}, {"caption": True}, "caption: there is no description"),
        ({}, {"results": True, "legend": "none"}, "results: they stand in the legend"),
        ({"vary": "{lr: [0.01, 0.1]}", "optimizers": "[sgd]"}, {"results": True}, "results: they differ"),
        ({}, {"size": (140, 120), "legend": "inside"}, "size: 140 x 120 pixels .* a legend inside"),
        ({}, {"size": (140, 120), "legend": "right"}, "size: 140 x 120 pixels .* a legend to the right"),
    ],
)
def test_what_has_no_place_is_told(
    scene: Callable[..., Scene], keys: dict[str, str], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        scene("[contour]", keys, **options)


def test_a_legend_with_results_says_what_it_took(scene: Callable[..., Scene]) -> None:
    shown = scene(results=True, size=(1280, 720), legend="names")
    shown.frame(-1)
    written = [str(text) for text, *_ in shown.figure.canvas._texts]
    assert sum(" · " in text and "call" in text for text in written) >= 3
    assert any("steps until 0.01 from a minimizer" in text for text in written)
    again = scene(results=True, size=(1280, 720), legend="names")
    again.frame(0)
    assert not any("call" in str(text) for text, *_ in again.figure.canvas._texts)


@pytest.mark.parametrize("views", ["[contour]", "[{name: surface3d, azimuth: [-60, 300]}]"])
def test_a_legend_inside_lies_over_everything(scene: Callable[..., Scene], views: str) -> None:
    shown = scene(views, legend="inside", size=(480, 320))
    figure = shown.figure
    assert figure._legend
    box = figure._legend.card.box(figure.canvas.size)
    assert box
    page = shown.frame(0)[0, 0]
    for index in (0, 3, len(shown.timeline) - 1):
        picture = shown.frame(index)[box.rows_columns]
        for edge in (picture[1:4, 1:-1], picture[-4:-1, 1:-1], picture[1:-1, 1:4], picture[1:-1, -4:-1]):
            assert (edge == page).all()
    pictures = [frame.pixels.copy() for frame in shown.frames()]
    order = np.random.default_rng(0).permutation(len(pictures))
    assert all((shown.at(index) == pictures[index]).all() for index in order)


@pytest.mark.parametrize("place", ["auto", "right", "below", "inside"])
@pytest.mark.parametrize("size", [(226, 371), (159, 309), (292, 174), (170, 170), (210, 150), (150, 210)])
def test_results_give_way_where_nothing_else_has_room(
    scene: Callable[..., Scene], place: str, size: tuple[int, int]
) -> None:
    options = {"size": size, "caption": True, "legend": LegendOptions(place=place)}  # type: ignore[arg-type]  # as above
    try:
        plan = planned(scene, "[contour, curve]", {"description": TALE}, results=True, **options)
    except ParameterError:
        with pytest.raises(ParameterError, match="make it larger"):
            scene("[contour, curve]", {"description": TALE}, **options)
    else:
        assert plan.areas.places >= 1
