"""Every method that a library has walks as it does there; the scripts in reference/ computed how."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optviz.api.agreement import agreements, deviation, references
from optviz.optimizers import OPTIMIZERS

WALKS = [
    pytest.param(content, walk, id=f"{source}-{walk['optimizer']}-{walk['surface']}-{len(walk['hyperparameters'])}")
    for source, content in references().items()
    for walk in content["trajectories"]
]
REFERENCES: list[dict[str, Any]] = [walk for content in references().values() for walk in content["trajectories"]]


@pytest.mark.parametrize(("content", "walk"), WALKS)
def test_walks_as_the_library_does(content: dict[str, Any], walk: dict[str, Any]) -> None:
    assert deviation(content, walk) <= walk["tolerance"]


def test_every_method_of_a_library_has_two_settings_on_four_surfaces() -> None:
    for name in [name for name, declared in OPTIMIZERS.items() if "Same as " in (declared.__doc__ or "")]:
        walks = [walk for walk in REFERENCES if walk["optimizer"] == name]
        assert len({walk["surface"] for walk in walks}) >= 4, name
        assert len({json.dumps(walk["hyperparameters"]) for walk in walks}) >= 2, name


def test_what_a_method_agrees_with_is_told() -> None:
    (found,) = [each for each in agreements("adam") if each.library.startswith("torch ")]
    assert found.walks >= 8
    assert found.deviation < 1e-12
    assert str(found).startswith(f"{found.library}: within ")
    assert agreements("no such method") == []
