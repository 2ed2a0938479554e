"""A function that the workers of a Dask cluster call, or processes of this machine that do as such workers do.

Only plain data goes over the wire: texts, the bytes of files, and messages; functions go by their names. So nothing of
a person's is pickled, and a worker runs only code that is installed there. What is installed there is compared with
what is wanted before anything is sent, and again by each worker that comes later.

Dask and its event loop live in a thread of their own. In a program that ends at once the connection just breaks: then
the scheduler forgets what this program had asked for, and the processes of this machine end with the one that began.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
import time
import traceback
import warnings
from concurrent.futures import CancelledError, Future
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from itertools import count, islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from optviz.errors import MissingToolError, OptvizError, OutputError, ParameterError
from optviz.files import temporary_folder
from optviz.pool import Pool, WorkerDiedError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    Tell = Callable[[Any], object]
    Work = Callable[["Parcel", Tell], "Parcel"]
    Check = Callable[[dict[str, str]], str]

K = TypeVar("K")

_LOCAL: Final = re.compile(r"local:(\d{1,4})")
_FAR: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+")
_MOST: Final = 64
"""Processes of this machine."""
_HERE: Final = "127.0.0.1"
_PATIENCE: Final = 10.0
"""Seconds to wait for a scheduler, and for the first of its workers."""
_ABSENCE: Final = 60.0
"""Seconds after which a cluster without any worker is given up."""
_ANSWER: Final = 120.0
"""Seconds that workers have to say what is installed there; one may just do something that lets nothing else happen."""
_ROUND: Final = 1.0
"""Seconds between two looks at how many workers there are."""
_AHEAD: Final = 2
"""Tasks for each thread of a worker: one that it does, and one that is already there."""
_TRIES: Final = 2
"""Workers that a task may lose."""
_LIVES: Final = 20
"""How often a process of this machine that died is replaced."""
_QUIET: Final = dict.fromkeys(("distributed", "distributed.client", "distributed.gc", "tornado", "bokeh"), "critical")
_VITAL: Final = ("dask", "distributed")
"""The packages that both ends of the wire must have in the same version."""


class Parcel(NamedTuple):
    """What goes over the wire, in both directions: a text, and the bytes of files by name."""

    text: str
    files: dict[str, bytes]


class Failure(NamedTuple):
    """Why there is no answer: the workers that were to give it died, or the function has a fault."""

    reason: str


Answer: TypeAlias = Parcel | Failure


@contextmanager
def connect(address: str, work: Work, check: Check, wanted: Mapping[str, str]) -> Iterator[Cluster]:
    """A cluster of workers that have what is wanted.

    Args: address: of a scheduler, as "tcp://host:8786", or "local:4" for so many processes of this machine.
        work: a function of a module. Workers call it with a parcel and with a function that sends messages back; it
            returns a parcel.
        check: a function of a module. Workers call it with what is wanted; it returns what they lack, in words.
    Raises: ParameterError where the address is none.  MissingToolError where Dask is not installed, or a worker lacks
        something.  OutputError where the scheduler is not there or has no workers.
    """
    processes = _processes(address)
    _library()
    with ExitStack() as stack:
        pool = stack.enter_context(Pool(processes, _serve_quietly)) if processes else None
        if pool and not pool.size:
            raise OptvizError(f"{address}: this program can start no other process")
        cluster = Cluster(address, work, check, dict(wanted))
        stack.callback(cluster.close)
        with warnings.catch_warnings(action="ignore"):  # of other versions, which are compared here
            cluster.begin(pool)
        yield cluster


class Cluster:
    """Workers that call a function for one task after another.

    Args: as in connect.
    """

    def __init__(self, address: str, work: Work, check: Check, wanted: dict[str, str]) -> None:
        self.address, self._work, self._check, self._wanted = address, work, check, wanted
        self._events: SimpleQueue[tuple[int | None, str, Any]] = SimpleQueue()
        self._ready: Future[None] = Future()
        self._numbers = count()
        self._name = f"optviz-{os.urandom(8).hex()}"
        self._client: Any = None
        self._window = _AHEAD
        self._lives = _LIVES
        self._begun: dict[int, int] = {}
        self._closed = False
        self._asked: dict[int, asyncio.Task[None]] = {}
        self._loop = asyncio.new_event_loop()

    def map(
        self, tasks: Iterable[tuple[K, Parcel]], hear: Callable[[K, Any], object] | None = None
    ) -> Generator[tuple[K, Answer]]:
        """The answers as they come, each with its task's key. Tasks begin in their order, a few at a time.

        Args: tasks: keys of any kind, which stay here, and what is sent; taken one by one, as workers are free.
            hear: called with a task's key and each of its messages, while this is waited for.
        Raises: OutputError where the scheduler is gone, or has no workers any more.  MissingToolError where a worker
            that came later lacks something.
        """
        raise NotImplementedError
