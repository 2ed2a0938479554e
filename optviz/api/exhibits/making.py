"""The scenarios of a gallery: which of their files are stale, who makes them, and the pages around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.build import finished, settled
from optviz.api.exhibits.cards import of_all
from optviz.api.exhibits.exhibit import Exhibit
from optviz.api.exhibits.pages import of_one
from optviz.api.exhibits.parts import read
from optviz.api.outcomes import Outcome
from optviz.api.outputs import Outputs
from optviz.errors import OptvizError, OutputError
from optviz.files import locked, prune
from optviz.scenario import Scenario
from optviz.site.document import INDEX, Page, document

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from optviz.api.discovery import Found
    from optviz.api.exhibits.exhibit import Site
    from optviz.api.exhibits.parts import Facts
    from optviz.api.jobs import Job, Options
    from optviz.api.outcomes import State

BY: Final = "gallery"
SECTION: Final = "Scenarios"
"""What the list of scenarios is called among the parts of a site."""
_SHOWN: Final = frozenset(("fresh", "rendered", "stale"))
"""The states of scenarios that a site shows."""


class Made(NamedTuple):
    """What came of some scenarios.

    Args: outcomes: one for each of those that were to be made, and one of the pages.  exhibits: what the site shows.
    """

    outcomes: list[Outcome]
    exhibits: list[Exhibit]


def make(
    found: Mapping[Found, Scenario | Outcome],
    chosen: Container[Found],
    site: Site,
    options: Options,
    told: Callable[[Outcome], object],
    *,
    force: bool = False,
) -> Made:
    """Make what is missing or stale of some scenarios, and the pages that show them.

    Args: chosen: those that are made; of the others, those whose files are there are shown beside them.
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
    wanted = [str(each.file) for each in found if each in chosen]
    clashes = dict(_clashes(list(exhibits.values())))
    jobs = {name: _job(each, site.folder, outputs) for name, each in exhibits.items() if name not in clashes}
    to_make = {name: job for name, job in jobs.items() if name in wanted}
    known = settled({each: found[each] for each in found if each in chosen}, to_make, outputs, act=True)
    known |= {name: outcome for name, outcome in clashes.items() if name in wanted}
    for outcome in known.values():
        told(outcome)
    for outcome in finished([job for name, job in to_make.items() if name not in known], outputs, options):
        known[outcome.source] = outcome
        told(outcome)
    for name, outcome in known.items():
        if outcome.state == "failed" and name in exhibits:
            prune(site.folder / exhibits[name].folder, site.folder)
    outcomes = {name: known[name] for name in wanted}
    states = {name: outcome.state for name, outcome in outcomes.items()}
    states |= {name: _left_alone(job, outputs) for name, job in jobs.items() if name not in wanted}
    pages = [(each, states[name]) for name, each in exhibits.items() if states.get(name) in _SHOWN]
    shown: list[Exhibit] = []
    if pages:
        with locked(site.folder, options.say):
            for outcome in _published(pages, site, outputs, shown.append):
                outcomes[outcome.source] = outcome
                told(outcome)
    return Made(list(outcomes.values()), shown)


def _left_alone(job: Job, outputs: Outputs) -> State:
    """What is known of one that is not made: stale where older files of it are there to be shown."""
    if outputs.in_the_way(job):
        return "failed"
    if not job.stale:
        return "fresh"
    return "stale" if all(path.is_file() for path in job.paths) else "skipped"


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


def _published(
    pages: Sequence[tuple[Exhibit, State]], site: Site, outputs: Outputs, tell: Callable[[Exhibit], object]
) -> Iterator[Outcome]:
    """Write the pages that are not yet as they should be: of each scenario, and the first one.

    Args: pages: the scenarios, each with its state; of a stale one the page is left as it is.
        tell: called with each that is shown.
    """
    shown: list[tuple[Exhibit, Facts]] = []
    stale = {each.source for each, state in pages if state == "stale"}
    for each, _ in pages:
        try:
            shown.append((each, _facts(each, site.folder, outputs, stale=each.source in stale)))
        except OptvizError as error:
            if each.source not in stale:
                yield Outcome(each.source, "failed", error=str(error))
    if not shown:
        return
    files = []
    for place, (each, facts) in enumerate(shown):
        tell(each)
        if each.source not in stale:
            neighbours = [shown[other][0] if 0 <= other < len(shown) else None for other in (place - 1, place + 1)]
            body = of_one(each, facts, site, neighbours)
            scripts: dict[str, Any] = {"scripts": ("copy.js", "films.js", "frames.js"), "frames": True}
            page = Page(each.title, body, each.home, each.words, site.sections, SECTION, **scripts)
            files.append(outputs.keep(site.folder / each.folder / INDEX, document(page), site.folder, each.source))
    about = f"{len(shown)} scenario{'s' if len(shown) != 1 else ''} of optimizers on surfaces"
    page = Page(site.title, of_all(shown, site.title), "", about, site.sections, SECTION, ("find.js", "films.js"))
    first = site.folder / INDEX
    files.append(outputs.keep(first, document(page), site.folder, str(first)))
    yield Outcome(str(first), "rendered" if any(each.reason for each in files) else "fresh", tuple(files))


def _facts(exhibit: Exhibit, site: Path, outputs: Outputs, *, stale: bool) -> Facts:
    """What is known of a scenario's runs. The copy of its text is written, and its page can be.

    Args: stale: whether both are left as they are.
    Raises: OutputError where one of its files is somebody else's, cannot be read or written, or, of one that is left as
        it is, not there.
    """
    folder = site / exhibit.folder
    page = folder / INDEX
    if why := outputs.claim(page, site):
        raise OutputError(why)
    if not stale:
        outputs.keep(folder / exhibit.yaml, exhibit.text.encode(), site, exhibit.source)
    elif not page.is_file():
        raise OutputError(f"{page} is missing")
    return read(folder / exhibit.results)
