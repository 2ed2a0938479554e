"""Notes: short texts that appear where something happens to a run.

note.py       what a note is, and how files write it
condition.py  when it appears
runs.py       which run it is about
moments.py    at which step of that run it appears, or why it never does
"""

from __future__ import annotations

from optviz.notes.condition import Condition
from optviz.notes.moments import Moment, Unseen, moments, unseen
from optviz.notes.note import Note, Notes
from optviz.notes.runs import faults

__all__ = ["Condition", "Moment", "Note", "Notes", "Unseen", "faults", "moments", "unseen"]
