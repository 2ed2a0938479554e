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
from typing import TYPE_CHECKING

from optviz.cli.program import program

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["main", "program"]


def main() -> None:
    """Run the command line of this process."""
    # NumPy's linear algebra, which nothing here needs, would start threads that spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a letter that a terminal lacks is no reason to fail
    program(prog_name="optviz")


def _end(number: int, _: FrameType | None) -> None:
    """End as an exception does: open files are taken back on the way."""
    raise SystemExit(128 + number)
