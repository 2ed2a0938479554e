"""RMSProp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

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
    decayed,
    ema,
)
from optviz.optimizers.families import stages
from optviz.optimizers.families.anatomy import shrunk, whole
from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp: the gradient over the root of its recent mean square, coordinate by coordinate.

        v <- rho v + (1 - rho) g^2          b <- momentum b + g / (sqrt(v) + eps)          x <- x - lr b
        centered: v - gbar^2 in place of v under the root,  gbar <- rho gbar + (1 - rho) g
        nesterov: x <- x - lr (g / (sqrt(v) + eps) + momentum b)

    Centered, v - gbar^2 is held at 0 from below; torch gets a NaN where rounding makes it negative.

    Forms: torch: as above.  classical: lr inside the velocity, b <- momentum b + lr g / (sqrt(v) + eps), x <- x - b;
        the same until lr moves.
    Args: lr: step size, > 0, a number or a schedule.  rho: decay rate in [0, 1), torch's alpha (.9
        elsewhere).  eps: >= 0.  momentum: in [0, 1].  centered: divide by the standard deviation.
        eps_inside: divide by sqrt(v + eps), as in Ruder 2016.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.  nesterov: look ahead.
        initial_scale: >= 0, what v starts from (TensorFlow 1 had 1).  bias_correction: v and gbar over 1 - rho^t
        under the root.
    State: v, gbar, b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Hinton, Srivastava & Swersky 2012, lecture 6e of Neural Networks for Machine Learning;
        centered: Graves 2013, arXiv:1308.0850.  Same as torch.optim.RMSprop.
    Libraries:
        torch.optim.RMSprop: lr, alpha = rho, eps, weight_decay, momentum, centered
        optax.rmsprop (form classical): learning_rate = lr, decay = rho, eps, initial_scale, eps_in_sqrt = eps_inside,
            centered, momentum, nesterov, bias_correction
        keras.optimizers.RMSprop (form classical, eps_inside true, decoupled_weight_decay true): learning_rate = lr,
            rho, momentum, epsilon = eps, centered, weight_decay
    """

    name: ClassVar[str] = "rmsprop"
    title: ClassVar[str] = "RMSProp"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "plus"
    source: ClassVar[str] = "Hinton, Srivastava & Swersky 2012, lecture 6e; centered: Graves 2013, arXiv:1308.0850"
    memory: ClassVar[tuple[str, ...]] = ("v", "gbar", "b")
    shown: ClassVar = (stages.RAVINE, stages.PLAIN)

    lr: LearningRate = 1e-2
    rho: Decay = 0.99
    eps: Eps = 1e-8
    momentum: Friction = 0.0
    centered: bool = False
    eps_inside: bool = False
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False
    form: Literal["torch", "classical"] = "torch"
    nesterov: bool = False
    initial_scale: Eps = 0.0
    bias_correction: bool = False

    def init(self, x: Array) -> State:
        """The state before step 1: v holds the initial scale."""
        return {**super().init(x), "v": np.full_like(x, self.initial_scale)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, rho, mu, lr = state["x"], at(self.rho, t), at(self.momentum, t), at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        v = ema(state["v"], g * g, rho)
        gbar = ema(state["gbar"], g, rho) if self.centered else state["gbar"]
        inside, outside = self._rates(t)
        fresh = inside * g / self._root(v, gbar, t)
        b = mu * state["b"] + fresh
        push = fresh + mu * b if self.nesterov else b
        return {"x": x - outside * push, "v": v, "gbar": gbar, "b": b}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """A decoupled weight decay; the velocity that was kept, the gradient, and its scaling, lr over the root.

        With nesterov the velocity is the new one, and comes last.
        """
        x, mu, (inside, outside) = before["x"], at(self.momentum, t), self._rates(t)
        kept, root = mu * before["b"], self._root(after["v"], after["gbar"], t)
        first, tail = shrunk(x, at(self.lr, t) * at(self.weight_decay, t) if self.decoupled_weight_decay else None)
        gradient = Part("gradient", "gradient", x, -(after["b"] - kept) * (root / inside), "gradient")
        lr = inside * outside
        if self.nesterov:
            scaling = Part("scaling", "scaling", tail, lr / root, "scaling")
            velocity = Part("velocity", "velocity", tail + gradient.vector * scaling.vector, -outside * mu * after["b"])
            return *first, gradient, scaling, velocity, whole(before, after)
        velocity = Part("velocity", "velocity", tail, -outside * kept)
        return (
            *first,
            velocity,
            gradient,
            Part("scaling", "scaling", velocity.tip, lr / root, "scaling"),
            whole(before, after),
        )

    def _rates(self, t: int) -> tuple[float, float]:
        """What multiplies the gradient on its way into the velocity, and the velocity on its way into x."""
        lr = at(self.lr, t)
        return (lr, 1.0) if self.form == "classical" else (1.0, lr)

    def _root(self, v: Array, gbar: Array, t: int) -> Array:
        if self.bias_correction:
            correction = bias_correction(at(self.rho, t), t)
            v, gbar = v / correction, gbar / correction
        spread = np.maximum(v - gbar * gbar, 0.0) if self.centered else v
        return np.sqrt(spread + self.eps) if self.eps_inside else np.sqrt(spread) + self.eps
