"""Linear regression whose inputs drop out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge, Lt

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.parameters import Key
from optviz.surfaces.kinds.least_squares import LeastSquares, paraboloid
from optviz.surfaces.kinds.model import Coefficient, Samples, Seed, Spread, mean
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.arrays import Array, Rows
    from optviz.surfaces.kinds.least_squares import Paraboloid
    from optviz.surfaces.kinds.model import Data, Triple


@dataclass(frozen=True, repr=False)
class DropoutRegression(LeastSquares):
    """Linear regression whose inputs drop out: its expectation, while a method meets the error with each step's masks.

        step t:      f_t(x, y) = mean (x k_1 + y k_2 - v)^2,  k = u keep / (1 - p),  keep = 1 with probability 1 - p
        expectation: f(x, y) = mean (x u_1 + y u_2 - v)^2 + p / (1 - p) (x^2 mean u_1^2 + y^2 mean u_2^2)
        u uniform on [low, high]^2, v = weights . u + noise N(0, 1)

    Masks are drawn for each sample and input, from the scenario's seed and the step, the same for all methods. In
    expectation dropout is an L2 penalty scaled by each input.

    Args: file: a CSV file with the columns u1, u2 and v, and perhaps difficulty (the order that `sorted` takes),
            instead of generated samples.
        n: how many samples are generated.  seed: of their random numbers; that of the masks is the scenario's.
        low, high: the ends of the interval from which inputs are drawn.  weights: those behind the samples.
        noise: standard deviation of v about their sum.  p: the chance that an input drops out.
    """

    name: ClassVar[str] = "dropout_regression"
    title: ClassVar[str] = "Linear regression with dropout"
    source: ClassVar[str] = "Srivastava et al. 2014, JMLR 15:1929-1958, section 9.1"
    columns: ClassVar[tuple[str, ...]] = ("u1", "u2", "v")
    of_generator: ClassVar[tuple[str, ...]] = ("n", "seed", "low", "high", "weights", "noise")

    n: Samples = 20
    seed: Seed = 1
    low: Coefficient = -1.0
    high: Coefficient = 1.0
    weights: tuple[Coefficient, Coefficient] = (1.0, -0.5)
    noise: Spread = 0.1
    p: Annotated[float, Ge(0), Lt(1)] = 0.5
    bounds: Annotated[Bounds, Key()] = Bounds((-2, 3), (-3, 2))

    def generated(self) -> Mapping[str, Array]:
        """Samples about a plane through 0."""
        if not self.low < self.high:
            raise ParameterError("high", f"must be above low, {self.low:g}")
        random = np.random.default_rng(self.seed)
        first, second = np.ascontiguousarray(random.uniform(self.low, self.high, (self.n, 2)).T)
        v = self.weights[0] * first + self.weights[1] * second + self.noise * random.standard_normal(self.n)
        return {"u1": first, "u2": second, "v": v}

    def features(self, data: Data) -> Triple:
        """Themselves."""
        first, second, v = data
        return first, second, v

    def penalty(self, data: Data) -> tuple[float, float]:
        """What the masks add in expectation."""
        odds = self.p / (1 - self.p)
        first, second, _ = data
        return odds * float(mean(first * first)), odds * float(mean(second * second))

    @property
    def notes(self) -> tuple[str, ...]:  # type: ignore[override]
        """What is drawn, and what is met."""
        return ("drawn: the mean over all masks; each step meets one mask",) if self.p else ()

    def effort(self, points: int, batch: int | None = None) -> float:
        """With the masks, which every step has."""
        count = self.samples if batch is None else batch
        return super().effort(points, count) + 4e-5 + 2e-8 * count

    def met(self, seed: int, t: int, batch: Rows | None) -> Paraboloid:
        """The error with the masks of step t."""
        first, second, v = self.data if batch is None else self.batch(batch)
        kept = np.random.default_rng([seed, t, 1]).random((len(v), 2)) >= self.p
        return paraboloid((first * kept[:, 0] / (1 - self.p), second * kept[:, 1] / (1 - self.p), v))
