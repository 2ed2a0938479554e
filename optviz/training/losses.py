"""A person's own loss on a plane and at vectors.

Other processes load this module to evaluate it, and start anew each time; so it loads nothing that it can do without.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.errors import OptvizError

Loss: TypeAlias = "Callable[[Array], Any]"
"""A function of one flat vector (P,) of float64 that returns a number."""

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What tells libraries how many threads to start; a process that shares the cores with others starts one."""


class Losses(NamedTuple):
    """A loss on a plane and at vectors.

    Args: loss: the function.  center: (P,).  directions: (2, P).
    """

    loss: Loss
    center: Array
    directions: Array

    def on_plane(self, points: Array) -> list[float]:
        """The losses at points (n, 2) of the plane: of center + x d1 + y d2.

        Raises: OptvizError, with the point, where one is not finite.
        """
        first, second = self.directions
        return [self._at(self.center + x * first + y * second, f"x = {x:g}, y = {y:g}") for x, y in points]

    def along(self, run: str, begin: int, vectors: Array) -> list[float]:
        """The losses at recorded vectors (n, P).

        Args: run, begin: which run's they are, and the first one's row in it.
        Raises: OptvizError, with the checkpoint, where one is not finite.
        """
        rows = enumerate(vectors, begin)
        return [self._at(vector.astype(np.float64), f"checkpoint {row} of run {run!r}") for row, vector in rows]

    def _at(self, vector: Array, place: str) -> float:
        found = self.loss(vector)
        try:
            value = number(found)
        except (TypeError, ValueError, RuntimeError):
            raise _error(f"the loss at {place} is no number but {type(found).__name__}") from None
        if not math.isfinite(value):
            raise _error(f"the loss at {place} is {value}; a surface needs finite values")
        return value


def number(value: Any) -> float:
    """A number of any library, as a tensor of one.

    Raises: TypeError, ValueError or RuntimeError, as its library has it, where it is none.
    """
    return float(value.item() if hasattr(value, "item") else value)


def _error(message: str) -> OptvizError:
    from optviz.errors import OptvizError

    return OptvizError(message)


_LOADED: Final[list[Losses]] = []
"""In a process of a pool, what it evaluates."""


def prepare(path: list[str], losses: bytes) -> None:
    """Load losses, whose modules are where the process that started this one found them."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    sys.path[:] = path
    _LOADED[:] = [pickle.loads(losses)]  # noqa: S301  (from the process that started this one)


def loaded() -> bool:
    """Whether there are losses in this process."""
    return bool(_LOADED)


def do(method: Callable[..., list[float]], arguments: tuple[Any, ...]) -> list[float]:
    """What a method of the losses in this process returns."""
    return method(_LOADED[0], *arguments)
