"""optviz gallery: a static site of scenarios, and the encyclopedia."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import as_data, example, limits, processes, selection
from optviz.cli.outcomes import conclude, say_outcome
from optviz.cli.terminal import activity, say

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("gallery", epilog=example("optviz gallery scenarios --out-dir site"))
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--out-dir",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The site's folder; ./site if left out.",
)
@selection
@click.option("--catalogue", is_flag=True, help="Make a page for every optimizer, surface and other entry, too.")
@click.option("--title", metavar="TEXT", default="", help="Of the first page; Gallery, or optviz, if left out.")
@click.option("--base-url", metavar="URL", default="", help="Where the site will be, for the addresses in snippets.")
@click.option(
    "--force", is_flag=True, help="Make what is up to date, too, and overwrite files that optviz did not make."
)
@processes
@limits
@as_data("Print what was done, for each file, as JSON.")
def gallery_command(paths: Sequence[str], *, as_json: bool, **options: Any) -> None:
    """Make a static site of scenarios, and the encyclopedia.

    PATH is a scenario file, a folder with scenario files anywhere below it, or a bundled name; ./scenarios, or every
    bundled scenario, if left out, and none with --catalogue. Readers search the scenarios, see them move, and open one:
    to turn it and go from step to step, to read its results and its file, and to take along a snippet or the files.

    With --catalogue there is a page for every entry: an optimizer's rule as mathematics, its defaults, its source, what
    it agrees with, and an animation; a surface with its formula and its picture; a schedule with its curve.

    Nothing in it asks anything of another host. What is missing or stale is made anew, on all cores. With --only or
    --since, the other scenarios of PATH that have been made are left as they are, and in the list. A scenario that
    fails does not stop the others; then the exit code is 1. Files of scenarios that are gone stay until 'optviz clean'.
    """
    from optviz.api.gallery import gallery

    with activity() as moved:
        report = gallery(paths, progress=say_outcome, activity=moved, say=say, **options)
    conclude(report, as_json=as_json, done="made")
