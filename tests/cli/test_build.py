from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Call

    Until = Callable[[Callable[[], object]], None]
    Running = Callable[[int], bool]

LONG = """
surface: saddle
start: [0.5, 0.4]
steps: 3000
optimizers: [sgd, adam]
views: [{name: surface3d, azimuth: [0, 360]}]
output: {size: [400, 225], fps: 50, duration: 60}
"""


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
    assert "steps changed" in call("build", small, "--check", code=1).stderr


def test_dry_run_writes_nothing_and_is_no_failure(call: Call, small: str, tmp_path: Path) -> None:
    assert "would write" in call("build", small, "--dry-run").stderr
    assert not (tmp_path / "outputs").exists()


def test_a_file_of_somebodys_is_overwritten_by_force(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "small.gif").write_text("somebody's")
    result = call("build", small, code=1)
    assert "outputs/small.gif was not made by optviz" in result.stderr
    assert "--force" in result.stderr
    assert (tmp_path / "outputs" / "small.gif").read_text() == "somebody's"
    assert "wrote outputs/small.gif" in call("build", small, "--force").stderr
    (tmp_path / "outputs" / ".optviz.json").unlink()
    assert "wrote outputs/small.gif" in call("build", small).stderr


def test_a_newer_manifest_is_refused(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / ".optviz.json").write_text('{"version": 3}')
    message = "Error: a newer optviz wrote outputs/.optviz.json; update optviz, or use another folder\n"
    assert call("build", small, code=4).stderr == message
    assert call("build", small, "--check", code=4).stderr == message


def test_failures_are_named_at_the_end(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("surface: sphre")
    result = call("build", ".", "--workers", 1, "--json", code=1)
    assert result.stderr.index("wrote outputs/small.gif") < result.stderr.index("a.yaml:1:")
    assert result.stderr.endswith("1 rendered, 1 failed\n")
    failed, done = json.loads(result.stdout)
    assert (failed["source"], failed["status"], done["status"]) == ("a.yaml", "failed", "rendered")
    assert (done["path"], done["reason"]) == ("outputs/small.gif", "missing")
    content = (tmp_path / "outputs" / "small.gif").read_bytes()
    assert (done["bytes"], done["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert done["seconds"] > 0
    assert small in done["source"]


def test_what_does_not_fit(call: Call, small: str, tmp_path: Path) -> None:
    assert "workers" in call("build", small, "--workers", 0, code=2).stderr
    (tmp_path / "empty").mkdir()
    assert "no scenario files" in call("build", "empty", code=4).stderr
    assert "did you mean 'saddle'" in call("build", "sadle", code=2).stderr


@pytest.fixture
def building(tmp_path: Path, sooner_or_later: Until, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[str]:
    """A build of two long scenarios whose two processes have begun to write."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(LONG)
    process = subprocess.Popen(
        [sys.executable, "-m", "optviz", "build", "a.yaml", "b.yaml", "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])},
    )
    sooner_or_later(lambda: len(list(tmp_path.glob("outputs/.*.gif"))) == 2 or process.poll() is not None)
    return process


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process started."""
    found = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(number) for file in found for number in file.read_text().split()]


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc here")


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process_and_no_file(
    building: subprocess.Popen[str], number: signal.Signals, tmp_path: Path, running: Running
) -> None:
    workers = children(building)
    assert len(workers) == 2
    building.send_signal(number)
    _, messages = building.communicate(timeout=120)
    assert building.returncode == 128 + number, messages
    assert "Traceback" not in messages
    assert not any(map(running, workers))
    assert not list((tmp_path / "outputs").iterdir())


@needs_proc
def test_a_killed_build_leaves_no_process_and_the_next_one_no_file(
    call: Call, building: subprocess.Popen[str], tmp_path: Path, running: Running, sooner_or_later: Until
) -> None:
    workers = children(building)
    assert len(workers) == 2
    building.kill()
    building.communicate(timeout=120)
    sooner_or_later(lambda: not any(map(running, workers)))
    left = {path.name for path in (tmp_path / "outputs").iterdir()}
    assert len(left) == 2
    (tmp_path / "c.yaml").write_text(LONG.replace("duration: 60", "duration: 0.1"))
    call("build", "c.yaml")
    assert {path.name for path in (tmp_path / "outputs").iterdir()} == {"c.gif", ".optviz.json"}


@needs_proc
def test_a_killed_worker_fails_no_scenario(
    building: subprocess.Popen[str], tmp_path: Path, running: Running, sooner_or_later: Until
) -> None:
    """What it was doing is begun again by another one."""
    victim, other = children(building)
    before = {path.name for path in (tmp_path / "outputs").iterdir()}
    os.kill(victim, signal.SIGKILL)
    sooner_or_later(lambda: not running(victim))
    os.kill(other, signal.SIGKILL)
    sooner_or_later(
        lambda: len(set(tmp_path.glob("outputs/.*.gif")) - {tmp_path / "outputs" / name for name in before})
    )
    building.terminate()
    _, messages = building.communicate(timeout=120)
    assert "failed" not in messages
    assert not list((tmp_path / "outputs").iterdir())


def test_why_in_a_line_each(call: Call, small: str, tmp_path: Path) -> None:
    call("build", small)
    assert "outputs/small.gif (" in call("build", small, "--force").stderr
    manifest = tmp_path / "outputs" / ".optviz.json"
    manifest.write_text(re.sub('"numpy": "[^"]*"', '"numpy": "1.0"', manifest.read_text()))
    (line, _) = call("build", small, "--check", code=1).stderr.splitlines()
    assert re.fullmatch(r"would write outputs/small.gif \(numpy 1.0 is now [\d.]+\)", line)


def test_only_what_is_asked_for(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text((tmp_path / small).read_text())
    assert call("build", ".", "--only", "m*").stderr.endswith("1 rendered\n")
    assert "no scenario matches 'x'" in call("build", ".", "--only", "x", code=2).stderr
    assert "in no git repository" in call("build", ".", "--since", "HEAD", code=2).stderr


def test_a_failure_may_end_it(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("surface: sphre")
    result = call("build", ".", "--fail-fast", "--json", code=1)
    assert result.stderr.endswith("1 failed, 1 skipped\n")
    assert [row["status"] for row in json.loads(result.stdout)] == ["failed", "skipped"]
    assert small in result.stdout


def test_its_rules_for_make(call: Call, small: str, tmp_path: Path) -> None:
    call("build", small, "--deps", "small.mk")
    assert (tmp_path / "small.mk").read_text() == f"outputs/small.gif: {small}\n{small}:\n"
