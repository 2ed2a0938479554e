"""The package's front door: short, and nothing behind it loads before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import optviz
from optviz.optimizers import OPTIMIZERS
from optviz.schedules import SCHEDULES
from optviz.views import VIEWS


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after some code."""
    script = f"{code}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_interface_is_listed() -> None:
    assert set(dir(optviz)) == set(optviz.__all__)
    functions = {"animate", "render", "run", "load", "compare", "build", "embed", "doctor", "surface"}
    assert {*functions, "Scenario", "Trajectory"} <= set(dir(optviz))


@pytest.mark.parametrize("name", optviz.__all__)
def test_each_listed_name_is_there(name: str) -> None:
    assert getattr(optviz, name) is not None


def test_functions_are_not_replaced_by_modules() -> None:
    assert all(
        callable(getattr(optviz, name))
        for name in ("animate", "render", "run", "load", "compare", "build", "embed", "doctor", "surface")
    )


@pytest.mark.parametrize("name", ["animate", "build", "compare", "doctor", "embed", "gallery", "render", "run"])
def test_a_verb_is_the_function_of_the_module_of_its_name(name: str) -> None:
    assert getattr(optviz, name).__module__ == f"optviz.api.{name}"


def test_other_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="rendr"):
        optviz.rendr  # noqa: B018  (asking is the test)


def test_importing_loads_nothing_else() -> None:
    ours = {name for name in loaded_by("import optviz") if name.startswith("optviz.")}
    assert not ours


def test_loading_a_scenario_needs_no_numbers() -> None:
    assert not {"numpy", "matplotlib", "sympy"} & loaded_by("import optviz; optviz.load('saddle')")


@pytest.mark.parametrize("registry", [OPTIMIZERS, SCHEDULES, VIEWS], ids=lambda registry: registry.kind)
def test_classes_are_attributes_of_their_catalogue(registry: object) -> None:
    for entry in registry.values():  # type: ignore[attr-defined]  # one of three registries
        package = sys.modules[registry.package]  # type: ignore[attr-defined]  # as above
        assert getattr(package, entry.__name__) is entry


def test_unknown_classes_are_attribute_errors() -> None:
    import optviz.optimizers

    with pytest.raises(AttributeError, match="Admn"):
        optviz.optimizers.Admn  # noqa: B018  (asking is the test)
