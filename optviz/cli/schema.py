"""optviz schema: the JSON Schema of scenario files, and of house files."""

from __future__ import annotations

import click

from optviz.cli import terminal
from optviz.cli.options import example


@click.command("schema", epilog=example("optviz schema > optviz.schema.json"))
@click.option("--house", is_flag=True, help="The schema of a folder's optviz.yaml.")
def schema_command(*, house: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from optviz.scenario import schema

    terminal.as_json(schema(house=house))
