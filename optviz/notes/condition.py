"""When a note appears: a condition on what is known of a run at every step, or a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from optviz.arrays import np
from optviz.errors import ScenarioError, suggestion
from optviz.language.compiler import is_test, over_columns
from optviz.language.expression import Call, Limits, Symbol, is_constant, parse, walk
from optviz.language.functions import TESTS, WHERE
from optviz.language.spelling import ExpressionError, shown
from optviz.parameters import Kind, MismatchError

if TYPE_CHECKING:
    from optviz.arrays import Array, Mask
    from optviz.language.expression import Tree
    from optviz.parameters.base import Schema
    from optviz.trajectory import Trajectory

WORDS: Final = ("start", "end", "leaves", "diverges", "turns", "stalls")
QUANTITIES: Final = ("step", "value", "x", "y", "distance", "gap", "gradient_norm", "calls")
OF_MINIMIZERS: Final = frozenset({"distance", "gap"})
"""The quantities that only surfaces with minimizers have."""
_LIMITS: Final = Limits(length=300, nodes=100, depth=30)
_EXAMPLE: Final = "value < 1e-3"
_ASSIGNED: Final = re.compile("(?<![<>=!])=(?!=)")
_RISE: Final = 1e-12
"""Of the largest value so far: what rises by less only rounds."""
_STILL: Final = 0.01
"""Of the whole path's extent: a path that goes no farther stands still."""
_REST: Final = 0.1
"""Of all steps: a path that stands still for fewer has only come to its end."""


@dataclass(frozen=True)
class Condition:
    """A condition in the quantities of a run, or a word.

    Of several starts every quantity is its median, in which those that have left or diverged are the worst: their
    value, gap, distance and gradient are infinite, and their place does not count. Where a quantity is not a number,
    no condition on it holds. The words:

    start, end: the first and the last step.
    leaves, diverges: from the step on with which the run is out of the picture for good, or no longer finite; of
        several starts, half of them.
    turns: where the value is greater than a step before, by more than rounding.
    stalls: from the step on after which the path's extent, the diagonal of the box around it, is at most a hundredth of
        the whole path's, if a tenth of all steps is still to come.

    Args: text: as it was written.
    Raises: ScenarioError where it is none.
    """

    text: str

    def __post_init__(self) -> None:
        if self.tree is None:
            return
        if not is_test(self.tree):
            raise ScenarioError(f"this is a number, not a condition; compare it, as in {_EXAMPLE}")
        if any(map(_counts_a_test, walk(self.tree))):
            raise ScenarioError("a comparison is no number; join comparisons with and, or, not, as value < 1 and x > 0")
        if is_constant(self.tree):
            raise ScenarioError(f"this is the same at every step; there are {_listed(QUANTITIES)} to compare")

    @cached_property
    def tree(self) -> Tree | None:
        """What it computes; None of a word."""
        if self.text in WORDS:
            return None
        if not self.text.strip():
            raise ScenarioError(f"empty; expected a condition, as {_EXAMPLE}, or a word: {_listed(WORDS)}")
        if self.text.isidentifier() and self.text not in QUANTITIES:
            raise ScenarioError(f"unknown word {shown(self.text)!r}{suggestion(self.text[:80], WORDS)}")
        if assigned := _ASSIGNED.search(self.text[: _LIMITS.length]):
            raise ExpressionError("= compares nothing; == does", assigned.start() + 1)
        return parse(self.text, QUANTITIES, _LIMITS)

    @property
    def quantities(self) -> frozenset[str]:
        """The quantities of a run that it names."""
        symbols = (each.identifier for each in walk(self.tree) if isinstance(each, Symbol)) if self.tree else ()
        return frozenset(QUANTITIES) & frozenset(symbols)

    @property
    def needs_run(self) -> bool:
        """Whether it depends on more than the step."""
        return not self.quantities <= {"step"} if self.tree else self.text not in {"start", "end"}

    @property
    def of_starts(self) -> bool:
        """Whether it is about each start, of which half must do it."""
        return self.text in {"leaves", "diverges"}

    def holds(self, trajectory: Trajectory) -> Mask:
        """At which of the kept steps it holds, (N+1,)."""
        with np.errstate(all="ignore"):
            if self.tree is None:
                return _WORDS[self.text](trajectory)
            columns = {name: _quantity(name, trajectory) for name in self.quantities}
            unknown = np.any([np.isnan(column) for column in columns.values()], axis=0)
            return np.asarray(~unknown & (over_columns(self.tree, columns) != 0))


def _counts_a_test(tree: Tree) -> bool:
    """Whether a function or a comparison takes what a test says for a number, as in value < 1 & x > 0."""
    if not isinstance(tree, Call) or tree.function in {"and", "or", "not", WHERE}:
        return False
    return any(isinstance(each, Call) and each.function in TESTS for each in tree.arguments)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


# What is known of a run.


_KNOWN: Final[WeakKeyDictionary[Trajectory, dict[str, Array]]] = WeakKeyDictionary()
"""What was computed of each run, for as long as it is there: medians of many starts take long."""


def _quantity(name: str, trajectory: Trajectory) -> Array:
    """A quantity at every kept step, (N+1,); not a number where nothing is known of it."""
    known = _KNOWN.setdefault(trajectory, {})
    if name not in known:
        known[name] = _computed(name, trajectory)
    return known[name]


def _computed(name: str, trajectory: Trajectory) -> Array:
    own = _columns(name, trajectory)
    if len(own) == 1:
        return np.asarray(own[0])
    worst = np.nan if name in {"x", "y"} else np.inf
    return _median(own if name in {"step", "calls"} else np.where(trajectory.lost, worst, own))


def _columns(name: str, trajectory: Trajectory) -> Array:
    """A quantity of every start at every kept step, (S, N+1)."""
    values, least = trajectory.values, trajectory.least
    own = {
        "step": np.broadcast_to(_steps(trajectory), values.shape),
        "value": values,
        "x": trajectory.positions[..., 0],
        "y": trajectory.positions[..., 1],
        "distance": trajectory.distances,
        "gap": None if least is None else values - least,
        "gradient_norm": trajectory.gradient_norms,
        "calls": trajectory.calls,
    }[name]
    return np.full_like(values, np.nan) if own is None else np.asarray(own, dtype=np.float64)


def _median(columns: Array) -> Array:
    """The median at every step of those that are numbers, or infinite."""
    ordered = np.sort(columns, axis=0)  # what is not a number comes last
    count = (~np.isnan(columns)).sum(axis=0)
    low, high = (
        np.take_along_axis(ordered, np.maximum(place, 0)[None], axis=0)[0] for place in ((count - 1) // 2, count // 2)
    )
    return np.asarray(np.where(low == high, low, low / 2 + high / 2))


def _steps(trajectory: Trajectory) -> Array:
    return np.arange(trajectory.values.shape[1], dtype=np.float64) * trajectory.every


# What the words mean.


def _starts(trajectory: Trajectory) -> Mask:
    return np.asarray(_steps(trajectory) == 0)


def _ends(trajectory: Trajectory) -> Mask:
    return np.asarray(_steps(trajectory) == trajectory.steps)


def _leaves(trajectory: Trajectory) -> Mask:
    return _half_since(trajectory.left_at, trajectory)


def _diverges(trajectory: Trajectory) -> Mask:
    return _half_since(trajectory.diverged_at, trajectory)


def _half_since(marks: Array, trajectory: Trajectory) -> Mask:
    """Since when half of the starts are past a step of each, which is -1 where it never comes."""
    since = (marks[:, None] >= 0) & (_steps(trajectory) >= marks[:, None])
    return np.asarray(since.mean(axis=0) >= 0.5)  # noqa: PLR2004  (half)


def _turns(trajectory: Trajectory) -> Mask:
    values = _quantity("value", trajectory)
    scale = np.fmax.accumulate(np.abs(values))[:-1]
    return np.concatenate([[False], np.diff(values) > _RISE * scale])


def _stalls(trajectory: Trajectory) -> Mask:
    x, y = (_quantity(name, trajectory) for name in "xy")
    extent = np.hypot(_rest(x), _rest(y))
    steps = _steps(trajectory)
    return np.asarray((extent <= _STILL * extent[0]) & (steps <= (1 - _REST) * steps[-1]))


def _rest(column: Array) -> Array:
    """How far a column goes from each step on."""
    back = column[::-1]
    return (np.maximum.accumulate(back) - np.minimum.accumulate(back))[::-1]


_WORDS: Final = dict(zip(WORDS, (_starts, _ends, _leaves, _diverges, _turns, _stalls), strict=True))


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
        try:
            return Condition(value.strip() if value.strip() in WORDS else value)
        except ScenarioError as error:
            raise MismatchError(str(error)) from None

    def write(self, value: Condition, *, short: bool = False) -> str:
        """Its text."""
        del short
        return value.text

    def schema(self) -> Schema:
        """A word, or a text."""
        return {"anyOf": [{"enum": list(WORDS)}, {"type": "string", "maxLength": _LIMITS.length}]}
