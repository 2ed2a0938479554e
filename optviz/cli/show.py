"""optviz show: everything about one entry of a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, as_setting, data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.api.catalogues import Description


@click.command("show", epilog=example("optviz show adam"))
@click.argument("name")
@as_data("Print JSON.")
def show_command(name: str, *, as_json: bool) -> None:
    """Show everything about one optimizer, surface or other entry.

    NAME is an optimizer's, surface's, schedule's, view's, format's, theme's or bundled scenario's. Where two have the
    same name, the kind goes before it, as in surface:saddle. Of a scenario the file is shown.
    """
    from optviz.api.catalogues import find

    entry = find(name)
    if as_json:
        terminal.as_json(entry.plain())
    elif entry.kind == "scenario":
        data(entry.text)
    else:
        data("\n\n".join(_paragraphs(entry)))


def _paragraphs(entry: Description) -> Iterator[str]:
    yield f"{entry.kind} {entry.name}"
    yield entry.text or f"{entry.title}: {entry.summary}"
    if entry.parameters:
        rows = [(each["name"], _default(each), each["type"]) for each in entry.parameters]
        yield aligned([("parameter", "default", "type"), *rows])
    if entry.facts:
        yield aligned([(key, _words(fact)) for key, fact in entry.facts.items() if fact not in ("", [], {})])


def _default(parameter: dict[str, Any]) -> str:
    return "required" if parameter["required"] else as_setting(parameter["default"])


def _words(fact: Any) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{key}: {_words(item)}" for key, item in fact.items())
    if isinstance(fact, list | tuple):
        return _listed(fact)
    return as_setting(fact)


def _listed(items: Iterable[Any]) -> str:
    return ", ".join(f"({_words(item)})" if isinstance(item, list | tuple) else as_setting(item) for item in items)
