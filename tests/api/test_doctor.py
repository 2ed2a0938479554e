from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from optviz.api import packages
from optviz.api.doctor import doctor
from optviz.api.packages import required
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def remove(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes a package look as if it were not installed."""
    installed = metadata.version

    def without(package: str) -> None:
        def version(name: str) -> str:
            if name == package:
                raise metadata.PackageNotFoundError(name)
            return installed(name)

        monkeypatch.setattr(metadata, "version", version)
        packages.version.cache_clear()

    yield without
    packages.version.cache_clear()


def test_it_looks_at_every_required_package_and_every_format() -> None:
    found = {finding.what for finding in doctor()}
    assert {*required(), "contourpy", "scipy", "annotated-types"} <= found
    assert {f"format {name}" for name in ENCODERS} <= found


def test_a_required_package_that_is_missing_is_a_fault(remove: Callable[[str], None]) -> None:
    remove("contourpy")
    (fault,) = (finding for finding in doctor() if not finding.ok)
    assert (fault.what, fault.exit_code) == ("contourpy", 3)
    assert "pip install contourpy" in fault.detail


@pytest.mark.parametrize("package", ["torch", "jax", "optax"])
def test_an_optional_package_that_is_missing_is_none(package: str, remove: Callable[[str], None]) -> None:
    remove(package)
    found = {finding.what: finding for finding in doctor()}
    assert (found[package].ok, found[package].detail) == (True, "not installed (optional)")
