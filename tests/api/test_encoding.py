"""Files with pauses and captions, as other programs read them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest

from optviz.api.flashes import flashes
from optviz.api.marks import mark
from optviz.api.render import render
from optviz.encoders import ENCODERS, CaptionFormat, Encoder, encoder_for
from optviz.errors import OptvizError
from optviz.scenario import parse
from tests.encoders.test_contract import decoders

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 20
optimizers: [{name: sgd, lr: 0.1}, {name: adam, lr: 0.1}]
output: {size: [240, 160], fps: FPS, duration: 1, hold: 0.5}
"""
NOTES = """
notes:
  - {of: adam, when: start, say: It begins}
  - {when: step >= 10, say: Ten, pause: PAUSE}
"""
MOVING = [name for name, entry in ENCODERS.items() if issubclass(entry, Encoder) and entry.moves()]
CAPTIONS = [name for name, entry in ENCODERS.items() if issubclass(entry, CaptionFormat)]


def text(fps: int, pause: float | None = None) -> str:
    return TEXT.replace("FPS", str(fps)) + (NOTES.replace("PAUSE", str(pause)) if pause is not None else "")


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize(("fps", "pause"), [(25, 0.33), (30, 1.01)])
def test_a_pause_adds_its_time(name: str, fps: int, pause: float, tmp_path: Path) -> None:
    plain = render(parse(text(fps)), tmp_path / f"plain.{name}", workers=1).paths[0]
    paused = render(parse(text(fps, pause)), tmp_path / f"paused.{name}", workers=1).paths[0]
    whole = ENCODERS[name].seconds_of(Fraction(round(1 * fps), fps) + Fraction(1, 2) + Fraction(str(pause)), fps)
    for decode in decoders(name):
        assert decode(paused).seconds == pytest.approx(whole, abs=0.02)
        grown = float(decode(paused).seconds - decode(plain).seconds)
        assert grown == pytest.approx(pause, abs=1 / fps if "video" in ENCODERS[name].mime else 0.02)


@pytest.mark.parametrize("name", MOVING)
def test_a_paused_file_is_watched_for_flashes_as_it_plays(name: str, tmp_path: Path) -> None:
    path = render(parse(text(25, 0.33)), tmp_path / f"a.{name}", workers=1).paths[0]
    assert flashes(path, (240, 160)) == ""


def test_frames_for_latex_stand_as_long_as_they_should(tmp_path: Path) -> None:
    made = render(parse(text(25, 0.33)), frames=tmp_path / "fr")
    total, rate = 0.0, 0.0
    for line in made.paths[-1].read_text().splitlines():
        _, own, _ = line.split(":")
        rate = float(own or rate)
        total += 1 / rate
    assert total == pytest.approx(1 + 0.5 + 0.33, abs=1e-3)


@pytest.mark.parametrize("name", [name for name in MOVING if ENCODERS[name].mime.startswith("video/")])
def test_videos_have_a_chapter_for_every_note(name: str, tmp_path: Path) -> None:
    noted = text(25, 0.33).replace("when: start", "when: step >= 5")
    noted += '  - {when: step >= 10, say: "And <more>\\nthan it"}'
    made = render(parse(f"title: A bowl\n{noted}"), tmp_path / f"a.{name}")
    with av.open(str(made.paths[0])) as opened:
        container: Any = opened
        parts = [
            (each["start"] * each["time_base"], each["end"] * each["time_base"], each["metadata"]["title"])
            for each in container.chapters()
        ]
        assert len(container.streams.video) == 1
        assert encoder_for(made.paths[0]).comment_of(made.paths[0]) == mark(made.scenario)
    five, ten, _ = made.moments
    assert [title for *_, title in parts] == ["A bowl", "It begins", "Ten  ·  And <more> than it"]
    assert [float(start) for start, *_ in parts] == pytest.approx([0, float(five.start), float(ten.start)], abs=1e-3)
    assert [float(end) for _, end, _ in parts] == pytest.approx([float(five.start), float(ten.start), 1.84], abs=1e-3)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_alone_draw_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optviz.scene.Scene", None)
    scenario = parse(text(25, 0.33))
    made = render(scenario, tmp_path / f"a.{name}")
    assert encoder_for(made.paths[0]).comment_of(made.paths[0]) == mark(scenario)
    assert made.notes == ()
    assert "Ten" in made.paths[0].read_text()


@pytest.mark.parametrize("name", CAPTIONS)
def test_where_no_note_appears_the_file_is_empty_and_that_is_told(name: str, tmp_path: Path) -> None:
    made = render(parse(text(25)), tmp_path / f"a.{name}")
    assert "-->" not in made.paths[0].read_text()
    assert made.notes == (f"no note appears, so that there is nothing in the {ENCODERS[name].title}",)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_are_never_made_smaller(name: str, tmp_path: Path) -> None:
    scenario, path = parse(text(25, 0.33)), tmp_path / f"a.{name}"
    render(scenario, path, max_bytes="1 kB")
    size = path.stat().st_size
    with pytest.raises(OptvizError, match=rf"a\.{name}: takes {size} B at least, more than 20 B; nothing was written"):
        render(scenario, path, max_bytes=20)


def test_an_svg_takes_as_long(tmp_path: Path) -> None:
    path = render(parse(text(25, 0.33)), tmp_path / "a.svg").paths[0]
    (seconds,) = re.findall(r"animation:m ([\d.]+)s", path.read_text())
    assert float(seconds) == pytest.approx(1 + 0.5 + 0.33)
