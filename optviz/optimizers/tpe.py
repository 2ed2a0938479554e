"""The tree-structured Parzen estimator, by Optuna."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.optimizers.adapters.base import library
from optviz.optimizers.families.search import Search, dialogues, held_in, record, told_of
from optviz.parameters import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.optimizers.base import State
    from optviz.optimizers.families.search import Dialogue
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class TPE(Search):
    """Tree-structured Parzen estimator, by Optuna: it tries what is likely among good trials, not among the others.

        trial t: of n_ei_candidates drawn from l, the one with the greatest l / g,
        l, g: densities of the best trials and of all others

    Until n_startup_trials have a value, the trials are those of random search. All are those of a study of Optuna's
    with the scenario's seed, and differ between its versions. A trial whose value is not a number has failed.

    Args: n_startup_trials: random trials at first, 1 to 10000.  n_ei_candidates: places that are drawn for one trial, 1
            to 10000.  multivariate: whether the densities are of both coordinates together, or of each alone.
    State: x, best, trials, the place that was tried; told, the values so far; study, Optuna's own, which follows from
        them.  Cost per step: one value.
    Raises: ParameterError where a number is out of range.  MissingToolError where there is no Optuna.
    Reference: Bergstra, Bardenet, Bengio & Kegl 2011, NIPS 24; Watanabe 2023, arXiv:2304.11127.
    Libraries:
        optuna.samplers.TPESampler: n_startup_trials, n_ei_candidates, multivariate; seed: the scenario's; gamma,
            weights, constraints_func: functions; prior_weight, consider_prior, consider_magic_clip,
            consider_endpoints: as Optuna has them; group: for spaces that change; constant_liar: for trials at the
            same time; warn_independent_sampling: messages
    """

    name: ClassVar[str] = "tpe"
    title: ClassVar[str] = "TPE"
    color: ClassVar[str] = "#C2185B"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Bergstra, Bardenet, Bengio & Kegl 2011, NIPS 24"
    packages: ClassVar[tuple[str, ...]] = ("optuna",)

    n_startup_trials: Annotated[int, Ge(1), Le(10_000)] = 10
    n_ei_candidates: Annotated[int, Ge(1), Le(10_000)] = 24
    multivariate: bool = True

    def init(self, x: Array) -> State:
        """The state before step 1."""
        return {**super().init(x), "told": record(np.empty((0, 1))), "study": dialogues(1)}

    def trial(self, state: State, oracle: Oracle, t: int) -> Array:
        """Where Optuna looks next."""
        del t
        dialogue: Dialogue[_Study] = held_in(state, "study")[0]
        key = self, oracle.seed, oracle.box
        place: Array = dialogue.after(told_of(state), key, lambda: _Study(self, oracle)).ask()[0]
        return place

    def told(self, state: State, value: float) -> State:
        """The values with one more, and the study."""
        return {"told": record(np.vstack([told_of(state), [[value]]])), "study": state["study"]}

    def effort(self, runs: int) -> float:
        """That of Optuna's densities."""
        return super().effort(runs) + 4e-3


class _Study:
    """A study of Optuna's in memory."""

    def __init__(self, method: TPE, oracle: Oracle) -> None:
        optuna = library("optuna", "Optuna", "optuna")
        self._trial: Any = None
        with _quiet():
            sampler = optuna.samplers.TPESampler(seed=oracle.seed, **values(method))
            self._study: Any = optuna.create_study(sampler=sampler)
        ends = zip("xy", oracle.box, strict=True)
        self._space: Any = {name: optuna.distributions.FloatDistribution(*each) for name, each in ends}
        self._failed = optuna.trial.TrialState.FAIL

    def ask(self) -> Array:
        if self._trial is None:
            with _quiet():
                self._trial = self._study.ask(self._space)
        return np.array([[self._trial.params["x"], self._trial.params["y"]]])

    def tell(self, values: Array) -> None:
        value = float(values[0])
        with _quiet():
            if np.isnan(value):
                self._study.tell(self._trial, state=self._failed)
            else:
                self._study.tell(self._trial, value)
        self._trial = None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Optuna's messages and its words on what is experimental."""
    logging = library("optuna", "Optuna", "optuna").logging
    before = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(before)
