"""Surfaces that are formulas: one declaration states each fact once, and the functions that follow from it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from optviz.arrays import np
from optviz.errors import UnknownNameError
from optviz.language.compiler import compile_program
from optviz.language.derivatives import derive, mean_slopes
from optviz.language.expression import CONSTANTS, Limits, evaluate, parse
from optviz.language.notation import Formula, Latex, MathML
from optviz.language.program import VARIABLES, Program
from optviz.parameters import Number, Parameter
from optviz.parameters.ranges import Range
from optviz.parameters.tree import show
from optviz.surfaces.kinds import surface as plane
from optviz.surfaces.kinds.surface import PAIR, Bounds, Surface, as_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.arrays import Array
    from optviz.language.compiler import Compiled
    from optviz.language.expression import Tree
    from optviz.parameters.ranges import Bound
    from optviz.surfaces.kinds.surface import Point, Tag

__all__ = ["Bounds", "Declaration", "FormulaSurface", "Surface", "from_expression"]

_CODE: Final = Limits(length=2000, nodes=1000, depth=60)
"""How large a declared expression may be: it is code, while those in files come from anywhere."""


@dataclass(frozen=True, repr=False)
class FormulaSurface(Surface):
    """A formula with its parameters bound.

    Nothing is derived or compiled before its use.

    Args: name: the catalogue's, or "expression".  title: for readers.  expression: in x, y and the
            parameters.  parameters: their values.  bounds: what is drawn unless a scenario says otherwise.
        minimizers: where the least value within the bounds is taken; empty where none is known.
        source: who published it.  kinks: points without a gradient, at which 0 (a subgradient) stands for it,
            and 0 for the Hessian.  lowest: the least value within the bounds where whole curves or areas take it,
            so that no list of minimizers could be whole.
    """

    name: str
    title: str
    expression: str
    parameters: Mapping[str, float] = field(hash=False)
    bounds: Bounds
    minimizers: tuple[Point, ...] = ()
    source: str = ""
    kinks: tuple[Point, ...] = ()
    lowest: float | None = None

    def __repr__(self) -> str:
        numbers = "".join(f", {name}={value:g}" for name, value in self.parameters.items())
        return f"<Surface {self.name}{numbers}: {show(self.expression)}>"

    @property
    def written(self) -> str:
        """The expression."""
        return show(self.expression)

    @property
    def latex(self) -> str:
        """The expression in LaTeX, in the order in which it is written."""
        return Latex({}).text(self._tree)

    @property
    def mathml(self) -> str:
        """The expression in MathML, as the LaTeX."""
        return MathML({}).text(self._tree)

    @property
    def formula(self) -> str:
        """The expression as a reader writes it on one line, with the parameters' values."""
        return Formula(self.parameters).text(self._tree)

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""
        columns, shape = as_columns(points)
        with np.errstate(all="ignore"):
            (value,) = self._value(*columns)
        # Adding 0 copies, and makes of -0 the 0 that a reader expects.
        return (np.broadcast_to(value, columns.shape[1:]) + 0.0).reshape(shape)

    def is_finite_at(self, point: Point) -> bool:
        """Whether it has a finite value at a point; found without NumPy, as a rule."""
        values = {**self._known, **dict(zip(VARIABLES, point, strict=True))}
        return math.isfinite(evaluate(self._tree, values)) or bool(np.isfinite(self.value(np.array(point))))

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2); at a kink, a generalized gradient."""
        columns, shape = as_columns(points)
        gradient = np.empty(columns.shape)
        with np.errstate(all="ignore"):
            gradient[0], gradient[1] = self._gradient(*columns)
            self._mend(columns, gradient, "gradient")
        return gradient.T.reshape(*shape, 2)

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2)."""
        columns, shape = as_columns(points)
        hessian = np.empty((4, columns.shape[1]))
        with np.errstate(all="ignore"):
            hessian[0], hessian[1], hessian[2], hessian[3] = self._hessian(*columns)
            self._mend(columns, hessian, "hessian")
        return hessian.T.reshape(*shape, 2, 2)

    @cached_property
    def least(self) -> float | None:
        """The least value within the bounds; None where it is not known."""
        return super().least if self.lowest is None else self.lowest

    @property
    def operations(self) -> tuple[int, int]:
        """How many operations its value takes, and its value and gradient together."""
        return _operations(self.expression, tuple(self.parameters.items()))

    def _mend(self, columns: Array, derivatives: Array, kind: Literal["gradient", "hessian"]) -> None:
        """Where derivatives are not finite although the value is, take the careful ones; at declared kinks, 0."""
        total = sum(derivatives.ravel().tolist()) if columns.size == PAIR else derivatives.sum()  # one point, quickly
        if not math.isfinite(total):
            lost = np.flatnonzero(~np.isfinite(derivatives).all(axis=0) & np.isfinite(columns).all(axis=0))
            if lost.size:
                value, *careful = self._careful[kind](*np.ascontiguousarray(columns[:, lost]))
                for row, found in zip(derivatives, careful, strict=True):
                    row[lost] = np.where(np.isfinite(value), found, row[lost])
        for x, y in self.kinks:
            derivatives[:, (columns[0] == x) & (columns[1] == y)] = 0

    @cached_property
    def _tree(self) -> Tree:
        return _tree(self.expression, tuple(self.parameters))

    @cached_property
    def _value(self) -> Compiled:
        program = Program(self._known)
        return compile_program(program, [program.tree(self._tree)])

    @cached_property
    def _gradient(self) -> Compiled:
        program = Program(self._known)
        return compile_program(program, derive(self._tree, program, careful=False).gradient)

    @cached_property
    def _hessian(self) -> Compiled:
        program = Program(self._known)
        return compile_program(program, derive(self._tree, program, careful=False).hessian)

    @cached_property
    def _careful(self) -> Mapping[str, Compiled]:
        """The value with the careful gradient, and with the careful Hessian."""
        program = Program(self._known)
        value, _, hessian = derive(self._tree, program, careful=True)
        wanted = {"gradient": mean_slopes(self._tree, program), "hessian": (value, *hessian)}
        return {kind: compile_program(program, parts) for kind, parts in wanted.items()}

    @property
    def _known(self) -> Mapping[str, float]:
        return {**CONSTANTS, **self.parameters}

    def __getstate__(self) -> dict[str, Any]:
        """What is declared, without the compiled functions, which no other process could read."""
        return {declared.name: getattr(self, declared.name) for declared in dataclasses.fields(self)}


@dataclass(frozen=True)
class Declaration:
    """An entry of the catalogue: every fact of a surface, stated once.

    Args: name, title, expression, bounds, source, kinks, lowest: as in FormulaSurface.  summary: one sentence, what to
            notice about it.  parameters: their defaults.  ranges: the bound of a parameter that has one.
        minimizers: points whose coordinates are numbers, or expressions of the parameters. All those where
            the least value within the bounds is taken, and no others.
        moving: parameters that move minimizers as no expression tells; away from their defaults none is known.
        tags: what kind of landscape it is.
    """

    name: str
    title: str
    summary: str
    expression: str
    bounds: Bounds
    source: str
    minimizers: tuple[tuple[float | str, float | str], ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)
    ranges: Mapping[str, Bound] = field(default_factory=dict, hash=False)
    kinks: tuple[Point, ...] = ()
    lowest: float | None = None
    moving: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()

    def bind(self, **values: float) -> FormulaSurface:
        """The surface with these parameters instead of the defaults.

        Raises: UnknownNameError for an unknown parameter, ParameterError for one out of its range.
        """
        for name in values.keys() - self.parameters.keys():
            raise UnknownNameError(f"parameter of {self.name}", name, self.parameters)
        given = {**self.parameters, **values}
        bound = {each.name: each.check(given[each.name]) for each in self.declared_parameters}
        return FormulaSurface(
            self.name,
            self.title,
            self.expression,
            bound,
            self.bounds,
            self._minimizers(bound),
            self.source,
            self.kinks,
            self.lowest,
        )

    __call__ = bind

    @property
    def declared_parameters(self) -> tuple[Parameter, ...]:
        """The parameters with their ranges."""
        limits = {name: Range((bound,)) for name, bound in self.ranges.items()}
        return tuple(
            Parameter(name, name, Number(limits=limits.get(name, Range())), default)
            for name, default in self.parameters.items()
        )

    def _minimizers(self, parameters: Mapping[str, float]) -> tuple[Point, ...]:
        if any(parameters[name] != self.parameters[name] for name in self.moving):
            return ()
        return tuple((_coordinate(x, parameters), _coordinate(y, parameters)) for x, y in self.minimizers)


def from_expression(
    text: str,
    bounds: Bounds,
    minimizers: Iterable[Point] = (),
    name: str = "expression",
    kinks: Iterable[Point] = (),
) -> FormulaSurface:
    """A surface of one's own.

    Args: text: an expression in x and y: numbers, pi, e, + - * / ** and named functions.  bounds: where it is
            drawn.  minimizers, kinks: as in Surface.  name: what it is called.
    Raises: ExpressionError where the text is not such an expression.
    """
    parse(text, VARIABLES)
    return FormulaSurface(
        name, "f(x, y)", text, {}, bounds, tuple(map(plane.point, minimizers)), kinks=tuple(map(plane.point, kinks))
    )


@lru_cache(maxsize=256)
def _tree(expression: str, parameters: tuple[str, ...]) -> Tree:
    """The tree of an expression, of which many scenarios may have the same."""
    return parse(expression, (*VARIABLES, *parameters), _CODE)


@lru_cache(maxsize=256)
def _operations(expression: str, parameters: tuple[tuple[str, float], ...]) -> tuple[int, int]:
    """How many operations the value takes, and the value and the gradient together."""
    tree = _tree(expression, tuple(name for name, _ in parameters))
    program = Program({**CONSTANTS, **dict(parameters)})
    program.tree(tree)
    value = len(program.operations)
    derive(tree, program, careful=False)
    return value, len(program.operations)


def _coordinate(coordinate: float | str, parameters: Mapping[str, float]) -> float:
    if isinstance(coordinate, str):
        return evaluate(parse(coordinate, tuple(parameters)), {**CONSTANTS, **parameters})
    return coordinate
