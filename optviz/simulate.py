"""From an optimizer and its starts to a trajectory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from optviz.arrays import Array, Rows, np
from optviz.errors import ParameterError
from optviz.optimizers import OPTIMIZERS
from optviz.oracle import EXACT, GradientOptions, Oracle
from optviz.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from optviz.optimizers import Optimizer, State
    from optviz.surfaces import Bounds, Surface
    from optviz.trajectory import Part

Starts: TypeAlias = "Array | Sequence[Sequence[float]] | Sequence[float]"

# How many runs are computed at once, and how many points are measured at once: few enough that intermediate arrays
# stay in the processor's cache, and enough that Python's share of the time is small.
_BLOCK = 1 << 14

# With several threads more, so that they seldom wait for the interpreter's lock.
_SHARED_BLOCK = 1 << 16


def simulate(
    optimizer: Optimizer,
    surface: Surface,
    starts: Starts,
    steps: int,
    *,
    gradient: GradientOptions = EXACT,
    seed: int = 0,
    label: str | None = None,
    every: int = 1,
    threads: int = 1,
    anatomy: bool = False,
    bounds: Bounds | None = None,
) -> Trajectory:
    """Let an optimizer walk on a surface.

    A run that overflows is data: its positions go on as infinite or not a number, `diverged_at` says since
    which step, and the other runs are not affected.

    Args: optimizer: how to walk.  surface: where.  starts: (S, 2), or (2,) for one run.  steps: >= 1.
        gradient: noise and clipping of every gradient.  seed: >= 0, of the noise.  label: the name a reader
        sees; the optimizer's title if left out.  every: n keeps the start and every n-th step, so that very many runs
        need little memory; n = steps keeps the first and the last position.  threads: >= 1, how many blocks of runs
        are computed at the same time; the result does not depend on it.
        anatomy: keep the parts of each step too.  bounds: of the picture, which a run may leave; the surface's own if
        left out.
    Raises: ParameterError where the starts or a number cannot be used, a schedule leaves its range, an anatomy is asked
        of an optimizer that has none, or batches of a surface that has none or for an optimizer that takes none.
        MissingToolError where a package is missing that the optimizer needs.
    """
    points = _checked(starts)
    if steps < 1:
        raise ParameterError("steps", f"must be >= 1, not {steps}")
    if every < 1 or steps % every:
        raise ParameterError("every", f"must divide the {steps} steps, which {every} does not")
    if threads < 1:
        raise ParameterError("threads", f"must be >= 1, not {threads}")
    for each in optimizer.nested():
        each.check_packages()
    check_batches(optimizer, surface, gradient)
    bound = optimizer.bind(steps)
    # The rates of an optimizer that reacts to values differ from run to run, so each run is a block.
    largest = _SHARED_BLOCK if threads > 1 else _BLOCK
    blocks = list(_blocks(len(points), 1 if bound.reacts else largest, threads))

    drawn = bounds or surface.bounds
    box = (drawn.x, drawn.y)

    def walked(runs: slice) -> Asked:
        with np.errstate(all="ignore"):  # every thread has its own
            return walks.go(runs, Oracle(surface, gradient, seed, points[runs], box=box))

    with np.errstate(all="ignore"):
        walks = _Walks(bound, points, steps, every, blocks, anatomy=anatomy)
        surface.gradient(points[:1])  # compiled once, before all threads ask for it
        walks.asked = _mapped(walked, blocks, threads)
        return _measured(walks, surface, drawn, label or bound.title)


def check_batches(optimizer: Optimizer, surface: Surface, gradient: GradientOptions) -> None:
    """Raise ParameterError where an optimizer cannot meet a surface in the batches that are asked for."""
    if gradient.batch is None:
        return
    if any(each.plays for each in optimizer.nested()):
        message = f"{optimizer.name} finds its whole path in one go, on one and the same surface; it takes no batches"
        raise ParameterError("batch", message)
    Oracle(surface, gradient)


def _checked(starts: Starts) -> Array:
    # Integer starts would make integer arrays, in which small steps vanish.
    points = np.atleast_2d(np.array(starts, dtype=np.float64))
    if points.shape != (len(points), 2) or not points.size or not np.isfinite(points).all():
        raise ParameterError("starts", "must be one or more finite points [x, y]")
    return points


class Asked(NamedTuple):
    """What a block of runs has asked for by each kept step: (K+1,) if its runs are alike, else (runs, K+1).

    Args: calls: values, gradients and Hessians.  samples: those that these looked at.
    """

    calls: Rows
    samples: Rows


def _mapped(walked: Callable[[slice], Asked], blocks: list[slice], threads: int) -> list[Asked]:
    """What walked(block) returns for every block, in their order."""
    if threads == 1 or len(blocks) == 1:
        return [walked(runs) for runs in blocks]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(walked, blocks))


class _Walks:
    """The state's x and recorded entries at the start and after the kept steps, each (K+1, S, ...).

    With an anatomy, also the parts of the kept steps, tails and vectors (K, S, 2).
    """

    def __init__(
        self, optimizer: Optimizer, starts: Array, steps: int, every: int, blocks: list[slice], *, anatomy: bool
    ) -> None:
        self.optimizer, self.starts, self.steps, self.every = optimizer, starts, steps, every
        first = optimizer.init(starts[:1])
        shapes = {name: (len(starts), *first[name].shape[1:]) for name in ("x", *optimizer.recorded)}
        self.tracks = {name: _track(steps // every + 1, shape) for name, shape in shapes.items()}
        if anatomy and not optimizer.has_anatomy():
            raise optimizer.without_anatomy(name for name, entry in OPTIMIZERS.items() if entry.has_anatomy())
        parts = optimizer.anatomy(first, first, 1) if anatomy else ()
        self.parts = [_with(part, lambda _: _track(steps // every, starts.shape)) for part in parts]
        self.evaluations = np.zeros(len(starts), dtype=np.int64)
        self.blocks = blocks
        self.asked: list[Asked] = []  # by each block

    def go(self, runs: slice, oracle: Oracle) -> Asked:
        """Let a block of runs walk from their starts to their ends; returns what they have asked for."""
        optimizer, reacts = self.optimizer, self.optimizer.reacts
        # A coordinate of all runs lies together in memory; elementwise arithmetic keeps this order.
        state = optimizer.init(np.asfortranarray(self.starts[runs]))
        self._keep(runs, 0, state)
        calls, samples = [oracle.calls], [oracle.samples]
        for t in range(1, self.steps + 1):
            oracle.advance(t)
            before, state = state, optimizer.step(state, oracle, t)
            if t % self.every == 0:
                self._keep(runs, t // self.every, state)
                if self.parts:
                    self._keep_parts(runs, t // self.every - 1, optimizer.anatomy(before, state, t))
                calls.append(oracle.calls)
                samples.append(oracle.samples)
            if reacts:
                optimizer = optimizer.observed(float(oracle.surface.value(state["x"]).item()))
        self.evaluations[runs] = oracle.gradients
        return Asked(_by_step(calls).T, _by_step(samples).T)

    def by_run(self, counts: Sequence[Rows]) -> Rows:
        """The counts of every run, (S, K+1), read-only; stored once where they are the same for all runs.

        Args: counts: those of each block.
        """
        first, width = counts[0], self.steps // self.every + 1
        if first.ndim == 1 and all(np.array_equal(first, each) for each in counts):
            return np.broadcast_to(first, (len(self.starts), width))
        pairs = zip(self.blocks, counts, strict=True)
        rows = [np.broadcast_to(each, (block.stop - block.start, width)) for block, each in pairs]
        return _frozen(np.concatenate(rows))

    def _keep(self, runs: slice, row: int, state: State) -> None:
        for name, track in self.tracks.items():
            track[row, runs] = state[name]

    def _keep_parts(self, runs: slice, row: int, parts: Sequence[Part]) -> None:
        for kept, part in zip(self.parts, parts, strict=True):
            kept.tail[row, runs], kept.vector[row, runs] = part.tail, part.vector


def _measured(walks: _Walks, surface: Surface, bounds: Bounds, label: str) -> Trajectory:
    """The trajectory of finished walks: read-only arrays with the axis of the runs before that of the steps."""
    positions = walks.tracks["x"]
    own = walks.optimizer.valued
    values = walks.tracks[own] if own else _in_blocks(surface.value, positions)
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
        calls=walks.by_run([each.calls for each in walks.asked]),
        samples=walks.by_run([each.samples for each in walks.asked]) if surface.samples else None,
        of_samples=surface.samples,
        diverged_at=_frozen(_diverged_at(positions, values, walks.every, surface.domain)),
        left_at=_frozen(_left_at(positions, [bounds, *filter(None, [surface.domain])], walks.every)),
        recorded={name: _by_run(walks.tracks[name]) for name in walks.optimizer.recorded},
        companions=walks.optimizer.companions,
        results=walks.optimizer.results,
        clouds=walks.optimizer.clouds,
        outlines=walks.optimizer.outlines,
        keeps_best=walks.optimizer.keeps_best,
        every=walks.every,
        anatomy=tuple(_with(part, _by_run) for part in walks.parts),
        least=surface.least,
    )


def _with(part: Part, made: Callable[[Array], Array]) -> Part:
    """A part whose tail and vector are made of this one's."""
    return replace(part, tail=made(part.tail), vector=made(part.vector))


def _by_step(calls: list[Any]) -> Rows:
    """The calls after each step, (N+1,), or (N+1, runs) where an oracle counts them for each run in the end."""
    return np.array([np.broadcast_to(each, calls[-1].shape) for each in calls] if np.ndim(calls[-1]) else calls)


def _track(rows: int, shape: tuple[int, ...]) -> Array:
    """An empty array for the states (S, ...) of some rows, in which the runs lie side by side in memory."""
    return np.moveaxis(np.empty((rows, *shape[1:], shape[0])), -1, 1)


def _by_run(array: Array) -> Array:
    return _frozen(np.swapaxes(array, 0, 1))


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _blocks(count: int, size: int, multiple: int = 1) -> Iterator[slice]:
    """Slices of about equal length, at most `size`; if more than one, their number is a multiple of `multiple`."""
    parts = -(-count // size)
    if parts > 1:
        parts = min(-(-parts // multiple) * multiple, count)
    for part in range(parts):
        yield slice(count * part // parts, count * (part + 1) // parts)


def _in_blocks(function: Callable[[Array], Array], positions: Array) -> Array:
    """function(positions), (K+1, S) from (K+1, S, 2), a block of points at a time."""
    result = np.empty(positions.shape[:-1])
    for rows in _blocks(len(positions), max(1, _BLOCK // positions.shape[1])):
        for runs in _blocks(positions.shape[1], _BLOCK):
            result[rows, runs] = function(positions[rows, runs])
    return result


def _length(vectors: Array) -> Array:
    return np.hypot(vectors[..., 0], vectors[..., 1])


def _distance(points: Array, minimizers: Sequence[tuple[float, float]]) -> Array:
    """The distance to the nearest minimizer."""
    nearest: Array = np.min([_length(points - np.array(minimizer)) for minimizer in minimizers], axis=0)
    return nearest


def _diverged_at(positions: Array, values: Array, every: int, domain: Bounds | None) -> Rows:
    """The first kept step of each run that is not finite, or -1; one that has left the domain has not diverged."""
    finite = np.isfinite(positions).all(axis=-1)
    lost = ~(finite & np.isfinite(values))
    if domain is not None:
        lost &= ~np.logical_or.accumulate(finite & ~domain.contains(positions), axis=0)
    return np.where(lost.any(axis=0), every * lost.argmax(axis=0), -1)


def _left_at(positions: Array, regions: Sequence[Bounds], every: int) -> Rows:
    """The first kept step of each run from which on it is out of one of some regions for good, or -1."""
    count, runs = positions.shape[:2]
    left = np.zeros(runs, dtype=np.intp)
    for rows in _blocks(count, max(1, _BLOCK // runs)):
        inside = np.logical_and.reduce([region.contains(positions[rows]) for region in regions])
        left = np.where(inside.any(axis=0), rows.stop - inside[::-1].argmax(axis=0), left)
    return np.where(left < count, every * left, -1)
