"""What moves on a terminal while many scenarios are worked on."""

from __future__ import annotations

import os
import pty
import re
import sys
from pathlib import Path

import pytest

import optviz

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [800, 450], fps: 50, duration: 3, hold: 0}
"""


def shown(*arguments: str) -> str:
    """What a program writes to a terminal, without what moves the cursor."""
    process, terminal = pty.fork()
    if process == 0:
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "90"}
        environment["PYTHONPATH"] = str(Path(optviz.__file__).parents[1])
        os.execve(sys.executable, [sys.executable, "-P", "-m", "optviz", *arguments], environment)  # noqa: S606
    found = b""
    try:
        while part := os.read(terminal, 65_536):
            found += part
    except OSError:  # the program has ended
        pass
    os.close(terminal)
    assert os.waitpid(process, 0)[1] == 0, found
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", found.decode())


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_bar_for_each_and_one_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "c"):
        Path(f"{name}.yaml").write_text(TEXT)
    text = shown("build", ".", "--workers", workers)
    assert re.search(r"[abc]\.yaml +━", text)
    for name in ("a", "b", "c"):
        assert f"wrote outputs/{name}.gif (" in text
    assert re.search(r"all, \d+ s left +━", text)
    assert text.rstrip().endswith("3 rendered")
    assert shown("build", ".").split() == ["3", "up", "to", "date"]
