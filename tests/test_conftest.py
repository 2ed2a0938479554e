"""A skipped test is a failure where OPTVIZ_REQUIRE_ALL=1 says that all parts are there."""

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


@pytest.mark.parametrize(
    ("switch", "code", "counted"), [("", 0, "3 skipped, 1 xfailed"), ("1", 1, "1 failed, 1 xfailed, 2 errors")]
)
def test_a_skipped_test_fails_where_all_parts_are_there(tmp_path: Path, switch: str, code: int, counted: str) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skipped.py").write_text(SKIPPED)
    (tmp_path / "test_module.py").write_text(MODULE)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--rootdir",
            tmp_path,
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            tmp_path,
        ],
        env=os.environ | {"OPTVIZ_REQUIRE_ALL": switch},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert counted in run.stdout
    assert run.returncode == code
    assert ("OPTVIZ_REQUIRE_ALL=1, but this is skipped" in run.stdout) is bool(switch)
