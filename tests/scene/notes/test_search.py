from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optviz.geometry import Area
from optviz.scene.notes.ground import NEVER, Ground
from optviz.scene.notes.search import Found, Wishes, best, leaders

AREA = Area(0, 0, 400, 300)
TARGET = np.array([200.0, 150.0])


def found(*blocked: Area, crossed: tuple[Area, ...] = (), **more: Any) -> Found:
    cover, cross = Ground(AREA, 2.5), Ground(AREA, 2.5)
    cover.block([*blocked, Area(192, 142, 16, 16)], NEVER)
    cross.block(crossed, 60.0)
    asked: dict[str, Any] = {
        "targets": TARGET[None],
        "gap": 6.0,
        "heads": [np.empty((0, 2))],
        "lines": [[]],
        "point": 1.0,
        "sizes": [(60.0, 20.0, 0.0)],
        **more,
    }
    return best(cover, cross, Wishes(**asked))


def distance(area: Area, place: Any = TARGET) -> float:
    return float(np.hypot(*(area.nearest(np.array([place])) - place)[0]))


def test_a_text_stands_close_to_what_it_is_about() -> None:
    area, size, cost = found()
    assert size == 0
    assert 6 < distance(area) < 20
    assert cost < 10


def test_nothing_that_is_blocked_is_covered_if_there_is_room_elsewhere() -> None:
    free = Area(310, 220, 80, 60)
    blocked = [Area(0, 0, 400, 218), Area(0, 0, 308, 300)]
    area, _, cost = found(*blocked)
    assert free.left <= area.left
    assert free.bottom <= area.bottom
    assert cost < NEVER
    assert found(Area(0, 0, 400, 300)).cost >= NEVER


def test_of_forms_the_one_that_has_room_is_taken() -> None:
    blocked = [Area(0, 0, 400, 140), Area(0, 170, 400, 130)]
    assert found(*blocked, sizes=[(60.0, 40.0, 0.0), (90.0, 20.0, 30.0)]).size == 1
    assert found(sizes=[(60.0, 40.0, 0.0), (90.0, 20.0, 30.0)]).size == 0


def test_leaders_keep_clear_of_labels_other_leaders_and_heads() -> None:
    blocked = [Area(100, 80, 200, 140)]
    usual = found(*blocked).area
    (begin,), (end,) = leaders(np.array([[usual.left, usual.bottom, usual.right, usual.top]]), TARGET, 6.0, 1.0)
    middle = (begin + end) / 2
    across = 30 * np.array([end[1] - begin[1], begin[0] - end[0]]) / np.hypot(*(end - begin))
    label = Area(float(middle[0]) - 10, float(middle[1]) - 10, 20, 20)
    for way in (
        found(*blocked, crossed=(label,)),
        found(*blocked, lines=[[(middle - across, middle + across)]]),
        found(*blocked, heads=[middle[None]]),
    ):
        assert np.hypot(way.area.left - usual.left, way.area.bottom - usual.bottom) > 10


@pytest.mark.parametrize("edge", [1, -1])
def test_at_an_edge_it_stands_in_the_middle(edge: int) -> None:
    level = AREA.top if edge > 0 else AREA.bottom
    area = found(targets=np.array([[200.0, level]]), edge=edge).area
    assert abs(area.left + area.width / 2 - 200) < 10
    assert abs((area.top if edge > 0 else area.bottom) - level) < 10


def test_of_many_targets_it_stands_near_all() -> None:
    targets = np.array([[60.0, 150.0], [340.0, 150.0]])
    area = found(targets=targets, heads=[np.empty((0, 2))] * 2, lines=[[], []]).area
    assert max(distance(area, place) for place in targets) < 210


@pytest.mark.parametrize("target", [(200, 150), (100, 40), (300, 260), (20, 150), (200, 20), (55, 200)])
def test_a_leader_begins_at_the_edge_and_ends_before_its_target(target: tuple[float, float]) -> None:
    box = np.array([[140.0, 130.0, 190.0, 160.0]])
    (begin,), (end,) = leaders(box, np.array(target, dtype=float), 6.0, 1.0)
    area = Area(140, 130, 50, 30)
    if np.isnan(begin).any():
        assert distance(area, target) < 6 + 4
        return
    assert area.shrunk(*[-1e-9] * 4).contains(begin)
    assert not area.shrunk(*[1e-9] * 4).contains(begin)
    assert np.hypot(*(end - target)) == pytest.approx(6)
    (along_x, along_y), (x, y) = begin - end, begin - target
    assert along_x * y == pytest.approx(along_y * x, abs=1e-6)


def test_there_is_no_leader_to_what_is_covered() -> None:
    begin, end = leaders(np.array([[140.0, 130.0, 260.0, 170.0]]), TARGET, 6.0, 1.0)
    assert np.isnan(begin).all()
    assert np.isnan(end).all()
