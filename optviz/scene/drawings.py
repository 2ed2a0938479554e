"""A scenario's figure at one step, drawn as a document of lines, areas and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.arrays import np
from optviz.drawing import pdf, svg
from optviz.drawing.layout import dots_per_inch
from optviz.drawing.vector_canvas import Lettering, VectorCanvas
from optviz.scene.figure import Figure
from optviz.scene.timeline import frame_at, timeline
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory


class Writer(NamedTuple):
    """What writes the documents of a format.

    Args: lettering: where a scenario leaves it open.  document: of a canvas, with a title.
    """

    lettering: Lettering
    document: Callable[[VectorCanvas, str], bytes]


WRITERS: Final[Mapping[str, Writer]] = {"pdf": Writer("text", pdf.document), "svg": Writer("paths", svg.document)}
"""By the formats' names."""
_FINER: Final = 2
"""How many pixels of a picture in a drawing, in a row, are at least one of the layout."""


def document(scenario: Scenario, trajectories: Sequence[Trajectory], name: str, step: int) -> bytes:
    """The figure at a step, as a document of a vector format.

    Args: name: of the format.  step: -1 is the last one.
    Raises: ParameterError where there is no such step.
    """
    writer = WRITERS[name]
    lettering = writer.lettering if scenario.output.lettering == "auto" else scenario.output.lettering
    return writer.document(drawing(scenario, trajectories, step, lettering), scenario.title or scenario.surface.title)


def drawing(
    scenario: Scenario, trajectories: Sequence[Trajectory], step: int, lettering: Lettering = "paths"
) -> VectorCanvas:
    """The figure at a step, drawn on a new canvas; arguments as in `document`."""
    output = scenario.output
    frames = timeline(scenario.steps, output.fps, output.duration, output.hold)
    frame = frame_at(step, frames)
    scale = max(_FINER, output.scale)
    size, dpi = (scale * output.size[0], scale * output.size[1]), scale * dots_per_inch(*output.size)
    canvas = VectorCanvas(size, dpi, scale, scenario.fonts, lettering)
    with np.errstate(all="ignore"):
        draw_whole(Figure(scenario, trajectories, canvas), frame, last=True)
    return canvas
