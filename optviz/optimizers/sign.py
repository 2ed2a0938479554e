"""Methods that only look at signs: every coordinate moves by the learning rate, however steep the slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.arrays import np
from optviz.optimizers.base import Amount, Decay, LearningRate, Optimizer, State, at, decayed, ema
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class SignSGD(Optimizer):
    """SignSGD: gradient descent that keeps each coordinate's direction and forgets how steep it is.

        x <- x - lr sign(g)

    Args: lr: step size, > 0, a number or a schedule.  weight_decay: >= 0, adds weight_decay x to g.
        decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.
    State: x alone.  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Bernstein et al. 2018, Algorithm 1, arXiv:1802.04434.  Same as optax.sign_sgd, and as
        pytorch_optimizer.SignSGD(momentum=0, weight_decouple=False).
    Libraries:
        optax.sign_sgd: learning_rate = lr
        pytorch_optimizer.SignSGD: lr, weight_decay, weight_decouple = decoupled_weight_decay; momentum: optimizer
            signum
    """

    name: ClassVar[str] = "signsgd"
    title: ClassVar[str] = "SignSGD"
    color: ClassVar[str] = "#B2182B"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Bernstein et al. 2018, arXiv:1802.04434"
    shown: ClassVar = (stages.PLAIN, stages.RAVINE)

    lr: LearningRate = 1e-3
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        return {"x": x - lr * np.sign(g)}


@dataclass(frozen=True)
class Signum(Optimizer):
    """Signum: the sign of an average of gradients, so that one odd gradient turns no step around.

        m <- beta m + (1 - beta) g          x <- x - lr sign(m)

    Args: lr: step size, > 0, a number or a schedule.  beta: decay rate in [0, 1).  weight_decay: >= 0, adds
        weight_decay x to g.  decoupled_weight_decay: x <- x - lr weight_decay x before the step instead.
    State: m: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Bernstein et al. 2018, Algorithm 2, arXiv:1802.04434.  Same as optax.signum, and as
        pytorch_optimizer.SignSGD(weight_decouple=False).
    Libraries:
        optax.signum: learning_rate = lr, beta
        pytorch_optimizer.SignSGD: lr, momentum = beta, weight_decay, weight_decouple = decoupled_weight_decay
    """

    name: ClassVar[str] = "signum"
    title: ClassVar[str] = "Signum"
    color: ClassVar[str] = "#B2182B"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Bernstein et al. 2018, arXiv:1802.04434"
    memory: ClassVar[tuple[str, ...]] = ("m",)
    shown: ClassVar = (stages.PLAIN, stages.NOISY_RAVINE)

    lr: LearningRate = 1e-3
    beta: Decay = 0.9
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta, t))
        return {"x": x - lr * np.sign(m), "m": m}


@dataclass(frozen=True)
class Lion(Optimizer):
    """Lion: the sign of a blend of average and gradient, in which the gradient weighs more than it will later.

        x <- x - lr (sign(beta1 m + (1 - beta1) g) + weight_decay x)
        m <- beta2 m + (1 - beta2) g

    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta1: the average's share in
        the step, in [0, 1).  beta2: decay rate of the average in [0, 1).  weight_decay: >= 0, decoupled.
        decoupled_weight_decay: without it weight_decay x is added to g.
    State: m: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Chen et al. 2023, Algorithm 2, arXiv:2302.06675.  Same as optax.lion, whose weight_decay is
        1e-3 by default, lion_pytorch.Lion and pytorch_optimizer.Lion.
    Libraries:
        optax.lion: learning_rate = lr, b1 = beta1, b2 = beta2, weight_decay
        keras.optimizers.Lion: learning_rate = lr, beta_1 = beta1, beta_2 = beta2, weight_decay
        pytorch_optimizer.Lion: lr, betas = (beta1, beta2), weight_decay, weight_decouple = decoupled_weight_decay
        lion_pytorch.Lion: lr, betas = (beta1, beta2), weight_decay; decoupled_weight_decay: there it divides
            weight_decay by lr
    """

    name: ClassVar[str] = "lion"
    title: ClassVar[str] = "Lion"
    color: ClassVar[str] = "#D55E00"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Chen et al. 2023, arXiv:2302.06675"
    memory: ClassVar[tuple[str, ...]] = ("m",)
    shown: ClassVar = (stages.PLAIN, stages.RAVINE)

    lr: LearningRate = 1e-4
    beta1: Decay = 0.9
    beta2: Decay = 0.99
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, m, lr = state["x"], state["m"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        push = np.sign(ema(m, g, at(self.beta1, t)))
        return {"x": x - lr * push, "m": ema(m, g, at(self.beta2, t))}


@dataclass(frozen=True)
class Tiger(Optimizer):
    """Tiger: Lion with one rate for both averages, and so Signum with a decay that no average ever sees.

        m <- beta m + (1 - beta) g          x <- x - lr (sign(m) + weight_decay x)

    Args: lr: step size, > 0, a number or a schedule; it scales the decay too.  beta: decay rate in [0, 1).
        weight_decay: >= 0, decoupled.  decoupled_weight_decay: without it weight_decay x is added to g.
    State: m: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: Su 2023, github.com/bojone/tiger.  Same as pytorch_optimizer.Tiger.
    Libraries:
        pytorch_optimizer.Tiger: lr, beta, weight_decay, weight_decouple = decoupled_weight_decay
    """

    name: ClassVar[str] = "tiger"
    title: ClassVar[str] = "Tiger"
    color: ClassVar[str] = "#B2182B"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Su 2023, github.com/bojone/tiger"
    memory: ClassVar[tuple[str, ...]] = ("m",)
    shown: ClassVar = (stages.PLAIN, stages.RAVINE)

    lr: LearningRate = 1e-3
    beta: Decay = 0.965
    weight_decay: Amount = 1e-2
    decoupled_weight_decay: bool = True

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        m = ema(state["m"], g, at(self.beta, t))
        return {"x": x - lr * np.sign(m), "m": m}
