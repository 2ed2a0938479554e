from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from optviz.api.preview.changes import stamps, wait_for_change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = 120
"""Seconds after which a change is not waited for any longer."""


def write(file: Path) -> None:
    file.write_text("longer than before")


def replace(file: Path) -> None:
    other = file.with_name("swap")
    other.write_text("new")
    other.replace(file)


def touch(file: Path) -> None:
    os.utime(file, (1, 1))


def remove(file: Path) -> None:
    file.unlink()


def move_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("other"))


def write_far(file: Path) -> None:
    far = file.parent.parent / "far" / "deep.yaml"
    far.parent.mkdir()
    far.write_text("new")


@pytest.mark.parametrize(
    "change", [write, replace, touch, remove, move_folder, write_far], ids=lambda each: each.__name__
)
@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_a_change_is_seen(
    tmp_path: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    if not told:  # as where the system watches no more folders
        monkeypatch.setattr("watchfiles.watch", _refuse)
    file = tmp_path / "here" / "file.yaml"
    file.parent.mkdir()
    file.write_text("old")
    known = stamps([file, tmp_path / "far" / "deep.yaml"])
    thread = Thread(target=wait_for_change, args=(known,), daemon=True)
    thread.start()
    thread.join(0.3)
    assert thread.is_alive()
    change(file)
    thread.join(LONG)
    assert not thread.is_alive()


def _refuse(*_: object, **__: object) -> None:
    raise OSError("OS file watch limit reached")


def test_what_has_changed_already_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    known = stamps([file])
    file.write_text("there")
    wait_for_change(known)


def test_a_file_that_a_link_leads_to_counts(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "file.yaml", tmp_path / "link.yaml"
    target.write_text("old")
    link.symlink_to(target)
    thread = Thread(target=wait_for_change, args=(stamps([link]),), daemon=True)
    thread.start()
    write(target)
    thread.join(LONG)
    assert not thread.is_alive()


def test_a_name_that_no_file_can_have_is_none() -> None:
    from pathlib import Path

    assert list(stamps([Path("a\0b")]).values()) == [None]
