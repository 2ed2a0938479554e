from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from optviz.errors import ParameterError, ScenarioError
from optviz.notes import Condition, Note
from optviz.notes.note import LONGEST, LONGEST_PAUSES, MOST
from optviz.scenario import load, parse, schema, to_mapping, to_yaml
from optviz.scenario.reader import assembled

if TYPE_CHECKING:
    from pathlib import Path

LEAST = "surface: sphere\nstart: [1, 1]\noptimizers: [sgd, adam]\n"
NOTES = """\
notes:
- {of: adam, when: "value < 1e-3", say: Adam  is there, pause: 1}
- when: |
    step > 3
    and step < 10
  say: 'é: "#1"'
  at: [0, 0.5]
  stay: 0
- {of: SGD, when: leaves, say: gone, at: head}
"""


def test_what_files_say() -> None:
    first, second, third = parse(LEAST + NOTES).notes
    assert first == Note(of="adam", when=Condition("value < 1e-3"), say="Adam is there", pause=1.0)
    assert (first.at, first.stay) == ("auto", 2.0)
    assert second == Note(when=Condition("step > 3\nand step < 10\n"), say='é: "#1"', at=(0.0, 0.5), stay=0.0)
    assert third.when.tree is None
    assert parse(LEAST).notes == parse(LEAST + "notes: []\n").notes == ()


def test_a_note_knows_where_it_stands() -> None:
    assert [note.place for note in parse(LEAST + NOTES, "f.yaml").notes] == ["f.yaml:5:3", "f.yaml:6:3", "f.yaml:12:3"]
    plain = {"surface": "sphere", "start": [1, 1], "optimizers": ["sgd"]}
    made = Note(when=Condition("start"), say="a", place="somewhere")
    found = assembled({**plain, "notes": [{"when": "start", "say": "a"}, made]}, "mine")
    assert [note.place for note in found.notes] == ["", "somewhere"]
    assert found.notes[0] == found.notes[1]


def test_what_is_written_reads_back_without_places() -> None:
    scenario = parse(LEAST + NOTES, "f.yaml")
    assert parse(to_yaml(scenario)).notes == scenario.notes
    assert "f.yaml" not in to_yaml(scenario)
    mapping = to_mapping(scenario)
    assert parse(json.dumps(mapping)).notes == scenario.notes
    assert mapping["notes"][0] == {
        "of": "adam", "when": "value < 1e-3", "say": "Adam is there", "at": "auto", "pause": 1.0, "stay": 2.0,
    }  # fmt: skip
    assert mapping["notes"][1]["at"] == [0.0, 0.5]
    assert to_mapping(parse(to_yaml(scenario))) == mapping
    Draft202012Validator(schema()).validate(mapping)
    lines = to_yaml(scenario).splitlines()
    assert '  - {of: adam, when: "value < 1e-3", say: Adam is there, pause: 1.0}' in lines


def test_the_list_of_a_nearer_file_takes_the_place_of_a_farther_one(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(LEAST + NOTES, encoding="utf-8")
    (tmp_path / "near.yaml").write_text("extends: base.yaml\nnotes:\n  - {when: end, say: the end}\n")
    (tmp_path / "same.yaml").write_text("extends: base.yaml\nsteps: 7\n")
    assert [note.say for note in load(tmp_path / "near.yaml").notes] == ["the end"]
    same = load(tmp_path / "same.yaml").notes
    assert len(same) == 3
    assert same[0].place == f"{tmp_path / 'base.yaml'}:5:3"


def test_its_font_is_one_that_has_its_letters() -> None:
    plain, foreign = parse(LEAST), parse(LEAST + "notes: [{when: start, say: 日本}]\n")
    with_label = replace(plain, runs=(replace(plain.runs[0], label="日本"), *plain.runs[1:]))
    assert foreign.fonts == with_label.fonts


def test_what_no_note_can_be() -> None:
    start = Condition("start")
    for keys, key in (
        ({"say": "a" * (LONGEST + 1)}, "say"),
        ({"say": " \n"}, "say"),
        ({"at": "left"}, "at"),
        ({"at": (1.0,)}, "at"),
        ({"at": (float("inf"), 0.0)}, "at"),
        ({"pause": -0.1}, "pause"),
        ({"pause": 20.1}, "pause"),
        ({"stay": float("nan")}, "stay"),
        ({"of": "a" * 61}, "of"),
    ):
        with pytest.raises(ParameterError, match=f"^{key}: "):
            Note(**{"when": start, "say": "a", **keys})  # type: ignore[arg-type]  # which is told


def test_so_many_notes_and_so_long_pauses_are_allowed() -> None:
    def noted(count: int, pause: float) -> str:
        return LEAST + "notes:\n" + f"  - {{when: start, say: a, pause: {pause}}}\n" * count

    assert len(parse(noted(MOST, LONGEST_PAUSES / MOST)).notes) == MOST
    with pytest.raises(ScenarioError, match=f"notes: expected from 0 to {MOST} items, not {MOST + 1}"):
        parse(noted(MOST + 1, 0))
    with pytest.raises(ScenarioError, match=r"notes: pauses of 61\.2 s together, more than 60 s"):
        parse(noted(4, 15.3))
    scenario = parse(LEAST)
    with pytest.raises(ParameterError, match="notes: pauses of 80 s together"):
        replace(scenario, notes=(Note(when=Condition("start"), say="a", pause=20),) * 4)


def test_its_place_is_no_key_of_files() -> None:
    assert {each.name for each in fields(Note)} - {"place"} == set(
        schema()["properties"]["notes"]["items"]["properties"]
    )
