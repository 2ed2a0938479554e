"""The runs of a page: paths, and what is drawn beside them, as rows of numbers; of very much of it, a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.arrays import np
from optviz.drawing import ensembles
from optviz.scene.trace_styles import crowd_style, trace_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.arrays import Array, Rows
    from optviz.drawing.ensembles import Asked
    from optviz.scene.trace_styles import Pen, TraceStyle
    from optviz.trajectory import Trajectory

_PIXELS: Final = 1.1
"""Of a page, for each point of a picture."""
_HEAD: Final = 0.61
"""Half of a head's pixels for each point across it."""
_ROOM: Final = 1000.0
"""Points of a panel in which nothing is made smaller."""
_MOST_STARTS: Final = 60
"""Of a run; of more, the median one and others evenly among them are shown."""
_MOST_NUMBERS: Final = 300_000
"""Of all paths of a page; of longer ones every second step is left out, or more."""
_MOST_DOTS: Final = 2_000
"""Of a search; of more, some evenly among them are shown."""
_MOST_BESIDE: Final = 12
"""Averages, workers and corners of outlines of a run, each a path of its own."""


class Sizes(NamedTuple):
    """How much of all runs is shown.

    Args: starts: of each run.  every: of how many rows one.  words: what is left out.
    """

    starts: int
    every: int
    words: tuple[str, ...]

    @classmethod
    def of(cls, trajectories: Sequence[Trajectory]) -> Sizes:
        """So much that a page stays light."""
        most = max(len(each.starts) for each in trajectories)
        numbers = sum(3 * min(len(each.starts), _MOST_STARTS) * each.values.shape[1] for each in trajectories)
        every = max(1, -(-numbers // _MOST_NUMBERS))
        words = [f"{most - _MOST_STARTS:,} of {most:,} starts"] if most > _MOST_STARTS else []
        words += [f"all steps but every {every}th"] if every > 1 else []
        beside = max(len(each.companions) + len(each.outlines) for each in trajectories)
        words += ["averages and outlines of some starts"] if beside and most > 1 else []
        clouds = (each.cloud_points[..., 0] for each in trajectories if each.clouds)
        dots = max((int(np.isfinite(each).sum()) for each in clouds), default=0)
        words += [f"{dots - _MOST_DOTS:,} of {dots:,} trials of a search"] if dots > _MOST_DOTS else []
        return cls(min(most, _MOST_STARTS), every, tuple(words))


def run_of(
    trajectory: Trajectory, style: int, asked: Asked, sizes: Sizes, pen: Pen
) -> tuple[dict[str, Any], list[Array]]:
    """What a page knows of a run, and its rows: those of each start, then those of what is drawn beside it.

    Args: style: which of the scenario's runs it is.  asked: how an ensemble is drawn.  pen: its own.
    """
    starts = _chosen(trajectory, sizes.starts)
    kept = _kept(trajectory.values.shape[1], sizes.every)
    rows = [row[kept] for start in starts for row in (*trajectory.positions[start].T, trajectory.values[start])]
    companions = [*trajectory.companion_paths][-_MOST_BESIDE:] if len(starts) == 1 else []
    beside = [path[kept] for path, _ in companions]
    outline = _outline(trajectory)[kept] if trajectory.outlines else np.empty((0, 0, 2))
    rows += [row for path in (*beside, *outline.swapaxes(0, 1)) for row in path.T]
    dots = _dots(trajectory)
    rows += [*dots.T] if len(dots) else []
    found = {
        "style": style,
        "starts": len(starts),
        "rows": len(kept),
        "every": sizes.every * trajectory.every,
        "beside": len(beside),
        "over": sum(over for _, over in companions),
        "thin": [_look(trace_style(1, _ROOM, "faint", pen=pen, thin=True, over=over)) for over in (False, True)]
        if beside
        else [],
        "corners": outline.shape[1],
        "dots": len(dots),
        "pens": _pens(trajectory, asked, pen),
        "lost": [_lost(trajectory, start) for start in starts],
    }
    return found, rows


def _pens(trajectory: Trajectory, asked: Asked, pen: Pen) -> list[dict[str, float]]:
    """How its first start is drawn, and, where they differ, how the others are."""
    starts, jumps = len(trajectory.starts), trajectory.keeps_best
    usual = trace_style(starts, _ROOM, "faint", pen=pen, jumps=jumps)
    match ensembles.drawn(asked, starts):
        case "all":
            found = [usual]
        case "median":
            crowd = crowd_style(starts, _ROOM, "faint", pen=pen)
            found = [trace_style(1, _ROOM, "faint", pen=pen, jumps=jumps), crowd]
        case _:
            found = [crowd_style(starts, _ROOM, "faint", pen=pen, lines=False)]
    return [_look(each) for each in found]


def _look(style: TraceStyle) -> dict[str, float]:
    """A style in a page's pixels."""
    return {
        "width": round(_PIXELS * style.width, 2),
        "casing": round(_PIXELS * style.casing, 2),
        "opacity": round(style.opacity, 3),
        "head": round(_HEAD * style.head, 2),
        "headOpacity": round(style.head_opacity, 3),
    }


def _chosen(trajectory: Trajectory, most: int) -> list[int]:
    """The starts that are shown: the median one, whose numbers stand for all, and others evenly among them."""
    count, median = len(trajectory.starts), ensembles.median_run(trajectory)
    others = [each for each in range(count) if each != median]
    return [median, *others[:: max(1, -(-len(others) // (most - 1)))]] if others else [median]


def _kept(rows: int, every: int) -> Rows:
    """The rows that are kept, the last one in any case."""
    return np.unique(np.append(np.arange(0, rows, every), rows - 1))


def _lost(trajectory: Trajectory, start: int) -> tuple[int, str] | None:
    """From which step on a start is lost, and how that is said."""
    words = trajectory.lost_words(start)
    return (int(words.rpartition(" ")[2]), words) if words else None


def _outline(trajectory: Trajectory) -> Array:
    """The first polygon at each row, (N+1, W, 2); of one with many corners none."""
    found = trajectory.recorded[trajectory.outlines[0]][0]
    return np.asarray(found if found.shape[1] <= _MOST_BESIDE else found[:, :0], dtype=float)


def _dots(trajectory: Trajectory) -> Array:
    """The trials of a search, each with the step with which it came, (K, 3)."""
    if not trajectory.clouds:
        return np.empty((0, 3))
    points = trajectory.cloud_points
    steps = np.broadcast_to(np.arange(len(points))[:, None, None] * trajectory.every, (*points.shape[:2], 1))
    known = np.concatenate([points, steps], axis=-1)[np.isfinite(points).all(axis=-1)]
    return np.asarray(known[:: max(1, -(-len(known) // _MOST_DOTS))])
