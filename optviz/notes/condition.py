"""When a note appears: a condition on what is known of a run at every step, or a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.errors import suggestion
from optviz.parameters import Kind, MismatchError

if TYPE_CHECKING:
    from optviz.arrays import Mask
    from optviz.parameters.base import Schema
    from optviz.trajectory import Trajectory

WORDS: Final = ("start", "end", "leaves", "diverges", "turns", "stalls")
QUANTITIES: Final = ("step", "value", "x", "y", "distance", "gap", "gradient_norm", "calls")


@dataclass(frozen=True)
class Condition:
    """A condition in the quantities of a run, or a word.

    Args: text: as it was written.
    """

    text: str

    @property
    def needs_run(self) -> bool:
        """Whether it depends on more than the step."""
        return self.text not in {"start", "end"}

    def holds(self, trajectory: Trajectory) -> Mask:
        """At which steps it holds, (N+1,); of several starts, of their medians."""
        steps = np.arange(trajectory.values.shape[1]) * trajectory.every
        values = np.median(trajectory.values, axis=0)
        if self.text in WORDS:
            rises = np.concatenate([[False], np.diff(values) > 0])
            return np.asarray(
                {"start": steps == 0, "end": steps == steps[-1], "turns": rises}.get(self.text, steps < 0)
            )
        quantity, sign, number = self.text.split()
        found = {"step": steps, "value": values}[quantity]
        return np.asarray(found >= float(number) if sign == ">=" else found < float(number))


@dataclass(frozen=True)
class ConditionKind(Kind):
    """How files write it."""

    @property
    def words(self) -> str:
        """Words and quantities."""
        return f"{', '.join(WORDS)}, or a condition on {', '.join(QUANTITIES)}"

    def check(self, value: Any) -> Condition:
        """A condition."""
        if isinstance(value, Condition):
            return value
        if not isinstance(value, str):
            raise self.mismatch(value)
        if value.isidentifier() and value not in WORDS:
            raise MismatchError(f"no word {value!r}{suggestion(value, WORDS)}")
        return Condition(value)

    def write(self, value: Condition, *, short: bool = False) -> str:
        """Its text."""
        del short
        return value.text

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string"}
