"""The catalogue of views: each module draws one kind of panel."""

from __future__ import annotations

from typing import Any

from optviz.registry import Registry
from optviz.views.base import Band, Dots, Drawing, Load, Overlay, Time, Track, View

__all__ = ["VIEWS", "Band", "Dots", "Drawing", "Load", "Overlay", "Time", "Track", "View"]

VIEWS: Registry[type[View]] = Registry("optviz.views", View, "view")


def __getattr__(name: str) -> Any:
    return VIEWS.of_class(name)
