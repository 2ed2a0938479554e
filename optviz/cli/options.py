"""Kinds of arguments and options that several commands take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Decorator = Callable[[Any], Any]

Command = TypeVar("Command", bound="Callable[..., Any]")

_SIZE: Final = re.compile(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})")


class Size(click.ParamType[Any]):
    """A picture's width and height, as 800x450."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """(width, height) of a text."""
        found = _SIZE.fullmatch(str(value))
        if not found:
            self.fail(f"expected a width and a height in pixels, as 800x450, not {value!r}", param, ctx)
        return int(found[1]), int(found[2])


class Numbers(click.ParamType[Any]):
    """Numbers with commas between them.

    Args: shape: how it is written, as "x,y"; so many numbers there are.
    """

    def __init__(self, shape: str) -> None:
        self.name = shape

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The numbers of a text."""
        try:
            numbers = tuple(map(float, str(value).split(",")))
        except ValueError:
            numbers = ()
        if len(numbers) != len(self.name.split(",")):
            self.fail(f"expected {self.name} in numbers, not {value!r}", param, ctx)
        return numbers


class Still(click.ParamType[Any]):
    """A step, or the word last."""

    name = "last|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The step's number; -1 is the last."""
        if isinstance(value, int):
            return value
        if value == "last":
            return -1
        if not value.isdecimal():
            self.fail(f"expected last or a step's number, not {value!r}", param, ctx)
        return int(value)


class Names(click.ParamType[Any]):
    """Names with commas between them; whether they are known is checked where they are used."""

    def __init__(self, metavar: str) -> None:
        self.name = metavar

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names of a text."""
        names = tuple(filter(None, (name.strip().lower() for name in str(value).split(","))))
        if not names:
            self.fail("expected names with commas between them", param, ctx)
        return names


class Known(click.Option):
    """An option whose help ends with the names that it takes, which are looked up only for the help.

    Args: names: looks them up.
    """

    def __init__(self, *arguments: Any, names: Callable[[], Iterable[str]], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.names = names

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help."""
        found = super().get_help_record(ctx)
        return found and (found[0], f"{found[1]} ({', '.join(self.names())})")


def formats() -> Iterable[str]:
    """The names of the output formats."""
    from optviz.encoders import ENCODERS

    return ENCODERS


def themes() -> Iterable[str]:
    """The names of the themes."""
    from optviz.drawing.theme import THEMES

    return THEMES


def views() -> Iterable[str]:
    """The names of the views."""
    from optviz.views import VIEWS

    return VIEWS


def folder() -> Path:
    """The folder that files land in unless another is named."""
    from optviz.api.render import OUTPUTS

    return OUTPUTS


def example(line: str) -> str:
    """The end of a command's help."""
    return f"\b\nExample:\n  {line}"


def out_dir(command: Command) -> Command:
    """Add --out-dir."""
    return click.option(
        "--out-dir",
        "folder",
        metavar="DIR",
        default=folder,
        show_default="outputs",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for files that are not named otherwise.",
    )(command)


def pictures(command: Command) -> Command:
    """Add the options of a command that makes pictures."""
    for option in reversed(_PICTURES):
        command = option(command)
    return command


_PICTURES: Final[tuple[Decorator, ...]] = (
    click.option(
        "-o",
        "--output",
        "targets",
        metavar="FILE",
        multiple=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write this file; its suffix gives the format. Several come from one pass.",
    ),
    out_dir,
    click.option(
        "--format",
        "formats",
        cls=Known,
        names=formats,
        type=Names("F,..."),
        help="Formats, instead of the scenario's.",
    ),
    click.option("--theme", cls=Known, names=themes, metavar="T", help="Colours, instead of the scenario's."),
    click.option("--size", type=Size(), metavar="WxH", help="Width and height in pixels, as 800x450."),
    click.option("--fps", type=int, metavar="N", help="Frames per second."),
    click.option("--draft", is_flag=True, help="A quick look: half the size, a tenth of the frames."),
    click.option(
        "--workers", type=int, metavar="N", help="Processes that draw; as many as there are cores if left out."
    ),
    click.option("--still", type=Still(), metavar="last|N", help="One picture, of the last step or of step N, as PNG."),
)


def as_data(text: str) -> Callable[[Command], Command]:
    """Add --json.

    Args: text: its help.
    """
    return click.option("--json", "as_json", is_flag=True, help=text)
