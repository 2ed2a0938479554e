"""One SVG for all frames: what stands still once, what grows and moves by variables that a style sheet sets.

Its attributes say how the last frame looks in the light. So it is seen by readers who want no motion, and by all that
know no style sheets. Rules add the motion, at the true time of every frame, and how it looks in the dark.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.arrays import np
from optviz.drawing.layout import dots_per_inch
from optviz.drawing.svg import escaped, tag
from optviz.drawing.text import MONOSPACED
from optviz.drawing.vector_canvas import Letters, VectorCanvas
from optviz.scene.figure import Figure
from optviz.scene.timeline import timeline_of
from optviz.scene.vector.annotations import Annotations
from optviz.scene.vector.growth import growth
from optviz.scene.vector.ink import Ink, family_list
from optviz.scene.vector.markup import Document, Element, Paint, look
from optviz.scene.vector.motion import Motion
from optviz.scene.vector.numbers import field
from optviz.scene.vector.sheet import Sheet
from optviz.scene.vector.sprites import Drawn, sprites
from optviz.scene.vector.swarm import swarm
from optviz.scene.vector.trails import Trails
from optviz.scene.whole import fading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.scenario import Scenario
    from optviz.scenario.output import Output
    from optviz.scene.figure import Poses
    from optviz.scene.timeline import FrameState
    from optviz.scene.vector.ink import Item
    from optviz.trajectory import Trajectory

_NEEDS: Final = "offset:url(#i) 0px 0deg"
"""What a browser must know to show the motion; others show the last frame."""
_FINER: Final = 2
"""How many pixels of a picture within, in a row, are at least one of the layout."""
_FALLBACK: Final = "Verdana"
"""The font of readers who have none of the picture's; it measures what the usual one does."""


class AnimatedSvg:
    """A scenario's animation as one document.

    Args: trajectories: as a scene's.
    """

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory]) -> None:
        output = scenario.output
        self.scenario = scenario
        self.frames = timeline_of(scenario, trajectories)
        self.light = self.dark = self._figure(output, trajectories)
        if output.theme == "light":
            self.dark = self._figure(replace(output, theme="dark"), trajectories)
        self.sheet = Sheet(self.light[1])
        self.document, self.motion = Document(), Motion([frame.duration for frame in self.frames], output.loop)
        self.ink = Ink(self.sheet, self.document, paths=output.lettering == "paths")

    def written(self) -> bytes:
        """The document."""
        with np.errstate(all="ignore"):  # what is not finite is not drawn, without a word from NumPy
            body = self.document.written(self._elements())
        width, height = self.scenario.output.size
        box, title = "0 0 {} {}".format(*self.sheet.units), self.scenario.title or self.scenario.surface.title
        families = family_list((*self.light[1].fonts.families, _FALLBACK), "sans-serif")
        style = self.document.dark() + self.motion.css(_NEEDS)
        words = {"xmlns": "http://www.w3.org/2000/svg", "width": f"{width}", "height": f"{height}", "viewBox": box}
        words |= {"role": "img", "fill": "none", "stroke-linejoin": "round", "font-family": families}
        head = tag("svg", words, open_=True)
        defined = "".join(self.document.definitions)
        parts = [head, f"<title>{escaped(title)}</title>", f"<style>{style}</style>" if style else ""]
        return "\n".join([*parts, f"<defs>{defined}</defs>", body, "</svg>\n"]).encode()

    def _figure(self, output: Output, trajectories: Sequence[Trajectory]) -> tuple[Figure, VectorCanvas]:
        """The figure of an output, and its canvas."""
        (width, height), scale = output.size, max(_FINER, output.scale)
        dpi, fonts = scale * dots_per_inch(width, height), self.scenario.fonts
        # It keeps all points: by them it is told what runs along what.
        canvas = VectorCanvas((scale * width, scale * height), dpi, scale, fonts, "text", tolerance=0)
        with np.errstate(all="ignore"):
            return Figure(replace(self.scenario, output=output), trajectories, canvas), canvas

    def _elements(self) -> Iterator[Element]:
        """Everything, from the lowest."""
        poses = self.light[0].poses(self.frames[-1].time)
        still = [self._items(each, poses) for each in (self.light, self.dark)]
        pages = [canvas.page for _, canvas in (self.light, self.dark)]
        if pages[0] and pages[1]:
            width, height = self.sheet.units
            yield Element("path", (("d", f"M0 0h{width}v{height}h-{width}z"),), look(fill=Paint.of(pages[0], pages[1])))
        yield from self.ink.elements(*still)
        steps, shown = [frame.step for frame in self.frames], fading(self.light[0])
        swaths = zip(*(each[0].swaths(poses) for each in (self.light, self.dark)), strict=True)
        for light, dark in swaths:
            yield growth(light, dark, steps, self.ink, self.motion)
        clouds = zip(*(each[0].clouds(poses) for each in (self.light, self.dark)), strict=True)
        for light, dark in clouds:
            yield from swarm(light, dark, steps, shown, self.ink, self.motion)
        trails = Trails(
            self.light[0].traces(poses),
            self.dark[0].traces(poses),
            steps,
            fading=shown,
            exits=self.scenario.traces.exits,
            ink=self.ink,
            motion=self.motion,
        )
        yield from trails.lines()
        yield from trails.tops()
        yield from sprites([list(self._over(frame, poses)) for frame in self.frames], self.ink, self.motion)
        yield from Annotations(self.light, self.dark, self.frames, self.ink, self.motion).elements()
        yield from self._legend()

    def _items(self, drawn: tuple[Figure, VectorCanvas], poses: Poses) -> list[Item]:
        """What stands still."""
        figure, canvas = drawn
        figure.draw(poses)
        return list(canvas.items)

    def _over(self, frame: FrameState, poses: Poses) -> Iterator[Drawn]:
        """What lies over the traces in a frame, but for notes."""
        both = []
        for figure, canvas in (self.light, self.dark):
            found = []
            for overlay in figure.overlays(figure.traces(poses), frame._replace(notes=())):
                canvas.clear(None)
                overlay.draw(canvas)
                found.append((list(canvas.items), overlay.area))
            both.append(found)
        for (light, area), (dark, _) in zip(*both, strict=True):
            yield Drawn(light, dark, (area.left, area.bottom))

    def _legend(self) -> Iterator[Element]:
        """The legend, and the numbers that change."""
        readings = list(dict.fromkeys(frame.reading for frame in self.frames[:-1]))
        shown = [(reading, False) for reading in readings] + [(self.frames[-1].reading, True)]
        light, (first, last) = [self._readout(self.light, *each) for each in shown], (shown[0], shown[-1])
        darks = self._readout(self.dark, *first), self._readout(self.dark, *last)
        if light[0].names != light[-1].names:
            before = list(self.ink.elements(light[0].others, darks[0].others))
            yield self._for_a_while(before, lasts=False)
            yield self._for_a_while(list(self.ink.elements(light[-1].others, darks[-1].others)), lasts=True)
        else:
            yield from self.ink.elements(light[-1].others, darks[-1].others)
        places = [*(readings.index(frame.reading) for frame in self.frames[:-1]), len(readings)]
        for index, dark in enumerate(darks[-1].numbers):
            yield from field([each.numbers[index] for each in light], dark, places, self.ink, self.motion)

    def _for_a_while(self, elements: list[Element], *, lasts: bool) -> Element:
        """What is seen in the last frame only, or in all but the last."""
        own = self.motion.seen([*[not lasts] * (len(self.frames) - 1), lasts])
        return Element("g", tuple(own), (), self.document.written(elements))

    def _readout(self, drawn: tuple[Figure, VectorCanvas], reading: int, last: bool) -> _Readout:
        figure, canvas = drawn
        canvas.clear(None)
        figure.write(reading, last=last)
        letters = [item for item in canvas.items if isinstance(item, Letters)]
        numbers = [each for each in letters if _is_number(each)]
        others = [item for item in canvas.items if not (isinstance(item, Letters) and _is_number(item))]
        return _Readout(others, numbers, [each.text for each in letters if not _is_number(each)])


class _Readout(NamedTuple):
    """The legend at one reading.  Args: others: all but the numbers.  numbers: as letters.  names: its other texts."""

    others: list[Item]
    numbers: list[Letters]
    names: list[str]


def _is_number(letters: Letters) -> bool:
    return tuple(letters.font.get_family()) == MONOSPACED.families


def animated(scenario: Scenario, trajectories: Sequence[Trajectory]) -> bytes:
    """A scenario's animation as one SVG."""
    return AnimatedSvg(scenario, trajectories).written()
