"""CMA-ES, by the package cma."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from annotated_types import Ge, Gt, Le

from optviz.arrays import Array, np
from optviz.optimizers.adapters.base import library
from optviz.optimizers.base import Optimizer, State
from optviz.optimizers.families import stages
from optviz.optimizers.families.search import Dialogue, dialogues, held_in, record, told_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.oracle import Oracle

_USUAL_SIZE: Final = 6
"""4 + floor(3 ln 2): of a generation in two dimensions."""
_USUAL_SIGMA: Final = 0.25
"""sigma0, in shares of the box's shorter side."""
_CORNERS: Final = 48
"""Of an ellipse; the last one is the first one again."""
_DEVIATIONS: Final = 2
"""Standard deviations from the mean to its edge: about 86 % of a generation are expected inside."""


@dataclass(frozen=True)
class CMAES(Optimizer):
    """CMA-ES, by the package cma: generations from a normal distribution that learns its size and shape; x is its mean.

        trials ~ N(m, sigma^2 C);  m, sigma and C follow from the better half of them

    A step is a generation. Its random numbers are those of RandomState(seed) with the scenario's seed, as cma itself
    draws them for a seed above 0, and the same from every start. Where cma stops, by its own conditions or as it has no
    finite numbers any more, x stays and nothing more is asked. A value that is not a number counts as the worst.

    Args: sigma0: the standard deviation of the first generation, > 0; a quarter of the box's shorter side if left out.
        popsize: trials of a generation, 3 to 1000; 6 if left out.  bounded: whether all trials stay within the box,
            into which a start beyond it is moved; otherwise it bounds nothing.
    State: x, m after the generation; trials, the generation; ellipse, the edge of two standard deviations of
        N(m, sigma^2 C) after it; told, all values so far; strategy, cma's own, which follows from them.
        Cost per step: popsize values.
    Raises: ParameterError where a number is out of range.  MissingToolError where there is no cma.
    Reference: Hansen 2016, arXiv:1604.00772.
    Libraries:
        cma.CMAEvolutionStrategy: sigma0; x0: the start; inopts, options: popsize and bounds are ours, all others cma's
            own
    """

    name: ClassVar[str] = "cma_es"
    title: ClassVar[str] = "CMA-ES"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "hexagon"
    source: ClassVar[str] = "Hansen 2016, arXiv:1604.00772"
    recorded: ClassVar[tuple[str, ...]] = ("trials", "ellipse")
    clouds: ClassVar[tuple[str, ...]] = ("trials",)
    outlines: ClassVar[tuple[str, ...]] = ("ellipse",)
    packages: ClassVar[tuple[str, ...]] = ("cma",)
    shown: ClassVar = (stages.BANANA, stages.RIPPLES)

    sigma0: Annotated[float | None, Gt(0)] = None
    popsize: Annotated[int | None, Ge(3), Le(1000)] = None
    bounded: bool = False

    @property
    def size(self) -> int:
        """How many trials a generation has."""
        return self.popsize or _USUAL_SIZE

    def init(self, x: Array) -> State:
        """The state before step 1, without trials."""
        shape = x.shape[:-1]
        return {
            "x": x,
            "trials": np.full((*shape, self.size, 2), np.nan),
            "ellipse": np.full((*shape, _CORNERS + 1, 2), np.nan),
            "start": x,
            "told": record(np.empty((*shape, 1, 0, self.size))),
            "strategy": dialogues(x.size // 2),
        }

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """One generation."""
        del t
        starts, held = state["start"].reshape(-1, 2), held_in(state, "strategy")
        told = told_of(state).reshape(len(starts), -1, self.size)
        shared = len(starts) // len(oracle.starts)
        alone = [oracle.of_run(row // shared) for row in range(len(starts))]
        found = [self._generation(*each) for each in zip(held, starts, told, alone, strict=True)]
        asked = np.array([each.values for each in alone])
        oracle.charge(values=asked.reshape(len(oracle.starts), -1).sum(axis=1))
        values, means, trials, ellipses = (np.stack(part) for part in zip(*found, strict=True))
        return {
            "x": means.reshape(state["x"].shape),
            "trials": trials.reshape(state["trials"].shape),
            "ellipse": ellipses.reshape(state["ellipse"].shape),
            "start": state["start"],
            "told": record(values.reshape(*state["x"].shape[:-1], 1, -1, self.size)),
            "strategy": state["strategy"],
        }

    def _generation(
        self, dialogue: Dialogue[_Strategy], start: Array, told: Array, oracle: Oracle
    ) -> tuple[Array, Array, Array, Array]:
        """One run's values so far, mean, trials and ellipse after one more generation."""
        key = self, oracle.seed, oracle.box, start.tobytes()

        def begun() -> _Strategy:
            return _Strategy(self, start, oracle)

        trials = dialogue.after(told, key, begun).ask()
        if trials is None:
            values, trials = np.full(self.size, np.nan), np.full((self.size, 2), np.nan)
        else:
            values = oracle.value(trials)
        told = np.vstack([told, [values]])
        after = dialogue.after(told, key, begun)
        return told, after.mean, trials, after.ellipse

    def questions(self) -> int:
        """About what a generation's values take."""
        return self.size

    def effort(self, runs: int) -> float:
        """That of cma, which each run asks alone."""
        return 2e-5 + runs * (1e-3 + 5e-5 * self.size)

    @property
    def remembers(self) -> int:
        """What is kept, x and the start."""
        return self.kept + 4

    @property
    def kept(self) -> int:
        """The trials and the ellipse."""
        return 2 * (self.size + _CORNERS + 1)

    @property
    def dots(self) -> int:
        """A generation."""
        return self.size


class _Strategy:
    """One run of cma's, which asks nobody and nothing else: no clock, no file, no seed of NumPy's.

    Attributes: mean: of its distribution, within the bounds, if there are any.  ellipse: the corners of its edge.
    """

    def __init__(self, method: CMAES, start: Array, oracle: Oracle) -> None:
        cma, (low, high) = library("cma", "The package cma", "cma"), np.transpose(oracle.box)
        options: dict[str, Any] = {
            "popsize": method.size,
            "randn": np.random.RandomState(oracle.seed).randn,
            "seed": np.nan,
            "verbose": -10,
            "verb_log": 0,
            "signals_filename": "",
        }
        self._box = (low, high) if method.bounded else np.array([[-np.inf], [np.inf]])
        if method.bounded:
            options["bounds"] = [low.tolist(), high.tolist()]
            start = np.clip(start, low, high)
        sigma0 = method.sigma0 or _USUAL_SIGMA * float((high - low).min())
        with _quiet():
            self._strategy: Any = cma.CMAEvolutionStrategy(start, sigma0, options)
        self._asked: list[Array] | None = None
        self._over = False
        self.mean, self.ellipse = start, np.full((_CORNERS + 1, 2), np.nan)

    def ask(self) -> Array | None:
        with _quiet():
            if self._asked is None and not self._over and not self._strategy.stop():
                self._asked = self._strategy.ask()
        return None if self._asked is None else np.array(self._asked)

    def tell(self, values: Array) -> None:
        try:
            with _quiet():
                self._strategy.tell(self._asked, np.where(np.isnan(values), np.inf, values).tolist())
                self.mean, self.ellipse = self._placed(self._strategy.mean), self._around()
        except (AssertionError, ArithmeticError, ValueError, np.linalg.LinAlgError):
            self._over = True  # its own numbers are not finite any more
        self._asked = None

    def _around(self) -> Array:
        """The corners of its ellipse, which the bounds cut off, if there are any."""
        strategy, turn = self._strategy, np.linspace(0, 2 * np.pi, _CORNERS + 1)
        scales, axes = np.linalg.eigh(strategy.sm.covariance_matrix)
        reach = _DEVIATIONS * strategy.sigma * np.sqrt(np.maximum(scales, 0.0))
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        around = (circle * reach) @ axes.T * strategy.sigma_vec.scaling
        low, high = self._box
        return np.asarray(np.clip(strategy.mean + around, low, high))

    def _placed(self, point: Array) -> Array:
        """A point of cma's in the plane: within the bounds, if there are any."""
        strategy = self._strategy
        return np.array(strategy.gp.pheno(np.array(point), into_bounds=strategy.boundary_handler.repair))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without cma's warnings: of what is not finite, and of flat places."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
