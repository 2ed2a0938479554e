from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


def test_a_second_build_does_nothing(call: Call, small: str, tmp_path: Path) -> None:
    first = call("build", small)
    assert first.stdout == ""
    assert "wrote outputs/small.gif (" in first.stderr
    assert first.stderr.endswith("1 rendered\n")
    time = (tmp_path / "outputs" / "small.gif").stat().st_mtime_ns
    assert call("build", small).stderr == "1 up to date\n"
    assert (tmp_path / "outputs" / "small.gif").stat().st_mtime_ns == time


def test_check_tells_what_is_stale(call: Call, small: str, tmp_path: Path) -> None:
    result = call("build", small, "--check", code=1)
    assert "would write outputs/small.gif (missing)" in result.stderr
    assert not (tmp_path / "outputs").exists()
    call("build", small)
    call("build", small, "--check")
    (tmp_path / small).write_text((tmp_path / small).read_text().replace("steps: 5", "steps: 6"))
    assert "scenario or code changed" in call("build", small, "--check", code=1).stderr


def test_dry_run_writes_nothing_and_is_no_failure(call: Call, small: str, tmp_path: Path) -> None:
    assert "would write" in call("build", small, "--dry-run").stderr
    assert not (tmp_path / "outputs").exists()


def test_failures_are_named_at_the_end(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("surface: sphre")
    result = call("build", ".", "--workers", 1, "--json", code=1)
    assert result.stderr.index("wrote outputs/small.gif") < result.stderr.index("a.yaml:1:")
    assert result.stderr.endswith("1 rendered, 1 failed\n")
    failed, done = json.loads(result.stdout)
    assert (failed["source"], failed["state"], done["state"]) == ("a.yaml", "failed", "rendered")
    assert done["files"] == ["outputs/small.gif"]
    assert small in done["source"]


def test_what_does_not_fit(call: Call, small: str, tmp_path: Path) -> None:
    assert "workers" in call("build", small, "--workers", 0, code=2).stderr
    (tmp_path / "empty").mkdir()
    assert "no scenario files" in call("build", "empty", code=4).stderr
    assert "did you mean 'saddle'" in call("build", "sadle", code=2).stderr
