"""What adapted optimizers share: the library's own state, one for each run, and a step that never changes it."""

from __future__ import annotations

import importlib
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from optviz.arrays import Array, np
from optviz.errors import MissingToolError, ScenarioError
from optviz.optimizers.base import Optimizer, State
from optviz.oracle import Oracle
from optviz.parameters import values
from optviz.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@dataclass(frozen=True)
class Adapted(Optimizer):
    """Another library's optimizer on points of the plane, each run with one of its own, in 64-bit floats.

    Class attributes: make: the library's constructor.  origin: a function and the argument of it that give this class.
    State: held: the library's own state, one object for each run.
    Raises: ScenarioError where the library refuses the hyper-parameters, or wants more than a gradient.
    """

    make: ClassVar[Any]
    origin: ClassVar[tuple[Callable[[Any], type[Optimizer]], Any]]

    def __post_init__(self) -> None:
        for name, value in self._given().items():
            if isinstance(value, list):
                object.__setattr__(self, name, tuple(value))
        super().__post_init__()
        self._tried()

    @abstractmethod
    def begin(self, point: Array) -> Any:
        """The library's state at a start, (2,)."""

    @abstractmethod
    def walk(self, held: Any, point: Array, oracle: Oracle, t: int) -> tuple[Any, Array]:
        """The state and the point after step t of one run, whose own oracle this is; nothing given is changed."""

    def init(self, x: Array) -> State:
        """The state before step 1."""
        return {"x": x, "held": _objects(x, [self.begin(point) for point in x.reshape(-1, 2)])}

    def effort(self, runs: int) -> float:
        """That of the library's step, which each run takes alone."""
        return 2e-5 + 4e-4 * runs

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the library's."""
        x = state["x"]
        points, held = x.reshape(-1, 2), state["held"].reshape(-1)
        shared = len(points) // len(oracle.starts)
        alone = [oracle.of_run(row // shared) for row in range(len(points))]
        walked = [self.walk(*each, t) for each in zip(held, points, alone, strict=True)]
        asked = np.array([(each.values, each.gradients, each.hessians) for each in alone])
        oracle.charge(*asked.reshape(len(oracle.starts), -1, 3).sum(axis=1).T)
        return {
            "x": np.stack([point for _, point in walked]).reshape(x.shape),
            "held": _objects(x, [w[0] for w in walked]),
        }

    def options(self, t: int) -> dict[str, Any]:
        """The hyper-parameters of step t under the library's names."""
        return self._given() | self.scheduled(t)

    def scheduled(self, t: int) -> dict[str, float]:
        """Those of them that change from step to step; before a run is bound, they change as in a run of t steps."""
        return {name: value.bind(t)(t) for name, value in self._given().items() if isinstance(value, Schedule)}

    def _given(self) -> dict[str, Any]:
        return values(self)

    def _tried(self) -> None:
        """Take one step where it does not matter: what the library refuses, it refuses now."""
        point = np.array([1.0, -1.0])
        try:
            self.walk(self.begin(point), point, Oracle(_Bowl(), starts=point[None]), 1)
        except ScenarioError:
            raise
        except Exception as error:
            raise ScenarioError(f"{self.name} cannot be used with these hyper-parameters: {error}") from error

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (*self.origin, self._given())


class _Bowl:
    """|x|^2 / 2."""

    def value(self, points: Array) -> Array:
        half: Array = (points**2).sum(axis=-1) / 2
        return half

    def gradient(self, points: Array) -> Array:
        return points

    def hessian(self, points: Array) -> Array:
        return np.broadcast_to(np.eye(2), (*points.shape, 2))


def library(module: str, title: str, extra: str) -> ModuleType:
    """A library's module.

    Raises: MissingToolError, with the command that installs it, where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{title} is not there ({error}); this installs it: pip install 'optviz[{extra}]'"
        raise MissingToolError(message) from None


def _objects(x: Array, items: list[Any]) -> Any:
    """An array of objects, one for each point of x, (..., 1)."""
    found = np.empty(len(items), dtype=object)
    for index, item in enumerate(items):
        found[index] = item
    return found.reshape(*x.shape[:-1], 1)


def _again(function: Callable[[Any], type[Optimizer]], argument: Any, given: dict[str, Any]) -> Optimizer:
    """The same optimizer in another process, where its class is made anew."""
    return function(argument)(**given)
