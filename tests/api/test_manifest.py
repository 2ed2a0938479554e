from __future__ import annotations

import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import numpy as np
import pytest

from optviz.api import packages
from optviz.api.manifest import (
    NAME,
    FileRecord,
    Fingerprint,
    Manifest,
    UnwritableManifestError,
    _file_hash,
    source_name,
    source_path,
)
from optviz.api.marks import is_marked, mark
from optviz.api.packages import required
from optviz.api.plugins import load_plugin
from optviz.errors import OutputError
from optviz.optimizers.adapters.of_optax import OptaxOptimizer
from optviz.optimizers.adapters.of_torch import TorchOptimizer
from optviz.optimizers.lookahead import Lookahead
from optviz.optimizers.sgd import SGD
from optviz.scenario import Scenario, bundled_path, override, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optviz.optimizers import Optimizer

SCENARIO = parse("surface: sphere\nstart: [0.5, 0.4]\noptimizers: [sgd]")


MADE_FROM = Fingerprint({"steps": "5"}, {}, {"numpy": "2.4"})
RECORD: dict[str, Any] = {
    "source": "../a.yaml",
    "by": "build",
    "made_from": {"scenario": {"steps": "5"}, "inputs": {}, "environment": "here"},
    "size": 7,
    "content": hashlib.sha256(b"picture").hexdigest(),
    "seconds": 0.5,
}


def manifest_of(records: Any, **more: Any) -> str:
    return json.dumps({"version": 2, "environments": {"here": {"numpy": "2.4"}}, "files": records, **more})


def unexpected(sentence: str) -> NoReturn:
    raise AssertionError(sentence)


def recorded(folder: Path) -> Path:
    path = folder / "a.gif"
    path.write_bytes(b"picture")
    record(Manifest.read(folder), path)
    return path


def record(manifest: Manifest, *paths: Path) -> None:
    manifest.record(dict.fromkeys(paths, ("../a.yaml", MADE_FROM)), 0.5, "build", unexpected)


def test_what_was_recorded_is_fresh(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == ""


def test_reasons_to_be_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "missing"
    path.write_bytes(b"picture")
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "not recorded"
    recorded(tmp_path)
    another = Fingerprint({"steps": "6"}, {}, {"numpy": "2.4"})
    assert Manifest.read(tmp_path).why_stale(path, another) == "steps changed"
    path.write_bytes(b"Picture")
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "edited since"
    path.unlink()
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "missing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"version": NaN, "files": {"a.gif": NaN}}',
        b'{"version": "3", "files": {}}',
        b'{"version": 1e999, "files": {}}',
        b'{"version": 1%s}' % (b"0" * 5000),
        b'{"version": 2, "files": ' + b'{"a":' * 100_000,
        b'{"version": 2, "files": []}',
        b'{"version": 2, "files": {"a.gif": 3}}',
        b'{"version": 2, "files": {"a.gif": {"made_from": "scenario", "size": "7", "content": ""}}}',
        manifest_of({"a.gif": RECORD}).replace('{"numpy"', '[{"numpy"').replace('"2.4"}', '"2.4"}]').encode(),
    ],
)
def test_a_broken_manifest_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = recorded(tmp_path)
    (tmp_path / NAME).write_bytes(content)
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "not recorded"
    recorded(tmp_path)
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == ""


@pytest.mark.parametrize(
    "name",
    ["a" * 5000, "../a.gif", "/etc/passwd", "..", ".", "", "a\0.gif", "\ud800.gif", "b/c.gif", "\n", "é" * 200],
)
def test_a_record_of_a_strange_name_costs_nothing_but_itself(tmp_path: Path, name: str) -> None:
    path = recorded(tmp_path)
    (tmp_path / NAME).write_text(manifest_of({name: RECORD, "a.gif": RECORD}, earlier={name: None}))
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == ""
    recorded(tmp_path)
    assert list(json.loads((tmp_path / NAME).read_text())["files"]) == ["a.gif"]


@pytest.mark.parametrize(
    "strange",
    [
        None,
        3,
        [],
        "a.gif",
        {},
        {**RECORD, "size": "7"},
        {**RECORD, "size": float("nan")},
        {**RECORD, "size": 7.5},
        {**RECORD, "size": 10**4000},
        {**RECORD, "size": -1},
        {**RECORD, "made_from": None},
        {**RECORD, "made_from": {**RECORD["made_from"], "scenario": 3}},
        {**RECORD, "made_from": {**RECORD["made_from"], "inputs": {"a": 3}}},
        {**RECORD, "made_from": {**RECORD["made_from"], "environment": "elsewhere"}},
        {**RECORD, "seconds": float("nan")},
        {**RECORD, "seconds": -1},
        {**RECORD, "source": None},
        {**RECORD, "content": ["a"]},
        {**RECORD, "content": "a" * 100_000},
        {**RECORD, "more": 1},
    ],
)
def test_a_strange_record_costs_nothing_but_itself(tmp_path: Path, strange: Any) -> None:
    path = recorded(tmp_path)
    (tmp_path / "b.gif").write_bytes(b"picture")
    (tmp_path / NAME).write_text(manifest_of({"b.gif": strange, "a.gif": RECORD}))
    manifest = Manifest.read(tmp_path)
    assert manifest.why_stale(path, MADE_FROM) == ""
    assert manifest.why_stale(tmp_path / "b.gif", MADE_FROM) in {
        "not recorded", "edited since", "numpy none is now 2.4"
    }  # fmt: skip
    record(manifest, tmp_path / "b.gif")
    assert Manifest.read(tmp_path).why_stale(tmp_path / "b.gif", MADE_FROM) == ""


def in_its_place(path: Path, kind: str) -> None:
    """Put something else where a manifest is."""
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to itself":
        path.symlink_to(path.name)
    elif kind == "link to nowhere":
        path.symlink_to("missing")
    elif kind == "link to a file of somebody's":
        path.symlink_to("precious.txt")
    elif kind == "link that never ends":
        path.symlink_to("/dev/zero")
    elif kind == "huge file":
        path.touch()
        os.truncate(path, 1 << 40)


@pytest.mark.parametrize(
    "kind",
    [
        "pipe",
        "link to itself",
        "link to nowhere",
        "link to a file of somebody's",
        "link that never ends",
        "huge file",
        "nothing",
    ],
)
def test_what_is_no_manifest_costs_its_records_only(tmp_path: Path, kind: str) -> None:
    (tmp_path / "precious.txt").write_text("somebody's")
    path = recorded(tmp_path)
    in_its_place(tmp_path / NAME, kind)
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "not recorded"
    recorded(tmp_path)
    assert not (tmp_path / NAME).is_symlink()
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == ""
    assert (tmp_path / "precious.txt").read_text() == "somebody's"
    assert sorted(each.name for each in tmp_path.iterdir()) == [NAME, "a.gif", "precious.txt"]


@pytest.mark.parametrize("number", [3, 10**300])
def test_a_newer_manifest_is_refused_and_stays(tmp_path: Path, number: int) -> None:
    path = recorded(tmp_path)
    manifest = Manifest.read(tmp_path)
    text = json.dumps({"version": number, "files": {"a.gif": RECORD}, "more": 1})
    (tmp_path / NAME).write_text(text)
    with pytest.raises(OutputError, match="a newer optviz wrote"):
        Manifest.read(tmp_path)
    with pytest.raises(OutputError, match="a newer optviz wrote"):
        record(manifest, path)
    assert (tmp_path / NAME).read_text() == text


def test_a_file_of_another_size_is_edited_and_not_read(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    os.truncate(path, 1 << 40)
    assert Manifest.read(tmp_path).why_stale(path, MADE_FROM) == "edited since"


def test_records_of_others_are_kept(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.gif" for number in range(20)]
    for path in paths:
        path.write_bytes(path.name.encode())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda path: record(Manifest(tmp_path, {}), path), paths))
    assert {Manifest.read(tmp_path).why_stale(path, MADE_FROM) for path in paths} == {""}


def test_records_of_files_that_are_gone_are_dropped(tmp_path: Path) -> None:
    recorded(tmp_path).unlink()
    (tmp_path / "b.gif").write_bytes(b"b")
    record(Manifest.read(tmp_path), tmp_path / "b.gif")
    assert list(json.loads((tmp_path / NAME).read_text())["files"]) == ["b.gif"]


def test_what_was_recorded_is_read_again(tmp_path: Path) -> None:
    recorded(tmp_path)
    content = hashlib.sha256(b"picture").hexdigest()
    assert Manifest.read(tmp_path).records == {"a.gif": FileRecord("../a.yaml", "build", MADE_FROM, 7, content, 0.5)}


def test_an_earlier_optvizs_files_are_ours_and_have_to_be_made_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.gif").write_bytes(b"picture")
    rows = {f"{name}.gif": {"made_from": "scenario", "size": 7, "content": RECORD["content"]} for name in "abc"}
    (tmp_path / NAME).write_text(json.dumps({"version": 1, "files": rows}))
    manifest = Manifest.read(tmp_path)
    for _ in range(2):
        assert [manifest.names(tmp_path / f"{name}.gif") for name in "ab"] == [True, True]
        assert manifest.why_stale(tmp_path / "b.gif", MADE_FROM) == "made by an earlier optviz"
        record(manifest, tmp_path / "a.gif")
        manifest = Manifest.read(tmp_path)
    assert manifest.why_stale(tmp_path / "a.gif", MADE_FROM) == ""
    assert manifest.earlier == {"b.gif"}


def test_what_is_forgotten_is_not_recorded_any_more(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    (tmp_path / "b.gif").write_bytes(b"picture")
    record(Manifest.read(tmp_path), tmp_path / "b.gif")
    Manifest.read(tmp_path).forget(["a.gif"], unexpected)
    manifest = Manifest.read(tmp_path)
    assert (manifest.names(path), list(manifest.records)) == (False, ["b.gif"])
    manifest.forget(["b.gif"], unexpected)
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (MADE_FROM, ""),
        (Fingerprint({"steps": "4", "seed": "0"}, {}, {"numpy": "2.4"}), "steps, seed changed"),
        (Fingerprint({"steps": "5"}, {"a.ttf": "1"}, {"numpy": "2.4"}), "a.ttf changed"),
        (Fingerprint({"steps": "5"}, {}, {"numpy": "2.3"}), "numpy 2.3 is now 2.4"),
        (Fingerprint({"steps": "5"}, {}, {}), "numpy none is now 2.4"),
        (Fingerprint({"steps": "4"}, {}, {"numpy": "2.3"}), "steps changed; numpy 2.3 is now 2.4"),
        (
            Fingerprint({"steps": "5", **dict.fromkeys("abcde", "1")}, {}, {"numpy": "2.4"}),
            "a, b, c and 2 more changed",
        ),
    ],
)
def test_what_changed_is_said_on_a_line(before: Fingerprint, words: str) -> None:
    assert MADE_FROM.changed_since(before) == words


def test_a_source_is_known_from_its_folder(tmp_path: Path) -> None:
    folder, source = tmp_path / "out" / "a", tmp_path / "figs" / "a" / "f.yaml"
    name = source_name(str(source), folder)
    assert name == "../../figs/a/f.yaml"
    assert source_path(name, folder).resolve() == source.resolve()
    assert source_name(str(bundled_path("saddle")), folder) == "bundled:saddle"
    assert source_path("bundled:saddle", folder) == bundled_path("saddle")


def test_a_folder_in_its_place_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(UnwritableManifestError, match="cannot write"):
        recorded(tmp_path)
    assert not Manifest.read(tmp_path).records


def test_the_mark_is_that_of_the_scenario_alone(tmp_path: Path, upgrade: Callable[[str], None]) -> None:
    first = mark(SCENARIO)
    assert re.fullmatch("optviz 1 [0-9a-f]{16}", first)
    assert mark(replace(SCENARIO, name="other")) == mark(override(SCENARIO, formats=("mp4",))) == first
    assert mark(replace(SCENARIO, steps=7)) != first
    upgrade("numpy")
    assert mark(SCENARIO) == first
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    assert not is_marked(tmp_path / "a.gif")
    assert not is_marked(tmp_path / "missing.gif")


def test_numbers_of_numpys_are_numbers() -> None:
    steps: Any = np.int64(SCENARIO.steps)
    rate: Any = np.float32(0.1)
    same = replace(SCENARIO, steps=steps)
    assert (mark(same), Fingerprint.of(same)) == (mark(SCENARIO), Fingerprint.of(SCENARIO))
    assert mark(using(SGD(lr=rate))) != mark(using(SGD(lr=0.1)))  # as it differs where it is computed with


def test_fingerprint_is_that_of_what_is_drawn() -> None:
    first = Fingerprint.of(SCENARIO)
    assert Fingerprint.of(replace(SCENARIO, name="other")) == first
    assert Fingerprint.of(override(SCENARIO, formats=("mp4",))) == first
    assert Fingerprint.of(override(SCENARIO, theme="dark")) != first
    assert Fingerprint.of(replace(SCENARIO, steps=7)) != first


def test_another_font_makes_files_stale_where_a_text_needs_it(new_font: Callable[..., Path]) -> None:
    plain, title = SCENARIO, "a\u0378"
    first = Fingerprint.of(plain), Fingerprint.of(replace(plain, title=title))
    found = []
    for letters in ("\u0378", "\u0378\u0379"):
        new_font("Boxes Sans", letters)
        _file_hash.cache_clear()
        found.append(Fingerprint.of(replace(plain, title=title)))
        assert Fingerprint.of(plain) == first[0]
    assert len({str(each) for each in (*found, first[1])}) == 3


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes a package have another version."""
    installed = metadata.version

    def to_version_99(package: str) -> None:
        monkeypatch.setattr(metadata, "version", lambda name: "99" if name == package else installed(name))
        packages.version.cache_clear()

    yield to_version_99
    packages.version.cache_clear()


@dataclass(frozen=True)
class OfTorch(SGD):
    """Computes with torch, or says so."""

    name: ClassVar[str] = "of_torch"
    packages: ClassVar[tuple[str, ...]] = ("torch",)


def using(optimizer: Optimizer) -> Scenario:
    return replace(SCENARIO, runs=(replace(SCENARIO.runs[0], optimizer=optimizer),))


@pytest.mark.parametrize("package", ["numpy", "contourpy", "scipy", "av"])
def test_another_version_of_a_required_package_makes_files_stale(package: str, upgrade: Callable[[str], None]) -> None:
    first = Fingerprint.of(SCENARIO)
    upgrade(package)
    assert Fingerprint.of(SCENARIO) != first


def test_another_version_of_torch_makes_only_its_users_stale(upgrade: Callable[[str], None]) -> None:
    users = [using(OfTorch()), using(Lookahead(inner=OfTorch()))]
    others = [SCENARIO, using(Lookahead())]
    before = list(map(Fingerprint.of, [*users, *others]))
    upgrade("torch")
    after = list(map(Fingerprint.of, [*users, *others]))
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False, False]


def test_every_adapter_names_its_library() -> None:
    assert TorchOptimizer.packages == required(extra="torch")
    assert set(OptaxOptimizer.packages) == set(required(extra="optax"))


@pytest.mark.usefixtures("catalogues")
def test_another_plugin_makes_files_stale(tmp_path: Path) -> None:
    text = "from optviz.optimizers import SGD\nclass Mine(SGD):\n    name = 'mine'\n"
    found = [Fingerprint.of(SCENARIO)]
    for name, code in (("one", text), ("two", f"{text}# changed\n".replace("'mine'", "'other'"))):
        path = tmp_path / f"{name}.py"
        path.write_text(code)
        load_plugin(path)
        found.append(Fingerprint.of(SCENARIO))
    assert len(set(map(str, found))) == 3
