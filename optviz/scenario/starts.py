"""How files write starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optviz.parameters import Items
from optviz.scenario import limits
from optviz.surfaces.kinds.entries import POINT

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.parameters.tree import Node
    from optviz.surfaces.kinds.surface import Point


class Starts(Items):
    """A point, or a list of points."""

    def __init__(self) -> None:
        super().__init__(POINT, 1, limits.MAX_STARTS)

    def read(self, node: Node, key: str, context: Context) -> tuple[Point, ...]:
        """All points; a single point becomes a list of one."""
        if isinstance(node.value, list) and node.value and not isinstance(node.value[0].value, list):
            return (POINT.read(node, key, context),)
        return super().read(node, key, context)

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A list of points; in short, a single point by itself."""
        found = super().write(value)
        return found[0] if short and len(found) == 1 else found

    def schema(self) -> Schema:
        """A reference to the definition."""
        return {"$ref": "#/$defs/start"}

    def definition(self) -> Schema:
        """A point, or a list of points."""
        return {"anyOf": [POINT.schema(), super().schema()]}
