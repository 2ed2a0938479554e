from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from PIL import Image, ImageSequence

import optviz
from optviz.api.marks import is_marked, mark
from optviz.api.render import render
from optviz.api.workers import worker_pool
from optviz.encoders import ENCODERS, encoder_for
from optviz.encoders.gif import Gif
from optviz.errors import OutputError, ParameterError, ScenarioError
from optviz.files import file_size
from optviz.scenario import parse

TEXT = """
surface: beale
start: [1, 1.5]
steps: 20
optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]
output: {size: [320, 200], fps: 10, duration: 1, hold: 0.5, legend: none}
"""
TURNING = f"{TEXT.replace('duration: 1', 'duration: 6')}views: [{{name: surface3d, azimuth: [0, 60], grid: 20}}]\n"
SCENARIO = parse(TEXT, "small.yaml")


def test_several_files_come_from_one_pass(tmp_path: Path) -> None:
    paths = [tmp_path / f"a{encoder.suffixes[0]}" for encoder in ENCODERS.values()]
    shares: list[float] = []
    rendering = render(SCENARIO, *paths, progress=shares.append)
    assert rendering.paths == tuple(paths)
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with Image.open(tmp_path / "a.gif") as film:
        assert sum(_delays(film)) == 1500


def test_without_targets_the_formats_land_in_the_folder(tmp_path: Path) -> None:
    assert render(SCENARIO, folder=tmp_path, formats=("gif", "png")).paths == (
        tmp_path / "small.gif",
        tmp_path / "small.png",
    )


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (render(SCENARIO, tmp_path / name).paths[0].read_bytes() for name in ("a.gif", "b.gif"))
    assert first == second


@pytest.mark.parametrize(
    "views", ["[{name: surface3d, azimuth: [0, 60], grid: 20}]", "[{name: contour, zoom: [1, 3]}]"]
)
def test_workers_change_nothing_but_the_time(views: str, tmp_path: Path) -> None:
    scenario = parse(f"{TEXT}views: {views}\n")
    with worker_pool(1) as two, worker_pool(2) as three:
        for name, workers in (("one", 1), ("two", two), ("three", three), ("two-again", two)):
            render(scenario, tmp_path / f"{name}.gif", workers=workers)
    assert len({path.read_bytes() for path in tmp_path.glob("*.gif")}) == 1


def test_without_a_home_no_worker_leaves_a_folder(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "turning.yaml").write_text(TURNING)
    unset = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {
        "HOME": "/dev/null/home",
        "TMPDIR": str(tmp_path / "temporary"),
        "PYTHONPATH": str(Path(optviz.__file__).parents[1]),
    }
    script = "import optviz; optviz.render('turning.yaml', 'turning.gif', workers=3)"
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("workers", [0, 65])
def test_workers_are_a_few(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ParameterError, match="from 1 to 64"):
        render(SCENARIO, tmp_path / "a.gif", workers=workers)
    assert not list(tmp_path.iterdir())


def test_a_still_is_the_picture_of_its_step(tmp_path: Path) -> None:
    (last,) = render(SCENARIO, tmp_path / "last.png", still=-1).paths
    (same,) = render(SCENARIO, tmp_path / "same.png", still=20).paths
    (other,) = render(SCENARIO, folder=tmp_path, still=3).paths
    assert other == tmp_path / "small-3.png"
    pictures = [np.asarray(Image.open(path)) for path in (last, same, other)]
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] != pictures[2]).any()


@pytest.mark.parametrize("targets", [("a.gif",), ("a.png", "a.gif")])
def test_a_still_is_no_animation(targets: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="still"):
        render(SCENARIO, *(tmp_path / target for target in targets), still=3)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_strip_shows_steps_side_by_side(suffix: str, tmp_path: Path) -> None:
    (strip,) = render(SCENARIO, tmp_path / f"a{suffix}", strip=(0, 7, -1)).paths
    (same,) = render(SCENARIO, tmp_path / f"b{suffix}", strip=[0, 7, 20]).paths
    assert strip.read_bytes() == same.read_bytes()
    assert encoder_for(strip).comment_of(strip) == mark(SCENARIO)
    if suffix == ".png":
        with Image.open(strip) as picture:
            assert picture.width > 800


@pytest.mark.parametrize("name", ["svg", "pdf"])
@pytest.mark.parametrize("options", [{"still": -1}, {"strip": (0, 20)}])
def test_without_room_on_the_disk_an_old_drawing_stays(
    name: str, options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a.{name}"
    path.write_bytes(b"old")

    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        render(SCENARIO, path, **options)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_strip_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert render(SCENARIO, folder=tmp_path, strip=(0, 20)).paths == (tmp_path / "small-strip.png",)
    made = render(SCENARIO, folder=tmp_path, strip=(0, 20), formats=("svg",), theme=("light", "dark"))
    assert [path.name for path in made.paths] == ["small-light-strip.svg", "small-dark-strip.svg"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strip": (0, 21)}, "strip: must be a step from 0 to 20, not 21"),
        ({"strip": ()}, "strip: must be 1 to 12 steps, not 0"),
        ({"strip": range(13)}, "strip: must be 1 to 12 steps, not 13"),
        ({"strip": (0, 1), "still": 1}, "strip: must be all"),
        ({"strip": (0, 1), "formats": ("gif",)}, "a still picture is a .pdf, .png or .svg"),
    ],
)
def test_a_strip_has_some_steps_of_the_scenario(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=message):
        render(SCENARIO, folder=tmp_path, **options)
    assert not list(tmp_path.iterdir())


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="same name"):
        render(SCENARIO, tmp_path / "a.gif", tmp_path / "a.gif")


def test_two_ways_to_one_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    (tmp_path / "b.gif").symlink_to("a.gif")
    with pytest.raises(ScenarioError, match="same name"):
        render(SCENARIO, tmp_path / "a.gif", tmp_path / "b.gif")


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real.gif").write_bytes(b"old")
    (tmp_path / "link.gif").symlink_to("there/real.gif")
    render(SCENARIO, tmp_path / "link.gif")
    assert (tmp_path / "link.gif").is_symlink()
    assert (tmp_path / "there" / "real.gif").read_bytes().startswith(b"GIF89a")


@pytest.mark.parametrize("lost", [False, True])
def test_a_link_that_nobody_named_is_neither_followed_nor_replaced(tmp_path: Path, lost: bool) -> None:
    precious = tmp_path / "precious.txt"
    if not lost:
        precious.write_bytes(b"somebody's")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "small.gif").symlink_to(precious)
    with pytest.raises(OutputError, match="is a link"):
        render(SCENARIO, folder=tmp_path / "out")
    assert (tmp_path / "out" / "small.gif").is_symlink()
    assert precious.exists() is not lost


def test_what_is_in_the_way_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optviz.api.render.computed", None)
    (tmp_path / "a.gif").mkdir()
    (tmp_path / "b.png").symlink_to("missing")
    for name in ("a.gif", "b.png"):
        with pytest.raises(OutputError, match=f"cannot write .*{name}"):
            render(SCENARIO, tmp_path / name)


def test_every_file_carries_the_scenarios_mark(tmp_path: Path) -> None:
    paths = [tmp_path / f"a{encoder.suffixes[0]}" for encoder in ENCODERS.values()]
    render(SCENARIO, *paths)
    assert {encoder_for(path).comment_of(path) for path in paths} == {mark(SCENARIO)}
    assert all(map(is_marked, paths))


def test_a_failure_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")

    def broken(*_: object) -> None:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(Gif, "close", broken)
    with pytest.raises(RuntimeError, match="out of ink"):
        render(SCENARIO, tmp_path / "a.gif", tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_options_are_checked_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="size"):
        render(SCENARIO, tmp_path / "a.gif", size=(10, 10))
    assert not list(tmp_path.iterdir())


def test_a_transparent_gif_shows_what_is_behind_it(tmp_path: Path) -> None:
    (path,) = render(SCENARIO, tmp_path / "a.gif", background="transparent").paths
    with Image.open(path) as film:
        *_, last = (np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(film))
    assert last[0, 0, 3] == 0
    assert last[100, 160, 3] == 255


def _delays(film: Image.Image) -> list[int]:
    return [int(frame.info["duration"]) for frame in ImageSequence.Iterator(film)]


def test_it_is_shown_by_its_files_and_their_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rendering = render(parse(TEXT, "small.yaml"), "a.png", "b.gif")
    sizes = [file_size(Path(name).stat().st_size) for name in ("a.png", "b.gif")]
    assert repr(rendering) == f"<Rendering a.png ({sizes[0]}), b.gif ({sizes[1]}): {rendering.scenario.summary}>"
    Path("a.png").unlink()
    assert repr(rendering).startswith("<Rendering a.png, b.gif (")


def test_a_moving_camera_is_refused_in_an_animated_svg_with_the_reason(tmp_path: Path) -> None:
    turning = parse(TURNING)
    with pytest.raises(ScenarioError, match="the camera of surface3d moves"):
        render(turning, tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())
    render(turning, tmp_path / "a.svg", still=-1)
    standing = tmp_path / "b.svg"
    render(SCENARIO, standing)
    assert b"@keyframes" in standing.read_bytes()
    assert b"@keyframes" not in (tmp_path / "a.svg").read_bytes()
    assert is_marked(standing)
