"""Files with data that scenarios name: build, --deps, --since and Dask know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.api.build import build
from optviz.api.embed import embed
from tests.api.test_revisions import git

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
surface: {name: grid, file: data/own.csv}
start: [0.5, 0.5]
steps: 3
optimizers: [sgd, {name: recorded, file: data/path.csv}]
output: {formats: [png], size: [400, 300]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    written(tmp_path, 1.0)
    (tmp_path / "data" / "path.csv").write_text("x,y\n0.2,0.2\n0.7,0.9\n")
    (tmp_path / "own.yaml").write_text(TEXT)
    return tmp_path


def written(folder: Path, height: float) -> None:
    axis = np.linspace(-1, 1, 5)
    rows = [",".join(["", *map(str, axis)])]
    rows += [",".join(map(str, [y, *(height * (axis**2 + y * y))])) for y in axis]
    (folder / "data" / "own.csv").write_text("\n".join(rows))


def test_a_file_that_changed_makes_the_output_stale(folder: Path) -> None:
    def reasons(*, check: bool) -> list[str]:
        return [file.reason for each in build(["own.yaml"], check=check, workers=1).outcomes for file in each.files]

    build(["own.yaml"], workers=1)
    assert reasons(check=True) == [""]
    written(folder, 2.0)
    assert reasons(check=True) == ["data/own.csv changed"]
    build(["own.yaml"], workers=1)
    (folder / "data" / "path.csv").write_text("x,y\n0.3,0.2\n")
    assert reasons(check=True) == ["data/path.csv changed"]


def test_makefiles_have_them(folder: Path) -> None:
    build(["own.yaml"], deps="deps.mk", workers=1)
    assert "own.yaml data/own.csv data/path.csv" in (folder / "deps.mk").read_text()


def test_since_a_revision_they_count(folder: Path) -> None:
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    assert not build(["own.yaml"], since="HEAD", workers=1).outcomes
    written(folder, 2.0)
    assert len(build(["own.yaml"], since="HEAD", workers=1).outcomes) == 1


def test_a_snippet_of_it_is_made(folder: Path) -> None:
    assert "own" in embed("own.yaml", folder=folder / "pages")


def test_workers_of_a_cluster_get_them(folder: Path) -> None:
    pytest.importorskip("distributed")
    build(["own.yaml"], folder / "here", workers=1)
    build(["own.yaml"], folder / "there", dask="local:1")
    assert (folder / "there" / "own.png").read_bytes() == (folder / "here" / "own.png").read_bytes()
