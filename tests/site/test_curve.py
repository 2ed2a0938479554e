from __future__ import annotations

import re

from optviz.site.curve import curve, scatter
from tests.site.markup import Document


def test_a_curve_has_a_point_for_each_value() -> None:
    found = Document(curve([0.1, 0.05, 0.025], "What falls"))
    (line,) = found.all("polyline")
    points = [tuple(map(float, each.split(","))) for each in (line["points"] or "").split()]
    assert len(points) == 3
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted(y for _, y in points)  # y grows downward
    assert found.all("svg")[0]["aria-label"] == "What falls"


def test_what_is_constant_or_zero_is_drawn() -> None:
    for values in ([0.0, 0.0], [1.0], [-1.0, 1.0]):
        assert "nan" not in curve(values, "")


def test_points_outside_are_left_out() -> None:
    found = Document(scatter([(0, 0), (5, 0)], ((-1, 1), (-1, 1)), ""))
    (dot,) = found.all("circle")
    assert (dot["cx"], dot["cy"]) == ("160.0", "160.0")


def test_ticks_are_round_numbers_round_the_values() -> None:
    for values, ticks in (([0.0668, 0.01], ["0", "0.02", "0.04", "0.06", "0.08"]), ([-1.0, 1.0], None), ([0.0], None)):
        found = re.findall(r'text-anchor="end">([^<]*)<', curve(values, ""))
        assert ticks is None or found == ticks
        assert float(found[0]) <= min(*values, 0)
        assert float(found[-1]) >= max(*values, 0)
