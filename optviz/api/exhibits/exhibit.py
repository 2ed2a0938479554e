"""One scenario as a site shows it: its files, what is known of its runs, and what it is found by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from optviz.api.descriptions import caption
from optviz.api.embed import has_captions, outputs_for
from optviz.api.encoding import CAPTIONS
from optviz.api.exhibits.parts import RESULTS
from optviz.api.hosts import HOSTS
from optviz.api.hosts.base import USUAL, Figure, File, Files, is_video
from optviz.api.pictures import Picture
from optviz.encoders import ENCODERS
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import to_yaml
from optviz.site.document import INDEX
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optviz.api.exhibits.parts import Facts
    from optviz.api.ingredients import Ingredient, Link
    from optviz.scenario import Scenario

FOLDER: Final = "scenarios"
"""The folder of a site in which each scenario has a folder."""
_HOST: Final = HOSTS["html"]
_OWN: Final = "own"
"""What surfaces are called that are in no catalogue."""


class Site(NamedTuple):
    """What pages share.

    Args: folder: where it is made.  title: of the first page.  sections: the parts of the site, addresses from its
            folder by their names.  entries: the entries that have pages in it.
        base: what addresses in snippets begin with; they begin in a scenario's folder if it is empty.
    """

    folder: Path
    title: str
    sections: Mapping[str, str]
    entries: Mapping[Ingredient, Link]
    base: str = ""


@dataclass(frozen=True)
class Exhibit:
    """One scenario as a gallery shows it.

    Args: source: its file.  below: its folder, from the folder on that a person named.
    """

    source: str
    scenario: Scenario
    below: Path

    @property
    def folder(self) -> Path:
        """Where its files are, from the site's folder on."""
        return Path(FOLDER) / self.below / self.scenario.name

    @property
    def place(self) -> str:
        """The address of its folder, from the site's on; it ends with a slash."""
        return "".join(f"{address(part)}/" for part in self.folder.parts)

    @property
    def home(self) -> str:
        """The way back from there to the site's folder."""
        return "../" * len(self.folder.parts)

    @cached_property
    def outputs(self) -> list[Scenario]:
        """What is drawn: one, or the light and the dark one, on the colour of their pages, which videos need."""
        return [
            replace(each, output=replace(each.output, background="page")) for each in outputs_for(self.scenario, _HOST)
        ]

    @cached_property
    def _formats(self) -> tuple[str, ...]:
        """The formats that are drawn of each output: of videos the one that plays everywhere."""
        found = _HOST.formats(self.outputs[0].output)
        videos = [name for name in found if is_video(ENCODERS[name].mime)]
        return tuple(name for name in found if name not in videos[:-1])

    @property
    def _moves(self) -> bool:
        return len(_HOST.formats(self.outputs[0].output)) > 1

    @property
    def _beside(self) -> tuple[str, ...]:
        """The formats of which there is one file for all outputs."""
        more = [USUAL] if self._moves and USUAL not in self._formats else []
        more += [CAPTIONS] if has_captions(self.outputs[0], _HOST, self._formats) else []
        return tuple(more)

    @property
    def pictures(self) -> list[Picture]:
        """What is made: each output with its files, below the site's folder."""
        first, *_ = found = [
            Picture(each, tuple(self.folder / _file_name(each, name) for name in self._formats))
            for each in self.outputs
        ]
        more = tuple(self.folder / _file_name(first.scenario, name) for name in self._beside)
        own = (self.folder / self.page, self.folder / self.results)
        return [first._replace(paths=(*first.paths, *more, *own)), *found[1:]]

    @property
    def files(self) -> list[Path]:
        """All of its files, from the site's folder on."""
        drawn = [path for each in self.pictures for path in each.paths]
        return [*drawn, self.folder / self.yaml, self.folder / INDEX]

    @property
    def page(self) -> str:
        """The name of its interactive page."""
        return f"{self.scenario.name}-page.html"

    @property
    def results(self) -> str:
        """The name of the file with its results."""
        return f"{self.scenario.name}{RESULTS}"

    @property
    def yaml(self) -> str:
        """The name of the file with its text."""
        return f"{self.scenario.name}.yaml"

    @cached_property
    def text(self) -> str:
        """The scenario's file as it was written, where it needs no other one; all that it says in any case."""
        sources = self.scenario.sources
        if len(sources) == 1:
            try:
                return sources[0].read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
            except OSError:  # it was there a moment ago
                pass
        return to_yaml(self.scenario)

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """What each of its pictures is, and the name of its file."""
        themes = ("light", "dark") if len(self.outputs) > 1 else ("",)
        drawn = {
            f"{name.upper()} {theme}".strip(): _file_name(output, name)
            for name in self._formats
            for output, theme in zip(self.outputs, themes, strict=True)
        }
        more = {ENCODERS[name].title: _file_name(self.outputs[0], name) for name in self._beside}
        return [*drawn.items(), *more.items()]

    def figure(self, facts: Facts, base: str = "") -> Figure:
        """What snippets and cards show.

        Args: base: what the addresses of its files begin with.
        """
        light, *more = ([self._file(each, name, base) for name in self._formats] for each in self.outputs)
        captions = self._file(self.outputs[0], CAPTIONS, base) if CAPTIONS in self._beside else None
        dark = Files.of(more[0]) if more else None
        return Told(self.outputs[0], (), Files.of(light, captions), dark, facts)

    def _file(self, output: Scenario, name: str, base: str) -> File:
        file = _file_name(output, name)
        return File(self.folder / file, f"{base}{address(file)}", ENCODERS[name].mime)

    @property
    def words(self) -> str:
        """What it is about, in its author's words."""
        return caption(self.scenario) if self.scenario.description.strip() else ""

    @property
    def title(self) -> str:
        """What it is called; it is never empty."""
        return " ".join(self.scenario.title.split()) or self.scenario.surface.title or self.scenario.name

    @property
    def optimizers(self) -> dict[str, str]:
        """The names and titles of its optimizers, those within others too."""
        return {each.name: OPTIMIZERS[each.name].title for each in self.scenario.optimizers}

    @property
    def surfaces(self) -> dict[str, str]:
        """The names and titles of its surfaces."""
        found: dict[str, str] = {}
        for name in (cell.surface.name for cell in self.scenario.cells):
            known = name in SURFACES
            found[name if known else _OWN] = str(SURFACES[name].title) if known else "A surface of its own"
        return found

    @property
    def tags(self) -> list[str]:
        """What kind of scenario it is: of its surfaces, its views and its runs."""
        scenario = self.scenario
        found: list[str] = [tag for name in self.surfaces if name in SURFACES for tag in SURFACES[name].tags]
        found += [view.title.lower() for view in scenario.views]
        found += ["small multiples"] if scenario.vary else []
        found += ["many starts"] if any(len(cell.starts) > 1 for cell in scenario.cells) else []
        found += ["noise"] if any(run.options(scenario.gradient).noise for run in scenario.runs) else []
        found += ["notes"] if scenario.notes else []
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Told(Figure):
    """A figure whose runs are not here, of which only words are known."""

    facts: Facts | None = None

    @property
    def alt(self) -> str:
        """See Figure."""
        return self.facts.alt if self.facts else ""

    @property
    def result(self) -> str:
        """See Figure."""
        return self.facts.result if self.facts else ""


def address(name: str) -> str:
    """The name of a file in an address."""
    return quote(name, safe="")


def _file_name(output: Scenario, name: str) -> str:
    return f"{output.name}{ENCODERS[name].suffixes[0]}"
