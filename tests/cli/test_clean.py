from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call


def test_orphans_go_and_nothing_else(call: Call, small: str, tmp_path: Path) -> None:
    call("build", small)
    assert call("clean", small).stderr == "0 removed\n"
    (tmp_path / small).rename(tmp_path / "other.yaml")
    (tmp_path / "outputs" / "note.txt").write_text("somebody's")
    call("build", "other.yaml")
    assert call("clean", ".", "--dry-run").stderr == "would remove outputs/small.gif\n1 to remove\n"
    assert call("clean", ".").stderr == "removed outputs/small.gif\n1 removed\n"
    names = sorted(path.name for path in (tmp_path / "outputs").iterdir())
    assert names == [".optviz.json", "note.txt", "other.gif"]


def test_what_was_edited_stays_and_is_told(call: Call, small: str, tmp_path: Path) -> None:
    call("build", small)
    (tmp_path / small).unlink()
    with (tmp_path / "outputs" / "small.gif").open("ab") as file:
        file.write(b"more")
    assert call("clean", ".").stderr == "kept outputs/small.gif: it was edited\n0 removed\n"


def test_a_path_that_is_not_there(call: Call) -> None:
    assert "did you mean 'saddle'" in call("clean", "sadle", code=2).stderr
