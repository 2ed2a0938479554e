"""How files write bounds and surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from optviz.errors import ParameterError, ScenarioError
from optviz.parameters import Entry, Fixed, Items, Kind, Number, Record, parameters
from optviz.parameters.records import built
from optviz.parameters.tree import Node, RefusedError
from optviz.surfaces import SURFACES, Bounds, FormulaSurface, Surface, from_expression
from optviz.surfaces.kinds.function import FunctionSurface
from optviz.surfaces.kinds.surface import Point  # noqa: TC001  (annotations are evaluated)

if TYPE_CHECKING:
    from optviz.parameters import Context
    from optviz.parameters.base import Schema

POINT: Final = Fixed((Number(), Number()))

LONGEST_EXPRESSION: Final = 1000
_MOST_POINTS: Final = 100
_MAX_WIDTH: Final = 1e12
_MIN_WIDTH: Final = 1e-100
_MIN_SHARE: Final = 1e-9
"""Of the largest coordinate; narrower bounds run out of digits."""
_ANYWHERE: Final = Bounds((0, 1), (0, 1))


class BoundsEntry(Record):
    """The part of the plane that is drawn."""

    def __init__(self) -> None:
        super().__init__(Bounds)

    def read(self, node: Node, key: str, context: Context) -> Bounds:
        """Bounds that can be drawn."""
        bounds: Bounds = super().read(node, key, context)
        with context.problems.all_noted():
            for axis in self.keys:
                low, high = getattr(bounds, axis)
                if not max(abs(low), abs(high)) * _MIN_SHARE < high - low or not _MIN_WIDTH <= high - low <= _MAX_WIDTH:
                    message = f"{axis}: too narrow or too wide to draw, {interval((low, high))}"
                    context.problems.add(node.at([axis]), message)
        return bounds


class Formula(Kind):
    """The text of an expression in x and y."""

    @property
    def words(self) -> str:
        """A formula."""
        return "a formula in x and y"

    def check(self, value: Any) -> str:
        """A text that is not too long, or a number."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return repr(value)
        if not isinstance(value, str) or not value.strip():
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> str:
        """A text that is in the language of expressions."""
        text: str = super().read(node, key, context)
        if len(text) > LONGEST_EXPRESSION:
            message = f"{len(text)} characters, more than {LONGEST_EXPRESSION}; shorten it"
            raise RefusedError(node, ParameterError(key, message))
        built(from_expression, {"text": text, "bounds": _ANYWHERE}, node)
        return text

    def schema(self) -> Schema:
        """A text or a number."""
        return {"type": ["string", "number"], "maxLength": LONGEST_EXPRESSION}


@dataclass(frozen=True)
class OwnSurface:
    """A surface that a file gives by an expression.

    Args: expression: a formula in x and y.  bounds: the region to draw.  minimizers: where it is lowest, if that is
        known.  kinks: points without a gradient; 0 is used there.
    """

    expression: Annotated[str, Formula()]
    bounds: Annotated[Bounds, BoundsEntry()]
    minimizers: Annotated[tuple[Point, ...], Items(POINT, most=_MOST_POINTS)] = ()
    kinks: Annotated[tuple[Point, ...], Items(POINT, most=_MOST_POINTS)] = ()


class OwnSurfaceEntry(Record):
    """A surface by its expression, as a mapping."""

    def __init__(self) -> None:
        super().__init__(OwnSurface, "an own surface")

    def read(self, node: Node, key: str, context: Context) -> Surface:
        """The surface."""
        del key
        values = self.values(node, context)
        text = values.pop("expression")
        made: Surface = built(partial(from_expression, text), values, node.at(["expression"]))
        return made


class SurfaceEntry(Entry):
    """A catalogue surface by its name, with its parameters, or a surface by its expression."""

    OWN: Final = OwnSurfaceEntry()

    def __init__(self) -> None:
        super().__init__(SURFACES)

    def check(self, value: Any) -> Surface:
        """A surface."""
        if not isinstance(value, Surface):
            raise self.mismatch(value)
        return value

    def read(self, node: Node, key: str, context: Context) -> Surface:
        """The surface; one made in Python is kept as it is."""
        if isinstance(node.plain, Surface):
            return node.plain
        if isinstance(node.value, dict) and "expression" in node.value:
            return self.OWN.read(node, key, context)
        found: Surface = super().read(node, key, context)
        return found

    def write(self, value: Any, *, short: bool = False) -> Any:
        """The name with the parameters, or the expression.

        Raises: ScenarioError where a file could not have it.
        """
        if isinstance(value, FunctionSurface):
            if short:
                raise ScenarioError(f"a file cannot have the function {value.title}; an expression or a grid it can")
            return {"name": value.name, "title": value.title}
        if not isinstance(value, FormulaSurface):
            found = super().write(value, short=short)
            return found if short else {key: own for key, own in found.items() if key not in value.unused}
        if value.name not in SURFACES:
            return self.OWN.write(value, short=short)
        usual = {name: each.default for name, each in parameters(SURFACES[value.name]).items()}
        given = {key: float(own) for key, own in value.parameters.items() if not short or own != usual[key]}
        return value.name if short and not given else {"name": value.name, **given}


def interval(limits: tuple[float, float]) -> str:
    """The ends of an axis, as a message shows them."""
    return f"[{limits[0]:.12g}, {limits[1]:.12g}]"
