"""Programs: what is computed from x and y, operation by operation, each stated once.

An operation is known by its number, and its operands have lower numbers. So everything that goes through a program
takes as long as the program is, however often a part is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from optviz.language.expression import Numeral, Symbol, apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.language.expression import Tree

Part: TypeAlias = int
"""The number of an operation."""

VARIABLES: Final = ("x", "y")
CHAINED: Final = "chained"
"""u*v, but 0 wherever u or v is 0, whatever the other one is."""
REGULAR: Final = "regular"
"""u, but 0 wherever u is not finite."""
EDGE: Final = "edge"
"""0 below 0, 1 above it, and not a number at 0."""
TURN: Final = "turn"
"""-1 below 0, 1 above it, and not a number at 0."""
_MOST_FACTORS: Final = 1 << 10


class Operation(NamedTuple):
    """A number, a variable, or a function of other operations.

    Args: function: an operator, a function's name, CHAINED or REGULAR; a variable's name; empty for a number.
        operands: what it is a function of.  value: of a number.
    """

    function: str
    operands: tuple[Part, ...] = ()
    value: float = 0.0


class Program:
    """Operations, each with lower operands; constant ones are numbers, whole powers are products.

    Args: values: of parameters and constants, which become numbers.
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self.operations: list[Operation] = []
        self._known: dict[tuple[Operation, str], Part] = {}
        self._names = {name: self.number(value) for name, value in values.items()}
        self._names |= {name: self._added(Operation(name)) for name in VARIABLES}

    def tree(self, tree: Tree, names: Mapping[str, Part] | None = None) -> Part:
        """A tree's value, with other meanings of some names."""
        if isinstance(tree, Numeral):
            return self.number(tree.value)
        if isinstance(tree, Symbol):
            return names[tree.identifier] if names and tree.identifier in names else self._names[tree.identifier]
        return self.call(tree.function, *[self.tree(argument, names) for argument in tree.arguments])

    def number(self, value: float) -> Part:
        """A number."""
        return self._added(Operation("", (), value))

    def value(self, part: Part) -> float | None:
        """A part's value, if it is a number."""
        operation = self.operations[part]
        return None if operation.function else operation.value

    def call(self, function: str, *operands: Part) -> Part:
        """A function or an operator of other parts."""
        numbers = [value for operand in operands if (value := self.value(operand)) is not None]
        if len(numbers) == len(operands) and function not in {CHAINED, REGULAR, EDGE, TURN}:
            return self.number(apply(function, numbers))
        if function == "**" and self.value(operands[1]) is not None:
            return self._power(operands[0], numbers[-1])
        return self._added(Operation(function, operands))

    def _added(self, operation: Operation) -> Part:
        # As a key, 0.0 would be -0.0, and NaN would not be itself.
        key = operation, repr(operation.value)
        if key not in self._known:
            self._known[key] = len(self.operations)
            self.operations.append(operation)
        return self._known[key]

    def _power(self, base: Part, exponent: float) -> Part:
        """A power by products and one root, where the exponent is a whole number or a half, and not too large."""
        if not (2 * exponent).is_integer() or abs(exponent) > _MOST_FACTORS:
            return self._added(Operation("**", (base, self.number(exponent))))
        if exponent < 0:
            return self.call("/", self.number(1.0), self._power(base, -exponent))
        if not exponent.is_integer():
            return self._power(self.call("sqrt", base), 2 * exponent)
        return self._product(base, int(exponent))

    def _product(self, base: Part, count: int) -> Part:
        if count == 0:
            return self.number(1.0)
        if count == 1:
            return base
        if count % 2:
            return self.call("*", self._product(base, count - 1), base)
        half = self._product(base, count // 2)
        return self.call("*", half, half)
