"""optviz list: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli import terminal
from optviz.cli.entries import CATALOGUES, entries
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, data

if TYPE_CHECKING:
    from optviz.cli.entries import Entry


@click.command("list", epilog=example("optviz list optimizers"))
@click.argument("what", type=click.Choice(list(CATALOGUES)))
@as_data("Print JSON, with the types of parameters and more.")
def list_command(what: str, *, as_json: bool) -> None:
    """List what there is to choose from.

    Names, titles, and parameters with their defaults.
    """
    found = entries(what).values()
    if as_json:
        terminal.as_json([_short(entry) for entry in found])
    else:
        data(aligned([(entry.name, entry.title, _parameters(entry)) for entry in found]))


def _short(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.plain().items() if key not in {"kind", "text"}}


def _parameters(entry: Entry) -> str:
    return ", ".join(
        each["name"] if each["required"] else f"{each['name']}={value(each['default'])}" for each in entry.parameters
    )


def value(default: Any) -> str:  # noqa: ANN401  (plain data)
    """A default as a scenario file would have it."""
    if default is None:
        return "none"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, dict):
        return str(default.get("name", default.get("schedule")))
    return f"{default:g}" if isinstance(default, float) else str(default)
