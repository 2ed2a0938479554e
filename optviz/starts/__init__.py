"""The starts: rules by which many runs begin, on a grid or at random, as weights are initialised."""

from __future__ import annotations

from typing import Any

from optviz.registry import Registry
from optviz.starts.base import Box, Spread

__all__ = ["STARTS", "Box", "Spread"]

STARTS: Registry[type[Spread]] = Registry("optviz.starts", Spread, "start")


def __getattr__(name: str) -> Any:
    return STARTS.of_class(name)
