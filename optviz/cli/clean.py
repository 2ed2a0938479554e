"""optviz clean: outputs that nothing makes any more are removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from optviz.cli.options import example, out_dir
from optviz.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command("clean", epilog=example("optviz clean scenarios --dry-run"))
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@out_dir
@click.option("--dry-run", is_flag=True, help="Remove nothing; say what would be removed.")
def clean_command(paths: Sequence[str], folder: Path | None, *, dry_run: bool) -> None:
    """Remove outputs and pages that no scenario makes any more.

    PATH is as in 'optviz build'. Only files that optviz recorded are removed, and only where they are still as it wrote
    them; what was made from scenarios elsewhere stays. Of a site, pages go to which its encyclopedia no longer leads,
    and the lists that stay are those of the last 'optviz gallery': run that first.
    """
    from optviz.api.clean import clean

    cleaned = clean(paths, folder, dry_run=dry_run, say=say)
    for path in cleaned.removed:
        say(f"{'would remove' if dry_run else 'removed'} {path}")
    for path, reason in cleaned.kept:
        say(f"kept {path}: {reason}")
    say(f"{len(cleaned.removed)} {'to remove' if dry_run else 'removed'}")
