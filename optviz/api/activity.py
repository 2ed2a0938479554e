"""What goes on while many jobs are done: how far each is, and how long all of them will still take."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TELLING = 0.05
"""The share of all work after which the time that is left can be told."""


class Activity(NamedTuple):
    """Something that has gone on.

    Args: source: the scenario that is worked on.  share: how much of it is done, 0 to 1; 1 if it is over.
        done: how much of all work is done.  left: about how many seconds all of it will still take; None at first.
    """

    source: str
    share: float
    done: float
    left: float | None


class Watch:
    """Weighs jobs by the time that they are expected to take, and tells what goes on; several threads may call it.

    Args: expected: about how many seconds each takes, by the scenario's file.  told: called with what goes on.
    """

    def __init__(self, expected: Mapping[str, float], told: Callable[[Activity], object]) -> None:
        self._expected = expected
        self._shares = dict.fromkeys(self._expected, 0.0)
        self._told, self._begun, self._lock = told, time.monotonic(), threading.Lock()

    def hear(self, source: str, share: float) -> None:
        """A job has come to a share of it."""
        with self._lock:
            self._shares[source] = share
            done = sum(self._expected[name] * each for name, each in self._shares.items())
            done /= sum(self._expected.values())
            passed = time.monotonic() - self._begun
            left = passed * (1 - done) / done if done >= _TELLING else None
            self._told(Activity(source, share, done, left))
