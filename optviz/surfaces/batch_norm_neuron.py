"""One neuron, with and without batch normalisation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal, NamedTuple

from annotated_types import Ge, Le

from optviz.arrays import np
from optviz.parameters import Key
from optviz.surfaces.kinds.least_squares import paraboloid
from optviz.surfaces.kinds.model import Model, Samples, Seed, mean
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.arrays import Array
    from optviz.surfaces.kinds.model import Data, Pair, Triple
    from optviz.surfaces.kinds.surface import Point

_TURN: Final = math.tau
_SLACK: Final = 1e-9


@dataclass(frozen=True, repr=False)
class BatchNormNeuron(Model):
    """The mean squared error of one neuron that learns |u_1|, its sum normalised over the batch or raw.

        f(x, y) = mean (o - v)^2,  o = relu(h) or |h|,  z = x u_1 + y u_2
        normalised: h = (z - mean z) / sqrt(mean (z - mean z)^2 + eps);  raw: h = z
        u normal, v = |u_1|

    Normalised, with eps = 0, only the direction of (x, y) counts: f(c x, c y) = f(x, y) for c > 0, the gradient stands
    across (x, y) and is c times shorter at (c x, c y), minima are half-lines, and descent only lengthens (x, y). At 0
    it jumps: 0/0 counts as 0 there, as it is for every eps > 0. A batch has its own mean and deviation, so batches do
    not average to the whole, and one of a single sample has no slope. |h| = relu(h) + relu(-h) are two tied neurons,
    which can fit |u_1|. Where a sample's h is 0 the surface has an edge; relu and |h| count as flat there.

    Args: file: a CSV file with the columns u1 and u2, and perhaps v (|u1| if left out) and difficulty (the order that
            `sorted` takes), instead of generated samples.
        normalised: whether the sum is normalised over the batch.  activation: of the neuron.
        n: how many samples are generated.  seed: of their random numbers.
        eps: what is added to the variance; 0 makes f one of the direction only.
    """

    name: ClassVar[str] = "batch_norm_neuron"
    title: ClassVar[str] = "A neuron with batch normalisation"
    source: ClassVar[str] = "Ioffe and Szegedy 2015, arXiv:1502.03167"
    columns: ClassVar[tuple[str, ...]] = ("u1", "u2", "v")
    optional: ClassVar[tuple[str, ...]] = ("v",)
    of_generator: ClassVar[tuple[str, ...]] = ("n", "seed")
    per_sample: ClassVar[tuple[int, int]] = (6, 8)
    per_call: ClassVar[float] = 4e-5

    normalised: bool = True
    activation: Literal["relu", "abs"] = "relu"
    n: Samples = 40
    seed: Seed = 0
    eps: Annotated[float, Ge(0), Le(1e6)] = 1e-5
    bounds: Annotated[Bounds, Key()] = Bounds((-2, 2), (-2, 2))

    kinks: ClassVar[tuple[Point, ...]] = ((0.0, 0.0),)

    def generated(self) -> Mapping[str, Array]:
        """Normal samples."""
        first, second = np.ascontiguousarray(np.random.default_rng(self.seed).standard_normal((self.n, 2)).T)
        return {"u1": first, "u2": second}

    def used(self, found: Mapping[str, Array]) -> Mapping[str, Array]:
        """With the targets."""
        return {"v": np.abs(found["u1"]), **found}

    @cached_property
    def minimizers(self) -> tuple[Point, ...]:
        """Raw, those of the sectors' paraboloids; normalised there are half-lines or none.

        Where no target is negative, edges are ridges and hold no minimizer.
        """
        v = self.data[2]
        if self.normalised or (v < 0).any():
            return ()
        found = [self._refined(each) for each in _sector_minimizers(self.data, both=self.activation == "abs")]
        values = {each: float(self.value(np.array(each))) for each in found if each is not None}
        least = min(values.values(), default=0.0)
        return tuple(sorted(each for each, value in values.items() if value <= least + 1e-14 * float(mean(v * v))))

    def _refined(self, point: Array) -> Point | None:
        """The minimizer of the paraboloid that f is about a point."""
        first, second, v = self.data
        slope = self._slope(point[0] * first + point[1] * second)
        return paraboloid((slope * first, slope * second, v)).minimizer

    @property
    def formula(self) -> str:
        """Its title, which says whether it is normalised."""
        return self.title if self.normalised else "A neuron without batch normalisation"

    def losses(self, x: Array, y: Array, data: Data) -> Array:
        """The squared errors; each follows from all samples of the batch."""
        error = self._output(self._sum(x, y, data).h) - data[2]
        return error * error

    def slopes(self, x: Array, y: Array, data: Data) -> Pair:
        """By the chain rule, through the mean and the deviation."""
        found = self._sum(x, y, data)
        push = 2 * (self._output(found.h) - data[2]) * self._slope(found.h)
        return mean(push * found.h_x), mean(push * found.h_y)

    def curvatures(self, x: Array, y: Array, data: Data) -> Triple:
        """The activation bends nowhere, the normalisation does."""
        found = self._sum(x, y, data)
        slope = self._slope(found.h)
        push, slope = 2 * (self._output(found.h) - data[2]) * slope, 2 * slope * slope
        h_x, h_y = found.h_x, found.h_y
        bent = self._bent(found, data)
        terms = zip((h_x * h_x, h_x * h_y, h_y * h_y), bent, strict=True)
        xx, xy, yy = (mean(slope * both + push * second) for both, second in terms)
        return xx, xy, yy

    def _output(self, h: Array) -> Array:
        return np.abs(h) if self.activation == "abs" else np.maximum(h, 0)

    def _slope(self, h: Array) -> Array:
        return np.sign(h) if self.activation == "abs" else (h > 0).astype(float)

    def _sum(self, x: Array, y: Array, data: Data) -> _Sum:
        first, second, _ = data
        z = x * first + y * second
        if not self.normalised:
            return _Sum(z, first, second, np.ones_like(x), np.zeros_like(x), np.zeros_like(x))
        z, first, second = z - _middle(z), first - _middle(first), second - _middle(second)
        s = np.sqrt(_middle(z * z) + self.eps)
        s = np.where(s == 0, 1.0, s)
        h = z / s
        s_x, s_y = _middle(h * first), _middle(h * second)
        return _Sum(h, (first - h * s_x) / s, (second - h * s_y) / s, s, s_x, s_y)

    def _bent(self, found: _Sum, data: Data) -> tuple[Array, ...]:
        """The second derivatives of h: xx, xy and yy."""
        h, h_x, h_y, s, s_x, s_y = found
        if not self.normalised:
            return (np.zeros_like(h),) * 3
        first, second = (column - _middle(column) for column in data[:2])
        s_xx, s_xy, s_yy = (_middle(each) for each in (h_x * first, h_x * second, h_y * second))
        return (
            -(2 * h_x * s_x + h * s_xx) / s,
            -(h_x * s_y + h_y * s_x + h * s_xy) / s,
            -(2 * h_y * s_y + h * s_yy) / s,
        )


class _Sum(NamedTuple):
    """What goes into the activation, with its derivatives; and by what it was divided, with its."""

    h: Array
    h_x: Array
    h_y: Array
    s: Array
    s_x: Array
    s_y: Array


def _sector_minimizers(data: Data, *, both: bool) -> Array:
    """Where the raw neuron's pieces are lowest, if within their sectors, (k, 2), about.

    The neuron is linear in each sector between two of the lines on which a sample's h is 0. Going round from sector to
    sector, sums over samples change by the sample whose line is crossed.

    Args: both: whether a sample counts on both sides of its line, with its sign.
    """
    first, second, v = (column[(data[0] != 0) | (data[1] != 0)] for column in data)
    angle = np.arctan2(second, first)
    crossed = np.concatenate([angle - np.pi / 2, angle + np.pi / 2]) % _TURN
    order = np.argsort(crossed, kind="stable")
    start = crossed[order]
    width = np.diff(start, append=start[:1] + _TURN)
    before = start[0] - width[-1] / 2
    active = np.cos(angle - before) > 0
    squares, products = np.stack([first * first, first * second, second * second]), np.stack([first * v, second * v])
    steps = np.repeat([1.0, -1.0], len(v))[order]
    rows = order % len(v)
    if both:
        xx, xy, yy = squares.sum(axis=1)[:, None]
        b = (products * np.where(active, 1, -1)).sum(axis=1)[:, None] + np.cumsum(2 * steps * products[:, rows], axis=1)
    else:
        xx, xy, yy = (squares * active).sum(axis=1)[:, None] + np.cumsum(steps * squares[:, rows], axis=1)
        b = (products * active).sum(axis=1)[:, None] + np.cumsum(steps * products[:, rows], axis=1)
    with np.errstate(all="ignore"):
        x, y = np.stack([yy * b[0] - xy * b[1], xx * b[1] - xy * b[0]]) / (xx * yy - xy * xy)
        inside = (np.arctan2(y, x) - start + _SLACK) % _TURN <= width + 2 * _SLACK
    found: Array = np.stack([x, y], axis=1)[inside & np.isfinite(x) & np.isfinite(y)]
    return found


def _middle(values: Array) -> Array:
    """The mean over samples, its axis kept."""
    return mean(values)[..., None]
