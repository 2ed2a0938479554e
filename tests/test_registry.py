from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from optviz.encoders import ENCODERS
from optviz.errors import ScenarioError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, Optimizer, State
from optviz.optimizers.sgd import SGD
from optviz.registry import Registry
from optviz.schedules import SCHEDULES
from optviz.surfaces import SURFACES
from optviz.views import VIEWS

if TYPE_CHECKING:
    from optviz.oracle import Oracle

CATALOGUES = [OPTIMIZERS, SCHEDULES, SURFACES, VIEWS, ENCODERS]

pytestmark = pytest.mark.usefixtures("catalogues_of_its_own")


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


def test_an_entry_in_the_module_of_its_name_is_known_without_the_others() -> None:
    catalogue = own()
    assert "adagrad" in catalogue
    assert "_entries" not in vars(catalogue)
    assert "nothing like it" not in catalogue


class Resting(Optimizer):
    name: ClassVar[str] = "resting"
    title: ClassVar[str] = "Resting"

    def step(self, state: State, oracle: Oracle, t: int) -> State:  # noqa: ARG002  (it rests)
        return state


def own() -> Registry[type[Optimizer]]:
    """A catalogue that no other test sees."""
    return Registry("optviz.optimizers", Optimizer, "optimizer", {"twice": lambda name: OPTIMIZERS[name]})


def test_an_added_entry_is_one_of_them() -> None:
    catalogue = own()
    before = list(catalogue)
    assert catalogue.add(Resting) is Resting
    assert catalogue["resting"] is Resting
    assert list(catalogue) == sorted([*before, "resting"])
    catalogue.add(Resting)
    assert len(catalogue) == len(before) + 1
    assert "resting" not in OPTIMIZERS


def test_a_name_that_is_taken_is_refused() -> None:
    class Other(Resting):
        name: ClassVar[str] = "sgd"

    with pytest.raises(ScenarioError, match="there is another optimizer named 'sgd'"):
        own().add(Other)


@pytest.mark.parametrize("wrong", [int, "sgd", SGD(), Optimizer], ids=str)
def test_what_is_no_entry_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="no optimizer with a name and all its methods"):
        own().add(wrong)


def test_a_prefix_leads_to_its_provider() -> None:
    catalogue = own()
    assert catalogue["twice:sgd"] is SGD
    assert "twice:sgd" not in list(catalogue)
    for name in ("twice:", "twice", "thrice:sgd"):
        with pytest.raises(UnknownNameError, match=f"unknown optimizer '{name}'"):
            catalogue[name]
