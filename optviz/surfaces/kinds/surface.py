"""What a surface is, of whatever kind: f(x, y) with its gradient and its Hessian, and what is known about it."""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self

from optviz.arrays import np
from optviz.errors import ParameterError, ScenarioError
from optviz.language.program import VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.arrays import Array, Mask, Rows
    from optviz.oracle import Differentiable

Point = tuple[float, float]
Tag = Literal["convex", "multimodal", "ill-conditioned", "plateau", "non-smooth", "unbounded", "data"]
"""What `optviz list surfaces --tag` knows."""

PAIR: Final = 2


@dataclass(frozen=True)
class Bounds:
    """A rectangle of the plane, its edges included.

    Args: x, y: the lower and the upper end, finite.
    Raises: ParameterError where low is not below high.
    """

    x: tuple[float, float]
    y: tuple[float, float]

    def __post_init__(self) -> None:
        for name in VARIABLES:
            object.__setattr__(self, name, _interval(name, getattr(self, name)))

    def contains(self, points: Array) -> Mask:
        """Which of the points (..., 2) lie in it: (...) booleans."""
        points = np.asarray(points, dtype=float)
        low, high = np.transpose([self.x, self.y])
        inside: Mask = ((points >= low) & (points <= high)).all(axis=-1)
        return inside


class Surface(ABC):
    """f(x, y), its gradient and its Hessian at any points.

    A batch row equals the same point alone, to the last bit. A catalogue's class of surfaces is a frozen dataclass: its
    annotated fields are the parameters, its docstring's first line the summary; it states name, title, source and tags,
    and the bounds as a field that is not in files.

    Attributes: name: the catalogue's, or "expression" or "function".  title: for readers.  source: who published it.
        bounds: what is drawn unless a scenario says otherwise.
        minimizers: where the least value within the bounds is taken; empty where none is known.
        kinks: points without a gradient, at which 0 (a subgradient) stands for it, and 0 for the Hessian.
        parameters: their values, as headings tell them apart.
        formula: what a reader writes on one line; the title where there is no such formula.
        tags: what kind of landscape it is.  samples: of how many samples' losses it is the mean; 0 where of none.
        notes: what a picture must say about it.  described: whether they say what it is, as its title does.
        domain: where it has values; None where everywhere. Outside, value and gradient are not a number.
        unused: parameters that say nothing beside others, so that nobody writes them.
    """

    tags: ClassVar[tuple[Tag, ...]] = ()
    samples: int = 0
    notes: tuple[str, ...] = ()
    described: ClassVar[bool] = False
    domain: Bounds | None = None
    unused: tuple[str, ...] = ()

    if TYPE_CHECKING:  # fields of some kinds, and of others attributes of the class

        @property
        def name(self) -> str:
            """The catalogue's, or "expression" or "function"."""

        @property
        def title(self) -> str:
            """For readers."""

        @property
        def source(self) -> str:
            """Who published it."""

        @property
        def bounds(self) -> Bounds:
            """What is drawn unless a scenario says otherwise."""

        @property
        def minimizers(self) -> tuple[Point, ...]:
            """Where it is lowest within the bounds."""

        @property
        def kinks(self) -> tuple[Point, ...]:
            """Points without a gradient."""

        @property
        def parameters(self) -> Mapping[str, Any]:
            """Their values by name."""

        @property
        def formula(self) -> str:
            """The formula on one line, or the title."""

    @abstractmethod
    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""

    @abstractmethod
    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2); at a kink, a generalized gradient."""

    @abstractmethod
    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2)."""

    @property
    @abstractmethod
    def operations(self) -> tuple[int, int]:
        """About how many operations its value takes, and its value and gradient together."""

    def effort(self, points: int, batch: int | None = None) -> float:
        """About how many seconds it takes to meet a step's batch, and to find the gradient there at so many points."""
        del batch
        return 5e-6 + self.operations[1] * (8e-8 + 2.5e-9 * points)

    def within(self, bounds: Bounds) -> Self:
        """The same surface with other bounds."""
        itself: Any = self
        found: Self = dataclasses.replace(itself, bounds=bounds)
        return found

    def is_finite_at(self, point: Point) -> bool:
        """Whether it has a finite value at a point."""
        return bool(np.isfinite(self.value(np.array(point))))

    @cached_property
    def least(self) -> float | None:
        """The least value at its minimizers; None where none is known."""
        return float(self.value(np.array(self.minimizers)).min()) if self.minimizers else None

    def met(self, seed: int, t: int, batch: Rows | None) -> Differentiable:
        """What a method meets at step t: f itself, or its part on a batch, or with random masks.

        Args: seed: of all random numbers.  t: 1, 2, ...  batch: the numbers of its samples; None for all.
        """
        del seed, t, batch
        return self

    @property
    def held_out(self) -> Differentiable:
        """Its value on data that no step is taken by; itself where it has no such data."""
        return self

    @property
    def written(self) -> str:
        """What it is, on one line, where it is in no catalogue."""
        return self.name

    def difficulty(self) -> Array:
        """How hard each sample is, (samples,), by which order sorts them.

        Raises: ParameterError where the surface has no samples.
        """
        raise ParameterError("order", f"{self.name} has no samples that could be sorted")


def as_columns(points: Array) -> tuple[Array, tuple[int, ...]]:
    """The coordinates of points (..., 2) as contiguous rows (2, n), and the shape (...).

    NumPy's loops for contiguous, strided and single numbers may differ in the last bit: only the first serve.
    Points that lie in memory as such rows, as gradients do, are not copied.
    """
    points = np.asarray(points, dtype=float)
    if points.shape[-1:] != (PAIR,):
        raise ValueError(f"points have shape (..., 2), not {points.shape}")
    columns = points.reshape(-1, PAIR).T
    if columns.flags.c_contiguous:
        return columns, points.shape[:-1]
    rows = np.empty(columns.shape)
    rows[0], rows[1] = columns
    return rows, points.shape[:-1]


def _interval(name: str, interval: Iterable[float]) -> tuple[float, float]:
    low, high = map(float, interval)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ParameterError(name, f"must be two finite numbers, the lower one first, not [{low:g}, {high:g}]")
    return low, high


def point(point: Iterable[float]) -> Point:
    """A point of two finite numbers.

    Raises: ScenarioError for anything else.
    """
    x, y = map(float, point)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ScenarioError(f"a point is two finite numbers, not ({x:g}, {y:g})")
    return x, y
