"""Which optimizers of the catalogue a test can be about."""

from __future__ import annotations

from typing import Final

from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters

READY: Final = {
    name: declared
    for name, declared in OPTIMIZERS.items()
    if not any(each.required for each in parameters(declared).values())
}
"""Those that need no parameter."""
