"""Many scenarios, incrementally: what is missing or stale is rendered, on all cores; the rest is left alone.

A file is fresh if the manifest says that it was made from this very scenario by this very code, and if its content
is still what was written then. The manifest is one file in the output folder; without it everything is stale. A file is
overwritten only if it is in the manifest or carries the mark of optviz: a lost manifest costs a rebuild.
"""

from __future__ import annotations

import functools
import os
import traceback
from collections import Counter, defaultdict
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from optviz.api.discovery import discover
from optviz.api.manifest import Manifest, UnwritableManifestError, fingerprint, is_marked
from optviz.api.render import OUTPUTS, check_workers, render, worker_pool
from optviz.cost import LIMIT, UNLIMITED
from optviz.encoders import ENCODERS
from optviz.ending import undone
from optviz.errors import OptvizError, OutputError, ScenarioError
from optviz.files import sweep
from optviz.pool import ALONE, WorkerDiedError, cores
from optviz.scenario import Scenario, load

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from optviz.api.discovery import Found

    Progress = Callable[["Outcome"], None]
    Say = Callable[[str], object]

State: TypeAlias = Literal["fresh", "stale", "rendered", "failed", "ignored"]

_DIED: Final = "the process that drew it died; it may have run out of memory"


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of one scenario.

    Args: source: its file.  state: fresh: there was nothing to do.  stale: it would be rendered.  rendered: it was.
            failed: it could not be loaded or rendered.  ignored: it is no scenario.
        paths: the files that were, or would be, written.  reasons: why, one for each path.
        notes: what a person should know about the files.  error: why it failed.
    """

    source: str
    state: State
    paths: tuple[Path, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""

    def __repr__(self) -> str:
        files = ", ".join(map(str, self.paths))
        about = self.error.partition("\n")[0] or files
        return f"<Outcome {self.source}: {self.state}{', ' if about else ''}{about}>"


@dataclass(frozen=True, repr=False)
class Report:
    """What a build did, or would do.

    Args: outcomes: one for each scenario, in the order they were found.
    """

    outcomes: tuple[Outcome, ...]

    def __repr__(self) -> str:
        counts = Counter(outcome.state for outcome in self.outcomes)
        return f"<Report {', '.join(f'{count} {state}' for state, count in counts.items()) or 'of nothing'}>"

    def having(self, state: State) -> tuple[Outcome, ...]:
        """The outcomes with one state."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == state)

    @property
    def ok(self) -> bool:
        """Whether every file is fresh now."""
        return not (self.having("failed") or self.having("stale"))


@dataclass(frozen=True)
class Job:
    """The stale files of one scenario."""

    source: str
    scenario: Scenario
    paths: tuple[Path, ...]
    reasons: tuple[str, ...]


def build(
    paths: str | Path | Iterable[str | Path] = (),
    folder: str | Path = OUTPUTS,
    *,
    workers: int | None = None,
    check: bool = False,
    dry_run: bool = False,
    force: bool = False,
    allow_cost: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Report:
    """Render every scenario whose files are missing or stale; each file appears whole or stays as it was.

    The folders below a path are mirrored in the output folder. A file that is no scenario is listed as ignored.

    A scenario that fails is listed in the report, and the others are rendered. One fails too where a file stands in its
    place that optviz did not make. Unfinished files that a killed process left in the folder are removed.

    Args: paths: files, folders (with all below them) and bundled names; ./scenarios, or the bundled ones, if left
            out.  folder: where the files are written.  workers: processes, 1 to 64; one for each core if left out.
        check, dry_run: find out what is stale and write nothing.  force: overwrite files that optviz did not make, too.
        allow_cost: as in render, of each scenario.  progress: called with each outcome as it comes.
        say: called with a sentence if another process is waited for, or none can be started.
    Raises: ScenarioError where two scenarios would write the same file.  OutputError or UnknownNameError where a
        path gives no scenario.  OutputError where a newer optviz, or one that does not end, writes to the folder.
        ParameterError where workers is out of range.
    """
    check_workers(workers)
    files = discover(paths)
    loaded = _loaded(files, allow_cost=allow_cost)
    wanted = {source: each for source, each in loaded.items() if isinstance(each, Scenario)}
    return _settle(
        loaded,
        outputs(wanted, {str(each.file): Path(folder) / each.below for each in files}),
        Path(folder),
        workers,
        progress or _silent,
        say or _silent,
        act=not (check or dry_run),
        force=force,
    )


def ensure(scenario: Scenario, formats: Sequence[str], folder: str | Path = OUTPUTS, say: Say | None = None) -> Outcome:
    """Make sure that one scenario's files are there and fresh.

    Args: formats: used instead of the scenario's own.  say: as in build.
    Raises: OptvizError as render does.  OutputError where there is a file that optviz did not make, and as in build.
    """
    targets = _paths(scenario, Path(folder), formats)
    manifest = Manifest.read(Path(folder))
    job = _job(scenario.name, scenario, targets, manifest)
    if not job.paths:
        return Outcome(job.source, "fresh", targets)
    if in_the_way := _in_the_way(job, manifest, Path(folder)):
        raise OutputError(in_the_way)
    rendering = render(scenario, *job.paths)
    outcome = Outcome(job.source, "rendered", job.paths, job.reasons, rendering.notes)
    return _recorded(job, outcome, manifest, say or _silent)


def outputs(scenarios: Mapping[str, Scenario], folders: Mapping[str, Path]) -> dict[str, tuple[Path, ...]]:
    """The files of each scenario, by source.

    Args: folders: where the files of each are written.
    Raises: ScenarioError where two would have the same name, also if they differ in upper and lower case only.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    found = {}
    for source, scenario in scenarios.items():
        found[source] = _paths(scenario, folders[source], scenario.output.formats)
        owners[str(folders[source] / scenario.name).casefold()].append(source)
    clashes = [sources for sources in owners.values() if len(sources) > 1]
    if clashes:
        raise ScenarioError(
            "\n".join(f"{' and '.join(sources)} would write the same files; rename one" for sources in clashes)
        )
    return found


def _loaded(files: Iterable[Found], *, allow_cost: bool) -> dict[str, Scenario | Outcome]:
    """The scenarios by source; a failed outcome for each one that cannot be loaded, an ignored one for other files."""
    found: dict[str, Scenario | Outcome] = {}
    limit = UNLIMITED if allow_cost else LIMIT
    for each in files:
        source = str(each.file)
        try:
            found[source] = Outcome(source, "ignored") if each.foreign else load(each.file, limit=limit)
        except OptvizError as error:
            found[source] = Outcome(source, "failed", error=str(error))
    return found


def _paths(scenario: Scenario, folder: Path, formats: Iterable[str]) -> tuple[Path, ...]:
    return tuple(folder / f"{scenario.name}{ENCODERS[name].suffixes[0]}" for name in formats)


def _settle(
    loaded: Mapping[str, Scenario | Outcome],
    targets: Mapping[str, tuple[Path, ...]],
    folder: Path,
    workers: int | None,
    progress: Progress,
    say: Say,
    *,
    act: bool,
    force: bool,
) -> Report:
    """Find out what is stale, and render it if asked to."""
    manifests = _Manifests()
    settled: dict[str, Outcome] = {}
    jobs: list[Job] = []
    for source, each in loaded.items():
        if isinstance(each, Outcome):
            settled[source] = each
            continue
        manifest = manifests.of(targets[source])
        job = _job(source, each, targets[source], manifest)
        if in_the_way := _in_the_way(job, manifest, folder, force=force):
            settled[source] = Outcome(source, "failed", job.paths, job.reasons, error=in_the_way)
        elif act and job.paths:
            jobs.append(job)
        else:
            if act:
                _touch(targets[source], Path(source))
            settled[source] = Outcome(
                source, "stale" if job.paths else "fresh", job.paths or targets[source], job.reasons
            )
    for outcome in settled.values():
        progress(outcome)
    with closing(_rendered(jobs, manifests, workers, say)) as outcomes:
        for outcome in outcomes:
            settled[outcome.source] = outcome
            progress(outcome)
    return Report(tuple(settled[source] for source in loaded))


def _job(source: str, scenario: Scenario, targets: Sequence[Path], manifest: Manifest) -> Job:
    wanted = fingerprint(scenario)
    reasons = {path: manifest.why_stale(path, wanted) for path in targets}
    stale = {path: reason for path, reason in reasons.items() if reason}
    return Job(source, scenario, tuple(stale), tuple(stale.values()))


def _in_the_way(job: Job, manifest: Manifest, folder: Path, *, force: bool = False) -> str:
    """Why a job may not write its files below a folder; empty if it may."""
    return "\n".join(filter(None, (_claim(path, manifest, folder, force=force) for path in job.paths)))


def _claim(path: Path, manifest: Manifest, folder: Path, *, force: bool) -> str:
    """Why a path belongs to somebody else; empty if build may write there."""
    inner = takewhile(lambda parent: parent != folder, path.parents)
    if link := next((place for place in (path, *inner) if place.is_symlink()), None):
        return f"{link} is a link, which build neither follows nor replaces; remove it, or build into another folder"
    if path.is_file():
        ours = force or path.name in manifest.records or is_marked(path)
        return "" if ours else f"{path} was not made by optviz; move it away, or give --force to overwrite it"
    return f"{path} is in the way: it is no regular file" if os.path.lexists(path) else ""


def _touch(paths: Iterable[Path], source: Path) -> None:
    """Make files that are fresh newer than the file that they are made from, so that make has nothing to do."""
    for path in paths:
        with suppress(OSError):  # it is fresh all the same
            if path.stat().st_mtime < source.stat().st_mtime:
                os.utime(path)


class _Manifests:
    """The manifests of the folders that are written to."""

    def __init__(self) -> None:
        self._found: dict[Path, Manifest] = {}

    def of(self, paths: Sequence[Path]) -> Manifest:
        """The manifest of the folder in which files stand."""
        folder = paths[0].parent
        if folder not in self._found:
            self._found[folder] = Manifest.read(folder)
        return self._found[folder]

    def sweep(self) -> None:
        """Remove what processes left that died."""
        for folder in self._found:
            sweep(folder)


def _rendered(jobs: Sequence[Job], manifests: _Manifests, workers: int | None, say: Say) -> Generator[Outcome]:
    """Render the jobs; each is recorded in the manifest before it is reported."""
    if not jobs:
        return
    number = min(workers or cores(), len(jobs))
    with undone(manifests.sweep):
        for job, outcome in _one_by_one(jobs, workers) if number == 1 else _together(jobs, number, say):
            manifest = manifests.of(job.paths)
            yield _recorded(job, outcome, manifest, say) if outcome.state == "rendered" else outcome


def _recorded(job: Job, outcome: Outcome, manifest: Manifest, say: Say) -> Outcome:
    """Record what was rendered. If only the manifest cannot be written, that costs another rendering, and a note."""
    try:
        manifest.record(job.paths, fingerprint(job.scenario), say)
    except UnwritableManifestError as error:
        return replace(outcome, notes=(*outcome.notes, f"{error}; so it will be rendered again"))
    return outcome


def _one_by_one(jobs: Iterable[Job], workers: int | None) -> Iterator[tuple[Job, Outcome]]:
    """Render the jobs from this process."""
    for job in jobs:
        yield job, _work(job, workers)


def _together(jobs: Sequence[Job], workers: int, say: Say) -> Generator[tuple[Job, Outcome]]:
    """Render the jobs in a worker pool. A job whose process died is tried again alone: another may be to blame."""
    from concurrent.futures import as_completed

    left: list[Job] = []
    with worker_pool(workers) as pool:
        if not pool.size:
            say(ALONE)
            yield from _one_by_one(jobs, 1)
            return
        pending = {pool.submit(_work, job, 1): job for job in jobs}
        for future in as_completed(pending):
            if isinstance(future.exception(), WorkerDiedError):
                left.append(pending[future])
            else:
                yield _settled(pending[future], future)
    for job in left:
        with worker_pool(1) as pool:
            yield _settled(job, pool.submit(_work, job, 1))


def _settled(job: Job, future: Future[Outcome]) -> tuple[Job, Outcome]:
    """The outcome of a job that another process was given."""
    try:
        return job, future.result()
    except WorkerDiedError:
        return job, Outcome(job.source, "failed", job.paths, job.reasons, error=_DIED)
    except Exception:  # noqa: BLE001  (what cannot be pickled is rendered here)
        return job, _work(job, 1)


def _work(job: Job, workers: int | None) -> Outcome:
    """Render one job with a number of processes. Errors come back as text: not every exception can be pickled."""
    done = functools.partial(Outcome, job.source, paths=job.paths, reasons=job.reasons)
    try:
        rendering = render(job.scenario, *job.paths, workers=workers)
    except OptvizError as error:
        return done("failed", error=str(error))
    except Exception:  # noqa: BLE001  (one scenario's bug does not stop the others; its traceback is reported)
        return done("failed", error=traceback.format_exc().rstrip())
    return done("rendered", notes=rendering.notes)


def _silent(told: object) -> None:
    del told
