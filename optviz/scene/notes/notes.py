"""The notes of a figure, frame by frame."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from optviz.scene.notes.overlays import Leader, Ring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.arrays import Array
    from optviz.notes import Moment
    from optviz.scene.notes.places import Places, Told
    from optviz.scene.timeline import FrameState
    from optviz.views import Overlay


class Notes:
    """The notes of a figure.  Args: places: finds one for each."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def overlays(self, frame: FrameState) -> Iterator[Overlay]:
        """What is drawn of a frame's notes: the leaders of all, then the texts."""
        shown = [(said, told) for said in frame.notes for told in self.told.get(said.moment, ())]
        for said, told in shown:
            yield from self.led(told, frame, said.opacity)
        for said, told in shown:
            yield replace(told.text, opacity=said.opacity)

    @cached_property
    def told(self) -> dict[Moment, list[Told]]:
        """Every note in its places."""
        found: dict[Moment, list[Told]] = {}
        for told in self.places.found():
            found.setdefault(told.moment, []).append(told)
        return found

    def led(self, told: Told, frame: FrameState, opacity: float = 1.0) -> Iterator[Leader | Ring]:
        """The leader of a note, and the ring at its end, if it has them."""
        look = self.places.theme.ink, self.places.theme.page, self.places.point, opacity
        if line := told.leader(frame):
            yield Leader(_pair(line[0]), _pair(line[1]), *look)
        if isinstance(told.moment.note.at, tuple) and (place := told.target(frame)) is not None:
            yield Ring(_pair(place), *look)


def _pair(place: Array) -> tuple[float, float]:
    return float(place[0]), float(place[1])
