"""Notes in the picture: short texts with leaders to what they are about.

A text stands still as long as it is there, in a free place that follows from the scenario and its trajectories alone;
its leader follows the head.
"""

from optviz.scene.notes.notes import Notes
from optviz.scene.notes.overlays import Leader, NoteText, Ring
from optviz.scene.notes.places import Places, Told
from optviz.scene.notes.site import Site

__all__ = ["Leader", "NoteText", "Notes", "Places", "Ring", "Site", "Told"]
