"""optviz list: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from optviz.api.catalogues import CATALOGUES, entries
from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, as_setting, data

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.catalogues import Description


@click.command("list", epilog=example("optviz list optimizers"))
@click.argument("what", type=click.Choice(list(CATALOGUES)))
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only surfaces with this tag; may be repeated.")
@click.option("--markdown", is_flag=True, help="Print a Markdown table, with a summary of each.")
@as_data("Print JSON, with the types of parameters and more.")
def list_command(what: str, *, tags: tuple[str, ...], markdown: bool, as_json: bool) -> None:
    """List what there is to choose from.

    Names, titles, and parameters with their defaults; of surfaces also their tags, as convex or multimodal.
    """
    found = entries(what, tags).values()
    if as_json:
        terminal.as_json([_short(entry) for entry in found])
    elif markdown:
        data(_table(list(found)))
    else:
        data(aligned(map(_row, found)))


def _row(entry: Description) -> tuple[str, ...]:
    """What a list says of an entry."""
    tags = (_tags(entry),) if entry.kind == "surface" else ()
    return (entry.name, entry.title, *tags, _parameters(entry) or entry.summary)


def _table(found: list[Description]) -> str:
    """A Markdown table: names as scenario files write them, what each is, and what its catalogue adds."""
    title, last, detail = _LAYOUTS.get(found[0].kind if found else "", ("", "parameters", _parameters))
    rows = [("name", title, "", last), ("---", "---", "---", "---")]
    for entry in found:
        summary = entry.summary.removeprefix(f"{entry.title}: ").rstrip(".")
        text = detail(entry)
        rows.append((f"`{entry.name}`", entry.title, summary, f"`{text}`" if text else ""))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def _tags(entry: Description) -> str:
    """A surface's tags."""
    return ", ".join(entry.facts["tags"])


def _default(entry: Description) -> str:
    """A key's default; empty where there is none, or where its inner keys have their own."""
    default = entry.facts["default"]
    return "" if isinstance(default, dict) or default in (None, "") else as_setting(default)


def _derivative(entry: Description) -> str:
    """A function's derivative, and what it is at kinks."""
    return "; ".join(filter(None, (entry.facts.get("derivative", ""), entry.facts.get("kinks", ""))))


def _command(entry: Description) -> str:
    """What shows a guide."""
    return f"optviz show {entry.kind}:{entry.name}"


def _short(entry: Description) -> dict[str, Any]:
    return {key: value for key, value in entry.plain().items() if key not in {"kind", "text", "libraries"}}


def _parameters(entry: Description) -> str:
    return ", ".join(
        each["name"] if each["required"] else f"{each['name']}={as_setting(each['default'])}"
        for each in entry.parameters
    )


_LAYOUTS: Final[dict[str, tuple[str, str, Callable[[Description], str]]]] = {
    "surface": ("", "tags", _tags),
    "key": ("takes", "default", _default),
    "function": ("", "derivative; at kinks", _derivative),
    "guide": ("", "in a terminal", _command),
}
"""By the kind of an entry: the headings of the second and the last column, and the content of the last."""
