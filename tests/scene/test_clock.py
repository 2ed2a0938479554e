from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.api.run import run
from optviz.drawing.vector_canvas import Letters
from optviz.errors import ParameterError
from optviz.scenario import override, parse
from optviz.scene import Scene, clock
from optviz.scene.clock import clocked, clocked_moments, last_step, unit
from optviz.scene.drawings import drawing, strip_document
from optviz.scene.timeline import timeline_of
from optviz.scene.vector import animated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

UNEQUAL = """
surface: rosenbrock
start: [[-1.2, 1], [0.5, -0.5]]
steps: 12
optimizers:
  - {name: sgd, lr: 0.001}
  - {name: sam, inner: {name: sgd, lr: 0.001}}
  - nelder_mead
  - {name: cma_es, popsize: 4}
views: [contour, curve, {name: curve, against: calls}]
notes:
  - {when: start, say: all begin}
  - {of: sam, when: "step >= 5", say: five, pause: 0.5}
  - {of: nelder_mead, when: "step >= 5", say: five of another}
  - {when: end, say: all have ended}
output: {size: [720, 300], fps: 5, duration: 2, hold: 0.5, pace: {calls: true}}
"""


@cache
def unequal() -> tuple[Scenario, Sequence[Trajectory]]:
    scenario = parse(UNEQUAL)
    return scenario, run(scenario)


def words(scenario: Scenario, trajectories: Sequence[Trajectory], step: int) -> list[str]:
    return [item.text for item in drawing(scenario, trajectories, step, "text").items if isinstance(item, Letters)]


def test_by_steps_a_scene_has_the_trajectories_as_they_are() -> None:
    scenario, trajectories = unequal()
    even = override(scenario, pace="even")
    assert clocked(even, trajectories) is trajectories
    assert (unit(even), last_step(even, trajectories)) == ("step", 12)
    assert [each.step for each in clocked_moments(even, trajectories)] == [0, 5, 5, 12]


def test_by_calls_every_run_has_one_axis_which_the_one_that_asks_most_ends() -> None:
    scenario, trajectories = unequal()
    found = clocked(scenario, trajectories)
    most = max(int(each.calls.max()) for each in trajectories)
    assert (unit(scenario), last_step(scenario, trajectories)) == ("calls", most)
    assert {each.steps for each in found} == {most}
    for before, after in zip(trajectories, found, strict=True):
        assert np.array_equal(after.positions[:, -1], before.positions[:, -1])
        assert (after.step_numbers[:, -1] == 12).all()
        assert np.array_equal(after.positions[:, 0], before.starts)


def test_by_calls_a_note_appears_when_its_run_has_asked_as_often_as_until_its_step() -> None:
    scenario, trajectories = unequal()
    found = {each.note.say: each for each in clocked_moments(scenario, trajectories)}
    assert (found["all begin"].step, found["five"].step) == (0, 10)
    assert found["five of another"].step == min(trajectories[2].calls[:, 5])
    assert found["all have ended"].step == last_step(scenario, trajectories)
    steps = [each.step for each in clocked_moments(scenario, trajectories)]
    assert steps == sorted(steps)
    assert all(each.first for each in found.values())


def test_by_calls_the_first_of_a_notes_moments_has_its_pause() -> None:
    text = UNEQUAL.replace("optimizers:", "vary: {sync_period: [4, 2]}\noptimizers:").replace(
        "[720, 300]", "[1600, 900]"
    )
    scenario = parse(text)
    five = [each for each in clocked_moments(scenario, run(scenario)) if each.note.say == "five"]
    assert [(each.step, each.cell, each.first) for each in five] == [(10, 1, True), (20, 0, False)]


def test_by_calls_frames_go_from_the_starts_to_every_runs_end_and_say_so() -> None:
    scenario, trajectories = unequal()
    frames, most = timeline_of(scenario, trajectories), last_step(scenario, trajectories)
    assert (frames[0].step, frames[-1].step, frames[-1].reading) == (0, most, most)
    assert {"calls", f"{most}"} <= set(words(scenario, trajectories, -1))
    seventh = words(scenario, trajectories, 7)
    assert {"calls", "7"} <= set(seventh)
    assert "step" not in seventh
    assert b"calls 7" in strip_document(override(scenario, lettering="text"), trajectories, "svg", [0, 7])
    with pytest.raises(ParameterError, match=f"strip: must be a step from 0 to {most}, not 999"):
        strip_document(scenario, trajectories, "svg", [0, 999])
    assert b">calls<" in animated(override(scenario, lettering="text"), trajectories)


def test_by_calls_curves_still_stand_over_steps_and_calls() -> None:
    scenario, trajectories = unequal()
    scene = Scene(scenario, trajectories)
    tracks = [shown.drawing.tracks(None) for shown in scene.figure._panels[1:]]
    for view, along in zip(tracks, ("step_numbers", "calls"), strict=True):
        for own, trajectory in zip(view, scene.figure.trajectories, strict=True):
            for track, places in zip(own, getattr(trajectory, along), strict=True):
                x = track.points[track.ends, 0]
                assert np.allclose(np.diff(x), np.diff(places) * (x[-1] - x[0]) / (places[-1] - places[0]))


def test_by_calls_any_process_draws_the_same() -> None:
    scenario, trajectories = unequal()
    scene = Scene(scenario, trajectories)
    other = pickle.loads(pickle.dumps(scene))  # noqa: S301  (made above)
    assert other.timeline == scene.timeline
    for index in (0, 4, len(scene.timeline) - 1):
        assert np.array_equal(other.frame(index), scene.frame(index))


def test_the_last_pictures_are_alike_but_for_the_counter() -> None:
    scenario, trajectories = unequal()
    plain = replace(scenario, notes=())
    pictures = [Scene(override(plain, pace=pace), trajectories).sample() for pace in ("even", {"calls": True})]
    differing = np.argwhere((pictures[0] != pictures[1]).any(axis=-1))
    assert len(differing)
    assert differing[:, 0].max() < 40


def test_too_many_calls_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, trajectories = unequal()
    monkeypatch.setattr(clock, "MOST_CALLS", 20)
    with pytest.raises(ParameterError, match=r"pace: calls: a run asks .* more than 20; take fewer steps"):
        Scene(scenario, trajectories)
