"""Random search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import Array, np
from optviz.optimizers.families.search import Search

if TYPE_CHECKING:
    from optviz.optimizers.base import State
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class RandomSearch(Search):
    """Random search: places drawn evenly from the box, one a step; x is the best.

        trial t at  x0 + u (x1 - x0),  y0 + v (y1 - y0),  u and v the next numbers of RandomState(seed) in [0, 1)

    The numbers are those of Optuna's RandomSampler(seed), with the scenario's seed, from every start.

    Args: none.
    State: x, best, and trials, the place that was tried.  Cost per step: one value.
    Raises: nothing.
    Reference: Bergstra & Bengio 2012, JMLR 13:281-305.
    Libraries:
        optuna.samplers.RandomSampler: ; seed: the scenario's
    """

    name: ClassVar[str] = "random_search"
    title: ClassVar[str] = "Random search"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Bergstra & Bengio 2012, JMLR 13:281-305"

    def trial(self, state: State, oracle: Oracle, t: int) -> Array:
        """The next place."""
        del state
        numbers = _numbers(oracle.seed, 1 << (2 * t - 1).bit_length())[2 * t - 2 : 2 * t]
        low, high = np.transpose(oracle.box)
        return np.asarray(np.minimum(low + (high - low) * numbers, np.nextafter(high, low)))


@lru_cache(maxsize=4)
def _numbers(seed: int, count: int) -> Array:
    """The first numbers of a seed."""
    found = np.random.RandomState(seed).random_sample(count)
    found.flags.writeable = False
    return found
