from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from optviz.api.host_limits import LIMITS
from optviz.api.render import render
from optviz.encoders import ENCODERS, Encoder
from optviz.errors import OptvizError, ParameterError, UnknownNameError
from optviz.scenario import parse

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = parse("""
surface: beale
start: [1, 1.5]
steps: 60
optimizers: [sgd, {name: adam, lr: 0.1}]
output: {size: [320, 240], fps: 20, duration: 1, hold: 0.5}
""")
GRADED = [name for name, entry in ENCODERS.items() if entry.grades]


@pytest.mark.parametrize("name", GRADED)
def test_what_fits_already_is_as_it_is(tmp_path: Path, name: str) -> None:
    suffix = ENCODERS[name].suffixes[0]
    render(SCENARIO, tmp_path / f"usual{suffix}")
    rendering = render(SCENARIO, tmp_path / f"fitting{suffix}", max_bytes="5 MB")
    assert "fits" not in " ".join(rendering.notes)
    usual, fitting = ((tmp_path / f"{each}{suffix}").stat().st_size for each in ("usual", "fitting"))
    assert fitting == usual


@pytest.mark.parametrize(
    ("name", "share"), [(name, 0.5 if issubclass(ENCODERS[name], Encoder) else 0.95) for name in GRADED]
)
def test_what_does_not_fit_gives_up_something_and_says_so(tmp_path: Path, name: str, share: float) -> None:
    suffix = ENCODERS[name].suffixes[0]
    render(SCENARIO, tmp_path / f"usual{suffix}")
    most = int((tmp_path / f"usual{suffix}").stat().st_size * share)
    rendering = render(SCENARIO, tmp_path / f"fitting{suffix}", max_bytes=most)
    assert (tmp_path / f"fitting{suffix}").stat().st_size <= most
    (note,) = (note for note in rendering.notes if "fits" in note)
    assert note.startswith(f"fitting{suffix} fits ")
    assert "instead of" in note or "coarser" in note
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"fitting{suffix}", f"usual{suffix}"]


def test_what_must_be_lossless_gives_up_no_colour(tmp_path: Path) -> None:
    render(SCENARIO, tmp_path / "usual.webp", quality="lossless")
    most = int((tmp_path / "usual.webp").stat().st_size * 0.8)
    rendering = render(SCENARIO, tmp_path / "fitting.webp", max_bytes=most, quality="lossless")
    (note,) = (note for note in rendering.notes if "fits" in note)
    assert "frames a second instead of" in note
    assert "colours" not in note


def test_the_message_says_what_the_file_shows(tmp_path: Path) -> None:
    path = tmp_path / "small.gif"
    rendering = render(SCENARIO, path, max_bytes="8kB")
    with Image.open(path) as picture:
        assert rendering.pictures[0].scenario.output.size == picture.size
        assert picture.size < (320, 240)


def test_what_cannot_fit_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    with pytest.raises(
        OptvizError, match=r"a\.gif: takes \d+ kB at least, more than 1 kB, even with .* nothing was"
    ) as told:
        render(SCENARIO, tmp_path / "a.gif", tmp_path / "a.mp4", max_bytes=1000)
    assert told.value.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_a_still_gets_smaller(tmp_path: Path) -> None:
    render(SCENARIO, tmp_path / "usual.png", still=-1)
    most = (tmp_path / "usual.png").stat().st_size // 2
    render(SCENARIO, tmp_path / "small.png", still=-1, max_bytes=most)
    assert (tmp_path / "small.png").stat().st_size <= most


def test_a_place_has_a_limit(tmp_path: Path) -> None:
    rendering = render(SCENARIO, tmp_path / "a.gif", fit="github")
    assert rendering.scenario.output.max_bytes == LIMITS["github"].bytes
    assert render(SCENARIO, tmp_path / "a.gif", fit="npm", max_bytes="1 MB").scenario.output.max_bytes == 1_000_000
    with pytest.raises(UnknownNameError, match="did you mean 'github'"):
        render(SCENARIO, tmp_path / "a.gif", fit="githb")
    with pytest.raises(ParameterError, match="max_bytes"):
        render(SCENARIO, tmp_path / "a.gif", fit="github", max_bytes="much")


def test_every_limit_has_a_source() -> None:
    assert {"github", "devto", "medium", "substack", "npm"} <= {*LIMITS}
    assert all("https://" in limit.source and limit.bytes > 0 for limit in LIMITS.values())


def test_both_themes_have_files_of_the_names_that_are_given(tmp_path: Path) -> None:
    rendering = render(SCENARIO, tmp_path / "a.gif", tmp_path / "a.png", theme=["light", "dark"])
    names = ["a-light.gif", "a-light.png", "a-dark.gif", "a-dark.png"]
    assert [path.name for path in rendering.paths] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
