from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.local_quadratic import conditions, eigenvalues
from optviz.errors import ParameterError
from optviz.optimizers import optimizer
from optviz.scenario import parse
from optviz.scene import Scene
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.views.curvature import Curvature, Measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel


def known(shown: Panel, run: int, of: Measure) -> Array:
    """The quantity along a run, (S, N+1), found by NumPy."""
    sizes = np.linalg.eigvalsh(shown.surface.hessian(shown.trajectories[run].positions))
    found = {"smallest": sizes[..., 0], "condition": abs(sizes).max(axis=-1) / abs(sizes).min(axis=-1)}
    return np.asarray(found.get(of, sizes[..., 1]))


@pytest.mark.parametrize("of", ["eigenvalues", "largest", "smallest", "condition"])
def test_the_curve_is_the_quantity(of: Measure, panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = Curvature(of=of, scale="linear").on(shown)
    low, high = drawing.axes.y
    for run in range(3):
        for start, track in enumerate([each for each in drawing.tracks(None)[run] if not each.thin]):
            share = (track.points - drawing.axes.area[:2]) / drawing.axes.area[2:]
            assert share[:, 0] * 30 == pytest.approx(np.arange(31))
            wanted = known(shown, run, of)[start]
            inside = np.isfinite(track.heads[:, 0])
            assert inside.sum() > 5
            assert (share[:, 1] * (high - low) + low)[inside] == pytest.approx(wanted[inside], rel=1e-7)


def test_of_both_eigenvalues_the_smaller_one_is_thin(panel: Callable[..., Panel]) -> None:
    drawing = Curvature().on(panel())
    assert drawing.note == "thin: the smaller eigenvalue"
    assert not Curvature(of="condition").on(panel()).note
    for tracks in drawing.tracks(None):
        assert [track.thin for track in tracks] == [True, True, False, False]
        for thin, own in zip(tracks[:2], tracks[2:], strict=True):
            assert (thin.points[:, 1] <= own.points[:, 1] + 1e-9).all()


def test_along_runs_that_diverge_nothing_is_drawn_and_nothing_said(panel: Callable[..., Panel]) -> None:
    shown = panel("rosenbrock")
    with np.errstate(all="raise"):
        run = simulate(optimizer("sgd", lr=10.0), shown.surface, shown.starts, 30)
        found = Curvature().rows(run, shown.surface)
    assert not np.isfinite(run.positions[:, -1]).all()
    assert np.isnan(found[..., -1]).all()
    drawing = Curvature().on(replace(shown, trajectories=[run]))
    drawing.draw(None)
    assert all(np.isnan(track.heads[-1]).all() for track in drawing.tracks(None)[0])


def test_a_singular_hessian_has_no_condition_number(panel: Callable[..., Panel]) -> None:
    shown = panel("saddle")
    sizes = eigenvalues(np.array([[2.0, 0.0], [0.0, 0.0]]))
    assert conditions(sizes) == np.inf
    drawing = Curvature(of="condition").on(shown)
    assert drawing.rows[0] == pytest.approx(drawing.rows[0][0, 0])


def test_an_ensemble_has_bands_without_the_lost(panel: Callable[..., Panel]) -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, size=(40, 2)).tolist()
    shown = replace(panel("himmelblau", starts=starts), ensemble="median")
    drawing = Curvature(of="largest").on(shown)
    wide, narrow, *_ = drawing.bands(None)
    assert (wide.lower[:, 1] <= narrow.lower[:, 1] + 1e-9).all()
    assert drawing.note == "bands: 5–95 % and 25–75 % of 40 starts"


def test_each_cell_has_the_curvature_of_its_own_surface() -> None:
    scenario = parse(
        "surface: sphere\nstart: [1, 1]\nsteps: 3\noptimizers: [sgd]\nviews: [{name: curvature, scale: linear}]\n"
        "vary: {surface: [booth, {name: ill_conditioned, condition: 100}]}\n".replace("surface: sphere\n", "")
    )
    from optviz.api.run import run

    figure = Scene(scenario, list(run(scenario))).figure
    drawings = [each.drawing for each in figure._panels]
    tops = [float(each.rows[0][0, 0]) for each in drawings]  # type: ignore[attr-defined]
    assert tops == pytest.approx([float(np.linalg.eigvalsh(surface("booth").hessian(np.ones(2)))[1]), 100])
    assert drawings[0].axes.y == drawings[1].axes.y  # type: ignore[attr-defined]
    assert drawings[0].axes.y[1] > 100  # type: ignore[attr-defined]


def test_over_data_it_needs_data() -> None:
    with pytest.raises(ParameterError, match="against: 'epochs' needs a surface from data"):
        Curvature(against="epochs").check(surface("saddle"))
