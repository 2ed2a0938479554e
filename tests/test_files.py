from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.errors import OutputError
from optviz.files import cache_folder, replacing, write_text

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _fail(half: Path, failure: type[BaseException]) -> None:
    half.write_bytes(b"half")
    raise failure


def test_a_file_appears_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "new" / "a.gif") as temporary:
        temporary.write_bytes(b"whole")
        assert names(tmp_path / "new") == [temporary.name]
        assert temporary.suffix == ".gif"
    assert names(tmp_path / "new") == ["a.gif"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")
    with pytest.raises(failure), replacing(target) as temporary:
        _fail(temporary, failure)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.gif"]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(OutputError, match="cannot write"), replacing(tmp_path / "a" / "b.gif"):
        pass


def test_new_files_have_the_mode_that_others_have(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_text(tmp_path / "ours", "")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_the_cache_can_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPTVIZ_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("OPTVIZ_CACHE")
    assert cache_folder().name == "optviz" or "optviz" in cache_folder().parts
