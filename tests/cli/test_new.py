from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.scenario import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


@pytest.mark.parametrize("name", ["mine", "mine.yaml", "in/a/folder.yml", 'Ängström\'s "own"'])
def test_a_new_scenario_is_valid(call: Call, tmp_path: Path, name: str) -> None:
    assert "wrote" in call("new", name).stderr
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    call("validate", path)
    assert load(path).title[:2].casefold() == path.stem[:2].casefold()


def test_its_comments_are_valid_too(call: Call, tmp_path: Path) -> None:
    call("new", "mine")
    path = tmp_path / "mine.yaml"
    text = path.read_text().replace("surface: beale\n", "").replace("bounds: {x: [-4.5, 4.5], y: [-4.5, 4.5]}\n", "")
    text = text.replace("start: [-1, -1.5]", "start: [-1, 0.5]")
    path.write_text(text.replace("# surface:", "surface:").replace("# gradient:", "gradient:"))
    scenario = load(path)
    assert scenario.surface.name == "expression"
    assert scenario.gradient.noise is not None


def test_a_file_that_is_there_stays(call: Call, small: str, tmp_path: Path) -> None:
    before = (tmp_path / small).read_text()
    assert "--force" in call("new", "small", code=4).stderr
    assert (tmp_path / small).read_text() == before
    call("new", "small", "--force")
    assert (tmp_path / small).read_text() != before


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_names_that_are_none(call: Call, name: str) -> None:
    assert "no name for a file" in call("new", name, code=2).stderr
