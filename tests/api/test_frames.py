from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.api import frames
from optviz.api.frames import TIMELINE
from optviz.api.marks import is_marked
from optviz.api.render import render
from optviz.api.run import run
from optviz.errors import OutputError, ParameterError
from optviz.scenario import parse
from optviz.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = """
surface: sphere
start: [1.5, 1.0]
steps: 4
optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]
output: {size: [320, 200], fps: 10, duration: 1, hold: 0.5}
"""
SCENARIO = parse(TEXT, "small.yaml")


def _has_animate() -> bool:
    found = shutil.which("kpsewhich")
    return bool(found) and not subprocess.run([str(found), "animate.sty"], capture_output=True, check=False).returncode


needs_animate = pytest.mark.skipif(
    not (shutil.which("pdflatex") and _has_animate()), reason="there is no LaTeX with the animate package"
)


def shown(timeline: Path) -> list[tuple[int, Fraction]]:
    """The frames of a timeline, each with its seconds."""
    found, rate = [], ""
    for line in timeline.read_text().splitlines():
        star, own, number = line.split(":")
        assert not star
        rate = own or rate
        found.append((int(number), 1 / Fraction(rate)))
    return found


def test_every_frame_that_differs_is_a_picture(tmp_path: Path) -> None:
    shares: list[float] = []
    rendering = render(SCENARIO, frames=tmp_path / "fr", progress=shares.append)
    scene = Scene(SCENARIO, run(SCENARIO))
    timed = scene.timed_frames()
    names = [f"frame-{number}.png" for number in range(len(timed))]
    assert rendering.paths == tuple(tmp_path / "fr" / name for name in (*names, TIMELINE))
    assert sorted(path.name for path in (tmp_path / "fr").iterdir()) == sorted([*names, TIMELINE])
    for path, frame in zip(rendering.paths, timed, strict=False):
        assert (np.asarray(Image.open(path)) == scene.frame(frame.index)[..., :3]).all()
        assert is_marked(path)
    timeline = shown(tmp_path / "fr" / TIMELINE)
    assert [number for number, _ in timeline] == list(range(len(timed)))
    for (_, seconds), frame in zip(timeline, timed, strict=True):
        assert float(seconds) == pytest.approx(float(frame.duration), rel=1e-4)
    assert float(sum(seconds for _, seconds in timeline)) == pytest.approx(1.5, rel=1e-4)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_frames_of_a_vector_format(tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    rendering = render(SCENARIO, frames=tmp_path, formats=("pdf",))
    *pictures, _ = rendering.paths
    assert [path.suffix for path in pictures] == [".pdf"] * len(pictures)
    assert "type=pdf" in rendering.latex
    scene = Scene(SCENARIO, run(SCENARIO))
    for path, frame in zip(pictures, scene.timed_frames(), strict=True):
        assert is_marked(path)
        with pdfium.PdfDocument(path) as opened:
            page = opened[0]
            drawn = np.asarray(page.render(scale=320 / page.get_width()).to_pil().convert("RGB"), dtype=float)
        assert np.abs(drawn[:200] - scene.frame(frame.index)[..., :3]).mean() < 5
    assert len({path.read_bytes() for path in pictures}) == len(pictures)


@pytest.mark.parametrize(("folder", "place", "loop"), [("fr", "fr/", "forever"), ("a/b/", "a/b/", 3), (".", "", 1)])
def test_the_line_that_shows_them(
    folder: str, place: str, loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rendering = render(SCENARIO, frames=folder, loop=loop)
    last = len(rendering.paths) - 2
    words = ["autoplay", "loop", "controls", "poster=last", r"width=\linewidth", "type=png"]
    options = ",".join([word for word in words if word != "loop" or loop != 1] + [f"timeline={place}timeline.txt"])
    assert rendering.latex == rf"\animategraphics[{options}]{{10}}{{{place}frame-}}{{0}}{{{last}}}"
    assert not rendering.notes


@pytest.mark.parametrize("name", ["a b", "50%", "a#b", "~x"])
def test_a_folder_that_latex_cannot_read_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (note,) = render(SCENARIO, frames=name).notes
    assert f"LaTeX cannot read from {name}" in note


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"still": 3}, "frames: must be all"),
        ({"strip": (1, 2)}, "frames: must be all"),
        ({"formats": ("gif",)}, "frames: must be png or pdf, not gif"),
        ({"formats": ("png", "pdf")}, "frames: must be png or pdf"),
        ({"theme": ("light", "dark")}, "frames: must be of one output, not of 2"),
    ],
)
def test_frames_are_all_that_is_written(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=message):
        render(SCENARIO, frames=tmp_path, **options)
    with pytest.raises(ParameterError, match="frames: must be all"):
        render(SCENARIO, tmp_path / "a.gif", frames=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_failure_midway_leaves_the_old_frames_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in render(SCENARIO, frames=tmp_path).paths}
    contents = frames._contents

    def failing(*given: Any) -> Any:
        yield next(contents(*given))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(frames, "_contents", failing)
    with pytest.raises(OutputError, match="No space left"):
        render(replace(SCENARIO, title="another"), frames=tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_limits_are_kept(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(TEXT)
    rendering = render(tmp_path / "small.yaml", frames=tmp_path / "fr", untrusted=True)
    assert all(path.is_file() for path in rendering.paths)
    assert rendering.latex


@needs_animate
@pytest.mark.parametrize("name", ["png", "pdf"])
def test_latex_shows_them(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rendering = render(SCENARIO, frames="fr", formats=(name,))
    body = (
        rf"\documentclass{{article}}\usepackage{{graphicx,animate}}\begin{{document}}{rendering.latex}\end{{document}}"
    )
    Path("talk.tex").write_text(body)
    done = _latex("talk.tex")
    assert done.returncode == 0, done.stdout
    assert f"{len(rendering.paths) - 1} frames built" in done.stdout.replace("\n", "")
    assert Path("talk.pdf").stat().st_size > sum(path.stat().st_size for path in rendering.paths) / 2


def _latex(name: str) -> subprocess.CompletedProcess[str]:
    command: Sequence[str] = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", name)
    return subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
