"""Every bundled scenario as a rendered, small and short: what a reader decodes is what was drawn."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from PIL import Image

from optviz.api.render import render
from optviz.scenario import bundled, load, override
from optviz.scene import Scene

if TYPE_CHECKING:
    from optviz.arrays import Pixels
    from optviz.scenario import Scenario

FPS, DURATION, HOLD = 4, 1.5, 0.75
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def small(name: str) -> Scenario:
    """A scenario at half its size, with six frames."""
    scenario = load(name)
    width, height = (2 * round(side / 4) for side in scenario.output.size)
    return override(scenario, size=(width, height), fps=FPS, duration=DURATION, hold=HOLD)


@dataclass(frozen=True)
class Rendered:
    """A scene with the frames it gives in order, and the files they became."""

    scene: Scene
    frames: list[Pixels]
    seconds: list[Fraction]
    gif: Path
    mp4: Path

    @property
    def length(self) -> Fraction:
        """How many seconds it should take: all notes of bundled scenarios appear."""
        return (
            Fraction(DURATION) + Fraction(HOLD) + sum(Fraction(note.pause) for note in self.scene.figure.scenario.notes)
        )


@pytest.fixture(scope="module", params=bundled())
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """One scenario after the other; all tests of one are run before the next."""
    scenario, folder = small(request.param), tmp_path_factory.mktemp("rendered")
    rendering = render(scenario, folder / "rendered.gif", folder / "rendered.mp4")
    scene = Scene(scenario, rendering.trajectories)
    frames = [(frame.pixels.copy(), frame.duration) for frame in scene.frames()]
    return Rendered(scene, [pixels for pixels, _ in frames], [seconds for _, seconds in frames], *rendering.paths)


def played(path: Path) -> tuple[list[Pixels], Fraction]:
    """A rendered's frames (H, W, 3) by PyAV, and its length in seconds."""
    with av.open(str(path)) as opened:
        container: Any = opened
        stream = container.streams.video[0]
        return [
            frame.to_ndarray(format="rgb24") for frame in container.decode(stream)
        ], stream.duration * stream.time_base


def decibels(shown: Pixels, true: Pixels) -> float:
    """The PSNR of a picture."""
    error = float(np.square(shown[..., :3].astype(float) - true[..., :3]).mean())
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))


def test_a_frame_is_the_same_alone_and_in_sequence(rendered: Rendered) -> None:
    timed, alone = rendered.scene.timed_frames(), pickle.loads(pickle.dumps(rendered.scene))  # noqa: S301  (made a moment ago)
    for number in (len(timed) // 2, 0, -1, -2):
        assert (alone.frame(timed[number].index) == rendered.frames[number]).all()


def test_the_gif_is_what_was_drawn(rendered: Rendered) -> None:
    shown, delays = [], []
    with Image.open(rendered.gif) as image:
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            shown.append(np.asarray(image.convert("RGB")))
            delays.append(image.info["duration"])
    assert sum(delays) == 1000 * rendered.length
    for picture, true in zip(shown, rendered.frames, strict=True):
        assert decibels(picture, true) > (35 if rendered.scene.moves else 42)
        for color in rendered.scene.colors:
            mine = (true[..., :3] == color).all(axis=-1)
            assert (picture[mine] == color).all(), color
    for picture, other in zip(shown, played(rendered.gif)[0], strict=True):
        assert (picture == other).all()


@pytest.mark.parametrize(
    ("workload", "kilobytes", "quality"), [("contour", 155, 51), ("landscape", 140, 48.5), ("orbit", 2450, 49)]
)
def test_the_gifs_of_the_benchmarks_are_small_and_close(
    workload: str, kilobytes: float, quality: float, tmp_path: Path
) -> None:
    """Today's notebooks make 563, 4036 and 5647 kB of the same pictures."""
    scenario = load(BENCHMARKS / f"{workload}.yaml")
    rendering = render(scenario, tmp_path / "rendered.gif")
    scene = Scene(scenario, rendering.trajectories)
    shown = played(rendering.paths[0])[0]
    found = [decibels(picture, frame.pixels) for picture, frame in zip(shown, scene.frames(), strict=True)]
    assert np.mean(found) > quality
    assert rendering.paths[0].stat().st_size < 1000 * kilobytes


def test_the_mp4_is_close_to_what_was_drawn(rendered: Rendered) -> None:
    shown, seconds = played(rendered.mp4)
    count = round(FPS * rendered.length)
    assert (len(shown), seconds) == (count, Fraction(count, FPS))
    ends = np.cumsum([float(FPS * each) for each in rendered.seconds])
    for number, picture in enumerate(shown):
        true = rendered.frames[min(int(np.searchsorted(ends, number + 0.5)), len(rendered.frames) - 1)]
        assert decibels(picture[: len(true), : true.shape[1]], true) > 29
