"""In which order the parts of traces lie on each other, as in a film: what is drawn later lies on top.

A document has its parts in one order for all frames. So a trace is in parts where it lies beneath another trace in one
place, and over it in another one, for more than a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from optviz.arrays import Array, Mask, Rows, np
from optviz.scene.tails import settling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.scene.traces import Trace

_CELL: Final = 2.0
"""Pixels of the layout to which it is known where traces meet."""
_A_WHILE: Final = 0.1
"""The share of all frames for which something is seen before another trace covers it, so that it matters."""
_LITTLE: Final = 0.3
"""The share of a part that may lie beneath another one, for all that it is drawn later: nobody sees which is on top."""
_FAR: Final = 2000
"""Cells of a line that are looked at, from one point to the next."""


@dataclass(frozen=True, eq=False)
class Layer:
    """What is drawn of a trace in one go.

    Args: number: of the trace.  first, last: the rows of each of its tracks, (G,).  cells: what it covers.
        seen: what of it other traces do not cover soon.
    """

    number: int
    first: Rows
    last: Rows
    cells: Rows
    seen: Rows

    def joined(self, later: Layer) -> Layer:
        """This one and a later one of its trace."""
        cells, seen = (np.union1d(*pair) for pair in ((self.cells, later.cells), (self.seen, later.seen)))
        return Layer(self.number, self.first, later.last, cells, seen)


def layers(traces: Sequence[Trace], steps: Sequence[int], whole: Sequence[bool]) -> list[Layer]:
    """The parts of traces, the lowest first.

    Args: steps: the step of each frame.  whole: which traces are not worth to be parted.
    """
    found: list[Layer] = []
    for stroke in _strokes(traces, steps):
        below = next((each for each in reversed(range(len(found))) if found[each].number == stroke.number), None)
        if below is None or _meet(stroke.seen, (each.cells for each in found[below + 1 :]), stroke):
            found.append(stroke)
        else:
            found[below] = found[below].joined(stroke)
    return _raised(found, whole)


def _raised(stack: list[Layer], whole: Sequence[bool]) -> list[Layer]:
    """Layers, of which those that hide nothing of others there are joined with the next one of their trace."""
    found: list[Layer] = []
    for layer in reversed(stack):
        above = next((place for place, each in enumerate(found) if each.number == layer.number), None)
        if above is None:
            found.insert(0, layer)
        elif whole[layer.number] or not _meet(layer.cells, (each.seen for each in found[:above]), layer):
            found[above] = layer.joined(found[above])
        else:
            found.insert(0, layer)
    return found


def _meet(cells: Rows, others: Iterable[Rows], layer: Layer) -> bool:
    """Whether cells of a layer are among another's, more than a little of all that it has."""
    most = _LITTLE * len(layer.cells)
    return len(cells) > most and any(np.isin(cells, each, assume_unique=True).sum() > most for each in others)


def _strokes(traces: Sequence[Trace], steps: Sequence[int]) -> list[Layer]:
    """What settles of each trace, in the order in which a film draws it, with what of it is seen for a while."""
    found: list[tuple[int, Rows, Rows, Rows]] = []
    seen: list[list[Rows]] = []
    cells = int(np.prod(_grid(traces[0].canvas))) if traces else 0
    # For each cell the trace that lies uppermost, its last stroke there, and the frame since when it does.
    owner, stroke, since = np.full(cells, -1), np.full(cells, -1), np.zeros(cells, dtype=int)
    for frame, number, first, last in _settled(traces, steps):
        own = _covered(traces[number], first, last)
        lost = own[owner[own] != number]
        for before in np.unique(stroke[lost]).tolist():
            if before >= 0:
                hidden = lost[stroke[lost] == before]
                seen[before].append(hidden[frame - since[hidden] >= _A_WHILE * len(steps)])
        since[lost], owner[own], stroke[own] = frame, number, len(found)
        found.append((number, first, last, own))
        seen.append([])
    for place, (*_, own) in enumerate(found):
        seen[place].append(own[stroke[own] == place])
    return [Layer(*each, np.unique(np.concatenate(parts))) for each, parts in zip(found, seen, strict=True)]


def _settled(traces: Sequence[Trace], steps: Sequence[int]) -> Iterator[tuple[int, int, Rows, Rows]]:
    """What settles of each trace, and when: the frame, its number, and rows of its tracks."""
    starts = settling(traces, steps)
    for before, after in pairwise(range(len(steps))):
        for number, rows in enumerate(starts):
            if (rows[after] != rows[before]).any():
                yield after, number, rows[before], rows[after]
    for number, (trace, rows) in enumerate(zip(traces, starts, strict=True)):
        yield len(steps), number, rows[-1], trace.ends[:, steps[-1]]


def _covered(trace: Trace, first: Rows, last: Rows) -> Rows:
    """The cells that a stroke covers, in rising order."""
    canvas, size = trace.canvas, _CELL * trace.canvas.scale
    rows, columns = _grid(canvas)
    spans = zip(trace.tracks, first.tolist(), last.tolist(), strict=True)
    places = np.concatenate([_dense(track.points[begin : end + 1], size) for track, begin, end in spans])
    reach = trace.trace_style.reach / 2 * canvas.point / size
    around = np.arange(-round(reach), round(reach) + 1)
    disc = np.stack(np.meshgrid(around, around), axis=-1).reshape(-1, 2)
    disc = disc[np.hypot(*disc.T) <= reach + 0.5]
    column, row = np.floor(places[:, None] / size + disc).reshape(-1, 2).T
    inside: Mask = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    return np.unique((row[inside] * columns + column[inside]).astype(np.intp))


def _grid(canvas: Canvas) -> tuple[int, int]:
    """How many rows and columns of cells there are."""
    width, height = (int(side / (_CELL * canvas.scale)) + 1 for side in canvas.size)
    return height, width


def _dense(points: Array, step: float) -> Array:
    """Points along a line, none further from the next than a step."""
    known = points[np.isfinite(points).all(axis=1)]
    if len(known) <= 1:
        return known
    lengths = np.concatenate([[0.0], np.cumsum(np.minimum(np.hypot(*np.diff(known, axis=0).T), _FAR * step))])
    places = np.linspace(0, lengths[-1], int(lengths[-1] / step) + 2)
    return np.column_stack([np.interp(places, lengths, axis) for axis in known.T])
