"""Many scenarios' trajectories as files of numbers: a sweep, on all cores or on a cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from optviz.api import results
from optviz.api.jobs import Job, Options, Target, done
from optviz.api.limits import Allowance, permit
from optviz.api.manifest import Fingerprint, content_hash
from optviz.api.outcomes import Outcome, Report
from optviz.api.outputs import check_names, place_of
from optviz.api.pictures import Picture
from optviz.api.render import check_workers
from optviz.api.selection import selected
from optviz.api.signatures import spelled_out
from optviz.scenario.budget import estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optviz.api.activity import Activity
    from optviz.api.jobs import Say


@spelled_out(Allowance)
def run_many(
    paths: str | Path | Iterable[str | Path],
    folder: str | Path | None = None,
    *,
    format: str = "json",  # noqa: A002  (as on the command line)
    workers: int | None = None,
    dask: str | None = None,
    progress: Callable[[Outcome], object] | None = None,
    activity: Callable[[Activity], object] | None = None,
    say: Say | None = None,
    **allowance: Unpack[Allowance],
) -> Report:
    """Compute the trajectories of many scenarios, and write those of each to a file.

    A scenario that fails is listed in the report, and the others are computed. A file that is there is replaced.

    Args: paths: files, folders (with all below them, mirrored in the output folder) and bundled names.
        folder: where the files are written; that of the nearest optviz.yaml, or outputs, if left out.
        format: json, csv or npz, as `results.write` writes them.
        workers, dask, progress, activity, say: as in build.  allowance: what each scenario may take.
    Raises: as build; UnknownNameError for another format.
    """
    check_workers(workers)
    results.writer(Path(f"any.{format}"))
    permitted = permit("", **allowance)
    found = selected(paths, permitted)
    told = progress or _silent
    settled = {str(each.file): here for each, here in found.items() if isinstance(here, Outcome)}
    pictures: dict[str, Picture] = {}
    for each, here in found.items():
        if not isinstance(here, Outcome):
            place = place_of(here, folder, each.below)
            pictures[str(each.file)] = Picture(here, (place.folder / f"{here.name}.{format}",))
    check_names({source: [picture] for source, picture in pictures.items()})
    for outcome in settled.values():
        told(outcome)
    options = Options(workers, dask, permitted, activity or _silent, say or _silent)
    for job, outcome in done([_job(source, picture) for source, picture in pictures.items()], options):
        settled[job.source] = _measured(outcome)
        told(settled[job.source])
    return Report(tuple(settled[str(each.file)] for each in found))


def _job(source: str, picture: Picture) -> Job:
    """The file of numbers of a scenario, which is always made."""
    target = Target(picture.paths[0], picture.scenario, Fingerprint({}, {}, {}), "asked for")
    return Job(source, (target,), seconds=estimate(picture.scenario).seconds, kind="numbers")


def _measured(outcome: Outcome) -> Outcome:
    """An outcome with the size and the hash of the file that was written."""
    if outcome.state != "rendered":
        return outcome
    files = []
    for file in outcome.files:
        size, sha256 = content_hash(file.path)
        files.append(file._replace(bytes=size, sha256=sha256))
    return replace(outcome, files=tuple(files))


def _silent(told: object) -> None:
    del told
