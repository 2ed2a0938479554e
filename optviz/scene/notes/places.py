"""Where each note stands: in a free place, which it keeps as long as it is there."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from optviz.arrays import Array, np
from optviz.drawing.outlines import joined
from optviz.scene.notes.forms import Forms, sizes
from optviz.scene.notes.ground import NEVER, Ground
from optviz.scene.notes.overlays import RING, NoteText
from optviz.scene.notes.search import Wishes, best, leaders
from optviz.scene.trace_styles import HEAD
from optviz.scene.traces import EXIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.theme import Theme
    from optviz.geometry import Area
    from optviz.notes import Moment, Note
    from optviz.scene.notes.site import Site
    from optviz.scene.timeline import FrameState

_GAP: Final = 2.5
"""Points between a leader and the marker it points to."""
_EDGE: Final = 4.0
"""Points that a text keeps from the edge of its panel."""
_CLEAR: Final = 3.0
"""Points that a text keeps from labels, marks, heads and other notes."""
_CELL: Final = 2.5
"""Points of the cells in which free places are counted."""
_OVER_TRACE, _OVER_CROWD, _OVER_LEADER = 8.0, 60.0, 300.0
"""What it costs to cover a cell of a trace, of a head among many, and of another note's leader."""
_ACROSS, _ACROSS_TRACE = 60.0, 0.3
"""What it costs a leader to pass over a cell of a label, a mark or a note, and over one of a trace."""
_FAINT_HEAD: Final = 2.5
"""Points from the middle of a head among many to its edge."""
_TIMES: Final = 5
"""At how many times of a note's life its leader is looked at."""
_FRAMES: Final = 60
"""Frames of a note's life in which heads are looked at, at most about."""


class Told(NamedTuple):
    """A note in its place.

    Args: text: as it is seen in full.  life: the frames in which it is there.  cost: of its place.
    """

    moment: Moment
    site: Site
    text: NoteText
    life: range
    cost: float

    def meets(self, site: Site, life: range) -> bool:
        """Whether it is in a panel at the same time as another."""
        return self.site is site and self.life[0] <= life[-1] and life[0] <= self.life[-1]

    def target(self, frame: FrameState) -> Array | None:
        """What its leader points to, (2,); None if it has no leader."""
        return target(self.moment, self.site, frame)

    def leader(self, frame: FrameState) -> tuple[Array, Array] | None:
        """Where its leader begins and ends, (2,) each; None if it has none."""
        place, point = self.target(frame), self.site.canvas.point
        if place is None:
            return None
        return _leader(self.text.area, tuple(place.tolist()), gap(self.moment) * point, point)


class Places:
    """Finds a place for every note of a figure.

    Args: frames: of the whole animation.  sites: the panels of each cell.  taken: areas in which no note may stand,
        whatever a panel shows there.  math: whether what stands between dollar signs is mathematics.
    """

    def __init__(
        self,
        frames: Sequence[FrameState],
        sites: Mapping[int, Sequence[Site]],
        taken: Sequence[Area],
        canvas: Canvas,
        theme: Theme,
        *,
        math: bool,
    ) -> None:
        self.frames, self.sites, self.taken = frames, sites, taken
        self.canvas, self.theme, self.math, self.point = canvas, theme, math, canvas.point
        self._views: dict[Note, int] = {}
        self._bare: dict[tuple[Site, range], tuple[Ground, Ground]] = {}

    def found(self) -> list[Told]:
        """Every note in its place, in letters of one size: the largest in which all have room, or else the best."""
        tried: list[tuple[float, list[Told]]] = []
        smallest = sizes(self.canvas)[-1]
        for size in sizes(self.canvas) if len(self._lives) <= _MANY else (smallest,):
            told, lacking = self._told(Forms(self.canvas, size, math=self.math), last=size == smallest)
            tried.append((sum(each.cost for each in told) + lacking * _NOWHERE, told))
            if tried[-1][0] < NEVER:
                break
        return min(tried, key=lambda each: each[0])[1]

    def _told(self, forms: Forms, *, last: bool) -> tuple[list[Told], int]:
        """Notes in some size of letters, and for how many there is no room at all; those that come first choose first.

        Args: last: whether a text without room is cut, for no smaller letters will be tried.
        """
        found: list[Told] = []
        lacking = 0
        for moment, life in self._lives.items():
            for site in self._sites(moment, forms):
                others = [told for told in found if told.meets(site, life)]
                told = self._placed(moment, site, life, others, forms, last=last)
                found += [told] if told else []
                lacking += told is None
        return found, lacking

    @cached_property
    def _lives(self) -> dict[Moment, range]:
        """The frames in which each note is there."""
        seen: dict[Moment, list[int]] = {}
        for index, frame in enumerate(self.frames):
            for said in frame.notes:
                seen.setdefault(said.moment, []).append(index)
        return {moment: range(frames[0], frames[-1] + 1) for moment, frames in seen.items()}

    def _sites(self, moment: Moment, forms: Forms) -> Sequence[Site]:
        """The panels in which a note stands: all that show the surface, or else one that has its head."""
        panels = self.sites.get(moment.cell, ())
        if edge(moment):
            return panels[:1]
        found = [site for site in panels if site.shows_surface]
        if found or isinstance(moment.note.at, tuple):
            return found
        headed = [number for number, site in enumerate(panels) if site.has_head(site.index(moment.run))]
        if len(headed) > 1:
            headed = [self._best_view(moment.note, headed, forms)]
        return [panels[number] for number in headed]

    def _best_view(self, note: Note, views: Sequence[int], forms: Forms) -> int:
        """That of some views in which a note has most room in all cells: there it stands in each of them."""
        if note not in self._views:
            costs = dict.fromkeys(views, 0.0)
            for moment, life in self._lives.items():
                for view in views if moment.note == note else ():
                    told = self._placed(moment, self.sites[moment.cell][view], life, (), forms, last=True)
                    costs[view] += told.cost if told else _NOWHERE
            self._views[note] = min(views, key=lambda view: costs[view])
        return self._views[note]

    def _placed(
        self, moment: Moment, site: Site, life: range, others: Sequence[Told], forms: Forms, *, last: bool
    ) -> Told | None:
        """A note in the best place of a panel; None where it has no room."""
        room = site.area.shrunk(*[_EDGE * self.point] * 4)
        indices = sorted(set(np.linspace(life[0], life[-1], _TIMES).astype(int).tolist()))
        times = [(index, self.frames[index]) for index in indices]
        targets = [(*each, place) for each in times if (place := target(moment, site, each[1])) is not None]
        side = edge(moment) or (0 if targets else 1)
        found = forms.of(moment.note.say, room, wide=bool(side))
        if not found and last:
            found = forms.cut(moment.note.say, room, wide=bool(side))
        if not found:
            return None
        middle = np.array([room.left + room.width / 2, room.top if side > 0 else room.bottom])
        wishes = Wishes(
            sizes=[form[:3] for form in found],
            targets=np.stack([place for *_, place in targets] or [middle]),
            gap=gap(moment) * self.point,
            heads=[site.heads(frame).leading for _, frame, _ in targets],
            lines=[
                [line for told in others if index in told.life and (line := told.leader(frame))]
                for index, frame, _ in targets
            ],
            point=self.point,
            edge=side,
        )
        cover, cross = self._grounds(site, life, room, others)
        area, size, cost = best(cover, cross, wishes)
        form, align = found[size], "center" if side else _side(area, wishes)
        look = form.size, align, self.theme.ink, self.theme.page, self.math
        return Told(moment, site, NoteText(area, form.lines, form.middles, *look), life, cost)

    def _grounds(self, site: Site, life: range, room: Area, others: Sequence[Told]) -> tuple[Ground, Ground]:
        """What a note of some life must not cover, and what it rather does not; and what its leader does not cross."""
        if (site, life) not in self._bare:
            self._bare[site, life] = self._without_others(site, life, room)
        cover, cross = (ground.copy() for ground in self._bare[site, life])
        areas = [told.text.area for told in others]
        cover.block([_grown(area, _CLEAR * self.point) for area in areas], NEVER)
        cross.block(areas, _ACROSS)
        for told in others:
            for index in (*told.life[:: len(told.life) // _TIMES + 1], told.life[-1]):
                if line := told.leader(self.frames[index]):
                    cover.trace(np.stack(line), _OVER_LEADER)
        return cover, cross

    def _without_others(self, site: Site, life: range, room: Area) -> tuple[Ground, Ground]:
        """The grounds where no other note is placed yet."""
        cover, cross = Ground(room, _CELL * self.point), Ground(room, _CELL * self.point)
        point, first, last = self.point, self.frames[life[0]], self.frames[life[-1]]
        for frame in (first, last) if site.moves else (last,):
            ways = joined([*site.ways(frame)])
            cover.trace(ways, _OVER_TRACE)
            cross.trace(ways, _ACROSS_TRACE)
        heads = [site.heads(frame) for frame in self._different(life, site)]
        cover.mark(np.concatenate([each.faint for each in heads]), _FAINT_HEAD * point, _OVER_CROWD)
        cover.mark(np.concatenate([each.full for each in heads]), (HEAD / 2 + _CLEAR) * point, NEVER)
        cover.mark(site.exits(last), (EXIT / 2 + _CLEAR) * point, NEVER)
        named = [area for each in heads for area in each.named]
        still = [*site.labels(life), *self.taken]
        cover.block([_grown(area, _CLEAR * point) for area in (*named, *still)], NEVER)
        cross.block(still, _ACROSS)
        return cover, cross

    def _different(self, life: range, site: Site) -> list[FrameState]:
        """The frames of a life in which heads are elsewhere, or so many of them that none goes far between two."""
        frames = [self.frames[index] for index in (*life[:: len(life) // _FRAMES + 1], life[-1])]
        return [*{frame.time if site.moves else frame.step: frame for frame in frames}.values()]


_MANY: Final = 48
"""So many notes are tried in letters of every size; more would hardly have room in large ones, and take long."""
_NOWHERE: Final = 1e15
"""The cost of a note that has no place."""


@lru_cache(maxsize=1000)  # a head stands still in a pause, after it has left, and in the end
def _leader(area: Area, target: tuple[float, float], gap: float, point: float) -> tuple[Array, Array] | None:
    """The line from a text to a place; see search.leaders."""
    edges = np.array([[area.left, area.bottom, area.right, area.top]])
    (begin,), (end,) = leaders(edges, np.array(target), gap, point)
    return (begin, end) if np.isfinite(begin).all() else None


def edge(moment: Moment) -> int:
    """At which edge of the picture a note stands: the upper one, 1, the lower one, -1, or none, 0."""
    at = moment.note.at
    if at in {"top", "bottom"}:
        return 1 if at == "top" else -1
    return 1 if moment.run is None and not isinstance(at, tuple) else 0


def target(moment: Moment, site: Site, frame: FrameState) -> Array | None:
    """What a note's leader points to in a panel, (2,); None if it has no leader."""
    at = moment.note.at
    if isinstance(at, tuple):
        return site.place(at, frame)
    return None if edge(moment) else site.target(site.index(moment.run), frame)


def gap(moment: Moment) -> float:
    """Points that a leader ends before the middle of what it points to."""
    return RING if isinstance(moment.note.at, tuple) else HEAD / 2 + _GAP


def _side(area: Area, wishes: Wishes) -> Literal["left", "center", "right"]:
    """How the lines of a text stand: towards what it is about."""
    x = float(wishes.targets[0, 0])
    return "left" if x < area.left else "right" if x > area.right else "center"


def _grown(area: Area, margin: float) -> Area:
    return area.shrunk(*[-margin] * 4)
