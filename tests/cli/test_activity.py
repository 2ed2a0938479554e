"""What moves on a terminal while many scenarios are worked on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [800, 450], fps: 50, duration: 3, hold: 0}
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_bar_for_each_and_one_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_a_terminal: Callable[..., str], workers: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "c"):
        Path(f"{name}.yaml").write_text(TEXT)
    text = on_a_terminal("-m", "optviz", "build", ".", "--workers", workers)
    assert re.search(r"[abc]\.yaml +━", text)
    for name in ("a", "b", "c"):
        assert f"wrote outputs/{name}.gif (" in text
    assert re.search(r"all, \d+ s left +━", text)
    assert text.rstrip().endswith("3 rendered")
    assert on_a_terminal("-m", "optviz", "build", ".").split() == ["3", "up", "to", "date"]
