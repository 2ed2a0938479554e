"""The house's rules: a module imports from floors below its own, never upward or sideways, and nothing in a circle.

Imports for types and imports inside functions count as all others do.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(optviz.__file__).parent
FLOORS = (
    ("ending", "errors", "arrays", "guides", "worker"),
    ("cost", "files", "geometry", "language", "pool", "progress", "registry", "tables", "trajectory"),
    ("archives", "cluster", "parameters"),
    ("notes", "oracle", "pace", "parsing", "training"),
    ("encoders", "schedules", "surfaces"),
    ("optimizers", "starts"),
    ("drawing",),
    ("simulate", "views"),
    ("scenario",),
    ("matplotlib", "scene"),
    ("page", "site"),
    ("api",),
    ("__init__",),
    ("cli",),
    ("__main__", "fences", "pandoc", "sphinx"),
    ("mkdocs",),
)
"""From the ground up; what stands on one floor does not import each other."""


@cache
def modules() -> dict[str, Path]:
    """The files of the package by the names of their modules."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def part(module: str) -> str:
    """The folder or the file of the top level that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


def floor(name: str) -> int:
    return next(number for number, parts in enumerate(FLOORS) if name in parts)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The modules of optviz that a file imports, and in which line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno} is a relative import"
            wanted = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in wanted:
            known = name if name in modules() else name.rpartition(".")[0]
            if known in modules():
                yield known, node.lineno


@pytest.mark.parametrize("module", modules())
def test_imports_go_down(module: str) -> None:
    own = part(module)
    for other, line in imported(modules()[module]):
        if part(other) != own:
            assert floor(part(other)) < floor(own), f"{module}:{line} imports {other}, which is not below {own}"


def test_every_part_has_a_floor() -> None:
    assert {part(module) for module in modules()} == {name for names in FLOORS for name in names}


def test_nothing_is_imported_in_a_circle() -> None:
    graph = {name: {other for other, _ in imported(path)} - {name} for name, path in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_circle_of_imports_for_types_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text("if TYPE_CHECKING:\n    from optviz.second import thing\n")
    second.write_text("def late():\n    import optviz.first\n")
    known = {"optviz.first": first, "optviz.second": second}
    monkeypatch.setattr(f"{__name__}.modules", lambda: known)
    with pytest.raises(pytest.fail.Exception, match=r"optviz\.first -> optviz\.second"):
        test_nothing_is_imported_in_a_circle()


@pytest.mark.parametrize(
    ("folder", "stranger"),
    [("encoders", "matplotlib"), ("views", "optviz.optimizers"), ("drawing", "optviz.optimizers")],
)
def test_walls(folder: str, stranger: str) -> None:
    """Encoders never see matplotlib; views never see an optimizer, only trajectories."""
    for path in (ROOT / folder).rglob("*.py"):
        assert stranger not in path.read_text(encoding="utf-8"), path.name


def test_optimizers_never_see_a_surface() -> None:
    for module, path in modules().items():
        if part(module) == "optimizers":
            assert "surfaces" not in {part(other) for other, _ in imported(path)}, module
