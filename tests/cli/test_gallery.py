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


def test_some_are_made_and_the_others_stay(call: Call, small: str) -> None:
    text = Path(small).read_text()
    for name in ("in/ch1/one.yaml", "in/ch2/two.yaml"):
        Path(name).parent.mkdir(parents=True)
        Path(name).write_text(text)
    site = ("--out-dir", "site", "--workers", 1)
    call("gallery", "in", *site)
    result = call("gallery", "in", *site, "--only", "ch1/*", "--json")
    assert {row["source"] for row in json.loads(result.stdout)} == {"in/ch1/one.yaml", "site/index.html"}
    assert "2 up to date" in result.stderr
    assert "scenarios/ch2/two/" in Path("site/index.html").read_text()
    assert "no scenario matches 'ch3/*'" in call("gallery", "in", *site, "--only", "ch3/*", code=2).stderr
    assert "no git repository" in call("gallery", "in", *site, "--since", "HEAD", code=2).stderr
    Path("in/ch2/two.yaml").unlink()
    assert "9 removed" in call("clean", "in", "--out-dir", "site").stderr
    assert not Path("site/scenarios/ch2").exists()
