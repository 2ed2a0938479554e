"""Gradient descent with a velocity: the heavy ball, and the look-ahead of Nesterov in its two spellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.errors import ParameterError
from optviz.optimizers.base import Amount, Friction, LearningRate, Optimizer, State, at, with_decay
from optviz.optimizers.families import stages
from optviz.optimizers.families.anatomy import whole
from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Momentum: the gradients of earlier steps keep pushing, each fading by `momentum` a step.

        b <- momentum b + (1 - dampening) g,  b = g at step 1          x <- x - lr b
        nesterov:                                                      x <- x - lr (g + momentum b)

    Forms: torch: as above.  classical: lr inside the velocity, b <- momentum b + (1 - dampening) lr g, x <-
        x - b; the same until lr moves.  ema: b <- momentum b + (1 - momentum) g from b = 0, an average of
        gradients.
    Args: lr: step size, > 0, a number or a schedule.  momentum: in [0, 1].  dampening: in [0, 1].
        nesterov: look ahead; with dampening 0 only.  weight_decay: >= 0, adds weight_decay x to g.
    State: b: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range, or where dampening meets nesterov or form ema.
    Reference: Polyak 1964, doi:10.1016/0041-5553(64)90137-5.  Same as torch.optim.SGD with momentum > 0.
    Libraries:
        torch.optim.SGD: lr, momentum, dampening, weight_decay, nesterov
        optax.sgd: learning_rate = lr, momentum, nesterov
        keras.optimizers.SGD (form classical): learning_rate = lr, momentum, nesterov; weight_decay: optimizer sgdw
    """

    name: ClassVar[str] = "momentum"
    title: ClassVar[str] = "Momentum"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5"
    memory: ClassVar[tuple[str, ...]] = ("b",)
    shown: ClassVar = (stages.RAVINE, stages.RUGGED)

    lr: LearningRate = 1e-3
    momentum: Friction = 0.9
    dampening: Friction = 0.0
    nesterov: bool = False
    weight_decay: Amount = 0.0
    form: Literal["torch", "classical", "ema"] = "torch"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.dampening != 0 and (self.nesterov or self.form == "ema"):
            what = "nesterov" if self.nesterov else "form ema"
            raise ParameterError("dampening", f"must be 0 with {what}")

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, mu = state["x"], at(self.momentum, t)
        g = with_decay(oracle.grad(x), x, at(self.weight_decay, t))
        inside, outside = self._rates(t)
        fresh = inside * g
        b = fresh if t == 1 and self.form != "ema" else mu * state["b"] + self._share(t) * fresh
        push = self._share(t) * fresh + mu * b if self.nesterov else b
        return {"x": x - outside * push, "b": b}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The velocity that was kept, then the gradient's share; with nesterov the gradient, then the new velocity."""
        x, mu, (_, outside) = before["x"], at(self.momentum, t), self._rates(t)
        kept = mu * before["b"]
        fresh = after["b"] - kept
        if self.nesterov:
            gradient = Part("gradient", "gradient", x, -outside * fresh)
            velocity = Part("velocity", "velocity", gradient.tip, -outside * mu * after["b"])
            return gradient, velocity, whole(before, after)
        velocity = Part("velocity", "velocity", x, -outside * kept)
        gradient = Part("gradient", "gradient", velocity.tip, -outside * fresh)
        return velocity, gradient, whole(before, after)

    def _rates(self, t: int) -> tuple[float, float]:
        """What multiplies the gradient on its way into the velocity, and the velocity on its way into x."""
        lr = at(self.lr, t)
        return (lr, 1.0) if self.form == "classical" else (1.0, lr)

    def _share(self, t: int) -> float:
        """How much of a new gradient enters the velocity; all of it where there is none, as in torch."""
        mu = at(self.momentum, t)
        if self.form == "ema":
            return 1 - mu
        return 1 - at(self.dampening, t) if mu else 1.0


@dataclass(frozen=True)
class NAG(Optimizer):
    """Nesterov's accelerated gradient: the slope is felt where the velocity is about to lead.

        v <- momentum v - lr grad f(x + momentum v)          x <- x + v

    The drawn point is x. torch.optim.SGD(nesterov=True) moves the look-ahead point x + momentum v instead;
    that is `{name: momentum, nesterov: true}`.

    Args: lr: step size, > 0, a number or a schedule.  momentum: in [0, 1].  weight_decay: >= 0, adds
        weight_decay (x + momentum v) to the gradient.
    State: v: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Nesterov 1983; in this form Sutskever et al. 2013, equations 3 and 4,
        proceedings.mlr.press/v28/sutskever13.html.
    Libraries:
        torch.optim.SGD: another rule: with nesterov it shows the look-ahead point x + momentum v
    """

    name: ClassVar[str] = "nag"
    title: ClassVar[str] = "NAG"
    color: ClassVar[str] = "#56B4E9"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Nesterov 1983; Sutskever et al. 2013, proceedings.mlr.press/v28/sutskever13.html"
    memory: ClassVar[tuple[str, ...]] = ("v",)
    shown: ClassVar = (stages.RAVINE, stages.RUGGED)

    lr: LearningRate = 1e-3
    momentum: Friction = 0.9
    weight_decay: Amount = 0.0

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        drift = at(self.momentum, t) * state["v"]
        v = drift - at(self.lr, t) * self._gradient_at(state["x"] + drift, oracle, t)
        return {"x": state["x"] + v, "v": v}

    def anatomy(self, before: State, after: State, t: int) -> tuple[Part, ...]:
        """The velocity that was kept, to the look-ahead point, and the gradient there."""
        velocity = Part("velocity", "velocity", before["x"], at(self.momentum, t) * before["v"])
        push = after["v"] - velocity.vector
        gradient = Part("gradient", "look-ahead gradient", velocity.tip, push, probe=True)
        return velocity, gradient, whole(before, after)

    def _gradient_at(self, ahead: Array, oracle: Oracle, t: int) -> Array:
        return with_decay(oracle.grad(ahead), ahead, at(self.weight_decay, t))
