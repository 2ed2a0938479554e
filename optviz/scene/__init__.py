"""One scenario's figure and its stream of frames."""

from __future__ import annotations

from optviz.scene.crew import Crew, cores, pays
from optviz.scene.scene import Frame, Scene

__all__ = ["Crew", "Frame", "Scene", "cores", "pays"]
