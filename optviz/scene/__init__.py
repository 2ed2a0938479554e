"""One scenario's figure and its stream of frames."""

from __future__ import annotations

from optviz.scene.drawings import document
from optviz.scene.scene import Frame, Scene
from optviz.scene.stream import stream_frames, worth_several_processes

__all__ = ["Frame", "Scene", "document", "stream_frames", "worth_several_processes"]
