from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions
from optviz.scenario import Run
from optviz.scene.sampling import sampling

if TYPE_CHECKING:
    from optviz.scenario.cells import Cell


def cell(samples: int, *gradients: dict[str, Any]) -> Cell:
    runs = [Run(optimizer("sgd"), f"{place}", gradient=own) for place, own in enumerate(gradients or [{}])]
    return cast("Cell", SimpleNamespace(surface=SimpleNamespace(samples=samples), runs=runs))


@pytest.mark.parametrize(
    ("usual", "cells", "words"),
    [
        ({}, [cell(0)], []),
        ({}, [cell(30)], ["30 samples"]),
        ({}, [cell(30), cell(8), cell(0)], ["8 or 30 samples"]),
        ({"batch": 16}, [cell(200)], ["batches of 16 of 200 samples, shuffled"]),
        (
            {"batch": 8},
            [cell(32, {"batch": 1}, {}, {"batch": None})],
            ["batches of 1, 8 or 32 of 32 samples, shuffled"],
        ),
        ({"batch": 4}, [cell(9, {"order": "fixed"}, {})], ["batches of 4 of 9 samples, fixed or shuffled"]),
        ({"batch": 9, "order": "sorted"}, [cell(9)], ["batches of 9 of 9 samples"]),
        ({"order": "sorted"}, [cell(1)], ["1 sample"]),
    ],
)
def test_a_figure_says_how_many_samples_its_runs_see(
    usual: dict[str, Any], cells: list[Cell], words: list[str]
) -> None:
    assert list(sampling(cells, GradientOptions(**usual))) == words
