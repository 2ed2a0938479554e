"""One scenario's figure and its stream of frames."""

from __future__ import annotations

from optviz.scene.drawings import document
from optviz.scene.scene import Frame, Scene
from optviz.scene.stream import stream_frames, worth_several_processes
from optviz.scene.vector import animated

__all__ = ["Frame", "Scene", "animated", "document", "stream_frames", "worth_several_processes"]
