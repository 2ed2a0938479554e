"""One scenario's figure and its stream of frames.

What draws in lines and areas is loaded before its first use: most animations are pixels.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from optviz.scene.chapters import Chapter, chapters, seconds
from optviz.scene.scene import Frame, Scene
from optviz.scene.stream import stream_frames, worth_several_processes

if TYPE_CHECKING:
    from optviz.scene.drawings import document, frame_documents, strip_document
    from optviz.scene.strip import strip_pixels
    from optviz.scene.vector import animated

__all__ = [
    "Chapter",
    "Frame",
    "Scene",
    "animated",
    "chapters",
    "document",
    "frame_documents",
    "seconds",
    "stream_frames",
    "strip_document",
    "strip_pixels",
    "worth_several_processes",
]

_LATER = {
    "animated": "vector",
    "document": "drawings",
    "frame_documents": "drawings",
    "strip_document": "drawings",
    "strip_pixels": "strip",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'optviz.scene' has no attribute {name!r}")
    return getattr(importlib.import_module(f"optviz.scene.{_LATER[name]}"), name)
