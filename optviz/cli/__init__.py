"""The command line: it reads arguments, calls the Python interface, prints, and chooses the exit code.

    0  done      1  a scenario failed, or --check found something stale      2  usage, or an invalid scenario
    3  a missing tool      4  a file cannot be read or written      128 + n  ended by signal n

Data goes to standard output; messages and progress go to standard error. Each command loads what it needs when it
is called, so that help answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from optviz.cli.program import program
from optviz.drawing import settings

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["main", "program"]


def main() -> None:
    """Run the command line of this process."""
    # NumPy's linear algebra, which nothing here needs, would start threads that spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name, default in _DEFAULTS.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is default:
            signal.signal(number, _end)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may lack a character
    try:
        settings.ignore()
        program(prog_name="optviz")
    except Exception:
        # Compiled code may turn the exception that a signal raises into another one.
        if _ended_by:
            raise SystemExit(128 + _ended_by[0]) from None
        raise


_DEFAULTS: Final = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}
"""Signals that end the program, and what they do unless it was changed."""
_ended_by: list[int] = []
"""The signals that were received."""


def _end(number: int, frame: FrameType | None) -> None:
    """End as an exception does, so that files that are not finished are removed on the way."""
    _ended_by.append(number)
    if number == signal.SIGINT:
        signal.default_int_handler(number, frame)
    raise SystemExit(128 + number)
