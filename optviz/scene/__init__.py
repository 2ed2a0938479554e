"""One scenario's figure and its stream of frames."""

from __future__ import annotations

from optviz.scene.chapters import Chapter, chapters, seconds
from optviz.scene.drawings import document, frame_documents, strip_document
from optviz.scene.scene import Frame, Scene
from optviz.scene.stream import stream_frames, worth_several_processes
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
