from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from typing import TYPE_CHECKING, ClassVar

import pytest

from optviz.api import packages
from optviz.api.manifest import NAME, Manifest, fingerprint
from optviz.api.packages import required
from optviz.api.plugins import load_plugin
from optviz.errors import OutputError
from optviz.optimizers.adapters.of_optax import OptaxOptimizer
from optviz.optimizers.adapters.of_torch import TorchOptimizer
from optviz.optimizers.lookahead import Lookahead
from optviz.optimizers.sgd import SGD
from optviz.scenario import Scenario, override, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optviz.optimizers import Optimizer

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


def test_fingerprint_is_that_of_what_is_drawn() -> None:
    first = fingerprint(SCENARIO)
    assert fingerprint(replace(SCENARIO, name="other")) == first
    assert fingerprint(override(SCENARIO, formats=("mp4",))) == first
    assert fingerprint(override(SCENARIO, theme="dark")) != first
    assert fingerprint(replace(SCENARIO, steps=7)) != first


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
    first = fingerprint(SCENARIO)
    upgrade(package)
    assert fingerprint(SCENARIO) != first


def test_another_version_of_torch_makes_only_its_users_stale(upgrade: Callable[[str], None]) -> None:
    users = [using(OfTorch()), using(Lookahead(inner=OfTorch()))]
    others = [SCENARIO, using(Lookahead())]
    before = list(map(fingerprint, [*users, *others]))
    upgrade("torch")
    after = list(map(fingerprint, [*users, *others]))
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False, False]


def test_every_adapter_names_its_library() -> None:
    assert TorchOptimizer.packages == required(extra="torch")
    assert set(OptaxOptimizer.packages) == set(required(extra="optax"))


@pytest.mark.usefixtures("catalogues")
def test_another_plugin_makes_files_stale(tmp_path: Path) -> None:
    text = "from optviz.optimizers import SGD\nclass Mine(SGD):\n    name = 'mine'\n"
    found = [fingerprint(SCENARIO)]
    for name, code in (("one", text), ("two", f"{text}# changed\n".replace("'mine'", "'other'"))):
        path = tmp_path / f"{name}.py"
        path.write_text(code)
        load_plugin(path)
        found.append(fingerprint(SCENARIO))
    assert len(set(found)) == 3
