"""A random smooth landscape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from annotated_types import Ge, Le

from optviz.arrays import Array, np
from optviz.errors import ParameterError
from optviz.parameters import Key
from optviz.surfaces.kinds.closed import Sum
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from optviz.surfaces.kinds.surface import Tag

_EACH: Final = 8
_FEWEST: Final = 201
_REGION: Final = Bounds((-5.0, 5.0), (-5.0, 5.0))


@dataclass(frozen=True, repr=False)
class Terrain(Sum):
    """A random smooth landscape of hills and hollows, another one for each seed.

        f(x, y) = sum a_k cos(2 pi (x cos t_k + y sin t_k) / l_k + p_k),  a_k ~ l_k^smoothness,  sum a_k^2 / 2 = 1

    The wavelengths l_k are spread evenly by their logarithm; r = numpy's default_rng(seed) gives them, then the
    directions t_k and then the phases p_k, evenly between 0 and 2 pi.

    Args: seed: of the random numbers, >= 0.  waves: how many waves are added, 1 to 200.
        longest, shortest: the wavelengths between which they lie, 0.1 to 1000.
        smoothness: how much lower short waves are than long ones; with 0 they are as high.
    """

    name: ClassVar[str] = "terrain"
    title: ClassVar[str] = "Random terrain"
    source: ClassVar[str] = "spectral synthesis, as in Saupe 1988, Algorithms for Random Fractals"
    tags: ClassVar[tuple[Tag, ...]] = ("multimodal",)

    seed: Annotated[int, Ge(0), Le(2**32 - 1)] = 0
    waves: Annotated[int, Ge(1), Le(200)] = 40
    longest: Annotated[float, Ge(0.1), Le(1000)] = 10.0
    shortest: Annotated[float, Ge(0.1), Le(1000)] = 1.5
    smoothness: Annotated[float, Ge(0), Le(10)] = 1.5
    bounds: Annotated[Bounds, Key()] = _REGION

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.shortest > self.longest:
            raise ParameterError("shortest", f"must be <= longest, {self.longest:g}, not {self.shortest:g}")

    @property
    def count(self) -> int:
        """The waves."""
        return self.waves

    @property
    def region(self) -> Bounds:
        """From -5 to 5 in both directions."""
        return _REGION

    @property
    def sampled(self) -> tuple[Array, Array]:
        """Eight samples for the shortest wave, or more."""
        axis = np.linspace(*_REGION.x, max(_FEWEST, math.ceil(_EACH * np.ptp(_REGION.x) / self.shortest)))
        return axis, axis

    @cached_property
    def _waves(self) -> Array:
        """Each wave's slopes along x and y, its phase and its height: (4, waves, 1)."""
        random = np.random.default_rng(self.seed)
        share, direction, phase = (random.uniform(0, high, self.waves) for high in (1, 2 * math.pi, 2 * math.pi))
        relative = (self.shortest / self.longest) ** share
        height = relative**self.smoothness
        height *= math.sqrt(2 / (height @ height))
        number = 2 * math.pi / (self.longest * relative)
        return np.stack([number * np.cos(direction), number * np.sin(direction), phase, height])[..., None]

    def terms(self, x: Array, y: Array, order: int) -> tuple[Array, ...]:
        """The waves."""
        i, j, phase, height = self._waves
        angle = i * x + j * y + phase
        if order == 0:
            return (height * np.cos(angle),)
        if order == 1:
            slope = -height * np.sin(angle)
            return i * slope, j * slope
        bend = -height * np.cos(angle)
        return i * i * bend, i * j * bend, j * j * bend
