"""What one optimizer did from its starts: frozen arrays, and all that views and encoders ever see of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optviz.arrays import Array, Rows


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
        calls: (S, N+1) integers, how many values, gradients and Hessians a run has asked for by each step.
        diverged_at: (S,), the first step whose position or value is not finite, or -1.
        recorded: other recorded state by name, each (S, N+1, ...).
        companions: the names of those recorded points that are drawn beside the positions: averages, slow
            weights, (S, N+1, 2) each, or workers, (S, N+1, W, 2).
        every: where more than 1, only the start and every so-manieth step were kept: N / every + 1 rows
            instead of N + 1.
    """

    label: str
    optimizer: str
    hyperparameters: Mapping[str, Any]
    positions: Array
    values: Array
    gradient_norms: Array
    distances: Array | None
    gradient_evaluations: Array
    calls: Rows
    diverged_at: Array
    recorded: Mapping[str, Array] = field(default_factory=dict)
    companions: tuple[str, ...] = ()
    every: int = 1

    @property
    def steps(self) -> int:
        """The number of steps N."""
        return (int(self.positions.shape[1]) - 1) * self.every

    @property
    def starts(self) -> Array:
        """The starts, (S, 2)."""
        return self.positions[:, 0]

    @property
    def companion_paths(self) -> Iterator[Array]:
        """The path of every companion of every run, (N+1, 2) each."""
        for name in self.companions:
            for run in self.recorded[name]:
                points = run.reshape(len(run), -1, 2)
                yield from (points[:, companion] for companion in range(points.shape[1]))
