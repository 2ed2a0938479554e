"""The scenarios of a gallery: which of their files are stale, who makes them, and the pages around them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.build import finished, settled
from optviz.api.exhibits.cards import of_all
from optviz.api.exhibits.exhibit import INDEX, Exhibit
from optviz.api.exhibits.pages import of_one
from optviz.api.exhibits.parts import read
from optviz.api.outcomes import Outcome
from optviz.api.outputs import Outputs
from optviz.errors import OptvizError, OutputError
from optviz.files import locked
from optviz.scenario import Scenario
from optviz.site.document import Page, document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from optviz.api.discovery import Found
    from optviz.api.exhibits.parts import Facts
    from optviz.api.jobs import Job, Options

BY: Final = "gallery"
SECTION: Final = "Scenarios"
"""What the list of scenarios is called among the parts of a site."""


class Site(NamedTuple):
    """What pages share.

    Args: folder: where it is made.  title: of the first page.  sections: the parts of the site, addresses from its
            folder by their names.
        base: what addresses in snippets begin with; they begin in a scenario's folder if it is empty.
    """

    folder: Path
    title: str
    sections: Mapping[str, str]
    base: str = ""


def make(
    found: Mapping[Found, Scenario | Outcome],
    site: Site,
    options: Options,
    told: Callable[[Outcome], object],
    *,
    force: bool = False,
) -> list[Outcome]:
    """Make what is missing or stale of some scenarios, and the pages that show them; gives all outcomes.

    Raises: OutputError where the first page's place is somebody else's.
    """
    outputs, first = Outputs(options.say, force=force, by=BY), site.folder / INDEX
    if why := outputs.claim(first, site.folder):
        raise OutputError(why)
    exhibits = {
        str(each.file): Exhibit(str(each.file), here, each.below)
        for each, here in found.items()
        if isinstance(here, Scenario)
    }
    clashes = dict(_clashes(list(exhibits.values())))
    jobs = {name: _job(each, site.folder, outputs) for name, each in exhibits.items() if name not in clashes}
    known = settled(found, jobs, outputs, act=True) | clashes
    for outcome in known.values():
        told(outcome)
    left = [job for source, job in jobs.items() if source not in known]
    for outcome in finished(left, outputs, options):
        known[outcome.source] = outcome
        told(outcome)
    for source, each in exhibits.items():
        if known[source].state == "failed":
            _remove_if_empty(site.folder / each.folder, site.folder)
    outcomes = {str(each.file): known[str(each.file)] for each in found}
    made = [exhibits[name] for name, each in outcomes.items() if each.state in {"fresh", "rendered"}]
    if made:
        with locked(site.folder, options.say):
            for outcome in _published(made, site, outputs):
                outcomes[outcome.source] = outcome
                told(outcome)
    return list(outcomes.values())


def _clashes(exhibits: Sequence[Exhibit]) -> Iterator[tuple[str, Outcome]]:
    """The scenarios whose folders are another one's, also if they differ in upper and lower case only."""
    owners: dict[str, str] = {}
    for each in exhibits:
        owner = owners.setdefault(str(each.folder).casefold(), each.source)
        if owner != each.source:
            yield each.source, Outcome(each.source, "failed", error=f"{owner} would write the same files; rename one")


def _job(exhibit: Exhibit, site: Path, outputs: Outputs) -> Job:
    pictures = [each._replace(paths=tuple(site / path for path in each.paths)) for each in exhibit.pictures]
    return replace(outputs.job(exhibit.source, site, pictures), kind="exhibit")


def _remove_if_empty(folder: Path, root: Path) -> None:
    """Remove a folder below a root, and those above it, for as long as there is nothing in them."""
    with suppress(OSError):  # there is something
        for each in (folder, *takewhile(lambda parent: parent != root, folder.parents)):
            each.rmdir()


def _published(made: Sequence[Exhibit], site: Site, outputs: Outputs) -> Iterator[Outcome]:
    """Write the pages that are not yet as they should be: of each scenario, and the first one."""
    shown: list[tuple[Exhibit, Facts]] = []
    for each in made:
        folder = site.folder / each.folder
        try:
            facts = read(folder / each.results)
            outputs.keep(folder / each.yaml, each.text.encode(), site.folder, each.source)
            shown.append((each, facts))
        except OptvizError as error:
            yield Outcome(each.source, "failed", error=str(error))
    files = []
    for place, (each, facts) in enumerate(shown):
        neighbours = [shown[other][0] if 0 <= other < len(shown) else None for other in (place - 1, place + 1)]
        body = of_one(each, facts, site.folder, site.base, neighbours)
        scripts: dict[str, Any] = {"scripts": ("copy.js", "films.js", "frames.js"), "frames": True}
        page = Page(each.title, body, each.home, each.words, site.sections, SECTION, **scripts)
        path = site.folder / each.folder / INDEX
        try:
            files.append(outputs.keep(path, document(page), site.folder, each.source))
        except OptvizError as error:
            yield Outcome(each.source, "failed", error=str(error))
    about = f"{len(shown)} scenarios of optimizers on surfaces"
    page = Page(site.title, of_all(shown, site.title), "", about, site.sections, SECTION, ("find.js", "films.js"))
    first = site.folder / INDEX
    files.append(outputs.keep(first, document(page), site.folder, str(first)))
    yield Outcome(str(first), "rendered" if any(each.reason for each in files) else "fresh", tuple(files))
