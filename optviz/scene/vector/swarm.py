"""Clouds of dots, those that come and go in the same frames together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.svg import number_text, tag
from optviz.scene.vector.markup import Element, Paint, look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.scene.clouds import Cloud
    from optviz.scene.vector.ink import Ink
    from optviz.scene.vector.motion import Motion


def swarm(
    light: Cloud, dark: Cloud, steps: Sequence[int], fading: int | None, ink: Ink, motion: Motion
) -> Iterator[Element]:
    """The dots of a cloud.

    Args: light, dark: the same cloud in both themes.  steps: the step of each frame.  fading: as in Trails.
    """
    shape = ink.symbol(light.outline)
    color = Paint.of(light.run_style.color, dark.run_style.color)
    for first, last, frames in _groups(light.dots.places.shape[0], steps, fading):
        for places, opacity in light.parts(first - 1, last):
            own = motion.seen(frames)
            corners = ink.sheet.places(places).tolist()
            uses = "".join(tag("use", {"href": f"#{shape}", "x": f"{x}", "y": f"{y}"}) for x, y in corners)
            yield Element("g", tuple(own), look(fill=color, fill_opacity=number_text(opacity)), uses)


def _groups(count: int, steps: Sequence[int], fading: int | None) -> Iterator[tuple[int, int, list[bool]]]:
    """The steps, from one to another, whose dots are seen in the same frames, and in which of them."""
    shown = np.asarray(steps)
    seen = np.arange(count)[:, None] <= shown
    if fading is not None:
        seen &= np.arange(count)[:, None] > shown - fading
    edges = np.flatnonzero((seen[1:] != seen[:-1]).any(axis=1)) + 1
    for part in np.split(np.arange(count), edges):
        if (frames := seen[part[0]].tolist()) and any(frames):
            yield int(part[0]), int(part[-1]), frames
