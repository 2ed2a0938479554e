"""One scenario's figure and its stream of frames.

What draws in lines and areas stands in `drawings`, `strip` and `vector`, and is loaded only where it is used: most
animations are pixels.
"""

from __future__ import annotations

from optviz.scene.chapters import Chapter, chapters, seconds
from optviz.scene.scene import Frame, Scene
from optviz.scene.stream import stream_frames, worth_several_processes

__all__ = [
    "Chapter",
    "Frame",
    "Scene",
    "chapters",
    "seconds",
    "stream_frames",
    "worth_several_processes",
]
