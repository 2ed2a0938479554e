"""What one optimizer did from its starts: frozen arrays, which are all that views see of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from optviz.arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from optviz.arrays import Array, Mask, Rows

TOLERANCE: Final = 0.01
"""How near to a minimizer counts as there, in the units of x and y."""


@dataclass(frozen=True, eq=False)
class Part:
    """One of the vectors that make up a step, or a scaling among them; of one step or of many.

    The parts of a step stand in the order in which they are added, the step itself last; each points in the direction
    in which it moves x. Those in units of position follow each other from x to the next x, each from the tip of the
    one before. A scaling multiplies the part before it, coordinate by coordinate, into one more vector in units of
    position, which begins at the scaling's tail. The other parts in units of gradient begin at x: of them, the part
    before the scaling is made.

    Args: name: the same in all methods that have it: velocity, gradient, m_hat, scaling, decay, step.  title: for
            readers.
        tail: (..., 2), the point it is drawn from.  vector: (..., 2), from the tail; a scaling's two factors.
        unit: what its lengths measure: distances in the plane, slopes, or a scaling's distance per slope.
        probe: whether its tail is a place other than x at which the method asked for the gradient.
    """

    name: str
    title: str
    tail: Array = field(repr=False)
    vector: Array = field(repr=False)
    unit: Literal["position", "gradient", "scaling"] = "position"
    probe: bool = False

    @property
    def tip(self) -> Array:
        """The point it leads to, (..., 2), where its unit is position."""
        return self.tail + self.vector


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """The iterates of one optimizer from S starts over N steps, with what was measured along the way.

    Args: label: the name a reader sees.  optimizer: the catalogue's name.  hyperparameters: by name, plain
            data (a schedule as a mapping).
        positions: (S, N+1, 2), from the start itself; not a number or infinite once a run has diverged.
        values: (S, N+1), the surface at each position; of a recorded run what was recorded.
        gradient_norms: (S, N+1), without the oracle's noise and clipping.
        distances: (S, N+1), to the nearest minimizer, or None where the surface declares none.
        gradient_evaluations: (S,) integers, the gradient calls of each run.
        calls: (S, N+1) integers, how many values, gradients and Hessians a run has asked for by each step.
        samples: (S, N+1) integers, how many samples of the data these looked at; None where the surface has none.
        of_samples: how many samples there are, which are an epoch; 0 where there are none.
        diverged_at: (S,), the first step whose position or value is not finite, or -1.
        left_at: (S,), the first step from which on the position is out of the picture for good, or -1.
        recorded: other recorded state by name, each (S, N+1, ...).
        companions: the names of those recorded points that are drawn beside the positions: averages, slow
            weights, (S, N+1, 2) each, or workers, (S, N+1, W, 2).
        results: the names of those of these that are taken in the positions' stead in the end.
        clouds: the names of those recorded points that are drawn as dots, all up to the present step: the trials of a
            search, (S, N+1, 2), or those of a generation, (S, N+1, W, 2).
        outlines: the names of those recorded polygons, (S, N+1, W, 2), of which the present step's is drawn.
        keeps_best: whether the positions are the best so far, which stay until there is a better one.
        every: where more than 1, only the start and every n-th step, n = every, were kept: N / every + 1 rows
            instead of N + 1.
        anatomy: what each step added up, tails and vectors (S, N, 2): row k of the step that ends at row k + 1 of
            the positions; empty where nobody asked.
        least: the surface's least value at its minimizers, or None where it declares none.
        cell, run: its place in a scenario: scenario.cells[cell].runs[run] is the optimizer that walked.
        entry: the label of that optimizer, to which its own adds how the cell differs; empty outside of scenarios.
        taken: (S, K+1), how many steps a run has taken by each row, where row k is not step k but the k-th call; None
            where it is step k.
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
    left_at: Array
    recorded: Mapping[str, Array] = field(default_factory=dict)
    companions: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()
    outlines: tuple[str, ...] = ()
    keeps_best: bool = False
    samples: Rows | None = None
    of_samples: int = 0
    every: int = 1
    anatomy: tuple[Part, ...] = ()
    least: float | None = None
    cell: int = 0
    run: int = 0
    entry: str = ""
    taken: Rows | None = None

    def __repr__(self) -> str:
        starts = f"from {len(self.starts)} starts" if len(self.starts) > 1 else f"from {_pair(self.starts[0])}"
        return f"<Trajectory {self.label}: {self.steps} steps {starts}{self._end}>"

    @property
    def _end(self) -> str:
        """Where a single run has gone."""
        if len(self.starts) > 1:
            return ""
        if words := self.lost_words(0):
            return f", {words}"
        return f" to {_pair(self.positions[0, -1])}, value {self.values[0, -1]:.4g}"

    @property
    def steps(self) -> int:
        """The number of steps N."""
        return (int(self.positions.shape[1]) - 1) * self.every

    @property
    def starts(self) -> Array:
        """The starts, (S, 2)."""
        return self.positions[:, 0]

    @property
    def off_plane(self) -> Array | None:
        """How far each position of a recorded run was from the plane that is drawn, (S, N+1); None of other runs."""
        found = self.recorded.get("off_plane")
        return None if found is None or not np.isfinite(found).all() else found

    @property
    def step_numbers(self) -> Rows:
        """The step that each row shows, (S, N+1)."""
        if self.taken is not None:
            return self.taken
        return np.broadcast_to(np.arange(0, self.steps + 1, self.every), self.values.shape)

    @property
    def fresh(self) -> Mask:
        """Which rows show a step that the row before does not, (S, N+1)."""
        if self.taken is None:
            return np.broadcast_to(True, self.values.shape)
        return np.diff(self.taken, axis=1, prepend=-1) > 0

    def by_calls(self, last: int) -> Trajectory:
        """The same runs on an axis of calls: row k shows the last step for which a run has asked at most k times.

        Args: last: the last row, at or after the last call.
        """
        rows = _rows_by_calls(self.calls, last)

        def at(array: NDArray[Any], rows: Rows = rows) -> NDArray[Any]:
            found = np.stack([run[own] for run, own in zip(array, rows, strict=True)])
            found.flags.writeable = False
            return found

        def since(steps: Array) -> Array:
            reached = rows >= steps[:, None]
            return np.where(steps < 0, -1, reached.argmax(axis=1))

        following = np.minimum(rows[:, :-1], self.steps - 1)
        return replace(
            self,
            positions=at(self.positions),
            values=at(self.values),
            gradient_norms=at(self.gradient_norms),
            distances=None if self.distances is None else at(self.distances),
            calls=at(self.calls),
            samples=None if self.samples is None else at(self.samples),
            diverged_at=since(self.diverged_at),
            left_at=since(self.left_at),
            recorded={name: at(entry) for name, entry in self.recorded.items()},
            anatomy=tuple(
                replace(part, tail=at(part.tail, following), vector=at(part.vector, following)) for part in self.anatomy
            ),
            taken=rows,
        )

    def phase(self, row: int, phase: float) -> float:
        """How much of the first start's present step is over when a share of a row's time is, 0 to 1."""
        numbers = self.step_numbers[0]
        if numbers[row] == numbers[-1]:
            return 1.0
        first, following = np.searchsorted(numbers, [numbers[row], numbers[row] + 1])
        return float((row - first + phase) / (following - first))

    @property
    def lost(self) -> Mask:
        """Which runs have left or diverged by each step, (S, N+1)."""
        since = np.arange(self.values.shape[1]) * self.every
        marks = [at[:, None] for at in (self.left_at, self.diverged_at)]
        return np.logical_or(*((mark >= 0) & (since >= mark) for mark in marks))

    def lost_words(self, start: int, step: int | None = None) -> str:
        """Where a run has gone by a step, the last one if left out: "left at 72", "diverged at 9", or nothing."""
        last = self.steps if step is None else step
        for word, at in (("diverged", self.diverged_at[start]), ("left", self.left_at[start])):
            if 0 <= at <= last:
                return f"{word} at {'' if self.taken is None else 'call '}{at}"
        return ""

    def arrivals(self, tolerance: float = TOLERANCE) -> list[int | None]:
        """For each start the first kept step from which on a minimizer is near enough, or None where there is none."""
        if self.distances is None:
            return [None] * len(self.starts)
        far = ~(self.distances <= tolerance)
        rows = np.where(far.any(axis=1), far.shape[1] - far[:, ::-1].argmax(axis=1), 0).tolist()
        pairs = zip(rows, self.step_numbers, strict=True)
        return [int(numbers[row]) if row < len(numbers) else None for row, numbers in pairs]

    @property
    def companion_paths(self) -> Iterator[tuple[Array, bool]]:
        """The path of every companion of every run, (N+1, 2) each, and whether it is a result; results come last."""
        for name in sorted(self.companions, key=self.results.__contains__):
            for run in self.recorded[name]:
                points = run.reshape(len(run), -1, 2)
                yield from ((points[:, companion], name in self.results) for companion in range(points.shape[1]))

    @cached_property
    def cloud_points(self) -> Array:
        """The dots that come with each step, (N+1, W, 2); those that all runs share are there once."""
        fresh = self.fresh[..., None, None]
        return self._different(
            [self._dots(name) if fresh.all() else np.where(fresh, self._dots(name), np.nan) for name in self.clouds]
        )

    def newest_dots(self, step: int) -> Array:
        """The dots that came with the last step until then, (W, 2); those that all runs share are there once."""
        row = step // self.every
        newest: Array = self._different([self._dots(name)[:, row : row + 1] for name in self.clouds])[0]
        return newest

    def _dots(self, name: str) -> Array:
        """One of the clouds, (S, N+1, W, 2)."""
        return self.recorded[name].reshape(*self.values.shape, -1, 2)

    def _different(self, clouds: Sequence[Array]) -> Array:
        """The dots of all runs side by side, each run's that differ from the others'."""
        different = list({run.tobytes(): run for cloud in clouds for run in cloud}.values())
        return np.concatenate(different or [np.empty((len(self.values[0]), 0, 2))], axis=1)

    def outlines_at(self, step: int) -> list[Array]:
        """The polygons at a step, (W, 2) each, without those that are not known."""
        found = [run[step // self.every] for name in self.outlines for run in self.recorded[name]]
        return [each for each in found if np.isfinite(each).all()]


def _rows_by_calls(calls: Rows, last: int) -> Rows:
    """For each number of calls from 0 to the last the last step that it was enough for, (S, last + 1)."""
    found: dict[bytes, Rows] = {}
    for run in calls:
        if run.tobytes() not in found:
            rows = np.searchsorted(run, np.arange(last + 1), side="right") - 1
            rows[0] = 0  # also of a run whose first step asks for nothing
            found[run.tobytes()] = rows
    return np.stack([found[run.tobytes()] for run in calls])


def _pair(point: Array) -> str:
    return "({:.4g}, {:.4g})".format(*point)
