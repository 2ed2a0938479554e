"""The last frame of a scenario as a small picture, for readers without scripts."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_MOST: Final = (12_000, 4_000)
"""Bytes, of a page as usual and of a coarser one."""
_WIDEST: Final = 800
"""Pixels: the largest width of a still."""


class Still(NamedTuple):
    """A picture in a page.  Args: url: with all of it.  size: width and height at which it is shown."""

    url: str
    size: tuple[int, int]


def still(scenario: Scenario, trajectories: Sequence[Trajectory], coarser: int = 0) -> Still:
    """The last frame, as sharp as it can be in few bytes."""
    from PIL import Image

    output = replace(scenario.output, scale=1)
    pixels = Scene(replace(scenario, output=output), trajectories).picture(-1)
    picture, most = Image.fromarray(pixels[..., :3].copy()), _MOST[min(coarser, 1)]
    found: list[tuple[str, bytes]] = []
    for attempt in _attempts(picture):
        found.append(attempt)
        if len(attempt[1]) <= most:
            break
    mime, content = found[-1]
    return Still(f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}", output.size)


def _attempts(picture: Image) -> Iterator[tuple[str, bytes]]:
    """The picture in ever fewer bytes: WebP, or PNG with few colours where Pillow cannot write that."""
    from PIL import Image, features

    for share in (1.0, 0.8, 0.6, 0.45, 0.3):
        width = min(picture.width, _WIDEST) * share
        size = round(width), max(1, round(picture.height * width / picture.width))
        small = picture.resize(size, Image.Resampling.LANCZOS) if size != picture.size else picture
        if features.check("webp"):
            yield from (("image/webp", _written(small, "webp", quality=each, method=4)) for each in (70, 40))
        else:
            few = small.quantize(48)
            yield "image/png", _written(few, "png", optimize=True)


def _written(picture: Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
