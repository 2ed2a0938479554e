"""optviz build: every scenario, incrementally."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli import terminal
from optviz.cli.options import allow_cost, as_data, example, out_dir
from optviz.cli.terminal import say
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.api.build import Outcome, Report


@click.command("build", epilog=example("optviz build scenarios --check"))
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@out_dir
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything is missing or stale.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
@click.option("--force", is_flag=True, help="Overwrite files that optviz did not make, too.")
@click.option("--workers", type=int, metavar="N", help="Processes; as many as there are cores if left out.")
@allow_cost
@as_data("Print what was done, for each scenario, as JSON.")
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

    report = build(paths, check=check, progress=_say_outcome, say=say, **options)
    _sum_up(report)
    if as_json:
        terminal.as_json(_as_data(report))
    if report.having("failed") or (check and not report.ok):
        raise click.exceptions.Exit(1)


def _say_outcome(outcome: Outcome) -> None:
    """Say the outcome of a scenario as soon as it is known; why one failed is said at the end."""
    if outcome.state == "failed":
        say(f"failed: {outcome.source}")
    elif outcome.state == "ignored":
        say(f"no scenario: {outcome.source}")
    elif outcome.state == "stale":
        for path, reason in zip(outcome.paths, outcome.reasons, strict=True):
            say(f"would write {path} ({reason})")
    elif outcome.state == "rendered":
        for path, reason in zip(outcome.paths, outcome.reasons, strict=True):
            say(f"wrote {path} ({file_size(path.stat().st_size)}; {reason})")
        for note in outcome.notes:
            say(f"note: {note}")


def _sum_up(report: Report) -> None:
    """Say what failed and why, and how many scenarios there are of each state."""
    failed = report.having("failed")
    for outcome in failed:
        say(f"\n{outcome.source}:\n{outcome.error}")
    counts = [
        f"{len(report.having('rendered'))} rendered" * bool(report.having("rendered")),
        f"{len(report.having('stale'))} stale" * bool(report.having("stale")),
        f"{len(report.having('fresh'))} up to date" * bool(report.having("fresh")),
        f"{len(failed)} failed" * bool(failed),
    ]
    say(", ".join(filter(None, counts)))


def _as_data(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "source": outcome.source,
            "state": outcome.state,
            "files": [str(path) for path in outcome.paths],
            "reasons": list(outcome.reasons),
            "notes": list(outcome.notes),
            "error": outcome.error or None,
        }
        for outcome in report.outcomes
    ]
