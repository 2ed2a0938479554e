"""From an optimizer and its starts to a trajectory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from optviz.arrays import Array, np
from optviz.errors import ParameterError
from optviz.oracle import EXACT, GradientOptions, Oracle
from optviz.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from optviz.optimizers import Optimizer, State
    from optviz.surfaces import Surface

Starts: TypeAlias = "Array | Sequence[Sequence[float]] | Sequence[float]"

# Runs that walk at once, and points that are measured at once: few enough that what is computed on the way
# stays in the cache.
_BLOCK = 1 << 12


def simulate(
    optimizer: Optimizer,
    surface: Surface,
    starts: Starts,
    steps: int,
    *,
    gradient: GradientOptions = EXACT,
    seed: int = 0,
    label: str | None = None,
) -> Trajectory:
    """Let an optimizer walk on a surface.

    A run that overflows is data: its positions go on as infinite or not a number, `diverged_at` says since
    when, and the other runs do not notice.

    Args: optimizer: how to walk.  surface: where.  starts: (S, 2), or (2,) for one run.  steps: >= 1.
        gradient: noise and clipping of every gradient.  seed: >= 0, of the noise.  label: the name a reader
        sees; the optimizer's title if left out.
    Raises: ParameterError where the starts or the steps cannot be used, or a schedule leaves its range.
    """
    points = _checked(starts)
    if steps < 1:
        raise ParameterError("steps", f"must be >= 1, not {steps}")
    bound = optimizer.bind(steps)
    walks = _Walks(bound, points, steps)
    with np.errstate(all="ignore"):
        for runs in _blocks(len(points)):
            walks.go(runs, Oracle(surface, gradient, seed, points[runs]))
        return _measured(walks, surface, label or bound.title)


def _checked(starts: Starts) -> Array:
    # Integer starts would make integer arrays, in which small steps vanish.
    points = np.atleast_2d(np.array(starts, dtype=np.float64))
    if points.shape != (len(points), 2) or not points.size or not np.isfinite(points).all():
        raise ParameterError("starts", "must be one or more finite points [x, y]")
    return points


class _Walks:
    """The state's x and recorded entries before and after every step, each (N+1, S, ...)."""

    def __init__(self, optimizer: Optimizer, starts: Array, steps: int) -> None:
        self.optimizer, self.starts, self.steps = optimizer, starts, steps
        shapes = {name: optimizer.init(starts)[name].shape for name in ("x", *optimizer.recorded)}
        self.tracks = {name: np.empty((steps + 1, *shape)) for name, shape in shapes.items()}
        self.evaluations = np.zeros(len(starts), dtype=np.int64)

    def go(self, runs: slice, oracle: Oracle) -> None:
        """Let some of the runs walk from their starts to their ends."""
        state = self.optimizer.init(self.starts[runs])
        self._keep(runs, 0, state)
        for t in range(1, self.steps + 1):
            oracle.advance(t)
            state = self.optimizer.step(state, oracle, t)
            self._keep(runs, t, state)
        self.evaluations[runs] = oracle.gradients

    def _keep(self, runs: slice, t: int, state: State) -> None:
        for name, track in self.tracks.items():
            track[t, runs] = state[name]


def _measured(walks: _Walks, surface: Surface, label: str) -> Trajectory:
    """The trajectory of finished walks: everything with the run's axis before the step's, and frozen."""
    positions = walks.tracks["x"]
    values = _in_blocks(surface.value, positions)
    slopes = _in_blocks(lambda points: _length(surface.gradient(points)), positions)
    goals = surface.minimizers
    distances = _in_blocks(lambda points: _distance(points, goals), positions) if goals else None
    return Trajectory(
        label=label,
        optimizer=walks.optimizer.name,
        hyperparameters=walks.optimizer.plain(),
        positions=_by_run(positions),
        values=_by_run(values),
        gradient_norms=_by_run(slopes),
        distances=None if distances is None else _by_run(distances),
        gradient_evaluations=_frozen(walks.evaluations),
        diverged_at=_frozen(_diverged_at(positions, values)),
        recorded={name: _by_run(walks.tracks[name]) for name in walks.optimizer.recorded},
    )


def _by_run(array: Array) -> Array:
    return _frozen(np.swapaxes(array, 0, 1))


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _blocks(count: int) -> Iterator[slice]:
    for first in range(0, count, _BLOCK):
        yield slice(first, min(first + _BLOCK, count))


def _in_blocks(function: Callable[[Array], Array], positions: Array) -> Array:
    """function(positions), a block of points at a time."""
    flat = positions.reshape(-1, 2)
    result = np.empty(len(flat))
    for block in _blocks(len(flat)):
        result[block] = function(flat[block])
    return result.reshape(positions.shape[:-1])


def _length(vectors: Array) -> Array:
    return np.hypot(vectors[..., 0], vectors[..., 1])


def _distance(points: Array, minimizers: Sequence[tuple[float, float]]) -> Array:
    """To the nearest minimizer."""
    nearest: Array = np.min([_length(points - np.array(minimizer)) for minimizer in minimizers], axis=0)
    return nearest


def _diverged_at(positions: Array, values: Array) -> Array:
    """The first step of each run that is not finite, or -1."""
    lost = ~(np.isfinite(positions).all(axis=-1) & np.isfinite(values))
    return np.where(lost.any(axis=0), lost.argmax(axis=0), -1)
