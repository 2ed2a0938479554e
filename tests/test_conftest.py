"""What the environment tells a run of the tests: that nothing may be skipped, and what has passed before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPPED = """import pytest

def test_needs_a_part():
    pytest.importorskip("no_such_package")

@pytest.mark.skipif(True, reason="there is no browser")
def test_needs_a_program():
    pass

@pytest.mark.xfail(reason="known")
def test_is_known_to_fail():
    assert False
"""
MODULE = "import pytest\n\npytest.importorskip('no_such_package')\n"


def outcome(folder: Path, **switches: str) -> subprocess.CompletedProcess[str]:
    """A run of the tests in a folder, with our conftest.py."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    known = {name: value for name, value in os.environ.items() if not name.startswith("OPTVIZ_")}
    options = ["-p", "no:cacheprovider", "--continue-on-collection-errors"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--rootdir", folder, *options, folder],
        env=known | switches,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("switch", "code", "counted"), [("", 0, "3 skipped, 1 xfailed"), ("1", 1, "1 failed, 1 xfailed, 2 errors")]
)
def test_a_skipped_test_fails_where_all_parts_are_there(tmp_path: Path, switch: str, code: int, counted: str) -> None:
    (tmp_path / "test_skipped.py").write_text(SKIPPED)
    (tmp_path / "test_module.py").write_text(MODULE)
    run = outcome(tmp_path, OPTVIZ_REQUIRE_ALL=switch)
    assert counted in run.stdout
    assert run.returncode == code
    assert ("OPTVIZ_REQUIRE_ALL=1, but this is skipped" in run.stdout) is bool(switch)


def test_what_has_passed_is_not_run_again(tmp_path: Path) -> None:
    (tmp_path / "test_skipped.py").write_text(SKIPPED + "\n\ndef test_passes():\n    pass\n")
    passed = tmp_path / "passed.txt"
    first, second = (outcome(tmp_path, OPTVIZ_PASSED=str(passed)) for _ in range(2))
    assert "1 passed, 2 skipped, 1 xfailed" in first.stdout
    assert passed.read_text() == "test_skipped.py::test_passes\n"
    assert "2 skipped, 1 deselected, 1 xfailed" in second.stdout
