"""How files write starts: points, or a rule by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.parameters import Entry, Items, Kind
from optviz.starts import STARTS, Spread
from optviz.starts.base import MOST
from optviz.surfaces.kinds.entries import POINT

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.parameters.tree import Node
    from optviz.surfaces.kinds.surface import Point


class Starts(Kind):
    """A point, a list of points, or a rule by its name."""

    POINTS: Final = Items(POINT, 1, MOST)
    RULE: Final = Entry(STARTS)

    @property
    def apart(self) -> bool:
        """Every wrong point gets its own problem."""
        return True

    @property
    def words(self) -> str:
        """Points, or a rule."""
        return f"{self.POINTS.words}, or a rule by its name"

    def check(self, value: Any) -> tuple[Point, ...] | Spread:
        """Points, or a rule."""
        if not isinstance(value, Spread | tuple | list):
            raise self.mismatch(value)
        return value if isinstance(value, Spread) else self.POINTS.check(value)

    def read(self, node: Node, key: str, context: Context) -> tuple[Point, ...] | Spread:
        """All points, or a rule; a single point becomes a list of one."""
        found: tuple[Point, ...] | Spread
        if isinstance(node.value, str | dict):
            found = self.RULE.read(node, key, context)
        elif isinstance(node.value, list) and node.value and not isinstance(node.value[0].value, list):
            found = (POINT.read(node, key, context),)
        elif isinstance(node.value, list):
            found = self.POINTS.read(node, key, context)
        else:
            found = super().read(node, key, context)
        return found

    def write(self, value: Any, *, short: bool = False) -> Any:
        """A list of points; in short, a single point by itself; a rule by its name."""
        if isinstance(value, Spread):
            return self.RULE.write(value, short=short)
        found = self.POINTS.write(value)
        return found[0] if short and len(found) == 1 else found

    def schema(self) -> Schema:
        """A reference to the definition, which has all rules too."""
        return self.RULE.schema()

    def forms(self) -> list[Schema]:
        """A point, or a list of points."""
        return [POINT.schema(), self.POINTS.schema()]
