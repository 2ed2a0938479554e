from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.animation import AbstractMovieWriter, FuncAnimation, writers
from matplotlib.figure import Figure
from PIL import Image, ImageSequence

from optviz.encoders import ENCODERS, Encoder
from optviz.errors import OutputError, ParameterError, UnknownNameError
from optviz.matplotlib import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optviz.arrays import Pixels

OLD = b"an older file"
MOVING = [name for name, entry in ENCODERS.items() if issubclass(entry, Encoder) and not entry.still]


def wave(frames: int = 12, *, broken_at: int = -1) -> FuncAnimation:
    """A line that moves, with a counter."""
    figure = Figure(figsize=(2.4, 1.6), dpi=100)
    axes = figure.add_subplot()
    x = np.linspace(0, 6, 80)
    (line,) = axes.plot(x, np.sin(x))

    def draw(index: int) -> None:
        if index == broken_at:
            raise ZeroDivisionError
        line.set_data(x, np.sin(x + index / 3))
        axes.set_title(f"frame {index}")

    return FuncAnimation(figure, draw, frames=frames, interval=50)


class Kept(Writer):
    """Keeps the frames that it writes."""

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        super().grab_frame(**savefig_kwargs)
        self.kept = [*getattr(self, "kept", []), self._last.copy()]


def decoded(path: Path) -> tuple[list[Pixels], list[float]]:
    """The frames of an animated picture, and the milliseconds that each is shown."""
    with Image.open(path) as picture:
        found = [(np.array(frame.convert("RGBA")), frame.info["duration"]) for frame in ImageSequence.Iterator(picture)]
    return [frame for frame, _ in found], [duration for _, duration in found]


def seconds(path: Path) -> Fraction:
    """How long a video plays."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        return stream.duration * stream.time_base


@pytest.fixture(autouse=True)
def usual_settings() -> Iterator[None]:
    with mpl.rc_context():
        yield


def test_the_writer_is_registered_and_always_there() -> None:
    assert writers.is_available("optviz")
    assert writers["optviz"] is Writer


def test_an_animation_is_saved_by_name(tmp_path: Path) -> None:
    wave().save(tmp_path / "a.gif", writer="optviz", fps=25)
    frames, durations = decoded(tmp_path / "a.gif")
    assert [frame.shape for frame in frames] == [(160, 240, 4)] * 12
    assert durations == [40] * 12
    assert [file.name for file in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize("name", MOVING)
def test_every_format_that_moves_is_written_by_its_suffix(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ENCODERS[name].suffixes[0]}"
    wave(4).save(path, writer=Writer(fps=10, hold=0.5, loop="once"))
    assert path.stat().st_size > 500


def test_it_may_be_the_usual_writer(tmp_path: Path) -> None:
    mpl.rcParams["animation.writer"] = "optviz"
    wave().save(tmp_path / "a.gif")
    assert sum(decoded(tmp_path / "a.gif")[1]) == 600


def test_frames_are_what_the_figure_shows(tmp_path: Path) -> None:
    writer = Kept(fps=20)
    wave().save(tmp_path / "a.gif", writer=writer)
    errors = np.array(decoded(tmp_path / "a.gif")[0], float) - writer.kept
    assert 10 * np.log10(255**2 / np.square(errors).mean()) > 60


@pytest.mark.parametrize("fps", [7, 12.5, 24, 29.97, 30, 60, 100])
def test_the_length_is_true(fps: float, tmp_path: Path) -> None:
    """matplotlib's own writer rounds each frame's time down: at 30 frames per second a tenth is missing."""
    wave(30).save(tmp_path / "a.gif", writer=Writer(fps=fps))
    durations = decoded(tmp_path / "a.gif")[1]
    assert sum(durations) == pytest.approx(30 / fps * 1000, abs=5)
    assert min(durations) >= 20


@pytest.mark.parametrize(("fps", "rate"), [(12.5, 25), (30, 30), (29.97, 30), (0.5, 1)])
def test_a_video_plays_as_long(fps: float, rate: int, tmp_path: Path) -> None:
    wave(6).save(tmp_path / "a.mp4", writer=Writer(fps=fps, hold=1))
    assert abs(seconds(tmp_path / "a.mp4") - (Fraction(6) / Fraction(str(fps)) + 1)) <= Fraction(1, 2 * rate)


def test_the_last_frame_is_held(tmp_path: Path) -> None:
    wave().save(tmp_path / "a.gif", writer=Writer(fps=25, hold=1.5))
    assert decoded(tmp_path / "a.gif")[1] == [40] * 11 + [1540]


@pytest.mark.parametrize(("loop", "repeats"), [("forever", 0), ("once", None), (1, None), (4, 3)])
def test_an_animation_plays_as_often_as_it_says(loop: Any, repeats: int | None, tmp_path: Path) -> None:
    wave(2).save(tmp_path / "a.gif", writer=Writer(loop=loop))
    with Image.open(tmp_path / "a.gif") as picture:
        assert picture.info.get("loop") == repeats


def test_a_comment_is_written(tmp_path: Path) -> None:
    wave(2).save(tmp_path / "a.gif", writer="optviz", metadata={"comment": "sine, é" + 300 * "."})
    with Image.open(tmp_path / "a.gif") as picture:
        assert picture.info["comment"] == b"sine, ?" + 248 * b"."


def test_a_resolution_changes_the_size(tmp_path: Path) -> None:
    wave(2).save(tmp_path / "a.gif", writer="optviz", dpi=50)
    assert decoded(tmp_path / "a.gif")[0][0].shape == (80, 120, 4)


def test_a_tight_bounding_box_is_not_kept(tmp_path: Path) -> None:
    mpl.rcParams["savefig.bbox"] = "tight"
    wave(2).save(tmp_path / "a.gif", writer="optviz")
    assert decoded(tmp_path / "a.gif")[0][0].shape == (160, 240, 4)


def test_a_figure_that_was_resized_keeps_its_size(tmp_path: Path) -> None:
    animation = wave(3)
    figure = Figure(figsize=(2, 1), dpi=100)
    writer = Writer()
    with writer.saving(figure, tmp_path / "a.gif"):
        for width in (2, 5, 3):
            figure.set_size_inches(width, 1)
            writer.grab_frame()
    assert {frame.shape for frame in decoded(tmp_path / "a.gif")[0]} == {(100, 200, 4)}
    animation.save(tmp_path / "a.gif", writer=writer)
    assert decoded(tmp_path / "a.gif")[0][0].shape == (160, 240, 4)


def test_a_transparent_figure_stays_transparent(tmp_path: Path) -> None:
    figure = Figure(figsize=(2, 1))
    axes = figure.add_subplot()
    writer = Writer()
    with writer.saving(figure, tmp_path / "a.gif"):
        for top in (1, 2, 3):
            axes.set_ylim(0, top)
            writer.grab_frame(transparent=True)
    for frame in decoded(tmp_path / "a.gif")[0]:
        assert frame[0, 0, 3] == 0
        assert (frame[..., 3] == 255).any()


@pytest.mark.skipif(not hasattr(AbstractMovieWriter, "_supports_transparency"), reason="this matplotlib draws on white")
def test_matplotlib_asks_whether_frames_may_be_transparent(tmp_path: Path) -> None:
    wave(3).save(tmp_path / "a.gif", writer="optviz", savefig_kwargs={"transparent": True})
    assert all(frame[0, 0, 3] == 0 for frame in decoded(tmp_path / "a.gif")[0])


def test_a_format_without_transparency_shows_the_figure_on_white(tmp_path: Path) -> None:
    wave(3).save(tmp_path / "a.mp4", writer="optviz", savefig_kwargs={"transparent": True})
    with av.open(str(tmp_path / "a.mp4")) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert frame[0, 0].min() >= 253


def test_the_same_animation_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.gif", "b.gif"):
        wave().save(tmp_path / name, writer="optviz")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_html_has_a_video_without_a_program_for_it() -> None:
    mpl.rcParams["animation.writer"] = "optviz"
    assert "data:video/mp4;base64" in wave(3).to_html5_video()


@pytest.mark.parametrize("name", ["a.gfi", "a.png", "a.svg", "a"])
def test_a_suffix_that_nothing_that_moves_has_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown format"):
        wave(2).save(tmp_path / name, writer="optviz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "named"),
    [({"fps": 0}, "fps"), ({"fps": float("nan")}, "fps"), ({"hold": -1}, "hold"), ({"loop": "often"}, "loop")],
)
def test_what_is_out_of_range_is_refused(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ParameterError, match=named):
        Writer(**options)


def test_after_an_error_the_old_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(OLD)
    with pytest.raises(ZeroDivisionError):
        wave(12, broken_at=7).save(path, writer="optviz")
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_an_encoder_that_fails_at_the_end_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.gif"
    path.write_bytes(OLD)
    monkeypatch.setattr("optviz.encoders.gif.Gif._write", full)
    with pytest.raises(OutputError, match="No space left"):
        wave().save(path, writer="optviz")
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_without_frames_there_is_no_file(tmp_path: Path) -> None:
    writer = Writer()
    with pytest.raises(ValueError, match="at least one frame"), writer.saving(Figure(), tmp_path / "a.gif"):
        pass
    assert not list(tmp_path.iterdir())


def test_without_the_context_it_writes_as_well(tmp_path: Path) -> None:
    figure, writer = Figure(figsize=(2, 1)), Writer(fps=10)
    writer.setup(figure, tmp_path / "a.gif", 50)
    for width in (1, 2, 3):
        figure.patch.set_linewidth(width)
        figure.patch.set_edgecolor("red")
        writer.grab_frame()
    writer.finish()
    assert sum(decoded(tmp_path / "a.gif")[1]) == 300


def test_a_plain_script_needs_one_import(tmp_path: Path) -> None:
    script = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt, numpy as np
from matplotlib.animation import FuncAnimation
import optviz.matplotlib
figure, axes = plt.subplots()
x = np.linspace(0, 6, 200)
(line,) = axes.plot(x, np.sin(x))
animation = FuncAnimation(figure, lambda k: line.set_data(x, np.sin(x + k / 10)), frames=40)
animation.save("ours.gif", writer="optviz", fps=30)
animation.save("theirs.gif", writer="pillow", fps=30)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=tmp_path, check=True)
    ours, theirs = tmp_path / "ours.gif", tmp_path / "theirs.gif"
    assert sum(decoded(ours)[1]) == 1330
    assert sum(decoded(theirs)[1]) == 1200
    assert ours.stat().st_size < 0.6 * theirs.stat().st_size
