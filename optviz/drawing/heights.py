"""A surface's values on a grid, and how they become heights and colours: linearly or logarithmically."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
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
_SOFT, _LOW = 0.02, 0.1
"""The share of a grid for which a logarithmic scale is nearly linear, and that of which we see how fast it rises."""
_SEEN, _SAW = 0.01, 0.02
"""The height by which neighbouring points on the floor of a valley may differ by chance, the teeth of a saw: a surface
is sampled at more points where they are higher than the first, and a logarithm softened where higher than the second.
"""
_FINER, _FINEST = (1.5, 2.0), 400
"""How many times more points per axis are sampled where the floor of a valley would be a saw, and the most of them."""
_STEP = 1.25
"""By this factor a logarithm is softened until the floors of valleys are smooth."""
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
        cut: whether there are higher values, which look like `high`.  note: what a reader of the heights has to know.
    """

    low: float
    high: float
    soft: float | None = None
    origin: float = 0.0
    cut: bool = False
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

    def teeth(self, dips: Array) -> Array:
        """How high dips look, (K,): 0 where a linear map would show them half as high or more.

        Args: dips: the values at the bottom and at the top of teeth, (2, K).
        """
        (bottom, top), (low, high) = self(dips), Heights(self.low, self.high)(dips)
        return np.where(top - bottom > 2 * (high - low), top - bottom, 0.0)

    def softened(self, dips: Array) -> Heights:
        """The map with the least larger softness under which no dips show teeth."""
        found, sharp = self, dips[:, self.teeth(dips) > _SAW]
        while found.soft and sharp.size and found.soft / self._unit < self.high / self._unit - self.low / self._unit:
            found = replace(found, soft=_times(found.soft, _STEP))
            sharp = sharp[:, found.teeth(sharp) > _SAW]
        return found


@dataclass(frozen=True, eq=False)
class Samples:
    """The surface sampled on a regular grid.

    Args: x, y: (n,).  z: (n, n), with a row for each y; not a number where it is not finite.
        rough: the value above which every other point would do: the others are there for the floors of valleys.
    """

    x: Array
    y: Array
    z: Array
    rough: float = math.inf

    @property
    def dips(self) -> Array:
        """What points on the floors of valleys may miss of their depth: values at the floor and above it, (2, K).

        A floor of curvature c lies at most half a cell h away from the nearest point, which is then c (h/2)^2 / 2
        higher: a quarter of how far the neighbours, c h^2 / 2, rise over a point that stands on the floor.
        """
        found = []
        for rows in (self.z, self.z.T):
            floor, beside = rows[1:-1], np.minimum(rows[:-2], rows[2:])
            valley = beside > floor
            found.append(np.stack([floor[valley], 0.75 * floor[valley] + 0.25 * beside[valley]]))
        return np.concatenate(found, axis=1)


def sample(surface: Surface, bounds: Bounds, count: int) -> Samples:
    """The surface on `count` x `count` points that include the bounds' corners."""
    x, y = np.linspace(*bounds.x, count), np.linspace(*bounds.y, count)
    z = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    return Samples(x, y, np.where(np.isfinite(z), z, np.nan))


def resolved(
    surface: Surface, bounds: Bounds, count: int, scale: Scale, ceiling: float | None = None
) -> tuple[Samples, Heights]:
    """Samples on `count` x `count` points and their map; on more, where else the floor of a valley would be a saw."""
    samples = sample(surface, bounds, count)
    shown, dips = _mapped(samples, surface, scale, ceiling), samples.dips
    teeth = shown.teeth(dips)
    if (highest := teeth.max(initial=0)) <= _SEEN:
        return samples, shown
    # A tooth is as high as the square of the distance between points is large.
    factor = next((each for each in _FINER if highest <= _SEEN * each**2), _FINER[-1])
    finer = sample(surface, bounds, max(count, min(round(factor * count), _FINEST)))
    finer = replace(finer, rough=float(dips[1][teeth > _SEEN].max()))
    return finer, scaled(finer, surface, scale, ceiling)


def scaled(
    samples: Samples, surface: Surface, scale: Scale, ceiling: float | None = None, near: Samples | None = None
) -> Heights:
    """The map from values to heights for what samples show; the lowest value is a minimum's, if one is known.

    A logarithm is as soft as the grid needs it, so that the floor of a valley between its points is no saw.

    Args: ceiling: the value at which `clip` cuts; above the lowest 70 % of the grid if left out.
        near: what a zoom shows in the end, if there is one: a logarithm is chosen under which those values differ.
    """
    return _mapped(samples, surface, scale, ceiling, near).softened((near or samples).dips)


def _mapped(
    samples: Samples, surface: Surface, scale: Scale, ceiling: float | None, near: Samples | None = None
) -> Heights:
    """The map that follows from the values alone, however far the points lie from each other."""
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
        cut = Heights(low, top, cut=True, note=f"heights cut at {top:.3g}")
        return cut if low < top < high else Heights(low, high)
    if scale == "symlog":
        soft, _ = _least(np.abs(finite), span, _LEAST)
        return Heights(low, high, _times(soft, unit), note="heights on a symmetric log scale")
    closest = finite if near is None else near.z[np.isfinite(near.z)] / unit
    soft, power = _least(np.abs(closest - low / unit), span, _LEAST if near is None else _LEAST**2)
    if scale == "log" or (scale == "auto" and np.log10(span / soft) > _DECADES * power):
        return Heights(low, high, _times(soft, unit), low, note="heights on a log scale")
    return Heights(low, high)


def _flat(value: float) -> Heights:
    """The map for a surface that has one value."""
    step = max(1.0, _RISE * abs(value))
    return Heights(value, value + step) if math.isfinite(value + step) else Heights(value - step, value)


def _times(length: float, unit: float) -> float:
    """A positive length in units, as near to it as a positive number can be."""
    return min(max(length * unit, math.ulp(0.0)), sys.float_info.max)


def _least(distances: Array, span: float, least: float) -> tuple[float, float]:
    """The distance below which a logarithm turns linear, and the power with which distances grow from there.

    A few of the sampled distances lie below the first, and it is not tiny. The second tells why values span decades.
    Round a single minimum the area below a level grows as the level does, and the power is 1. Along a curve of minima
    it grows as the level's root, the power is 2, and the values span twice the decades of a bowl, though a logarithmic
    scale shows no more of them: the decades of their root are what counts.
    """
    above = distances > least * span
    if np.count_nonzero(above) < (1 - _SOFT) * len(distances):  # what lies on a flat floor tells nothing of the rest
        distances = distances[above]
    if not distances.size:
        return span, 1.0
    soft, low = (max(float(each), least * span) for each in np.quantile(distances, [_SOFT, _LOW]))
    return soft, max(1.0, math.log(low / soft) / math.log(_LOW / _SOFT))


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
