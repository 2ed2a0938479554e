from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest
from PIL import Image, ImageSequence

import optviz

if TYPE_CHECKING:
    from tests.cli.conftest import Call

TEXT = "surface: sphere\nstart: [0.5, 0.4]\nsteps: 5\noptimizers: [sgd]\noutput: {size: [240, 160], duration: 0.4}\n"


def test_a_file_of_the_scenarios_name(call: Call, small: str, tmp_path: Path) -> None:
    result = call("render", small)
    assert result.stdout == ""
    assert re.fullmatch(r"wrote outputs/small\.gif \(\d+ kB, 240x160, 0\.4 s\)\n", result.stderr)
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["small.gif"]


def seconds_and_size(path: Path) -> tuple[float, str]:
    """How long a file plays and how large it is, by a decoder."""
    if path.suffix == ".gif":
        with Image.open(path) as film:
            lasting = sum(each.info["duration"] for each in ImageSequence.Iterator(film))
            return lasting / 1000, "{}x{}".format(*film.size)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        assert rate
        return stream.frames / float(rate), f"{stream.width}x{stream.height}"


@pytest.mark.parametrize("size", ["240x160", "241x161"])
@pytest.mark.parametrize(
    ("fps", "duration", "hold"), [(1, 0.1, 0), (25, 0.1, 0), (7, 0.5, 0.333), (60, 0.25, 0.01), (3, 2, 1.55)]
)
def test_what_is_said_of_a_file_is_true(
    size: str, fps: int, duration: float, hold: float, call: Call, small: str, tmp_path: Path
) -> None:
    options = ("--size", size, "--fps", fps, "--duration", duration, "--hold", hold)
    said = call("render", small, "-o", "a.gif", "-o", "b.mp4", *options).stderr.splitlines()
    for line, name in zip(said, ("a.gif", "b.mp4"), strict=False):
        found = re.fullmatch(rf"wrote {re.escape(name)} \((?P<bytes>.*), (?P<size>.*), (?P<seconds>.*) s\)", line)
        assert found
        seconds, measured = seconds_and_size(tmp_path / name)
        assert found["size"] == measured
        assert float(found["seconds"]) == pytest.approx(seconds, abs=0.006)


def test_several_targets_with_options(call: Call, small: str, tmp_path: Path) -> None:
    result = call("render", small, "-o", "a.gif", "-o", "b.mp4", "-o", "c.png", "--size", "321x201", "--theme", "dark")
    assert result.stderr.count("wrote") == 3
    assert "note: padded to 322x202" in result.stderr
    with Image.open(tmp_path / "c.png") as picture:
        assert picture.size == (321, 201)


def test_formats_folder_and_frame_rate(call: Call, small: str, tmp_path: Path) -> None:
    call("render", small, "--out-dir", "there", "--format", "gif,png", "--fps", 10)
    assert {path.name for path in (tmp_path / "there").iterdir()} == {"small.gif", "small.png"}
    with Image.open(tmp_path / "there" / "small.gif") as film:
        assert film.info["duration"] == 100


def test_draft_is_half_the_size(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / small).write_text((tmp_path / small).read_text().replace("[240, 160]", "[480, 400]"))
    assert "240x200" in call("render", small, "--draft").stderr


def test_workers(call: Call, small: str, tmp_path: Path) -> None:
    call("render", small, "--workers", 2)
    assert (tmp_path / "outputs" / "small.gif").is_file()


@pytest.mark.parametrize(("still", "name"), [("last", "small.png"), ("2", "small-2.png")])
def test_still(call: Call, small: str, tmp_path: Path, still: str, name: str) -> None:
    assert " s)" not in call("render", small, "--still", still).stderr
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == [name]


def test_strip(call: Call, small: str, tmp_path: Path) -> None:
    told = call("render", small, "--strip", "0,2, last", "-o", "a.svg", "-o", "a.pdf").stderr
    assert "a.svg (" in told
    assert told.count(", 3 steps)") == 2
    call("compare", "sphere", "sgd", "--strip", "0,last", "-o", "b.png", "--steps", "5")
    assert (tmp_path / "b.png").is_file()


NOTES = """
notes:
  - {when: start, say: It begins}
  - {when: step >= 3, say: Three, pause: 0.7}
"""


def test_stills_and_strips_of_notes(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / small).write_text(TEXT + NOTES)
    told = call("render", small, "--still", "notes", "--out-dir", "st").stderr
    assert "wrote st/small-note-1.png (" in told
    assert "wrote st/small-note-2.png (" in told
    assert told.count("240x160)") == 2
    assert ", 2 steps)" in call("render", small, "--strip", "notes", "-o", "a.pdf").stderr
    assert sorted(path.name for path in (tmp_path / "st").iterdir()) == ["small-note-1.png", "small-note-2.png"]


def test_a_files_seconds_are_those_with_pauses(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / small).write_text(TEXT)
    (plain,) = re.findall(r", ([\d.]+) s\)", call("render", small, "-o", "a.gif").stderr)
    (tmp_path / small).write_text(TEXT + NOTES)
    told = call("render", small, "-o", "b.gif", "-o", "b.vtt").stderr
    gif, vtt = re.findall(r", ([\d.]+) s\)", told)
    assert float(gif) == float(vtt) == pytest.approx(float(plain) + 0.7)
    assert re.search(r"wrote b\.vtt \(\d+ B, [\d.]+ s\)", told)


def test_frames(call: Call, small: str, tmp_path: Path) -> None:
    result = call("render", small, "--frames", "fr")
    assert result.stdout.startswith(r"\animategraphics[")
    assert result.stdout.endswith("}\n")
    assert "wrote fr/frame-0.png to frame-" in result.stderr
    assert (tmp_path / "fr" / "timeline.txt").is_file()


def test_a_vector_still_says_the_size_of_the_layout(call: Call, small: str) -> None:
    told = call("render", small, "--still", "last", "-o", "a.svg", "--scale", "2").stderr
    assert "240x160)" in told


def test_standard_input(call: Call, tmp_path: Path) -> None:
    call("render", "-", "-o", "a.gif", stdin=TEXT)
    assert (tmp_path / "a.gif").is_file()


def test_a_bundled_name(call: Call, tmp_path: Path) -> None:
    call("render", "saddle", "--still", "last", "--size", "320x200")
    assert (tmp_path / "outputs" / "saddle.png").is_file()


def test_problems_are_located(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(TEXT.replace("steps: 5", "stepz: 5").replace("sgd", "sdg"))
    result = call("render", "bad.yaml", code=2)
    first, second = result.stderr.splitlines()
    assert first.startswith("bad.yaml:3:1: ")
    assert "'steps'" in first
    assert second.startswith("bad.yaml:4:14: ")


def test_others_are_rendered_if_one_fails(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(TEXT.replace("sgd", "sdg"))
    (tmp_path / "tiny.yaml").write_text(TEXT.replace("[240, 160]", "[64, 64]"))
    result = call("render", "bad.yaml", "missing.yaml", "tiny.yaml", small, code=4)
    assert "bad.yaml:4:14: " in result.stderr
    assert "missing.yaml" in result.stderr
    assert "size: 64 x 64" in result.stderr
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["small.gif"]


def test_axes_are_named_by_pairs(call: Call, small: str) -> None:
    call("render", small, "--still", "last", "-o", "a.svg", "--axes", "x=weight, z=loss, y=", "--lettering", "text")
    written = Path("a.svg").read_text()
    assert ">weight<" in written
    assert ">y<" not in written


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["small.yaml", "saddle", "-o", "a.gif"], "-o goes with one scenario"),
        (["small.yaml", "-o", "a.gif", "--format", "gif"], "not both"),
        (["small.yaml", "--still", "last", "--format", "gif"], ".png or .svg, not small.gif"),
        (["small.yaml", "--still", "1", "-o", "a.gif"], ".png or .svg, not a.gif"),
        (["small.yaml", "--still", "99"], "from 0 to 5"),
        (["small.yaml", "--still", "first"], "expected last"),
        (["small.yaml", "--strip", "0,x"], "expected last, a step's number or notes, not 'x'"),
        (["small.yaml", "--strip", "0,9"], "strip: must be a step from 0 to 5, not 9"),
        (["small.yaml", "--strip", "0,1", "-o", "a.gif"], ".png or .svg, not a.gif"),
        (["small.yaml", "--still", "notes"], "small has no notes of which there could be pictures"),
        (["small.yaml", "--strip", "notes"], "small has no notes of which there could be pictures"),
        (["small.yaml", "--still", "last", "-o", "a.vtt"], ".png or .svg, not a.vtt"),
        (["small.yaml", "--frames", "fr", "-o", "a.gif"], "frames: must be all"),
        (["small.yaml", "--frames", "fr", "--format", "webp"], "frames: must be png or pdf, not webp"),
        (["small.yaml", "saddle", "--frames", "fr"], "--frames goes with one scenario"),
        (["small.yaml", "--size", "big"], "a width and a height in pixels"),
        (["small.yaml", "--size", "1x1"], "size"),
        (["small.yaml", "--fps", "0"], "fps"),
        (["small.yaml", "--axes", "w"], "expected axes as a mapping of keys to values, not 'w'"),
        (["small.yaml", "--axes", "w=x"], "unknown key 'w' in axes"),
        (["small.yaml", "--axes", f"x={'w' * 41}"], "x: expected text of at most 40 characters"),
        (["small.yaml", "--workers", "0"], "workers: must be from 1 to 64"),
        (["small.yaml", "--theme", "drak"], "did you mean 'dark'"),
        (["small.yaml", "--format", "gfi"], "did you mean 'gif'"),
        (["small.yaml", "--format", ","], "formats: expected at least one item"),
        (["small.yaml", "-o", "a.txt"], "unknown format 'txt'"),
        (["small.yaml", "-o", "a.gif", "-o", "a.gif"], "same name"),
        (["small.yaml", "small.yaml"], "two scenarios"),
    ],
)
def test_what_does_not_fit(call: Call, small: str, tmp_path: Path, arguments: list[str], message: str) -> None:
    assert message in call("render", *arguments, code=2).stderr
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert left == [small]


def test_what_cannot_be_written(call: Call, small: str) -> None:
    assert "cannot write" in call("render", small, "-o", "small.yaml/a.gif", code=4).stderr


def test_a_link_that_leads_nowhere_is_refused(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "a.gif").symlink_to("missing")
    assert call("render", small, "-o", "a.gif", code=4).stderr == (
        "Error: cannot write a.gif: a.gif is a link that leads nowhere\n"
    )
    assert (tmp_path / "a.gif").is_symlink()


def test_messages_have_no_control_characters(call: Call) -> None:
    assert "\x1b" not in call("render", "\x1b[31mred", code=2).stderr


PLUGIN = """
from optviz.optimizers.sgd import SGD

class Endless(SGD):
    name = "endless"

    def step(self, state, oracle, t):
        while True:
            pass
"""
limited = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system limits no process")


@limited
def test_a_strangers_file_is_drawn_within_limits(call: Call, small: str, tmp_path: Path) -> None:
    call("render", small, "-o", "own.gif")
    call("render", small, "-o", "limited.gif", "--max-seconds", 100, "--max-memory", "1 GB")
    call("render", small, "-o", "untrusted.gif", "--untrusted")
    call("render", "-", "-o", "stdin.gif", stdin=TEXT + "title: small\n")
    call("render", "-", "-o", "allowed.gif", "--allow-cost", stdin=TEXT + "title: small\n")
    content = {path.stem: path.read_bytes() for path in tmp_path.glob("*.gif")}
    assert content["own"] == content["limited"] == content["untrusted"]
    assert content["stdin"] == content["allowed"]


@limited
def test_what_takes_too_long_is_stopped_and_the_others_are_drawn(small: str, tmp_path: Path) -> None:
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "long.yaml").write_text(TEXT.replace("sgd", "endless"))
    options = ("--out-dir", "a", "--plugin", "plugin.py", "--max-seconds", "1.5")
    command = [sys.executable, "-c", "from optviz.cli import main; main()", "render", "long.yaml", small, *options]
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    said = "long.yaml: stopped after 1.5 s of processor time, the limit (--max-seconds)\nwrote a/small.gif "
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["small.gif"]


@limited
def test_a_process_that_was_started_for_limits_ends_also_where_arguments_do_not_fit(call: Call, small: str) -> None:
    assert "No such option" in call("render", small, "--untrusted", "--nonsense", code=2).stderr
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("optviz-pool")]


def test_each_file_of_a_matrix_has_its_own_size(call: Call, small: str, tmp_path: Path) -> None:
    (tmp_path / "optviz.yaml").write_text("matrix: {size: [[240, 160], [320, 200]]}\n")
    lines = call("render", small).stderr.splitlines()
    assert [re.sub(r"\(.*?, ", "(", line).split(",")[0] for line in lines] == [
        "wrote outputs/small-240x160.gif (240x160",
        "wrote outputs/small-320x200.gif (320x200",
    ]


def test_guides_are_switches_and_words(call: Call, small: str) -> None:
    assert "no description" in call("render", small, "--caption", code=2).stderr
    options = ("--no-caption", "--results", "--legend", "below", "--size", "400x300")
    assert "wrote" in call("render", small, "--caption", *options).stderr
    assert "did you mean 'below'?" in call("render", small, "--legend", "belw", code=2).stderr
