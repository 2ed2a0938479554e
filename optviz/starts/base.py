"""What a spread of starts is: where many runs begin, drawn from the scenario's seed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from optviz.arrays import Array, np
from optviz.errors import ParameterError
from optviz.parameters import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.random import Generator

Interval: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[Interval, Interval]
"""The ends of x, and those of y."""

MOST: Final = 10_000
"""The most starts that there may be."""
FARTHEST: Final = 1e12
"""The farthest that a spread reaches, in either coordinate."""
_STREAM: Final = (0, 2)
"""What tells these random numbers from all others of the seed."""


@dataclass(frozen=True)
class Spread(ABC):
    """Starts by a rule: the same ones for the same seed, the same parameters and the same bounds.

    Class attributes: name: in scenario files.  title: for readers.
    Raises: ParameterError where a parameter is out of range.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    def __post_init__(self) -> None:
        check(self)

    def points(self, seed: int, box: Box) -> tuple[tuple[float, float], ...]:
        """The starts.

        Args: seed: the scenario's.  box: the drawn bounds; starts may fall outside.
        """
        x, y = self.drawn(np.random.default_rng([seed, *_STREAM]), box).T.tolist()
        return tuple(zip(x, y, strict=True))

    @abstractmethod
    def drawn(self, random: Generator, box: Box) -> Array:
        """The starts, (K, 2), of random numbers and of the drawn bounds."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What it is, for a heading, as "200 normal starts, std 1"."""


def check_intervals(found: Iterable[tuple[str, Interval | None]]) -> None:
    """Raise ParameterError where an interval, given with its key, does not rise."""
    for key, interval in found:
        if interval is not None and not interval[0] < interval[1]:
            raise ParameterError(key, "expected [low, high] with low < high, not [{:g}, {:g}]".format(*interval))


def written(interval: Interval) -> str:
    """An interval, for a heading."""
    return "[{:g}, {:g}]".format(*interval)
