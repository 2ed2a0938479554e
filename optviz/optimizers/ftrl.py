"""FTRL-Proximal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Le

from optviz.arrays import np
from optviz.optimizers.base import Amount, Eps, LearningRate, Optimizer, State, at, with_decay

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle

_ROOT = -0.5


@dataclass(frozen=True)
class FTRL(Optimizer):
    """FTRL-Proximal: the point that all gradients so far, taken together, would choose; sparse if asked.

        n <- n + g^2          z <- z + g - (n^-lr_power / lr - total) x          total <- n^-lr_power / lr
        x <- 0 where |z| <= lambda1, else (lambda1 sign(z) - z) / (total + beta / lr + lambda2)

    With beta = lambda1 = lambda2 = 0 and n from 0 it walks as AdaGrad without eps. The others pull towards the
    origin, where its authors let every run start. A coordinate whose n is 0 stays where it is;
    pytorch_optimizer puts it at 0. While lr moves, total keeps what earlier rates have built up, as the
    paper's definition says; pytorch_optimizer and Keras forget it.

    Args: lr: step size (the paper's alpha), > 0, a number or a schedule; at 0 the point rests.  beta: >= 0.
        lambda1: >= 0, weight of |x|.  lambda2: >= 0, weight of x^2 / 2.  initial_accumulator_value: >= 0, what n
        starts from (0.1 in Keras and TensorFlow); total starts from its power over the first lr.  lr_power: <= 0,
        how steps shrink; at -0.5 with a root.  l2_shrinkage: >= 0, adds 2 l2_shrinkage x to the g that z sees.
        weight_decay: >= 0, decoupled: x <- x - lr weight_decay x before the step, which feels it in z alone.
    State: n, z, total: (..., 2).  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range.
    Reference: McMahan et al. 2013, Algorithm 1, doi:10.1145/2487575.2488200.  Same as
        pytorch_optimizer.FTRL(lambda_1=lambda1, lambda_2=lambda2) with a fixed lr.
    Libraries:
        keras.optimizers.Ftrl: learning_rate = lr, learning_rate_power = lr_power, initial_accumulator_value,
            l1_regularization_strength = lambda1, l2_regularization_strength = lambda2 / 2,
            l2_shrinkage_regularization_strength = l2_shrinkage, beta, weight_decay
        pytorch_optimizer.FTRL: lr, beta, lambda_1 = lambda1, lambda_2 = lambda2; lr_power: there it changes z, but not
            what z is divided by
    """

    name: ClassVar[str] = "ftrl"
    title: ClassVar[str] = "FTRL-Proximal"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "McMahan et al. 2013, doi:10.1145/2487575.2488200"
    memory: ClassVar[tuple[str, ...]] = ("n", "z", "total")

    lr: LearningRate = 1e-3
    beta: Amount = 0.0
    lambda1: Amount = 0.0
    lambda2: Amount = 0.0
    initial_accumulator_value: Eps = 0.0
    lr_power: Annotated[float, Le(0)] = -0.5
    l2_shrinkage: Amount = 0.0
    weight_decay: Amount = 0.0

    def init(self, x: Array) -> State:
        """The state before step 1: n holds the initial accumulator value."""
        return {**super().init(x), "n": np.full_like(x, self.initial_accumulator_value)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g = oracle.grad(x)
        if lr == 0:
            return state
        n, x = state["n"] + g * g, (1 - lr * at(self.weight_decay, t)) * x
        total = self._power(n) / lr
        # Where no step has built it up yet, it stems from the initial accumulator value.
        before = np.where(state["total"] == 0, self._power(state["n"]) / lr, state["total"])
        z = state["z"] + with_decay(g, x, 2 * at(self.l2_shrinkage, t)) - (total - before) * x
        x = np.where(n == 0, x, self._chosen(z, total + at(self.beta, t) / lr, t))
        return {"x": x, "n": n, "z": z, "total": total}

    def _power(self, n: Array) -> Array:
        return np.sqrt(n) if self.lr_power == _ROOT else n**-self.lr_power

    def _chosen(self, z: Array, curvature: Array, t: int) -> Array:
        """What minimises z x + lambda1 |x| + (curvature + lambda2) x^2 / 2."""
        lambda1 = at(self.lambda1, t)
        slope = np.where(np.abs(z) <= lambda1, 0.0, lambda1 * np.sign(z) - z)
        curvature = curvature + at(self.lambda2, t)
        return slope / np.where(curvature == 0, 1.0, curvature)
