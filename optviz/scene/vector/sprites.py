"""What lies over the traces: each thing is written once, and seen in its frames, in its places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from optviz.arrays import np
from optviz.drawing.outlines import Shape
from optviz.drawing.vector_canvas import Letters
from optviz.scene.vector.markup import Element

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from optviz.scene.vector.ink import Ink, Item
    from optviz.scene.vector.motion import Motion

    Place: TypeAlias = tuple[float, float]

_DECIMALS = 2
"""Of pixels, in which two things must agree to be one."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Something that lies over the traces in one frame.

    Args: light, dark: what is drawn.  corner: the lower left corner of its place, in pixels.
    """

    light: Sequence[Item]
    dark: Sequence[Item]
    corner: Place

    @property
    def key(self) -> Hashable:
        """What it has in common with the same thing in another place."""
        return tuple(_key(item, self.corner) for item in self.light)


@dataclass(eq=False)
class _Sprite:
    """A thing, and its place in each frame that shows it."""

    thing: Drawn
    places: dict[int, Place] = field(default_factory=dict)


def sprites(frames: Sequence[Iterable[Drawn]], ink: Ink, motion: Motion) -> Iterator[Element]:
    """The things that each frame shows, in the order in which they come."""
    found: dict[tuple[Hashable, int], _Sprite] = {}
    for index, things in enumerate(frames):
        counted: dict[Hashable, int] = {}
        for thing in things:
            twin = counted[thing.key] = counted.get(thing.key, -1) + 1
            found.setdefault((thing.key, twin), _Sprite(thing)).places[index] = thing.corner
    for sprite in found.values():
        yield from _written(sprite, len(frames), ink, motion)


def _written(sprite: _Sprite, frames: int, ink: Ink, motion: Motion) -> Iterator[Element]:
    light, dark = sprite.thing.light, sprite.thing.dark
    origin = ink.sheet.places(np.array(sprite.thing.corner))
    shifts = {frame: (ink.sheet.places(np.array(place)) - origin).tolist() for frame, place in sprite.places.items()}
    inner = list(ink.elements(light, dark))
    if len(shifts) == frames and not any(map(any, shifts.values())):
        yield from inner
        return
    last = shifts[max(shifts)]
    own = [("transform", "translate({} {})".format(*last))] if any(last) else []
    own += motion.seen([frame in shifts for frame in range(frames)])
    if len({tuple(each) for each in shifts.values()}) > 1 or any(last):
        held, values = shifts[min(shifts)], []
        for frame in range(frames):
            held = shifts.get(frame, held)
            values.append("{}px,{}px".format(*held))
        own += [("class", motion.named(f"transform:translate({motion.variable(values)})"))]
    yield Element("g", tuple(own), (), ink.document.written(inner))


def _key(item: Item, corner: Place) -> Hashable:
    if isinstance(item, Letters):
        place = np.round(np.array([item.left, item.baseline]) - corner, _DECIMALS) + 0.0
        return (item._replace(left=0.0, baseline=0.0), *place.tolist())
    if isinstance(item, Shape):
        vertices = np.round(item.outline.vertices - corner, _DECIMALS) + 0.0
        return (vertices.tobytes(), *item[1:-1], item.area)
    return id(item)
