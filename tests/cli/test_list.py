from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from optviz.api.catalogues import CATALOGUES, entries
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import bundled
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from tests.cli.conftest import Call


@pytest.mark.parametrize("what", CATALOGUES)
def test_lists_name_every_entry_with_its_title(call: Call, what: str) -> None:
    lines = call("list", what).stdout.splitlines()
    found = entries(what)
    assert [line.split()[0] for line in lines] == list(found)
    assert all(entry.title in line for entry, line in zip(found.values(), lines, strict=True))


@pytest.mark.parametrize("what", CATALOGUES)
def test_lists_as_json(call: Call, what: str) -> None:
    rows = json.loads(call("list", what, "--json").stdout)
    assert [row["name"] for row in rows] == list(entries(what))
    assert all({"name", "title", "summary", "parameters", "facts"} == row.keys() for row in rows)


def test_catalogues_are_whole() -> None:
    assert list(entries("optimizers")) == list(OPTIMIZERS)
    assert list(entries("surfaces")) == list(SURFACES)
    assert list(entries("scenarios")) == list(bundled())


@pytest.mark.parametrize("tags", [("multimodal",), ("convex", "non-smooth"), ("convex", "multimodal")])
def test_surfaces_with_all_of_some_tags(call: Call, tags: tuple[str, ...]) -> None:
    wanted = [name for name, entry in SURFACES.items() if {*tags} <= {*entry.tags}]
    options = [part for tag in tags for part in ("--tag", tag)]
    lines = call("list", "surfaces", *options).stdout.splitlines()
    assert [line.split()[0] for line in lines if line] == wanted
    assert all(tag in line for line in lines if line for tag in tags)
    rows = json.loads(call("list", "surfaces", *options, "--json").stdout)
    assert [row["name"] for row in rows] == wanted
    assert all({*tags} <= {*row["facts"]["tags"]} for row in rows)
    assert call("list", "surfaces", *options, "--markdown").stdout.count("\n") == len(wanted) + 2


def test_only_surfaces_have_tags_and_an_unknown_one_brings_the_nearest(call: Call) -> None:
    assert (
        "unknown tag 'multimodl'; did you mean 'multimodal'?"
        in call("list", "surfaces", "--tag", "multimodl", code=2).stderr
    )
    assert "only surfaces have tags" in call("list", "views", "--tag", "convex", code=2).stderr


def test_defaults_stand_beside_parameters(call: Call) -> None:
    assert "lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08" in call("list", "optimizers").stdout
