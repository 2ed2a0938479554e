from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.theme import LIGHT
from optviz.geometry import Area
from optviz.scene.head_labels import HeadLabel, head_labels
from optviz.views.base import plain_track, thinned

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.drawing.canvas import Canvas
    from optviz.scene.traces import Trace

AREA = Area(20, 20, 280, 160)
FORMULA = r"$\dfrac{\partial^2 f}{\partial x^2}$"


def at(trace: Callable[..., Trace], x: float, y: float, label: str = "Adam", area: Area = AREA) -> Trace:
    return trace([plain_track(np.array([[x, y], [x + 1, y + 1]]), area)], label)


def found(*traces: Trace, math: bool = False) -> list[HeadLabel]:
    return list(head_labels(traces, 1, LIGHT, math=math))


def test_a_label_stands_right_of_its_head_in_its_colour(trace: Callable[..., Trace]) -> None:
    (label,) = found(at(trace, 100, 100))
    assert (label.text, label.color, label.page) == ("Adam", "#D5310C", LIGHT.page)
    assert 101 < label.area.left < 120
    assert label.area.bottom < 101 < label.area.top


def test_a_label_stands_left_of_its_head_where_the_picture_ends(trace: Callable[..., Trace]) -> None:
    (label,) = found(at(trace, 290, 100))
    assert label.area.right < 291


def test_what_is_out_of_view_or_has_no_head_has_no_label(trace: Callable[..., Trace]) -> None:
    away = at(trace, 400, 100)
    thin = trace([thinned(plain_track(np.array([[100.0, 100], [101, 101]]), AREA))])
    lost = trace([plain_track(np.array([[100.0, 100], [101, np.nan]]), AREA)])
    result = trace([thinned(plain_track(np.array([[100.0, 100], [101, 101]]), AREA), over=True)])
    assert result.headed
    assert found(away, thin, lost, result) == []


def test_a_run_has_one_label_in_every_panel_however_many_starts_it_has(trace: Callable[..., Trace]) -> None:
    other = Area(320, 20, 280, 160)
    batches = [at(trace, 100, y) for y in (50, 100, 150)]
    assert [label.area.bottom for label in found(*batches)] == [found(batches[0])[0].area.bottom]
    assert len(found(*batches, at(trace, 400, 100, area=other), at(trace, 100, 60, "SGD"))) == 3


@pytest.mark.parametrize("labels", [("Adam", "SGD", "Momentum", "NAG"), ("Adam", FORMULA, "SGD", FORMULA + " ")])
def test_no_two_labels_stand_on_top_of_each_other(labels: tuple[str, ...], trace: Callable[..., Trace]) -> None:
    for seed in range(30):
        places = np.random.default_rng(seed).uniform((90, 80), (130, 110), (4, 2))
        placed = found(*(at(trace, x, y, label) for (x, y), label in zip(places, labels, strict=True)), math=True)
        for one, other in itertools.combinations(placed, 2):
            beside = one.area.left >= other.area.right or other.area.left >= one.area.right
            middles = [label.area.bottom + label.area.height / 2 for label in (one, other)]
            apart = abs(middles[0] - middles[1]) >= 10.5 / 13.5 * (one.area.height + other.area.height) / 2 - 1e-9
            assert beside or apart


def test_labels_that_do_not_meet_stay_beside_their_heads(trace: Callable[..., Trace]) -> None:
    for label, y in zip(found(at(trace, 100, 50), at(trace, 100, 90, "SGD")), (51, 91), strict=True):
        assert label.area.bottom + label.area.height / 2 == pytest.approx(y)


@pytest.mark.parametrize("text", ["Adam", "gjpq", "ÅÉ|", "a label that is long", FORMULA, r"$\sqrt{\sum_i x_i^2}$"])
def test_a_label_is_drawn_inside_its_area(text: str, trace: Callable[..., Trace], canvas: Canvas) -> None:
    (label,) = found(at(trace, 60, 100, text), math=True)
    canvas.clear("#336699")
    label.draw(canvas)
    rows, columns = np.nonzero((canvas.pixels[::-1, :, :3] != canvas.pixels[0, 0, :3]).any(axis=-1))
    area = label.area
    assert len(rows) > 50
    assert rows.min() >= area.bottom - 1
    assert rows.max() < area.top + 1
    assert columns.min() >= area.left - 1
    assert columns.max() < area.right + 1
