"""RMSProp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    ema,
    with_decay,
)
from optviz.optimizers.families.anatomy import whole
from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp: the gradient over the root of its recent mean square, coordinate by coordinate.

        v <- rho v + (1 - rho) g^2          b <- momentum b + g / (sqrt(v) + eps)          x <- x - lr b
        centered: v - gbar^2 in place of v under the root,  gbar <- rho gbar + (1 - rho) g

    Centered, v - gbar^2 is held at 0 from below; torch gets a NaN where rounding makes it negative.

    Args: lr: step size, > 0, a number or a schedule.  rho: decay rate in [0, 1), torch's alpha (.9
        elsewhere). eps: >= 0.  momentum: in [0, 1].  centered: divide by the standard deviation.
         eps_inside: divide by sqrt(v + eps), as in Ruder 2016.  weight_decay: >= 0, adds weight_decay x to
        g.
    State: v, gbar, b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Hinton, Srivastava & Swersky 2012, lecture 6e of Neural Networks for Machine Learning;
        centered: Graves 2013, arXiv:1308.0850.  Same as torch.optim.RMSprop.
    """

    name: ClassVar[str] = "rmsprop"
    title: ClassVar[str] = "RMSProp"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "plus"
    source: ClassVar[str] = "Hinton, Srivastava & Swersky 2012, lecture 6e; centered: Graves 2013, arXiv:1308.0850"
    memory: ClassVar[tuple[str, ...]] = ("v", "gbar", "b")

    lr: LearningRate = 1e-2
    rho: Decay = 0.99
    eps: Eps = 1e-8
    momentum: Friction = 0.0
    centered: bool = False
    eps_inside: bool = False
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, rho = state["x"], at(self.rho, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        v = ema(state["v"], g * g, rho)
        gbar = ema(state["gbar"], g, rho) if self.centered else state["gbar"]
        b = at(self.momentum, t) * state["b"] + g / self._root(v, gbar)
        return {"x": x - at(self.lr, t) * b, "v": v, "gbar": gbar, "b": b}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The velocity that was kept, the gradient, and its scaling, lr over the root."""
        x, lr, kept = before["x"], at(self.lr, t), at(self.momentum, t) * before["b"]
        root = self._root(after["v"], after["gbar"])
        velocity = Part("velocity", "velocity", x, -lr * kept)
        gradient = Part("gradient", "gradient", x, -(after["b"] - kept) * root, "gradient")
        scaling = Part("scaling", "scaling", velocity.tip, lr / root, "scaling")
        return velocity, gradient, scaling, whole(before, after)

    def _root(self, v: Array, gbar: Array) -> Array:
        spread = np.maximum(v - gbar * gbar, 0.0) if self.centered else v
        return np.sqrt(spread + self.eps) if self.eps_inside else np.sqrt(spread) + self.eps
