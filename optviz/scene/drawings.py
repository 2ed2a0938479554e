"""A scenario's figure at one step, drawn as a document of lines, areas and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.drawing import svg
from optviz.drawing.layout import dots_per_inch
from optviz.drawing.vector_canvas import VectorCanvas
from optviz.scene.figure import Figure
from optviz.scene.timeline import frame_at, timeline
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

WRITERS: Final[Mapping[str, Callable[[VectorCanvas, str], bytes]]] = {"svg": svg.document}
"""What writes the document of a format, by the format's name, from a canvas and a title."""
_FINER: Final = 2
"""How many pixels of a picture in a drawing, in a row, are at least one of the layout."""


def drawing(scenario: Scenario, trajectories: Sequence[Trajectory], step: int) -> VectorCanvas:
    """The figure at a step; -1 is the last one.

    Raises: ParameterError where there is no such step.
    """
    output = scenario.output
    frames = timeline(scenario.steps, output.fps, output.duration, output.hold)
    frame = frame_at(step, frames)
    scale = max(_FINER, output.scale)
    width, height = output.size
    canvas = VectorCanvas((scale * width, scale * height), scale * dots_per_inch(width, height), scale, scenario.fonts)
    with np.errstate(all="ignore"):
        draw_whole(Figure(scenario, trajectories, canvas), frame, last=frame is frames[-1])
    return canvas


def document(scenario: Scenario, trajectories: Sequence[Trajectory], name: str, step: int) -> bytes:
    """The figure at a step, as a document of a vector format, by the format's name."""
    title = scenario.title or scenario.surface.title
    return WRITERS[name](drawing(scenario, trajectories, step), title)
