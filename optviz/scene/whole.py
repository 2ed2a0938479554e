"""One frame of a figure, drawn from nothing, each of its traces in one stroke, on whatever canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.scene.traces import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.figure import Figure
    from optviz.scene.timeline import FrameState
    from optviz.views import Overlay


def draw_whole(figure: Figure, frame: FrameState, *, last: bool) -> None:
    """Draw a frame.

    Args: last: whether it is the animation's last one, in which a legend may stand in the order of its values.
    """
    with np.errstate(all="ignore"):  # what is not finite is not drawn, without a word from NumPy
        poses, shown = figure.poses(frame.time), fading(figure)
        figure.draw(poses)
        traces = figure.traces(poses)
        with figure.canvas.together():
            for swath in figure.swaths(poses):
                swath.draw(frame.step)
            for cloud in figure.clouds(poses) if shown != 0 else ():
                cloud.draw(-1 if shown is None else frame.step - shown, frame.step)
            for trace in traces:
                if shown is None:
                    trace.draw(frame.step)
                elif shown:
                    trace.fade(frame.step, shown)
            draw_tops(figure, traces, frame, figure.overlays(traces, frame))
        figure.write(frame.reading, last=last)


def fading(figure: Figure) -> int | None:
    """How many steps a trace takes to fade; None if it does not; 0 to draw no trace."""
    shown = figure.scenario.traces
    return {"full": None, "tail": shown.tail, "heads": 0}[shown.show]


def draw_tops(figure: Figure, traces: Sequence[Trace], frame: FrameState, overlays: Sequence[Overlay]) -> None:
    """Draw what lies over the traces: marks of exits, heads, and overlays.

    All casings lie below all fills: where many heads meet, none leaves a patch of the page on the others.
    """
    headed = [trace for trace in traces if trace.headed]
    leaving = [trace for trace in headed if trace.exits] if figure.scenario.traces.exits else []
    for shown, draw in (
        (leaving, Trace.draw_exit_casings),
        (leaving, Trace.draw_exits),
        (headed, Trace.draw_hidden_heads),
        (headed, Trace.draw_head_casings),
        (headed, Trace.draw_heads),
    ):
        for trace in shown:
            draw(trace, frame.step)
    for overlay in overlays:
        overlay.draw(figure.canvas)
