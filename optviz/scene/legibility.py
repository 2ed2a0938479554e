"""Whether a figure's traces can be told from the surface and from one another, where its author chose colours.

The colours of optviz's own are chosen with care; where two of them are alike, markers and lines differ.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.drawing.palettes import chosen
from optviz.drawing.theme import LEGIBLE, contrast, parse
from optviz.drawing.vision import DEFICIENCIES, difference, seen
from optviz.parameters.tree import Problems
from optviz.parsing.layers import Layers
from optviz.parsing.project import content, project
from optviz.scenario.model import SCENARIO
from optviz.scenario.output import STYLE
from optviz.scene.run_styles import run_styles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.scenario import Run, Scenario
    from optviz.scenario.output import Output
    from optviz.scene.run_styles import RunStyle

    Key = tuple[str | int, ...]

APART: Final = 8.0
"""By how much, in CIEDE2000, the colours of two thin lines have to differ so that they are told apart at a glance."""
FAINT: Final = 2.0
"""The contrast below which a trace is lost."""
_TONES: Final = 32
"""Of a colour map that are looked at."""
_MOST_PAIRS: Final = 3
"""Pairs of runs that are told one by one."""


class Doubt(NamedTuple):
    """Something that readers may not see.

    Args: key: what is to blame in the scenario's file.  message: what, and why.
    """

    key: Key
    message: str


def doubts(scenario: Scenario) -> list[Doubt]:
    """What readers may not see of a scenario's figure, in the themes in which it is drawn."""
    output, runs = scenario.output, scenario.runs
    found: list[Doubt] = []
    if output.palette and len(bare := [run for run in runs if not run.color]) > (count := _length(output)):
        message = f"its {count} colours are fewer than the {len(bare)} runs; those of one colour differ in their lines"
        found.append(Doubt(("output", "palette"), f"palette: {message}"))
    both = "svg" in output.formats and output.theme == "light"  # an animated one has both
    for drawn in [output, replace(output, theme="dark")] if both else [output]:
        found += [*_of_ink(drawn), *_lost(runs, drawn)]
    found += _alike(run_styles(runs, output.look, dict(output.colors), output.palette), _blamed(runs, output))
    return list({each.message: each for each in found}.values())


def placed(scenario: Scenario) -> list[tuple[str, str]]:
    """The same, each as "file:line:column" and a message, for a scenario that is as its file has it."""
    found = doubts(scenario)
    if not found or scenario.path is None:
        return [(f"{scenario.name}:1:1", each.message) for each in found]
    problems = Problems(str(scenario.path))
    root = Layers(content(scenario.path), project(scenario.path), SCENARIO, STYLE, problems).root
    nodes = [(root.at(each.key), each.message) for each in found] if root else []
    return [(f"{node.file or problems.file}:{node.line}:{node.column}", message) for node, message in nodes]


def _of_ink(output: Output) -> Iterator[Doubt]:
    """Whether the ink that was chosen is drawn, and can be read."""
    (_, asked), theme, key = output.own, output.look, ("output", "ink")
    if asked is None:
        return
    found = contrast(parse(asked), parse(theme.page))
    if theme.ink != asked:
        yield Doubt(key, f"ink: {asked} cannot be read on the page {theme.page}, where texts are {theme.ink} therefore")
    elif found < LEGIBLE:
        yield Doubt(
            key, f"ink: {asked} is hard to read on the page {theme.page}: contrast {found:.1f}, not {LEGIBLE:g}"
        )


def _length(output: Output) -> int:
    """How many colours a palette has before it begins again."""
    return len(set(chosen(output.palette or (), _MANY, output.look.page)))


_MANY: Final = 40
"""More than there are runs in a figure."""


def _blamed(runs: Sequence[Run], output: Output) -> list[Key | None]:
    """What gives each run its colour, if the author does."""
    house = dict(output.colors)
    palette = ("output", "palette") if output.palette else None
    return [
        ("optimizers", place, "color")
        if run.color
        else ("output", "colors", run.optimizer.name)
        if run.optimizer.name in house
        else palette
        for place, run in enumerate(runs)
    ]


def _lost(runs: Sequence[Run], output: Output) -> Iterator[Doubt]:
    """Which traces are lost on the page or on the surface; their casings have the page's colour."""
    theme = output.look
    page, tones = parse(theme.page), [theme.page, *theme.ramp[:: max(len(theme.ramp) // _TONES, 1)]]
    elsewhere: Key | None = next((("output", key) for key in ("colormap", "page") if getattr(output, key)), None)
    styles = run_styles(runs, theme, dict(output.colors), output.palette)
    for style, blamed in zip(styles, _blamed(runs, output), strict=True):
        own, key = parse(style.color), blamed or elsewhere
        cased = contrast(own, page)
        least, tone = min((max(cased, contrast(own, parse(tone))), tone) for tone in tones)
        if key and least < FAINT:
            where = "the page" if tone == theme.page else f"the surface where that is {tone}"
            what = f"{style.label!r}: its trace, {style.color}, is hard to tell from {where}"
            yield Doubt(key, f"{what}: contrast {least:.1f}")


def _alike(styles: Sequence[RunStyle], blamed: Sequence[Key | None]) -> Iterator[Doubt]:
    """Which traces look alike, to all readers or to some; a palette that begins again is told by itself."""
    by_reader = {name: [seen(style.color, name) for style in styles] for name in DEFICIENCIES}
    found: list[tuple[tuple[bool, bool], Doubt]] = []
    for (i, first), (j, second) in combinations(enumerate(styles), 2):
        key, usual = blamed[j] or blamed[i], difference(first.color, second.color)
        names = [name for name, colors in by_reader.items() if difference(colors[i], colors[j]) < APART]
        if key and first.color != second.color and (usual < APART or names):
            readers = "" if usual < APART else f" to readers with {' or '.join(names)}"
            others = {"markers": first.marker != second.marker, "lines": first.dash != second.dash}
            apart = " and ".join(name for name, differ in others.items() if differ)
            help_ = f", but for their {apart}" if apart else ", and so do their markers"
            found.append(
                (
                    (first.dash != second.dash, usual >= APART),
                    Doubt(key, f"{first.label!r} and {second.label!r} look alike{readers}{help_}"),
                )
            )
    found.sort(key=lambda pair: pair[0])
    yield from (doubt for _, doubt in found[:_MOST_PAIRS])
    if rest := found[_MOST_PAIRS:]:
        more = f"{len(rest)} more pair{'s' if len(rest) > 1 else ''}"
        yield Doubt(rest[0][1].key, f"and {more} of runs look alike to some readers")
