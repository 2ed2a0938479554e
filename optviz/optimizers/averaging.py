"""Averages of another method's iterates, drawn beside them; they do not change its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge

from optviz.optimizers.base import Decay, Optimizer, State, at, ema
from optviz.optimizers.families import stages
from optviz.optimizers.families.wrapper import Wrapper, around, inside
from optviz.optimizers.sgd import SGD

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class PolyakAveraging(Wrapper):
    """Polyak-Ruppert averaging: the mean of another method's iterates.

        average <- average + (x - average) / (t - begin + 1)   from t = begin on,   x before

    Args: inner: the method whose iterates are averaged.  begin: >= 1, the first step that counts; the start
        itself never does.
    State: average: (..., 2), recorded and drawn beside x; the inner method's own.  Cost per step: the inner
        method's.
    Raises: ParameterError where a number is out of range.
    Reference: Polyak & Juditsky 1992, equation 2, doi:10.1137/0330046.  Same as
        torch.optim.swa_utils.AveragedModel updated after every step.
    Libraries:
        torch.optim.swa_utils.AveragedModel: model = inner; avg_fn, multi_avg_fn: other averages, one of which optimizer
            ema has
    """

    name: ClassVar[str] = "polyak"
    title: ClassVar[str] = "Polyak averaging"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Polyak & Juditsky 1992, doi:10.1137/0330046"
    memory: ClassVar[tuple[str, ...]] = ("average",)
    recorded: ClassVar[tuple[str, ...]] = ("average",)
    companions: ClassVar[tuple[str, ...]] = ("average",)
    results: ClassVar[tuple[str, ...]] = ("average",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.NOISY_RAVINE)

    inner: Optimizer = field(default_factory=SGD)
    begin: Annotated[int, Ge(1)] = 1

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        after = self.inner.step(inside(state), oracle, t)
        x, average = after["x"], state["average"]
        average = average + (x - average) / (t - self.begin + 1) if t > self.begin else x
        return around(after) | {"average": average}


@dataclass(frozen=True)
class EMAAveraging(Wrapper):
    """EMA averaging: the exponential moving average of another method's iterates.

        average <- decay average + (1 - decay) x   from t = 2 on,   x at t = 1

    Args: inner: the method whose iterates are averaged.  decay: what is kept at each step, in [0, 1), a number
        or a schedule.
    State: average: (..., 2), recorded and drawn beside x; the inner method's own.  Cost per step: the inner
        method's.
    Raises: ParameterError where a number is out of range.
    Reference: Polyak & Juditsky 1992 for averages, doi:10.1137/0330046.  Same as
        torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay), updated after every step.
    Libraries:
        torch.optim.swa_utils.AveragedModel: model = inner, multi_avg_fn = decay; avg_fn: the same, parameter by
            parameter
    """

    name: ClassVar[str] = "ema"
    title: ClassVar[str] = "EMA averaging"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Polyak & Juditsky 1992, doi:10.1137/0330046"
    memory: ClassVar[tuple[str, ...]] = ("average",)
    recorded: ClassVar[tuple[str, ...]] = ("average",)
    companions: ClassVar[tuple[str, ...]] = ("average",)
    results: ClassVar[tuple[str, ...]] = ("average",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.NOISY_RAVINE)
    shown_with: ClassVar = {"decay": 0.9}

    inner: Optimizer = field(default_factory=SGD)
    decay: Decay = 0.99

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        after = self.inner.step(inside(state), oracle, t)
        average = ema(state["average"], after["x"], at(self.decay, t)) if t > 1 else after["x"]
        return around(after) | {"average": average}
