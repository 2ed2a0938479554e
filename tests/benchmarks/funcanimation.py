"""The way it is done today: one scenario drawn by matplotlib's FuncAnimation, for comparison.

    python tests/benchmarks/funcanimation.py contour.yaml out.gif

The picture has the parts of ours: the surface, a trace with a head for each run, a legend and a step counter.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter

from optviz.pipeline import run
from optviz.scenario import Scenario, load
from optviz.theme import LIGHT

if TYPE_CHECKING:
    from optviz.trajectory import Trajectory

DPI = 100


def animate(scenario: Scenario, target: str) -> None:
    """Draw a scenario with one line and one head per run, updated by FuncAnimation, and save it."""
    trajectories, three = run(scenario), scenario.views[0].name == "surface3d"
    width, height = scenario.output.size
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    axes: Any = figure.add_subplot(projection="3d" if three else None)
    (_landscape if three else _contour)(axes, scenario)
    lines = [_line(axes, each, three=three) for each in zip(scenario.runs, trajectories, strict=True)]
    axes.legend(loc="upper right", fontsize=8)

    def update(frame: int) -> list[Any]:
        axes.set_title(f"step {frame}")
        for (line, head), trajectory in zip(lines, trajectories, strict=True):
            _advance(line, trajectory, slice(0, frame + 1), three=three)
            _advance(head, trajectory, slice(frame, frame + 1), three=three)
        return [artist for pair in lines for artist in pair]

    animation = FuncAnimation(figure, update, frames=scenario.steps + 1, interval=1000 / scenario.output.fps)
    fps = scenario.output.fps
    animation.save(target, writer=PillowWriter(fps=fps) if target.endswith(".gif") else FFMpegWriter(fps=fps))


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


def _line(axes: Any, pair: tuple[Any, Trajectory], *, three: bool) -> tuple[Any, Any]:
    each, _ = pair
    color = LIGHT.trace_color(each.optimizer.color)
    nothing: list[list[float]] = [[]] * (3 if three else 2)
    (line,) = axes.plot(*nothing, color=color, linewidth=2.2, label=each.label)
    (head,) = axes.plot(*nothing, color=color, marker="o", markersize=8)
    return line, head


def _advance(artist: Any, trajectory: Trajectory, rows: slice, *, three: bool) -> None:
    points = trajectory.positions[0, rows]
    artist.set_data(points[:, 0], points[:, 1])
    if three:
        artist.set_3d_properties(trajectory.values[0, rows])


if __name__ == "__main__":
    animate(load(sys.argv[1]), sys.argv[2])
