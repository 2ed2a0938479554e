from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from optviz.encoders import ENCODERS
from optviz.errors import MissingToolError

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Call


def test_everything_works_here(call: Call) -> None:
    lines = call("doctor").stdout.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert sum(" became " in line for line in lines) == len(ENCODERS)


def test_findings_as_json(call: Call) -> None:
    findings = {each["what"]: each for each in json.loads(call("doctor", "--json").stdout)}
    assert {f"format {name}" for name in ENCODERS} <= findings.keys()
    assert findings["cores"]["detail"].isdecimal()


def test_a_missing_tool(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> NoReturn:
        raise MissingToolError("no H.264")

    monkeypatch.setattr(ENCODERS["mp4"], "__init__", missing)
    assert "FAULT  format mp4" in call("doctor", code=3).stdout


def test_a_folder_in_the_way(call: Call, tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file")
    assert "cannot be written" in call("doctor", code=4).stdout
