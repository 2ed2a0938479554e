from __future__ import annotations

import numpy as np
import pytest

from optviz.surfaces import SURFACES, surface
from optviz.views.heights import Heights, sample, scaled, tones


@pytest.mark.parametrize("soft", [None, 0.01, 3.0])
def test_heights_and_values_are_inverse_and_rise(soft: float | None) -> None:
    scale = Heights(-2.0, 500.0, soft)
    shares = np.linspace(0, 1, 33)
    assert scale(scale.values(shares)) == pytest.approx(shares)
    assert (np.diff(scale.values(shares)) > 0).all()
    assert scale(np.array([-9.0, 9e9])).tolist() == [0.0, 1.0]


def test_what_is_not_finite_has_no_height() -> None:
    assert np.isnan(Heights(0.0, 1.0, None)(np.array([np.nan])))[0]


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_has_heights_from_0_to_1(name: str) -> None:
    each = surface(name)
    grid = sample(each, each.bounds, 64)
    heights = scaled(grid, each, "auto")(grid.z)
    shown = heights[np.isfinite(heights)]
    assert shown.min() >= 0
    assert shown.max() == pytest.approx(1)


def test_auto_is_logarithmic_where_values_span_decades() -> None:
    steep, gentle = surface("rosenbrock"), surface("saddle")
    assert scaled(sample(steep, steep.bounds, 64), steep, "auto").soft is not None
    assert scaled(sample(gentle, gentle.bounds, 64), gentle, "auto").soft is None


def test_tones_run_along_the_ramp() -> None:
    ramp = ("#000000", "#FFFFFF", "#FF0000")
    assert tones(ramp, np.array([0.0, 0.5, 1.0])).tolist() == [[0, 0, 0], [1, 1, 1], [1, 0, 0]]
