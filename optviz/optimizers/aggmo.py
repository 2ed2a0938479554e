"""AggMo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Lt, MaxLen

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.optimizers.base import Amount, LearningRate, Optimizer, State, at, decayed
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class AggMo(Optimizer):
    """Aggregated momentum: several velocities at once, whose average moves the point.

        b_i <- beta_i b_i + g          x <- x - lr (b_1 + ... + b_K) / K

    The slow ones build up speed and the fast ones brake it.

    Args: lr: step size, > 0, a number or a schedule.  betas: one damping factor in [0, 1) per velocity, at most 100.
        weight_decay: >= 0, adds weight_decay x to g.  decoupled_weight_decay: x <- x - lr weight_decay x before the
        step instead.
    State: b0, b1, ...: (..., 2), one per factor.  Cost per step: one gradient.
    Raises: ParameterError where a rate is out of range or betas is empty.
    Reference: Lucas et al. 2019, section 3, arXiv:1804.00325.  Same as pytorch_optimizer.AggMo.
    Libraries:
        pytorch_optimizer.AggMo: lr, betas, weight_decay, weight_decouple = decoupled_weight_decay
    """

    name: ClassVar[str] = "aggmo"
    title: ClassVar[str] = "AggMo"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Lucas et al. 2019, arXiv:1804.00325"
    shown: ClassVar = (stages.RAVINE, stages.RUGGED)

    lr: LearningRate = 1e-3
    betas: Annotated[tuple[float, ...], Ge(0), Lt(1), MaxLen(100)] = (0.0, 0.9, 0.99)
    weight_decay: Amount = 0.0
    decoupled_weight_decay: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "betas", tuple(self.betas))
        if not self.betas:
            raise ParameterError("betas", "must hold one number or more")

    def init(self, x: Array) -> State:
        """The state before step 1: every velocity zero."""
        return {"x": x} | {f"b{i}": np.zeros_like(x) for i in range(len(self.betas))}

    @property
    def remembers(self) -> int:
        """About how many numbers the state of one run holds."""
        return 2 * (1 + len(self.betas))

    def effort(self, runs: int) -> float:
        """That of its velocities too."""
        return super().effort(runs) + len(self.betas) * (6e-6 + 2e-8 * runs)

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        x, lr = state["x"], at(self.lr, t)
        g, x = decayed(oracle.grad(x), x, at(self.weight_decay, t), lr, decoupled=self.decoupled_weight_decay)
        velocities = {f"b{i}": beta * state[f"b{i}"] + g for i, beta in enumerate(self.betas)}
        share = lr / len(self.betas)
        for velocity in velocities.values():
            x = x - share * velocity
        return {"x": x, **velocities}
