from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

import pytest

from optviz.api import jobs
from optviz.api.jobs import Job, Options, Target, done
from optviz.api.manifest import Fingerprint
from optviz.api.render import Rendering
from optviz.scenario import Scenario, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from optviz.api.activity import Activity
    from optviz.api.outcomes import Outcome
    from optviz.api.pictures import Picture

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}
"""
ANYTHING = Fingerprint({}, {}, {})


def job(source: str, scenario: Scenario, *paths: Path) -> Job:
    return Job(source, tuple(Target(path, scenario, ANYTHING, "missing") for path in paths))


def outcomes(
    jobs: Iterable[Job], workers: int = 2, told: Callable[[Activity], object] = lambda _: None
) -> dict[str, Outcome]:
    return {job.source: outcome for job, outcome in done(jobs, Options(workers, told=told))}


class Deadly:
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def test_a_process_that_dies_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_with_formats", lambda scenario, _: scenario)
    scenarios = {"a": parse(TEXT), "b": cast("Scenario", Deadly()), "c": parse(TEXT)}
    found = outcomes(job(name, scenario, tmp_path / f"{name}.gif") for name, scenario in scenarios.items())
    assert {name: outcome.state for name, outcome in found.items()} == {"a": "rendered", "b": "failed", "c": "rendered"}
    assert found["b"].error == "the process that did the work died; it may have run out of memory"
    assert {path.name for path in tmp_path.iterdir()} == {"a.gif", "c.gif"}


class Local:
    """Reads well only in the process that it comes from."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _scenario_of, (os.getpid(),)


def _scenario_of(process: int) -> Scenario:
    if process != os.getpid():
        raise RuntimeError("not here")
    return parse(TEXT)


def test_what_cannot_travel_is_rendered_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[Path] = []

    def draw(pictures: list[Picture], **_: object) -> Rendering:
        here.extend(path for each in pictures for path in each.paths)
        return Rendering(())

    monkeypatch.setattr("optviz.api.make.draw", draw)
    monkeypatch.setattr(jobs, "_with_formats", lambda scenario, _: scenario)
    found = outcomes(job(name, cast("Scenario", Local()), tmp_path / f"{name}.gif") for name in "ab")
    assert {outcome.state for outcome in found.values()} == {"rendered"}
    assert sorted(here) == [tmp_path / "a.gif", tmp_path / "b.gif"]


@pytest.mark.parametrize("workers", [1, 2])
def test_how_far_they_are_is_heard(tmp_path: Path, workers: int) -> None:
    told: list[Activity] = []
    found = outcomes([job(name, parse(TEXT), tmp_path / f"{name}.gif") for name in "ab"], workers, told.append)
    for name, outcome in found.items():
        shares = [each.share for each in told if each.source == name]
        assert shares == sorted(shares)
        assert len(shares) > 1
        assert shares[-1] == 1
        assert (outcome.seconds or 0) > 0
    assert told[-1].done == pytest.approx(1)


def test_there_may_be_nothing_to_do() -> None:
    assert outcomes([]) == {}


def test_only_what_is_stale_is_drawn_and_each_output_once(tmp_path: Path) -> None:
    first, second = parse(TEXT), parse(TEXT.replace("fps: 5", "fps: 4"))
    targets = [
        Target(tmp_path / "a.gif", first, ANYTHING, "missing"),
        Target(tmp_path / "a.mp4", first, ANYTHING),
        Target(tmp_path / "a.png", first, ANYTHING, "missing"),
        Target(tmp_path / "b.gif", second, ANYTHING, "missing"),
    ]
    pictures = Job("a", tuple(targets)).pictures
    assert [[path.name for path in each.paths] for each in pictures] == [["a.gif", "a.png"], ["b.gif"]]
    assert [each.scenario.output.formats for each in pictures] == [("gif", "png"), ("gif",)]
    outcome = Job("a", tuple(targets)).outcome("rendered")
    assert [path.name for path in outcome.paths] == ["a.gif", "a.png", "b.gif"]
    assert len(outcome.files) == 4
