"""The scenario language: a YAML file becomes a frozen, validated Scenario, or a list of all its problems."""

from __future__ import annotations

from typing import Any

from optviz.drawing.traces import Traces
from optviz.scenario.cells import Cell, Variation
from optviz.scenario.labels import label_runs
from optviz.scenario.loading import bundled, bundled_folder, bundled_path, is_house, load, locate, parse, validate_house
from optviz.scenario.model import Scenario, safe_name
from optviz.scenario.output import HouseStyle, Matrix, Output
from optviz.scenario.overrides import is_several, override
from optviz.scenario.reader import assembled
from optviz.scenario.runs import Run
from optviz.scenario.writer import to_mapping, to_yaml

__all__ = [
    "Cell",
    "HouseStyle",
    "Matrix",
    "Output",
    "Run",
    "Scenario",
    "Traces",
    "Variation",
    "assembled",
    "bundled",
    "bundled_folder",
    "bundled_path",
    "is_house",
    "is_several",
    "label_runs",
    "load",
    "locate",
    "override",
    "parse",
    "safe_name",
    "schema",
    "to_mapping",
    "to_yaml",
    "validate_house",
]


def schema(*, house: bool = False) -> dict[str, Any]:
    """The JSON Schema, draft 2020-12, of scenario files, for editors.

    Args: house: of a folder's house files instead.
    """
    from optviz.scenario.json_schema import schema as made

    return made(house=house)
