from __future__ import annotations

import sys

import pytest

from optviz.api.catalogues import find
from optviz.errors import MissingToolError
from optviz.optimizers import OPTIMIZERS
from optviz.optimizers.sgd import SGD


@pytest.mark.parametrize("wanted", ["library:it", "optimizer:library:it"])
def test_a_librarys_optimizer_is_found_by_its_prefix(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPTIMIZERS.providers, "library", lambda name: {"it": SGD}[name])
    monkeypatch.setattr(OPTIMIZERS, "_provided", {})
    found = find(wanted)
    assert (found.kind, found.title, found.facts["source"]) == ("optimizer", "SGD", SGD.source)


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.optim", None)
    monkeypatch.setattr(OPTIMIZERS, "_provided", {})
    with pytest.raises(MissingToolError, match="PyTorch"):
        find("torch:AdamW")
