"""Whatever a scenario's declarations allow is written and read back as the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotated_types import Ge, Gt, Le, Lt
from hypothesis import assume, given
from hypothesis import strategies as st

from optviz.drawing.font_names import FontName, FontNames
from optviz.drawing.fonts import installed
from optviz.drawing.guides import LegendKind, LegendOptions
from optviz.drawing.palettes import ColormapKind, PaletteKind, ThemesColor
from optviz.drawing.traces import Traces
from optviz.errors import InvalidScenarioError
from optviz.notes import Note
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import GradientOptions
from optviz.pace import PaceKind
from optviz.parameters import (
    Amount,
    Choice,
    Color,
    Either,
    Entry,
    EntryName,
    FilePath,
    Fixed,
    Items,
    Kind,
    Nothing,
    Number,
    Record,
    Size,
    Switch,
    Table,
    Text,
)
from optviz.scenario import parse, to_mapping, to_yaml
from optviz.scenario.output import Matrix, Output
from optviz.surfaces import SURFACES
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.parameters.ranges import Range
    from optviz.registry import Registry

FAR = 1e6
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20)


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Plain data of a kind."""
    if isinstance(kind, Record):
        return mappings(kind.declared)
    if isinstance(kind, Entry):
        return st.just("sgd" if kind.catalogue is OPTIMIZERS else {"schedule": "constant", "initial": 0.5})
    if isinstance(kind, Number):
        return numbers(kind.limits, whole=kind.whole)
    return SIMPLE[type(kind)](kind)


def lists(kind: Items) -> st.SearchStrategy[list[Any]]:
    unique = repr if kind.distinct else None
    return st.lists(values(kind.item), min_size=max(kind.least, 1), max_size=max(kind.least, 3), unique_by=unique)


SIMPLE: dict[type[Kind], Callable[[Any], st.SearchStrategy[Any]]] = {
    Switch: lambda _: st.booleans(),
    Nothing: lambda _: st.none(),
    Choice: lambda kind: st.sampled_from(kind.choices),
    Text: lambda kind: TEXTS.map(lambda text: " ".join(text.split())[: kind.longest]),
    Fixed: lambda kind: st.tuples(*map(values, kind.items)).map(list),
    Either: lambda kind: st.one_of(*map(values, kind.kinds)),
    Items: lists,
    FilePath: lambda kind: st.just(f"own{kind.suffixes[0]}"),  # a text names no files, so that it is refused
    FontName: lambda _: st.sampled_from(sorted(installed())),
    FontNames: lists,
    Amount: lambda _: st.sampled_from([1000, "500 kB", "2MB", 1_500_000]),
    Color: lambda _: st.sampled_from(["lime", "#d55e00", "#ABC"]),
    ColormapKind: lambda _: st.sampled_from(["viridis", ["#FFFFFF", "navy"]]),
    PaletteKind: lambda _: st.sampled_from(["okabe-ito", ["#d55e00", "navy", "lime"]]),
    ThemesColor: lambda _: st.sampled_from(["white", "#222", ["#FBF7F0", "navy"], ["#234", "#fff"]]),
    PaceKind: lambda _: st.sampled_from(["even", "log", {"calls": True}]),
    LegendKind: lambda _: (
        st.sampled_from(["fixed", "ranked", "names", "none", "right", "below", "inside"]) | mappings(LegendOptions)
    ),
    EntryName: lambda kind: st.sampled_from(list(kind.catalogue)),
    Size: lambda kind: st.tuples(*map(values, kind.items)).map(list),
    Table: lambda kind: st.dictionaries(st.sampled_from(list(kind.catalogue)), values(kind.item), max_size=3),
}


def numbers(limits: Range, *, whole: bool) -> st.SearchStrategy[Any]:
    low, high = -FAR, FAR
    for bound in limits.bounds:
        match bound:
            case Ge(ge=limit) | Gt(gt=limit):
                low = max(low, float(limit))  # type: ignore[arg-type]  # every declared limit is a number
            case Le(le=limit) | Lt(lt=limit):
                high = min(high, float(limit))  # type: ignore[arg-type]  # as above
    found = st.integers(int(low), int(high)) if whole else st.floats(low, high)
    return found.filter(limits.holds)


def mappings(declared: Any, **fixed: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the values that something declares, and what is fixed."""
    known = {key: values(each.kind) for key, each in Record(declared).keys.items() if key not in fixed}
    needed = {key: each for key, each in known.items() if key in Record(declared).required}
    needed |= {key: st.just(value) for key, value in fixed.items()}
    return st.fixed_dictionaries(needed, optional={key: each for key, each in known.items() if key not in needed})


def entries(catalogue: Registry[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(catalogue.values())).flatmap(lambda entry: mappings(entry, name=entry.name))


NOTES = st.one_of(
    mappings(Note, of="", when="10 <= step < 20\n and not step == 12  # far", say="é", at=[0.25, -1.5]),
    mappings(Note, of="", when="end", say="the end"),
).map(lambda note: {**note, "at": "bottom"} if isinstance(note.get("at"), str) else {**note, "at": [0.25, -1.5]})
SCENARIOS = st.fixed_dictionaries(
    {
        "surface": entries(SURFACES),
        "optimizers": st.lists(entries(OPTIMIZERS), min_size=1, max_size=3),
        "start": st.just([0.0, 0.0]),
        "bounds": st.just({"x": [-1, 1], "y": [-2.5, 1]}),
    },
    optional={
        "title": TEXTS,
        "seed": st.integers(0, 2**32 - 1),
        "views": st.lists(entries(VIEWS), min_size=1, max_size=2),
        "gradient": mappings(GradientOptions),
        "traces": mappings(Traces),
        "notes": st.lists(NOTES, max_size=3),
        "matrix": mappings(Matrix, size=[[640, 360], [600, 400]], background=["page"]),
        "output": mappings(Output, formats=["gif"], loop="once", background="page", duration=1, size=[640, 360]),
    },
)


@given(SCENARIOS)
def test_what_is_written_reads_back_as_the_same(data: dict[str, Any]) -> None:
    try:
        scenario = parse(json.dumps(data))
    except InvalidScenarioError:
        assume(False)
        raise
    assert parse(to_yaml(scenario)) == scenario
    mapping = to_mapping(scenario)
    assert parse(json.dumps(mapping)) == scenario
    assert to_mapping(parse(to_yaml(scenario))) == mapping
