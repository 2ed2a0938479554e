"""Traces that grow and heads that go along them, each by one number: how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from optviz.arrays import Array, np
from optviz.drawing.svg import number_text, tag
from optviz.scene.trace_styles import CASING, DASHES, FAINT, HIDDEN_HEAD
from optviz.scene.traces import EXIT_LINE, Trace, fade_edges
from optviz.scene.vector.markup import Element, Paint, look
from optviz.scene.vector.routes import Route
from optviz.scene.vector.stacking import layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.arrays import Rows
    from optviz.drawing.outlines import Dash, Outline
    from optviz.scene.vector.ink import Ink
    from optviz.scene.vector.markup import Look
    from optviz.scene.vector.motion import Motion
    from optviz.scene.vector.routes import Piece
    from optviz.views import Track

    Part: TypeAlias = tuple[str, tuple[str, ...]]

_GRAIN: Final = 4
"""Units of the sheet in which the lengths of traces are counted: less is not seen."""
_LONG: Final = 2000
"""Letters of a path that is not written in parts, for it is written as a whole, too."""
_NOTHING: Final = -20
"""Such a length means that nothing is seen of a trace, not even its round end."""
_ENDLESS: Final = "1e6"
"""Units: longer than any trace; its dashes and gaps are as long."""


@dataclass(frozen=True, eq=False)
class Trail:
    """One track with its route.

    Args: number: of the track among its trace's.  name: the id of its whole path; empty if no head goes along it.
    """

    trace: Trace
    dark: Trace
    number: int
    route: Route
    name: str

    @property
    def track(self) -> Track:
        """Its track."""
        return self.trace.tracks[self.number]

    def colors(self) -> Paint:
        """The run's."""
        return Paint.of(self.trace.run_style.color, self.dark.run_style.color)

    def pages(self) -> Paint:
        """The page's."""
        return Paint.of(self.trace.page, self.dark.page)


class _Window(NamedTuple):
    """What is drawn of a trace in each frame: up to which step, from which one on if not from the first, how opaque."""

    end: list[int]
    begin: list[int] | None = None
    opacity: float = 1.0


class Trails:
    """The traces of a figure over the frames of an animation.

    Args: light, dark: the same traces in both themes.  steps: the step of each frame.  fading: in how many steps a
        trace fades; None if it does not, 0 to draw none.  exits: whether a mark shows where one has left.
    """

    def __init__(
        self,
        light: Sequence[Trace],
        dark: Sequence[Trace],
        steps: Sequence[int],
        *,
        fading: int | None,
        exits: bool,
        ink: Ink,
        motion: Motion,
    ) -> None:
        self.steps, self.fading, self.shows_exits = list(steps), fading, exits
        self.ink, self.motion, self.sheet = ink, motion, ink.sheet
        self.traces = list(zip(light, dark, strict=True))
        self.trails = [list(self._trails(*pair)) for pair in self.traces]

    # Lines.

    def lines(self) -> Iterator[Element]:
        """The traces, as they are stacked."""
        if self.fading is None:
            whole = [sum(len(trail.route.data) for trail in trails) > _LONG for trails in self.trails]
            for layer in layers([light for light, _ in self.traces], self.steps, whole):
                yield from self._strokes(self.trails[layer.number], layer.first, layer.last, _Window(self.steps))
        elif self.fading:
            for trails in self.trails:
                ends = trails[0].trace.ends
                for window in self._windows(self.fading):
                    yield from self._strokes(trails, ends[:, 0], ends[:, self.steps[-1]], window)

    def _windows(self, length: int) -> list[_Window]:
        """The parts of a fading trace."""
        edges = [fade_edges(step, length) for step in self.steps]
        count = max(map(len, edges)) - 1
        rows = [[each[0]] * (count + 1 - len(each)) + each for each in edges]  # all are of the newest steps
        return [
            _Window([row[place + 1] for row in rows], [row[place] for row in rows], (place + 1) / count)
            for place in range(count)
        ]

    def _strokes(self, trails: Sequence[Trail], first: Rows, last: Rows, window: _Window) -> Iterator[Element]:
        """What is drawn of a trace between some rows of its tracks: what is hidden, the casings, and the lines."""
        trace, rows = trails[0].trace, list(zip(trails, first.tolist(), last.tolist(), strict=True))
        style, opacity = trace.trace_style, window.opacity
        solid = window.begin is None and style.opacity == 1  # a round end of nothing would be a dot
        cap = "round" if solid else None
        if style.hidden_style != "none":
            dash, faint = (DASHES, 1.0) if style.hidden_style == "dashed" else (trace.dash, FAINT)
            for trail, begin, end in rows:
                for piece in trail.route.pieces(begin, end, hidden=True):
                    shown = opacity * style.opacity * faint
                    yield from self._stroke(trail, piece, window, style.width, shown, dash=dash)
        opacity *= style.opacity
        if style.casing:
            for trail, begin, end in rows:
                for piece in trail.route.pieces(begin, end):
                    yield from self._stroke(trail, piece, window, style.reach, opacity, cap=cap, page=True)
        for trail, begin, end in rows:
            reaching = int(trace.joints(trail.number, np.array([begin]))[0]) if begin and solid else begin
            for piece in trail.route.pieces(reaching, end):
                yield from self._stroke(trail, piece, window, style.width, opacity, cap=cap, dash=trace.dash)

    def _drawn(self, trail: Trail, piece: Piece, window: _Window) -> Part:
        """How much of a piece is drawn: an attribute for the last frame, empty if all is, and rules for the others."""
        until = self._grains(trail, window.end)
        if window.begin is None:
            before = f" + {round(piece.begin)}px" if piece.begin else ""
            offset = f"stroke-dashoffset:calc({_ENDLESS}px{before} - {self._px(until)})"
            return "", (f"stroke-dasharray:{_ENDLESS}px", offset)
        since = self._grains(trail, window.begin)
        first, last = (_GRAIN * each[-1] - piece.begin for each in (since, until))
        final = f"0 {number_text(max(first, 0))} {number_text(max(last, 0) - max(first, 0))} {_ENDLESS}"
        before = f"max(0px,{self._px(since)} - {round(piece.begin)}px)"
        drawn = f"max(0px,{self._px(until)} - {round(piece.begin)}px)"
        return final, (f"stroke-dasharray:0 {before} calc({drawn} - {before}) {_ENDLESS}px",)

    def _px(self, values: Sequence[int]) -> str:
        return f"{self.motion.variable(values)}*{_GRAIN}px"

    def _grains(self, trail: Trail, steps: Sequence[int]) -> list[int]:
        """How far a trail has come at each step, in grains."""
        along = trail.route.along(trail.track.ends[steps])
        return [each or _NOTHING for each in np.rint(along / _GRAIN).astype(int).tolist()]

    def _stroke(
        self,
        trail: Trail,
        piece: Piece,
        window: _Window,
        width: float,
        opacity: float,
        *,
        cap: str | None = None,
        dash: Dash | None = None,
        page: bool = False,
    ) -> Iterator[Element]:
        (final, rules), name = self._drawn(trail, piece, window), self.ink.document.path(piece.data)
        shade: dict[str, object] = {
            "stroke": trail.pages() if page else trail.colors(),
            "stroke_width": number_text(self.sheet.points(width)),
            "stroke_linecap": cap,
            "stroke_opacity": number_text(opacity) if opacity != 1 else None,
        }
        clip, own = self.ink.clip(trail.track.area), [("href", f"#{name}")]
        if not dash:
            own += [("stroke-dasharray", final)] if final else []
            own += [("class", self.motion.named(rule)) for rule in rules]
            yield Element("use", tuple(own), look(**shade), clip=clip)
            return
        own += [("mask", f"url(#{self._revealed(trail, name, final, rules)})")]
        ink, gap = (number_text(self.sheet.points(each)) for each in dash)
        begun = number_text(piece.begin)
        shade |= {"stroke_dasharray": f"{ink} {gap}", "stroke_dashoffset": begun if begun != "0" else None}
        yield Element("use", tuple(own), look(**shade), clip=clip)

    def _revealed(self, trail: Trail, name: str, final: str, rules: Sequence[str]) -> str:
        """The id of a mask through which as much of a dashed path is seen as has been drawn of it."""
        mask, (width, height) = self.ink.document.name(), self.sheet.units
        reach = number_text(2 * self.sheet.points(trail.trace.trace_style.reach))
        drawn = f' stroke-dasharray="{final}"' if final else ""
        named = " ".join(map(self.motion.named, rules))
        self.ink.document.definitions.append(
            f'<mask id="{mask}" maskUnits="userSpaceOnUse" x="0" y="0" width="{width}" height="{height}"><use '
            f'href="#{name}" class="{named}" stroke="#fff" stroke-width="{reach}"{drawn}/></mask>'
        )
        return mask

    # What lies over the lines.

    def tops(self) -> Iterator[Element]:
        """Marks of exits, then heads: all casings below all fills."""
        headed = [trails for trails in self.trails if trails[0].trace.headed]
        leaving = headed if self.shows_exits else []
        for layer, chosen in (
            (self._exit_casings, leaving),
            (self._exits, leaving),
            (self._hidden_heads, headed),
            (self._head_casings, headed),
            (self._heads, headed),
        ):
            for trails in chosen:
                yield from layer(trails)

    def _exit_casings(self, trails: Sequence[Trail]) -> Iterator[Element]:
        return self._crosses(trails, trails[0].pages(), EXIT_LINE + 2 * CASING)

    def _exits(self, trails: Sequence[Trail]) -> Iterator[Element]:
        return self._crosses(trails, trails[0].colors(), EXIT_LINE)

    def _crosses(self, trails: Sequence[Trail], color: Paint, width: float) -> Iterator[Element]:
        trace = trails[0].trace
        for since, place in () if trace.trace_style.apart else trace.exits:
            if since > self.steps[-1]:
                continue
            shade = look(stroke=color, stroke_width=number_text(self.sheet.points(trace.trace_style.crowding * width)))
            own = [("transform", self._moved(place)), *self.motion.seen([step >= since for step in self.steps])]
            yield self._placed(trace.cross, own, shade)

    def _hidden_heads(self, trails: Sequence[Trail]) -> Iterator[Element]:
        if trails[0].trace.trace_style.hidden_style != "none":
            opacity = HIDDEN_HEAD * trails[0].trace.trace_style.head_opacity
            shade = look(fill=trails[0].colors(), fill_opacity=number_text(opacity))
            yield from self._going(trails, trails[0].trace.cased, shade, hidden=True)

    def _head_casings(self, trails: Sequence[Trail]) -> Iterator[Element]:
        trace, page = trails[0].trace, trails[0].pages()
        if trace.trace_style.apart:
            return iter(())
        width = number_text(self.sheet.points(2 * trace.trace_style.head_casing))
        return self._going(trails, trace.outline, look(fill=page, stroke=page, stroke_width=width))

    def _heads(self, trails: Sequence[Trail]) -> Iterator[Element]:
        trace, opacity = trails[0].trace, trails[0].trace.trace_style.head_opacity
        faint = number_text(opacity) if opacity < 1 else None
        return self._going(trails, trace.outline, look(fill=trails[0].colors(), fill_opacity=faint))

    def _going(
        self, trails: Sequence[Trail], outline: Outline, shade: Look, *, hidden: bool = False
    ) -> Iterator[Element]:
        """An outline at the head of each trail, while it is seen, or while the surface hides it."""
        for trail in trails:
            track = trail.track
            known, behind = np.isfinite(track.heads[self.steps, 0]), track.hidden[track.ends[self.steps]]
            seen = known & (behind if hidden else ~behind)
            if not seen.any():
                continue
            last = track.points[track.ends[self.steps[np.flatnonzero(seen)[-1]]]]
            own = [("transform", self._moved(last)), *self.motion.seen(seen.tolist())]
            if trail.name:
                along = self._px(self._grains(trail, self.steps))
                own += [("class", self.motion.named(f"offset:url(#{trail.name}) max(0px,{along}) 0deg"))]
                own += [("class", self.motion.named("transform:none"))]
            yield self._placed(outline, own, shade)

    def _placed(self, outline: Outline, own: Sequence[tuple[str, str]], shade: Look) -> Element:
        """An outline round the origin in its place; where it is not seen at the end, not even by a careless reader."""
        use = ("href", f"#{self.ink.symbol(outline)}")
        if ("display", "none") in own:  # some only look for it above what is used
            return Element("g", tuple(own), shade, tag("use", dict([use])))
        return Element("use", (use, *own), shade)

    def _moved(self, place: Array) -> str:
        return "translate({} {})".format(*self.sheet.places(place).tolist())

    # Routes.

    def _trails(self, trace: Trace, dark: Trace) -> Iterator[Trail]:
        for index, track in enumerate(trace.tracks):
            route = Route(track, self.sheet)
            whole = self.ink.document.path(route.data) if route.length and trace.headed else ""
            yield Trail(trace, dark, index, route, whole)
