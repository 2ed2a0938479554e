from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optviz.api import manifest
from optviz.api.manifest import NAME, Manifest, fingerprint
from optviz.errors import OutputError
from optviz.scenario import override, parse

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = parse("surface: sphere\nstart: [0.5, 0.4]\noptimizers: [sgd]")


def recorded(folder: Path) -> Path:
    path = folder / "a.gif"
    path.write_bytes(b"picture")
    Manifest.read(folder).record([path], "scenario")
    return path


def test_what_was_recorded_is_fresh(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == ""


def test_reasons_to_be_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == "missing"
    path.write_bytes(b"picture")
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == "not recorded"
    recorded(tmp_path)
    assert Manifest.read(tmp_path).why_stale(path, "another") == "scenario or code changed"
    path.write_bytes(b"Picture")
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == "edited"
    path.unlink()
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == "missing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"version": 2, "files": {}}',
        b'{"version": 1, "files": []}',
        b'{"version": 1, "files": {"a.gif": 3}}',
        b'{"version": 1, "files": {"a.gif": {"made_from": "scenario", "size": "7", "content": ""}}}',
    ],
)
def test_a_broken_manifest_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = recorded(tmp_path)
    (tmp_path / NAME).write_bytes(content)
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == "not recorded"
    recorded(tmp_path)
    assert Manifest.read(tmp_path).why_stale(path, "scenario") == ""


def test_records_of_others_are_kept(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.gif" for number in range(20)]
    for path in paths:
        path.write_bytes(path.name.encode())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda path: Manifest(tmp_path, {}).record([path], "scenario"), paths))
    assert {Manifest.read(tmp_path).why_stale(path, "scenario") for path in paths} == {""}


def test_records_of_files_that_are_gone_are_dropped(tmp_path: Path) -> None:
    recorded(tmp_path).unlink()
    (tmp_path / "b.gif").write_bytes(b"b")
    Manifest.read(tmp_path).record([tmp_path / "b.gif"], "scenario")
    assert list(json.loads((tmp_path / NAME).read_text())["files"]) == ["b.gif"]


def test_an_unwritable_manifest_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(OutputError):
        recorded(tmp_path)


def test_fingerprint_is_that_of_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    first = fingerprint(SCENARIO)
    assert fingerprint(replace(SCENARIO, name="other")) == first
    assert fingerprint(override(SCENARIO, formats=("mp4",))) == first
    assert fingerprint(override(SCENARIO, theme="dark")) != first
    assert fingerprint(replace(SCENARIO, steps=7)) != first
    monkeypatch.setattr(manifest, "_version", lambda name: f"{name} 99")
    manifest._code.cache_clear()
    try:
        assert fingerprint(SCENARIO) != first
    finally:
        manifest._code.cache_clear()
