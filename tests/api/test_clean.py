from __future__ import annotations

from pathlib import Path

import pytest

from optviz.api.build import build, ensure
from optviz.api.clean import Cleaned, clean
from optviz.api.manifest import NAME, Manifest
from optviz.errors import OptvizError, OutputError
from optviz.scenario import load

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0, formats: [png]}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def figs(tmp_path: Path) -> Path:
    """A folder with three scenarios, one of them below another folder, that are built."""
    folder = tmp_path / "figs"
    (folder / "deep").mkdir(parents=True)
    for name in ("a", "b", "deep/c"):
        (folder / f"{name}.yaml").write_text(TEXT)
    build("figs", "out", workers=1)
    return folder


def names(paths: tuple[Path, ...]) -> list[str]:
    return sorted(str(path.relative_to("out")) for path in paths)


def files() -> list[str]:
    return sorted(
        str(path.relative_to("out")) for path in Path("out").rglob("*") if path.is_file() and path.name != NAME
    )


@pytest.mark.usefixtures("figs")
def test_where_all_is_made_nothing_goes() -> None:
    assert clean("figs", "out") == Cleaned()
    assert files() == ["a.png", "b.png", "deep/c.png"]


def test_what_has_another_name_now(figs: Path) -> None:
    (figs / "a.yaml").rename(figs / "z.yaml")
    build("figs", "out", workers=1)
    Path("out", "note.txt").write_text("somebody's")
    assert names(clean("figs", "out", dry_run=True).removed) == ["a.png"]
    assert "a.png" in files()
    assert names(clean("figs", "out").removed) == ["a.png"]
    assert files() == ["b.png", "deep/c.png", "note.txt", "z.png"]
    assert list(Manifest.read(Path("out")).records) == ["b.png", "z.png"]
    assert clean("figs", "out") == Cleaned()
    assert build("figs", "out", check=True).ok


def test_a_folder_whose_scenarios_are_gone(figs: Path) -> None:
    (figs / "deep" / "c.yaml").unlink()
    assert names(clean("figs", "out").removed) == ["deep/c.png"]
    assert not Path("out", "deep").exists()
    for name in ("a", "b"):
        (figs / f"{name}.yaml").unlink()
    assert names(clean("figs", "out").removed) == ["a.png", "b.png"]
    assert not list(Path("out").iterdir())


def test_a_format_that_is_not_wanted_any_more(figs: Path) -> None:
    (figs / "a.yaml").write_text(TEXT.replace("[png]", "[gif]"))
    build("figs", "out", workers=1)
    assert names(clean("figs", "out").removed) == ["a.png"]
    assert files() == ["a.gif", "b.png", "deep/c.png"]


def test_what_a_snippet_needs_stays_while_there_is_the_scenario(figs: Path) -> None:
    ensure(load(figs / "a.yaml"), ("png", "gif"), "out")
    assert clean("figs", "out") == Cleaned()
    (figs / "a.yaml").unlink()
    assert names(clean("figs", "out").removed) == ["a.gif", "a.png"]


def test_what_was_made_from_elsewhere_stays(figs: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "m.yaml").write_text(TEXT)
    build("more", "out", workers=1)
    (figs / "a.yaml").unlink()
    assert names(clean("figs", "out").removed) == ["a.png"]
    assert files() == ["b.png", "deep/c.png", "m.png"]


def test_what_cannot_be_read_now_stays(figs: Path) -> None:
    (figs / "a.yaml").write_text("surface: spere")
    assert clean("figs", "out") == Cleaned()


@pytest.mark.parametrize("change", ["edited", "link", "folder"])
def test_what_is_not_as_it_was_written_stays_and_is_told(figs: Path, change: str) -> None:
    (figs / "a.yaml").unlink()
    path = Path("out", "a.png")
    if change == "edited":
        path.write_bytes(path.read_bytes() + b"more")
    else:
        path.rename("precious.png")
        path.mkdir() if change == "folder" else path.symlink_to("../precious.png")
    cleaned = clean("figs", "out")
    assert cleaned.removed == ()
    if change != "folder":  # of which the manifest drops the record
        ((kept, reason),) = cleaned.kept
        assert kept == path
        assert reason
    assert path.exists()
    assert change == "edited" or Path("precious.png").is_file()


def test_a_strangers_manifest_removes_nothing_of_somebodys(figs: Path) -> None:
    """Not even a file that is just as the manifest says: it has no mark of optviz."""
    (figs / "a.yaml").unlink()
    path = Path("out", "a.png")
    path.write_bytes(b"somebody's")
    manifest = Manifest.read(Path("out"))
    record = manifest.records["a.png"]
    manifest.record({path: (record.source, record.made_from)}, 0.1, "build", print)
    assert clean("figs", "out").removed == ()
    assert path.read_bytes() == b"somebody's"


@pytest.mark.usefixtures("figs")
def test_a_path_that_is_not_there_removes_nothing() -> None:
    with pytest.raises(OptvizError):
        clean("fgs", "out")
    assert len(files()) == 3


@pytest.mark.usefixtures("figs")
def test_a_newer_manifest_is_refused() -> None:
    Path("out", NAME).write_text('{"version": 3}')
    with pytest.raises(OutputError, match="a newer optviz"):
        clean("figs", "out")
    assert len(files()) == 3
