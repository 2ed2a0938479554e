"""At which steps the notes of a scenario appear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.notes.note import Note
    from optviz.trajectory import Trajectory


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


def moments(notes: Sequence[Note], trajectories: Sequence[Trajectory]) -> tuple[Moment, ...]:
    """When each note appears in each cell, in the order of the steps; those that never do are not among them."""
    found: list[Moment] = []
    for note in notes:
        own: list[tuple[int, int, int | None]] = []
        for cell in sorted({each.cell for each in trajectories}):
            there = [each for each in trajectories if each.cell == cell]
            about = [each for each in there if note.of in (each.label, each.optimizer)] if note.of else there[:1]
            for trajectory in about[:1]:
                holds = np.flatnonzero(note.when.holds(trajectory))
                if holds.size:
                    run = trajectory.run if note.of or len(there) == 1 else None
                    own.append((int(holds[0]) * trajectory.every, cell, run))
        own.sort()
        found += [Moment(note, *each, first=not number) for number, each in enumerate(own)]
    return tuple(sorted(found, key=lambda moment: moment.step))
