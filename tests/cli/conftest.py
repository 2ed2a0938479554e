"""What the command line's tests share: a folder of their own, a small scenario, and the program in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner, Result

from optviz.cli.program import program

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}
"""


class Call(Protocol):
    """Runs the program and checks its exit code."""

    def __call__(self, *arguments: object, code: int = 0, stdin: str | None = None) -> Result:
        """What it printed."""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a small scenario's file in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(TEXT)
    return "small.yaml"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(program, list(map(str, arguments)), input=stdin, prog_name="optviz")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.stderr
        return result

    return run
