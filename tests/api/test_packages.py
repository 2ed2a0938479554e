from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from optviz.api import packages
from optviz.api.packages import own_version, required, version

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    for answer in (required, version):
        answer.cache_clear()
    yield
    for answer in (required, version):
        answer.cache_clear()


@pytest.fixture
def _not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> NoReturn:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    monkeypatch.setattr(metadata, "version", missing)


def test_what_is_required_is_what_the_project_declares_and_no_extra() -> None:
    assert len(required()) == len(PROJECT["dependencies"])
    assert {"numpy", "contourpy", "scipy", "imageio", "av"} < set(required())
    assert not {"torch", "jax", "optax", "pytest", "mypy"} & set(required())


def test_an_extra_has_packages_of_its_own() -> None:
    assert required(extra="torch") == ("torch",)
    assert set(required(extra="optax")) == {"jax", "optax"}
    assert required(extra="no such extra") == ()


@pytest.mark.usefixtures("_not_installed")
def test_a_checkout_that_is_not_installed_reads_its_own_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    # The package under test may lie in an environment, away from its checkout.
    monkeypatch.setattr(packages, "_CHECKOUT", CHECKOUT)
    assert len(required()) == len(PROJECT["dependencies"])
    assert {"numpy", "contourpy", "imageio"} < set(required())
    assert set(required(extra="optax")) == {"jax", "optax"}
    assert own_version() == "0+unknown"


@pytest.mark.usefixtures("_not_installed")
def test_a_copy_without_any_declaration_requires_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packages, "_CHECKOUT", tmp_path)
    assert required() == ()


@pytest.mark.parametrize(
    ("line", "name", "extras", "of"),
    [
        ("numpy", "numpy", None, None),
        ("imageio[pyav]>=2.34", "imageio", "pyav", None),
        ('a.b-c [x, y] (>=2) ; python_version < "3.13"', "a.b-c", "x, y", None),
        ("torch>=2.2; extra == 'torch'", "torch", None, "torch"),
        ("mine>=1; python_version < '3.13' and extra == \"all\"", "mine", None, "all"),
    ],
)
def test_lines_of_metadata_are_taken_apart(line: str, name: str, extras: str | None, of: str | None) -> None:
    found = packages._REQUIREMENT.match(line)
    assert found
    assert (found["name"], found["extras"], found["of"]) == (name, extras, of)


def test_versions_are_those_that_are_installed() -> None:
    assert version("numpy") == metadata.version("numpy")
    assert version("no-such-package") is None
