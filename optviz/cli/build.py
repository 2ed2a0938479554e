"""optviz build: every scenario, incrementally."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import as_data, example, limits, out_dir, selection, workers
from optviz.cli.outcomes import conclude, say_outcome
from optviz.cli.terminal import activity, say

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("build", epilog=example("optviz build scenarios --check"))
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@out_dir
@selection
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
@workers
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
        report = build(paths, check=check, progress=say_outcome, activity=moved, say=say, **options)
    conclude(report, as_json=as_json, stale_fails=check)
