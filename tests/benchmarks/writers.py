"""matplotlib's own writer of GIFs and ours on the same animations: bytes, seconds, quality, length, memory.

    python -m tests.benchmarks.writers [line contourf] [--frames 120 600] [--repeat 3]

640 x 480 pixels, 30 frames per second. The writers take turns, each in a process of its own, after one that only draws:
what a writer adds to its peak is the writer's memory. The quality is the PSNR of all decoded frames against those that
were drawn, as if they were one picture. Seconds are the processor's. Medians count, beside their range. It prints
Markdown.
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.animation import AbstractMovieWriter, FuncAnimation, writers
from PIL import Image, ImageSequence

from tests.benchmarks.measured import machine, spread

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optviz.arrays import Pixels

RATE = 30
TITLES = {"line": "a line that grows", "contourf": "contourf, 7 traces"}
NAMES = ("drawing", "pillow", "optviz")
KILO = 1024
"""Kilobytes in a megabyte, as the system counts memory."""


class Turn(NamedTuple):
    """What a process took: the processor's seconds from the first frame to the end, and its largest memory in MB."""

    seconds: float
    megabytes: float


@writers.register("drawing")
class Drawing(AbstractMovieWriter):
    """Draws every frame, and keeps none but as bytes in the file, where one is wanted."""

    @classmethod
    def isAvailable(cls) -> bool:  # noqa: N802  (matplotlib names it so)
        """Always."""
        return True

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        """See AbstractMovieWriter."""
        super().setup(fig, outfile, dpi)
        self._file = Path(outfile).open("wb")  # noqa: SIM115  (it is closed at the end)

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        """See AbstractMovieWriter."""
        buffer = io.BytesIO()
        self.fig.savefig(buffer, format="rgba", dpi=self.dpi, **savefig_kwargs)
        self._file.write(buffer.getbuffer())

    def finish(self) -> None:
        """See AbstractMovieWriter."""
        self._file.close()


def line(frames: int) -> FuncAnimation:
    """A sine that is drawn from left to right, with a head and a counter."""
    figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
    x = np.linspace(0, 4 * np.pi, frames)
    (curve,), (head,) = axes.plot([], []), axes.plot([], [], "o")
    axes.set(xlim=(0, x[-1]), ylim=(-1.2, 1.2), xlabel="x", ylabel="sin x")

    def draw(index: int) -> None:
        curve.set_data(x[: index + 1], np.sin(x[: index + 1]))
        head.set_data([x[index]], [np.sin(x[index])])
        axes.set_title(f"x = {x[index]:.2f}")

    return FuncAnimation(figure, draw, frames=frames)


def contourf(frames: int) -> FuncAnimation:
    """Twenty bands of Beale's function, seven paths with heads over it, a legend and a counter."""
    figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
    x, y = np.meshgrid(*[np.linspace(-4.5, 4.5, 200)] * 2)
    values = (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    axes.contourf(x, y, np.log1p(values), levels=20, cmap="viridis")
    chance, paths = np.random.default_rng(0), []
    for run in range(7):
        path = [np.array([chance.uniform(-4, 4), chance.uniform(-3, 3)])]
        for _ in range(frames):
            path.append(path[-1] + ((3, 0.5) - path[-1]) * (0.01 + 0.006 * run) + chance.normal(0, 0.03, 2))
        paths.append(np.array(path))
    traces = [axes.plot([], [], label=f"method {run}")[0] for run in range(7)]
    heads = [axes.plot([], [], "o", color=trace.get_color())[0] for trace in traces]
    axes.legend(loc="upper left")

    def draw(index: int) -> None:
        for trace, head, path in zip(traces, heads, paths, strict=True):
            trace.set_data(*path[: index + 1].T)
            head.set_data(*path[index : index + 1].T)
        axes.set_title(f"step {index}")

    return FuncAnimation(figure, draw, frames=frames)


def main() -> None:
    """Measure the named animations and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=list(TITLES))
    parser.add_argument("--frames", nargs="*", type=int, default=[120, 600])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--turn", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.turn:
        turn(arguments.workloads[0], arguments.frames[0], arguments.turn)
        return
    print(f"{machine()}.\n")
    print("| animation | writer | bytes | seconds | quality | length | memory added |")
    print("|---|---|---|---|---|---|---|")
    for workload in arguments.workloads:
        for frames in arguments.frames:
            measure(workload, frames, arguments.repeat)


def measure(workload: str, frames: int, repeat: int) -> None:
    """Print a line for each writer."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.gif" for name in NAMES}
        turns: dict[str, list[Turn]] = {name: [] for name in NAMES}
        for _ in range(repeat):
            for name, file in files.items():
                command = [sys.executable, "-m", __spec__.name, workload, "--frames", str(frames), "--turn", str(file)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
                turns[name].append(Turn(*map(float, told)))
        alone = statistics.median(each.megabytes for each in turns["drawing"])
        for name, file in files.items():
            seconds = spread([each.seconds for each in turns[name]], "s")
            title = f"{TITLES[workload]}, {frames} frames"
            if name == "drawing":
                print(f"| {title} | (drawing alone) | | {seconds} | | {frames / RATE:.2f} s | |", flush=True)
                continue
            decibels, length = quality(file, files["drawing"])
            added = spread([each.megabytes - alone for each in turns[name]], "MB")
            size = f"{file.stat().st_size:,}"
            print(
                f"| {title} | {name} | {size} | {seconds} | {decibels:.1f} dB | {length:.2f} s | {added} |", flush=True
            )


def turn(workload: str, frames: int, target: str) -> None:
    """Save an animation with the writer that the file is named after, and print what that took."""
    mpl.use("agg")
    name = Path(target).stem
    if name == "optviz":
        import optviz.matplotlib  # noqa: F401  (it registers the writer)
    animation = {"line": line, "contourf": contourf}[workload](frames)
    begun = time.process_time()
    animation.save(target, writer=name, fps=RATE)
    print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILO)


def quality(file: Path, drawn: Path) -> tuple[float, float]:
    """The PSNR in decibels, and how many seconds it plays."""
    errors, length = [], 0.0
    with Image.open(file) as picture, drawn.open("rb") as frames:
        width, height = picture.size
        for shown in ImageSequence.Iterator(picture):
            true: Pixels = np.frombuffer(frames.read(4 * width * height), np.uint8).reshape(height, width, 4)
            errors.append(np.square(np.array(shown.convert("RGB"), float) - true[..., :3]).mean())
            length += shown.info["duration"] / 1000
    return float(10 * np.log10(255**2 / np.mean(errors))), length


if __name__ == "__main__":
    main()
