"""What the metadata of packages says: what optviz depends on, in which versions, and where its repository is."""

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


def repository() -> str:
    """The address of optviz's repository."""
    from importlib import metadata

    try:
        urls = dict(each.split(", ", 1) for each in metadata.metadata("optviz").get_all("Project-URL", ()))
    except metadata.PackageNotFoundError:
        urls = _project().get("urls", {})
    return str(urls.get("Repository", ""))


def _requirements(package: str) -> list[str]:
    """A package's requirements, from its metadata; those of optviz from pyproject.toml where it is not installed."""
    from importlib import metadata

    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return _of_checkout() if package == "optviz" else []


def _project() -> dict[str, Any]:
    """What pyproject.toml says, where there is a checkout."""
    import tomllib

    file = _CHECKOUT / "pyproject.toml"
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["project"]) if file.is_file() else {}


def _of_checkout() -> list[str]:
    project = _project()
    extras = project.get("optional-dependencies", {}).items()
    return [
        *project.get("dependencies", ()),
        *(f"{text}; extra == '{extra}'" for extra, texts in extras for text in texts),
    ]
