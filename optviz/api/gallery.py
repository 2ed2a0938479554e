"""A static site: scenarios, each with a page that answers its reader, and the encyclopedia of all catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from optviz.api.limits import Allowance, permit
from optviz.api.outcomes import Report
from optviz.api.render import check_workers
from optviz.api.signatures import spelled_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optviz.api.activity import Activity
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
    catalogue: bool = False,
    title: str = TITLE,
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
            bundled ones; but none where there is a catalogue.
        folder: of the site; ./site if left out.  catalogue: whether it has the encyclopedia: a page for every
            optimizer, surface, schedule and other entry, those of plugins too.
        title: of the first page.  base_url: where the site will be, for the addresses in snippets.
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
    sections: dict[str, str] = {}
    if catalogue:
        from optviz.api.encyclopedia import making as encyclopedia

        sections = encyclopedia.sections()
    outcomes: list[Outcome] = []
    shown = bool(given) or not catalogue
    if shown:
        from optviz.api.exhibits import making as exhibits
        from optviz.api.exhibits.exhibit import INDEX
        from optviz.api.jobs import Options
        from optviz.api.selection import selected

        sections = {exhibits.SECTION: INDEX} | sections if catalogue else {}
        options = Options(workers, None, permitted, activity or _silent, words)
        about = exhibits.Site(site, title, sections, base_url)
        outcomes += exhibits.make(selected(given, permitted), about, options, told, force=force)
    if catalogue:
        report = encyclopedia.make(
            site, workers=workers, say=words, progress=told, sections=sections, welcome=not shown
        )
        outcomes += report.outcomes
    return Report(tuple(outcomes))


def _silent(told: object) -> None:
    del told
