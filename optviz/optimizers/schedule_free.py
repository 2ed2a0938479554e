"""Schedule-free methods: an average that is also where the slope is felt, in place of a falling rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

from annotated_types import Ge, Le

from optviz.arrays import np
from optviz.optimizers.base import (
    Amount,
    Decay,
    Eps,
    Friction,
    LearningRate,
    Optimizer,
    State,
    at,
    bias_correction,
    ema,
    with_decay,
)
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle

Warmup: TypeAlias = Annotated[int, Ge(0), Le(100_000)]


@dataclass(frozen=True)
class ScheduleFreeSGD(Optimizer):
    """Schedule-free SGD: z descends by the slope felt between z and its own running average x.

        y = beta x + (1 - beta) z          z <- z - lr grad f(y)
        x <- x + c (z - x),  c = w / (sum of w so far),  w = t^r lr_max^weight_lr_power,  lr_max = the largest lr so far

    The drawn point is x, the one to evaluate; z is drawn beside it. The libraries' parameters hold y during
    training. With a constant lr and r = 0, c = 1 / t; a rising lr warms up.

    Args: lr: step size, > 0, a number or a schedule.  beta: x's share in y, in [0, 1].  weight_decay: >= 0,
        adds weight_decay y to the gradient.  warmup_steps: from 0 to 100000, the first of which lr is multiplied by
        t / warmup_steps.  r, weight_lr_power: >= 0, exponents of a step's weight in x.
    State: z: (..., 2); lr_max, weights: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Defazio et al. 2024, equations 3 to 5, arXiv:2405.15682.  Same as schedulefree.SGDScheduleFree
        (whose momentum is beta) in eval mode, and as optax.contrib.schedule_free_sgd.
    Libraries:
        schedulefree.SGDScheduleFree: lr, momentum = beta, weight_decay, warmup_steps, r, weight_lr_power
        optax.contrib.schedule_free_sgd: learning_rate = lr, b1 = beta, weight_decay, weight_lr_power; warmup_steps:
            there z warms up a step later than its weights
        pytorch_optimizer.ScheduleFreeSGD: lr, momentum = beta, weight_decay, r, weight_lr_power, warmup_steps; eps:
            unused
    """

    name: ClassVar[str] = "schedule_free_sgd"
    title: ClassVar[str] = "Schedule-free SGD"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Defazio et al. 2024, arXiv:2405.15682"
    recorded: ClassVar[tuple[str, ...]] = ("z",)
    companions: ClassVar[tuple[str, ...]] = ("z",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.VALLEY)

    lr: LearningRate = 1.0
    beta: Friction = 0.9
    weight_decay: Amount = 0.0
    warmup_steps: Warmup = 0
    r: Eps = 0.0
    weight_lr_power: Eps = 2.0

    def init(self, x: Array) -> State:
        """The state before step 1: x and z in one place."""
        return _together(x)

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        y = _between(state, at(self.beta, t))
        g = with_decay(oracle.grad(y), y, at(self.weight_decay, t))
        lr = _warm(at(self.lr, t), self.warmup_steps, t)
        return _averaged(state, g, lr, _power(t, self.r), self.weight_lr_power)


@dataclass(frozen=True)
class ScheduleFreeAdamW(Optimizer):
    """Schedule-free AdamW: as schedule-free SGD, but z takes Adam's steps without Adam's average of gradients.

        y = beta x + (1 - beta) z,  g = grad f(y)          v <- beta2 v + (1 - beta2) g^2
        z <- z - lr (g / (sqrt(v_hat) + eps) + weight_decay y),  v_hat = v / (1 - beta2^t)
        x <- x + c (z - x),  c = w / (sum of w so far),  w = t^r lr_max^weight_lr_power,  lr_max = the largest lr so far

    The drawn point is x, the one to evaluate; z is drawn beside it. The libraries' parameters hold y during
    training.

    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta: x's share in y (the
        libraries' first beta), in [0, 1].  beta2: decay rate in [0, 1).  eps: >= 0, outside the root.
        weight_decay: >= 0, decoupled.  warmup_steps: from 0 to 100000, the first of which lr is multiplied by
        t / warmup_steps.  r, weight_lr_power: >= 0, exponents of a step's weight in x.  decoupling_c: >= 0; where it
        is not 0, c is multiplied by (1 - beta) decoupling_c, up to 1.  amsgrad: the largest v_hat so far in place
        of v_hat.
    State: z, v, v_max: (..., 2); lr_max, weights: (..., 1).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Defazio et al. 2024, Algorithm 1, arXiv:2405.15682.  Same as schedulefree.AdamWScheduleFree in
        eval mode, and as optax.contrib.schedule_free_adamw.
    Libraries:
        schedulefree.AdamWScheduleFree: lr, betas = (beta, beta2), eps, weight_decay, warmup_steps, r, weight_lr_power
        optax.contrib.schedule_free_adamw: learning_rate = lr, b1 = beta, b2 = beta2, eps, weight_decay,
            weight_lr_power; warmup_steps: there z warms up a step later than its weights
        keras.optimizers.ScheduleFreeAdamW (weight_lr_power 0): learning_rate = lr, beta_1 = beta, beta_2 = beta2,
            epsilon = eps, warmup_steps; weight_decay: there it moves y, and x with it
        pytorch_optimizer.ScheduleFreeAdamW: lr, betas = (beta, beta2), weight_decay, r, weight_lr_power, warmup_steps,
            decoupling_c, ams_bound = amsgrad, eps
    """

    name: ClassVar[str] = "schedule_free_adamw"
    title: ClassVar[str] = "Schedule-free AdamW"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Defazio et al. 2024, arXiv:2405.15682"
    recorded: ClassVar[tuple[str, ...]] = ("z",)
    companions: ClassVar[tuple[str, ...]] = ("z",)
    shown: ClassVar = (stages.NOISY_BOWL, stages.VALLEY)

    lr: LearningRate = 0.0025
    beta: Friction = 0.9
    beta2: Decay = 0.999
    eps: Eps = 1e-8
    weight_decay: Amount = 0.0
    warmup_steps: Warmup = 0
    r: Eps = 0.0
    weight_lr_power: Eps = 2.0
    decoupling_c: Eps = 0.0
    amsgrad: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1: x and z in one place."""
        return {**_together(x), "v": np.zeros_like(x), "v_max": np.zeros_like(x)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        y, beta2 = _between(state, at(self.beta, t)), at(self.beta2, t)
        g = oracle.grad(y)
        v = ema(state["v"], g * g, beta2)
        v_hat = v / bias_correction(beta2, t)
        v_max = np.maximum(state["v_max"], v_hat) if self.amsgrad else v_hat
        push = with_decay(g / (np.sqrt(v_max) + self.eps), y, at(self.weight_decay, t))
        lr = _warm(at(self.lr, t), self.warmup_steps, t)
        quicker = (1 - at(self.beta, t)) * self.decoupling_c if self.decoupling_c else 1.0
        averaged = _averaged(state, push, lr, _power(t, self.r), self.weight_lr_power, quicker)
        return {**averaged, "v": v, "v_max": v_max}


def _power(t: int, exponent: float) -> float:
    """t to a power, which may be infinite."""
    try:
        return float(t**exponent)
    except OverflowError:
        return math.inf


def _together(x: Array) -> State:
    """The state before step 1, as far as both methods share it."""
    nothing = np.zeros_like(x[..., :1])
    return {"x": x, "z": x, "lr_max": nothing, "weights": nothing}


def _between(state: State, beta: float) -> Array:
    """y, where the slope is felt."""
    return beta * state["x"] + (1 - beta) * state["z"]


def _warm(lr: float, warmup_steps: int, t: int) -> float:
    """The learning rate on its way up."""
    return lr * t / warmup_steps if t < warmup_steps else lr


def _averaged(state: State, push: Array, lr: float, later: float, power: float, quicker: float = 1.0) -> State:
    """z moved, and x moved towards it.

    Args: later: multiplies a step's weight.  power: that of lr in it.  quicker: multiplies the share of z in x.
    """
    z = state["z"] - lr * push
    lr_max = np.maximum(state["lr_max"], lr)
    weight = later * lr_max**power
    weights = state["weights"] + weight
    share = np.minimum(1.0, quicker * weight / np.where(weights == 0, 1.0, weights))
    return {"x": state["x"] + share * (z - state["x"]), "z": z, "lr_max": lr_max, "weights": weights}
