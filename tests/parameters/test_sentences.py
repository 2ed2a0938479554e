from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pytest

from optviz.drawing.traces import Traces
from optviz.parameters import parameters
from optviz.parameters.sentences import sentences, summary
from optviz.registry import catalogues
from optviz.scenario.model import Scenario
from optviz.scenario.output import Output


@dataclass
class Base:
    """A base.

    Args: seed: of every random number.
    Raises: nothing.
    """

    seed: int = 0


@dataclass
class Thing(Base):
    """A thing: with a colon.

        lr: is no parameter here

    Args: lr: step size, > 0: a number
            or a schedule.  beta1, beta2: decay rates in [0, 1).
        form: torch (the default): as torch.optim has it.
    Reference: nobody. lr: no.
    """

    lr: float = 0.1
    beta1: float = 0.9
    beta2: float = 0.99
    form: str = "torch"


def test_every_parameter_has_its_own_sentence_or_the_one_it_shares() -> None:
    assert sentences(Thing, list(parameters(Thing))) == {
        "seed": "Of every random number.",
        "lr": "Step size, > 0: a number or a schedule.",
        "beta1": "Decay rates in [0, 1).",
        "beta2": "Decay rates in [0, 1).",
        "form": "Torch (the default): as torch.optim has it.",
    }
    assert summary(Thing) == "A thing: with a colon."


@pytest.mark.parametrize("declared", [Scenario, Output, Traces])
def test_every_key_of_a_scenario_has_a_sentence(declared: type[object]) -> None:
    for parameter in parameters(declared).values():
        assert parameter.sentence or not parameter.key, parameter.name


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda catalogue: catalogue.kind)
def test_every_parameter_of_a_class_in_a_catalogue_has_a_sentence(catalogue: dict[str, object]) -> None:
    for entry in catalogue.values():
        if dataclasses.is_dataclass(entry) and isinstance(entry, type):
            assert all(parameter.sentence for parameter in parameters(entry).values() if parameter.key), entry
