"""Small scenarios with everything a scene can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.pipeline import run
from optviz.scenario import override, parse
from optviz.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """
title: A small scene
surface: {surface}
start: [[1.2, -0.4], [-1.0, 0.3]]
steps: 40
optimizers:
  - {{name: sgd, lr: 0.01}}
  - {{name: ema, inner: {{name: momentum, lr: 0.02}}, decay: 0.9}}
  - {{name: adam, lr: 0.1}}
views: {views}
output: {{size: [320, 200], fps: 8, duration: 1.5, hold: 0.5}}
"""


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    def make(views: str = "[contour]", surface: str = "six_hump_camel", **output: Any) -> Scene:
        scenario = override(parse(TEXT.format(views=views, surface=surface)), **output)
        return Scene(scenario, run(scenario))

    return make
