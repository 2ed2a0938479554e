from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.encoders import ENCODERS
from optviz.errors import UnknownNameError
from optviz.optimizers import OPTIMIZERS
from optviz.schedules import SCHEDULES
from optviz.surfaces import SURFACES
from optviz.views import VIEWS

if TYPE_CHECKING:
    from optviz.registry import Registry

CATALOGUES = [OPTIMIZERS, SCHEDULES, SURFACES, VIEWS, ENCODERS]


@pytest.mark.parametrize("registry", CATALOGUES, ids=lambda registry: registry.kind)
def test_names_are_in_order_and_lead_to_their_entries(registry: Registry[Any]) -> None:
    assert list(registry) == sorted(registry)
    assert registry
    assert all(entry.name == name and entry.title for name, entry in registry.items())


@pytest.mark.parametrize("registry", CATALOGUES, ids=lambda registry: registry.kind)
def test_an_unknown_name_is_told_with_its_kind(registry: Registry[Any]) -> None:
    assert "nothing like it" not in registry
    with pytest.raises(UnknownNameError, match=f"unknown {registry.kind}"):
        registry["nothing like it"]
