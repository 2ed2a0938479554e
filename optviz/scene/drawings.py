"""A scenario's figure at one step, drawn as a document of lines, areas and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.arrays import np
from optviz.drawing import pdf, svg
from optviz.drawing.layout import dots_per_inch
from optviz.drawing.vector_canvas import Lettering, VectorCanvas
from optviz.scene.figure import Figure
from optviz.scene.strip import draw_strip
from optviz.scene.timeline import frame_at, timeline_of
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optviz.notes import Moment
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


def document(scenario: Scenario, trajectories: Sequence[Trajectory], name: str, step: int | Moment) -> bytes:
    """The figure at a step, as a document of a vector format.

    Args: name: of the format.  step: as `frame_at` takes it.
    Raises: ParameterError where there is no such step.
    """
    return _written(scenario, name, drawing(scenario, trajectories, step, _lettering(scenario, name)))


def strip_document(
    scenario: Scenario, trajectories: Sequence[Trajectory], name: str, steps: Sequence[int | Moment]
) -> bytes:
    """A film strip of some steps, as a document of a vector format; arguments as in `document`."""
    single = _single(scenario, _lettering(scenario, name))

    def larger(size: tuple[int, int]) -> VectorCanvas:
        return VectorCanvas(size, single.dpi, single.scale, single.fonts, single.lettering)

    return _written(scenario, name, draw_strip(scenario, trajectories, steps, single, larger))


def frame_documents(
    scenario: Scenario, trajectories: Sequence[Trajectory], name: str, indices: Sequence[int]
) -> Iterator[bytes]:
    """Some frames of the animation, each as a document of a vector format; arguments as in `document`."""
    canvas, frames = _single(scenario, _lettering(scenario, name)), timeline_of(scenario, trajectories)
    with np.errstate(all="ignore"):
        figure = Figure(scenario, trajectories, canvas)
    for index in indices:
        draw_whole(figure, frames[index], last=index == len(frames) - 1)
        yield _written(scenario, name, canvas)


def drawing(
    scenario: Scenario, trajectories: Sequence[Trajectory], step: int | Moment, lettering: Lettering = "paths"
) -> VectorCanvas:
    """The figure at a step, drawn on a new canvas; arguments as in `document`."""
    canvas, frames = _single(scenario, lettering), timeline_of(scenario, trajectories)
    frame = frame_at(step, frames, scenario.output.pace)
    with np.errstate(all="ignore"):
        draw_whole(Figure(scenario, trajectories, canvas), frame, last=True)
    return canvas


def _single(scenario: Scenario, lettering: Lettering) -> VectorCanvas:
    """A canvas for one picture."""
    output = scenario.output
    scale = max(_FINER, output.scale)
    size, dpi = (scale * output.size[0], scale * output.size[1]), scale * dots_per_inch(*output.size)
    return VectorCanvas(size, dpi, scale, scenario.fonts, lettering)


def _lettering(scenario: Scenario, name: str) -> Lettering:
    asked = scenario.output.lettering
    return WRITERS[name].lettering if asked == "auto" else asked


def _written(scenario: Scenario, name: str, canvas: VectorCanvas) -> bytes:
    return WRITERS[name].document(canvas, scenario.title or scenario.surface.title)
