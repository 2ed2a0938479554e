from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from optviz.api.dependencies import write_dependencies
from optviz.errors import OutputError

MAKE, NINJA = shutil.which("make") or "", shutil.which("ninja") or ""
NAMES = [
    "plain.yaml",
    "a b.yaml",
    "c#d.yaml",
    "e$f.yaml",
    "g:h.yaml",
    "p%q.yaml",
    r"back\slash.yaml",
    r"bs\ sp.yaml",
    "ü.yaml",
]


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_is_a_rule_for_each_output_and_none_for_an_input(tmp_path: Path) -> None:
    rules = {
        (Path("o/a.gif"), Path("o/a.mp4")): [Path("a.yaml"), Path("base.yaml")],
        (Path("o/b.gif"),): [Path("b.yaml")],
    }
    write_dependencies(tmp_path / "deps.mk", rules)
    assert (tmp_path / "deps.mk").read_text().splitlines() == [
        "o/a.gif o/a.mp4: a.yaml base.yaml",
        "o/b.gif: b.yaml",
        "a.yaml:",
        "b.yaml:",
        "base.yaml:",
    ]


def test_it_becomes_newer_only_where_it_says_something_else(tmp_path: Path) -> None:
    file = tmp_path / "deps.mk"
    write_dependencies(file, {(Path("a.gif"),): [Path("a.yaml")]})
    before = file.stat().st_mtime_ns
    write_dependencies(file, {(Path("a.gif"),): [Path("a.yaml")]})
    assert file.stat().st_mtime_ns == before
    write_dependencies(file, {(Path("a.gif"),): [Path("b.yaml")]})
    assert "b.yaml" in file.read_text()


def test_a_name_that_no_makefile_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="rename it"):
        write_dependencies(tmp_path / "deps.mk", {(Path("a.gif"),): [Path("a\nb.yaml")]})
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not MAKE, reason="there is no make here")
@pytest.mark.parametrize("name", NAMES)
def test_make_understands_it(tmp_path: Path, name: str) -> None:
    for each in (name, "base $ x.yaml"):
        (tmp_path / each).write_text("x")
    output = f"out dir/{name.replace('%', '')}.gif"
    write_dependencies(tmp_path / "deps.mk", {(Path(output),): [Path(name), Path("base $ x.yaml")]})
    (tmp_path / "Makefile").write_text("all:\ninclude deps.mk\n%.gif:\n\t@touch made\n")
    done = subprocess.run([MAKE, output], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "made").exists()
    (tmp_path / name).unlink()
    if "%" in name:  # of which no rule can say that it may be missing: it would be a pattern
        return
    assert subprocess.run([MAKE, output], capture_output=True, check=False).returncode == 0  # as make -MP's files do


@pytest.mark.skipif(not NINJA, reason="there is no ninja here")
@pytest.mark.parametrize("name", NAMES)
def test_ninja_understands_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    write_dependencies(tmp_path / "deps", {(Path("a.gif"),): [Path(name)]})
    rule = "rule r\n  command = cp deps d.mk; echo x >> a.gif\n  depfile = d.mk\n  deps = gcc\nbuild a.gif: r\n"
    (tmp_path / "build.ninja").write_text(rule)
    for expected in (1, 1):
        done = subprocess.run([NINJA], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert (tmp_path / "a.gif").read_text().count("x") == expected
    known = subprocess.run([NINJA, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    assert f"    {name}\n" in known
