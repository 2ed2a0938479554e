"""Which surfaces of the catalogue a test can be about."""

from __future__ import annotations

from typing import Final

from optviz.parameters import parameters
from optviz.surfaces import SURFACES
from optviz.surfaces.base import Declaration

READY: Final = tuple(
    name for name, entry in SURFACES.items() if not any(each.required for each in parameters(entry).values())
)
"""Those that need no parameter."""
FORMULAS: Final = {name: entry for name, entry in SURFACES.items() if isinstance(entry, Declaration)}
"""Those that are formulas, with their declarations."""
