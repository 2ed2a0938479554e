"""A scenario as an animation of matplotlib's."""

from __future__ import annotations

from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Unpack

from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation

from optviz.api.inline import Inline, files_to_show, inline_within_limit
from optviz.api.limits import Allowance, divided, loaded, permit
from optviz.api.output_options import OutputOptions
from optviz.api.render import RenderOptions, render
from optviz.api.run import computed_as_allowed
from optviz.api.signatures import spelled_out
from optviz.scenario import Scenario, override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.backend_bases import CloseEvent

    from optviz.trajectory import Trajectory

_DOTS: Final = 128
"""Pixels per inch: a power of two, so that every number of pixels is as many inches exactly."""


class ScenarioAnimation(FuncAnimation, Inline):
    """Plays a scenario in a figure that it fills; the frames are those that `render` writes.

    Every frame takes the same time; those that stay longer, as in pauses and at the end, are repeated.

    Attributes: scenario: what is shown.  figure: of pyplot's, as large as the picture; it keeps the animation alive.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        from optviz.scene import Scene

        self.scenario = scenario
        scene, output = Scene(scenario, trajectories), scenario.output
        width, height = output.pixels
        self.figure = plt.figure(figsize=(width / _DOTS, height / _DOTS), dpi=_DOTS)
        self.figure.patch.set_visible(output.background == "page")
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        image = axes.imshow(scene.frame(0))

        def draw(index: int) -> None:
            image.set_data(scene.at(index))

        ends = [round(time * output.fps) for time in accumulate(frame.duration for frame in scene.timeline)]
        counts = [after - before for before, after in pairwise([0, *ends])]
        frames = [index for index, count in enumerate(counts) for _ in range(count)]
        once = output.loop == 1
        super().__init__(self.figure, draw, frames, interval=1000 / output.fps, repeat=not once, cache_frame_data=False)
        self.figure.canvas.mpl_connect("close_event", partial(_keep, self))

    def __del__(self) -> None:
        """Nothing: matplotlib would warn that nobody kept the animation until it was shown, but its figure does."""

    def _repr_html_(self) -> str:
        """In a notebook, the animation in place of its figure."""
        plt.close(self.figure)
        with TemporaryDirectory() as folder:
            made = render(self.scenario, *files_to_show(self.scenario, Path(folder)))
            return inline_within_limit(made.scenario, made.trajectories, made.paths, linked=False)


def _keep(animation: ScenarioAnimation, event: CloseEvent) -> None:
    """Nothing: that this waits for a figure to be closed keeps the animation until then."""
    del animation, event


@spelled_out(OutputOptions, Allowance)
def animate(
    source: Scenario | str | Path, *, draft: bool = False, **options: Unpack[RenderOptions]
) -> ScenarioAnimation:
    """A scenario as an animation of matplotlib's: `pyplot.show()` plays it, and a notebook shows it.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        draft: a quick look: half the size, a tenth of the frames.
        options: values of the scenario's output to replace, and what the scenario may take; limits are kept while it
            is computed.
    Raises: ScenarioError where the scenario cannot be used.  ParameterError where an option is out of range.
        LimitError where it takes more than it may.
    """
    allowance, changes = divided(options)
    permitted = permit(source, **allowance)
    with permitted.process() as alone:
        scenario = override(loaded(source, permitted), draft=draft, **changes)
        return ScenarioAnimation(scenario, computed_as_allowed(scenario, alone))
