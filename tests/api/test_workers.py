from __future__ import annotations

from optviz.api.workers import processes_for
from optviz.cost import UNLIMITED
from optviz.scenario import parse

TURNING = """
surface: saddle
start: [1.2, -1.0e-3]
steps: 100
optimizers: [sgd, adam]
vary: {lr: [0.1, 0.01, 0.001, 1.0e-4, 1.0e-5, 1.0e-6]}
views: [{name: surface3d, azimuth: [0, 90], grid: 400}]
output: {size: [1920, 1080], duration: 20}
"""


def test_many_cores_do_not_take_all_memory() -> None:
    scenario = parse(TURNING, limit=UNLIMITED)
    assert processes_for(scenario, 1) == 1
    assert processes_for(scenario, 2) == 2
    assert processes_for(scenario, 64) < 10
