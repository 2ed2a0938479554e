"""The figure as one SVG that moves by its own style sheet, without a script."""

from __future__ import annotations

from optviz.scene.vector.animated import animated

__all__ = ["animated"]
