"""Every option of every library's optimizer that optviz has is offered, or is said to be elsewhere or nowhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from optviz.api.agreement import references
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.optimizers.families.libraries import ELSEWHERE, Library, libraries
from optviz.parameters import parameters
from optviz.scenario import parse

DATA = Path(__file__).parents[2] / "reference" / "data" / "signatures.json"
SIGNATURES: dict[str, list[str]] = json.loads(DATA.read_text(encoding="utf-8"))["signatures"]
TOLD = [
    pytest.param(name, theirs, library, id=f"{name}-{theirs}")
    for name, declared in OPTIMIZERS.items()
    for theirs, library in libraries(declared).items()
]
every_telling = pytest.mark.parametrize(("name", "theirs", "library"), TOLD)


@every_telling
def test_every_option_of_a_library_is_told(name: str, theirs: str, library: Library) -> None:
    assert theirs in SIGNATURES, f"{name} tells of {theirs}, which is not there"
    if library.differs:
        return
    told = {*library.options, *library.others}
    missing = [option for option in SIGNATURES[theirs] if option not in told and option not in ELSEWHERE]
    assert not missing
    assert not told - set(SIGNATURES[theirs])
    assert not told & set(ELSEWHERE)
    assert not set(library.options) & set(library.others)


@every_telling
def test_what_an_option_is_here_is_there(name: str, theirs: str, library: Library) -> None:
    del theirs
    ours = set(parameters(OPTIMIZERS[name]))
    for option, here in library.options.items():
        names = set(re.findall(r"[a-z_][a-z0-9_]*", here))
        assert names, option
        assert names <= ours, option
    assert all(library.others.values())
    settings = "".join(f", {key}: {value}" for key, value in library.settings.items())
    made = (
        parse(f"{{surface: booth, start: [1, 1], optimizers: [{{name: {name}{settings}}}]}}").cells[0].runs[0].optimizer
    )
    assert set(library.settings) <= ours
    assert not library.settings or made != optimizer(name)


@pytest.mark.parametrize("theirs", SIGNATURES)
def test_no_optimizer_of_a_library_that_has_our_name_is_left_out(theirs: str) -> None:
    known = {other for declared in OPTIMIZERS.values() for other in libraries(declared)}
    name = re.sub(r"w?$", "", theirs.rpartition(".")[2].lower())
    ours = {each.replace("_", "") for each in OPTIMIZERS}
    assert theirs in known or name.replace("_", "") not in ours


@pytest.mark.parametrize(
    "walk",
    [
        pytest.param(walk, id=f"{walk['optimizer']}-{walk['library']}-{number}")
        for content in references().values()
        for number, walk in enumerate(content["trajectories"])
        if "library" in walk and walk["surface"] == "beale"
    ],
)
def test_what_a_walk_was_given_is_what_its_optimizers_docstring_says(walk: dict[str, Any]) -> None:
    library = libraries(OPTIMIZERS[walk["optimizer"]])[walk["library"]]
    given = dict(walk["hyperparameters"])
    for option, value in walk["options"].items():
        names = [each.strip() for each in library.options.get(option, "").strip("()").split(",")]
        if all(name in given for name in names):
            assert [given[name] for name in names] == (value if len(names) > 1 else [value])
    for name, setting in library.settings.items():
        assert given[name] == yaml.safe_load(setting)


def test_a_paragraph_is_read() -> None:
    @dataclass
    class Method:
        """A method.

        Args: lr: a number.
        Reference: None.
        Libraries:
            torch.optim.It (form it, other true): lr, betas = (beta1,
                beta2), eps; this, that: because; amsgrad: optimizer amsgrad
            optax.it: another rule: it differs
        """

    found: dict[str, Any] = libraries(Method)
    assert found["torch.optim.It"] == Library(
        {"form": "it", "other": "true"},
        {"lr": "lr", "betas": "(beta1, beta2)", "eps": "eps"},
        {"this": "because", "that": "because", "amsgrad": "optimizer amsgrad"},
    )
    assert found["optax.it"] == Library(differs="it differs")


def test_where_nothing_is_told_there_is_nothing() -> None:
    class Method:
        """A method."""

    assert libraries(Method) == {}
