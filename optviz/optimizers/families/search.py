"""What searches share: trials instead of steps, and the libraries that are asked where to look next."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from optviz.arrays import Array, np
from optviz.optimizers.base import Optimizer, State
from optviz.optimizers.families import stages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from optviz.oracle import Oracle


@dataclass(frozen=True)
class Search(Optimizer):
    """Tries one place a step, anywhere in the oracle's box; x is the best place so far.

    Where a search looks does not depend on where it starts: the first trial that has a value replaces the start, and
    from every start the trials are the same.

    State: best: the value at x, (..., 1), infinite before there is one.  trials: the place that the step tried, not a
        number where it tried none.
    """

    recorded: ClassVar[tuple[str, ...]] = ("trials",)
    clouds: ClassVar[tuple[str, ...]] = ("trials",)
    keeps_best: ClassVar[bool] = True
    shown: ClassVar = (stages.HOLLOWS, stages.RIPPLES)

    @abstractmethod
    def trial(self, state: State, oracle: Oracle, t: int) -> Array | None:
        """The place that step t tries, (2,), or None where the search is over."""

    def told(self, state: State, value: float) -> State:
        """What the search remembers of a step besides x and its trial, from the trial's value."""
        del value
        return {name: held for name, held in state.items() if name not in {"x", "best", "trials"}}

    def init(self, x: Array) -> State:
        """The state before step 1."""
        return {"x": x, "best": np.full_like(x[..., :1], np.inf), "trials": np.full_like(x, np.nan)}

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One trial."""
        x, best = state["x"], state["best"]
        place = self.trial(state, oracle, t)
        if place is None:
            return {**state, "trials": np.full_like(x, np.nan)}
        trials = np.broadcast_to(place, x.shape)
        values = oracle.value(trials)[..., None]
        better = values < best
        found = {"x": np.where(better, trials, x), "best": np.where(better, values, best), "trials": trials}
        return {**found, **self.told(state, float(values.flat[0]))}

    def effort(self, runs: int) -> float:
        """That of a value, too."""
        return 2e-5 + 3e-8 * runs


class Asker(Protocol):
    """A library's search. It asks for values at places, the same ones until it is told."""

    def ask(self) -> Array | None:
        """The places whose values it wants, (K, 2); None where it has stopped."""

    def tell(self, values: Array) -> None:
        """Go on, once the values at these places, (K,), are known."""


A = TypeVar("A", bound=Asker)


class Dialogue(Generic[A]):
    """A library's search as a function of what it was told, so that a step changes nothing that can be seen.

    As long as each state follows from the one before, it goes on where it is; elsewhere it is repeated from its begin.
    """

    def __init__(self) -> None:
        self._asker: A | None = None
        self._key: Hashable = None
        self._told: list[bytes] = []

    def after(self, told: Array, key: Hashable, begin: Callable[[], A]) -> A:
        """The search once it has been told some values.

        Args: told: (t, K).  key: what else it depends on.  begin: makes it anew.
        """
        rows = [row.tobytes() for row in told]
        if self._asker is None or self._key != key or self._told != rows[: len(self._told)]:
            self._asker, self._key, self._told = begin(), key, []
        for values in told[len(self._told) :]:
            if self._asker.ask() is not None:
                self._asker.tell(values)
        self._told = rows
        return self._asker


def dialogues(count: int) -> Any:
    """So many dialogues, as an entry of a state."""
    held = np.empty((), dtype=object)
    held[()] = [Dialogue[Any]() for _ in range(count)]
    return held


def record(values: Array) -> Any:
    """What was told, (..., t, K), as one record each, (...)."""
    found = np.zeros(values.shape[:-2], dtype=[("values", np.float64, values.shape[-2:])])
    found["values"] = values
    return found


def told_of(state: State) -> Array:
    """What was told by a state, (..., t, K)."""
    held: Any = state["told"]
    return np.asarray(held["values"])


def held_in(state: State, entry: str) -> list[Dialogue[Any]]:
    """The dialogues of a state's entry."""
    found: Any = state[entry].item()
    return list(found)
