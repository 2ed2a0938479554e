"""optviz schema: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from optviz.cli import terminal
from optviz.cli.options import example


@click.command("schema", epilog=example("optviz schema > optviz.schema.json"))
def schema_command() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from optviz.scenario import schema

    terminal.as_json(schema())
