"""Many scenarios, incrementally: what is missing or stale is rendered, on all cores; the rest is left alone.

A file is fresh if the manifest says that it was made from this very scenario by this very code, and if its content
is still what was written then. The manifest is one file in the output folder; without it everything is stale. A file is
overwritten only if it is in the manifest or carries the mark of optviz: a lost manifest costs a rebuild. Of two builds
into one folder the second waits, and then finds what the first has done.
"""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from optviz.api.dependencies import write_dependencies
from optviz.api.jobs import Options, done
from optviz.api.limits import Allowance, permit
from optviz.api.outcomes import Outcome, Report
from optviz.api.outputs import Outputs, check_names, place_of
from optviz.api.pictures import OUTPUTS, Picture, files_of
from optviz.api.render import check_workers, draw
from optviz.api.selection import selected
from optviz.api.signatures import spelled_out
from optviz.encoders import ENCODERS
from optviz.errors import OutputError
from optviz.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from optviz.api.activity import Activity
    from optviz.api.discovery import Found
    from optviz.api.jobs import Job, Say
    from optviz.pool import Pool

    Progress = Callable[[Outcome], object]


@spelled_out(Allowance)
def build(
    paths: str | Path | Iterable[str | Path] = (),
    folder: str | Path | None = None,
    *,
    only: str | Sequence[str] = (),
    since: str | None = None,
    workers: int | None = None,
    check: bool = False,
    dry_run: bool = False,
    force: bool = False,
    fail_fast: bool = False,
    deps: str | Path | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
    activity: Callable[[Activity], object] | None = None,
    say: Say | None = None,
    **allowance: Unpack[Allowance],
) -> Report:
    """Render every scenario whose files are missing or stale; each file appears whole or stays as it was.

    The folders below a path are mirrored in the output folder. A file that is no scenario is listed as ignored.

    A scenario that fails is listed in the report, and the others are rendered. One fails too where a file stands in its
    place that optviz did not make. Unfinished files that a killed process left in the folder are removed. Those that
    took longest the last time are begun first.

    Args: paths: files, folders (with all below them) and bundled names; ./scenarios, or the bundled ones, if left
            out.  folder: where the files are written; that of the nearest optviz.yaml, or outputs, if left out.
        only: patterns, as "ch1/*" or "*-dark", of paths or names; others are left alone.
        since: a git revision; scenarios of which no file differs from it are left alone.
        workers: processes, 1 to 64; one for each core if left out.
        check, dry_run: find out what is stale and write nothing.
        force: render what is fresh, too, and overwrite files that optviz did not make.
        fail_fast: begin nothing more after one has failed, and end what has begun.
        deps: a makefile to write, of what each output is made from.
        dask: the address of a Dask scheduler whose workers render, as "tcp://host:8786", or "local:4" for some here.
        progress: called with each outcome as it comes.  activity: called with what goes on meanwhile, also by other
            threads.  say: called with a sentence if another process is waited for, or none can be started.
        allowance: what each scenario may take.
    Raises: ScenarioError where two scenarios would write the same file, where no scenario matches, or where `since` is
        no revision.  OutputError or UnknownNameError where a path gives no scenario.  OutputError where a newer optviz,
        or one that gives no sign of life, writes to the folder, and where there is no such scheduler.
        MissingToolError where Dask is not installed, or its workers have other versions.
        ParameterError where workers is out of range.
    """
    check_workers(workers)
    permitted = permit("", **allowance)
    found = selected(paths, permitted, only=only, since=since)
    told, act = progress or _silent, not (check or dry_run)
    outputs = Outputs(say or _silent, force=force)
    jobs = _jobs(found, folder, outputs)
    known = settled(found, jobs, outputs, act=act)
    for outcome in known.values():
        told(outcome)
    if act:
        left = [job for source, job in jobs.items() if source not in known]
        options = Options(workers, dask, permitted, activity or _silent, say or _silent)
        outcomes = finished(left, outputs, options, fail_fast=fail_fast)
        if fail_fast and any(outcome.state == "failed" for outcome in known.values()):
            outcomes = (job.outcome("skipped") for job in left)
        for outcome in outcomes:
            known[outcome.source] = outcome
            told(outcome)
        _touch(jobs[outcome.source] for outcome in known.values() if outcome.state == "fresh")
        if deps is not None:
            write_dependencies(Path(deps), {job.paths: job.sources for job in jobs.values()})
    return Report(tuple(known[str(each.file)] for each in found))


def ensure(
    scenario: Scenario,
    formats: Sequence[str],
    folder: str | Path = OUTPUTS,
    say: Say | None = None,
    alone: Pool | None = None,
    outputs: Sequence[Scenario] = (),
    beside: Sequence[str] = (),
) -> Outcome:
    """Make sure that one scenario's files are there and fresh.

    Args: formats: used instead of the scenario's own.  say: as in build.  alone: as in draw.
        outputs: those of it that are made, as its variants; itself if left out.
        beside: formats of which the first output alone is made, for all of them.
    Raises: OptvizError as render does.  OutputError where there is a file that optviz did not make, and as in build.
    """
    there = Outputs(say or _silent, by="embed")
    pictures = [
        Picture(
            each,
            tuple(
                Path(folder, f"{each.name}{ENCODERS[name].suffixes[0]}")
                for name in (*formats, *([] if number else beside))
            ),
        )
        for number, each in enumerate(outputs or (scenario,))
    ]
    job = there.job(str(scenario.path or scenario.name), Path(folder), pictures)
    if not job.stale:
        return job.outcome("fresh")
    with there.locked([job]) as jobs:
        if not jobs[0].stale:
            return job.outcome("fresh")
        if in_the_way := there.in_the_way(jobs[0]):
            raise OutputError(in_the_way)
        begun = time.monotonic()
        drawn = draw(jobs[0].pictures, alone=alone)
        seconds = time.monotonic() - begun
        return there.recorded(jobs[0], jobs[0].outcome("rendered", notes=drawn.notes, seconds=seconds))


def _jobs(found: Mapping[Found, Scenario | Outcome], folder: str | Path | None, outputs: Outputs) -> dict[str, Job]:
    """What there is to do for each scenario, by source."""
    scenarios = {each: here for each, here in found.items() if isinstance(here, Scenario)}
    places = {str(each.file): place_of(here, folder, each.below) for each, here in scenarios.items()}
    files = {str(each.file): files_of(here, places[str(each.file)].folder) for each, here in scenarios.items()}
    check_names(files)
    return {source: outputs.job(source, places[source].root, pictures) for source, pictures in files.items()}


def settled(
    found: Mapping[Found, Scenario | Outcome], jobs: Mapping[str, Job], outputs: Outputs, *, act: bool
) -> dict[str, Outcome]:
    """The outcomes that are known before anything is done, by source.

    Args: act: whether what is stale is about to be rendered.
    """
    known = {str(each.file): here for each, here in found.items() if isinstance(here, Outcome)}
    for source, job in jobs.items():
        if in_the_way := outputs.in_the_way(job):
            known[source] = outputs.known(job.outcome("failed", error=in_the_way))
        elif not (act and job.stale):
            known[source] = outputs.known(job.outcome("stale" if job.stale else "fresh"))
    return known


def finished(jobs: Sequence[Job], outputs: Outputs, options: Options, *, fail_fast: bool = False) -> Iterator[Outcome]:
    """Do jobs; each is recorded in the manifest before it is reported."""
    if not jobs:
        return
    with outputs.locked(jobs) as now:
        yield from (outputs.known(job.outcome("fresh")) for job in now if not job.stale)
        # While this one waited, a file of somebody's may have come.
        blocked = {job.source: why for job in now if (why := outputs.in_the_way(job))}
        yield from (job.outcome("failed", error=blocked[job.source]) for job in now if job.source in blocked)
        left = {job.source: job for job in now if job.stale and job.source not in blocked}
        with closing(done(list(left.values()), options)) as found:
            for job, outcome in found:
                del left[job.source]
                yield outputs.known(outputs.recorded(job, outcome) if outcome.state == "rendered" else outcome)
                if fail_fast and outcome.state == "failed":
                    break
        yield from (job.outcome("skipped") for job in left.values())


def _touch(jobs: Iterable[Job]) -> None:
    """Make files that are fresh newer than the files that they are made from, so that make has nothing to do."""
    for job in jobs:
        with suppress(OSError):  # they are fresh all the same
            newest = max(source.stat().st_mtime_ns for source in job.sources)
            for path in job.paths:
                if path.stat().st_mtime_ns < newest:
                    now = max(time.time_ns(), newest)  # a clock may have been set back
                    os.utime(path, ns=(now, now))


def _silent(*told: object) -> None:
    del told
