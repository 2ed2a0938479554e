"""When notes are seen: held against the video itself, as FFmpeg reads it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest

from optviz.api.encoding import encode
from optviz.api.run import run
from optviz.scenario import parse
from optviz.scene import chapters, seconds
from optviz.scene.timeline import timeline_of

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.scenario import Scenario

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 30
optimizers: [{name: sgd, lr: 0.1, label: Plain}, {name: adam, lr: 0.1}]
notes:
  - {of: adam, when: start, say: It begins, stay: 0.3}
  - {when: step >= 12, say: Twelve, pause: 0.33, stay: 0.5}
  - {of: Plain, when: end, say: The end, pause: 1.01}
output: {size: [240, 160], fps: 25, duration: 2, hold: 0.5}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return parse(TEXT)


def test_they_tell_what_the_notes_say_and_of_what(scenario: Scenario) -> None:
    told = chapters(scenario, run(scenario))
    assert [(each.text, each.step, each.run, each.cell) for each in told] == [
        ("It begins", 0, "Adam", ""),
        ("Twelve", 12, "", ""),
        ("The end", 30, "Plain", ""),
    ]
    assert all(each.start <= each.full < each.end for each in told)
    assert told[-1].end == Fraction(round(seconds(scenario, run(scenario)) * 25), 25)


@pytest.mark.parametrize("fps", [7, 24, 25, 60])
def test_each_is_there_while_the_video_shows_it(scenario: Scenario, fps: int) -> None:
    """By another way: the note of every frame of a constant rate, as one who plays it would look."""
    scenario = replace(scenario, output=replace(scenario.output, fps=fps))
    trajectories = run(scenario)
    seen: dict[str, list[int]] = {}
    elapsed, shown = Fraction(0), 0
    for frame in timeline_of(scenario, trajectories):
        elapsed += frame.duration
        while shown < int(elapsed * fps + Fraction(1, 2)):
            for said in frame.notes:
                seen.setdefault(said.moment.note.say, []).append(shown)
            shown += 1
    told = {each.text: each for each in chapters(scenario, trajectories)}
    assert told.keys() == seen.keys()
    for text, frames in seen.items():
        assert frames == list(range(frames[0], frames[-1] + 1))
        assert told[text].start * fps == frames[0]
        assert told[text].end * fps == frames[-1] + 1


@pytest.mark.parametrize("name", ["mp4", "webm"])
def test_the_last_one_ends_with_the_video(scenario: Scenario, name: str, tmp_path: Path) -> None:
    trajectories, path = run(scenario), tmp_path / f"a.{name}"
    encode(scenario, trajectories, None, [path], None, lambda _: None)
    with av.open(str(path)) as opened:
        container: Any = opened
        frames = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert frames[-1] + Fraction(1, 25) == pytest.approx(chapters(scenario, trajectories)[-1].end, abs=0.002)


def test_small_multiples_say_which_they_are() -> None:
    text = TEXT.replace("optimizers: [{name: sgd, lr: 0.1, label: Plain}, ", "vary: {lr: [0.01, 0.1]}\noptimizers: [")
    text = text.replace("of: Plain", "of: adam").replace("{name: adam, lr: 0.1}", "{name: adam}")
    text = text.replace("[240, 160]", "[640, 360]")
    scenario = parse(text)
    told = chapters(scenario, run(scenario))
    assert len(told) == 6
    assert len({each.cell for each in told}) == 2
    assert all("0.01" in each.cell or "0.1" in each.cell for each in told)


def test_without_notes_there_are_none(scenario: Scenario) -> None:
    assert chapters(replace(scenario, notes=()), run(scenario)) == ()
    assert seconds(replace(scenario, notes=()), run(scenario)) == Fraction(5, 2)
    assert seconds(scenario, run(scenario)) == Fraction(5, 2) + Fraction(134, 100)
