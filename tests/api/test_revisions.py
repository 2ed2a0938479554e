from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from optviz.api.revisions import Revision
from optviz.errors import MissingToolError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false")
    subprocess.run([shutil.which("git") or "", *own, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    (folder / "deep").mkdir(parents=True)
    git(folder, "init")
    for name in ("a.yaml", "deep/ä b.yaml"):
        (folder / name).write_text("x")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    git(folder, "tag", "first")
    return folder


def test_what_differs(repository: Path) -> None:
    a, b, new = repository / "a.yaml", repository / "deep" / "ä b.yaml", repository / "new.yaml"
    assert not Revision("HEAD").differs([a, b])
    b.write_text("y")
    new.write_text("z")
    now = Revision("HEAD")
    assert [now.differs([each]) for each in (a, b, new)] == [False, True, True]
    assert now.differs([a, b])
    git(repository, "add", ".")
    git(repository, "commit", "-m", "second")
    assert not Revision("HEAD").differs([a, b, new])
    assert [Revision("first").differs([each]) for each in (a, b, new)] == [False, True, True]


def test_what_git_ignores_differs_too(repository: Path) -> None:
    (repository / ".gitignore").write_text("private.yaml\n")
    (repository / "private.yaml").write_text("x")
    assert Revision("HEAD").differs([repository / "private.yaml"])


@pytest.mark.parametrize("name", ["nothing", "--help", "--output=stolen", "", "HEAD:a.yaml", "HEAD\0"])
def test_what_is_no_revision(repository: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="no revision"):
        Revision(name).differs([repository / "a.yaml"])
    assert not (repository / "stolen").exists()


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="in no git repository"):
        Revision("HEAD").differs([tmp_path / "a.yaml"])


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(repository))
    with pytest.raises(MissingToolError, match="needs git"):
        Revision("HEAD").differs([repository / "a.yaml"])


def test_a_strangers_repository_starts_nothing(repository: Path) -> None:
    script = repository / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch {repository}/started\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager", "diff.it.textconv"):
        git(repository, "config", key, str(script))
    (repository / ".gitattributes").write_text("*.yaml diff=it\n")
    (repository / "a.yaml").write_text("changed")
    assert Revision("HEAD").differs([repository / "a.yaml"])
    assert not (repository / "started").exists()
