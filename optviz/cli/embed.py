"""optviz embed: a snippet for a page or a README."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.api.snippets import KINDS
from optviz.cli.options import example, limits, out_dir
from optviz.cli.terminal import data, say

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.api.snippets import Kind


@click.command("embed", epilog=example("optviz embed saddle --for html --base-url /media"))
@click.argument("source", metavar="SCENARIO")
@click.option("--for", "kind", type=click.Choice(KINDS), default="html", show_default=True, help="What to write.")
@out_dir
@click.option("--base-url", metavar="URL", help="What addresses begin with, instead of the folder.")
@limits
def embed_command(source: str, kind: Kind, folder: Path, base_url: str | None, **allowance: Any) -> None:
    """Print a snippet that shows a scenario in a document.

    Files that are missing or stale are rendered first, with a still picture as the poster. The alternative text is
    made from what the optimizers did.
    """
    from optviz.api.embed import embed

    data(embed(source, kind, folder, base_url, progress=say, **allowance))
