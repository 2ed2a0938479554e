"""Which run a note is about, and what it needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from optviz.errors import suggestion
from optviz.notes.condition import OF_MINIMIZERS
from optviz.parameters.tree import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.notes.note import Note

Named: TypeAlias = tuple[str, str]
"""A run's label, and its optimizer's name."""


class Landscape(Protocol):
    """What a note asks of a surface: where it is lowest, and how low."""

    @property
    def minimizers(self) -> Sequence[tuple[float, float]]:
        """Where it is lowest."""

    @property
    def least(self) -> float | None:
        """Its least value; None where none is known."""

    def is_finite_at(self, point: tuple[float, float]) -> bool:
        """Whether it has a finite value at a point."""


def named(of: str, runs: Sequence[Named]) -> list[int]:
    """Which runs a name means: the one with that label, or else those of that optimizer."""
    return [place for place, (label, _) in enumerate(runs) if label == of] or [
        place for place, (_, name) in enumerate(runs) if name == of
    ]


def faults(note: Note, cells: Sequence[Sequence[Named]], surfaces: Sequence[Landscape]) -> Iterator[tuple[str, str]]:
    """What is wrong with a note beside the runs and the surfaces that it is about: a key and a message, each.

    Args: cells: the runs of each small multiple that differs in them.  surfaces: all that there are.
    """
    several = max((runs for runs in cells if len(runs) > 1), key=len, default=())
    if note.of:
        yield from _misnamed(note.of, cells)
    elif several and note.when.needs_run:
        yield "of", f"needed, since {show(note.when.text)} is about one run, of {_listed(several)}"
    elif several and note.at == "head":
        yield "at", f"no head without a run; 'of' says which, of {_listed(several)}"
    for quantity in sorted(note.when.quantities & OF_MINIMIZERS):
        if lacks := next(filter(None, (_lacking(quantity, surface) for surface in surfaces)), ""):
            which = "this one" if len(surfaces) == 1 else "one of these"
            yield "when", f"{quantity!r} needs a surface with {lacks}, and {which} has none"


def _misnamed(of: str, cells: Sequence[Sequence[Named]]) -> Iterator[tuple[str, str]]:
    """That no run, or more than one of a cell, has a name."""
    meant = [(runs, named(of, runs)) for runs in cells]
    if cells and not any(places for _, places in meant):
        known = {name for runs in cells for each in runs for name in each}
        yield "of", f"no run is called {show(of)}{suggestion(of, known)}"
    for runs, places in meant:
        if len(places) > 1:
            yield "of", f"{show(of)} is {len(places)} runs; give a label: {_listed([runs[place] for place in places])}"


def _lacking(quantity: str, surface: Landscape) -> str:
    """What a surface lacks from which a distance or a gap could be told; nothing where it has all."""
    if not surface.minimizers:
        return "" if quantity == "gap" and surface.least is not None else "minimizers"
    known = quantity == "distance" or all(map(surface.is_finite_at, surface.minimizers))
    return "" if known else "finite values at its minimizers"


def _listed(runs: Sequence[Named]) -> str:
    return ", ".join(repr(label) for label, _ in runs)
