"""What stands round the pictures of a figure, so that they can be read: names of axes, colour bars, legend, caption."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from annotated_types import MaxLen

from optviz.parameters import Choice, Kind, Record, check

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.base import Schema
    from optviz.parameters.tree import Node

Name: TypeAlias = Annotated[str, MaxLen(40)]


@dataclass(frozen=True, kw_only=True)
class AxisNames:
    """The names of the axes.

    Args: x, y: of the plane.  z: of the surface's values.  An empty name is not drawn.
    """

    x: Name = "x"
    y: Name = "y"
    z: Name = "f"

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, kw_only=True)
class LegendOptions:
    """Where the legend stands and what it says.

    Args: place: beside the pictures, below them, inside the first one, nowhere, or where they can use most room.
        show: names and values, or names only; values stand below the names, or are left out, where names would be cut.
        order: of its entries in the last frame: as in the file, or ranked by the final value.
    """

    place: Literal["auto", "right", "below", "inside", "none"] = "auto"
    show: Literal["values", "names"] = "values"
    order: Literal["file", "ranked"] = "file"

    def __post_init__(self) -> None:
        check(self)


USUAL: Final = LegendOptions()
_WORDS: Final = {
    "fixed": USUAL,
    "ranked": LegendOptions(order="ranked"),
    "names": LegendOptions(show="names"),
    "none": LegendOptions(place="none"),
    "right": LegendOptions(place="right"),
    "below": LegendOptions(place="below"),
    "inside": LegendOptions(place="inside"),
}
"""Legends that have a word of their own."""
_RECORD: Final = Record(LegendOptions, "legend")


class LegendKind(Kind):
    """How files write a legend: a word, or a mapping."""

    @property
    def words(self) -> str:
        """All words, and the keys."""
        return f"{', '.join(_WORDS)}, or a mapping of {', '.join(_RECORD.keys)}"

    @property
    def form(self) -> str:
        """The words."""
        return "|".join(_WORDS)

    @property
    def apart(self) -> bool:
        """It may have parts."""
        return True

    def check(self, value: Any) -> LegendOptions:
        """A legend's options."""
        if isinstance(value, str) and value in _WORDS:
            return _WORDS[value]
        if not isinstance(value, LegendOptions):
            raise self.mismatch(value)
        return value

    def advice(self, value: object) -> str:
        """The nearest word."""
        return Choice(tuple(_WORDS)).advice(value)

    def read(self, node: Node, key: str, context: Context) -> LegendOptions:
        """A word or a mapping."""
        if isinstance(node.value, dict):
            found: LegendOptions = _RECORD.read(node, key, context)
            return found
        plain: LegendOptions = super().read(node, key, context)
        return plain

    def write(self, value: LegendOptions, *, short: bool = False) -> Any:
        """The word, where there is one."""
        return next((word for word, each in _WORDS.items() if each == value), _RECORD.write(value, short=short))

    def overlaid(self, near: Node, far: Node) -> Node:
        """As a mapping, where both are."""
        return _RECORD.overlaid(near, far)

    def records(self) -> tuple[Record, ...]:
        """The mapping."""
        return (_RECORD,)

    def schema(self) -> Schema:
        """A word or a mapping."""
        return {"anyOf": [{"enum": list(_WORDS)}, _RECORD.schema()]}


@dataclass(frozen=True, kw_only=True)
class Guides:
    """What stands round the pictures, so that they can be read.

    Args: legend: fixed (in the scenario's order), ranked (by final value), names (without values), none, its place
            (right, below or inside a picture), or a mapping of place, show and order.
        axes: the names of the axes.  colorbar: whether a bar says which colour means which value.
        caption: whether the description stands under the picture.
        results: whether the last frame says of each run how many steps and calls it took, and where it ended.
    """

    legend: Annotated[LegendOptions, LegendKind()] = USUAL
    axes: Annotated[AxisNames, Record(AxisNames, "axes")] = field(default_factory=AxisNames)
    colorbar: bool = False
    caption: bool = False
    results: bool = False
