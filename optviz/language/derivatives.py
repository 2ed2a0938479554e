"""The gradient and the Hessian of an expression, by the chain rule.

For every part u of the expression the derivatives u_x, u_y, u_xx, u_xy and u_yy are built from those of its arguments,
so that they take a few operations for each of its operations, however deeply it is nested. For a function g of u,

    g_x = g'(u) u_x        g_xy = g''(u) u_x u_y + g'(u) u_xy

and likewise for functions of two arguments, with the slopes of functions.py. A derivative that is 0 is left out.

That is the quick program. It gives no number at a kink, where a function has no derivative. Where it gives a number
that is not finite although the value of the expression is finite, a careful program is asked, in which
    a slope or a curvature of a function that is not finite is 0, as that of sqrt(u) at u = 0, and
    a product with 0 is 0, even if the other factor is infinite or not a number.
The careful gradient is made of one-sided slopes, along x and y and against them: max(u, v), where both are equal, has
the larger of their slopes, and abs(u), where u is 0, the absolute value of its slope, so that nested kinks are right as
well. Each coordinate is the mean of both sides: 0 by symmetry, and exactly 0 on flat pieces. In the careful Hessian a
kink has the curvatures of abs, max and min with sign(0) = 0 and step(0) = 1/2. Of where(test, u, v) only what is chosen
counts, also at the border.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.language.expression import Call, Numeral, Symbol, parse
from optviz.language.functions import PRIMITIVE, TESTS, WHERE
from optviz.language.program import CHAINED, EDGE, REGULAR, TURN, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optviz.language.expression import Tree
    from optviz.language.program import Part, Program

    Term = Part | None

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

    Args: careful: whether the Hessian is finite wherever the value is.
    """
    chain = _Chain(program, _ALONG, _PAIRS, careful=careful)
    jet = chain.jet(tree)
    x, y, xx, xy, yy = map(chain.number_of, (*jet.first, *jet.second))
    return Derivatives(jet.value, (x, y), (xx, xy, xy, yy))


def mean_slopes(tree: Tree, program: Program) -> tuple[Part, Part, Part]:
    """Add a tree and its careful gradient to a program: its value, and the mean one-sided slopes along x and y."""
    chain = _Chain(program, _BOTH_WAYS, (), careful=True)
    jet = chain.jet(tree)
    half = program.number(0.5)
    ahead_x, behind_x, ahead_y, behind_y = map(chain.number_of, jet.first)
    x, y = (program.call("-", ahead, behind) for ahead, behind in ((ahead_x, behind_x), (ahead_y, behind_y)))
    return jet.value, program.call("*", half, x), program.call("*", half, y)


_ALONG: Final = ((1.0, 0.0), (0.0, 1.0))
"""The directions of the gradient's coordinates."""
_BOTH_WAYS: Final = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
_PAIRS: Final = ((0, 0), (0, 1), (1, 1))
"""The directions of u_xx, u_xy and u_yy, by number."""


@dataclass(frozen=True)
class _Jet:
    """A part with its slopes in some directions and its curvatures for some pairs of them; None is 0."""

    value: Part
    first: tuple[Term, ...]
    second: tuple[Term, ...]

    @property
    def is_constant(self) -> bool:
        """Whether no slope is other than 0."""
        return not any(term is not None for term in self.first)


@dataclass
class _Chain:
    """The chain rule, writing into a program.

    Args: directions: in x and y.  pairs: of them, by number.  careful: whether results are finite where values are.
    """

    program: Program
    directions: tuple[tuple[float, float], ...]
    pairs: tuple[tuple[int, int], ...]
    careful: bool

    def jet(self, tree: Tree) -> _Jet:
        """A tree's value and derivatives."""
        if isinstance(tree, Numeral):
            return self._constant(self.program.tree(tree))
        if isinstance(tree, Symbol):
            moves = tuple(dict(zip(VARIABLES, each, strict=True)).get(tree.identifier, 0.0) for each in self.directions)
            first = tuple(self.program.number(move) if move else None for move in moves)
            return _Jet(self.program.tree(tree), first, (None,) * len(self.pairs))
        return self._call(tree)

    def number_of(self, term: Term) -> Part:
        """A derivative, also where it is 0."""
        return self.program.number(0.0) if term is None else term

    def _constant(self, value: Part) -> _Jet:
        return _Jet(value, (None,) * len(self.directions), (None,) * len(self.pairs))

    def _call(self, tree: Call) -> _Jet:
        jets = [self.jet(argument) for argument in tree.arguments]
        value = self.program.call(tree.function, *[jet.value for jet in jets])
        if tree.function in TESTS or all(jet.is_constant for jet in jets):
            return self._constant(value)
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
        first = [self._sum(self._times(u.first[x], v.value), self._times(u.value, v.first[x])) for x in self._sides]
        second = [
            self._total(
                self._times(u.second[k], v.value),
                self._times(u.first[x], v.first[y]),
                self._times(u.first[y], v.first[x]),
                self._times(u.value, v.second[k]),
            )
            for k, (x, y) in enumerate(self.pairs)
        ]
        return _Jet(value, tuple(first), tuple(second))

    def _quotient(self, value: Part, u: _Jet, v: _Jet) -> _Jet:
        """f = u/v, from u = f v; so that nothing overflows that the quotient does not."""
        first = [self._over(self._difference(u.first[x], self._times(value, v.first[x])), v.value) for x in self._sides]
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
            for k, (x, y) in enumerate(self.pairs)
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

    @property
    def _sides(self) -> range:
        return range(len(self.directions))

    def _choice(self, test: Part, value: Part, u: _Jet, v: _Jet) -> _Jet:
        """The derivatives of what is chosen."""
        choose = functools.partial(self._chosen, test)
        return _Jet(value, self._each(choose, u.first, v.first), self._each(choose, u.second, v.second))

    @property
    def _one_sided(self) -> bool:
        return self.directions is _BOTH_WAYS

    def _chosen(self, test: Part, u: Term, v: Term) -> Term:
        if u == v:
            return u
        return self.program.call(WHERE, test, self.number_of(u), self.number_of(v))

    def _function(self, name: str, value: Part, jets: list[_Jet]) -> _Jet:
        names = {"f": value, **dict(zip("uv", [jet.value for jet in jets], strict=False))}
        slopes, curvatures = (
            tuple(self._nonzero(self.program.tree(tree, names)) for tree in trees)
            for trees in _rules(name, careful=self.careful)
        )
        found = self._chained(value, jets, slopes, curvatures)
        corner = PRIMITIVE[name].corner if name in PRIMITIVE and self._one_sided else ()
        return self._cornered(found, jets, names, *corner) if corner else found

    def _cornered(self, found: _Jet, jets: list[_Jet], names: Mapping[str, Part], test: str, slope: str) -> _Jet:
        """A jet with the one-sided slopes of a function's corner, where the point is one."""
        first = []
        for x in self._sides:
            inner = {**names, **dict(zip("de", [self.number_of(jet.first[x]) for jet in jets], strict=False))}
            there, turned = (self.program.tree(parse(text, tuple(inner)), inner) for text in (test, slope))
            first.append(self._chosen(there, turned, found.first[x]))
        return _Jet(found.value, tuple(first), found.second)

    def _chained(self, value: Part, jets: list[_Jet], slopes: tuple[Term, ...], curvatures: tuple[Term, ...]) -> _Jet:
        """The chain rule for a function of one or two arguments."""
        slopes, curvatures = self._each(self._regular, slopes), self._each(self._regular, curvatures)
        first = [
            self._total(*[self._times(slope, jet.first[x]) for slope, jet in zip(slopes, jets, strict=True)])
            for x in self._sides
        ]
        second = [
            self._total(
                *[
                    self._times(curvature, self._times(jets[i].first[x], jets[j].first[y]))
                    for (i, j), curvature in _both(curvatures)
                ],
                *[self._times(slope, jet.second[k]) for slope, jet in zip(slopes, jets, strict=True)],
            )
            for k, (x, y) in enumerate(self.pairs)
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
def _rules(name: str, *, careful: bool) -> tuple[tuple[Tree, ...], tuple[Tree, ...]]:
    """A function's slopes and curvatures; the quick ones have no value at a kink."""
    rules = _POWER if name == "**" else (PRIMITIVE[name].slopes, PRIMITIVE[name].curvatures)
    slopes, curvatures = (tuple(_sharp(parse(rule, ("u", "v", "f")), careful) for rule in each) for each in rules)
    return slopes, curvatures


def _sharp(tree: Tree, careful: bool) -> Tree:
    """A rule in which, unless it is for the careful program, sign and step have no value at 0."""
    if careful or not isinstance(tree, Call):
        return tree
    return Call(_SHARP.get(tree.function, tree.function), tuple(_sharp(part, careful) for part in tree.arguments))


_SHARP: Final = {"sign": TURN, "step": EDGE}


def _both(curvatures: tuple[Term, ...]) -> Iterator[tuple[tuple[int, int], Term]]:
    """Second partial derivatives with the two arguments they are by; of two arguments, the mixed one comes twice."""
    if len(curvatures) == 1:
        yield (0, 0), curvatures[0]
        return
    same, mixed, other = curvatures
    yield from [((0, 0), same), ((0, 1), mixed), ((1, 0), mixed), ((1, 1), other)]
