"""ADOPT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, Eps, LearningRate, Optimizer, State, at, decayed, ema

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class ADOPT(Optimizer):
    """ADOPT: Adam that divides a gradient by the mean square from before it, and averages afterwards.

        step 1: v = g^2, and x stays          later: n = g / max(sqrt(v), eps), clipped to (t - 1)^(1/4)
        m <- beta1 m + (1 - beta1) n          x <- x - lr m          v <- beta2 v + (1 - beta2) g^2

    Forms: clipped: as above, the authors' second version.  plain: n is not clipped.
    Args: lr: step size, > 0, a number or a schedule.  beta1, beta2: decay rates in [0, 1).  eps: >= 0, the
        least root.  weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay: x <- x - lr weight_decay x
        before the step instead, at step 1 too.  nesterov: beta1 m + (1 - beta1) n in place of the new m.
    State: m, v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Taniguchi et al. 2024, Algorithms 1 (plain) and 2, arXiv:2411.02853.  Same as
        optax.contrib.adopt; pytorch_optimizer.ADOPT clips to t^(1/4).
    Libraries:
        optax.contrib.adopt: learning_rate = lr, b1 = beta1, b2 = beta2, eps, nesterov; use_clipping: form plain without
            it; clip_value_fn: a function of the step, which no file can give
        pytorch_optimizer.ADOPT: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay,
            eps; clip_lambda: form plain where it is None, and else a function (its own clips to t^(1/4))
    """

    name: ClassVar[str] = "adopt"
    title: ClassVar[str] = "ADOPT"
    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Taniguchi et al. 2024, arXiv:2411.02853"
    memory: ClassVar[tuple[str, ...]] = ("m", "v")

    lr: LearningRate = 1e-3
    beta1: Decay = 0.9
    beta2: Decay = 0.9999
    eps: Eps = 1e-6
    weight_decay: Amount = 0.0
    form: Literal["clipped", "plain"] = "clipped"
    decoupled_weight_decay: bool = False
    nesterov: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr, beta1 = state["x"], at(self.lr, t), at(self.beta1, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        if t == 1:
            return {"x": x, "m": state["m"], "v": g * g}
        n = self._normalised(g, state["v"], t)
        m = ema(state["m"], n, beta1)
        push = ema(m, n, beta1) if self.nesterov else m
        return {"x": x - lr * push, "m": m, "v": ema(state["v"], g * g, at(self.beta2, t))}

    def _normalised(self, g: Array, v: Array, t: int) -> Array:
        n = g / np.maximum(np.sqrt(v), self.eps)
        limit = (t - 1) ** 0.25
        return np.clip(n, -limit, limit) if self.form == "clipped" else n
