"""Notes: short texts that appear where something happens to a run.

note.py       what a note is, and how files write it
condition.py  when it appears
moments.py    at which step of which run that is
"""

from __future__ import annotations

from optviz.notes.condition import Condition
from optviz.notes.moments import Moment, moments
from optviz.notes.note import Note, Notes

__all__ = ["Condition", "Moment", "Note", "Notes", "moments"]
