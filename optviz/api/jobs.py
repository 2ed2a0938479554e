"""What a build has to render, and those who do it, here or elsewhere: one job is the stale files of a scenario."""

from __future__ import annotations

import time
import traceback
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from optviz.api.limits import DIED, told
from optviz.api.render import Picture, draw
from optviz.api.workers import worker_pool
from optviz.encoders import encoder_for
from optviz.errors import OptvizError
from optviz.files import replacing
from optviz.pool import LimitExceededError, WorkerDiedError, cores, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from concurrent.futures import Future

    from optviz.api.limits import Permit
    from optviz.api.manifest import Fingerprint
    from optviz.api.remote import Answer
    from optviz.pool import Pool
    from optviz.scenario import Scenario

    Hear = Callable[["Job", float], object]
    Say = Callable[[str], object]

State: TypeAlias = Literal["fresh", "stale", "rendered", "failed", "skipped", "ignored"]

_GROWN: Final = 0.02
"""The share by which a job has grown when it is told again."""


class File(NamedTuple):
    """One file of a scenario.

    Args: path: where it is or will be.  reason: why it was, or would be, written; empty if it was fresh.
        bytes, sha256: its size and its content's SHA-256, where the manifest knows it.
    """

    path: Path
    reason: str = ""
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of one scenario.

    Args: source: its file.  state: fresh: there was nothing to do.  stale: it would be rendered.  rendered: it was.
            failed: it could not be loaded or rendered.  skipped: another one failed before.
            ignored: it is no scenario.
        files: all of its files.  seconds: how long it took, where it was rendered, or how long it took then.
        notes: what a person should know about the files.  error: why it failed.
    """

    source: str
    state: State
    files: tuple[File, ...] = ()
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    error: str = ""

    def __repr__(self) -> str:
        files = ", ".join(map(str, self.paths))
        about = self.error.partition("\n")[0] or files
        return f"<Outcome {self.source}: {self.state}{', ' if about else ''}{about}>"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were, or would be, written; all of them where there was nothing to do."""
        return tuple(file.path for file in self.files if file.reason or self.state == "fresh")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, one for each path."""
        return tuple(file.reason for file in self.files if file.reason)


class Target(NamedTuple):
    """A file to render.

    Args: path: where.  scenario: with the output that it shows.  made_from: what it is made from.
        reason: why it is made; empty if it is fresh.
    """

    path: Path
    scenario: Scenario
    made_from: Fingerprint
    reason: str = ""


class Options(NamedTuple):
    """How jobs are done.

    Args: workers: processes, each of which does one job after another; one for each core if left out.
        permit: what each may take.  hear: called with a job and the share of it that is done, also by other threads.
        say: called with a sentence to tell.
    """

    workers: int | None
    permit: Permit
    hear: Hear
    say: Say


@dataclass(frozen=True)
class Job:
    """The files of one scenario, of which some are stale.

    Args: source: its file.  targets: its files.  root: the folder below which they all are, which build locks.
        seconds: how long it takes, about, to begin with the longest.
    """

    source: str
    targets: tuple[Target, ...]
    root: Path = field(default=Path(), compare=False)
    seconds: float = 1.0

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        return tuple(target.path for target in self.targets)

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that they are made from."""
        return self.targets[0].scenario.sources

    @property
    def stale(self) -> tuple[Target, ...]:
        """What has to be rendered."""
        return tuple(target for target in self.targets if target.reason)

    @property
    def pictures(self) -> list[Picture]:
        """What has to be drawn: each output of the scenario with its files."""
        outputs: list[tuple[Scenario, list[Path]]] = []
        for path, scenario, _, _ in self.stale:
            if not outputs or outputs[-1][0] is not scenario:
                outputs.append((scenario, []))
            outputs[-1][1].append(path)
        return [Picture(_with_formats(scenario, paths), tuple(paths)) for scenario, paths in outputs]

    def outcome(
        self, state: State, *, error: str = "", notes: Iterable[str] = (), seconds: float | None = None
    ) -> Outcome:
        """How it ended."""
        files = tuple(File(target.path, target.reason) for target in self.targets)
        return Outcome(self.source, state, files, seconds, tuple(notes), error)


def done_here(jobs: Sequence[Job], options: Options) -> Generator[tuple[Job, Outcome]]:
    """Do jobs on this machine, several at once; each comes when it is done.

    A job whose process died is tried again alone: another may be to blame.

    Raises: OptvizError where limits cannot be kept for scenarios that are not trusted.
    """
    number = min(options.workers or cores(), len(jobs))
    if number == 1 and not options.permit.limits:
        yield from ((job, do(job, options.workers, partial(_heard, options, job))) for job in jobs)
        return
    left: list[Job] = []
    with worker_pool(number) as pool:
        if not options.permit.usable(pool, options.say):
            yield from ((job, do(job, 1, partial(_heard, options, job))) for job in jobs)
            return
        pending = {_begun(pool, job, options): job for job in jobs}
        for future in as_completed(pending):
            if isinstance(future.exception(), WorkerDiedError):
                left.append(pending[future])
            else:
                yield pending[future], _outcome(pending[future], future, options)
    for job in left:
        with worker_pool(1) as pool:
            yield job, _outcome(job, _begun(pool, job, options), options)


def done_there(jobs: Sequence[Job], address: str, options: Options) -> Generator[tuple[Job, Outcome]]:
    """Do jobs on the workers of a Dask cluster; each comes when it is done, with its files written here.

    Raises: as `remote.connect`, and where the cluster is lost.
    """
    from optviz.api import remote

    def hear(job: Job, share: float) -> None:
        options.hear(job, share)

    with remote.connect(address, [job.targets[0].scenario for job in jobs]) as workers:
        for job, answer in workers.map(((job, job.pictures) for job in jobs), options.permit.limits, hear):
            yield job, _received(job, answer)


def _received(job: Job, answer: Answer) -> Outcome:
    """Write the files that came for a job."""
    if answer.error:
        return job.outcome("failed", error=answer.error)
    try:
        for target, content in zip(job.stale, answer.files, strict=True):
            with replacing(target.path) as temporary:
                temporary.write_bytes(content)
    except OptvizError as error:
        return job.outcome("failed", error=str(error))
    return job.outcome("rendered", notes=answer.notes, seconds=answer.seconds)


def do(job: Job, workers: int | None, progress: Callable[[float], None]) -> Outcome:
    """Render one job with a number of processes. Errors come back as text: not every exception can be pickled."""
    begun = time.monotonic()
    try:
        rendering = draw(job.pictures, workers=workers, progress=progress)
    except OptvizError as error:
        return job.outcome("failed", error=str(error))
    except Exception:  # noqa: BLE001  (one scenario's bug does not stop the others; its traceback is reported)
        return job.outcome("failed", error=traceback.format_exc().rstrip())
    return job.outcome("rendered", notes=rendering.notes, seconds=time.monotonic() - begun)


def _begun(pool: Pool, job: Job, options: Options) -> Future[Outcome]:
    """Have a process of a pool do a job."""
    return pool.start(partial(_do_there, job), hear=partial(options.hear, job), limits=options.permit.limits)


def _do_there(job: Job) -> Outcome:
    return do(job, 1, _Seldom(tell))


class _Seldom:
    """Tells a share that has grown by a few hundredths."""

    def __init__(self, told: Callable[[float], object]) -> None:
        self.told, self.last = told, 0.0

    def __call__(self, share: float) -> None:
        if share >= min(1.0, self.last + _GROWN):
            self.last = share
            self.told(share)


def _outcome(job: Job, future: Future[Outcome], options: Options) -> Outcome:
    """The outcome of a job that another process was given."""
    try:
        return future.result()
    except LimitExceededError as error:
        return job.outcome("failed", error=told(error))
    except WorkerDiedError:
        return job.outcome("failed", error=DIED)
    except Exception:  # noqa: BLE001  (what cannot be pickled is rendered here, but for what must be limited)
        if options.permit.limits:
            return job.outcome("failed", error=traceback.format_exc().rstrip())
        return do(job, 1, _unheard)


def _with_formats(scenario: Scenario, paths: Iterable[Path]) -> Scenario:
    """A scenario whose output has the formats of some files."""
    formats = tuple(dict.fromkeys(encoder_for(path).name for path in paths))
    return replace(scenario, output=replace(scenario.output, formats=formats))


def _heard(options: Options, job: Job, share: float) -> None:
    options.hear(job, share)


def _unheard(share: float) -> None:
    del share
