from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from optviz.api.new import new, starter
from optviz.errors import OutputError
from optviz.scenario import load, schema

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_scenario_keeps_to_the_schema() -> None:
    jsonschema.validate(yaml.safe_load(starter("mine")), schema())


@pytest.mark.parametrize(
    ("stem", "title"),
    [("my-first_one", "My first one"), ("bell\a\x7f", "Bell"), ("--", "Scenario"), ("x" * 200, "X" + "x" * 119)],
)
def test_the_title_is_made_from_the_name(tmp_path: Path, stem: str, title: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(starter(stem))
    assert load(path).title == title


def test_a_file_that_is_there_is_overwritten_only_by_force(tmp_path: Path) -> None:
    path = new(tmp_path / "mine")
    assert path == tmp_path / "mine.yaml"
    path.write_text("my work")
    with pytest.raises(OutputError, match="is there already"):
        new(path)
    assert path.read_text() == "my work"
    assert new(path, force=True) == path
    assert load(path).title == "Mine"
