from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from optviz.optimizers import OPTIMIZERS
from optviz.parameters.tree import Node, Problems
from optviz.parsing.project import project
from optviz.parsing.yaml12 import compose
from optviz.scenario import parse, schema, to_mapping
from optviz.scenario.reader import read
from optviz.schedules import SCHEDULES
from optviz.surfaces import SURFACES
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

VALIDATOR = Draft202012Validator(schema())

# What only the reader can know: relations between values, the text of formulas, and YAML itself.
BEYOND = {
    "starts_outside", "start_without_value", "output_transparent", "budget_products", "budget_schedules", "mathematics",
    "distance", "bounds", "vary_keys", "vary_outside", "vary_combined", "vary_schedules", "vary_inner", "vary_cells",
    "vary_panels", "vary_positions", "vary_mathematics", "vary_kept", "vary_kept_everywhere", "anatomy",
    "anatomy_varied", "fonts", "focus", "batches", "batches_varied", "order",
    "notes_runs", "notes_varied", "notes_pauses", "notes_texts", "views_unfit", "pace", "pace_backwards",
    "caption", "caption_letters", "caption_mathematics", "legend_size", "results", "results_cells",
}  # fmt: skip


def _plain(path: Path) -> Any:
    problems = Problems("f")
    root = compose(path.read_text(encoding="utf-8"), problems)
    assert isinstance(root, Node)
    return json.loads(json.dumps(root.plain))


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema(), allow_nan=False)) == schema()


def test_every_valid_file_and_its_mapping_fit(valid: Path) -> None:
    VALIDATOR.validate(_plain(valid))
    VALIDATOR.validate(to_mapping(read(valid.read_bytes(), str(valid), valid.stem, project(valid))))


def test_it_refuses_what_the_reader_refuses(broken: Path) -> None:
    problems = Problems("f")
    try:
        root = compose(broken.read_text(encoding="utf-8"), problems)
    except UnicodeDecodeError:
        return
    if problems or root is None:
        return
    assert VALIDATOR.is_valid(json.loads(json.dumps(root.plain))) == (broken.stem in BEYOND)


@pytest.mark.parametrize(
    ("catalogue", "kind"),
    [(OPTIMIZERS, "optimizer"), (SURFACES, "surface"), (VIEWS, "view")],
    ids=["optimizer", "surface", "view"],
)
def test_every_entry_of_a_catalogue_is_offered_by_name_and_as_an_object(catalogue: Iterable[str], kind: str) -> None:
    offered = schema()["$defs"][kind]["anyOf"]
    names = [part["const"] for part in offered if "const" in part]
    objects = [part["properties"]["name"]["const"] for part in offered if "name" in part.get("properties", {})]
    assert names == objects == list(catalogue)
    assert all(part["description"] for part in offered if "const" in part)


def test_every_schedule_is_offered() -> None:
    offered = schema()["$defs"]["schedule"]["anyOf"]
    assert [part["properties"]["schedule"]["const"] for part in offered] == list(SCHEDULES)


def test_no_object_takes_unknown_keys() -> None:
    found = list(_objects(schema()))
    assert len(found) > 20
    open_ = [part for part in found if part["additionalProperties"] is not False]
    # What another library's optimizers take is known where the library is installed; colours have names as keys, and
    # are known to an output and to a style.
    assert [set(part) & {"maxProperties", "propertyNames", "required"} for part in open_] == [
        {"maxProperties"},
        {"propertyNames"},
        {"required"},
        {"propertyNames"},
    ]


def test_the_scenario_defaults_stand_in_it() -> None:
    least = parse("surface: saddle\nstart: [0, 0]\noptimizers: [sgd]\n")
    properties = schema()["properties"]
    assert properties["steps"]["default"] == least.steps
    mapping = {**to_mapping(least)["output"], "colors": {}}
    # What is left out has no default: it is as if the key were not there.
    assert {key: part.get("default") for key, part in properties["output"]["properties"].items()} == mapping


def test_an_editor_that_reads_yaml_1_2_sees_the_same_numbers(everything: str) -> None:
    VALIDATOR.validate(yaml.safe_load(everything))


@pytest.mark.parametrize(
    "given",
    ["torch:AdamW", "optax:lion", {"name": "torch:Adam", "lr": 0.1, "betas": [0.8, 0.9], "label": "mine"}],
    ids=str,
)
def test_optimizers_of_other_libraries_are_offered(given: Any) -> None:
    scenario = {"surface": "saddle", "start": [0, 0], "optimizers": [given]}
    VALIDATOR.validate(scenario)
    assert not VALIDATOR.is_valid({**scenario, "optimizers": ["os:system"]})


LEAST = {"surface": "saddle", "start": [0, 0], "optimizers": ["sgd"]}


@pytest.mark.parametrize(
    ("data", "scenario", "house"),
    [
        ({"extends": "base.yaml"}, True, True),
        ({"extends": "base.yaml", "start": [1, 1], "vary": {"optimizer": ["sgd", "adam"]}}, True, True),
        ({"extends": "base.yaml", "start": [1, 1], "vary": {"start": [[1, 1], [2, 2]]}}, False, False),
        ({"start": [1, 1]}, False, True),
        ({"extends": "/etc/passwd"}, False, False),
        ({"out_dir": "pictures"}, False, True),
        ({**LEAST, "matrix": {"size": [[640, 360], [320, 180]], "theme": ["light", "dark"]}}, True, True),
        ({**LEAST, "matrix": {"fps": [10, 20]}}, False, False),
        ({**LEAST, "output": {"colors": {"adam": "lime", "torch:AdamW": "#336699"}}}, True, True),
        ({**LEAST, "output": {"colors": {"adm": "lime"}}}, False, False),
        ({}, False, True),
    ],
    ids=str,
)
def test_what_stands_elsewhere_is_not_demanded(data: dict[str, Any], scenario: bool, house: bool) -> None:
    assert VALIDATOR.is_valid(data) == scenario
    assert Draft202012Validator(schema(house=True)).is_valid(data) == house


def _objects(part: Any) -> Iterable[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield part
        for inner in part.values():
            yield from _objects(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _objects(inner)
