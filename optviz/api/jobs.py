"""What a build has to render, and those who do it, here or elsewhere: one job is the stale files of a scenario."""

from __future__ import annotations

import time
import traceback
from concurrent.futures import as_completed
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.activity import Watch
from optviz.api.limits import DIED, NOTHING_SAID, told
from optviz.api.make import make
from optviz.api.outcomes import File, Outcome
from optviz.api.pictures import Picture
from optviz.api.workers import worker_pool
from optviz.encoders import encoder_for
from optviz.errors import OptvizError
from optviz.files import replacing
from optviz.pool import LimitExceededError, WorkerDiedError, cores, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from concurrent.futures import Future

    from optviz.api.activity import Activity
    from optviz.api.limits import Permit
    from optviz.api.make import Kind
    from optviz.api.manifest import Fingerprint
    from optviz.api.outcomes import State
    from optviz.api.remote import Answer
    from optviz.pool import Pool
    from optviz.scenario import Scenario

    Told = Callable[[Activity], object]
    Say = Callable[[str], object]

_GROWN: Final = 0.02
"""The share by which a job has grown when it is told again."""


def _unheard(told: object) -> None:
    del told


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
        dask: the address of the cluster that does them, if one does.  permit: what each may take.
        told: called with what goes on, also by other threads.  say: called with a sentence to tell.
    """

    workers: int | None = None
    dask: str | None = None
    permit: Permit = NOTHING_SAID
    told: Told = _unheard
    say: Say = _unheard


@dataclass(frozen=True)
class Job:
    """The files of one scenario, of which some are stale.

    Args: source: its file.  targets: its files.  root: the folder below which they all are, which build locks.
        seconds: how long it takes, about, to begin with the longest.
        kind: what the files are.
    """

    source: str
    targets: tuple[Target, ...]
    root: Path = field(default=Path(), compare=False)
    seconds: float = 1.0
    kind: Kind = "pictures"

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        return tuple(target.path for target in self.targets)

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that they are made from."""
        return self.scenario.sources

    @property
    def scenario(self) -> Scenario:
        """It, with one of its outputs."""
        return self.targets[0].scenario

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
        if self.kind != "pictures":
            return [Picture(scenario, tuple(paths)) for scenario, paths in outputs]
        return [Picture(_with_formats(scenario, paths), tuple(paths)) for scenario, paths in outputs]

    def outcome(
        self, state: State, *, error: str = "", notes: Iterable[str] = (), seconds: float | None = None
    ) -> Outcome:
        """How it ended."""
        files = tuple(File(target.path, target.reason) for target in self.targets)
        return Outcome(self.source, state, files, seconds, tuple(notes), error)


def done(jobs: Iterable[Job], options: Options) -> Generator[tuple[Job, Outcome]]:
    """Do jobs, several at once, the longest first; each comes when it is done.

    Raises: OptvizError where limits cannot be kept for scenarios that are not trusted, and as `remote.connect`.
    """
    first = sorted(jobs, key=lambda job: -job.seconds)
    if not first:
        return
    watch = Watch({job.source: job.seconds for job in first}, options.told)
    with closing((_there if options.dask else _here)(first, options, watch)) as found:
        for job, outcome in found:
            watch.hear(job.source, 1.0)
            yield job, outcome


def _here(jobs: Sequence[Job], options: Options, watch: Watch) -> Generator[tuple[Job, Outcome]]:
    """Do jobs on this machine. One whose process died is tried again alone: another may be to blame."""
    number = min(options.workers or cores(), len(jobs))
    if number == 1 and not options.permit.limits:
        yield from ((job, do(job, options.workers, partial(watch.hear, job.source))) for job in jobs)
        return
    left: list[Job] = []
    with worker_pool(number) as pool:
        if not options.permit.usable(pool, options.say):
            yield from ((job, do(job, 1, partial(watch.hear, job.source))) for job in jobs)
            return
        pending = {_begun(pool, job, options, watch): job for job in jobs}
        for future in as_completed(pending):
            if isinstance(future.exception(), WorkerDiedError):
                left.append(pending[future])
            else:
                yield pending[future], _outcome(pending[future], future, options)
    for job in left:
        with worker_pool(1) as pool:
            yield job, _outcome(job, _begun(pool, job, options, watch), options)


def _there(jobs: Sequence[Job], options: Options, watch: Watch) -> Generator[tuple[Job, Outcome]]:
    """Do jobs on the workers of a cluster; the files that come back are written here."""
    from optviz.api import remote

    def hear(job: Job, share: float) -> None:
        watch.hear(job.source, share)

    with remote.connect(options.dask or "", [job.scenario for job in jobs]) as workers:
        tasks = ((job, job.pictures) for job in jobs)
        for job, answer in workers.map(tasks, options.permit.limits, hear, jobs[0].kind):
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
    """Do one job with a number of processes. Errors come back as text: not every exception can be pickled."""
    begun = time.monotonic()
    try:
        notes = make(job.pictures, workers, progress, job.kind)
    except OptvizError as error:
        return job.outcome("failed", error=str(error))
    except Exception:  # noqa: BLE001  (one scenario's bug does not stop the others; its traceback is reported)
        return job.outcome("failed", error=traceback.format_exc().rstrip())
    return job.outcome("rendered", notes=notes, seconds=time.monotonic() - begun)


def _begun(pool: Pool, job: Job, options: Options, watch: Watch) -> Future[Outcome]:
    """Have a process of a pool do a job."""
    hear = partial(watch.hear, job.source)
    return pool.start(partial(_do_alone, job), hear=hear, limits=options.permit.limits)


def _do_alone(job: Job) -> Outcome:
    """Do a job in a process of a pool, which tells how far it is."""
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
