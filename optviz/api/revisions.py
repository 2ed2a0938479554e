"""Which files differ from a revision of the git repository in which they are."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from optviz.errors import MissingToolError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_QUIET = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
"""A repository may be a stranger's: it starts no program of its own."""


class Revision:
    """A revision, as git calls it: a commit, a branch, a tag, HEAD~3.

    Raises: ScenarioError, from `differs`, where a file is in no repository, or its repository has no such revision.
        MissingToolError where there is no git.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._of_repository = cache(self._files)

    def differs(self, files: Iterable[Path]) -> bool:
        """Whether any of some files is not the same in the revision, or not there."""
        return any(self._differs(file) for file in files)

    def _differs(self, file: Path) -> bool:
        place = file.absolute()
        repository = next((folder for folder in place.parents if (folder / ".git").exists()), None)
        if repository is None:
            raise ScenarioError(f"{file} is in no git repository, so it cannot be compared with {self.name!r}")
        there, changed = self._of_repository(repository)
        name = place.relative_to(repository).as_posix()
        return name not in there or name in changed

    def _files(self, repository: Path) -> tuple[frozenset[str], frozenset[str]]:
        """The files of the revision, and those among them that differ now."""
        commit = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.name}^{{commit}}")
        if commit is None:
            raise ScenarioError(f"the git repository {repository.name!r} has no revision {self.name!r}")
        there = _git(repository, "ls-tree", "-r", "-z", "--name-only", commit.strip())
        options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules")
        changed = _git(repository, "diff", *options, commit.strip())
        if there is None or changed is None:
            raise ScenarioError(f"git cannot compare the repository {repository.name!r} with {self.name!r}")
        return frozenset(there.split("\0")), frozenset(changed.split("\0"))


def _git(repository: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603  (no shell, and a revision never reads as an option)
            ["git", *_QUIET, *arguments],  # noqa: S607  (the person's own git)
            cwd=repository,
            env=environment,
            capture_output=True,
            check=False,
        )
    except ValueError:  # a zero byte
        return None
    except FileNotFoundError:
        raise MissingToolError("--since needs git, which is not installed") from None
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
