from __future__ import annotations

import numpy as np

from optviz.trajectory import Part


def test_a_part_leads_from_its_tail_to_its_tip() -> None:
    part = Part("step", "step", np.array([[1.0, 2.0], [0.0, 0.5]]), np.array([[0.5, -1.0], [2.0, 0.0]]))
    assert part.tip.tolist() == [[1.5, 1.0], [2.0, 0.5]]
    assert part.unit == "position"
