"""Progress bars on standard error, where there is a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from optviz.ending import undone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

_LONGEST: Final = 40
"""Letters of a name beside a bar."""

MOVING: Final[list[Progress]] = []
"""The lines that move on the terminal just now; messages are printed above them."""


def is_terminal() -> bool:
    """Whether standard error is a terminal that can show movement."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, moved by calls with the share done, 0 to 1; without a terminal there is none."""
    if not is_terminal():
        yield lambda _: None
        return
    with moving() as bar:
        task = bar.add_task(beside(title), total=1.0)
        yield lambda share: bar.update(task, completed=share)


@contextmanager
def moving() -> Iterator[Progress]:
    """Bars on standard error, which are gone at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    bars = Progress(*columns, console=Console(stderr=True), transient=True)
    with undone(bars.stop):
        bars.start()
        MOVING.append(bars)
        try:
            yield bars
        finally:
            MOVING.remove(bars)


def beside(text: str) -> str:
    """A text beside a bar: the end of one that is too long for a line."""
    text = clean(text)
    return text if len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}"


def clean(text: str) -> str:
    """A text without control characters, which could overwrite what a terminal shows."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else ascii(letter)[1:-1] for letter in text)
