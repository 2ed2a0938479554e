"""Models on data: a surface that is the mean of the losses of samples."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, TypeVar

from annotated_types import Ge, Le, Lt

from optviz.arrays import Array, Rows, np
from optviz.errors import ParameterError, ScenarioError
from optviz.parameters import DataFile, FilePath, check
from optviz.surfaces.kinds.surface import PAIR, Surface, as_columns
from optviz.tables import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.oracle import Differentiable
    from optviz.surfaces.kinds.surface import Point, Tag

T = TypeVar("T")
Data = tuple[Array, ...]
"""The samples' columns, each (samples,)."""
Pair = tuple[Array, Array]
Triple = tuple[Array, Array, Array]

MOST_SAMPLES: Final = 100_000

Samples = Annotated[int, Ge(2), Le(MOST_SAMPLES)]
Seed = Annotated[int, Ge(0), Lt(2**32)]
Coefficient = Annotated[float, Ge(-1e6), Le(1e6)]
Spread = Annotated[float, Ge(0), Le(1e6)]
Csv = Annotated[DataFile, FilePath((".csv",))] | None

_DIFFICULTY: Final = "difficulty"
_TOGETHER: Final = 1 << 13
"""Losses that are computed at once: few enough that their arrays stay in the processor's cache, and that their memory
is used again rather than fetched from the system."""


@dataclass(frozen=True, repr=False)
class Model(Surface):
    """The mean loss of a model with two weights over its samples.

        f(x, y) = (1/n) sum l_i(x, y) + R(x, y);  of a batch B: (1/|B|) sum over B of l_i + R in full

    The samples come from a generator or from a file; at most 100,000. All arithmetic is elementwise or a sum over the
    last axis of contiguous arrays, so that a batch row equals the same point alone, to the last bit.

    Class attributes: columns: names of the samples' columns.  optional: those that a file may lack.
        of_generator: parameters that say how samples are generated, and so have no sense beside a file.
        per_sample: about how many operations a sample's loss takes, and its loss and gradient together, where one is
            that of a formula's.  per_call: about how many seconds any call takes besides.

    Args: file: a CSV file with the samples, instead of generated ones; a column "difficulty" says in which order
            `sorted` takes them.
    """

    tags: ClassVar[tuple[Tag, ...]] = ("data",)
    kinks: ClassVar[tuple[Point, ...]] = ()
    columns: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]] = ()
    of_generator: ClassVar[tuple[str, ...]]
    per_sample: ClassVar[tuple[int, int]]
    per_call: ClassVar[float]

    file: Csv = None

    def __post_init__(self) -> None:
        check(self)
        if self.file is not None:
            usual = {each.name: each.default for each in dataclasses.fields(self)}
            for name in self.of_generator:
                if getattr(self, name) != usual[name]:
                    raise ParameterError(name, "the samples come from the file; leave it out")
        _ = self.data  # what is wrong with it is told now

    def __repr__(self) -> str:
        return f"<Surface {self.name}: {self.samples} samples>"

    @abstractmethod
    def generated(self) -> Mapping[str, Array]:
        """Samples from the generator: their columns by name."""

    def used(self, found: Mapping[str, Array]) -> Mapping[str, Array]:
        """The columns of those samples that count, from those of all.

        Raises: ScenarioError where samples cannot be used.
        """
        return found

    def flags(self, found: Mapping[str, Array], name: str) -> Array:
        """A column of 0 and 1, of which both are there.

        Raises: ScenarioError for others.
        """
        column = found[name]
        file = self.file.path.name if self.file else ""
        for row in np.flatnonzero((column != 0) & (column != 1))[:1]:
            raise ScenarioError(f"{file}:{row + 2}: column {name!r}: expected 0 or 1, not {column[row]:g}")
        if column.min() == column.max():
            raise ScenarioError(f"{file}: column {name!r}: only {column[0]:g}; samples of both 0 and 1 are needed")
        return column

    @cached_property
    def _table(self) -> Mapping[str, Array]:
        if self.file is None:
            return self.used(self.generated())
        with self.file.reading() as path:
            wanted = [each for each in self.columns if each not in self.optional]
            found = columns(path, wanted, (*self.optional, _DIFFICULTY))
            count = len(found[wanted[0]])
            if count > MOST_SAMPLES:
                raise ScenarioError(f"{path.name} has {count:,} samples, more than {MOST_SAMPLES:,}")
            return self.used(found)

    @property
    def data(self) -> Data:
        """The samples' columns."""
        return tuple(self._table[name] for name in self.columns)

    @abstractmethod
    def losses(self, x: Array, y: Array, data: Data) -> Array:
        """The loss of each sample, (n, samples).

        Args: x, y: (n, 1), contiguous.  data: the samples' columns, of all or of a batch.
        """

    def loss(self, x: Array, y: Array, data: Data) -> Array:
        """Their mean, and R: (n,)."""
        return mean(self.losses(x, y, data))

    @abstractmethod
    def slopes(self, x: Array, y: Array, data: Data) -> Pair:
        """The loss's gradient, each (n,)."""

    @abstractmethod
    def curvatures(self, x: Array, y: Array, data: Data) -> Triple:
        """Its second derivatives, xx, xy and yy, each (n,)."""

    def over(self, data: Data) -> Differentiable:
        """What it is on some samples."""
        return Part(self, data)

    @cached_property
    def _whole(self) -> Differentiable:
        return self.over(self.data)

    @property
    def samples(self) -> int:  # type: ignore[override]
        """How many there are."""
        return len(self._table[self.columns[0]])

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that are used, by name; those of a part, as a generator, by their own names."""
        found: dict[str, Any] = {}
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            if isinstance(value, DataFile):
                found[each.name] = value.written
            elif dataclasses.is_dataclass(value):
                found |= {} if each.name == "bounds" else vars(value)
            elif each.name not in self.unused and value is not None:
                found[each.name] = value
        return found

    @property
    def unused(self) -> tuple[str, ...]:  # type: ignore[override]
        """The generator's, beside a file."""
        return self.of_generator if self.file else ()

    @property
    def formula(self) -> str:
        """Its title: no model's sum fits one line."""
        return self.title

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""
        return self._whole.value(points)

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2)."""
        return self._whole.gradient(points)

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2)."""
        return self._whole.hessian(points)

    def met(self, seed: int, t: int, batch: Rows | None) -> Differentiable:
        """f itself, or its part on a batch."""
        del seed, t
        return self if batch is None else self.over(self.batch(batch))

    def batch(self, rows: Rows) -> Data:
        """The columns of some samples."""
        return tuple(column[rows] for column in self.data)

    @property
    def operations(self) -> tuple[int, int]:
        """As many as each sample takes, for all of them."""
        value, both = self.per_sample
        count = _counted(self.samples)
        return value * count, both * count

    def effort(self, points: int, batch: int | None = None) -> float:
        """That of the losses."""
        losses = points * _counted(self.samples if batch is None else batch)
        return self.per_call * max(1.0, losses / _TOGETHER) + 2.5e-9 * losses * self.per_sample[1]

    def difficulty(self) -> Array:
        """The file's column "difficulty", or the loss of each sample at the minimizer of all: (samples,)."""
        if _DIFFICULTY in self._table:
            return self._table[_DIFFICULTY]
        if not self.minimizers:
            message = f"{self.name} has no known minimizer whose losses could sort the samples"
            raise ParameterError("order", message)
        x, y = np.array(self.minimizers[0])
        with np.errstate(all="ignore"):
            losses = self.losses(x.reshape(1, 1), y.reshape(1, 1), self.data)
        return np.ascontiguousarray(losses[0])

    def __getstate__(self) -> dict[str, Any]:
        """What is declared, and the samples, so that no file is read again."""
        kept = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return kept | {name: own for name, own in vars(self).items() if name == "_table"}


class Part:
    """What a model is on some of its samples."""

    def __init__(self, model: Model, data: Data) -> None:
        self._model, self._data = model, data

    def value(self, points: Array) -> Array:
        """The mean loss at points (..., 2): (...)."""
        loss = self._model.loss
        return self._asked(lambda x, y, data: (loss(x, y, data) + 0.0,), points, ())

    def gradient(self, points: Array) -> Array:
        """Its gradient at points (..., 2): (..., 2)."""
        return self._asked(self._model.slopes, points, (PAIR,))

    def hessian(self, points: Array) -> Array:
        """Its Hessian at points (..., 2): (..., 2, 2)."""
        return self._asked(lambda *given: square(self._model.curvatures(*given)), points, (PAIR, PAIR))

    def _asked(
        self, ask: Callable[[Array, Array, Data], tuple[Array, ...]], points: Array, each: tuple[int, ...]
    ) -> Array:
        """The answers at points (..., 2), a block of points at a time; `each` is the shape of one."""
        (x, y), shape = as_columns(points)
        found = np.empty((PAIR ** len(each), len(x)))
        step = max(1, _TOGETHER // len(self._data[0]))
        with np.errstate(all="ignore"):
            for first in range(0, len(x), step):
                block = slice(first, first + step)
                found[:, block] = ask(x[block, None], y[block, None], self._data)
        return found.T.reshape((*shape, *each))


def _counted(samples: int) -> int:
    """As how many samples they count in time: a point's arrays leave the cache if there are many."""
    return samples if samples <= 2 * _TOGETHER else 3 * samples


def square(second: tuple[T, T, T]) -> tuple[T, T, T, T]:
    """The four entries of a Hessian of its three."""
    xx, xy, yy = second
    return xx, xy, xy, yy


def total(terms: Array) -> Array:
    """The sum over samples of terms (n, samples): (n,), the same for a row alone."""
    added: Array = np.add.reduce(np.ascontiguousarray(terms), axis=-1)
    return added


def mean(terms: Array) -> Array:
    """The mean over samples of terms (n, samples): (n,)."""
    found: Array = total(terms) / terms.shape[-1]
    return found


def mean_product(terms: Array, factors: Array) -> Array:
    """The mean over samples of terms (n, samples) times factors (samples,): (n,), three times as fast as by `mean`."""
    found: Array = np.einsum("ij,j->i", terms, factors) / len(factors)
    return found
