"""A static site: scenarios, each with a page that answers its reader, and the encyclopedia of all catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from optviz.api.ingredients import Link
from optviz.api.limits import Allowance, permit
from optviz.api.outcomes import Report
from optviz.api.render import check_workers
from optviz.api.signatures import spelled_out
from optviz.site.document import INDEX, NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optviz.api.activity import Activity
    from optviz.api.exhibits.exhibit import Exhibit
    from optviz.api.ingredients import Ingredient
    from optviz.api.jobs import Say
    from optviz.api.outcomes import Outcome

SITE: Final = Path("site")
"""The folder of a site, unless another is given."""
TITLE: Final = "Gallery"


@spelled_out(Allowance)
def gallery(
    paths: str | Path | Iterable[str | Path] = (),
    folder: str | Path | None = None,
    *,
    only: str | Sequence[str] = (),
    since: str | None = None,
    catalogue: bool = False,
    title: str = "",
    base_url: str = "",
    workers: int | None = None,
    force: bool = False,
    progress: Callable[[Outcome], object] | None = None,
    activity: Callable[[Activity], object] | None = None,
    say: Say | None = None,
    **allowance: Unpack[Allowance],
) -> Report:
    """Make a static site, of which what is missing or stale is made anew; a page asks nothing of other hosts.

    Its first page has a card for each scenario, to be searched, which plays where a reader points at it. Each scenario
    has a page with all that answers, its results, its text, a snippet, and files to download. A scenario that fails is
    listed in the report and left out, and the others are there.

    Args: paths: files, folders (with all below them) and bundled names, as in build. If left out: ./scenarios, or the
            bundled ones; but none where there is a catalogue, and nothing of them is chosen.
        folder: of the site; ./site if left out.
        only, since: as in build. The other scenarios are left as they are: those of which all files are there stay in
            the list, the others are not in it.
        catalogue: whether it has the encyclopedia: a page for every optimizer, surface, schedule and other entry, those
            of plugins too. Pages of scenarios and of entries lead to each other then.
        title: of the first page; Gallery if left out, or optviz where there is the encyclopedia alone.
        base_url: where the site will be, for the addresses in snippets.
        workers: processes, 1 to 64; one for each core if left out.
        force: make what is fresh, too, and overwrite files that optviz did not make.
        progress: called with the outcome of each scenario, and of each page, as it comes.
        activity: called with what goes on meanwhile, also by other threads.  say: called with a sentence if another
            process is waited for.
        allowance: what each scenario may take.
    Raises: as build.
    """
    check_workers(workers)
    permitted = permit("", **allowance)
    site, told, words = SITE if folder is None else Path(folder), progress or _silent, say or _silent
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    parts: dict[str, str] = {}
    entries: dict[Ingredient, Link] = {}
    if catalogue:
        from optviz.api.encyclopedia import making as encyclopedia

        parts, entries = encyclopedia.sections(), encyclopedia.pages()
    outcomes: list[Outcome] = []
    shown: list[Exhibit] = []
    if given or only or since or not catalogue:
        from optviz.api.exhibits import making as exhibits
        from optviz.api.exhibits.exhibit import Site
        from optviz.api.jobs import Options
        from optviz.api.selection import chosen, selected

        options = Options(workers, None, permitted, activity or _silent, words)
        about = Site(site, title or TITLE, {exhibits.SECTION: INDEX} | parts if catalogue else {}, entries, base_url)
        found = selected(given, permitted)
        made = exhibits.make(found, chosen(found, only=only, since=since), about, options, told, force=force)
        outcomes, shown = made.outcomes, made.exhibits
    if catalogue:
        report = encyclopedia.make(
            site,
            workers=workers,
            say=words,
            progress=told,
            sections=about.sections if shown else parts,
            welcome="" if shown else title or NAME,
            scenarios={Link(each.title, f"{each.place}{INDEX}"): each.scenario for each in shown},
            force=force,
        )
        outcomes = [*outcomes, *report.outcomes]
    return Report(tuple(outcomes))


def _silent(told: object) -> None:
    del told
