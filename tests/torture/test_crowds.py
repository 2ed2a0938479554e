"""Several thousand starts are read, are within the budget, and are drawn in time."""

from __future__ import annotations

import numpy as np
import pytest

from optviz.api.run import run
from optviz.cost import LIMIT
from optviz.drawing.theme import parse as channels
from optviz.scenario import parse
from optviz.scenario.budget import estimate
from optviz.scene import Scene

pytestmark = pytest.mark.torture


@pytest.mark.parametrize("view", ["contour", "surface3d", "curve"])
@pytest.mark.parametrize("count", [500, 5000])
def test_thousands_of_starts_are_drawn(count: int, view: str) -> None:
    places = np.random.default_rng(count).uniform(-6, 6, (count, 2)).round(3).tolist()
    scenario = parse(f"""
surface: himmelblau
bounds: {{x: [-6, 6], y: [-6, 6]}}
start: {places}
steps: 60
optimizers: [{{name: sgd, lr: 0.005}}, {{name: adam, lr: 0.1}}]
views: [{view}]
output: {{size: [480, 270], duration: 1}}
""")
    assert len(scenario.starts) == count
    assert not estimate(scenario).exceeds(LIMIT)
    scene = Scene(scenario, run(scenario))
    figure, theme = scene.figure, scene.figure.theme
    poses = figure.poses(scene.timeline[-1].time)
    box = figure.traces(poses)[0].tracks[0].area.box(figure.canvas.size)
    assert box

    def share(color: str, away: int) -> float:
        """The share of the panel's pixels that have about a colour."""
        panel = figure.pixels[box.rows_columns][..., :3].astype(int)
        return float((np.abs(panel - np.array(channels(color))).max(axis=-1) < away).mean())

    figure.draw(poses)
    page, ink = share(theme.page, 8), share(theme.ink, 60)
    scene.frame(-1)
    assert share(theme.page, 8) < page + 0.02  # heads and traces leave no patches of the page
    assert share(theme.ink, 60) > ink
