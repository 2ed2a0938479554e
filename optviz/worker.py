"""A process of a pool, seen from within: it does one job after another, and ends with the process that started it."""

from __future__ import annotations

import math
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import IO, Final, Literal, NoReturn, TypeAlias

Kind: TypeAlias = Literal["told", "done", "failed"]
"""What a process sends: a message of a job, its result, or its error."""

CAN_LIMIT: Final = hasattr(signal, "setitimer")
"""Whether this system can end a process after some processor time."""

_PATIENCE: Final = 0.5
"""Seconds after which a process notices that the one that started it is gone, where the system does not tell it."""
_PR_SET_PDEATHSIG: Final = 1
"""Linux's number for: send me a signal when the thread that started me is gone."""
_LONGEST: Final = 1e8
"""Seconds that a timer of every system can count."""


def work(parent: int) -> NoReturn:
    """What a process of a pool does: one job after another, until the process that started it is gone.

    Args: parent: that process's id.
    """
    _end_with(parent)
    jobs, answers = sys.stdin.buffer, _Answers(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a job prints goes to standard error
    _CALLER.append(answers)
    with suppress(EOFError, OSError):
        while True:
            job, seconds = pickle.load(jobs)  # noqa: S301  (from the process that started it)
            _end_after(seconds)
            kind, content = _answer(job)
            _end_after(math.inf)
            answers.send(kind, content)
    os._exit(0)


def tell(message: object) -> None:
    """Tell a job's caller something, as the share that is done; from where no pool's job is done, nobody hears it."""
    for caller in _CALLER:
        caller.send("told", pickle.dumps(message))


class _Answers:
    """What a process sends to the one that started it: messages and results, each of them pickled."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._one_by_one = stream, threading.Lock()

    def send(self, kind: Kind, content: bytes) -> None:
        """Send one of them."""
        with self._one_by_one:
            pickle.dump((kind, content), self._stream)
            self._stream.flush()


_CALLER: Final[list[_Answers]] = []
"""In a process of a pool, the way to the one that started it."""


def _answer(job: bytes) -> tuple[Kind, bytes]:
    """Do a job; returns its result or error, pickled. Errors of unpickling it are returned too."""
    try:
        return "done", pickle.dumps(pickle.loads(job)())  # noqa: S301
    except BaseException as error:  # noqa: BLE001  (every error goes back to the caller)
        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        try:
            return "failed", pickle.dumps(error)
        except Exception:  # noqa: BLE001  (not every exception can be pickled)
            return "failed", pickle.dumps(RuntimeError(traceback.format_exc()))


def _end_after(seconds: float) -> None:
    """Have the system end this process after some more seconds of processor time, whatever it is doing."""
    if CAN_LIMIT:
        signal.setitimer(signal.ITIMER_PROF, 0 if seconds > _LONGEST else seconds)


def _end_with(parent: int) -> None:
    """Have this process ended as soon as the one that started it is gone, whatever this one is doing."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):  # a system that hides it
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> NoReturn:
    """End this process soon after the one that started it; compiled code may keep this thread waiting."""
    while os.getppid() == parent:
        time.sleep(_PATIENCE)
    os._exit(1)
