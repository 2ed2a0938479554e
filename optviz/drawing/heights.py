"""A surface's values on a grid, and how they become heights and colours: linearly or logarithmically."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from optviz.arrays import Array, np
from optviz.drawing.units import power_of_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.surfaces import Bounds, Surface

Scale = Literal["auto", "linear", "log", "symlog", "clip"]

_DECADES = 2.5
"""Where the values of a grid span more decades than this, `auto` means logarithmic."""
_SOFT = 0.02
"""The share of a grid for which a logarithmic scale is nearly linear."""
_LEAST = 1e-6
"""The least distance at which a logarithm turns linear, as a share of all values; its square where a zoom ends."""
_RISE = 1e-3
"""The share of a surface's only value from its lowest to its highest height, if that is more than 1."""
_SHOWN = 0.7
"""The share of a grid that lies below the ceiling of `clip`, unless it is given."""


@dataclass(frozen=True)
class Heights:
    """A monotone map of values to [0, 1] over the part of a surface that is shown.

        h(z) = (s(z) - s(low)) / (s(high) - s(low)),  cut to [0, 1]
        linear, clip:  s(z) = z
        log:           s(z) = log(1 + (z - low) / soft)
        symlog:        s(z) = sign(z) log(1 + |z| / soft)

    Args: low, high: the values that become 0 and 1.  soft: below this distance from its origin a logarithm turns
        linear, so that the minimum itself has a height; None for the linear scale.  origin: where that is.
        note: what a reader of the heights has to know.
    """

    low: float
    high: float
    soft: float | None = None
    origin: float = 0.0
    note: str = ""

    def __call__(self, values: Array) -> Array:
        """The heights of values, each in [0, 1]; what is not a number stays so."""
        low, high = self._ends
        shown = np.clip(values, self.low, self.high) / self._unit
        return np.asarray((self._stretched(shown) - low) / (high - low))

    def values(self, heights: Array) -> Array:
        """The values at heights between 0 and 1."""
        low, high = self._ends
        found = low + heights * (high - low)
        if self.soft is not None:
            above = np.sign(found) * (self.soft / self._unit) * np.expm1(np.abs(found))
            found = self.origin / self._unit + above
        return np.asarray(np.clip(found, self.low / self._unit, self.high / self._unit) * self._unit)

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = self._stretched(np.array([self.low, self.high]) / self._unit).tolist()
        return low, high

    @cached_property
    def _unit(self) -> float:
        return power_of_two(max(abs(self.low), abs(self.high)))

    def _stretched(self, values: Array) -> Array:
        """s(z) of values that are counted in units."""
        if self.soft is None:
            return values
        above = values - self.origin / self._unit
        return np.asarray(np.sign(above) * np.log1p(np.abs(above) / (self.soft / self._unit)))


@dataclass(frozen=True, eq=False)
class Samples:
    """The surface sampled on a regular grid: x (n,), y (n,), z (n, n) with a row for each y; not finite is NaN."""

    x: Array
    y: Array
    z: Array


def sample(surface: Surface, bounds: Bounds, count: int) -> Samples:
    """The surface on `count` x `count` points that include the bounds' corners."""
    x, y = np.linspace(*bounds.x, count), np.linspace(*bounds.y, count)
    z = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    return Samples(x, y, np.where(np.isfinite(z), z, np.nan))


def scaled(
    samples: Samples, surface: Surface, scale: Scale, ceiling: float | None = None, near: Samples | None = None
) -> Heights:
    """The map from values to heights for what samples show; the lowest value is a minimum's, if one is known.

    Args: ceiling: the value at which `clip` cuts; above the lowest 70 % of the grid if left out.
        near: what a zoom shows in the end, if there is one: a logarithm is chosen under which those values differ.
    """
    finite = samples.z[np.isfinite(samples.z)]
    if not finite.size:
        return Heights(0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    low = min([low, *_minima(samples, surface)])
    if high <= low:
        return _flat(low)
    unit = power_of_two(max(abs(low), abs(high)))
    finite, span = finite / unit, high / unit - low / unit
    if scale == "clip":
        top = ceiling if ceiling is not None and ceiling > low else float(np.quantile(finite, _SHOWN)) * unit
        return Heights(low, top, note=f"heights cut at {top:.3g}") if low < top < high else Heights(low, high)
    if scale == "symlog":
        soft = _soft(np.abs(finite), span, _LEAST)
        return Heights(low, high, _times(soft, unit), note="heights on a symmetric log scale")
    closest = finite if near is None else near.z[np.isfinite(near.z)] / unit
    soft = _soft(np.abs(closest - low / unit), span, _LEAST if near is None else _LEAST**2)
    if scale == "log" or (scale == "auto" and np.log10(span / soft) > _DECADES):
        return Heights(low, high, _times(soft, unit), low, note="heights on a log scale")
    return Heights(low, high)


def _flat(value: float) -> Heights:
    """The map for a surface that has one value."""
    step = max(1.0, _RISE * abs(value))
    return Heights(value, value + step) if math.isfinite(value + step) else Heights(value - step, value)


def _times(length: float, unit: float) -> float:
    """A positive length in units, as near to it as a positive number can be."""
    return min(max(length * unit, math.ulp(0.0)), sys.float_info.max)


def _soft(distances: Array, span: float, least: float) -> float:
    """The distance below which a logarithm turns linear: a few of the sampled ones lie below, and it is not tiny."""
    return max(float(np.quantile(distances, _SOFT)), least * span) if distances.size else span


def tones(ramp: Sequence[str], heights: Array) -> Array:
    """The ramp's colours at heights between 0 and 1, (..., 3) in [0, 1]."""
    stops = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in ramp]) / 255
    places = np.linspace(0, 1, len(ramp))
    return np.stack([np.interp(heights, places, stops[:, channel]) for channel in range(3)], axis=-1)


def code(color: Array) -> str:
    """The colour "#RRGGBB" of channels (3,) in [0, 1]."""
    red, green, blue = np.rint(color * 255).astype(int).tolist()
    return f"#{red:02X}{green:02X}{blue:02X}"


def _minima(samples: Samples, surface: Surface) -> list[float]:
    """The values of the minimizers in the sampled part."""
    return [
        float(surface.value(np.array([x, y])))
        for x, y in surface.minimizers
        if samples.x[0] <= x <= samples.x[-1] and samples.y[0] <= y <= samples.y[-1]
    ]
