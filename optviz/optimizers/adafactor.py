"""Adafactor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from annotated_types import Ge, Le

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, Eps, LearningRate, Optimizer, State, at, ema, length

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle

_MACHINE_EPS = 2.0**-52


@dataclass(frozen=True)
class Adafactor(Optimizer):
    """Adafactor: steps in proportion to the size of x, clipped as a whole.

        v <- v + t^beta2_decay (g^2 - v)          u = g / max(sqrt(v), eps1)
        x <- (1 - lr weight_decay) x - max(eps2, rms(x)) min(lr, 1 / sqrt(t)) u / max(1, rms(u) / d)
        rms(x) = |x| / sqrt(2), of x before the decay

    The factored v that gave the method its name is one of matrices; the point (x, y) is a vector, whose v
    stays whole.

    Forms: torch: as above.  keras: eps1 beside the square, v <- v + t^beta2_decay (g^2 + eps1 - v) and u = g / sqrt(v),
        and rms(x) of x after the decay.  optax: v and u as in keras, and lr without the limit 1 / sqrt(t).
    Args: lr: largest step relative to x, > 0, a number or a schedule.  beta2_decay: <= 0, how fast v comes to
        remember more.  eps1: >= 0; torch's default is the machine's precision.  eps2: >= 0, the least that x
        counts for.  d: >= 1, where clipping begins.  weight_decay: >= 0, decoupled, as in torch.
        multiply_by_parameter_scale: without it the factor max(eps2, rms(x)) is left out.  momentum: in [0, 1), of an
        average of steps, b <- momentum b + (1 - momentum) step from b = 0, which moves x in a step's place.
    State: v, b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Shazeer & Stern 2018, Algorithm 5, arXiv:1804.04235.  Same as torch.optim.Adafactor.
    Libraries:
        torch.optim.Adafactor: lr, beta2_decay, eps = (eps1, eps2), d, weight_decay
        optax.adafactor (form optax): learning_rate = lr, decay_rate = -beta2_decay, multiply_by_parameter_scale,
            clipping_threshold = d, momentum, weight_decay_rate = lr weight_decay, eps = eps1; decay_offset: the steps
            of a training that goes on
        keras.optimizers.Adafactor (form keras): learning_rate = lr, beta_2_decay = beta2_decay, epsilon_1 = eps1,
            epsilon_2 = eps2, clip_threshold = d, weight_decay; relative_step: without effect, as lr is held below 1 /
            sqrt(t) once more
        pytorch_optimizer.AdaFactor: another rule: its steps are relative or lr, never the smaller, and its average is
            in 16 bits
    """

    name: ClassVar[str] = "adafactor"
    title: ClassVar[str] = "Adafactor"
    color: ClassVar[str] = "#A6761D"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Shazeer & Stern 2018, arXiv:1804.04235"
    memory: ClassVar[tuple[str, ...]] = ("v", "b")

    lr: LearningRate = 1e-2
    beta2_decay: Annotated[float, Le(0)] = -0.8
    eps1: Eps = _MACHINE_EPS
    eps2: Eps = 1e-3
    d: Annotated[float, Ge(1)] = 1.0
    weight_decay: Amount = 0.0
    form: Literal["torch", "keras", "optax"] = "torch"
    multiply_by_parameter_scale: bool = True
    momentum: Decay = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g = oracle.grad(x)
        v, u = self._scaled(state["v"], g, t)
        shrunk = (1 - lr * at(self.weight_decay, t)) * x
        size = np.maximum(self.eps2, _rms(shrunk if self.form == "keras" else x))
        alpha = (size if self.multiply_by_parameter_scale else 1.0) * (
            lr if self.form == "optax" else min(lr, 1 / math.sqrt(t))
        )
        b = ema(state["b"], alpha / np.maximum(1.0, _rms(u) / self.d) * u, at(self.momentum, t))
        return {"x": shrunk - b, "v": v, "b": b}

    def _scaled(self, v: Array, g: Array, t: int) -> tuple[Array, Array]:
        """The new v, and the gradient over its root."""
        share = t**self.beta2_decay
        if self.form == "torch":
            v = v + share * (g * g - v)
            return v, g / np.maximum(np.sqrt(v), self.eps1)
        v = v + share * (g * g + self.eps1 - v)
        # Where v is 0, so is g: any root will do.
        return v, g / np.sqrt(np.where(v == 0, 1.0, v))


def _rms(vectors: Array) -> Array:
    return length(vectors) / math.sqrt(2)
