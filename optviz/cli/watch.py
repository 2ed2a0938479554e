"""optviz watch: a scenario file in the browser, drawn anew whenever it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import example, limits
from optviz.cli.terminal import data, say

if TYPE_CHECKING:
    from optviz.api.preview.state import Shown


@click.command("watch", epilog=example("optviz watch saddle.yaml"))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where the preview is; any free one by itself.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@limits
def watch_command(path: Path, *, port: int, opens: bool, **allowance: Any) -> None:
    """Show a scenario file in a browser, and draw it anew whenever it is saved.

    What is drawn is a draft. What is wrong with the file is shown at its lines, with the last good picture. Only
    browsers of this machine that know the address, which is printed, can see it. Ctrl-C ends it.
    """
    from optviz.api.watch import watch

    def begun(url: str) -> None:
        data(url)
        if opens:
            import webbrowser

            webbrowser.open(url)

    watch(path, port=port, begun=begun, told=_tell, **allowance)


def _tell(shown: Shown) -> None:
    for problem in shown.problems:
        say(f"{problem['place']}: {problem['message']}")
    if not shown.problems:
        say(f"drawn: {shown.title}")
