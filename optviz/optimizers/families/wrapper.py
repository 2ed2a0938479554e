"""What wrappers share: the state of the optimizer inside one, beside their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optviz.optimizers.base import Optimizer, State

if TYPE_CHECKING:
    from optviz.arrays import Array

_INSIDE = "inner."
"""Stands before the names of the inner state's entries, all but x, which the two have in common."""


@dataclass(frozen=True)
class Wrapper(Optimizer):
    """An optimizer round another one; its x is the inner one's."""

    inner: Optimizer

    def init(self, x: Array) -> State:
        """The inner optimizer's state; what the wrapper remembers begins at x."""
        return around(self.inner.init(x)) | dict.fromkeys(self.memory, x)

    def effort(self, runs: int) -> float:
        """That of the inner optimizer and a little more."""
        return self.inner.effort(runs) + 10e-6 + 50e-9 * runs

    def questions(self) -> int:
        """Those of the inner optimizer."""
        return self.inner.questions()


def inside(state: State) -> State:
    """The inner optimizer's state in a wrapper's."""
    own = {name.removeprefix(_INSIDE): entry for name, entry in state.items() if name.startswith(_INSIDE)}
    return {"x": state["x"], **own}


def around(inner: State) -> dict[str, Array]:
    """The entries of a wrapper's state that hold the inner optimizer's."""
    return {name if name == "x" else f"{_INSIDE}{name}": entry for name, entry in inner.items()}
