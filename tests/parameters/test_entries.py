from __future__ import annotations

import pytest

from optviz.encoders import ENCODERS
from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, Optimizer, optimizer
from optviz.parameters import Color, Entry, EntryName, Table, make
from optviz.schedules import SCHEDULES, schedule

ENTRY = Entry(OPTIMIZERS)


def test_a_name_a_mapping_and_what_is_made_already() -> None:
    adam = OPTIMIZERS["adam"]()
    assert make(ENTRY, "adam") == make(ENTRY, {"name": "adam"}) == make(ENTRY, adam) == adam
    ahead = make(ENTRY, {"name": "lookahead", "inner": {"name": "sgd", "lr": 0.5}, "k": 7})
    assert ahead == optimizer("lookahead", inner=optimizer("sgd", lr=0.5), k=7)


def test_it_is_written_in_full_and_in_short() -> None:
    made = optimizer("sgd", lr=schedule("cosine", initial=0.1))
    full = {"name": "sgd", "lr": {"schedule": "cosine", "initial": 0.1, "T_max": None, "eta_min": 0.0}}
    assert ENTRY.write(made) == {**full, "weight_decay": 0.0}
    assert ENTRY.write(made, short=True) == {"name": "sgd", "lr": {"schedule": "cosine", "initial": 0.1}}
    assert ENTRY.write(OPTIMIZERS["sgd"](), short=True) == "sgd"
    assert make(ENTRY, ENTRY.write(made)) == made


@pytest.mark.parametrize(
    ("plain", "error", "message"),
    [
        ("adm", UnknownNameError, "unknown optimizer 'adm'; did you mean 'adam'"),
        ({"name": "sgd", "rate": 1}, UnknownNameError, "unknown key 'rate' in optimizer 'sgd'"),
        ({"name": "sgd", "lr": -1}, ParameterError, "lr: expected a number > 0 or a schedule, not -1"),
        ({"adam": 1}, ScenarioError, "an optimizer needs 'name'; write {name: adam, ...}"),
        (3, ScenarioError, "expected the name of an optimizer, not 3"),
        ({"name": "sgd", "lr": {"schedule": "step"}}, ScenarioError, "schedule 'step' needs 'initial'"),
    ],
)
def test_what_is_wrong_is_told(plain: object, error: type[ScenarioError], message: str) -> None:
    with pytest.raises(error, match=message):
        make(ENTRY, plain)


def test_a_name_alone_and_entries_inside_one_another() -> None:
    assert make(EntryName(ENCODERS), "gif") == "gif"
    with pytest.raises(UnknownNameError, match="did you mean 'gif'"):
        make(EntryName(ENCODERS), "gfi")
    nested: object = "sgd"
    for _ in range(5):
        nested = {"name": "lookahead", "inner": nested}
    with pytest.raises(ParameterError, match="more than 3 optimizers inside one another"):
        make(ENTRY, nested)


def test_a_schedule_is_a_mapping_only() -> None:
    with pytest.raises(ParameterError, match="a schedule needs 'schedule', as in"):
        make(Entry(SCHEDULES), "cosine", "lr")
    assert isinstance(make(ENTRY, "adam"), Optimizer)


COLORS = Table(OPTIMIZERS, Color())


def test_a_table_has_values_for_entries() -> None:
    given = {"sgd": "lime", "adam": "#369", "torch:AdamW": "navy"}
    made = make(COLORS, given, "colors")
    assert made == (("adam", "#336699"), ("sgd", "#00FF00"), ("torch:AdamW", "#000080"))
    assert COLORS.check(COLORS.write(made)) == make(COLORS, COLORS.write(made)) == made
    assert make(COLORS, COLORS.parse("sgd=lime, adam=#369,torch:AdamW=navy,")) == made
    assert COLORS.form == "NAME=COLOR,..."
    assert make(COLORS, {}) == ()


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"adm": "lime"}, "unknown optimizer 'adm'; did you mean 'adam'"),
        ({"adam": "lmie"}, "colors.adam: expected a colour, as lime or \"#D55E00\", not 'lmie'; did you mean 'lime'"),
        ({"adam": None}, "put # and its digits in quotes"),
        ({"nobody:It": "lime"}, "unknown optimizer 'nobody:It'"),
        (["adam"], "colors: expected a mapping of optimizers to values, each a colour"),
        ("lime", "colors: expected a mapping"),
    ],
    ids=str,
)
def test_what_is_no_table(plain: object, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        make(COLORS, plain, "colors")
    assert message in str(caught.value)
