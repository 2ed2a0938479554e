"""Which scenarios a person means: those at some paths, of a name, or changed since a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.discovery import discover, matching
from optviz.api.limits import loaded
from optviz.api.outcomes import Outcome
from optviz.api.revisions import Revision
from optviz.errors import IncompleteScenarioError, OptvizError
from optviz.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from optviz.api.discovery import Found
    from optviz.api.limits import Permit


def selected(
    paths: str | Path | Iterable[str | Path],
    permitted: Permit,
    *,
    only: str | Sequence[str] = (),
    since: str | None = None,
) -> dict[Found, Scenario | Outcome]:
    """The scenarios; a failed outcome for each one that cannot be loaded, an ignored one for other files.

    Args: paths: as in build.  permitted: what each may do.  only: patterns, one of which its path or name matches.
        since: a revision from which one of its files differs.
    Raises: as build.
    """
    return _changed(_loaded(_matching(discover(paths), only), permitted), since)


def chosen(
    found: Mapping[Found, Scenario | Outcome], *, only: str | Sequence[str] = (), since: str | None = None
) -> dict[Found, Scenario | Outcome]:
    """Those of some scenarios that `selected` gives."""
    return _changed({each: found[each] for each in _matching(found, only)}, since)


def _matching(found: Iterable[Found], only: str | Sequence[str]) -> Iterable[Found]:
    patterns = [only] if isinstance(only, str) else only
    return matching(found, patterns) if patterns else found


def _changed(found: dict[Found, Scenario | Outcome], since: str | None) -> dict[Found, Scenario | Outcome]:
    if since is None:
        return found
    revision = Revision(since)
    sources = {each: here.sources if isinstance(here, Scenario) else (each.file,) for each, here in found.items()}
    return {each: here for each, here in found.items() if revision.differs(sources[each])}


def _loaded(files: Iterable[Found], permitted: Permit) -> dict[Found, Scenario | Outcome]:
    """The scenarios. A file that is no whole scenario is ignored where others take keys from it."""
    found: dict[Found, Scenario | Outcome] = {}
    incomplete: list[Found] = []
    for each in files:
        source = str(each.file)
        if each.foreign or each.error:
            found[each] = Outcome(source, "failed" if each.error else "ignored", error=each.error)
            continue
        try:
            found[each] = loaded(each.file, permitted)
        except OptvizError as error:
            found[each] = Outcome(source, "failed", error=str(error))
            if isinstance(error, IncompleteScenarioError):
                incomplete.append(each)
    bases = {base.resolve() for each in found.values() if isinstance(each, Scenario) for base in each.sources[1:]}
    whole = (each for each in incomplete if each.file.resolve() in bases)
    return {**found, **{each: Outcome(str(each.file), "ignored") for each in whole}}
