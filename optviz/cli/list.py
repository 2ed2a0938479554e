"""optviz list: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.api.catalogues import CATALOGUES, entries
from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, as_setting, data

if TYPE_CHECKING:
    from optviz.api.catalogues import Entry


@click.command("list", epilog=example("optviz list optimizers"))
@click.argument("what", type=click.Choice(list(CATALOGUES)))
@click.option("--markdown", is_flag=True, help="Print a Markdown table, with a summary of each.")
@as_data("Print JSON, with the types of parameters and more.")
def list_command(what: str, *, markdown: bool, as_json: bool) -> None:
    """List what there is to choose from.

    Names, titles, and parameters with their defaults.
    """
    found = entries(what).values()
    if as_json:
        terminal.as_json([_short(entry) for entry in found])
    elif markdown:
        data(_table(list(found)))
    else:
        data(aligned([(entry.name, entry.title, _parameters(entry)) for entry in found]))


def _table(found: list[Entry]) -> str:
    """A Markdown table: names as scenario files write them, what each is, and its parameters or its formula."""
    last = "formula" if any("expression" in entry.facts for entry in found) else "parameters"
    rows = [("name", "", "", last), ("---", "---", "---", "---")]
    for entry in found:
        detail = entry.facts["expression"] if last == "formula" else _parameters(entry)
        summary = entry.summary.removeprefix(f"{entry.title}: ").rstrip(".")
        rows.append((f"`{entry.name}`", entry.title, summary, f"`{detail}`" if detail else ""))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def _short(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in entry.plain().items() if key not in {"kind", "text"}}


def _parameters(entry: Entry) -> str:
    return ", ".join(
        each["name"] if each["required"] else f"{each['name']}={as_setting(each['default'])}"
        for each in entry.parameters
    )
