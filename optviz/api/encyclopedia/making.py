"""Which pages are stale, and who makes them: one job is an entry's page with its pictures.

A page and its pictures are fresh if the folder's manifest says that this very code made them from this very entry, and
if they are still what was written.
"""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from concurrent.futures import as_completed
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.catalogues import entries
from optviz.api.encyclopedia.lists import PAGES, TABLES, TITLES, WELCOME, of_all, of_catalogue
from optviz.api.encyclopedia.pages import body
from optviz.api.encyclopedia.pictures import stem_of
from optviz.api.environment import environment
from optviz.api.manifest import CATALOGUE, Fingerprint, Manifest
from optviz.api.outcomes import File, Outcome, Report
from optviz.api.workers import worker_pool
from optviz.errors import OptvizError, OutputError
from optviz.files import locked, replacing
from optviz.pool import WorkerDiedError, cores
from optviz.scenario import bundled, bundled_path, load
from optviz.site.document import Page, content, document
from optviz.site.elements import element, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from optviz.api.catalogues import Description
    from optviz.api.outcomes import State

BY: Final = "gallery"
INDEX: Final = "index"
_OFTEN: Final = 5.0
"""Seconds between two writings of the manifests."""
_FILES: Final = ("site.css", "entry.js", "find.js")


class Job(NamedTuple):
    """A page to make.

    Args: source: what it is about, as "optimizer adam".  path: the page.  page: all of it but an entry's content.
        entry: whose page it is; None where the page is a list and has its content.
        near: the files' stems and the titles of the entries before and after it.
        made_from: what it depends on.  users: the bundled scenarios that use the entry.  reason: why it is made; empty
        if it is fresh.
    """

    source: str
    path: Path
    page: Page
    entry: Description | None
    made_from: Fingerprint
    near: tuple[tuple[str, str] | None, ...] = ()
    users: tuple[str, ...] = ()
    reason: str = ""

    def outcome(self, state: State, error: str = "", seconds: float | None = None) -> Outcome:
        """How it ended; its pictures are a part of the page."""
        size = self.path.stat().st_size if state in {"fresh", "rendered"} else None
        return Outcome(self.source, state, (File(self.path, self.reason, size),), seconds, (), error)


class Made(NamedTuple):
    """What came of a job: its files, or why there are none."""

    names: tuple[str, ...]
    error: str
    seconds: float


def sections() -> dict[str, str]:
    """The parts of the encyclopedia, addresses from the site's folder by their names."""
    return {TITLES[name]: f"{name}/{INDEX}.html" for name in PAGES} | {"Reference": "reference/keys.html"}


def make(
    folder: Path,
    *,
    workers: int | None,
    say: Callable[[str], object],
    progress: Callable[[Outcome], object],
    sections: Mapping[str, str],
    welcome: bool,
) -> Report:
    """Make every page that is missing or stale, on all cores.

    Args: sections: the parts of the site, addresses from its folder by their names.  welcome: whether the site's first
            page is the list of all entries.
    Raises: OutputError where a folder cannot be written, or is in use.
    """
    jobs = list(_jobs(folder, sections, welcome=welcome))
    outcomes = {job.source: job.outcome("fresh") for job in jobs if not job.reason}
    left = [job for job in jobs if job.reason]
    if left:
        with ExitStack() as stack:
            for place in sorted({job.path.parent for job in left}):
                _make_folder(place)
            stack.enter_context(locked(folder, say))
            users, books = _users(), _Books(say)
            told = (job._replace(users=users.get(_key(job), ())) for job in left)
            try:
                for job, made in _done(list(told), workers):
                    outcomes[job.source] = books.take(job, made)
                    progress(outcomes[job.source])
            finally:
                books.write()
    return Report(tuple(outcomes[job.source] for job in jobs))


def _jobs(folder: Path, sections: Mapping[str, str], *, welcome: bool) -> Iterator[Job]:
    """A job for each page, with what has to be done."""
    known = {name: entries(name) for name in (*PAGES, *TABLES)}
    shared = _hash([content(name) for name in _FILES])
    scenarios = _hash([bundled_path(name).read_text(encoding="utf-8") for name in bundled()])
    manifests: dict[Path, Manifest] = {}

    def job(source: str, path: Path, page: Page, entry: Description | None, depends: object) -> Job:
        made_from = Fingerprint({"entry": _hash(depends)}, {"site": shared, "scenarios": scenarios}, environment())
        manifest = manifests.setdefault(path.parent, Manifest.read(path.parent))
        return Job(source, path, page, entry, made_from, reason=_why(manifest, source, path, made_from))

    for name in PAGES:
        found = known[name]
        title = TITLES[name]
        row = [None, *((stem_of(entry.name), entry.title) for entry in found.values()), None]
        for place, entry in enumerate(found.values()):
            path = folder / name / f"{stem_of(entry.name)}.html"
            page = Page(entry.title, "", "../", entry.summary, sections, title, ("entry.js",))
            near = row[place], row[place + 2]
            made = job(f"{entry.kind} {entry.name}", path, page, entry, [entry.plain(), near])
            yield made._replace(near=near)
        page = Page(title, of_catalogue(name, found), "../", "", sections, title, ("find.js",))
        yield job(name, folder / name / f"{INDEX}.html", page, None, page)
    for name in TABLES:
        page = Page(TITLES[name], of_catalogue(name, known[name]), "../", "", sections, "Reference")
        yield job(name, folder / "reference" / f"{name}.html", page, None, page)
    if welcome:
        page = Page("optviz", of_all(known), "", WELCOME, sections, "", ("find.js",))
        yield job(INDEX, folder / f"{INDEX}.html", page, None, page)


def _why(manifest: Manifest, source: str, path: Path, made_from: Fingerprint) -> str:
    """Why a page must be made again, with its pictures, which the manifest names; empty if all are fresh."""
    ours = [
        path,
        *(path.with_name(name) for name, each in manifest.records.items() if each.source == CATALOGUE + source),
    ]
    return next(filter(None, (manifest.why_stale(each, made_from) for each in ours)), "")


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
    kinds = {"optimizer": 0, "surface": 1, "view": 1}
    return kinds.get(job.entry.kind, 2) if job.entry else 3


def do(job: Job) -> Made:
    """Make a page, its pictures first."""
    begun, folder = time.monotonic(), job.path.parent
    try:
        drawn: list[str] = []
        page = job.page
        if job.entry is not None:
            inner, drawn = body(job.entry, folder, job.users)
            back = element("a", text(page.here), href=f"{INDEX}.html")
            crumb = element("p", back, " / ", element("span", text(job.entry.name), class_="name"), class_="crumb")
            page = page._replace(body=crumb + inner + _turns(job.near))
        with replacing(job.path) as temporary:
            temporary.write_bytes(document(page))
    except OptvizError as error:
        return Made((), str(error), 0.0)
    except Exception:  # noqa: BLE001  (one page's bug does not stop the others; its traceback is reported)
        return Made((), traceback.format_exc().rstrip(), 0.0)
    return Made((job.path.name, *drawn), "", time.monotonic() - begun)


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
        """Write what is remembered."""
        for folder, waiting in self._waiting.items():
            files = {
                folder / name: (CATALOGUE + job.source, job.made_from) for job, made in waiting for name in made.names
            }
            Manifest.read(folder).record(files, 0.0, BY, self.say)
        self._waiting.clear()
        self._written = time.monotonic()


def _users() -> dict[tuple[str, str], tuple[str, ...]]:
    """The bundled scenarios that use an entry, by its kind and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in bundled():
        scenario = load(bundled_path(name))
        used = {("optimizer", each.name) for each in scenario.optimizers}
        used |= {("surface", cell.surface.name) for cell in scenario.cells}
        used |= {("view", each.name) for each in scenario.views}
        for key in sorted(used):
            found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def _key(job: Job) -> tuple[str, str]:
    return (job.entry.kind, job.entry.name) if job.entry else ("", "")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {folder}: {error.strerror or error}") from error


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]
