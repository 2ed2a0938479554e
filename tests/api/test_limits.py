from __future__ import annotations

import math
import pickle
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import optviz
from optviz.api import limits
from optviz.api.limits import Permit, loaded, permit, told
from optviz.api.plugins import load_plugin
from optviz.api.run import run_as_allowed
from optviz.api.workers import worker_pool
from optviz.cost import GIGABYTE, LIMIT, MEGABYTE, UNLIMITED, Cost
from optviz.errors import InvalidScenarioError, LimitError, OptvizError, ParameterError, ScenarioError, UnknownNameError
from optviz.pool import LimitExceededError, Limits
from optviz.scenario import load

if TYPE_CHECKING:
    from collections.abc import Callable

PLUGIN = """
import os
from optviz.optimizers.sgd import SGD

KEPT = []

class Endless(SGD):
    name = "endless"

    def step(self, state, oracle, t):
        while t == 20:
            pass
        return super().step(state, oracle, t)

class Greedy(SGD):
    name = "greedy"

    def step(self, state, oracle, t):
        while t == 20:
            KEPT.append(b"1" * 50_000_000)
        return super().step(state, oracle, t)

class Deadly(SGD):
    name = "deadly"

    def step(self, state, oracle, t):
        if t == 20:
            os._exit(3)
        return super().step(state, oracle, t)
"""
SCENARIO = """\
surface: rosenbrock
start: [-1, 1]
steps: 60
optimizers: [sgd, {optimizer}]
output: {{size: [240, 160], fps: 10, duration: 1, hold: 0}}
"""
CAN = hasattr(signal, "setitimer")
limited = pytest.mark.skipif(not CAN, reason="this system limits no process")


@pytest.fixture
def scenario(tmp_path: Path, catalogues: object) -> Callable[[str], Path]:
    """Makes a scenario file, also with what the plugin above adds."""
    del catalogues

    def make(optimizer: str = "adam") -> Path:
        path = tmp_path / f"{optimizer}.yaml"
        path.write_text(SCENARIO.format(optimizer=optimizer))
        return path

    plugin = tmp_path / "plugin.py"
    plugin.write_text(PLUGIN)
    load_plugin(plugin)
    return make


@pytest.mark.parametrize(
    ("source", "allowance", "expected"),
    [
        ("saddle", {}, Permit(None, kept=False, untrusted=False)),
        ("-", {}, Permit(None, kept=True, untrusted=True)),
        ("saddle", {"untrusted": True}, Permit(None, kept=True, untrusted=True)),
        ("saddle", {"allow_cost": True}, Permit(UNLIMITED, kept=False, untrusted=False)),
        ("-", {"allow_cost": True}, Permit(UNLIMITED, kept=False, untrusted=True)),
        ("saddle", {"max_seconds": 30}, Permit(Cost(30, LIMIT.bytes), kept=True, untrusted=False)),
        ("saddle", {"max_memory": "500 MB"}, Permit(Cost(LIMIT.seconds, 5e8), kept=True, untrusted=False)),
        ("-", {"allow_cost": True, "max_seconds": 30}, Permit(Cost(30, math.inf), kept=True, untrusted=True)),
    ],
)
def test_what_is_kept_follows_from_what_is_said(source: str, allowance: Any, expected: Permit) -> None:
    assert permit(source, **allowance) == expected
    assert permit(Path(source), **allowance).untrusted == bool(allowance.get("untrusted"))  # a file may be named -


def test_the_limits_of_a_permit_are_those_that_the_estimate_is_held_against() -> None:
    assert permit("saddle").limits is None
    assert permit("-").limits == Limits(*LIMIT)
    assert permit("saddle", max_seconds=3, max_memory="2 GiB").limits == Limits(3, 2 * 1024**3)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (5e8, 5e8),
        (500_000_000, 5e8),
        ("500000000", 5e8),
        ("500 MB", 5e8),
        ("500mb", 5e8),
        ("0.5G", 5e8),
        ("2 GB", 2e9),
        ("1.5 GiB", 1.5 * 1024**3),
        (" 1 TB ", 1e12),
    ],
)
def test_amounts_of_memory(given: float | str, count: float) -> None:
    assert permit("saddle", max_memory=given).limit == Cost(LIMIT.seconds, count)


ODD: dict[str, list[Any]] = {
    "max_memory": ["", "much", "-1 GB", "0", "0 MB", 0, -1, math.nan, math.inf, "1e400", True, b"1 GB", [], "9" * 5000],
    "max_seconds": [0, -1, math.nan, math.inf, "ten", True, [], 10**400],
    "allow_cost": [1, "yes", np.ones(2)],
    "untrusted": [1, "yes", np.ones(2)],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in ODD.items() for value in values], ids=repr)
def test_what_cannot_be_an_allowance_is_told(key: str, value: Any) -> None:
    allowance: Any = {key: value}
    with pytest.raises(ParameterError, match=f"^{key}: expected"):
        permit("saddle", **allowance)
    with pytest.raises(ParameterError, match=f"^{key}: expected"):
        optviz.compare("beale", ["sgd"], **allowance)


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        ({"max_seconds": 0.5}, r"more than 0.5 s of processor time and 2.0 GB of memory: .*, or raise --max-seconds$"),
        (
            {"max_memory": "90 MB"},
            r"more than 10 min of .* and 90 MB of memory: .*, or raise --max-memory$",
        ),
        ({"max_memory": 9e7, "max_seconds": 0.1}, r"more than 0.1 s .* or raise --max-seconds and --max-memory$"),
    ],
)
def test_the_estimate_is_held_against_what_is_said(allowance: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenarioError, match=words):
        loaded("saddle", permit("saddle", **allowance))
    with pytest.raises(ScenarioError, match=words):
        optviz.render(load("saddle"), tmp_path / "saddle.gif", **allowance)
    with pytest.raises(ScenarioError, match=words):
        optviz.run(load("saddle"), **allowance)
    assert not list(tmp_path.iterdir())


def test_a_scenario_keeps_the_limit_that_it_was_loaded_with() -> None:
    scenario = load("saddle", limit=UNLIMITED)
    assert loaded(scenario) is scenario
    assert loaded(scenario, permit(scenario, max_seconds=20)).limit == Cost(20, LIMIT.bytes)


@limited
def test_files_are_the_same_within_limits(scenario: Callable[[str], Path], tmp_path: Path) -> None:
    source, heard = scenario("adam"), list[float]()
    files = [tmp_path / name for name in ("a.gif", "a.mp4", "b.gif", "b.mp4")]
    free = optviz.render(source, *files[:2])
    kept = optviz.render(source, *files[2:], progress=heard.append, max_seconds=100, workers=3)
    assert [file.read_bytes() for file in files[:2]] == [file.read_bytes() for file in files[2:]]
    assert heard == sorted(heard)
    assert len(heard) > 10
    assert heard[-1] == 1
    assert (kept.paths, kept.notes) == (tuple(files[2:]), free.notes)
    assert all(
        np.array_equal(one.positions, other.positions)
        for one, other in zip(free.trajectories, kept.trajectories, strict=True)
    )


@limited
def test_runs_are_the_same_within_limits(scenario: Callable[[str], Path]) -> None:
    free, kept = optviz.run(scenario("adam")), optviz.run(scenario("adam"), untrusted=True)
    assert type(kept) is type(free)
    assert all(np.array_equal(one.positions, other.positions) for one, other in zip(free, kept, strict=True))


VERBS: dict[str, Callable[..., Any]] = {
    "render": lambda source, folder, **allowance: optviz.render(
        source, folder / "a.gif", folder / "a.mp4", **allowance
    ),
    "run": lambda source, folder, **allowance: optviz.run(source, **allowance),  # noqa: ARG005  (it writes nothing)
    "embed": lambda source, folder, **allowance: optviz.embed(source, folder=folder, **allowance),
}


@limited
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        ("endless", r"endless\.yaml: stopped after 1.5 s of processor time, the limit \(--max-seconds\)$"),
        ("greedy", r"greedy\.yaml: needs more than 400 MB of memory, the limit \(--max-memory\)$"),
    ],
    ids=["endless", "greedy"],
)
def test_what_takes_more_than_it_may_is_ended(
    scenario: Callable[[str], Path], optimizer: str, words: str, verb: str, tmp_path: Path
) -> None:
    source = scenario(optimizer)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LimitError, match=words):
        VERBS[verb](source, tmp_path, max_seconds=1.5, max_memory="400 MB")
    assert sorted(path for path in tmp_path.iterdir() if "manifest" not in path.name) == before


@limited
def test_a_process_that_dies_is_told(scenario: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(OptvizError, match=r"deadly\.yaml: the process that did the work died"):
        optviz.render(scenario("deadly"), tmp_path / "a.gif", untrusted=True)
    assert not (tmp_path / "a.gif").exists()


@limited
def test_a_process_is_used_again_and_replaced_when_it_was_ended(
    scenario: Callable[[str], Path], tmp_path: Path
) -> None:
    with worker_pool(1) as pool:
        optviz.render(scenario("adam"), tmp_path / "before.gif", workers=pool, max_seconds=60)
        with pytest.raises(LimitError):
            optviz.render(scenario("endless"), tmp_path / "endless.gif", workers=pool, max_seconds=1.2)
        optviz.render(scenario("adam"), tmp_path / "after.gif", workers=pool, max_seconds=60)
    assert (tmp_path / "before.gif").read_bytes() == (tmp_path / "after.gif").read_bytes()


@limited
def test_a_comparison_has_an_allowance_too(tmp_path: Path) -> None:
    comparison = optviz.compare("beale", ["sgd", "adam"], steps=20, fps=5, duration=1, max_seconds=50)
    assert comparison.scenario.limit == Cost(50, LIMIT.bytes)
    assert len(comparison.run()) == 2
    assert comparison.save(tmp_path / "beale.gif").paths[0].is_file()
    with pytest.raises(ScenarioError, match="raise --max-seconds"):
        comparison.save(tmp_path / "beale.gif", max_seconds=0.01)


@limited
def test_errors_of_the_work_are_what_they_were(scenario: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "a.gif").mkdir()
    with pytest.raises(OptvizError, match="a folder"):
        optviz.render(scenario("adam"), tmp_path / "a.gif", untrusted=True)
    error = pickle.loads(pickle.dumps(UnknownNameError("optimizer", "adm", ["adam"])))  # noqa: S301
    assert (error.kind, error.name, str(error)) == ("optimizer", "adm", "unknown optimizer 'adm'; did you mean 'adam'?")


@pytest.mark.parametrize("what", ["system", "process"])
def test_where_limits_cannot_be_kept_a_stranger_is_refused(
    what: str, scenario: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "system":
        monkeypatch.setattr(limits, "CAN_LIMIT", False)
    else:
        monkeypatch.setattr("sys.frozen", True, raising=False)
    words = "this program cannot limit what work takes: "
    with pytest.raises(OptvizError, match=f"{words}.*; if you trust the file, give --allow-cost"):
        optviz.render(scenario("adam"), tmp_path / "a.gif", untrusted=True)
    assert not (tmp_path / "a.gif").exists()
    (note,) = optviz.render(scenario("adam"), tmp_path / "a.gif", max_seconds=20).notes
    assert note.startswith(words)
    assert not optviz.render(scenario("adam"), tmp_path / "a.gif", untrusted=True, allow_cost=True).notes
    said = list[str]()
    run_as_allowed(scenario("adam"), say=said.append, max_memory="1 GB")
    assert said == [note]


def test_limits_in_words() -> None:
    most = Limits(90, 1.5 * GIGABYTE)
    assert (
        told(LimitExceededError("seconds", most)) == "stopped after 90 s of processor time, the limit (--max-seconds)"
    )
    assert told(LimitExceededError("bytes", most)) == "needs more than 1.5 GB of memory, the limit (--max-memory)"
    assert "500 MB" in told(LimitExceededError("bytes", Limits(1, 500 * MEGABYTE)))


@limited
def test_in_a_build_only_those_fail_that_take_too_much(scenario: Callable[[str], Path], tmp_path: Path) -> None:
    files = [scenario(name) for name in ("adam", "endless", "greedy", "sgd")]
    report = optviz.build(files, tmp_path / "out", workers=2, max_seconds=4, max_memory="500 MB")
    found = {Path(outcome.source).stem: outcome for outcome in report.outcomes}
    assert {name: outcome.state for name, outcome in found.items()} == {
        "adam": "rendered", "endless": "failed", "greedy": "failed", "sgd": "rendered"
    }  # fmt: skip
    assert "stopped after 4 s of processor time, the limit (--max-seconds)" in found["endless"].error
    assert "500 MB of memory, the limit (--max-memory)" in found["greedy"].error
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"adam.gif", "sgd.gif", ".optviz.json"}
