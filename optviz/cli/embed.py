"""optviz embed: a snippet for a page, a README, a document or a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from optviz.api.hosts.base import THEMES
from optviz.cli.options import Known, example, limits, out_dir
from optviz.cli.terminal import data, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def _hosts() -> Iterable[str]:
    from optviz.api.hosts import HOSTS

    return HOSTS


@click.command("embed", epilog=example("optviz embed saddle --for html --base-url /media"))
@click.argument("source", metavar="SCENARIO")
@click.option(
    "--for", "kind", cls=Known, names=_hosts, metavar="HOST", default="html", show_default=True, help="What it is for."
)
@out_dir
@click.option("--base-url", metavar="URL", help="What addresses begin with, instead of the folder.")
@click.option("--theme", type=click.Choice(THEMES), help="The only theme, where readers would choose between both.")
@limits
def embed_command(
    source: str,
    kind: str,
    folder: Path,
    base_url: str | None,
    theme: Literal["light", "dark"] | None,
    **allowance: Any,
) -> None:
    """Print a snippet that shows a scenario in a document.

    Files that are missing or stale are rendered first, with the last frame as a still picture, light and dark where
    readers choose. The alternative text is made from what the optimizers did. What is too large for a place, or flashes
    too often, is told.
    """
    from optviz.api.embed import embed

    data(embed(source, kind, folder, base_url, progress=say, theme=theme, **allowance))
