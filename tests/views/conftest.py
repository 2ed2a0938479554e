"""A panel with three runs on it, for views to draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.theme import THEMES
from optviz.views import Area, Panel

if TYPE_CHECKING:
    from collections.abc import Callable

STARTS = [[1.2, -0.4], [-1.0, 0.3]]


@pytest.fixture
def panel() -> Callable[..., Panel]:
    def make(name: str = "himmelblau", theme: str = "light", steps: int = 30) -> Panel:
        shown = surface(name)
        runs = [simulate(optimizer(method, lr=0.01), shown, STARTS, steps) for method in ("sgd", "momentum", "adam")]
        figure = Figure(figsize=(4, 3), dpi=100)
        FigureCanvasAgg(figure)
        return Panel(figure, Area(20, 10, 360, 270), 100 / 72, THEMES[theme], shown, shown.bounds, runs)

    return make
