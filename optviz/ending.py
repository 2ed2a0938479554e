"""What a program undoes when it ends, also when it ends at once.

A signal may come between any two steps, and within compiled code that cannot pass on an exception: one that is raised
there may be lost, become another, or crash the program. So the command line raises none; it undoes what is open, and is
gone. An interpreter that ends in the usual way undoes the same things on its way out of the blocks.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals by which a person or the system ends a program."""

_OPEN: Final[dict[int, Callable[[], object]]] = {}
"""What undoes the things that are open, in the order in which they were begun."""
_NUMBERS: Final = count()


@contextmanager
def undone(undo: Callable[[], object]) -> Iterator[None]:
    """A block after which something is undone, however it is left, and also if the program ends at once.

    Args: undo: may be called at any moment of the block, even before its first step, and more than once; so it neither
            imports anything nor waits for another thread.
    """
    number = next(_NUMBERS)
    _OPEN[number] = undo
    try:
        yield
    finally:
        undo()
        del _OPEN[number]


def end_at_signals() -> None:
    """Let the signals that end a program end this one at once, and silently but for a word where a person did it."""
    for number in SIGNALS:
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:  # not where it is ignored
            signal.signal(number, _end)


def ignore_signals() -> None:
    """Do not hear those signals any more: the program is ending."""
    if hasattr(signal, "pthread_sigmask"):  # one that came just now and is ignored would be a complaint of Python's
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    for other in SIGNALS:
        signal.signal(other, _nothing)  # not SIG_IGN: Python complains of one that came before it and is ignored then
    for undo in reversed(list(_OPEN.values())):
        with suppress(Exception):  # whatever the moment was, the others are undone
            undo()
    if number == signal.SIGINT:
        with suppress(OSError):
            os.write(2, b"interrupted\n")
    os._exit(128 + number)


def _nothing(number: int, frame: FrameType | None) -> None:
    """What is done at further signals."""
