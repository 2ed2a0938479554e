"""Early stopping: a method ends where the loss on data kept out of its training was lowest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge

from optviz.arrays import Array, np
from optviz.optimizers.base import Optimizer, State  # noqa: TC001  (annotations are evaluated)
from optviz.optimizers.families import stages
from optviz.optimizers.families.wrapper import Wrapper, around, inside
from optviz.optimizers.sgd import SGD

if TYPE_CHECKING:
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class EarlyStopping(Wrapper):
    """Early stopping: another method, which ends and goes back to where the validation loss was lowest.

        best <- x   where the validation loss is lower than at all steps before;   x <- best, for good,   once that was
        not so for `patience` steps

    A surface without validation data has its own value in the place of the loss. The start does not count.

    Args: inner: the method that is stopped.  patience: >= 1, the steps without a new lowest loss that it waits for.
    State: best: (..., 2); lowest, waited: (..., 1), the loss there and the steps since; the inner method's own.
        Cost per step: the inner method's and a value; nothing once it has stopped.
    Raises: ParameterError where a number is out of range.
    Reference: Goodfellow, Bengio & Courville 2016, Deep Learning, Algorithm 7.1, with an evaluation at every step.
    """

    name: ClassVar[str] = "early_stopping"
    title: ClassVar[str] = "Early stopping"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "square"
    source: ClassVar[str] = "Goodfellow, Bengio & Courville 2016, Deep Learning, Algorithm 7.1"
    shown: ClassVar = (stages.OVERFITTED,)

    inner: Optimizer = field(default_factory=SGD)
    patience: Annotated[int, Ge(1)] = 10

    @property
    def reacts(self) -> bool:
        """Each run by itself: one that has stopped asks no more, whatever the others do."""
        return True

    @property
    def remembers(self) -> int:
        """What the inner method remembers, and four numbers more."""
        return self.inner.remembers + 4

    def init(self, x: Array) -> State:
        """The inner method's state; no loss is known yet."""
        column = x[..., :1]
        own = {"best": x, "lowest": np.full_like(column, np.inf), "waited": np.zeros_like(column)}
        return around(self.inner.init(x)) | own

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One step of the rule above."""
        if (state["waited"] >= self.patience).all():
            return state
        after = self.inner.step(inside(state), oracle, t)
        loss = oracle.held_out(after["x"])[..., np.newaxis]
        lower = (loss < state["lowest"]) & (state["waited"] < self.patience)
        best = np.where(lower, after["x"], state["best"])
        waited = np.where(lower, 0.0, state["waited"] + 1)
        own = {"best": best, "lowest": np.where(lower, loss, state["lowest"]), "waited": waited}
        return around(after) | own | {"x": np.where(waited >= self.patience, best, after["x"])}
