"""Bands that grow: each is there as a whole, and is seen up to where it has grown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from optviz.arrays import np
from optviz.drawing.svg import number_text
from optviz.scene.vector.ink import TOLERANCE
from optviz.scene.vector.markup import Element, Paint, look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scene.swaths import Swath
    from optviz.scene.vector.ink import Ink
    from optviz.scene.vector.motion import Motion

_ENDLESS: Final = "1e6px"
"""Longer than any picture is wide."""


def growth(light: Swath, dark: Swath, steps: Sequence[int], ink: Ink, motion: Motion) -> Element:
    """A band over the frames that show some steps.

    Args: light, dark: the same one in both themes.
    """
    band, sheet = light.band, ink.sheet
    corners = np.array([[band.area.left, band.area.top], [band.area.right, band.area.bottom]])
    (left, top), (right, bottom) = sheet.places(corners).tolist()
    along = sheet.places(band.lower[band.ends[list(steps)]])[:, 0] - left
    mask, (width, height) = ink.document.name(), sheet.units
    seen = f"stroke-dasharray:{_ENDLESS};stroke-dashoffset:calc({_ENDLESS} - {motion.variable(along.tolist())}*1px)"
    ink.document.definitions.append(
        f'<mask id="{mask}" maskUnits="userSpaceOnUse" x="0" y="0" width="{width}" height="{height}">'
        f'<path d="M{left} {(top + bottom) / 2:g}H{right}" class="{motion.named(seen)}" stroke="#fff" '
        f'stroke-width="{bottom - top}"/></mask>'
    )
    shade = look(fill=Paint.of(light.run_style.color, dark.run_style.color), fill_opacity=number_text(band.opacity))
    data = sheet.path_data(light.outline(steps[-1]), TOLERANCE)
    return Element("path", (("d", data), ("mask", f"url(#{mask})")), shade, clip=ink.clip(band.area))
