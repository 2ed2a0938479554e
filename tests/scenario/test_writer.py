from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml

from optviz.optimizers import OPTIMIZERS
from optviz.parsing.project import project
from optviz.scenario import Run, label_runs, parse, to_mapping, to_yaml
from optviz.scenario.reader import read
from tests.optimizers.catalogue import READY

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.scenario import Scenario


def _read(path: Path, text: str | None = None) -> Scenario:
    """A file, or a text that stands in its place."""
    return read(path.read_bytes() if text is None else text, str(path), path.stem, project(path))


def test_the_text_reads_back_as_the_same_scenario(valid: Path) -> None:
    scenario = _read(valid)
    again = _read(valid, to_yaml(scenario))
    assert again == scenario
    assert to_mapping(again) == to_mapping(scenario)


def test_the_mapping_is_a_scenario_file_too(valid: Path) -> None:
    scenario = _read(valid)
    text = json.dumps(to_mapping(scenario), allow_nan=False)
    assert _read(valid, text) == scenario
    assert json.dumps(to_mapping(_read(valid, text))) == text


def test_a_reader_of_yaml_1_1_agrees_on_the_text(valid: Path) -> None:
    scenario = _read(valid)
    full = to_mapping(scenario)
    for key, value in yaml.safe_load(to_yaml(scenario)).items():
        if key in {"title", "description", "steps", "seed", "math"}:
            assert full[key] == value
        if key == "start":
            assert full[key] == (value if isinstance(value[0], list) else [value])


@pytest.mark.parametrize("name", READY)
def test_every_optimizer_survives(everything: str, name: str) -> None:
    runs = label_runs([Run(OPTIMIZERS[name](), "")])
    scenario = dataclasses.replace(parse(everything), runs=runs)
    assert parse(to_yaml(scenario)) == scenario


NESTED = """\
surface: saddle
start: [0.0, 0.0]
optimizers:
  - {name: lookahead, inner: sgd, k: 7}
  - {name: sam, inner: {name: ema, inner: {name: momentum, lr: 0.5}}, rho: 0.125}
  - polyak
"""


def test_optimizers_inside_others_are_short_too() -> None:
    scenario = parse(NESTED)
    assert to_yaml(scenario) == NESTED
    inner = to_mapping(scenario)["optimizers"][1]["inner"]
    assert inner == {"name": "ema", **scenario.runs[1].optimizer.plain()["inner"]}
    assert inner["inner"]["name"] == "momentum"
    assert len(inner["inner"]) > 3


def test_the_mapping_fills_in_every_default() -> None:
    mapping = to_mapping(parse("surface: saddle\nstart: [0, 0]\noptimizers: [{name: sgd, lr: 1}]\n"))
    assert mapping["views"][0]["name"] == "contour"
    assert len(mapping["views"][0]) > 2
    assert mapping["output"]["loop"] == "forever"
    assert repr(mapping["optimizers"][0]["lr"]) == "1.0"


def test_two_ways_to_write_a_scenario_have_one_mapping() -> None:
    short = "surface: saddle\nstart: [0, 0]\noptimizers: [sgd]\n"
    long = "optimizers: [{name: sgd}]\nstart: [[0.0, -0.0]]\nsteps: 100\nsurface: {name: saddle}\nviews: [contour]\n"
    assert to_mapping(parse(short)) == to_mapping(parse(long))


def test_the_short_form_is_short() -> None:
    text = "surface: saddle\nstart: [0.0, 0.0]\nsteps: 7\noptimizers:\n  - sgd\n  - {name: adam, lr: 0.1}\n"
    assert to_yaml(parse(text)) == text


def test_floats_are_written_for_both_yamls() -> None:
    text = to_yaml(parse("surface: saddle\nstart: [1e-9, 0.1]\noptimizers: [{name: sgd, lr: 1e-300}]\n"))
    assert "1.0e-09" in text
    assert not re.search(r"[ \[]\d+e", text)
