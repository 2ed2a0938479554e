from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.views.curve import Curve, Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.views import Panel


@pytest.mark.parametrize("of", get_args(Quantity))
def test_the_curve_is_the_quantity(of: Quantity, panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = Curve(of=of).on(shown)
    points = drawing.tracks(None)[1][0].points
    share = (points - drawing.frame.area[:2]) / drawing.frame.area[2:]
    low, high = drawing.frame.y
    assert share[:, 0] * 30 == pytest.approx(np.arange(31))
    assert share[:, 1] * (high - low) + low == pytest.approx(quantity(shown.trajectories[1], of)[0])


def test_a_log_axis_is_in_decades(panel: Callable[..., Panel]) -> None:
    drawing = Curve(scale="log").on(panel())
    values = drawing.panel.trajectories[0].values[0]
    share = (drawing.tracks(None)[0][0].points[:, 1] - drawing.frame.area.bottom) / drawing.frame.area.height
    low, high = drawing.frame.y
    assert share * (high - low) + low == pytest.approx(np.log10(values))


def test_a_run_that_flies_off_sets_no_scale(panel: Callable[..., Panel]) -> None:
    low, high = Curve(of="y").on(panel("saddle", steps=300)).frame.y
    assert -2 < low < high < 2


def test_what_a_log_axis_cannot_show_is_told(panel: Callable[..., Panel]) -> None:
    from dataclasses import replace

    shown = panel("saddle")
    negative = [replace(each, values=-np.abs(each.values)) for each in shown.trajectories]
    with pytest.raises(ParameterError, match="no value is positive"):
        Curve(scale="log").on(replace(shown, trajectories=negative))


def test_a_distance_needs_minimizers(panel: Callable[..., Panel]) -> None:
    with pytest.raises(ParameterError, match="no minimizers"):
        Curve(of="distance").on(panel("saddle"))
