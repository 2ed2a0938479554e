from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import optviz
from optviz.progress import MOVING, beside, is_terminal, progress

SCRIPT = """
from optviz.progress import MOVING, progress

with progress("a surface") as tell:
    for done in range(101):
        tell(done / 100)
assert not MOVING
"""


def shown(term: str) -> str:
    """What the script writes to a terminal of some kind, without what moves the cursor."""
    process, terminal = pty.fork()
    if process == 0:
        environment = {**os.environ, "TERM": term, "COLUMNS": "90", "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
        os.execve(sys.executable, [sys.executable, "-P", "-c", SCRIPT], environment)  # noqa: S606
    found = b""
    try:
        while part := os.read(terminal, 65_536):
            found += part
    except OSError:  # the script has ended
        pass
    os.close(terminal)
    assert os.waitpid(process, 0)[1] == 0, found
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", found.decode())


def test_a_terminal_shows_a_bar() -> None:
    assert re.search(r"a surface ━+ +100%", shown("xterm"))
    assert not shown("dumb")


def test_without_a_terminal_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("a surface") as tell:
        tell(0.5)
        assert not MOVING
    assert not is_terminal()
    assert capsys.readouterr() == ("", "")


def test_nothing_is_loaded_for_it_before() -> None:
    script = "import optviz.progress, sys; assert 'rich' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("text", "short"), [("a.yaml", "a.yaml"), ("x" * 50, "…" + "x" * 39), ("a\x1b[2J", "a\\x1b[2J")]
)
def test_a_name_beside_a_bar_is_short_and_moves_nothing(text: str, short: str) -> None:
    assert beside(text) == short
