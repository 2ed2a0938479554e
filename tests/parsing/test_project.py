from __future__ import annotations

import os
from pathlib import Path

import pytest

from optviz.errors import ScenarioError
from optviz.parsing.project import HOUSE, project


def put(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_house_file_comes_first(tmp_path: Path) -> None:
    houses = [put(tmp_path / HOUSE), put(tmp_path / "a" / HOUSE), put(tmp_path / "a/b/c" / HOUSE)]
    found = project(put(tmp_path / "a/b/c/x.yaml"))
    assert found.houses == tuple(reversed(houses))
    assert found.top == tmp_path
    assert project(put(tmp_path / "a/d/x.yaml")).houses == (houses[1], houses[0])


def test_those_above_a_repository_do_not_hold(tmp_path: Path) -> None:
    put(tmp_path / HOUSE)
    inside = put(tmp_path / "a" / HOUSE)
    put(tmp_path / "a/.git")
    found = project(put(tmp_path / "a/b/x.yaml"))
    assert (found.houses, found.top) == ((inside,), tmp_path / "a")


@pytest.mark.parametrize(("mode", "counts"), [(0o1777, False), (0o755, True)])
def test_a_folder_of_anyones_has_no_say(tmp_path: Path, mode: int, counts: bool) -> None:
    shared = put(tmp_path / "shared" / HOUSE)
    shared.parent.chmod(mode)
    assert project(put(tmp_path / "shared/mine/x.yaml")).houses == ((shared,) if counts else ())
    assert project(put(tmp_path / "shared/x.yaml")).houses[0] == shared


def test_the_current_folder_is_the_project_of_what_is_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a/b/x.yaml")
    assert project(path).top == tmp_path / "a/b"
    monkeypatch.chdir(tmp_path)
    assert project(path).top == tmp_path
    monkeypatch.chdir(put(tmp_path / "c/y.yaml").parent)
    assert project(path).top == tmp_path / "a/b"


def test_nothing_leaves_the_project(tmp_path: Path) -> None:
    put(tmp_path / "a/.git")
    found = project(put(tmp_path / "a/b/x.yaml"))
    folder = tmp_path / "a/b"
    (folder / "out").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    assert found.inside(folder, "../y.yaml", folder) == tmp_path / "a/y.yaml"
    for value in ("../../y.yaml", "out/y.yaml", "/etc/y.yaml", str(folder / "y.yaml")):
        with pytest.raises(ScenarioError, match=r"leads out of|from this file's folder on"):
            found.inside(folder, value, folder)
    with pytest.raises(ScenarioError, match="leads nowhere"):
        found.inside(folder, "\0.yaml", folder)
    with pytest.raises(ScenarioError, match="leads out of"):
        project(folder / "x.yaml", untrusted=True).inside(folder, "../y.yaml", folder)


def test_messages_call_files_as_the_first_one_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a/x.yaml")
    monkeypatch.chdir(tmp_path)
    assert project(Path("a/x.yaml")).shown(tmp_path / "b.yaml") == "b.yaml"
    assert project(tmp_path / "a/x.yaml").shown(tmp_path / "b.yaml") == str(tmp_path / "b.yaml")
    monkeypatch.chdir("a")
    assert project(Path("x.yaml")).shown(tmp_path / "b.yaml") == os.path.join("..", "b.yaml")  # noqa: PTH118
