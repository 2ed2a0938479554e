"""What came of many scenarios, for a person and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from optviz.cli import terminal
from optviz.cli.terminal import say
from optviz.files import file_size

if TYPE_CHECKING:
    from optviz.api.outcomes import Outcome, Report, State

_STATES: Final[tuple[State, ...]] = ("rendered", "stale", "fresh", "failed", "skipped")


def say_outcome(outcome: Outcome) -> None:
    """Say the outcome of a scenario as soon as it is known; why one failed is said at the end."""
    if outcome.state == "failed":
        say(f"failed: {outcome.source}")
    elif outcome.state == "ignored":
        say(f"no scenario: {outcome.source}")
    elif outcome.state in {"stale", "rendered"}:
        for file in outcome.files:
            if file.reason and outcome.state == "stale":
                say(f"would write {file.path} ({file.reason})")
            elif file.reason:
                say(f"wrote {file.path} ({file_size(file.bytes or 0)}; {file.reason})")
        for note in outcome.notes:
            say(f"note: {note}")


def conclude(report: Report, *, as_json: bool, stale_fails: bool = False, done: str = "rendered") -> None:
    """Say what failed and why, and how many scenarios there are of each state; the exit code is 1 where one failed.

    Args: as_json: whether a row for each file is printed, too.  stale_fails: whether what is stale counts as failed.
        done: what was done with those that did not fail.
    """
    for outcome in report.having("failed"):
        say(f"\n{outcome.source}:\n{outcome.error}")
    counts = {
        {"rendered": done, "fresh": "up to date"}.get(state, state): len(report.having(state)) for state in _STATES
    }
    say(", ".join(f"{count} {words}" for words, count in counts.items() if count))
    if as_json:
        terminal.as_json([row for outcome in report.outcomes for row in _rows(outcome)])
    if report.having("failed") or (stale_fails and not report.ok):
        raise click.exceptions.Exit(1)


def _rows(outcome: Outcome) -> list[dict[str, Any]]:
    """A row for each file of a scenario, or one where none is known."""
    about = {
        "source": outcome.source,
        "status": outcome.state,
        "seconds": outcome.seconds,
        "notes": list(outcome.notes),
        "error": outcome.error or None,
    }
    return [
        {
            **about,
            "status": outcome.state if file.reason else "fresh",
            "path": str(file.path),
            "reason": file.reason or None,
            "bytes": file.bytes,
            "sha256": file.sha256,
        }
        for file in outcome.files
    ] or [{**about, "path": None, "reason": None, "bytes": None, "sha256": None}]
