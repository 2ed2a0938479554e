"""What a person sees: messages, data, bars of what is worked on, and values in words."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Final

import click

from optviz.errors import InvalidScenarioError, LimitError, OutputError
from optviz.files import file_size
from optviz.progress import MOVING, beside, clean, is_terminal, moving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from rich.progress import TaskID

    from optviz.api.activity import Activity
    from optviz.encoders import Format
    from optviz.errors import OptvizError
    from optviz.scenario import Scenario


_READABLE: Final = 100
"""The most letters of a line of a text."""


class Messages(TextIOWrapper):
    """A stream to which a message is written if it can be: no work fails because nobody can be told of it."""

    def write(self, text: str, /) -> int:
        """Write a text, or lose it."""
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is waiting, or lose it."""
        with suppress(OSError):
            super().flush()


def open_streams() -> None:
    """Make this process's standard streams such that any text can be written; closed ones lead nowhere."""
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        if getattr(sys, name) is None:
            # It gets the lowest number that is free, its own, which no other file should have.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (a stream)
            os.set_inheritable(number, True)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may lack a character
    if isinstance(sys.stderr, TextIOWrapper):
        errors = sys.stderr.errors
        sys.stderr = Messages(sys.stderr.detach(), sys.stderr.encoding, errors, line_buffering=True)


def say(message: str) -> None:
    """A message on standard error."""
    if MOVING:
        MOVING[-1].console.print(clean(message), markup=False, highlight=False, soft_wrap=True)
    else:
        click.echo(clean(message), err=True)


def say_error(error: OptvizError, about: str = "") -> None:
    """An error's message on standard error; one that begins with a place in a file is printed as it is.

    Args: about: what it is about, if the message alone does not say.
    """
    located = isinstance(error, InvalidScenarioError | LimitError)
    say(str(error) if located else f"Error: {f'{about}: ' if about else ''}{error}")


def data(text: str) -> None:
    """Data on standard output.

    Raises: OutputError where it cannot be written.
    """
    try:
        click.echo(text, nl=not text.endswith("\n"))
    except BrokenPipeError:
        raise
    except OSError as error:
        quiet_streams()
        raise OutputError(f"cannot write to standard output: {error.strerror or error}") from error


def markdown(text: str) -> None:
    """A document in Markdown on standard output: readable on a terminal, and as it is elsewhere."""
    if not sys.stdout.isatty():
        data(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    with console.capture() as shown:
        console.print(Markdown(text, hyperlinks=False), width=min(console.width, _READABLE))
    data(shown.get())


def as_json(value: Any) -> None:
    """Data on standard output, as JSON that is easy to read."""
    import json

    data(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def wrote(
    path: Path, scenario: Scenario, encoder: type[Format], seconds: Fraction | None = None, parts: int = 0
) -> str:
    """The message that a file is there, as "wrote outputs/saddle.gif (148 kB, 800x450, 7.5 s)".

    Args: seconds: of the animation, if that is what it shows.  parts: of a film strip, how many pictures it has.
    """
    from optviz.encoders import Encoder, VectorFormat

    output = scenario.output
    about = [file_size(path.stat().st_size)]
    if parts:
        about.append(f"{parts} steps")
    elif issubclass(encoder, (Encoder, VectorFormat)):
        size = output.size if issubclass(encoder, VectorFormat) else encoder.size_of(output.pixels)
        about.append("{}x{}".format(*size))
    if not encoder.still and seconds is not None:
        about.append(f"{round(float(encoder.seconds_of(seconds, output.fps)), 2):g} s")
    return f"wrote {path} ({', '.join(about)})"


def wrote_frames(paths: Sequence[Path]) -> str:
    """The message that frames are there, and last their timeline."""
    *frames, timeline = paths
    size = file_size(sum(path.stat().st_size for path in paths))
    return f"wrote {frames[0]} to {frames[-1].name} and {timeline.name} ({size}, {len(frames)} frames)"


@contextmanager
def activity() -> Iterator[Callable[[Activity], None]]:
    """A bar for each scenario that is worked on, and one for all, with the time left; without a terminal none.

    They appear with the first activity: where there is nothing to do, nothing is loaded for them.
    """
    if not is_terminal():
        yield lambda _: None
        return
    tasks: dict[str, TaskID] = {}
    with ExitStack() as stack:

        def move(now: Activity) -> None:
            bars = MOVING[-1] if MOVING else stack.enter_context(moving())
            left = "" if now.left is None else f", {now.left:.0f} s left"
            whole = tasks[""] if "" in tasks else tasks.setdefault("", bars.add_task("all", total=1.0))
            bars.update(whole, completed=now.done, description=f"all{left}")
            if now.source not in tasks:
                tasks[now.source] = bars.add_task(beside(now.source), total=1.0)
            bars.update(tasks[now.source], completed=now.share, visible=now.share < 1)

        yield move


def aligned(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Rows as text in columns two spaces apart.

    Args: right: the columns that are aligned to the right.
    """
    lines = [tuple(map(clean, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numbers = frozenset(right)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if index in numbers else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_setting(value: Any) -> str:
    """A parameter's value as a scenario file writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return str(value.get("name", value.get("schedule")))
    if isinstance(value, list):
        return f"[{', '.join(map(as_setting, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def quiet_streams() -> None:
    """Discard what is still to be printed: it cannot be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
