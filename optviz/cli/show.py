"""optviz show: everything about one entry of a catalogue, or a card with a style."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, as_setting, data, say
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.api.catalogues import Description


STYLE: Final = "style"
"""What is drawn, not written."""


@click.command("show", epilog=example("optviz show adam"))
@click.argument("name")
@click.argument("source", metavar="[FILE]", required=False)
@click.option("-o", "target", type=click.Path(path_type=Path), help="The picture of a style: PNG, SVG or PDF.")
@click.option("--theme", type=click.Choice(["light", "dark"]), help="The only theme of a style that is drawn.")
@click.option("--untrusted", is_flag=True, help="A style's file may name no other outside its own folder.")
@as_data("Print JSON.")
def show_command(name: str, source: str | None, *, as_json: bool, **options: Any) -> None:
    """Show everything about one optimizer, surface or other entry.

    NAME is an optimizer's, surface's, schedule's, view's, format's, theme's, bundled scenario's or guide's. Where two
    have the same name, the kind goes before it, as in surface:saddle and guide:notes. Of a scenario the file is shown.

    With "style" for NAME a card is drawn: how surfaces, traces and texts look in a FILE with a style, in a house file
    or in a scenario, and what colour-blind readers see of them; without a FILE, how they look by themselves.
    """
    if name == STYLE:
        _draw(source, as_json=as_json, **options)
        return
    if source is not None or any(options.values()):
        raise click.UsageError("FILE, -o, --theme and --untrusted go with style only, as in optviz show style FILE")
    from optviz.api.catalogues import find

    entry = find(name)
    if as_json:
        terminal.as_json(entry.plain())
    elif entry.kind == "guide":
        terminal.markdown(entry.text)
    elif entry.kind == "scenario":
        data(entry.text)
    else:
        data("\n\n".join(_paragraphs(entry)))


def _draw(source: str | None, target: Path | None, *, as_json: bool, **options: Any) -> None:
    """Draw the card of a style."""
    if as_json:
        raise click.UsageError("a style is drawn, not printed; leave out --json")
    from optviz.api.show_style import show_style

    path = show_style(source, target, **options)
    say(f"wrote {path} ({file_size(path.stat().st_size)})")


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
