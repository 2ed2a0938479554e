"""The way it is done today: one scenario drawn by matplotlib's FuncAnimation, for comparison.

    python -m tests.benchmarks.funcanimation contour.yaml out.gif [frames]

The picture has the parts of ours: the surface, a trace with a head for each run, a legend and a step counter. It prints
the seconds that drawing and saving took, imports aside. With a number of frames, it draws only so many of the first.
"""

from __future__ import annotations

import io
import sys
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("agg")

import av
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, FuncAnimation, PillowWriter

from optviz.api.run import run
from optviz.drawing.theme import LIGHT
from optviz.scenario import Scenario, load

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory

DPI = 100


class AvWriter(AbstractMovieWriter):
    """What FFMpegWriter does, with the codec in this process: for machines without an ffmpeg program."""

    def setup(self, fig: Any, outfile: Any, dpi: float | None = None) -> None:
        """Open the file."""
        super().setup(fig, outfile, dpi)
        self._container: Any = av.open(str(outfile), "w")
        self._stream: Any = self._container.add_stream("libx264", rate=Fraction(self.fps))
        self._stream.width, self._stream.height = self.frame_size
        self._stream.pix_fmt = "yuv420p"

    def grab_frame(self, **options: Any) -> None:
        """Draw and encode a frame."""
        raw = io.BytesIO()
        self.fig.savefig(raw, format="rgba", dpi=self.dpi, **options)
        width, height = self.frame_size
        pixels = np.frombuffer(raw.getbuffer(), np.uint8).reshape(height, width, 4)
        self._container.mux(self._stream.encode(av.VideoFrame.from_ndarray(pixels, "rgba")))

    def finish(self) -> None:
        """Write what is left."""
        self._container.mux(self._stream.encode())
        self._container.close()


def animate(scenario: Scenario, target: str, frames: int | None = None) -> None:
    """Draw a scenario with one line and one head per run, updated by FuncAnimation, and save it."""
    trajectories, view = run(scenario), scenario.views[0]
    three = view.name == "surface3d"
    width, height = scenario.output.size
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    axes: Any = figure.add_subplot(projection="3d" if three else None)
    (_landscape if three else _contour)(axes, scenario)
    lines = [
        (*_line(axes, each.label if start == 0 else "", each.optimizer.color, three=three), trajectory, start)
        for each, trajectory in zip(scenario.runs, trajectories, strict=True)
        for start in range(len(scenario.starts))
    ]
    axes.legend(loc="upper right", fontsize=8)
    steps, turn = np.linspace(0, scenario.steps, count(scenario)).round().astype(int), getattr(view, "azimuth", None)

    def update(frame: int) -> list[Any]:
        axes.set_title(f"step {steps[frame]}")
        if isinstance(turn, tuple):
            axes.view_init(azim=np.interp(frame, [0, len(steps) - 1], turn))
        for line, head, trajectory, start in lines:
            _advance(line, trajectory, start, slice(0, steps[frame] + 1), three=three)
            _advance(head, trajectory, start, slice(steps[frame], steps[frame] + 1), three=three)
        return [artist for line, head, *_ in lines for artist in (line, head)]

    animation = FuncAnimation(figure, update, frames=frames or len(steps), interval=1000 / scenario.output.fps)
    animation.save(target, writer=_writer(target)(fps=scenario.output.fps))


def count(scenario: Scenario) -> int:
    """The frames of a scenario's animation."""
    return max(2, round(scenario.output.fps * scenario.output.duration))


def _writer(target: str) -> type[AbstractMovieWriter]:
    if target.endswith(".gif"):
        return PillowWriter
    return FFMpegWriter if FFMpegWriter.isAvailable() else AvWriter


def _contour(axes: Any, scenario: Scenario) -> None:
    x, y, z = _grid(scenario, 200)
    axes.contourf(x, y, z, levels=np.logspace(-2, np.log10(z.max()), 31), norm="log", cmap="viridis")
    axes.set(xlim=scenario.bounds.x, ylim=scenario.bounds.y)


def _landscape(axes: Any, scenario: Scenario) -> None:
    x, y, z = _grid(scenario, 100)
    axes.plot_surface(x, y, z, rcount=100, ccount=100, cmap="viridis")
    axes.set(xlim=scenario.bounds.x, ylim=scenario.bounds.y, zlim=(z.min(), z.max()))


def _grid(scenario: Scenario, count: int) -> tuple[Any, Any, Any]:
    x, y = np.meshgrid(np.linspace(*scenario.bounds.x, count), np.linspace(*scenario.bounds.y, count))
    return x, y, scenario.surface.value(np.stack([x, y], axis=-1))


def _line(axes: Any, label: str, color: str, *, three: bool) -> tuple[Any, Any]:
    shown = LIGHT.trace_color(color)
    nothing: list[list[float]] = [[]] * (3 if three else 2)
    (line,) = axes.plot(*nothing, color=shown, linewidth=2.2, label=label)
    (head,) = axes.plot(*nothing, color=shown, marker="o", markersize=8)
    return line, head


def _advance(artist: Any, trajectory: Trajectory, start: int, rows: slice, *, three: bool) -> None:
    points = trajectory.positions[start, rows]
    artist.set_data(points[:, 0], points[:, 1])
    if three:
        artist.set_3d_properties(trajectory.values[start, rows])


if __name__ == "__main__":
    begun = time.perf_counter()
    animate(load(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
    print(time.perf_counter() - begun)
