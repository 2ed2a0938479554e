from __future__ import annotations

import gc
import itertools
import math
import pickle
import statistics
import time
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optviz.errors import ScenarioError
from optviz.notes import Condition
from optviz.notes.condition import QUANTITIES, WORDS, ConditionKind
from optviz.optimizers import optimizer
from optviz.parameters import make
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.trajectory import Trajectory

NAN, INF = math.nan, math.inf
SPREAD: list[list[float]] = [[-1.4, 0.001], [-1.0, 0.2], [0.5, -0.3], [0.1, 1e-9], [1.2, 0.7]]
VALLEYS: list[list[float]] = [[0, 0], [3, 1], [-4, 4.9], [-2, 0]]
RUNS: dict[str, Trajectory] = {
    "saddle, adam": simulate(optimizer("adam", lr=0.1), surface("saddle"), (-1.5, 1e-3), 60),
    "saddle, sgd": simulate(optimizer("sgd", lr=0.01), surface("saddle"), (-1.5, 1e-3), 60),
    "beale": simulate(optimizer("momentum", lr=0.003), surface("beale"), (1, 1.5), 300),
    "diverging": simulate(optimizer("sgd", lr=3.0), surface("beale"), (1, 1.5), 20),
    "thinned": simulate(optimizer("momentum", lr=0.003), surface("beale"), (1, 1.5), 300, every=5),
    "five starts": simulate(optimizer("adam", lr=0.1), surface("saddle"), SPREAD, 60),
    "four starts": simulate(optimizer("sgd", lr=0.02), surface("himmelblau"), VALLEYS, 40),
    "even, some lost": simulate(optimizer("sgd", lr=0.2), surface("saddle"), SPREAD[:4], 60),
    "converging": simulate(optimizer("sgd", lr=0.1), surface("sphere"), (0.8, -0.6), 400),
    "standing": simulate(optimizer("sgd", lr=0.1), surface("saddle"), (0, 0), 20),
    "newton": simulate(optimizer("newton"), surface("rosenbrock"), (-1.2, 1), 12),
}


def median(numbers: list[float]) -> float:
    known = [each for each in numbers if not math.isnan(each)]
    return statistics.median(known) if known else NAN


def known_at(run: Trajectory, row: int) -> dict[str, float]:
    """What is known of a run at a row, by its definition, in plain numbers."""
    step, starts = row * run.every, range(len(run.starts))

    def all_of(values: Any, worst: float) -> float:
        own = [float(values[start][row]) for start in starts]
        if len(own) == 1:
            return own[0]
        lost = [any(0 <= at[start] <= step for at in (run.left_at, run.diverged_at)) for start in starts]
        return median([worst if gone else value for gone, value in zip(lost, own, strict=True)])

    gaps = run.values if run.least is None else run.values - run.least
    return {
        "step": step,
        "value": all_of(run.values, INF),
        "x": all_of(run.positions[..., 0], NAN),
        "y": all_of(run.positions[..., 1], NAN),
        "distance": NAN if run.distances is None else all_of(run.distances, INF),
        "gap": NAN if run.least is None else all_of(gaps, INF),
        "gradient_norm": all_of(run.gradient_norms, INF),
        "calls": median([float(run.calls[start][row]) for start in starts]),
    }


CONDITIONS: dict[str, Callable[[dict[str, float]], bool]] = {
    "value < 1e-3": lambda at: at["value"] < 1e-3,
    "value < 1e-3 and step > 10": lambda at: at["value"] < 1e-3 and at["step"] > 10,
    "value > 1 or x >= 0": lambda at: at["value"] > 1 or at["x"] >= 0,
    "not value < 1": lambda at: not at["value"] < 1,
    "0 < x < 1": lambda at: 0 < at["x"] < 1,
    "abs(y) > 1": lambda at: abs(at["y"]) > 1,
    "distance < 0.5": lambda at: at["distance"] < 0.5,
    "gap <= 0.1*e": lambda at: at["gap"] <= 0.1 * math.e,
    "(gradient_norm > 2) & (gradient_norm < 30)": lambda at: 2 < at["gradient_norm"] < 30,
    "calls >= 17": lambda at: at["calls"] >= 17,
    "step == 20": lambda at: at["step"] == 20,
    "2x² + y^2 < 1": lambda at: 2 * at["x"] ** 2 + at["y"] ** 2 < 1,
    "where(x < 0, y > 0.1, y < 0)": lambda at: at["y"] > 0.1 if at["x"] < 0 else at["y"] < 0,
    "value != 0": lambda at: at["value"] != 0,
    "hypot(x, y) ≤ 0.3": lambda at: math.hypot(at["x"], at["y"]) <= 0.3,
    "value*1e300 > 1e300": lambda at: at["value"] * 1e300 > 1e300,
}


@pytest.mark.parametrize("text", CONDITIONS)
@pytest.mark.parametrize("name", RUNS)
def test_it_holds_where_a_loop_over_the_steps_finds_it(name: str, text: str) -> None:
    run, condition, expected = RUNS[name], Condition(text), []
    for row in range(run.values.shape[1]):
        at = known_at(run, row)
        unknown = any(math.isnan(at[each]) for each in condition.quantities)
        expected.append(not unknown and CONDITIONS[text](at))
    found = condition.holds(run)
    assert found.dtype == np.bool_
    assert found.tolist() == expected


def test_the_conditions_above_hold_somewhere_and_not_everywhere() -> None:
    for text in CONDITIONS:
        together = np.concatenate([Condition(text).holds(run) for run in RUNS.values()])
        assert together.any(), text
        assert not together.all(), text


@pytest.mark.parametrize("name", RUNS)
def test_start_and_end_are_the_first_and_the_last_step(name: str) -> None:
    count = RUNS[name].values.shape[1]
    assert Condition("start").holds(RUNS[name]).nonzero()[0].tolist() == [0]
    assert Condition("end").holds(RUNS[name]).nonzero()[0].tolist() == [count - 1]


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("word", ["leaves", "diverges"])
def test_a_run_leaves_and_diverges_with_half_of_its_starts(name: str, word: str) -> None:
    run = RUNS[name]
    marks = {"leaves": run.left_at, "diverges": run.diverged_at}[word].tolist()
    expected = [
        sum(0 <= mark <= row * run.every for mark in marks) >= len(marks) / 2 for row in range(run.values.shape[1])
    ]
    assert Condition(word).holds(run).tolist() == expected


def test_when_they_leave_and_diverge() -> None:
    def first(name: str, word: str) -> int | None:
        holds = Condition(word).holds(RUNS[name])
        return int(holds.argmax()) if holds.any() else None

    assert first("saddle, adam", "leaves") == RUNS["saddle, adam"].left_at[0] > 0
    assert first("saddle, sgd", "leaves") is None
    assert first("diverging", "diverges") == RUNS["diverging"].diverged_at[0] > 0
    lost = sorted(RUNS["five starts"].left_at.tolist())
    assert first("five starts", "leaves") == lost[2] > lost[1] > 0
    assert first("even, some lost", "leaves") == sorted(set(RUNS["even, some lost"].left_at.tolist()) - {-1})[1]


@pytest.mark.parametrize("name", RUNS)
def test_a_run_turns_where_its_value_rises(name: str) -> None:
    run = RUNS[name]
    values = [known_at(run, row)["value"] for row in range(run.values.shape[1])]
    expected, largest = [False], 0.0
    for before, after in itertools.pairwise(values):
        largest = max(largest, abs(before)) if not math.isnan(before) else largest
        rise = after - before
        expected.append(rise > 1e-12 * largest)
    assert Condition("turns").holds(run).tolist() == expected


def test_rounding_is_no_turn() -> None:
    run = RUNS["converging"]
    values = run.values.copy()
    values[0, 300:] = 1e-30 * (1 + np.arange(101) % 2)
    assert not Condition("turns").holds(run).any()
    assert not Condition("turns").holds(replace(run, values=values)).any()
    values[0, 350] = 1e-6
    assert Condition("turns").holds(replace(run, values=values)).nonzero()[0].tolist() == [350]
    assert Condition("turns").holds(RUNS["beale"]).any()


@pytest.mark.parametrize("name", RUNS)
def test_a_run_stalls_where_the_rest_of_its_path_is_short(name: str) -> None:
    run, count = RUNS[name], RUNS[name].values.shape[1]
    places = [(known_at(run, row)["x"], known_at(run, row)["y"]) for row in range(count)]

    def extent(row: int) -> float:
        rest = places[row:]
        if not all(math.isfinite(each) for place in rest for each in place):
            return NAN
        return math.hypot(*(max(axis) - min(axis) for axis in zip(*rest, strict=True)))

    expected = [extent(row) <= 0.01 * extent(0) and row <= 0.9 * (count - 1) for row in range(count)]
    assert Condition("stalls").holds(run).tolist() == expected


def test_who_stalls() -> None:
    stalled = {name for name, run in RUNS.items() if Condition("stalls").holds(run).any()}
    assert stalled >= {"converging", "standing"}
    assert not stalled & {"saddle, adam", "diverging", "five starts"}
    straight = np.linspace([0.0, 0.0], [1.0, 0.5], 401)[None]
    assert not Condition("stalls").holds(replace(RUNS["converging"], positions=straight)).any()


def test_of_thinned_runs_the_steps_are_multiples() -> None:
    whole, thinned = RUNS["beale"], RUNS["thinned"]
    for text in ("step >= 100", "value < 1", "start", "end"):
        assert Condition(text).holds(thinned).tolist() == Condition(text).holds(whole)[::5].tolist()


@pytest.mark.parametrize("text", ["distance < 1e9", "gap > -1", "not distance > 3", "distance != 1", "gap < gap + 1"])
def test_nothing_holds_of_what_is_not_known(text: str) -> None:
    assert not Condition(text).holds(RUNS["saddle, sgd"]).any()


def test_what_was_computed_of_a_run_does_not_keep_it() -> None:
    run = replace(RUNS["five starts"])
    for text in ("value < 1", "x > 0 or step > 3", "stalls"):
        assert Condition(text).holds(run).tolist() == Condition(text).holds(run).tolist()
    here = weakref.ref(run)
    del run
    gc.collect()
    assert here() is None


@given(st.lists(st.lists(st.floats(), min_size=6, max_size=6), min_size=1, max_size=4), st.sampled_from(QUANTITIES))
def test_no_number_is_too_strange(rows: list[list[float]], quantity: str) -> None:
    strange = np.array(rows)
    base = simulate(optimizer("sgd"), surface("sphere"), [[0.5, 0.1 * start] for start in range(len(rows))], 5)
    run = replace(
        base,
        values=strange,
        positions=np.stack([strange, -strange], axis=-1),
        gradient_norms=strange,
        distances=strange,
        diverged_at=np.where(np.isfinite(strange).all(axis=1), -1, (~np.isfinite(strange)).argmax(axis=1)),
    )
    for text in (f"{quantity} < 0.5", f"{quantity}**2 - 1/{quantity} > exp({quantity})", *WORDS):
        condition = Condition(text)
        assert condition.holds(run).shape == (6,)
    for row in range(6):
        known = known_at(run, row)[quantity]
        assert Condition(f"{quantity} < 0.5").holds(run)[row] == (known < 0.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vlaue < 1", "column 1 of the expression: unknown name 'vlaue'; did you mean 'value'?"),
        ("step > 3 and gradient-norm < 1", "column 14 of the expression: unknown name 'gradient'; did you mean"),
        ("f < 1", "known: calls, distance, e, gap, gradient_norm, pi, step, value, x, y"),
        ("lr < 1", "known: calls, distance, e, gap, gradient_norm, pi, step, value, x, y"),
        ("leavs", "unknown word 'leavs'; did you mean 'leaves'?"),
        ("diverged", "did you mean 'diverges'?"),
        ("value", "this is a number, not a condition; compare it, as in value < 1e-3"),
        ("not value", "this is a number, not a condition"),
        ("value and step", "this is a number, not a condition"),
        ("value < 1 and step", "this is a number, not a condition"),
        ("where(x < 1, 1, 0)", "this is a number, not a condition"),
        (
            "value < 1 & step > 3",
            "a comparison is no number; join comparisons with and, or, not, as value < 1 and x > 0",
        ),
        ("value < 1 + (x > 0)", "a comparison is no number"),
        ("value = 3", "column 7 of the expression: = compares nothing; == does"),
        (
            "1 < 2",
            "this is the same at every step; there are step, value, x, y, distance, gap, gradient_norm and calls",
        ),
        ("pi > e", "this is the same at every step"),
        ("", "empty; expected a condition, as value < 1e-3, or a word: start, end, leaves,"),
        (" \n", "empty; expected a condition"),
        ("value <", "column 8 of the expression: cannot be read"),
        ("leaves and step > 3", "column 1 of the expression: unknown name 'leaves'"),
        ("step(x) < 1", "step is no function"),
        ("value < 1e999", "a number too large"),
        ("value < 10**400", "this part has no finite value"),
    ],
)
def test_what_is_no_condition_is_told(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Condition(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "value < 1 and " * 800 + "step > 1",
        "(" * 200 + "x" + ")" * 200 + " < 1",
        "not " * 70 + "x < 1",
        "-" * 250 + "x < 1",
        "9**9**9**9 < value",
        "value < 9**9**9**9**9",
        "value < 1" + "0" * 290 + "e300",
        "__import__('os').system('true')",
        "value.__class__ < 1",
        "value.real < 1",
        "step.__init__.__globals__ == 1",
        "[value][0] < 1",
        "(lambda: value)() < 1",
        "value < 1 if __debug__ else 0",
        "x := 3",
        "f'{value}' == 1",
        "value @ 1 < 2",
        "value is 1",
        "value < None",
        "value in (1, 2)",
        "print(value) < 1",
        "v" * 10_000,
        "\0 < value",
        "ｖalue < 1",
        "value\u202e < 1",
        "value < 1; step",
        "*value < 1",
        "yield value",
        "await value",
    ],
)
def test_hostile_ones_are_refused_in_no_time(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ScenarioError) as caught:
        make(ConditionKind(), text, "when")
    assert time.monotonic() - begun < 60
    assert len(str(caught.value).splitlines()) == 1


def test_it_knows_what_it_asks_for() -> None:
    assert Condition("value < 1 and step > x").quantities == {"value", "step", "x"}
    assert Condition("leaves").quantities == frozenset()
    needs = {
        text: Condition(text).needs_run for text in ("step > 3", "pi*step > 3", "calls > 3", "value > step", *WORDS)
    }
    assert [text for text, needed in needs.items() if not needed] == ["step > 3", "pi*step > 3", "start", "end"]


def test_it_is_read_and_written_as_its_text() -> None:
    kind = ConditionKind()
    for text in ("value < 1e-3", "value < 1\n  and step > 3", *WORDS):
        found = make(kind, text, "when")
        assert (found, kind.write(found)) == (Condition(text), text)
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  (of this test's own)
    assert make(kind, " leaves ", "when") == Condition("leaves")
    for value in (3, True, None, ["value < 1"]):
        with pytest.raises(ScenarioError, match="when: expected start, end, leaves"):
            make(kind, value, "when")
