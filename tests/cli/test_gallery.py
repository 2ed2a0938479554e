from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Call


def test_a_site_is_made_and_then_up_to_date(call: Call, small: str) -> None:
    result = call("gallery", small, "--out-dir", "site", "--title", "Mine", "--workers", 1)
    assert "wrote site/scenarios/small/small-light.gif" in result.stderr
    assert "wrote site/index.html" in result.stderr
    assert "<h1>Mine</h1>" in Path("site/index.html").read_text()
    assert "2 up to date" in call("gallery", small, "--out-dir", "site", "--title", "Mine", "--workers", 1).stderr


def test_a_scenario_that_fails_is_told(call: Call, small: str) -> None:
    Path("bad.yaml").write_text("surface: nowhere\n")
    result = call("gallery", "bad.yaml", small, "--out-dir", "site", "--workers", 1, "--json", code=1)
    assert "failed: bad.yaml" in result.stderr
    rows = json.loads(result.stdout)
    assert {row["status"] for row in rows if row["source"] == "bad.yaml"} == {"failed"}
    assert Path("site/index.html").is_file()


def test_a_path_that_is_not_there_makes_nothing(call: Call) -> None:
    assert "nowhere" in call("gallery", "nowhere.yaml", "--out-dir", "site", code=1).stderr
    assert not Path("site").exists()
