"""What one optimizer did from its starts: frozen arrays, and all that views and encoders ever see of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.arrays import Array


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The iterates of one optimizer from S starts over N steps, with what was measured along the way.

    Args: label: the name a reader sees.  optimizer: the catalogue's name.  hyperparameters: by name, plain
            data (a schedule as a mapping).
        positions: (S, N+1, 2), from the start itself; not a number or infinite once a run has diverged.
        values: (S, N+1), the surface at each position.  gradient_norms: (S, N+1), without the oracle's noise
            and clipping.
        distances: (S, N+1), to the nearest minimizer, or None where the surface declares none.
        gradient_evaluations: (S,) integers, the gradient calls of each run.
        diverged_at: (S,), the first step whose position or value is not finite, or -1.
        recorded: other recorded state by name, each (S, N+1, 2).
    """

    label: str
    optimizer: str
    hyperparameters: Mapping[str, Any]
    positions: Array
    values: Array
    gradient_norms: Array
    distances: Array | None
    gradient_evaluations: Array
    diverged_at: Array
    recorded: Mapping[str, Array] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """The number of steps N; positions has one row more."""
        return int(self.positions.shape[1]) - 1

    @property
    def starts(self) -> Array:
        """The starts, (S, 2)."""
        return self.positions[:, 0]
