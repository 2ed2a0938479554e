"""The curvature that each run meets: the Hessian's eigenvalues, or its condition number, against the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from optviz.arrays import Array, np
from optviz.cost import Cost
from optviz.drawing.local_quadratic import conditions, eigenvalues_along
from optviz.views.kinds.over_steps import Against, OverSteps, Scale

if TYPE_CHECKING:
    from optviz.drawing.guides import AxisNames
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory
    from optviz.views.base import Load

Measure = Literal["eigenvalues", "largest", "smallest", "condition"]

_TITLES = {
    "eigenvalues": "eigenvalues of the Hessian",
    "largest": "largest eigenvalue of the Hessian",
    "smallest": "smallest eigenvalue of the Hessian",
    "condition": "condition number",
}


@dataclass(frozen=True)
class Curvature(OverSteps):
    """The curvature that every run meets: the Hessian's eigenvalues or its condition number against the step.

    Args: of: both eigenvalues, the smaller one thin; the largest or the smallest, which is negative where the surface
            bends down; or the condition number, the ratio of their sizes, which says how much narrower than long the
            valley is.
        scale: linear, log, or symlog, as in curve.
        against: the step, the calls so far, the samples or the epochs, as in curve.
    Raises: ParameterError where the surface has no samples to draw it against.
    """

    name: ClassVar[str] = "curvature"
    title: ClassVar[str] = "Curvature"
    lost_is_worst: ClassVar[bool] = False

    of: Measure = "eigenvalues"
    scale: Scale = "symlog"
    against: Against = "step"

    def words(self, names: AxisNames) -> str:
        """What the quantity is called."""
        del names
        return _TITLES[self.of]

    @property
    def note(self) -> str:
        """Which of two lines is which."""
        return "thin: the smaller eigenvalue" if self.of == "eigenvalues" else ""

    def rows(self, trajectory: Trajectory, surface: Surface) -> Array:
        """The quantity at every step; not a number where there is no finite Hessian."""
        found = eigenvalues_along(trajectory, surface)
        match self.of:
            case "eigenvalues":
                return np.moveaxis(found, -1, 0)
            case "condition":
                return conditions(found)[None]
        return found[..., int(self.of == "largest")][None]

    def cost(self, load: Load) -> Cost:
        """That of the curves, and of the Hessian at every position."""
        hessians = Cost(load.positions * (1e-6 + 3e-8 * load.operations), 60 * load.positions)
        return super().cost(load).plus(hessians)
