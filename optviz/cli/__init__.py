"""The command line: it reads arguments, calls the Python interface, prints, and chooses the exit code.

    0  done      1  a scenario failed, or --check found something stale      2  usage, or an invalid scenario
    3  a missing tool      4  a file cannot be read or written      128 + n  ended by signal n

Data goes to standard output; messages and progress go to standard error. Each command loads what it needs when it
is called, so that help answers at once.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optviz.ending import end_at_signals, ignore_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["alone", "main"]


def main() -> None:
    """Run the command line of this process."""
    with alone():
        from optviz.cli.program import program

        program(prog_name="optviz")


@contextmanager
def alone() -> Iterator[None]:
    """What is done within is all that this process is for."""
    end_at_signals()  # first: until then a signal is Python's own matter
    try:
        # NumPy's linear algebra, which nothing here needs, would start threads that spin.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from optviz.cli.terminal import open_streams
        from optviz.drawing import settings

        open_streams()
        with settings.folder():
            settings.ignore()
            yield
    finally:
        ignore_signals()  # all is done; what is left of Python could not end well
