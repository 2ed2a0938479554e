"""The surfaces: a catalogue of known functions, and own expressions."""

from __future__ import annotations

from optviz.registry import Registry
from optviz.surfaces.base import Bounds, Declaration, Surface, from_expression

__all__ = ["SURFACES", "Bounds", "Surface", "from_expression", "surface"]

SURFACES: Registry[Declaration] = Registry("optviz.surfaces", Declaration, "surface", wanted="'name' or 'expression'")


def surface(name: str, **parameters: float) -> Surface:
    """A surface of the catalogue.

    Args: name: as in `optviz list surfaces`.  parameters: instead of the defaults.
    Raises: UnknownNameError for a name or a parameter that is not known; ParameterError for a wrong value.
    """
    return SURFACES[name].bind(**parameters)
