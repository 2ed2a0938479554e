"""A panel: one place of the figure, and what is to be shown there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optviz.arrays import np
from optviz.drawing.ensembles import drawn
from optviz.drawing.guides import AxisNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.arrays import Array
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.ensembles import Asked
    from optviz.drawing.theme import Theme
    from optviz.geometry import Area
    from optviz.surfaces import Bounds, Surface
    from optviz.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Panel:
    """What a view has to draw, and where.

    Args: canvas: what to draw on.  area: the panel's place on it.  bounds: the part of the surface that is
        shown.  trajectories: in the scenario's order.  colors: of each of them, "#RRGGBB".  peers: the
        trajectories of all panels that share this one's scales, its own among them; only its own if left out.
        ensemble: how runs from many starts are drawn.  names: of the axes.  colorbar: whether a bar says which colour
        means which value.  math: whether $...$ in names is mathematics.  surfaces: those of all cells, of which
        trajectories say which is theirs; only the panel's own if left out.
    """

    canvas: Canvas
    area: Area
    theme: Theme
    surface: Surface
    bounds: Bounds
    trajectories: Sequence[Trajectory]
    colors: Sequence[str] = ()
    peers: Sequence[Trajectory] = ()
    ensemble: Asked = "all"
    names: AxisNames = field(default_factory=AxisNames)
    colorbar: bool = False
    math: bool = False
    surfaces: Sequence[Surface] = ()

    @property
    def point(self) -> float:
        """Pixels per point."""
        return self.canvas.point

    @property
    def sharing(self) -> Sequence[Trajectory]:
        """The trajectories whose values the panel's scales must hold."""
        return self.peers or self.trajectories

    def surface_of(self, trajectory: Trajectory) -> Surface:
        """The surface on which a trajectory of this panel, or of one that shares its scales, was walked."""
        return self.surfaces[trajectory.cell] if self.surfaces else self.surface

    def of_all(self, trajectory: Trajectory) -> bool:
        """Whether every run of a trajectory is drawn like any other."""
        return drawn(self.ensemble, len(trajectory.starts)) == "all"

    @property
    def starts(self) -> Array:
        """The starts all trajectories share, (S, 2); none where nothing walks."""
        return self.trajectories[0].starts if self.trajectories else np.empty((0, 2))
