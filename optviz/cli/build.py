"""optviz build: every scenario, incrementally."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example, limits, out_dir
from optviz.cli.terminal import activity, say
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.api.outcomes import Outcome, Report, State


_STATES: Final[tuple[State, ...]] = ("rendered", "stale", "fresh", "failed", "skipped")
_WORDS: Final[dict[State, str]] = {"fresh": "up to date"}


@click.command("build", epilog=example("optviz build scenarios --check"))
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@out_dir
@click.option("--only", metavar="GLOB", multiple=True, help="Only those whose path or name matches, as 'ch1/*'.")
@click.option("--since", metavar="REV", help="Only those of which a file differs from a git revision.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything is missing or stale.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
@click.option(
    "--force", is_flag=True, help="Render what is up to date, too, and overwrite files that optviz did not make."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option(
    "--deps",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a makefile of what each output is made from.",
)
@click.option("--workers", type=int, metavar="N", help="Processes; as many as there are cores if left out.")
@limits
@as_data("Print what was done, for each file, as JSON.")
def build_command(paths: Sequence[str], *, as_json: bool, check: bool, **options: Any) -> None:
    """Render every scenario that is missing or stale.

    PATH is a scenario file, a folder with scenario files anywhere below it, or a bundled name; ./scenarios, or every
    bundled scenario, if left out. The folders below PATH are made in the output folder, too. Of YAML files there, those
    with none of a scenario's keys are other tools', and are named and left alone. As many are rendered at once as there
    are cores. A file is stale if its scenario, optviz, a package that it uses or a plugin has changed, or the file
    itself. A file that optviz did not make is not overwritten: its scenario fails. A scenario that fails does not stop
    the others; then the exit code is 1.
    """
    from optviz.api.build import build

    with activity() as moved:
        report = build(paths, check=check, progress=_say_outcome, activity=moved, say=say, **options)
    _sum_up(report)
    if as_json:
        terminal.as_json([row for outcome in report.outcomes for row in _rows(outcome)])
    if report.having("failed") or (check and not report.ok):
        raise click.exceptions.Exit(1)


def _say_outcome(outcome: Outcome) -> None:
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


def _sum_up(report: Report) -> None:
    """Say what failed and why, and how many scenarios there are of each state."""
    for outcome in report.having("failed"):
        say(f"\n{outcome.source}:\n{outcome.error}")
    counts = {_WORDS.get(state, state): len(report.having(state)) for state in _STATES}
    say(", ".join(f"{count} {words}" for words, count in counts.items() if count))


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
