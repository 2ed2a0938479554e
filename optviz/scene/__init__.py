"""One scenario's figure and its stream of frames."""

from __future__ import annotations

from optviz.scene.scene import Frame, Scene

__all__ = ["Frame", "Scene"]
