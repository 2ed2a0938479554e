"""Workers that take turns: what the simulated distributed methods share.

One step is one worker's turn. The worker is drawn with the oracle's random numbers, so it follows from the seed and the
run's start. Entries of workers have their axis after the runs': (..., W) or (..., W, 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from annotated_types import Ge, Le

from optviz.arrays import Array, Rows, np

if TYPE_CHECKING:
    from optviz.oracle import Oracle

Count: TypeAlias = Annotated[int, Ge(1), Le(1000)]
Delay: TypeAlias = Annotated[int, Ge(0), Le(10_000)]


class Workers:
    """A method whose workers are drawn, and what they remember: where each is, and the past if they read it late."""

    workers: int
    delay: int = 0

    @property
    def remembers(self) -> int:
        """About how many numbers the state of one run holds."""
        return 8 * self.workers + 2 * (self.delay + 1)

    @property
    def paths(self) -> int:
        """How many paths are drawn of one run: its own and the workers'."""
        return 1 + self.workers


def repeated(x: Array, count: int) -> Array:
    """x (..., 2) so many times: (..., count, 2)."""
    return np.repeat(x[..., np.newaxis, :], count, axis=-2)


def draw_worker(oracle: Oracle, x: Array, workers: int) -> Rows:
    """The number of the worker whose turn it is, one for every run, (...); each is as likely as the others."""
    return whole_number(oracle.random(x.shape[:-1]), workers)


def whole_number(chance: Array, count: int | Array) -> Rows:
    """Random numbers in [0, 1) as whole numbers from 0 to below a count."""
    return (chance * count).astype(np.intp)


def of_worker(entry: Array, worker: Rows) -> Array:
    """A worker's own part of an entry: (..., W) to (...), (..., W, 2) to (..., 2)."""
    axis = worker.ndim
    return np.take_along_axis(entry, _index(entry, worker), axis).squeeze(axis)


def with_worker(entry: Array, worker: Rows, own: Array | float) -> Array:
    """The entry with a worker's own part replaced."""
    changed = entry.copy()
    values = np.expand_dims(own, worker.ndim) if isinstance(own, np.ndarray) else own
    np.put_along_axis(changed, _index(entry, worker), values, worker.ndim)
    return changed


def aged(past: Array, age: Rows) -> Array:
    """What stood there some writes ago: past (..., D, 2), newest first, and age (...) or (..., 2), to (..., 2)."""
    index = age[..., np.newaxis, :] if age.ndim == past.ndim - 1 else age[..., np.newaxis, np.newaxis]
    return np.take_along_axis(past, index, axis=-2)[..., 0, :]


def with_newest(past: Array, newest: Array) -> Array:
    """The past (..., D, 2) with one more row before the others, and without its oldest."""
    return np.concatenate([newest[..., np.newaxis, :], past[..., :-1, :]], axis=-2)


def _index(entry: Array, worker: Rows) -> Rows:
    return worker.reshape(worker.shape + (1,) * (entry.ndim - worker.ndim))
