"""Models on data: a surface that is the mean of the losses of samples."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from optviz.arrays import Array, Rows, np
from optviz.parameters import check
from optviz.surfaces.kinds.surface import PAIR, Surface, as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.oracle import Differentiable
    from optviz.surfaces.kinds.surface import Point, Tag

Data = tuple[Array, ...]
"""The samples' columns, each with the samples as its first axis."""

_TOGETHER: Final = 1 << 17
"""Losses that are computed at once: few enough that they stay in the processor's cache."""


class Derived(NamedTuple):
    """A mean of losses at some points, with its derivatives: each (n,), or None where nobody asked for it."""

    value: Array
    gradient: tuple[Array, Array] | None = None
    hessian: tuple[Array, Array, Array] | None = None


@dataclass(frozen=True, repr=False)
class Model(Surface):
    """The mean loss of a model with two weights over its samples.

        f(x, y) = (1/n) sum l_i(x, y) + R(x, y);  of a batch B: (1/|B|) sum over B of l_i + R in full

    A subclass states the samples, and a mean with its derivatives for any of them. All arithmetic is elementwise or a
    sum over the last axis of contiguous arrays, so that a batch row equals the same point alone, to the last bit.
    """

    tags: ClassVar[tuple[Tag, ...]] = ("data",)
    kinks: ClassVar[tuple[Point, ...]] = ()

    def __post_init__(self) -> None:
        check(self)
        _ = self.data  # what is wrong with it is told now

    def __repr__(self) -> str:
        return f"<Surface {self.name}: {self.samples} samples>"

    @property
    @abstractmethod
    def data(self) -> Data:
        """The samples' columns; computed or read once."""

    @abstractmethod
    def mean(self, x: Array, y: Array, data: Data, order: int) -> Derived:
        """The mean loss of some samples at points, with derivatives up to an order.

        Args: x, y: (n, 1), contiguous.  data: the samples' columns, of all or of a batch.  order: 0, 1 or 2.
        """

    @property
    def samples(self) -> int:  # type: ignore[override]
        """How many there are."""
        return len(self.data[0])

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that are in files, by name."""
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "bounds"}

    @property
    def formula(self) -> str:
        """Its title: no model's sum fits one line."""
        return self.title

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""
        return _asked(self, self.data, points, 0)

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2)."""
        return _asked(self, self.data, points, 1)

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2)."""
        return _asked(self, self.data, points, 2)

    def met(self, seed: int, t: int, batch: Rows | None) -> Differentiable:
        """f itself, or its part on a batch."""
        del seed, t
        return self if batch is None else Part(self, tuple(column[batch] for column in self.data))

    @property
    def operations(self) -> tuple[int, int]:
        """About ten for each sample's loss, and twenty with its gradient."""
        return 10 * self.samples, 20 * self.samples

    @cached_property
    def _difficulty(self) -> Array:
        if not self.minimizers:
            return super().difficulty()
        point = np.array([self.minimizers[0]])
        alone = [tuple(column[row : row + 1] for column in self.data) for row in range(self.samples)]
        return np.array([self.mean(point[:, :1], point[:, 1:], each, 0).value[0] for each in alone])

    def difficulty(self) -> Array:
        """The loss of each sample at the minimizer of all, (samples,)."""
        return self._difficulty

    def __getstate__(self) -> dict[str, Any]:
        """What is declared, and the samples, so that no file is read again."""
        kept = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return kept | {"data": self.data} if "data" in vars(self) else kept


class Part:
    """What a model is on some of its samples, or with masks on them."""

    def __init__(self, model: Model, data: Data) -> None:
        self._model, self._data = model, data

    def value(self, points: Array) -> Array:
        """The mean loss at points (..., 2): (...)."""
        return _asked(self._model, self._data, points, 0)

    def gradient(self, points: Array) -> Array:
        """Its gradient at points (..., 2): (..., 2)."""
        return _asked(self._model, self._data, points, 1)

    def hessian(self, points: Array) -> Array:
        """Its Hessian at points (..., 2): (..., 2, 2)."""
        return _asked(self._model, self._data, points, 2)


def _asked(model: Model, data: Data, points: Array, order: int) -> Array:
    """The value, the gradient or the Hessian at points (..., 2), a block of points at a time."""
    columns, shape = as_columns(points)
    count = columns.shape[1]
    rows = (1, PAIR, PAIR * PAIR)[order]
    found = np.empty((rows, count))
    step = max(1, _TOGETHER // len(data[0]))
    with np.errstate(all="ignore"):
        for first in range(0, count, step):
            block = slice(first, first + step)
            x, y = columns[0, block, None], columns[1, block, None]
            found[:, block] = _rows(model.mean(x, y, data, order), order)
    return found.T.reshape(*shape, *((), (PAIR,), (PAIR, PAIR))[order])


def _rows(derived: Derived, order: int) -> Sequence[Array]:
    if order == 0:
        return [derived.value + 0.0]
    if order == 1:
        assert derived.gradient is not None  # noqa: S101  (a model that was asked for it)
        return derived.gradient
    assert derived.hessian is not None  # noqa: S101
    xx, xy, yy = derived.hessian
    return [xx, xy, xy, yy]


def mean(losses: Array) -> Array:
    """The mean over samples of losses (n, samples): (n,), the same for a row alone."""
    total: Array = np.add.reduce(np.ascontiguousarray(losses), axis=1) / losses.shape[1]
    return total
