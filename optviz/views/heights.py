"""How a surface's values become heights and tones: linear or logarithmic, sampled on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.surfaces import Bounds, Surface

Scale = Literal["auto", "linear", "log"]

_DECADES = 2.5
"""Where the values of a grid span more decades than this, `auto` means logarithmic."""


@dataclass(frozen=True)
class Heights:
    """A monotone map of values to [0, 1] over the part of a surface that is shown.

        linear:  (z - low) / (high - low)
        log:     log(1 + (z - low) / soft) / log(1 + (high - low) / soft)

    Args: low, high: the values that become 0 and 1.  soft: below this distance from `low` the logarithm turns
        linear, so that the minimum itself has a height; None for the linear scale.
    """

    low: float
    high: float
    soft: float | None

    def __call__(self, values: Array) -> Array:
        """The heights of values, each in [0, 1]; what is not finite stays not a number."""
        share = np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)
        if self.soft is None:
            return share
        span = (self.high - self.low) / self.soft
        return np.asarray(np.log1p(share * span) / np.log1p(span))

    def values(self, heights: Array) -> Array:
        """The values at heights between 0 and 1."""
        if self.soft is None:
            return np.asarray(self.low + heights * (self.high - self.low))
        span = (self.high - self.low) / self.soft
        return np.asarray(self.low + self.soft * np.expm1(heights * np.log1p(span)))


@dataclass(frozen=True, eq=False)
class Grid:
    """The surface sampled on a regular grid: x (n,), y (n,), z (n, n) with a row for each y; not finite is NaN."""

    x: Array
    y: Array
    z: Array


def sample(surface: Surface, bounds: Bounds, count: int) -> Grid:
    """The surface on `count` x `count` points that include the bounds' corners."""
    x, y = np.linspace(*bounds.x, count), np.linspace(*bounds.y, count)
    with np.errstate(all="ignore"):
        z = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    return Grid(x, y, np.where(np.isfinite(z), z, np.nan))


def scaled(grid: Grid, surface: Surface, scale: Scale) -> Heights:
    """The map from values to heights for what a grid shows; its lowest value is a minimum's, if one is known."""
    finite = grid.z[np.isfinite(grid.z)]
    if not finite.size:
        return Heights(0.0, 1.0, None)
    low, high = float(finite.min()), float(finite.max())
    low = min([low, *_minima(grid, surface)])
    if high <= low:
        return Heights(low, low + 1.0, None)
    soft = max(float(np.quantile(finite - low, 0.02)), 1e-6 * (high - low))
    spans = np.log10((high - low) / soft)
    if scale == "log" or (scale == "auto" and spans > _DECADES):
        return Heights(low, high, soft)
    return Heights(low, high, None)


def tones(ramp: Sequence[str], heights: Array) -> Array:
    """The ramp's colours at heights between 0 and 1, (..., 3) in [0, 1]."""
    stops = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in ramp]) / 255
    places = np.linspace(0, 1, len(ramp))
    return np.stack([np.interp(heights, places, stops[:, channel]) for channel in range(3)], axis=-1)


def _minima(grid: Grid, surface: Surface) -> list[float]:
    """The values of the minimizers that the grid covers."""
    return [
        float(surface.value(np.array([x, y])))
        for x, y in surface.minimizers
        if grid.x[0] <= x <= grid.x[-1] and grid.y[0] <= y <= grid.y[-1]
    ]
