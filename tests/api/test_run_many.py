from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from optviz.api import results
from optviz.api.run import run
from optviz.api.run_many import run_many
from optviz.errors import ScenarioError, UnknownNameError
from optviz.scenario import load

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
surface: sphere
start: [[0.5, 0.4], [0.1, 0.2]]
steps: 5
gradient: {noise: {std: 0.1}}
optimizers: [sgd, adam]
"""


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    folder = tmp_path / "sweep"
    (folder / "deep").mkdir(parents=True)
    for number, name in enumerate(("a", "b", "deep/a")):
        (folder / f"{name}.yaml").write_text(f"{TEXT}seed: {number}\n")
    return folder


@pytest.mark.parametrize("format", ["json", "csv", "npz"])
@pytest.mark.parametrize("workers", [1, 2])
def test_each_scenario_has_a_file(sweep: Path, tmp_path: Path, workers: int, format: str) -> None:  # noqa: A002  (as it is called)
    report = run_many(sweep, tmp_path / "out", format=format, workers=workers)
    assert {outcome.state for outcome in report.outcomes} == {"rendered"}
    names = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*"))
    assert names == [f"a.{format}", f"b.{format}", f"deep/a.{format}"]
    scenario = load(sweep / "deep" / "a.yaml")
    expected = results.write(tmp_path / f"expected.{format}", scenario, run(scenario)).read_bytes()
    assert (tmp_path / "out" / "deep" / f"a.{format}").read_bytes() == expected


def test_one_that_fails_does_not_stop_the_others(sweep: Path, tmp_path: Path) -> None:
    (sweep / "b.yaml").write_text("surface: spere")
    report = run_many(sweep, tmp_path / "out", workers=1)
    assert [outcome.state for outcome in report.outcomes] == ["rendered", "failed", "rendered"]
    assert json.loads((tmp_path / "out" / "a.json").read_text())["scenario"] == "a"


def test_what_cannot_be_is_told_before_any_work(sweep: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="jsn"):
        run_many(sweep, tmp_path / "out", format="jsn")
    with pytest.raises(ScenarioError, match="same files"):
        run_many([sweep / "a.yaml", sweep / "deep" / "a.yaml"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
