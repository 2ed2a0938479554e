"""The catalogue of formats: frames, a drawing, a page or captions become a file. A new format is a new module here."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from optviz.encoders.base import (
    Animation,
    Caption,
    CaptionFormat,
    DocumentFormat,
    Encoder,
    Format,
    Frames,
    PageFormat,
    VectorFormat,
)
from optviz.errors import UnknownNameError
from optviz.geometry import Box
from optviz.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "ENCODERS",
    "Animation",
    "Box",
    "Caption",
    "CaptionFormat",
    "DocumentFormat",
    "Encoder",
    "Format",
    "Frames",
    "PageFormat",
    "VectorFormat",
    "encoder_for",
]

ENCODERS: Registry[type[Format]] = Registry("optviz.encoders", Format, "format")


def encoder_for(target: str | Path) -> type[Format]:
    """What writes a file or a format.

    Args: target: a format's name ("gif"), a suffix (".gif") or a path that ends in one, in any case.
    Raises: UnknownNameError, with the nearest formats, where no encoder writes it.
    """
    path = PurePath(target)
    wanted = (path.suffix or path.name).lower()
    for encoder in _likely_first(wanted.removeprefix(".")):
        if wanted == encoder.name or wanted in encoder.suffixes:
            return encoder
    raise UnknownNameError("format", wanted.removeprefix("."), ENCODERS)


def _likely_first(name: str) -> Iterator[type[Format]]:
    """The format that has the suffix for its name, which is found without loading the others; then all."""
    with suppress(UnknownNameError):
        yield ENCODERS[name]
    yield from ENCODERS.values()
