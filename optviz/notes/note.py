"""What a note is, and how files write it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from annotated_types import Ge, Le, MaxLen

from optviz.errors import ParameterError
from optviz.notes.condition import Condition, ConditionKind
from optviz.parameters import Items, Key, MismatchError, Record, check

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.tree import Node

MOST: Final = 24
"""Notes of a scenario."""
LONGEST: Final = 160
"""Characters of a note."""
LONGEST_PAUSES: Final = 60.0
"""Seconds of all pauses together, as many as the last frame may stay."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A short text that appears where something happens.

    Args: of: the run that it is about, by its label or its optimizer's name; may be left out where there is one only,
            or where nothing but the step counts.
        when: a condition on step, value, x, y, distance (to the nearest minimizer), gap (of the value above the least
            one), gradient_norm and calls, of several starts on their medians; or a word: start, end, leaves (the
            picture for good), diverges, turns (its value rises for the first time), stalls (it moves no farther, long
            before the end). The note appears at the first step where it holds.
        say: the text.
        at: head, a point [x, y] of the surface, top or bottom of the picture; head if it is about a run, else top.
        pause: seconds for which the motion stands still.  stay: seconds of motion for which it stays.
    """

    of: Annotated[str, MaxLen(60)] = ""
    when: Annotated[Condition, ConditionKind()]
    say: Annotated[str, MaxLen(LONGEST)]
    at: Literal["auto", "head", "top", "bottom"] | tuple[float, float] = "auto"
    pause: Annotated[float, Ge(0), Le(20)] = 0.0
    stay: Annotated[float, Ge(0), Le(120)] = 2.0
    place: Annotated[str, Key()] = field(default="", compare=False)
    """Where it stands: file, line and column."""

    def __post_init__(self) -> None:
        check(self)
        if not self.say.strip():
            raise ParameterError("say", "expected some text")


class _NoteRecord(Record):
    """The mapping of a note, whose place is kept."""

    def read(self, node: Node, key: str, context: Context) -> Any:
        """A note."""
        found = super().read(node, key, context)
        place = f"{node.file or context.problems.file}:{node.line}:{node.column}"
        return replace(found, place=place) if node.is_placed else found


class Notes(Items):
    """The notes of a scenario."""

    def __init__(self) -> None:
        super().__init__(_NoteRecord(Note, "a note"), 0, MOST)

    def check(self, value: Any) -> tuple[Note, ...]:
        """Notes that do not pause for too long."""
        return _within_pauses(super().check(value))

    def read(self, node: Node, key: str, context: Context) -> tuple[Note, ...]:
        """The notes, read one by one."""
        found = super().read(node, key, context)
        self.checked(node, key, found)
        return found


def _within_pauses(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Notes whose pauses together are not too long."""
    if (pauses := sum(note.pause for note in notes)) > LONGEST_PAUSES:
        raise MismatchError(f"pauses of {pauses:g} s together, more than {LONGEST_PAUSES:g} s")
    return notes
