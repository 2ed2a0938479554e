"""The first page of a gallery: a card for each scenario, which plays where a reader points at it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.site.document import INDEX
from optviz.site.elements import element, text, void
from optviz.site.search import Kind, of, search, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optviz.api.exhibits.exhibit import Exhibit
    from optviz.api.exhibits.parts import Facts
    from optviz.api.hosts.base import Figure

Attributes: TypeAlias = dict[str, str | int | bool | None]
DARK: Final = "(prefers-color-scheme: dark)"
_LETTERS: Final = 8000
"""Of a scenario's text that is searched."""
_ICON: Final = (
    '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">'
    '<path class="go" d="M8 5.5v13l11-6.5z"/><path class="stop" d="M7 5.5h3.6v13H7zm6.4 0H17v13h-3.6z"/></svg>'
)


def of_all(shown: Sequence[tuple[Exhibit, Facts]], title: str) -> str:
    """The content of the page."""
    exhibits = [each for each, _ in shown]
    kinds = (
        Kind("optimizer", "Optimizer", _counted(each.optimizers for each in exhibits)),
        Kind("surface", "Surface", _counted(each.surfaces for each in exhibits)),
        Kind("tag", "Tag", _counted({tag: tag for tag in each.tags} for each in exhibits)),
    )
    pause = element("button", "Pause all", type="button", class_="still-all", aria_pressed="false", hidden=True)
    lead = (
        "Optimizers at work. Point at a picture to see it move; open it to turn it, to go from step to step, and to "
        "take it along."
    )
    return "".join(
        [
            element("h1", text(title)),
            element("p", lead, class_="lead"),
            search(kinds, pause),
            element("ul", *(_card(*each) for each in shown), class_="cards films"),
            texts(map(_searched, exhibits)),
        ]
    )


def _counted(found: Iterable[Mapping[str, str]]) -> list[tuple[str, str, int]]:
    """Names and titles, with how many scenarios have each, by title."""
    titles: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for each in found:
        titles |= each
        counts.update(each.keys())
    return sorted(((name, title, counts[name]) for name, title in titles.items()), key=lambda each: each[1].casefold())


def _card(exhibit: Exhibit, facts: Facts) -> str:
    figure = exhibit.figure(facts, exhibit.place)
    values = [
        *(of("optimizer", name) for name in exhibit.optimizers),
        *(of("surface", name) for name in exhibit.surfaces),
        *(of("tag", tag) for tag in exhibit.tags),
    ]
    link = element("a", text(exhibit.title), href=f"{exhibit.place}{INDEX}")
    about = [*exhibit.surfaces.values()][:2]
    runs = len(exhibit.scenario.runs)
    said = " · ".join([*about, f"{runs} run{'s' if runs > 1 else ''}", f"{exhibit.scenario.steps} steps"])
    return element(
        "li",
        *screen(figure, exhibit.title),
        element("h2", link),
        element("p", text(exhibit.words), class_="words") if exhibit.words else "",
        element("p", text(said), class_="said"),
        class_="card film" if figure.files.videos else "card",
        data_of=" ".join(values),
    )


def screen(figure: Figure, title: str) -> list[str]:
    """A poster, and what plays over it, with its button; these wait for the script."""
    light, dark = figure.files, figure.dark
    size = {"width": figure.width, "height": figure.height}
    image = void("img", src=light.still.address, **size, alt=figure.alt, loading="lazy", decoding="async")
    parts = [element("picture", void("source", srcset=dark.still.address, media=DARK) if dark else "", image)]
    if light.videos:
        sources = [void("source", src=each.address, type=each.mime, media=DARK) for each in dark.videos] if dark else []
        sources += [void("source", src=each.address, type=each.mime) for each in light.videos]
        loop = figure.scenario.output.loop == 0
        options: Attributes = {"preload": "none", "muted": True, "playsinline": True, "loop": loop, **size}
        options |= {"tabindex": -1, "aria_hidden": "true", "hidden": True}
        parts += [
            element("video", *sources, **options),
            element("button", _ICON, type="button", class_="play", data_of=title, hidden=True),
        ]
    return [element("div", *parts, class_="screen")]


def _searched(exhibit: Exhibit) -> str:
    """What is searched beside what the card shows."""
    labels = [run.label for run in exhibit.scenario.runs]
    names = [
        *exhibit.optimizers,
        *exhibit.optimizers.values(),
        *exhibit.surfaces,
        *exhibit.surfaces.values(),
        *exhibit.tags,
    ]
    return "\n".join([exhibit.scenario.name, *labels, *names, exhibit.text[:_LETTERS]])
