"""What computes and draws here: optviz's own code, the packages, the plugins; by name, to be compared."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from optviz.api.packages import own_version, required, version
from optviz.api.plugins import hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optviz.scenario import Scenario

Environment: TypeAlias = dict[str, str]
"""By name: the versions of optviz and of each package, and hashes of optviz's code and of the plugins."""

_CODE = "code"
_PLUGINS = "plugins"


def environment(packages: Iterable[str] = ()) -> Environment:
    """What computes and draws in this process.

    Args: packages: those that count beside what optviz requires, as torch.
    """
    names = sorted({*required(), *packages})
    plugins = hashlib.sha256(" ".join(sorted(hashes())).encode()).hexdigest() if hashes() else "none"
    versions = {name: version(name) or "none" for name in names}
    return {"optviz": own_version(), **versions, _CODE: _code(), _PLUGINS: plugins}


def packages_of(scenario: Scenario) -> set[str]:
    """The packages that a scenario's optimizers use beside those that optviz requires."""
    return {name for each in scenario.optimizers for name in each.packages}


def differences(before: Mapping[str, str], now: Mapping[str, str], verb: str = "is now") -> list[str]:
    """What differs, in words, as "numpy 2.4.5 is now 2.4.6".

    Args: verb: stands between the two versions.
    """
    changed = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    if "optviz" in changed and _CODE in changed:
        changed.remove(_CODE)  # another version has another code
    return [_difference(name, before.get(name, "none"), now.get(name, "none"), verb) for name in changed]


def _difference(name: str, before: str, now: str, verb: str) -> str:
    if name == _CODE:
        return "optviz's own code differs"
    return "the plugins differ" if name == _PLUGINS else f"{name} {before} {verb} {now}"


@functools.cache
def _code() -> str:
    """A hash of optviz's own files."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
