"""FuncAnimation and optviz side by side on the same scenarios, in one run: seconds, kilobytes, quality.

    python -m tests.benchmarks.compare [--repeat 3] [--formats gif mp4] [contour landscape orbit]

"drawing" leaves the start of processes and imports out, "whole" is a process from its start to its end. The two take
turns, and the median counts. "two" is drawing by two processes that have been started before. "encoder" is the encoder
alone on frames that are ready. The quality is the mean PSNR of the decoded frames against those that were drawn. It
prints Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import av
import numpy as np

from optviz.api.render import _film, render, worker_pool
from optviz.api.run import run
from optviz.encoders import encoder_for
from optviz.scenario import load
from optviz.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OURS = "import sys; from optviz.api.render import render; render(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]))"
HEAD = (
    "| workload | FuncAnimation: drawing, whole | optviz: drawing | ratio | whole | ratio "
    "| two: drawing | ratio | whole | ratio | encoder | drawing / encoder | quality |"
)


class Seconds(NamedTuple):
    """One way to draw one workload: a whole process, and what of it is drawing."""

    whole: float
    drawing: float


def main() -> None:
    """Measure the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape", "orbit"])
    parser.add_argument("--formats", nargs="*", default=["gif", "mp4"])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(HEAD)
    print("|---" * HEAD.count(" | ") + "|---|")
    for workload in arguments.workloads:
        for suffix in arguments.formats:
            print(row(workload, suffix, arguments.repeat), flush=True)


def row(workload: str, suffix: str, repeat: int) -> str:
    """One line of the table."""
    scenario = HERE / f"{workload}.yaml"
    theirs, one, two = [], [], []
    with tempfile.TemporaryDirectory() as folder, worker_pool(1) as pool:
        before, after = Path(folder) / f"theirs.{suffix}", Path(folder) / f"ours.{suffix}"
        for _ in range(repeat):
            theirs.append(funcanimation(scenario, before))
            one.append(Seconds(whole(scenario, after, 1), timed(lambda: render(scenario, after, workers=1), warm=True)))
            two.append(
                Seconds(whole(scenario, after, 2), timed(lambda: render(scenario, after, workers=pool), warm=True))
            )
        sizes = [file.stat().st_size / 1000 for file in (before, after)]
        alone, quality = encoding(scenario, after, repeat), psnr(scenario, after)
    old, new, both = middle(theirs), middle(one), middle(two)
    return (
        f"| {workload} {suffix.upper()} | {old.drawing:.1f} s, {old.whole:.1f} s, {sizes[0]:.0f} kB "
        f"| {new.drawing:.3f} s, {sizes[1]:.0f} kB | {old.drawing / new.drawing:.0f} | {new.whole:.2f} s "
        f"| {old.whole / new.whole:.0f} | {both.drawing:.3f} s | {old.drawing / both.drawing:.0f} | {both.whole:.2f} s "
        f"| {old.whole / both.whole:.0f} | {alone:.3f} s | {new.drawing / alone:.1f} | {quality:.1f} dB |"
    )


def funcanimation(scenario: Path, target: Path, frames: int | None = None) -> Seconds:
    """The same animation as it is drawn today."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.funcanimation", str(scenario), str(target)]
    printed = subprocess.run(
        command + ([str(frames)] if frames else []), check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    return Seconds(time.perf_counter() - begun, float(printed))


def whole(scenario: Path, target: Path, workers: int) -> float:
    """The seconds of a render's whole process."""
    command = [sys.executable, "-c", OURS, str(scenario), str(target), str(workers)]
    return timed(lambda: subprocess.run(command, check=True, cwd=ROOT))


def timed(action: Callable[[], object], *, warm: bool = False) -> float:
    """The seconds something takes, after doing it once where everything shall be loaded before."""
    if warm:
        action()
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def encoding(scenario: Path, target: Path, repeat: int) -> float:
    """The seconds an encoder takes for frames that are ready."""
    loaded = load(scenario)
    scene = Scene(loaded, run(loaded))
    frames = [(frame.pixels.copy(), frame.changed, frame.duration) for frame in scene.frames()]
    film = _film(loaded, scene)

    def encode() -> None:
        with encoder_for(target)(target, film) as encoder:
            for frame in frames:
                encoder.add(*frame)

    return statistics.median(timed(encode, warm=True) for _ in range(repeat))


def middle(measured: Sequence[Seconds]) -> Seconds:
    """The median of each number."""
    return Seconds(*(statistics.median(column) for column in zip(*measured, strict=True)))


def psnr(scenario: Path, target: Path) -> float:
    """The mean PSNR in dB of a film's frames against those that were drawn."""
    loaded = load(scenario)
    scene = Scene(loaded, run(loaded))
    decibels = []
    for frame, shown in zip(scene.frames(), played(target), strict=False):
        error = float(np.square(shown.astype(float) - frame.pixels[..., :3]).mean())
        decibels.append(10 * float(np.log10(255**2 / (error + 1e-9))))
    return statistics.mean(decibels)


def played(target: Path) -> Iterator[np.ndarray]:
    """The frames of a film as PyAV decodes them."""
    with av.open(str(target)) as opened:
        film: Any = opened
        for frame in film.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


if __name__ == "__main__":
    main()
