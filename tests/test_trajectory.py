from __future__ import annotations

import numpy as np

from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.trajectory import Part


def test_a_part_leads_from_its_tail_to_its_tip() -> None:
    part = Part("step", "step", np.array([[1.0, 2.0], [0.0, 0.5]]), np.array([[0.5, -1.0], [2.0, 0.0]]))
    assert part.tip.tolist() == [[1.5, 1.0], [2.0, 0.5]]
    assert part.unit == "position"


def test_it_is_shown_on_a_line() -> None:
    one = simulate(optimizer("sgd", lr=0.25), surface("sphere"), (0.5, -1), 2)
    assert repr(one) == "<Trajectory SGD: 2 steps from (0.5, -1) to (0.125, -0.25), value 0.07812>"
    lost = simulate(optimizer("sgd", lr=100), surface("sphere"), (0.5, -1), 2)
    assert repr(lost) == "<Trajectory SGD: 2 steps from (0.5, -1), left at 1>"
    several = simulate(optimizer("sgd", lr=0.25), surface("sphere"), [(0.5, -1), (1, 1)], 2)
    assert repr(several) == "<Trajectory SGD: 2 steps from 2 starts>"
    assert len(repr(Part("step", "step", np.zeros((500, 2)), np.zeros((500, 2))))) < 100
