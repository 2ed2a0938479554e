from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import jsonschema
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call

POINT = {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2}
RUN = {
    "type": "object",
    "required": [
        "label", "optimizer", "hyperparameters", "starts", "positions", "values", "recorded",
        "gradient_evaluations", "diverged_at",
    ],
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string"},
        "optimizer": {"type": "string"},
        "hyperparameters": {"type": "object"},
        "starts": {"type": "array", "items": POINT},
        "positions": {"type": "array", "items": {"type": "array", "items": POINT, "minItems": 6, "maxItems": 6}},
        "values": {"type": "array", "items": {"type": "array", "items": {"type": ["number", "null"]}}},
        "recorded": {"type": "object"},
        "gradient_evaluations": {"type": "array", "items": {"type": "integer"}},
        "diverged_at": {"type": "array", "items": {"type": ["integer", "null"]}},
    },
}  # fmt: skip
DOCUMENT = {
    "type": "object",
    "required": ["version", "scenario", "surface", "steps", "runs"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "scenario": {"type": "string"},
        "surface": {"type": ["string", "object"]},
        "steps": {"type": "integer"},
        "runs": {"type": "array", "items": RUN, "minItems": 1},
    },
}


def test_trajectories_are_json_on_stdout(call: Call, small: str) -> None:
    result = call("run", small)
    jsonschema.validate(json.loads(result.stdout), DOCUMENT)
    assert result.stderr == ""


@pytest.mark.parametrize("suffix", ["json", "csv", "npz"])
def test_a_file_instead(call: Call, small: str, tmp_path: Path, suffix: str) -> None:
    result = call("run", small, "-o", f"a.{suffix}")
    assert result.stdout == ""
    assert result.stderr.startswith(f"wrote a.{suffix} (")
    assert (tmp_path / f"a.{suffix}").stat().st_size


def test_file_and_stdout_say_the_same(call: Call, small: str, tmp_path: Path) -> None:
    assert call("run", small, "-o", "a.json", "--json").stdout == (tmp_path / "a.json").read_text()


def test_table(call: Call, small: str) -> None:
    header, line = call("run", small, "--table").stdout.splitlines()
    assert header.split()[:2] == ["optimizer", "start"]
    assert line.split()[:3] == ["SGD", "(0.5,", "0.4)"]
    assert len(line) == len(header)


def test_table_as_json(call: Call, small: str) -> None:
    (row,) = json.loads(call("run", small, "--table", "--json", "--tolerance", 9).stdout)
    assert (row["label"], row["steps_to_tolerance"], row["diverged_at"]) == ("SGD", 0, None)


@pytest.mark.parametrize(
    ("arguments", "message"), [(["-o", "a.jsn"], "did you mean 'json'"), (["--table", "--tolerance", "0"], "> 0")]
)
def test_what_does_not_fit(call: Call, small: str, arguments: list[str], message: str) -> None:
    assert message in call("run", small, *arguments, code=2).stderr


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system limits no process")
def test_numbers_are_the_same_within_limits(call: Call, small: str, tmp_path: Path) -> None:
    text = (tmp_path / small).read_text()
    free, kept = (call("run", "-", *options, stdin=text).stdout for options in (["--allow-cost"], ()))
    assert json.loads(free) == json.loads(kept)
    assert call("run", small, "--max-memory", "1 GB", "--table").stdout == call("run", small, "--table").stdout


def test_many_go_to_files(call: Call, small: str, tmp_path: Path) -> None:
    text = (tmp_path / small).read_text()
    (tmp_path / "sweep" / "deep").mkdir(parents=True)
    for name in ("a", "deep/b"):
        (tmp_path / "sweep" / f"{name}.yaml").write_text(text)
    result = call("run", "sweep", "--format", "npz", "--workers", 1, "--json")
    assert result.stderr.endswith("2 run\n")
    rows = json.loads(result.stdout)
    assert [row["path"] for row in rows] == ["outputs/a.npz", "outputs/deep/b.npz"]
    assert rows[0]["bytes"] == (tmp_path / "outputs" / "a.npz").stat().st_size
    call("run", small, "--out-dir", "numbers")
    assert json.loads((tmp_path / "numbers" / "small.json").read_text())["scenario"] == "small"
    assert "--out-dir" in call("run", small, "sweep", "-o", "a.json", code=2).stderr
    assert "--out-dir" in call("run", small, "sweep", "--table", code=2).stderr
    assert "unknown format 'xls'" in call("run", "sweep", "--format", "xls", code=2).stderr
