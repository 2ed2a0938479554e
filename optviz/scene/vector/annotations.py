"""Notes: each text and ring is written once and fades; the line of a leader is turned and stretched to its head."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.arrays import np
from optviz.drawing.outlines import Shape
from optviz.drawing.svg import number_text
from optviz.scene.notes import Leader, Ring
from optviz.scene.vector.markup import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optviz.arrays import Array
    from optviz.drawing.vector_canvas import VectorCanvas
    from optviz.scene.figure import Figure
    from optviz.scene.notes import NoteText, Told
    from optviz.scene.timeline import FrameState
    from optviz.scene.vector.ink import Ink, Item
    from optviz.scene.vector.motion import Motion
    from optviz.views import Overlay

    Pictured = tuple[Figure, VectorCanvas]

_LENGTH: Final = 100
"""Of the line that is turned and stretched."""


class _Note(NamedTuple):
    """A note in its place, and its opacity in each frame."""

    told: Told
    opacities: Sequence[float]


class Annotations:
    """The notes of an animation.

    Args: light, dark: its figures, with what they are drawn on. Notes have the same places in both.
    """

    def __init__(self, light: Pictured, dark: Pictured, frames: Sequence[FrameState], ink: Ink, motion: Motion) -> None:
        self.light, self.dark, self.frames = light, dark, frames
        self.ink, self.motion = ink, motion

    def elements(self) -> Iterator[Element]:
        """The leaders and rings of all, then the texts."""
        notes = list(self._notes()) if any(frame.notes for frame in self.frames) else []
        for note in notes:
            yield from self._leader(note)
            yield from self._ring(note)
        for note in notes:
            yield self._fading(self.ink.elements(*self._drawn(note.told.text)), note.opacities)

    def _notes(self) -> Iterator[_Note]:
        for moment, places in self.light[0].notes.told.items():
            seen = [{said.moment: said.opacity for said in frame.notes}.get(moment, 0.0) for frame in self.frames]
            yield from (_Note(told, seen) for told in places)

    def _leader(self, note: _Note) -> Iterator[Element]:
        """The line from a text to what it is about."""
        shown = zip(self.frames, note.opacities, strict=True)
        lines = [note.told.leader(frame) if opacity else None for frame, opacity in shown]
        first = next((index for index, line in enumerate(lines) if line), None)
        if first is None:
            return
        matrices: list[str] = []
        for line in [*lines[first : first + 1] * first, *lines[first:]]:
            matrices.append(self._matrix(*line) if line else matrices[-1])
        own = [("transform", f"matrix({matrices[-1]})")]
        if len(set(matrices)) > 1:
            own += [("class", self.motion.named(f"transform:matrix({self.motion.variable(matrices)})"))]
        path = (("d", f"M0 0h{_LENGTH}"),)
        inner = [
            Element("path", path, self.ink.look(light, dark))
            for light, dark in zip(*self._led(note, Leader, first), strict=True)
            if isinstance(light, Shape) and isinstance(dark, Shape)
        ]
        seen = [opacity if line else 0.0 for opacity, line in zip(note.opacities, lines, strict=True)]
        yield self._fading(inner, seen, own)

    def _matrix(self, begin: Array, end: Array) -> str:
        """What makes a leader of the line that is drawn, which keeps its width."""
        places = self.ink.sheet.places(np.stack([begin, end]))
        along = places[1] - places[0]
        across = along[::-1] * (-1, 1) / max(float(np.hypot(*along)), 1.0)
        return ",".join(map(number_text, (*along / _LENGTH, *across, *places[0])))

    def _ring(self, note: _Note) -> Iterator[Element]:
        """The ring round a point, which stands still, as the camera does."""
        light, dark = self._led(note, Ring, next(index for index, opacity in enumerate(note.opacities) if opacity))
        if light:
            yield self._fading(self.ink.elements(light, dark), note.opacities)

    def _led(self, note: _Note, kind: type, index: int) -> tuple[list[Item], list[Item]]:
        """What is drawn of the leader, or of the ring, in a frame."""
        overlays = self.light[0].notes.led(note.told, self.frames[index])
        return self._drawn(*(each for each in overlays if isinstance(each, kind)))

    def _drawn(self, *overlays: NoteText | Leader | Ring) -> tuple[list[Item], list[Item]]:
        """What overlays draw, in the light and in the dark."""
        figure, _ = self.dark
        others = (replace(each, color=figure.theme.ink, page=figure.theme.page) for each in overlays)
        return _items(self.light, overlays), _items(self.dark, others)

    def _fading(self, inner: Iterable[Element], seen: Sequence[float], own: Sequence[tuple[str, str]] = ()) -> Element:
        return Element("g", (*own, *self.motion.seen(seen)), (), self.ink.document.written(inner))


def _items(pictured: Pictured, overlays: Iterable[Overlay]) -> list[Item]:
    """What overlays draw on a canvas."""
    _, canvas = pictured
    canvas.clear(None)
    for each in overlays:
        each.draw(canvas)
    return list(canvas.items)
