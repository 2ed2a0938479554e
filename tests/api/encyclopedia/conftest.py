"""Pages without their pictures, which take long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.encyclopedia import pictures
from optviz.api.marks import mark_of
from optviz.encoders.codec import webpstream

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are files of a few bytes."""

    def encode(scenario: Any, trajectories: Any, pool: Any, paths: list[Path], *rest: Any) -> list[str]:
        del scenario, trajectories, pool, rest
        for path in paths:
            path.write_bytes(b"film")
        return []

    def save(pixels: Any, path: Path) -> None:
        del pixels
        path.write_bytes(webpstream.marked(b"", (1, 1), mark_of(b"still")))

    monkeypatch.setattr(pictures, "encode", encode)
    monkeypatch.setattr(pictures, "_save", save)
    monkeypatch.setattr(pictures, "portrait", lambda *rest: rest)
    monkeypatch.setattr(pictures, "computed", lambda scenario: [scenario])
    monkeypatch.setattr(pictures, "Scene", _Scene)


class _Scene:
    def __init__(self, *rest: Any) -> None:
        del rest

    def picture(self, step: int) -> int:
        return step
