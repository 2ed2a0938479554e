"""The packages that optviz depends on, as its own metadata lists them, and their versions."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Final

_REQUIREMENT: Final = re.compile(
    r"(?P<name>[\w.-]+) \s* (\[ (?P<extras>[^\]]*) \])? [^;]*"
    r"(; .* \b extra \s* == \s* ['\"] (?P<of>[\w.-]+))?",
    re.VERBOSE,
)
"""A line as "imageio[pyav]>=2.34", or of an extra, as "torch>=2.2; extra == 'torch'"."""
_CHECKOUT: Final = Path(__file__).parents[2]


@functools.cache
def required(package: str = "optviz", extra: str = "") -> tuple[str, ...]:
    """The packages that a package requires, or those that one of its extras adds.

    What a required extra needs is among them: av, where imageio[pyav] is required.
    """
    found: list[str] = []
    for text in _requirements(package):
        requirement = _REQUIREMENT.match(text)
        if requirement and (requirement["of"] or "") == extra:
            found.append(requirement["name"])
            for each in filter(None, map(str.strip, (requirement["extras"] or "").split(","))):
                found += required(requirement["name"], each)
    return tuple(dict.fromkeys(found))


@functools.cache
def version(package: str) -> str | None:
    """The version of an installed package; None if it is not installed."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def own_version() -> str:
    """The version of optviz itself, which is unknown in a checkout that is not installed."""
    return version("optviz") or "0+unknown"


def _requirements(package: str) -> list[str]:
    """A package's requirements, from its metadata; those of optviz from pyproject.toml where it is not installed."""
    from importlib import metadata

    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return _of_checkout() if package == "optviz" else []


def _of_checkout() -> list[str]:
    import tomllib

    file = _CHECKOUT / "pyproject.toml"
    project: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["project"] if file.is_file() else {}
    extras = project.get("optional-dependencies", {}).items()
    return [
        *project.get("dependencies", ()),
        *(f"{text}; extra == '{extra}'" for extra, texts in extras for text in texts),
    ]
