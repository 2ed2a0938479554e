"""What each step adds up: while an iterate is shown, the vectors that lead to the next one, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from annotated_types import Ge, Le

from optviz.arrays import np
from optviz.cost import Cost
from optviz.drawing import heights, panel_legend
from optviz.drawing.theme import PALETTE, parse
from optviz.drawing.ticks import short
from optviz.drawing.vectors import Arrows, Ellipses, Glyph
from optviz.views.base import Drawing, Load, Time, Track, View
from optviz.views.contour import Contour, ContourDrawing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from optviz.drawing.panel import Panel
    from optviz.trajectory import Part, Trajectory
    from optviz.views.base import Overlay

_COLORS = {
    "gradient": "#D55E00",
    "velocity": "#009E73",
    "m_hat": "#E69F00",
    "scaling": "#56B4E9",
    "decay": "#CC79A7",
}
"""The colours of parts by name, which colour-blind readers can tell apart; PALETTE replaces those that runs have."""
_APART = 60.0
"""The least distance of two colours in RGB, of 442 from black to white."""
_LONGEST = {"gradient": 0.3, "scaling": 0.25}
"""How long the longest vector that is no distance is drawn, in shares of the panel's shorter side."""
_SCALING, _MADE, _STEP, _ADDED = range(4)
"""Layers from the lowest: what a scaling makes is the step or leads to its tip, so it lies beneath the step."""
_REVEALED, _GROWING = 0.72, 0.65
"""The share of a step's time after which all parts are seen, and of a part's own time in which it grows."""


@dataclass(frozen=True)
class Anatomy(View):
    """What each step adds up: gradient, velocity, averages, scaling and the step, revealed one after another.

    Parts that are distances are to scale and lie tip to tail; gradients and averages of them, which push downhill, are
    drawn with one factor for the whole animation, which the line under the title says. A scaling is drawn as the
    vector it makes of the part before it, and as the ellipse of all it could make of slopes of one length, which that
    line says too. It is best with few steps of about a second each.

    Args: levels: how many bands, 2 to 100.  scale: how the levels are spaced, as in contour.
        aspect: equal gives x and y the same scale, so that gradients stand at right angles to the level lines; auto
            fills the panel.
    """

    name: ClassVar[str] = "anatomy"
    title: ClassVar[str] = "Step anatomy"
    needs_anatomy: ClassVar[bool] = True

    levels: Annotated[int, Ge(2), Le(100)] = 24
    scale: heights.Scale = "auto"
    aspect: Literal["auto", "equal"] = "equal"

    def cost(self, load: Load) -> Cost:
        """That of the contours and of the vectors: up to five a step, of which each frame draws one step's."""
        return self._contour.cost(load).plus(Cost(load.frames * load.traces * 1e-3, 500 * load.positions))

    @property
    def toned(self) -> Hashable:
        """As the contours."""
        return self._contour.toned

    @property
    def _contour(self) -> Contour:
        return Contour(levels=self.levels, scale=self.scale, aspect=self.aspect)

    def on(self, panel: Panel) -> AnatomyDrawing:
        """The vectors of each step on a panel with the surface's level bands."""
        return AnatomyDrawing(panel, self._contour.on(panel))


class Piece(NamedTuple):
    """One part of a run's steps, drawn.  Args: title: for the legend.  glyphs: the first is the legend's sample."""

    title: str
    glyphs: tuple[Glyph, ...]


class AnatomyDrawing(Drawing):
    """The vectors of each step over a drawing of the surface.

    Attributes: area: the surface's, which nothing leaves.  pieces: of each run, in the order they are revealed.
        gradient: how long a slope of 1 is drawn, in units of x and y.  slope: the slope whose scalings are drawn.
    """

    shows_companions = True

    def __init__(self, panel: Panel, contours: ContourDrawing) -> None:
        self.panel, self.contours, self.area = panel, contours, contours.area
        colors = _colors(panel)
        self.gradient, self.slope = self._reach("gradient"), self._reach("scaling")
        self.pieces = [list(self._pieces(index, colors)) for index in range(len(panel.trajectories))]
        self.note = "  ·  ".join(self._notes())

    def pose(self, time: Time) -> float:
        """Those of the contours."""
        return self.contours.pose(time)

    def draw(self, pose: float) -> None:
        """Draw the surface."""
        self.contours.draw(pose)

    def tracks(self, pose: float) -> list[list[Track]]:
        """Those of the contours."""
        return self.contours.tracks(pose)

    def overlay_key(self, time: Time) -> Hashable:
        """How far each piece has grown."""
        return tuple(self._shares(time))

    def overlays(self, time: Time) -> Iterator[Overlay]:
        """What leads to the next iterate, or what led to the last one; and the legend."""
        axes, row = self.contours.axes(self.pose(time)), min(time.step, self._steps - 1)
        grown = [
            (glyph, share)
            for pieces, run in zip(self.pieces, self._shares(time), strict=True)
            for piece, share in zip(pieces, run, strict=True)
            for glyph in piece.glyphs
            if share > 0
        ]
        for glyph, share in sorted(grown, key=lambda each: (each[0].layer, -each[0].length(row))):
            yield from glyph.at(row, share, axes)
        if self._legend:
            yield self._legend

    def _shares(self, time: Time) -> list[tuple[float, ...]]:
        """How far the pieces of each run have grown, 0 to 1."""
        pairs = zip(self.pieces, self.panel.trajectories, strict=True)
        return [revealed(len(pieces), run.phase(time.step, time.phase)) for pieces, run in pairs]

    @property
    def _steps(self) -> int:
        return int(self.panel.trajectories[0].positions.shape[1]) - 1

    # How the parts of a step are drawn.

    def _pieces(self, index: int, colors: dict[str, str]) -> Iterator[Piece]:
        panel, area, trajectory = self.panel, self.area, self.panel.trajectories[index]
        parts, color = trajectory.anatomy, panel.colors[index]
        before = dict(pairwise(reversed(parts)))
        for part in nonzero_parts(trajectory):
            own = colors[part.name]
            if part is parts[-1]:
                title = part.title if len(panel.trajectories) == 1 else f"{part.title} of {trajectory.label}"
                yield Piece(title, (Arrows(panel, area, color, part.tail, part.vector, _STEP, wide=True),))
            elif part.unit == "scaling":
                slopes = Ellipses(panel, area, own, part.tail, self.slope * part.vector, _SCALING)
                made = Arrows(panel, area, own, part.tail, before[part].vector * part.vector, _MADE)
                yield Piece(part.title, (slopes, made))
            else:
                vectors = part.vector * (self.gradient if part.unit == "gradient" else 1.0)
                yield Piece(part.title, (Arrows(panel, area, own, part.tail, vectors, _ADDED, probe=part.probe),))

    def _reach(self, unit: str) -> float:
        """The factor, in two digits, that makes the longest of a unit as long as it should be; 0 where there is none.

        It is the longest of all panels that share their scales.
        """
        area, axes = self.area, self.contours.axes(1.0)
        vectors = [part.vector for each in self.panel.sharing for part in nonzero_parts(each) if part.unit == unit]
        lengths = np.concatenate([np.hypot(*(each * axes.scale).reshape(-1, 2).T) for each in vectors] or [[]])
        longest = float(lengths[np.isfinite(lengths)].max(initial=0.0))
        return float(f"{_LONGEST[unit] * min(area.width, area.height) / longest:.1e}") if longest else 0.0

    def _notes(self) -> Iterator[str]:
        """What is not to scale, and by how much."""
        if self.gradient:
            yield f"gradients × {short(-self.gradient)}"
        if self.slope:
            yield f"ellipse: slopes of {short(self.slope)}, scaled"

    @cached_property
    def _legend(self) -> panel_legend.PanelLegend | None:
        """What the colours mean, in a corner where little is drawn."""
        axes = self.contours.axes(1.0)
        pieces = [piece for each in self.pieces for piece in each]
        rows = {
            (piece.title, piece.glyphs[0].color): panel_legend.Row(piece.title, piece.glyphs[0]) for piece in pieces
        }
        goals = axes.pixels(np.array(self.panel.surface.minimizers, dtype=float).reshape(-1, 2))
        busy = np.concatenate([goals, *(glyph.reach(axes) for piece in pieces for glyph in piece.glyphs)])
        return panel_legend.placed(self.panel, list(rows.values()), self.area, busy) if rows else None


def revealed(count: int, phase: float) -> tuple[float, ...]:
    """How far each of some pieces has grown, 0 to 1, one after another, when a share of a step's time is over."""
    place = phase / _REVEALED * count
    grown = (min(max((place - index) / _GROWING, 0.0), 1.0) for index in range(count))
    return tuple(share * (2 - share) for share in grown)


def nonzero_parts(trajectory: Trajectory) -> list[Part]:
    """The parts of a run's steps that are not zero throughout."""
    return [part for part in trajectory.anatomy if np.any(part.vector[np.isfinite(part.vector)])]


def _colors(panel: Panel) -> dict[str, str]:
    """The colour of each part by name, alike in all panels as long as no run has it."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(part.name for each in panel.sharing for part in nonzero_parts(each)):
        fitting = [panel.theme.trace_color(color) for color in (_COLORS.get(name, PALETTE[-1]), *PALETTE)]
        taken = [*panel.colors, *found.values()]
        found[name] = next((color for color in fitting if _apart(color, taken)), fitting[0])
    return found


def _apart(color: str, others: Iterable[str]) -> bool:
    """Whether a colour differs enough from all others."""
    return all(np.linalg.norm(np.subtract(parse(color), parse(other))) > _APART for other in others)
