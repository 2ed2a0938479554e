from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from optviz.progress import MOVING, beside, is_terminal, progress

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = """
from optviz.progress import MOVING, progress

with progress("a surface") as tell:
    for done in range(101):
        tell(done / 100)
assert not MOVING
"""


def test_a_terminal_shows_a_bar(on_a_terminal: Callable[..., str]) -> None:
    assert re.search(r"a surface ━+ +100%", on_a_terminal("-c", SCRIPT))
    assert not on_a_terminal("-c", SCRIPT, term="dumb")


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
