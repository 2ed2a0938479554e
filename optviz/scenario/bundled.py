"""The scenario files that come with optviz, by name."""

from __future__ import annotations

from pathlib import Path

from optviz.errors import UnknownNameError

_PACKAGE = Path(__file__).parents[1]


def bundled() -> tuple[str, ...]:
    """The names of the bundled scenarios, in alphabetical order."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def bundled_path(name: str) -> Path:
    """The file of a bundled scenario.

    Raises: UnknownNameError, with the nearest names, where there is none of that name.
    """
    if name not in bundled():
        raise UnknownNameError("scenario", name[:80], bundled())
    return _folder() / f"{name}.yaml"


def _folder() -> Path:
    """Inside an installed package, or beside the package in a checkout."""
    inside = _PACKAGE / "scenarios"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"
