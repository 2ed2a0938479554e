"""Linear regression, a line through points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.parameters import Key
from optviz.surfaces.kinds.least_squares import LeastSquares
from optviz.surfaces.kinds.model import Coefficient, Samples, Seed, Spread  # noqa: TC001  (annotations are evaluated)
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.arrays import Array
    from optviz.surfaces.kinds.model import Data, Triple


@dataclass(frozen=True, repr=False)
class LinearRegression(LeastSquares):
    """The mean squared error of a line v = x u + y through samples (u, v): a bowl as narrow as u lies far from 0.

        f(x, y) = (1/n) sum (x u_i + y - v_i)^2
        u uniform on [low, high], v = slope u + intercept + noise N(0, 1)

    It is torch's mse_loss; textbooks with 1/(2n) halve it, and then a rate counts half.

    Args: file: a CSV file with the columns u and v, and perhaps difficulty (the order that `sorted` takes), instead
            of generated samples.
        n: how many samples are generated.  seed: of their random numbers.
        low, high: the ends of the interval from which u is drawn.  slope, intercept: of the line behind the samples.
        noise: standard deviation of v about that line.
    """

    name: ClassVar[str] = "linear_regression"
    title: ClassVar[str] = "Linear regression"
    source: ClassVar[str] = "Legendre 1805, Nouvelles méthodes pour la détermination des orbites des comètes, appendix"
    columns: ClassVar[tuple[str, ...]] = ("u", "v")
    of_generator: ClassVar[tuple[str, ...]] = ("n", "seed", "low", "high", "slope", "intercept", "noise")

    n: Samples = 30
    seed: Seed = 3
    low: Coefficient = -1.0
    high: Coefficient = 3.0
    slope: Coefficient = 0.7
    intercept: Coefficient = 1.0
    noise: Spread = 0.25
    bounds: Annotated[Bounds, Key()] = Bounds((-2, 3), (-2, 3))

    def generated(self) -> Mapping[str, Array]:
        """Samples about a line."""
        if not self.low < self.high:
            raise ParameterError("high", f"must be above low, {self.low:g}")
        random = np.random.default_rng(self.seed)
        u = random.uniform(self.low, self.high, self.n)
        v = self.slope * u + self.intercept + self.noise * random.standard_normal(self.n)
        return {"u": u, "v": v}

    def features(self, data: Data) -> Triple:
        """u, 1 and v."""
        u, v = data
        return u, np.ones_like(u), v
