"""The gradient and the Hessian of an expression, by the chain rule.

For every part u of the expression the derivatives u_x, u_y, u_xx, u_xy and u_yy are built from those of its arguments,
so that they take a few operations for each of its operations, however deeply it is nested. For a function g of u,

    g_x = g'(u) u_x        g_xy = g''(u) u_x u_y + g'(u) u_xy

and likewise for functions of two arguments, with the slopes of functions.py. A derivative that is 0 is left out.

There are two programs. The quick one computes just that. Where it gives a number that is not finite although the value
of the expression is finite, the careful one is asked, in which
    a slope or a curvature of a function that is not finite is 0, as that of sqrt(u) at u = 0, and
    a product with 0 is 0, even if the other factor is infinite or not a number.
So a flat piece has the gradient 0, exactly; a point about which the surface is symmetric has it too; and at any other
kink each coordinate is that of a generalized gradient, with 0 for every slope that is vertical.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.language.expression import Call, Numeral, Symbol, parse
from optviz.language.functions import PRIMITIVE, TESTS, WHERE
from optviz.language.program import CHAINED, REGULAR, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.language.expression import Tree
    from optviz.language.program import Part, Program

    Term = Part | None

PAIRS: Final = ((0, 0), (0, 1), (1, 1))
"""The variables of u_xx, u_xy and u_yy, by number."""
_POWER: Final = (
    ("v*u**(v - 1)", "f*log(u)"),
    ("v*(v - 1)*u**(v - 2)", "u**(v - 1)*(1 + v*log(u))", "f*log(u)**2"),
)
"""The slopes and the curvatures of f = u**v where the exponent varies."""


class Derivatives(NamedTuple):
    """Parts of a program: a value, its gradient (x, y) and its Hessian (xx, xy, yx, yy)."""

    value: Part
    gradient: tuple[Part, ...]
    hessian: tuple[Part, ...]


def derive(tree: Tree, program: Program, *, careful: bool) -> Derivatives:
    """Add a tree and its derivatives to a program.

    Args: careful: whether they are finite wherever the value is.
    """
    chain = _Chain(program, careful=careful)
    jet = chain.jet(tree)
    zero = program.number(0.0)
    x, y, xx, xy, yy = (zero if part is None else part for part in (*jet.first, *jet.second))
    return Derivatives(jet.value, (x, y), (xx, xy, xy, yy))


@dataclass(frozen=True)
class _Jet:
    """A part with its first derivatives (x, y) and its second ones (xx, xy, yy); None is 0."""

    value: Part
    first: tuple[Term, ...] = (None, None)
    second: tuple[Term, ...] = (None, None, None)


@dataclass
class _Chain:
    """The chain rule, writing into a program."""

    program: Program
    careful: bool

    def jet(self, tree: Tree) -> _Jet:
        """A tree's value and derivatives."""
        if isinstance(tree, Numeral):
            return _Jet(self.program.tree(tree))
        if isinstance(tree, Symbol):
            number = self.program.number
            moves = tuple(number(1.0) if tree.identifier == name else None for name in VARIABLES)
            return _Jet(self.program.tree(tree), moves)
        return self._call(tree)

    def _call(self, tree: Call) -> _Jet:
        jets = [self.jet(argument) for argument in tree.arguments]
        value = self.program.call(tree.function, *[jet.value for jet in jets])
        if tree.function in TESTS or not any(jet.first[0] is not None or jet.first[1] is not None for jet in jets):
            return _Jet(value)
        match tree.function, jets:
            case "-", [u]:
                found = _Jet(value, self._each(self._negative, u.first), self._each(self._negative, u.second))
            case "+" | "-", [u, v]:
                join = self._sum if tree.function == "+" else self._difference
                found = _Jet(value, self._each(join, u.first, v.first), self._each(join, u.second, v.second))
            case "*", [u, v]:
                found = self._product(value, u, v)
            case "/", [u, v]:
                found = self._quotient(value, u, v)
            case "**", [u, v] if (power := self.program.value(v.value)) is not None:
                found = self._power(value, u, power)
            case "where", [test, u, v]:
                found = self._choice(test.value, value, u, v)
            case _:
                found = self._function(tree.function, value, jets)
        return found

    def _product(self, value: Part, u: _Jet, v: _Jet) -> _Jet:
        first = [self._sum(self._times(u.first[x], v.value), self._times(u.value, v.first[x])) for x in (0, 1)]
        second = [
            self._total(
                self._times(u.second[k], v.value),
                self._times(u.first[x], v.first[y]),
                self._times(u.first[y], v.first[x]),
                self._times(u.value, v.second[k]),
            )
            for k, (x, y) in enumerate(PAIRS)
        ]
        return _Jet(value, tuple(first), tuple(second))

    def _quotient(self, value: Part, u: _Jet, v: _Jet) -> _Jet:
        """f = u/v, from u = f v; so that nothing overflows that the quotient does not."""
        first = [self._over(self._difference(u.first[x], self._times(value, v.first[x])), v.value) for x in (0, 1)]
        second = [
            self._over(
                self._difference(
                    u.second[k],
                    self._total(
                        self._times(first[x], v.first[y]),
                        self._times(first[y], v.first[x]),
                        self._times(value, v.second[k]),
                    ),
                ),
                v.value,
            )
            for k, (x, y) in enumerate(PAIRS)
        ]
        return _Jet(value, tuple(first), tuple(second))

    def _power(self, value: Part, base: _Jet, power: float) -> _Jet:
        """A power with a constant exponent."""
        slope = self._scaled(power, base.value, power - 1)
        curvature = self._scaled(power * (power - 1), base.value, power - 2)
        return self._chained(value, [base], (slope,), (curvature,))

    def _scaled(self, factor: float, base: Part, power: float) -> Term:
        number = self.program.number
        return self._times(number(factor), self.program.call("**", base, number(power))) if factor else None

    def _choice(self, test: Part, value: Part, u: _Jet, v: _Jet) -> _Jet:
        """The derivatives of what is chosen."""
        choose = functools.partial(self._chosen, test)
        return _Jet(value, self._each(choose, u.first, v.first), self._each(choose, u.second, v.second))

    def _chosen(self, test: Part, u: Term, v: Term) -> Term:
        if u == v:
            return u
        zero = self.program.number(0.0)
        return self.program.call(WHERE, test, zero if u is None else u, zero if v is None else v)

    def _function(self, name: str, value: Part, jets: list[_Jet]) -> _Jet:
        names = {"f": value, **dict(zip("uv", [jet.value for jet in jets], strict=False))}
        slopes, curvatures = (
            tuple(self._nonzero(self.program.tree(tree, names)) for tree in trees) for trees in _rules(name)
        )
        return self._chained(value, jets, slopes, curvatures)

    def _chained(self, value: Part, jets: list[_Jet], slopes: tuple[Term, ...], curvatures: tuple[Term, ...]) -> _Jet:
        """The chain rule for a function of one or two arguments."""
        slopes, curvatures = self._each(self._regular, slopes), self._each(self._regular, curvatures)
        first = [
            self._total(*[self._times(slope, jet.first[x]) for slope, jet in zip(slopes, jets, strict=True)])
            for x in (0, 1)
        ]
        second = [
            self._total(
                *[
                    self._times(curvature, self._times(jets[i].first[x], jets[j].first[y]))
                    for (i, j), curvature in _both(curvatures)
                ],
                *[self._times(slope, jet.second[k]) for slope, jet in zip(slopes, jets, strict=True)],
            )
            for k, (x, y) in enumerate(PAIRS)
        ]
        return _Jet(value, tuple(first), tuple(second))

    # Arithmetic that leaves out what is 0.

    def _each(self, operation: object, *columns: tuple[Term, ...]) -> tuple[Term, ...]:
        assert callable(operation)  # noqa: S101  (tells the type checker)
        return tuple(operation(*terms) for terms in zip(*columns, strict=True))

    def _nonzero(self, part: Part) -> Term:
        return None if self.program.value(part) == 0 else part

    def _regular(self, part: Term) -> Term:
        if part is None or not self.careful or self.program.value(part) is not None:
            return part
        return self.program.call(REGULAR, part)

    def _total(self, *terms: Term) -> Term:
        return functools.reduce(self._sum, terms)

    def _sum(self, u: Term, v: Term) -> Term:
        if u is None or v is None:
            return v if u is None else u
        negative = self._opposite(v)
        return self._nonzero(self.program.call("+", u, v) if negative is None else self.program.call("-", u, negative))

    def _difference(self, u: Term, v: Term) -> Term:
        if v is None:
            return u
        if u is None:
            return self._negative(v)
        negative = self._opposite(v)
        return self._nonzero(self.program.call("-", u, v) if negative is None else self.program.call("+", u, negative))

    def _negative(self, u: Term) -> Term:
        if u is None:
            return None
        opposite = self._opposite(u)
        if opposite is not None:
            return opposite
        factor, rest = self._factor(u)
        return self._multiple(-factor, rest)

    def _opposite(self, u: Part) -> Term:
        """v where u is -v."""
        operation = self.program.operations[u]
        return operation.operands[0] if operation.function == "-" and len(operation.operands) == 1 else None

    def _times(self, u: Term, v: Term) -> Term:
        """A product; numbers stand in front and are multiplied at once."""
        if u is None or v is None:
            return None
        (a, one), (b, other) = self._factor(u), self._factor(v)
        if one is None or other is None:
            return self._multiple(a * b, one if other is None else other)
        product = self.program.call(CHAINED if self.careful else "*", one, other)
        return self._multiple(a * b, product)

    def _over(self, u: Term, v: Part) -> Term:
        return None if u is None else self.program.call("/", u, v)

    def _factor(self, u: Part) -> tuple[float, Term]:
        """A part as a number times the rest; the rest is None where the part is a number."""
        operation = self.program.operations[u]
        if not operation.function:
            return operation.value, None
        if operation.function == "-" and len(operation.operands) == 1:
            factor, rest = self._factor(operation.operands[0])
            return -factor, rest
        first = self.program.value(operation.operands[0]) if operation.function == "*" else None
        if first is not None:
            return first, operation.operands[1]
        return 1.0, u

    def _multiple(self, factor: float, u: Term) -> Term:
        if u is None:
            return self._nonzero(self.program.number(factor))
        if factor in {1.0, -1.0}:
            return u if factor == 1 else self.program.call("-", u)
        return self._nonzero(self.program.call("*", self.program.number(factor), u)) if factor else None


@functools.cache
def _rules(name: str) -> tuple[tuple[Tree, ...], tuple[Tree, ...]]:
    """A function's slopes and curvatures."""
    rules = _POWER if name == "**" else (PRIMITIVE[name].slopes, PRIMITIVE[name].curvatures)
    slopes, curvatures = (tuple(parse(rule, ("u", "v", "f")) for rule in each) for each in rules)
    return slopes, curvatures


def _both(curvatures: tuple[Term, ...]) -> Iterator[tuple[tuple[int, int], Term]]:
    """Second partial derivatives with the two arguments they are by; of two arguments, the mixed one comes twice."""
    if len(curvatures) == 1:
        yield (0, 0), curvatures[0]
        return
    same, mixed, other = curvatures
    yield from [((0, 0), same), ((0, 1), mixed), ((1, 0), mixed), ((1, 1), other)]
