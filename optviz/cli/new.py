"""optviz new: a commented scenario to start from."""

from __future__ import annotations

import click

from optviz.cli.options import example
from optviz.cli.terminal import say


@click.command("new", epilog=example("optviz new my-comparison"))
@click.argument("name")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def new_command(name: str, *, force: bool) -> None:
    """Write NAME.yaml, a commented scenario to start from."""
    from optviz.api.new import new

    path = new(name, force=force)
    say(f"wrote {path}\nnext: optviz render {path}")
