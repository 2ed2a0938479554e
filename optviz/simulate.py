"""From an optimizer and its starts to a trajectory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from optviz.arrays import Array, np
from optviz.errors import ParameterError
from optviz.oracle import EXACT, GradientOptions, Oracle
from optviz.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.optimizers import Optimizer
    from optviz.surfaces import Surface

    Starts: TypeAlias = Array | Sequence[Sequence[float]] | Sequence[float]

# Points a surface is asked about at once: few enough that what is computed on the way stays in the cache.
_BLOCK = 1 << 15


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
    oracle = Oracle(surface, gradient, seed, points)
    with np.errstate(all="ignore"):
        tracks = _walk(bound, oracle, points, steps)
        return _measured(tracks, surface, oracle, bound, label or bound.title)


def _checked(starts: Starts) -> Array:
    # Integer starts would make integer arrays, in which small steps vanish.
    points = np.atleast_2d(np.array(starts, dtype=np.float64))
    if points.shape != (len(points), 2) or not points.size or not np.isfinite(points).all():
        raise ParameterError("starts", "must be one or more finite points [x, y]")
    return points


def _walk(optimizer: Optimizer, oracle: Oracle, starts: Array, steps: int) -> Mapping[str, Array]:
    """The state's x and recorded entries before and after every step, each (S, N+1, ...)."""
    state = optimizer.init(starts)
    tracks = {name: np.empty((steps + 1, *state[name].shape)) for name in ("x", *optimizer.recorded)}
    for t in range(steps + 1):
        if t:
            oracle.advance(t)
            state = optimizer.step(state, oracle, t)
        for name, track in tracks.items():
            track[t] = state[name]
    return {name: np.swapaxes(track, 0, 1) for name, track in tracks.items()}


def _measured(
    tracks: Mapping[str, Array], surface: Surface, oracle: Oracle, optimizer: Optimizer, label: str
) -> Trajectory:
    positions = tracks["x"]
    values = _in_blocks(surface.value, positions)
    measured = {
        "positions": positions,
        "values": values,
        "gradient_norms": _in_blocks(lambda points: _length(surface.gradient(points)), positions),
        "gradient_evaluations": np.full(len(positions), oracle.gradients),
        "diverged_at": _diverged_at(positions, values),
    }
    distances = _distances(positions, surface.minimizers) if surface.minimizers else None
    recorded = {name: tracks[name] for name in optimizer.recorded}
    for array in (*measured.values(), *recorded.values(), *(() if distances is None else (distances,))):
        array.flags.writeable = False
    return Trajectory(
        label=label,
        optimizer=optimizer.name,
        hyperparameters=optimizer.plain(),
        distances=distances,
        recorded=recorded,
        **measured,
    )


def _in_blocks(function: Callable[[Array], Array], positions: Array) -> Array:
    """function(positions), a block of points at a time."""
    flat = positions.reshape(-1, 2)
    result = np.empty(len(flat))
    for first in range(0, len(flat), _BLOCK):
        block = slice(first, first + _BLOCK)
        result[block] = function(flat[block])
    return result.reshape(positions.shape[:-1])


def _length(vectors: Array) -> Array:
    return np.hypot(vectors[..., 0], vectors[..., 1])


def _distances(positions: Array, minimizers: Sequence[tuple[float, float]]) -> Array:
    """To the nearest minimizer, (S, N+1)."""
    nearest = np.full(positions.shape[:-1], np.inf)
    for minimizer in minimizers:
        nearest = np.minimum(nearest, _length(positions - np.array(minimizer)))
    return nearest


def _diverged_at(positions: Array, values: Array) -> Array:
    """The first step of each run that is not finite, or -1."""
    lost = ~(np.isfinite(positions).all(axis=-1) & np.isfinite(values))
    return np.where(lost.any(axis=1), lost.argmax(axis=1), -1)
