"""Small scenarios with everything a scene can show."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.api.run import run
from optviz.drawing.canvas import Canvas
from optviz.drawing.marks import AMPLE
from optviz.drawing.traces import Traces
from optviz.scenario import override, parse
from optviz.scene import Scene
from optviz.scene.run_styles import RunStyle
from optviz.scene.trace_styles import trace_style
from optviz.scene.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory
    from optviz.views import Track

ORDINARY = {
    "title": "A small scene",
    "surface": "six_hump_camel",
    "start": "[[1.2, -0.4], [-1.0, 0.3]]",
    "steps": "40",
    "optimizers": "[{name: sgd, lr: 0.01}, {name: momentum, lr: 0.02}, {name: adam, lr: 0.1}]",
    "output": "{size: [480, 270], fps: 5, duration: 1.6, hold: 0.5}",
}


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    """A scene of a scenario that differs from an ordinary one in options of its output and traces, and in some keys.

    A key that is None is left out.
    """

    @cache
    def ran(text: str) -> tuple[Scenario, Sequence[Trajectory]]:
        scenario = parse(text)
        return scenario, run(scenario)

    def make(
        views: str = "[contour]",
        keys: Mapping[str, str | None] | None = None,
        traces: Traces | None = None,
        **output: Any,
    ) -> Scene:
        wanted = {**ORDINARY, "views": views, **(keys or {})}
        scenario, runs = ran("\n".join(f"{key}: {value}" for key, value in wanted.items() if value is not None))
        return Scene(override(replace(scenario, traces=traces or Traces()), **output), runs)

    return make


@pytest.fixture
def canvas() -> Canvas:
    made = Canvas((320, 200), 100)
    made.clear("#FFFFFF")
    return made


@pytest.fixture
def trace(canvas: Canvas) -> Callable[..., Trace]:
    def make(tracks: Sequence[Track], label: str = "Adam", color: str = "#D5310C", starts: int = 1) -> Trace:
        first = tracks[0]
        shown = trace_style(starts, AMPLE, first.hidden_style, thin=first.thin, over=first.over, shadow=first.shadow)
        return Trace(tracks, RunStyle(label, color, "o"), shown, canvas, "#FFFFFF")

    return make


@pytest.fixture
def any_numbers() -> Iterator[None]:
    """As in a scene, which draws without a word from NumPy, whatever the numbers are."""
    with np.errstate(all="ignore"):
        yield
