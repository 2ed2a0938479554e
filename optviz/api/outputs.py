"""The files of many scenarios: where they are, whether they are fresh, whose they are, and who may write them now."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from optviz.api.jobs import Job, Target
from optviz.api.manifest import Fingerprint, Manifest, UnwritableManifestError, content_hash, source_name
from optviz.api.marks import is_marked
from optviz.api.outcomes import File
from optviz.api.pictures import OUTPUTS
from optviz.ending import undone
from optviz.errors import OutputError, ScenarioError
from optviz.files import locked, replacing, sweep
from optviz.scenario.budget import estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optviz.api.jobs import Say
    from optviz.api.outcomes import Outcome
    from optviz.api.pictures import Picture
    from optviz.scenario import Scenario


class Place(NamedTuple):
    """Where a scenario's files go.

    Args: root: the folder that a person named for them.  folder: it, or one below.
    """

    root: Path
    folder: Path


def place_of(scenario: Scenario, folder: str | Path | None, below: Path = Path()) -> Place:
    """Where the files of a scenario go.

    Args: folder: what a person named for them.  below: where the scenario was found, below what a person named.
    """
    if folder is None and scenario.folder is not None:
        return Place(scenario.folder, scenario.folder)
    root = OUTPUTS if folder is None else Path(folder)
    return Place(root, root / below)


def check_names(files: Mapping[str, Iterable[Picture]]) -> None:
    """Raise ScenarioError where two scenarios' files have one name, also if they differ in upper and lower case only.

    Args: files: those of each scenario, by its source.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for source, pictures in files.items():
        for name in {str(path.with_suffix("")).casefold() for each in pictures for path in each.paths}:
            owners[name].append(source)
    clashes = dict.fromkeys(" and ".join(sources) for sources in owners.values() if len(sources) > 1)
    if clashes:
        raise ScenarioError("\n".join(f"{sources} would write the same files; rename one" for sources in clashes))


class Outputs:
    """The folders that files are written to, with what their manifests say.

    Args: say: called with a sentence if another process is waited for.  force: whether fresh files are made again, and
            files of others overwritten.  by: what wants the files: build, embed for a snippet, or gallery.
    """

    def __init__(self, say: Say, *, force: bool = False, by: str = "build") -> None:
        self.say, self.force, self.by = say, force, by
        self._manifests: dict[Path, Manifest] = {}

    def manifest(self, path: Path) -> Manifest:
        """The manifest of the folder in which a file is."""
        if path.parent not in self._manifests:
            self._manifests[path.parent] = Manifest.read(path.parent)
        return self._manifests[path.parent]

    def job(self, source: str, root: Path, pictures: Iterable[Picture]) -> Job:
        """What there is to do for the files of a scenario.

        Args: source: the scenario's file.  root: the folder that was named for them.
        """
        targets = []
        for scenario, paths in pictures:
            made_from = Fingerprint.of(scenario)
            targets += [Target(path, scenario, made_from, self._why(path, made_from)) for path in paths]
        job = Job(source, tuple(targets), root)
        return replace(job, seconds=self._seconds(job)) if job.stale else job

    def _why(self, path: Path, made_from: Fingerprint) -> str:
        return self.manifest(path).why_stale(path, made_from) or ("forced" if self.force else "")

    def _seconds(self, job: Job) -> float:
        """About how long a job takes: as long as the last time, or as its cost is estimated."""
        found = [self.manifest(target.path).records.get(target.path.name) for target in job.stale]
        return max((record.seconds for record in found if record), default=0) or estimate(job.stale[0].scenario).seconds

    def in_the_way(self, job: Job) -> str:
        """Why a job may not write its files; empty if it may."""
        return "\n".join(filter(None, (self.claim(target.path, job.root) for target in job.stale)))

    def claim(self, path: Path, root: Path) -> str:
        """Why a path belongs to somebody else; empty if it may be written.

        Args: root: the folder that a person named, at or above the path's.
        """
        inner = takewhile(lambda parent: parent != root, path.parents)
        if link := next((place for place in (path, *inner) if place.is_symlink()), None):
            return (
                f"{link} is a link, which build neither follows nor replaces; remove it, or build into another folder"
            )
        if path.is_file():
            ours = self.force or self.manifest(path).names(path) or is_marked(path)
            return "" if ours else f"{path} was not made by optviz; move it away, or give --force to overwrite it"
        return f"{path} is in the way: it is no regular file" if os.path.lexists(path) else ""

    @contextmanager
    def locked(self, jobs: Sequence[Job]) -> Iterator[list[Job]]:
        """Keep other processes from writing to the jobs' folders; gives the jobs as they are then.

        Another one may have done them while this one waited. At the end, what processes left that died is removed.
        """
        with ExitStack() as stack:
            for root in sorted({job.root for job in jobs}):
                _make(root, stack)
                stack.enter_context(locked(root, self.say))
            stack.enter_context(undone(self._sweep))
            self._manifests.clear()
            yield [self._again(job) for job in jobs]

    def _again(self, job: Job) -> Job:
        return replace(
            job, targets=tuple(each._replace(reason=self._why(each.path, each.made_from)) for each in job.targets)
        )

    def _sweep(self) -> None:
        for folder in list(self._manifests):
            sweep(folder)

    def recorded(self, job: Job, outcome: Outcome) -> Outcome:
        """Record what was rendered. If only a manifest cannot be written, that costs another rendering, and a note."""
        folder = job.targets[0].path.parent
        files = {each.path: (source_name(job.source, folder), each.made_from) for each in job.stale}
        try:
            self.manifest(job.targets[0].path).record(files, outcome.seconds or 0.0, self.by, self.say)
        except UnwritableManifestError as error:
            return replace(outcome, notes=(*outcome.notes, f"{error}; so it will be rendered again"))
        return outcome

    def keep(self, path: Path, content: bytes, root: Path, source: str) -> File:
        """Have a file of known content, as a site's page; one that has it is left alone.

        Args: root: as in claim.  source: what it is made from.
        Raises: OutputError where there is a file that optviz did not make, or it cannot be written.
        """
        there, digest = path.is_file(), hashlib.sha256(content).hexdigest()
        held = there and content_hash(path)[1] == digest
        if not held:
            if why := self.claim(path, root):
                raise OutputError(why)
            with replacing(path) as temporary:
                temporary.write_bytes(content)
        manifest = self.manifest(path)
        record = manifest.records.get(path.name)
        if record is None or record.content != digest:
            with suppress(UnwritableManifestError):  # it is made again the next time
                made = {path: (source_name(source, path.parent), Fingerprint({}, {}, {}))}
                manifest.record(made, 0.0, self.by, self.say)
        return File(path, "" if held else "changed" if there else "missing", len(content), digest)

    def known(self, outcome: Outcome) -> Outcome:
        """An outcome with what the manifests say of its files."""
        files, seconds = [], outcome.seconds
        for file in outcome.files:
            record = self.manifest(file.path).records.get(file.path.name)
            if record and (outcome.state in {"fresh", "rendered"} or not file.reason):
                files.append(file._replace(bytes=record.size, sha256=record.content))
                seconds = record.seconds if seconds is None else seconds
            else:
                files.append(file)
        return replace(outcome, files=tuple(files), seconds=seconds)


def _make(folder: Path, stack: ExitStack) -> None:
    """Make a folder, which is removed again if nothing is written there."""
    if not folder.exists():
        with suppress(OSError):  # which rendering tells
            folder.mkdir(parents=True)
            stack.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # it is not empty
        folder.rmdir()
