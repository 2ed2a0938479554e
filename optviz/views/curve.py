"""A quantity of each run against the step, or against what the run has asked of its oracle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.errors import ParameterError
from optviz.views.kinds.over_steps import OverSteps

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.drawing.guides import AxisNames
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory

Quantity = Literal["value", "gap", "x", "y", "gradient_norm", "distance"]

_TITLES = {"gradient_norm": "gradient norm", "distance": "distance to minimizer"}


@dataclass(frozen=True)
class Curve(OverSteps):
    """One quantity of every run against the step or the calls, on a linear, a log or a symlog axis.

    Args: of: the surface's value; its gap, f - f*, to the least value f* at the surface's minimizers; x or y; the norm
            of the gradient (without noise and clipping); or the distance to the nearest minimizer.
        scale: linear; log, which shows only what is positive, at most the upper 12 decades, and says how much that
            hides; or symlog, which is log to both sides of 0 and linear around it.
        against: the step; the calls so far: every value, gradient and Hessian a run has asked for, so that methods that
            ask twice a step are compared fairly; the samples of the data that these looked at; or the epochs, as many
            samples as there are.
    Raises: ParameterError where nothing can be drawn: the surface declares no minimizers, has no value there, or has no
        samples.
    """

    name: ClassVar[str] = "curve"
    title: ClassVar[str] = "Curves"

    of: Quantity = "value"

    def words(self, names: AxisNames) -> str:
        """What the quantity is called: the value and the coordinates as the axes are."""
        f = names.z or "f"
        own = {"value": names.z or "value", "gap": f"gap {f} − {f}*", "x": names.x or "x", "y": names.y or "y"}
        return own.get(self.of) or _TITLES[self.of]

    @property
    def lost_is_worst(self) -> bool:  # type: ignore[override]
        """Of coordinates none is."""
        return self.of not in {"x", "y"}

    def rows(self, trajectory: Trajectory, surface: Surface) -> Array:
        """The quantity at every step."""
        del surface
        return quantity(trajectory, self.of)[None]

    def check(self, surface: Surface) -> None:
        """Raise ParameterError where the surface has no minimizers, or no samples, and the curve needs them."""
        super().check(surface)
        if self.of not in {"distance", "gap"}:
            return
        if not surface.minimizers and (self.of == "distance" or surface.least is None):
            raise ParameterError("of", f"'{self.of}' needs a surface with minimizers, and this one declares none")
        if self.of == "gap" and not all(map(surface.is_finite_at, surface.minimizers)):
            raise ParameterError("of", "'gap' needs a finite value at the minimizers, and this surface has none there")


def quantity(trajectory: Trajectory, of: Quantity) -> Array:
    """One quantity of a trajectory at every step, (S, N+1)."""
    if of in {"x", "y"}:
        return trajectory.positions[..., "xy".index(of)]
    if of == "distance":
        if trajectory.distances is None:
            raise ParameterError("of", "the surface declares no minimizers to measure the distance to")
        return trajectory.distances
    if of == "gap":
        if trajectory.least is None:
            raise ParameterError("of", "the surface declares no minimizers whose value could be the least")
        return trajectory.values - trajectory.least
    return trajectory.values if of == "value" else trajectory.gradient_norms
