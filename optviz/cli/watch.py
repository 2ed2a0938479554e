"""optviz watch: a scenario file in the browser, drawn anew whenever it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import example, limits
from optviz.cli.terminal import data, say

if TYPE_CHECKING:
    from optviz.api.preview import Shown


@click.command("watch", epilog=example("optviz watch saddle.yaml"))
@click.argument("path", metavar="FILE")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where the preview is; any free one by itself.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@limits
def watch_command(path: str, *, port: int, opens: bool, **allowance: Any) -> None:
    """Preview a scenario file in a browser, as often as it is saved.

    What is drawn is a draft with few frames. What is wrong with the file is shown at its lines, with the last
    good picture. What it extends, its data and the house files of its folders count as the file does. Only browsers of
    this machine that know the address, which is printed, can see it. Ctrl-C ends it.
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
    if shown.drawing and not shown.problems:
        say(f"drawn in {shown.drawing.seconds:.1f} s: {shown.drawing.title}")
        for note in shown.drawing.notes:
            say(f"note: {note}")
