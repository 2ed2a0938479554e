"""At which steps the notes of a scenario appear, and why some never do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from optviz.arrays import np
from optviz.notes.runs import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.notes.note import Note
    from optviz.trajectory import Trajectory

_LONGEST = 60
"""Characters of a condition in a message."""


@dataclass(frozen=True)
class Moment:
    """A note at the step where it appears.

    Args: note: the note.  step: when.  cell: the small multiple.  run: which of the cell's runs it is about; None where
        it is about none.  first: whether no other moment of the note comes before it, so that its pause counts.
    """

    note: Note
    step: int
    cell: int
    run: int | None
    first: bool


class Unseen(NamedTuple):
    """A note that never appears.

    Args: place: where it stands.  message: that it does not appear, and why.
    """

    place: str
    message: str

    def __str__(self) -> str:
        """All on one line."""
        return f"{self.place}: {self.message}"


def moments(notes: Sequence[Note], trajectories: Sequence[Trajectory]) -> tuple[Moment, ...]:
    """When each note appears in each cell, in the order of the steps; those that never do are not among them."""
    found: list[Moment] = []
    for note in notes:
        own: list[tuple[int, int, int | None]] = []
        for trajectory, run in _about(note, trajectories):
            holds = np.flatnonzero(note.when.holds(trajectory))
            if holds.size:
                own.append((int(holds[0]) * trajectory.every, trajectory.cell, run))
        own.sort(key=lambda each: each[:2])
        found += [Moment(note, *each, first=not number) for number, each in enumerate(own)]
    return tuple(sorted(found, key=lambda moment: moment.step))


def unseen(notes: Sequence[Note], trajectories: Sequence[Trajectory]) -> tuple[Unseen, ...]:
    """The notes that appear in no cell."""
    seen = {id(moment.note) for moment in moments(notes, trajectories)}
    return tuple(
        Unseen(note.place or f"note {number}", f"this note never appears: {_reason(note, trajectories)}")
        for number, note in enumerate(notes, start=1)
        if id(note) not in seen
    )


def _about(note: Note, trajectories: Sequence[Trajectory]) -> Iterator[tuple[Trajectory, int | None]]:
    """The run of each cell that a note is about, or any, and None, where it is about none."""
    for cell in sorted({each.cell for each in trajectories}):
        there = [each for each in trajectories if each.cell == cell]
        if note.of:
            meant = named(note.of, [(each.entry or each.label, each.optimizer) for each in there])
            yield from ((there[place], there[place].run) for place in meant[:1])
        else:
            yield there[0], there[0].run if len(there) == 1 else None


def _reason(note: Note, trajectories: Sequence[Trajectory]) -> str:
    """Why a note appears in no cell."""
    about = list(_about(note, trajectories))
    if not about:
        return f"no run is called {note.of!r}"
    trajectory, _ = about[0]
    label, starts = trajectory.entry or trajectory.label, len(trajectory.starts)
    never, where = ("never ", "") if len(about) == 1 else ("", f" in none of {len(about)} cells")
    if note.when.tree is None:
        half = starts > 1 and note.when.of_starts
        does = f"{never}{note.when.text.removesuffix('s') if half else note.when.text}{where}"
        return f"{'half of the starts of ' if half else ''}{label} {does}"
    text = " ".join(note.when.text.split())
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    if note.when.quantities == {"step"}:
        return f"{shown} never holds; the last step is {trajectory.steps}"
    return f"{shown} {never}holds for {'the median of ' if starts > 1 else ''}{label}{where}"
