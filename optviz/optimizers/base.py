"""What an optimizer is: hyper-parameters, and a pure step that asks an oracle for what it needs."""

from __future__ import annotations

import copy
import dataclasses
import importlib.util
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from annotated_types import Ge, Gt, Le, Lt

from optviz.arrays import Array, np
from optviz.errors import MissingToolError, ParameterError
from optviz.optimizers.families.stages import RAVINE, VALLEY
from optviz.parameters import check, parameters, plain
from optviz.schedules import Rate, Reactive, Schedule, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from optviz.oracle import Oracle
    from optviz.parameters import Parameter
    from optviz.trajectory import Part

__all__ = [
    "Amount",
    "Decay",
    "Eps",
    "Friction",
    "LearningRate",
    "Optimizer",
    "State",
    "ahead",
    "at",
    "bias_correction",
    "decayed",
    "ema",
    "length",
    "with_decay",
]

State: TypeAlias = Mapping[str, Array]

LearningRate: TypeAlias = Annotated[Rate, Gt(0)]
Friction: TypeAlias = Annotated[Rate, Ge(0), Le(1)]
Decay: TypeAlias = Annotated[Rate, Ge(0), Lt(1)]
Amount: TypeAlias = Annotated[Rate, Ge(0)]
Eps: TypeAlias = Annotated[float, Ge(0)]


@dataclass(frozen=True)
class Optimizer(ABC):
    """An update rule. Leading axes of every array are independent runs, and no step changes its arguments.

    Class attributes: name: in scenario files.  title: for readers; the name if left out.  color: "#RRGGBB", or "ink"
        for the theme's ink.  marker: the head's shape.  source: who published the rule.  memory: the state's
        entries beside x that start at zero.  recorded: the entries that a trajectory keeps beside x.
        companions: those of them that are points of the plane and are drawn beside x, (..., 2) like x or
        (..., W, 2) for W workers.  results: those of these that are taken in x's stead in the end, as averages: they
        are drawn over it.  packages: those beside NumPy that compute its steps, by their names for pip.
        draws: how often a step asks for random numbers.  clouds, outlines: recorded entries that are drawn as dots and
        as polygons, as in Trajectory.  valued: the recorded entry that is its value, where that is not the surface's.
        plays: whether its whole path is found at step 1, so that it cannot take batches.  keeps_best: whether x is the
        best place so far, which stays until there is a better one.  shown: where its point is seen best, beside
        gradient descent: stages of families/stages.py.  shown_with: the hyper-parameters that it has there, where its
        point is not seen with the defaults.
    Raises: ParameterError where a hyper-parameter is out of range.  UnknownNameError for an unknown form.

    A docstring ends with the section "Libraries:", which families/libraries.py describes: what other libraries call
    its parameters, and what they have that it has not.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = ""
    memory: ClassVar[tuple[str, ...]] = ()
    recorded: ClassVar[tuple[str, ...]] = ()
    companions: ClassVar[tuple[str, ...]] = ()
    results: ClassVar[tuple[str, ...]] = ()
    packages: ClassVar[tuple[str, ...]] = ()
    draws: ClassVar[int] = 0
    clouds: ClassVar[tuple[str, ...]] = ()
    outlines: ClassVar[tuple[str, ...]] = ()
    valued: ClassVar[str] = ""
    plays: ClassVar[bool] = False
    keeps_best: ClassVar[bool] = False
    shown: ClassVar[tuple[Mapping[str, Any], ...]] = (RAVINE, VALLEY)
    shown_with: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" in vars(cls) and "title" not in vars(cls):
            cls.title = cls.name

    def __post_init__(self) -> None:
        check(self)

    def init(self, x: Array) -> State:
        """The state before step 1.

        Args: x: the starts, (..., 2), float64.
        """
        return {"x": x} | {entry: np.zeros_like(x) for entry in self.memory}

    @abstractmethod
    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """The state after step t.

        Args: state: the state before it; left as it is.  oracle: answers for value, gradient and Hessian at
            any points (..., 2).  t: 1, 2, ...
        """

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The parts that step t added up, computed from the states before and after it; exact to rounding.

        Args: before, after: as the step took and gave them.  t: 1, 2, ...
        Returns: the parts of the step, the step itself last; the same names in the same order at every step.
        Raises: ParameterError where the method does not tell its parts.
        """
        del before, after, t
        raise self.without_anatomy()

    def effort(self, runs: int) -> float:
        """About how many seconds the arithmetic of one step takes, of so many runs at once."""
        entries = 1 + len(self.memory) + len(self.recorded)
        return 9e-6 + 4e-6 * entries + runs * (5e-9 * self.remembers + 5e-6 * self.draws)

    @property
    def remembers(self) -> int:
        """About how many numbers the state of one run holds."""
        return 2 * (1 + len(self.memory) + len(self.recorded))

    @property
    def paths(self) -> int:
        """How many paths are drawn of one run: its own and those of its companions."""
        return 1 + len(self.companions)

    @property
    def dots(self) -> int:
        """How many dots are drawn of one run and step."""
        return len(self.clouds)

    @property
    def kept(self) -> int:
        """About how many numbers are kept of one run and step beside its position."""
        return 2 * (self.paths - 1 + len(self.recorded) - len(self.companions))

    def questions(self) -> int:
        """About how many gradients a step asks for, those of many points at once counted as one."""
        return 1

    def calls(self) -> int:
        """About how many values, gradients and Hessians are counted of a step; 0 where it asks for nothing."""
        return self.questions()

    def check_packages(self) -> None:
        """Find out whether all is installed that computes its steps.

        Raises: MissingToolError, with the command that installs it, where a package is missing.
        """
        for package in self.packages:
            if importlib.util.find_spec(package) is None:
                message = f"{self.title} needs {package}; this installs it: pip install 'optviz[{package}]'"
                raise MissingToolError(message)

    @classmethod
    def has_anatomy(cls) -> bool:
        """Whether the method tells what its steps add up."""
        return cls.anatomy is not Optimizer.anatomy

    @classmethod
    def without_anatomy(cls, known: Iterable[str] = ()) -> ParameterError:
        """What to raise where the method does not tell what its steps add up; `known` names methods that do."""
        names = ", ".join(known)
        others = f"; these do: {names}" if names else ""
        return ParameterError("anatomy", f"{cls.name} does not tell what its steps add up{others}")

    def bind(self, steps: int) -> Self:
        """This optimizer for a run of so many steps: its schedules know their length and keep to its ranges.

        A schedule may touch a lower bound that a number may not: a learning rate may end at 0.

        Raises: ParameterError where a schedule leaves its hyper-parameter's range during the run; one of a
            nested optimizer is named as in inner.lr.
        """
        bound: dict[str, Any] = {}
        for parameter in parameters(type(self)).values():
            value = getattr(self, parameter.name)
            if isinstance(value, Schedule):
                bound[parameter.name] = value.bind(steps)
                _check_schedule(parameter, bound[parameter.name], steps)
            elif isinstance(value, Optimizer):
                with naming(parameter.name):
                    bound[parameter.name] = value.bind(steps)
        return dataclasses.replace(self, **bound) if bound else self

    def plain(self) -> dict[str, Any]:
        """The hyper-parameters by name as plain data, as a scenario file writes them."""
        return plain(self)

    def nested(self) -> Iterator[Optimizer]:
        """This optimizer, then the ones inside it."""
        yield self
        for parameter in parameters(type(self)).values():
            value = getattr(self, parameter.name)
            if isinstance(value, Optimizer):
                yield from value.nested()

    @property
    def reacts(self) -> bool:
        """Whether a hyper-parameter depends on the values that the run meets."""
        return any(isinstance(value, Reactive) for each in self.nested() for value in vars(each).values())

    def observed(self, value: float) -> Self:
        """This optimizer in a run, once a step has ended at a value: what reacts to values has seen it."""
        then = copy.copy(self)  # every range was checked before, and this happens at every step
        for name, held in vars(self).items():
            if isinstance(held, Reactive | Optimizer):
                object.__setattr__(then, name, held.observed(value))
        return then


@contextmanager
def naming(parameter: str) -> Iterator[None]:
    """Put the name of a nested thing before the parameter that an error inside names."""
    try:
        yield
    except ParameterError as error:
        message = str(error).removeprefix(f"{error.parameter}: ")
        raise ParameterError(f"{parameter}.{error.parameter}", message) from None


def ema(average: Array, value: Array, decay: float) -> Array:
    """Exponential moving average: decay average + (1 - decay) value."""
    moved = decay * average
    moved += (1 - decay) * value
    return moved


def length(vectors: Array) -> Array:
    """Euclidean length of each vector, (..., 1): a layer-wise method's layer is the point (x, y)."""
    return np.hypot(vectors[..., :1], vectors[..., 1:])


def bias_correction(decay: float, t: int) -> float:
    """What an average that started at zero holds of its weight after t steps: 1 - decay^t."""
    return float(1 - decay**t)


def ahead(m: Array, g: Array, beta: float, t: int) -> Array:
    """The corrected average of gradients one step ahead, as Nesterov's momentum looks: Dozat's m_hat."""
    return beta * m / bias_correction(beta, t + 1) + (1 - beta) * g / bias_correction(beta, t)


def with_decay(gradient: Array, x: Array, weight_decay: float) -> Array:
    """The gradient of f + weight_decay |x|^2 / 2: L2 regularisation."""
    return gradient + weight_decay * x if weight_decay else gradient


def decayed(gradient: Array, x: Array, weight_decay: float, lr: float, *, decoupled: bool) -> tuple[Array, Array]:
    """The gradient to average and the point to step from: a weight decay is in the one, or decoupled in the other."""
    if decoupled:
        return gradient, (1 - lr * weight_decay) * x
    return with_decay(gradient, x, weight_decay), x


def _check_schedule(parameter: Parameter, schedule: Schedule, steps: int) -> None:
    limits = parameter.limits.touching()
    for t in range(1, steps + 1):
        value = schedule(t)
        if not (math.isfinite(value) and limits.holds(value)):
            expected = str(parameter.limits) or "finite"
            raise ParameterError(parameter.name, f"must be {expected}, but {schedule.name} gives {value:g} at step {t}")
