"""Every animated format side by side on the same frames: kilobytes, quality, and seconds to encode.

    python -m tests.benchmarks.formats [--repeat 3] [--markdown] [--formats gif avif] [contour landscape saddle beale]

A workload is a scenario of this folder, or a bundled one. Its frames are ready before the clock runs. The quality is
the mean PSNR of the decoded frames against those that were drawn; seconds are the median of several turns.
--markdown prints the table of the guide to formats.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import av
import numpy as np
from PIL import Image, ImageSequence

from optviz.api.run import run
from optviz.encoders import ENCODERS, Animation, Encoder
from optviz.scenario import load
from optviz.scene import Scene
from tests.benchmarks.measured import machine, number, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from optviz.arrays import Pixels
    from optviz.geometry import Box

HERE = Path(__file__).parent
WORKLOADS = ("contour", "landscape", "orbit", "saddle", "beale", "rosenbrock-orbit")
EXACT = 99.0
"""The PSNR from which nothing is lost."""


class Film(NamedTuple):
    """A workload: what encoders are told of it, its frames, what changed in each, and how long each is shown."""

    animation: Animation
    frames: list[Pixels]
    changed: list[Sequence[Box] | None]
    durations: list[Fraction]


class Measured(NamedTuple):
    """What a format makes of a workload."""

    kilobytes: float
    decibels: float
    seconds: float

    def __str__(self) -> str:
        quality = "exact" if self.decibels > EXACT else f"{self.decibels:.1f} dB"
        return f"{self.kilobytes:,.0f} kB, {quality}, {number(self.seconds)} s"


def main() -> None:
    """Measure the formats on the named workloads and print what was found."""
    moving = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, Encoder) and not entry.still}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=list(WORKLOADS))
    parser.add_argument("--formats", nargs="*", default=list(moving), choices=list(moving))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    print(f"The median of {arguments.repeat} turns. {machine()}.\n", flush=True)
    rows: dict[str, list[Measured]] = {}
    for workload in arguments.workloads:
        film = drawn(workload)
        for name in arguments.formats:
            for lossless in (False, True) if moving[name].lossless else (False,):
                title = f"{moving[name].title}, lossless" if lossless else moving[name].title
                animation = replace(film.animation, lossless=lossless)
                found = measure(moving[name], film._replace(animation=animation), arguments.repeat)
                rows.setdefault(title, []).append(found)
                if not arguments.markdown:
                    print(f"{workload}: {title}: {found}", flush=True)
    if arguments.markdown:
        print(f"| format | {' | '.join(arguments.workloads)} |")
        print("|---" * (1 + len(arguments.workloads)) + "|")
        for title, cells in rows.items():
            print(f"| {title} | {' | '.join(map(str, cells))} |")


def drawn(workload: str) -> Film:
    """All frames of a workload."""
    own = HERE / f"{workload}.yaml"
    scenario = load(own if own.exists() else workload)
    scene = Scene(scenario, run(scenario))
    frames, changed, durations = zip(
        *((frame.pixels.copy(), frame.changed, frame.duration) for frame in scene.frames()), strict=True
    )
    output = scenario.output
    animation = Animation(output.pixels, output.fps, 0, False, scene.sample(), scene.colors)
    return Film(animation, list(frames), list(changed), list(durations))


def measure(entry: type[Encoder], film: Film, repeat: int) -> Measured:
    """Encode a workload several times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"animation{entry.suffixes[0]}"

        def encode() -> None:
            with entry(path, film.animation) as encoder:
                for frame in zip(film.frames, film.changed, film.durations, strict=True):
                    encoder.add(*frame)

        encode()  # what only the first time pays for
        taken = statistics.median(seconds(encode) for _ in range(repeat))
        return Measured(path.stat().st_size / 1000, psnr(film, path, entry), taken)


def psnr(film: Film, path: Path, entry: type[Encoder]) -> float:
    """The mean PSNR in dB of what is shown in the middle of every frame's time."""
    shown = by_pyav(path) if entry.mime.startswith("video/") else by_pillow(path)
    (_, picture), following = next(shown), next(shown, None)
    decibels = []
    for frame, end, duration in zip(film.frames, accumulate(film.durations), film.durations, strict=True):
        while following and following[0] <= float(end - duration / 2):
            (_, picture), following = following, next(shown, None)
        height, width, _ = frame.shape
        error = float(np.square(picture[:height, :width].astype(float) - frame[..., :3]).mean())
        decibels.append(10 * float(np.log10(255**2 / (error + 1e-9))))
    return statistics.mean(decibels)


def by_pyav(path: Path) -> Iterator[tuple[float, Pixels]]:
    """The pictures of a video, and since when each is shown."""
    with av.open(str(path)) as opened:
        container: Any = opened
        for frame in container.decode(video=0):
            yield float(frame.pts * frame.time_base), frame.to_ndarray(format="rgb24")


def by_pillow(path: Path) -> Iterator[tuple[float, Pixels]]:
    """The frames of a picture that moves, and since when each is shown."""
    start = 0.0
    with Image.open(path) as picture:
        for frame in ImageSequence.Iterator(picture):
            pixels = np.array(frame.convert("RGB"))
            yield start, pixels
            start += frame.info["duration"] / 1000


if __name__ == "__main__":
    main()
