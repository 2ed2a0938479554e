"""Stills and strips of the moments of notes: which files there are, and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.api.marks import mark
from optviz.api.render import render
from optviz.encoders import ENCODERS, encoder_for
from optviz.errors import OutputError, ParameterError, ScenarioError
from optviz.scenario import parse

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 20
optimizers: [{name: sgd, lr: 0.1}, {name: adam, lr: 0.1}]
notes:
  - {of: adam, when: start, say: It begins}
  - {when: step >= 10, say: Ten}
  - {when: step >= 10, say: The same ten, at: bottom}
  - {of: adam, when: value < -1, say: It never comes to this}
output: {size: [320, 200], fps: 10, duration: 1, hold: 0, formats: [mp4, vtt]}
"""
SCENARIO = parse(TEXT, "noted.yaml")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_note_has_a_still_of_its_own(tmp_path: Path) -> None:
    made = render(SCENARIO, folder=tmp_path, still="notes")
    assert [path.name for path in made.paths] == ["noted-note-1.png", "noted-note-2.png", "noted-note-3.png"]
    assert sorted(made.paths) == sorted(tmp_path.iterdir())
    assert [each.text for each in made.moments] == ["It begins", "Ten", "The same ten"]
    assert {encoder_for(path).comment_of(path) for path in made.paths} == {mark(SCENARIO)}
    for path in made.paths:
        with Image.open(path) as picture:
            assert picture.size == (320, 200)


def test_a_still_shows_its_own_note_alone(tmp_path: Path) -> None:
    """Two of the same step, which are seen together in the animation, stand in two places."""
    made = render(SCENARIO, folder=tmp_path / "noted", still="notes")
    bare = parse(TEXT.partition("notes:")[0] + "output: {size: [320, 200]}")
    (plain,) = render(bare, tmp_path / "bare.png", still=10).paths
    without, *others = (np.asarray(Image.open(path)).astype(int) for path in (plain, *made.paths[1:]))
    first, second = ((each != without).any(axis=2) for each in others)
    assert first.any()
    assert second.any()
    assert not (first & second).any()


@pytest.mark.parametrize("name", [name for name, entry in ENCODERS.items() if entry.still or name == "svg"])
def test_their_names_follow_the_file_that_was_named(name: str, tmp_path: Path) -> None:
    suffix = ENCODERS[name].suffixes[0]
    render(SCENARIO, tmp_path / f"a{suffix}", still="notes")
    assert names(tmp_path) == [f"a-note-{number}{suffix}" for number in (1, 2, 3)]
    assert all(path.stat().st_size > 1000 for path in tmp_path.iterdir())


def test_several_outputs_and_formats_have_all_of_them(tmp_path: Path) -> None:
    render(SCENARIO, folder=tmp_path, still="notes", theme=("light", "dark"), formats=("png", "svg"))
    assert len(names(tmp_path)) == 2 * 2 * 3
    assert "noted-dark-note-2.svg" in names(tmp_path)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_strip_shows_the_moments_side_by_side(suffix: str, tmp_path: Path) -> None:
    made = render(SCENARIO, tmp_path / f"a{suffix}", strip="notes")
    assert names(tmp_path) == [f"a{suffix}"]
    assert len(made.moments) == 3
    if suffix == ".png":
        with Image.open(made.paths[0]) as strip:
            assert strip.width > 2 * 320
    assert render(SCENARIO, folder=tmp_path / "own", strip="notes").paths[0].name == "noted-strip.png"


NONE = TEXT.partition("notes:")[0]
NEVER = f"{NONE}notes: [{{of: adam, when: value < -1, say: Never}}]\n"
MANY = f"{NONE}notes:\n" + "".join(f"  - {{when: step >= {step}, say: a{step}}}\n" for step in range(1, 14))


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (NONE, {"still": "notes"}, "^noted has no notes of which"),
        (NONE, {"strip": "notes"}, "^noted has no notes of which"),
        (NEVER, {"still": "notes"}, "^noted: no note appears of which"),
        (NEVER, {"strip": "notes"}, "^noted: no note appears of which"),
        (MANY, {"strip": "notes"}, "13 notes appear, more than the 12 pictures of a film strip"),
        (TEXT, {"still": "notes", "strip": "notes"}, "strip: must be all that is asked for"),
        (TEXT, {"still": "notes", "formats": ("vtt",)}, "a still picture is a .pdf, .png or .svg, not noted.vtt"),
        (TEXT, {"still": "notes", "formats": ("gif",)}, "a still picture is a .pdf, .png or .svg, not noted.gif"),
    ],
)
def test_what_there_cannot_be_is_told(text: str, options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=message):
        render(parse(text, "noted.yaml"), folder=tmp_path, **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["still", "strip"])
def test_another_word_is_refused(key: str, tmp_path: Path) -> None:
    options: dict[str, Any] = {key: "note"}
    with pytest.raises(ParameterError, match=f"{key}: must be .* or 'notes', not 'note'"):
        render(SCENARIO, folder=tmp_path, **options)


def test_a_link_of_such_a_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "noted-note-2.png").symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(OutputError, match=r"noted-note-2\.png is a link; remove it"):
        render(SCENARIO, folder=tmp_path, still="notes")
    assert names(tmp_path) == ["noted-note-2.png"]


def test_small_files_are_small(tmp_path: Path) -> None:
    made = render(SCENARIO, folder=tmp_path, still="notes", max_bytes="20 kB")
    assert len(made.paths) == 3
    assert all(path.stat().st_size <= 20_000 for path in made.paths)
