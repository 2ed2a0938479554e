from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.theme import THEMES
from optviz.views import Area, Panel
from optviz.views.curve import Curve, _heading, quantity

if TYPE_CHECKING:
    from optviz.views.curve import CurveDrawing

SADDLE = surface("saddle")
STARTS = [[0.5, -1e-3], [1.0, 0.25]]
RUNS = [simulate(optimizer(name), SADDLE, STARTS, 20) for name in ("sgd", "sam")]


def drawing(view: Curve) -> CurveDrawing:
    area = Area(0, 0, 400, 300)
    return view.on(Panel(Figure((4, 3), dpi=100), area, 1.0, THEMES["light"], SADDLE, SADDLE.bounds, RUNS))


@pytest.mark.parametrize(("against", "farthest"), [("step", 20.0), ("calls", 40.0)])
def test_the_axis_ends_with_the_run_that_goes_farthest(against: str, farthest: float) -> None:
    assert drawing(Curve(against=against)).frame.x == (0.0, farthest)  # type: ignore[arg-type]  # one of its choices


def test_against_calls_a_method_that_asks_twice_gets_half_as_far() -> None:
    by_call = drawing(Curve(against="calls"))
    (sgd, _), (sam, _) = by_call.tracks(None)
    left, right = by_call.frame.area.left, by_call.frame.area.right
    assert sam.points[-1, 0] == pytest.approx(right)
    assert sgd.points[-1, 0] == pytest.approx((left + right) / 2)
    by_step = drawing(Curve()).tracks(None)
    assert np.allclose(by_step[1][0].points[:, 0], sam.points[:, 0])
    assert np.array_equal(by_step[0][0].points[:, 1], sgd.points[:, 1])


def test_the_heading_names_the_axis_where_there_is_room() -> None:
    assert _heading("value", "call", 400) == "value by call"
    assert _heading("value", "call", 40) == "value"


def test_quantities_are_the_trajectory_s() -> None:
    assert np.array_equal(quantity(RUNS[0], "x"), RUNS[0].positions[..., 0])
    assert np.array_equal(quantity(RUNS[0], "gradient_norm"), RUNS[0].gradient_norms)
