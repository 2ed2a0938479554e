"""What the tests of plugins share: catalogues that are afterwards as they were before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api import plugins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.registry import Registry


@pytest.fixture
def catalogues(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Registry[Any], ...]]:
    """The catalogues that plugins add to; what a test adds is taken away again."""
    for catalogue in plugins._REGISTRIES:
        monkeypatch.setitem(vars(catalogue), "_entries", dict(catalogue))
    monkeypatch.setattr(plugins, "_LOADED", {})
    modules = set(sys.modules)
    yield plugins._REGISTRIES
    for name in set(sys.modules) - modules:
        if name.startswith("optviz_plugin_"):
            del sys.modules[name]
