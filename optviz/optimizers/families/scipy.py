"""How a method of scipy.optimize.minimize becomes an optimizer that steps."""

from __future__ import annotations

import dataclasses
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from optviz.arrays import Array, np
from optviz.optimizers.base import Optimizer, State
from optviz.optimizers.families import stages
from optviz.parameters import values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from numpy.typing import NDArray

    from optviz.oracle import Oracle

_UNBOUND: Final = 400
"""The most iterates of a method that no run has bound: SciPy's own limit for two variables."""

_PATIENCE: Final = 20
"""Iterations that a method may take for each iterate it accepts, before it is stopped."""


@dataclass(frozen=True)
class SciPyMethod(Optimizer):
    """A method of scipy.optimize.minimize: its accepted iterates, one a step.

    The whole path of a run is computed at step 1, in a call of its own, and then played. Where the method stops or
    SciPy gives up, x stays; where the gradient or the Hessian is not finite there, the run has diverged.

    Class attributes: method: SciPy's name.  uses_gradient, uses_hessian: whether it asks for
        them.  counts_rests: whether an iteration that leaves x where it is is a step too.
    State: path: one record for each run, its points and what it asks for on the way.
    """

    packages: ClassVar[tuple[str, ...]] = ("scipy",)
    plays: ClassVar[bool] = True
    method: ClassVar[str]
    uses_gradient: ClassVar[bool] = True
    uses_hessian: ClassVar[bool] = False
    counts_rests: ClassVar[bool] = False
    shown: ClassVar = (stages.BANANA, stages.HOLLOWS)

    most: int = field(default=_UNBOUND, init=False, repr=False, compare=False)

    def bind(self, steps: int) -> Self:
        """This method for a run of so many steps: it accepts no more iterates than that."""
        bound = dataclasses.replace(super().bind(steps))
        object.__setattr__(bound, "most", steps)
        return bound

    def effort(self, runs: int) -> float:
        """That of a few questions, which each run asks alone; most paths end early."""
        return 2e-5 + 1e-4 * runs

    def init(self, x: Array) -> State:
        """The state before step 1, without a path."""
        return {"x": x, "path": np.empty((*x.shape[:-1], 1), dtype=_record(0))}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """The next point of the path, and at step 1 the path."""
        path = self._paths(state["x"], oracle) if t == 1 else state["path"]
        records: Any = path[..., 0]
        points, asked = records["points"], records["asked"]
        if t > points.shape[-2]:
            return {"x": state["x"], "path": path}
        oracle.charge(*asked[..., t - 1, :].reshape(len(oracle.starts), -1, 3).sum(axis=1).T)
        return {"x": points[..., t - 1, :].copy(), "path": path}

    def _paths(self, x: Array, oracle: Oracle) -> Array:
        """The paths of all runs as records, (..., 1), the shorter ones resting at their ends."""
        starts = x.reshape(-1, 2)
        shared = len(starts) // len(oracle.starts)
        walks = [self._walk(start, oracle.of_run(row // shared)) for row, start in enumerate(starts)]
        paths = np.zeros(len(walks), dtype=_record(max(len(walk.points) for walk in walks)))
        for path, start, walk in zip(paths, starts, walks, strict=True):
            path["points"] = walk.points[-1] if walk.points else start
            path["points"][: len(walk.points)] = walk.points or np.empty((0, 2))
            path["asked"][: len(walk.asked)] = np.diff(walk.asked, axis=0, prepend=0) if walk.asked else 0
        return paths.reshape(*x.shape[:-1], 1)

    def _walk(self, start: Array, oracle: Oracle) -> _Walk:
        """One run's path, by SciPy."""
        from scipy.optimize import minimize

        walk = _Walk(oracle, start, self.most, self.counts_rests)
        options = values(self)
        asking: dict[str, Any] = {"jac": walk.gradient} if self.uses_gradient else {}
        asking |= {"hess": walk.hessian} if self.uses_hessian else {}
        limit = {"maxiter": _PATIENCE * self.most}
        with warnings.catch_warnings():
            # It warns of lost precision and of points that are not finite; the path shows both.
            warnings.simplefilter("ignore")
            try:
                minimize(
                    walk.value, start, method=self.method, callback=walk.accept, options={**options, **limit}, **asking
                )
            except Exception:
                # It gives up in many ways: a matrix overflows, a line search finds no bracket, and some are faults of
                # its own. There the path ends.
                if walk.answering or not oracle.calls:
                    raise
        walk.end()
        return walk


class _Walk:
    """What one call of minimize asks and accepts.

    Attributes: points: the accepted iterates.  asked: the values, gradients and Hessians asked for up to each.
        finite: whether the gradient and the Hessian were finite wherever they were last asked for.
        answering: whether a question or an iterate of SciPy's is being answered, so that an error is not SciPy's.
    """

    def __init__(self, oracle: Oracle, start: Array, most: int, counts_rests: bool) -> None:
        self.oracle, self.last, self.most, self.counts_rests = oracle, start, most, counts_rests
        self.points: list[Array] = []
        self.asked: list[Sequence[int]] = []
        self.answers: dict[str, bool] = {}
        self.answering = False

    @property
    def finite(self) -> bool:
        return all(self.answers.values())

    def value(self, point: Array) -> float:
        return float(self._answer(self.oracle.value, point))

    def gradient(self, point: Array) -> Array:
        gradient = self._answer(self.oracle.grad, point)
        self.answers["gradient"] = bool(np.isfinite(gradient).all())
        return gradient

    def hessian(self, point: Array) -> Array:
        hessian = self._answer(self.oracle.hess, point)
        self.answers["hessian"] = bool(np.isfinite(hessian).all())
        return hessian

    def _answer(self, question: Callable[[Array], Array], point: Array) -> Array:
        self.answering = True
        answer = question(point)
        self.answering = False
        return answer

    def accept(self, intermediate_result: Any) -> None:
        self.answering = True
        point = np.array(intermediate_result.x, dtype=np.float64)
        if self.counts_rests or (point != self.last).any():
            self.keep(point)
            self.oracle.advance(len(self.points) + 1)
        self.answering = False
        if len(self.points) >= self.most:
            raise StopIteration

    def keep(self, point: Array) -> None:
        self.last = point
        self.points.append(point)
        self.asked.append([int(count) for count in (self.oracle.values, self.oracle.gradients, self.oracle.hessians)])

    def end(self) -> None:
        """One more step where the run has diverged, or has asked without accepting an iterate."""
        asked = self.oracle.calls > (sum(self.asked[-1]) if self.asked else 0)
        if len(self.points) < self.most and (asked or not self.finite):
            self.keep(self.last if self.finite else np.full(2, np.nan))


def _record(length: int) -> NDArray[Any] | Any:
    """The type of a path of so many points."""
    return np.dtype([("points", np.float64, (length, 2)), ("asked", np.int64, (length, 3))])
