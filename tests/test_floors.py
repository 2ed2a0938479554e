"""The house's rule: a module imports from floors below its own, never upward or sideways."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(optviz.__file__).parent
FLOORS = (
    ("errors", "arrays", "theme"),
    ("registry", "parameters", "files", "trajectory", "canvas"),
    ("surfaces", "schedules", "oracle"),
    ("optimizers",),
    ("views", "encoders", "simulate"),
    ("scenario", "plugins", "agreement"),
    ("scene", "snippets", "results", "manifest"),
    ("pipeline",),
    ("batch", "comparison"),
    ("embedding",),
    ("cli", "__main__", "__init__"),
)


def floor(part: str) -> int:
    return next(number for number, parts in enumerate(FLOORS) if part in parts)


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The parts of optviz a module imports when it runs; what only type checkers read does not count."""
    tree = ast.parse(path.read_text())
    skipped = {id(node) for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("optviz"):
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "optviz"
                else [node.module or ""]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("optviz.")]
        else:
            continue
        for name in names:
            yield name.split(".")[1], node.lineno


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize(
    ("part", "path"), [pytest.param(*each, id=str(each[1].relative_to(ROOT))) for each in modules()]
)
def test_imports_go_down(part: str, path: Path) -> None:
    for other, line in imported(path):
        if other != part and (part, other) != ("__main__", "cli"):
            assert floor(other) < floor(part), f"{path.name}:{line} imports {other}, which is not below {part}"


def test_every_part_has_a_floor() -> None:
    assert {part for part, _ in modules()} == {part for parts in FLOORS for part in parts}


def test_encoders_never_see_matplotlib() -> None:
    for path in (ROOT / "encoders").glob("*.py"):
        assert "matplotlib" not in path.read_text(), path.name


def test_views_never_see_an_optimizer() -> None:
    for path in (ROOT / "views").glob("*.py"):
        assert "optimizers" not in {name for name, _ in imported(path)}, path.name
