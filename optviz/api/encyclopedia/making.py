"""Which pages are stale, and who makes them: one job is an entry's page with its pictures.

A page and its pictures are fresh if the folder's manifest says that this very code made them from this very entry, and
if they are still what was written. Pictures do not depend on what stands around them: a page that only leads elsewhere
is written anew and keeps them.
"""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from concurrent.futures import as_completed
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.catalogues import entries
from optviz.api.encyclopedia.lists import PAGES, TABLES, TITLES, WELCOME, of_all, of_catalogue
from optviz.api.encyclopedia.pages import body, links
from optviz.api.encyclopedia.pictures import Drawn, stem_of
from optviz.api.environment import environment
from optviz.api.ingredients import Link, ingredients
from optviz.api.manifest import CATALOGUE, Fingerprint, Manifest
from optviz.api.outcomes import File, Outcome, Report
from optviz.api.outputs import Outputs
from optviz.api.workers import worker_pool
from optviz.errors import OptvizError, OutputError
from optviz.files import locked, replacing
from optviz.pool import WorkerDiedError, cores
from optviz.scenario import bundled, bundled_path, load
from optviz.site.document import Page, content, document
from optviz.site.elements import element, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optviz.api.catalogues import Description
    from optviz.api.ingredients import Ingredient
    from optviz.api.outcomes import State
    from optviz.scenario import Scenario

BY: Final = "gallery"
INDEX: Final = "index"
_OFTEN: Final = 5.0
"""Seconds between two writings of the manifests."""
_FILES: Final = ("site.css", "copy.js", "entry.js", "find.js")


class Job(NamedTuple):
    """A page to make.

    Args: source: what it is about, as "optimizer adam".  path: the page.  page: all of it but an entry's content.
        entry: whose page it is; None where the page is a list and has its content.
        made_from, drawn_from: what it and its pictures depend on.  reason: why it is made; empty if it is fresh.
        near: the files' stems and the titles of the entries before and after it.
        scenarios: links to a person's scenarios in the site that use the entry.
        users: the bundled ones that do.  here: the addresses of those in the site, by their names.
        fresh: the names of its pictures that are.  root: the site's folder.
        force: whether files of others are overwritten.
    """

    source: str
    path: Path
    page: Page
    entry: Description | None
    made_from: Fingerprint
    drawn_from: Fingerprint
    reason: str = ""
    near: tuple[tuple[str, str] | None, ...] = ()
    scenarios: str = ""
    users: tuple[str, ...] = ()
    here: Mapping[str, str] = {}
    fresh: tuple[str, ...] = ()
    root: Path = Path()
    force: bool = False

    def outcome(self, state: State, error: str = "", seconds: float | None = None) -> Outcome:
        """How it ended; its pictures are a part of the page."""
        size = self.path.stat().st_size if state in {"fresh", "rendered"} else None
        return Outcome(self.source, state, (File(self.path, self.reason, size),), seconds, (), error)


class Made(NamedTuple):
    """What came of a job: the names of its pictures, or why there are none."""

    names: tuple[str, ...]
    error: str
    seconds: float


def sections() -> dict[str, str]:
    """The parts of the encyclopedia, addresses from the site's folder by their names."""
    return {TITLES[name]: f"{name}/{INDEX}.html" for name in PAGES} | {"Reference": "reference/keys.html"}


def pages() -> dict[Ingredient, Link]:
    """The entries that have pages."""
    return {
        (entry.kind, entry.name): Link(entry.title, _place(name, entry))
        for name in PAGES
        for entry in entries(name).values()
    }


def make(
    folder: Path,
    *,
    workers: int | None,
    say: Callable[[str], object],
    progress: Callable[[Outcome], object],
    sections: Mapping[str, str],
    welcome: str,
    scenarios: Mapping[Link, Scenario] | None = None,
    force: bool = False,
) -> Report:
    """Make every page that is missing or stale, on all cores.

    Args: sections: the parts of the site, addresses from its folder by their names.  welcome: the title of the site's
            first page, which is then the list of all entries; empty where it is another one.
        scenarios: those that have a page in the site.  force: make what is fresh, too, and overwrite files of others.
    Raises: OutputError where a folder cannot be written, or is in use, and where the first page's place is somebody
        else's.
    """
    outputs = Outputs(say, force=force, by=BY)
    if welcome and (why := outputs.claim(folder / f"{INDEX}.html", folder)):
        raise OutputError(why)
    plan = partial(_jobs, folder, sections, scenarios or {}, welcome=welcome, force=force)
    jobs = list(plan())
    if not any(job.reason for job in jobs):
        return Report(tuple(job.outcome("fresh") for job in jobs))
    with ExitStack() as stack:
        for place in sorted({job.path.parent for job in jobs if job.reason}):
            _make_folder(place)
        stack.enter_context(locked(folder, say))
        jobs = list(plan())  # while this one waited, another process may have made them
        outcomes = {job.source: job.outcome("fresh") for job in jobs if not job.reason}
        for job in jobs:
            if job.reason and (why := outputs.claim(job.path, folder)):
                outcomes[job.source] = job.outcome("failed", error=why)
                progress(outcomes[job.source])
        users, books = _users(), _Books(say)
        left = [job._replace(users=users.get(_key(job), ())) for job in jobs if job.source not in outcomes]
        try:
            for job, made in _done(left, workers):
                outcomes[job.source] = books.take(job, made)
                progress(outcomes[job.source])
        finally:
            books.write()
    return Report(tuple(outcomes[job.source] for job in jobs))


def _jobs(
    folder: Path, sections: Mapping[str, str], scenarios: Mapping[Link, Scenario], *, welcome: str, force: bool
) -> Iterator[Job]:
    """A job for each page, with what has to be done."""
    known = {name: entries(name) for name in (*PAGES, *TABLES)}
    shared = _hash([content(name) for name in _FILES])
    texts = _hash([bundled_path(name).read_text(encoding="utf-8") for name in bundled()])
    manifests: dict[Path, Manifest] = {}
    names = {bundled_path(name).resolve(): name for name in bundled()}
    users: dict[Ingredient, list[Link]] = {}
    here: dict[Ingredient, dict[str, str]] = {}
    for link, scenario in scenarios.items():
        name = names.get(scenario.path.resolve()) if scenario.path else None
        for each in ingredients(scenario):
            if name:
                here.setdefault(each, {})[name] = f"../{link.place}"
            else:
                users.setdefault(each, []).append(link)

    def job(source: str, path: Path, page: Page, entry: Description | None, *depends: object) -> Job:
        about, inputs = {"entry": _hash(entry.plain() if entry else None)}, {"scenarios": texts}
        drawn_from = Fingerprint(about, inputs, environment())
        made_from = Fingerprint(about | {"page": _hash([page, *depends])}, inputs | {"site": shared}, environment())
        manifest = manifests.setdefault(path.parent, Manifest.read(path.parent))
        drawn = [path.with_name(name) for name in manifest.made_from(CATALOGUE + source) if name != path.name]
        forced = "forced" if force else ""
        whys = {each.name: manifest.why_stale(each, drawn_from) or forced for each in drawn}
        reason = manifest.why_stale(path, made_from) or next(filter(None, whys.values()), forced)
        fresh = tuple(name for name, why in whys.items() if not why)
        return Job(source, path, page, entry, made_from, drawn_from, reason, fresh=fresh, root=folder, force=force)

    for name in PAGES:
        found = known[name]
        title = TITLES[name]
        row = [None, *((stem_of(entry.name), entry.title) for entry in found.values()), None]
        for place, entry in enumerate(found.values()):
            page = Page(entry.title, "", "../", entry.summary, sections, title, ("entry.js", "copy.js"))
            key, near = (entry.kind, entry.name), (row[place], row[place + 2])
            shown, known_here = links(entry, users.get(key, ()), "../"), here.get(key, {})
            made = job(" ".join(key), folder / _place(name, entry), page, entry, near, shown, known_here)
            yield made._replace(near=near, scenarios=shown, here=known_here)
        page = Page(title, of_catalogue(name, found), "../", "", sections, title, ("find.js",))
        yield job(name, folder / name / f"{INDEX}.html", page, None)
    for name in TABLES:
        page = Page(TITLES[name], of_catalogue(name, known[name]), "../", "", sections, "Reference")
        yield job(name, folder / "reference" / f"{name}.html", page, None)
    if welcome:
        page = Page(welcome, of_all(known, welcome), "", WELCOME, sections, "", ("find.js",))
        yield job(INDEX, folder / f"{INDEX}.html", page, None)


def _place(catalogue: str, entry: Description) -> str:
    """The address of an entry's page, from the site's folder on."""
    return f"{catalogue}/{stem_of(entry.name)}.html"


def _done(jobs: list[Job], workers: int | None) -> Iterator[tuple[Job, Made]]:
    """Do jobs, several at once; one whose process died is tried again alone."""
    number = min(workers or cores(), len(jobs))
    if number == 1:
        yield from ((job, do(job)) for job in jobs)
        return
    again = []
    with worker_pool(number) as pool:
        pending = {pool.start(partial(do, job)): job for job in sorted(jobs, key=_weight)}
        for future in as_completed(pending):
            if isinstance(future.exception(), WorkerDiedError):
                again.append(pending[future])
            else:
                yield pending[future], future.result()
    yield from ((job, do(job)) for job in again)


def _weight(job: Job) -> int:
    """Jobs that take long come first."""
    kinds = {"guide": 0, "optimizer": 0, "surface": 1, "view": 1}
    return kinds.get(job.entry.kind, 2) if job.entry else 3


def do(job: Job) -> Made:
    """Make a page, its pictures first."""
    begun, outputs = time.monotonic(), Outputs(_silent, force=job.force, by=BY)
    try:
        drawn = Drawn(job.path.parent, job.users, job.fresh, partial(outputs.claim, root=job.root))
        page = job.page
        if job.entry is not None:
            inner = body(job.entry, drawn, job.scenarios, job.here)
            back = element("a", text(page.here), href=f"{INDEX}.html")
            crumb = element("p", back, " / ", element("span", text(job.entry.name), class_="name"), class_="crumb")
            page = page._replace(body=crumb + inner + _turns(job.near))
        with replacing(job.path) as temporary:
            temporary.write_bytes(document(page))
    except OptvizError as error:
        return Made((), str(error), 0.0)
    except Exception:  # noqa: BLE001  (one page's bug does not stop the others; its traceback is reported)
        return Made((), traceback.format_exc().rstrip(), 0.0)
    return Made(tuple(drawn.names), "", time.monotonic() - begun)


def _turns(near: Iterable[tuple[str, str] | None]) -> str:
    """Links to the entries before and after."""
    links = (
        element("a", text(each[1]), href=f"{each[0]}.html", rel=rel) if each else element("span")
        for each, rel in zip(near, ("prev", "next"), strict=True)
    )
    return element("nav", *links, class_="turns", aria_label="Neighbours")


class _Books:
    """What the folders' manifests will say of the pages that were made: written now and then, and at the end.

    A manifest is written as a whole; a page that was made and not recorded when a process dies is made again.

    Args: say: called with a sentence if another process is waited for.
    """

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say, self._written = say, time.monotonic()
        self._waiting: dict[Path, list[tuple[Job, Made]]] = {}

    def take(self, job: Job, made: Made) -> Outcome:
        """Remember what came of a job."""
        if made.error:
            return job.outcome("failed", error=made.error)
        self._waiting.setdefault(job.path.parent, []).append((job, made))
        if time.monotonic() - self._written > _OFTEN:
            self.write()
        return job.outcome("rendered", seconds=made.seconds)

    def write(self) -> None:
        """Write what is remembered. Pictures that a page no longer has are removed."""
        for folder, waiting in self._waiting.items():
            files: dict[Path, tuple[str, Fingerprint]] = {}
            before: list[Path] = []
            manifest = Manifest.read(folder)
            for job, made in waiting:
                source = CATALOGUE + job.source
                before += (folder / name for name in manifest.made_from(source))
                files |= {folder / name: (source, job.drawn_from) for name in made.names}
                files[job.path] = source, job.made_from
            gone = [path for path in before if path not in files]
            for path in gone:
                if path.is_file() and manifest.holds(path):
                    path.unlink()
            manifest.forget([path.name for path in gone], self.say)
            manifest.record(files, 0.0, BY, self.say)
        self._waiting.clear()
        self._written = time.monotonic()


def _users() -> dict[Ingredient, tuple[str, ...]]:
    """The bundled scenarios that use an entry, by its kind and name."""
    found: dict[Ingredient, list[str]] = {}
    for name in bundled():
        for key in ingredients(load(bundled_path(name))):
            found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def _key(job: Job) -> Ingredient:
    return (job.entry.kind, job.entry.name) if job.entry else ("", "")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {folder}: {error.strerror or error}") from error


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _silent(told: object) -> None:
    del told
