"""Logistic regression on two moons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from optviz.arrays import np
from optviz.parameters import Key
from optviz.surfaces.kinds.model import Model, Samples, Seed, Spread, mean, mean_product
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.arrays import Array
    from optviz.surfaces.kinds.model import Data, Pair, Triple
    from optviz.surfaces.kinds.surface import Point, Tag

_ROUNDS: Final = 200
_HALF_TURN: Final = math.pi - 1e-9


@dataclass(frozen=True, repr=False)
class LogisticMoons(Model):
    """The mean cross-entropy of a logistic regression that parts two moons by a line through 0.

        f(x, y) = (1/n) sum l_i + l2 / 2 (x^2 + y^2)
        l = max(m, 0) - c m + log(1 + exp(-|m|)),  m = x u_1 + y u_2,  c the class, 0 or 1

    The moons are those of scikit-learn's make_moons without shuffling, first class 0, about 0 instead of (.5, .25),
    which stands for the bias; their noise is another random stream. Unshuffled batches hold one class only. Classes
    that some line through 0 parts have no minimizer unless l2 > 0.

    Args: file: a CSV file with the columns u1, u2 and class (0 or 1), and perhaps difficulty (the order that `sorted`
            takes), instead of the moons.
        n: how many samples are generated.  seed: of their random numbers.  noise: standard deviation about the moons.
        l2: the factor of the penalty.
    """

    name: ClassVar[str] = "logistic_moons"
    title: ClassVar[str] = "Logistic regression, two moons"
    source: ClassVar[str] = "Cox 1958, J. R. Stat. Soc. B 20(2):215-242; Pedregosa et al. 2011, JMLR 12:2825-2830"
    tags: ClassVar[tuple[Tag, ...]] = ("data", "convex")
    columns: ClassVar[tuple[str, ...]] = ("u1", "u2", "class")
    of_generator: ClassVar[tuple[str, ...]] = ("n", "seed", "noise")
    per_sample: ClassVar[tuple[int, int]] = (4, 6)
    per_call: ClassVar[float] = 2e-5

    n: Samples = 50
    seed: Seed = 2
    noise: Spread = 0.15
    l2: Spread = 0.0
    bounds: Annotated[Bounds, Key()] = Bounds((-5, 7), (-9, 4))

    def generated(self) -> Mapping[str, Array]:
        """The moons."""
        first = self.n // 2
        a, b = np.linspace(0, np.pi, first), np.linspace(0, np.pi, self.n - first)
        upper, lower = np.stack([np.cos(a), np.sin(a)]), np.stack([1 - np.cos(b), 1 - np.sin(b) - 0.5])
        noise = self.noise * np.random.default_rng(self.seed).standard_normal((self.n, 2))
        u = np.concatenate([upper, lower], axis=1) + noise.T
        return {"u1": u[0] - 0.5, "u2": u[1] - 0.25, "class": np.repeat([0.0, 1.0], [first, self.n - first])}

    def used(self, found: Mapping[str, Array]) -> Mapping[str, Array]:
        """All, if both classes are there."""
        self.flags(found, "class")
        return found

    def losses(self, x: Array, y: Array, data: Data) -> Array:
        """The cross-entropies."""
        margin = _margins(x, y, data)
        found: Array = np.maximum(-margin, 0) + np.log1p(np.exp(-np.abs(margin)))
        return found

    def loss(self, x: Array, y: Array, data: Data) -> Array:
        """Their mean with the penalty."""
        return super().loss(x, y, data) + self.l2 / 2 * (x * x + y * y)[:, 0]

    def slopes(self, x: Array, y: Array, data: Data) -> Pair:
        """The mean of the chance of the wrong class, times the inputs away from it."""
        first, second = _towards(data)
        wrong = _margins(x, y, data)
        np.exp(wrong, out=wrong)
        wrong += 1
        np.divide(1, wrong, out=wrong)
        return self.l2 * x[:, 0] - mean_product(wrong, first), self.l2 * y[:, 0] - mean_product(wrong, second)

    def curvatures(self, x: Array, y: Array, data: Data) -> Triple:
        """The mean of the chances' variances, times the inputs twice."""
        first, second, _ = data
        small = np.exp(-np.abs(_margins(x, y, data)))
        variance = small / ((1 + small) * (1 + small))
        xx, xy, yy = (mean(variance * each) for each in (first * first, first * second, second * second))
        return xx + self.l2, xy, yy + self.l2

    @cached_property
    def minimizers(self) -> tuple[Point, ...]:
        """By Newton's method from 0, if there is a minimizer."""
        return () if not self.l2 and self._parted() else (_newton(self),)

    def _parted(self) -> bool:
        """Whether a line through 0 has no sample on its wrong side: with one class mirrored, half a turn is empty."""
        first, second = _towards(self.data)
        there = (first != 0) | (second != 0)
        angles = np.sort(np.arctan2(second[there], first[there]))
        gaps = np.diff(angles, append=angles[:1] + 2 * np.pi)
        return bool(not len(gaps) or gaps.max() >= _HALF_TURN)


def _towards(data: Data) -> Pair:
    """The inputs, mirrored at 0 where the class is 0: weights along one of them are right about it."""
    first, second, truth = data
    sign = 2 * truth - 1
    return sign * first, sign * second


def _margins(x: Array, y: Array, data: Data) -> Array:
    """By how much each sample is on its class's side, (n, samples): m, or -m where the class is 0."""
    first, second = _towards(data)
    found = x * first
    found += y * second
    return found


def _newton(surface: LogisticMoons) -> Point:
    """The minimizer of a convex surface: Newton's steps, halved while they lead upwards, until nothing moves."""
    point, value = np.zeros(2), float(surface.value(np.zeros(2)))
    for _ in range(_ROUNDS):
        gradient, hessian = surface.gradient(point), surface.hessian(point)
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            break
        after = float(surface.value(point - step))
        while after > value + abs(value) * 1e-15 and np.abs(step).max() > 0:
            step = step / 2
            after = float(surface.value(point - step))
        if np.abs(step).max() <= 4e-16 * np.abs(point).max():
            break
        point, value = point - step, after
    return float(point[0]), float(point[1])
