from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from optviz.api.limits import loaded
from optviz.scenario import bundled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


@pytest.mark.parametrize("name", bundled())
def test_bundled_scenarios_are_right(call: Call, name: str) -> None:
    loaded(name)  # which needs what computes its methods
    result = call("validate", name)
    assert result.stdout == ""
    assert result.stderr == f"{name}: ok\n"


def test_a_package_that_a_method_needs_is_missing(
    call: Call, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    (tmp_path / "tpe.yaml").write_text("surface: booth\nstart: [1, 1]\noptimizers: [tpe]\n")
    result = call("validate", "tpe.yaml", small, "--json", code=3)
    told = "TPE needs optuna; this installs it: pip install 'optviz[optuna]'"
    assert json.loads(result.stdout) == [{"file": "tpe.yaml", "line": None, "column": None, "message": told}]
    assert f"{small}: ok" in result.stderr
    assert call("build", "tpe.yaml", small, code=1).stderr.count(told) == 1
    assert "search" in call("list", "scenarios").stdout
    assert "search" in call("show", "search").stdout


def test_every_problem_of_every_file(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("surface: beel\nstart: [1, 1]\nstpes: 3\noptimizers: [sgd]\n")
    result = call("validate", small, "bad.yaml", "--json", code=2)
    assert f"{small}: ok" in result.stderr
    assert "bad.yaml:1:10: " in result.stderr
    problems = json.loads(result.stdout)
    assert [(each["file"], each["line"], each["column"]) for each in problems] == [
        ("bad.yaml", 1, 10),
        ("bad.yaml", 3, 1),
    ]
    assert "'beale'" in problems[0]["message"]


def test_no_problems_are_an_empty_list(call: Call, small: str) -> None:
    assert json.loads(call("validate", small, "--json").stdout) == []


def test_a_missing_file(call: Call) -> None:
    result = call("validate", "missing.yaml", "--json", code=4)
    assert json.loads(result.stdout)[0]["line"] is None


def test_standard_input(call: Call, small: str) -> None:
    assert call("validate", "-", stdin="surface: 3", code=2).stderr.startswith("<stdin>:1:")
    assert small


def test_a_house_file_and_what_takes_from_it(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "optviz.yaml").write_text("output: {theme: dark}\n")
    assert call("validate", "optviz.yaml", small, "--cost").stderr.startswith("optviz.yaml: ok\n")
    (tmp_path / "optviz.yaml").write_text("output: {them: dark}\n")
    result = call("validate", "optviz.yaml", small, "--json", code=2)
    assert {each["file"] for each in json.loads(result.stdout)} == {"optviz.yaml"}
    assert result.stderr.count("optviz.yaml:1:10: unknown key 'them' in output") == 2


def test_a_scenario_that_extends_another(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(f"extends: {small}\nsteps: 7\n")
    assert call("validate", "more.yaml").stderr == "more.yaml: ok\n"


def test_the_estimate_is_held_against_the_limits_that_are_given(call: Call, small: str) -> None:
    result = call("validate", small, "--max-seconds", "0.1", code=2)
    assert result.stderr.endswith("lower one of them, or raise --max-seconds\n")
    assert call("validate", small, "--max-memory", "1 GB", "--untrusted").stderr == "small.yaml: ok\n"
    assert "max_memory: expected" in call("validate", small, "--max-memory", "much", code=2).stderr


NOTED = """\
surface: saddle
start: [-1.5, 0.001]
steps: 20
optimizers: [sgd]
notes: [{when: "value < -5", say: a}, {when: start, say: b}, {when: leaves, say: c}]
"""


def test_run_warns_of_notes_that_never_appear(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "noted.yaml").write_text(NOTED)
    assert call("validate", "noted.yaml").stderr == "noted.yaml: ok\n"
    result = call("validate", "--run", "noted.yaml", small, "--json")
    assert result.stderr.splitlines() == [
        "noted.yaml: ok",
        "warning: noted.yaml:5:9: this note never appears: value < -5 never holds for SGD",
        "warning: noted.yaml:5:62: this note never appears: SGD never leaves",
        f"{small}: ok",
    ]
    assert json.loads(result.stdout)[0] == {
        "file": "noted.yaml",
        "line": 5,
        "column": 9,
        "message": "this note never appears: value < -5 never holds for SGD",
        "warning": True,
    }


def test_run_reads_standard_input_once(call: Call) -> None:
    result = call("validate", "--run", "-", stdin=NOTED)
    assert "warning: <stdin>:5:9: this note never appears" in result.stderr


def test_run_tells_what_is_wrong_and_runs_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(NOTED.replace("start, say", "strat, say"))
    result = call("validate", "--run", "bad.yaml", code=2)
    assert result.stderr.startswith("bad.yaml:5:46: when: unknown word 'strat'; did you mean 'start'?")
    (tmp_path / "optviz.yaml").write_text("steps: 30\n")
    assert call("validate", "--run", "optviz.yaml").stderr == "optviz.yaml: ok\n"


def test_a_style_is_valid_too_and_a_doubt_is_a_warning_with_its_place(call: Call, tmp_path: Path) -> None:
    style, scenario = tmp_path / "own.yaml", tmp_path / "x.yaml"
    style.write_text("theme: light\npalette: ['#FF0000', '#00AA00']\n")
    assert call("validate", str(style)).stderr == f"{style}: ok\n"
    scenario.write_text("surface: saddle\nstart: [0.5, 0.1]\noptimizers: [sgd, adam]\nstyle: own.yaml\n")
    done = call("validate", str(scenario), "--json")
    message = "'SGD' and 'Adam' look alike to readers with deuteranopia, but for their markers"
    assert done.stderr == f"{scenario}: ok\nwarning: {style}:2:10: {message}\n"
    (found,) = json.loads(done.stdout)
    assert found == {"file": str(style), "line": 2, "column": 10, "message": message, "warning": True}
    style.write_text("palette: okabe-ita\n")
    assert call("validate", str(style), code=2).stderr.startswith(f"{style}:1:10: palette: no palette 'okabe-ita'")
