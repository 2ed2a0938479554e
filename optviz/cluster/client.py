"""The side of a cluster that asks: it connects, hands in tasks, and hears what becomes of them.

Dask and its event loop live in a thread of their own. In a program that ends at once the connection just breaks: then
the scheduler forgets what this program had asked for, and the processes of this machine end with the one that began.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
import warnings
from concurrent.futures import CancelledError, Future
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from importlib import metadata
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from optviz.cluster import worker
from optviz.cluster.worker import Parcel, library
from optviz.errors import MissingToolError, OptvizError, OutputError, ParameterError
from optviz.files import temporary_folder
from optviz.pool import Pool, WorkerDiedError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from optviz.cluster.worker import Check, Work

K = TypeVar("K")

_LOCAL: Final = re.compile(r"local:(\d{1,4})")
_FAR: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+")
_MOST: Final = 64
"""Processes of this machine."""
_PATIENCE: Final = 10.0
"""Seconds to wait for a scheduler, and for the first of its workers."""
_ABSENCE: Final = 60.0
"""Seconds after which a cluster without any worker is given up."""
_ANSWER: Final = 120.0
"""Seconds that workers have to say what is installed there; one may just do something that lets nothing else happen."""
_ROUND: Final = 1.0
"""Seconds between two looks at how many workers there are."""
_AHEAD: Final = 3
"""Tasks for each thread of a worker: one that it does, and some that are already there."""
_TRIES: Final = 2
"""How often a task is begun: when the second worker is lost, too, it may be to blame."""
_ATTEMPTS: Final = 4
"""How often a task is handed in again that the scheduler blames for lost workers, begun or not."""
_LIVES: Final = 20
"""How often a process of this machine that died is replaced."""
_NAMED: Final = 5
"""How many workers a message names."""
_VITAL: Final = ("dask", "distributed")
"""The packages that both ends of the wire must have in the same version."""


class Failure(NamedTuple):
    """Why there is no answer: the workers that were to give it died, or the function has a fault."""

    reason: str


Answer: TypeAlias = Parcel | Failure

_DO: Final = worker.name_of(worker.do)
_LOST: Final = Failure("lost its worker twice; it may have run out of memory there")


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
    library()
    with ExitStack() as stack:
        pool = None
        if processes:
            # It is removed after the processes have ended: nothing of theirs stays behind, whatever ends them.
            folder = stack.enter_context(temporary_folder())
            pool = stack.enter_context(Pool(processes, worker.prepare, folder))
            if not pool.size:
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
        self._address, self._wanted = address, wanted
        self._work, self._check = worker.name_of(work), worker.name_of(check)
        self._name = f"optviz-{os.urandom(8).hex()}"
        self._numbers = count()
        self._client: Any = None
        self._window = 0
        self._lives = _LIVES
        self._asked: dict[int, asyncio.Task[None]] = {}
        self._begun: dict[int, int] = {}
        self._events: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._ready: Future[None] = Future()
        self._closed = self._broken = False
        self._end: OptvizError = self._lost()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_unheard)  # what Dask leaves unfinished is nobody's concern
        self._thread = Thread(target=self._run, name="optviz-cluster", daemon=True)

    def begin(self, pool: Pool | None) -> None:
        """Connect to the scheduler, or start one for the processes of a pool."""
        self._main = self._loop.create_task(self._live(pool))
        self._thread.start()
        self._ready.result()

    def close(self) -> None:
        """Leave the cluster; the scheduler forgets what was asked for."""
        self._closed = True
        self._tell(self._main.cancel)
        self._thread.join(_PATIENCE)

    def map(
        self, tasks: Iterable[tuple[K, Parcel]], hear: Callable[[K, Any], object] | None = None
    ) -> Generator[tuple[K, Answer]]:
        """The answers as they come, each with its task's key. Tasks begin in their order, a few at a time.

        Args: tasks: keys of any kind, which stay here, and what is sent; taken one by one, as workers are free.
            hear: called with a task's key and the latest of its messages, while this is waited for.
        Raises: OutputError where the scheduler is gone, or has no workers any more.  MissingToolError where a worker
            that came later lacks something.
        """
        coming, running = iter(tasks), dict[int, K]()
        try:
            while True:
                while len(running) < self._window and (task := next(coming, None)):
                    number = next(self._numbers)
                    running[number] = task[0]
                    self._tell(self._ask, number, task[1])
                if not running:
                    return
                number, found = self._next_event()
                if isinstance(found, OptvizError):
                    raise found
                if number not in running:  # of tasks that nobody waits for any more
                    continue
                if isinstance(found, Parcel | Failure):
                    yield running.pop(number), found
                elif hear:
                    hear(running[number], found)
        finally:
            for number in running:
                self._tell(self._forget, number)

    def _tell(self, function: Callable[..., object], *arguments: object) -> None:
        """Have the other thread call something, unless it has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def _next_event(self) -> tuple[int, Any]:
        """What the other thread has to say next, also if that is its end."""
        while True:
            with suppress(Empty):
                return self._events.get(timeout=_ROUND)  # so that Ctrl-C is heard on every system
            if not self._thread.is_alive():
                return -1, self._end

    # What follows is called in the other thread.

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._main)
        except BaseException as error:  # noqa: BLE001  (it is told where it can be)
            self._fail(error)
        finally:
            self._loop.run_until_complete(_end_all())
            self._loop.close()

    def _fail(self, error: BaseException) -> None:
        """End with an error: the one who waits for a connection or for an answer gets it."""
        if not self._ready.done():
            self._ready.set_exception(error)
        elif not self._closed:
            self._end = error if isinstance(error, OptvizError) else self._lost()
            self._events.put((-1, self._end))

    def _lost(self) -> OutputError:
        return OutputError(f"lost the connection to the Dask scheduler at {self._address}")

    async def _live(self, pool: Pool | None) -> None:
        """Connect, and look after the connection until this is cancelled."""
        dask = library()
        async with AsyncExitStack() as stack:
            address = self._address
            if pool:
                with worker.hidden() as options:
                    scheduler = await stack.enter_async_context(dask.Scheduler(**options))
                address = scheduler.address
                for _ in range(pool.size):
                    self._employ(pool, address)
            client = dask.Client(address, asynchronous=True, set_as_default=False, timeout=_PATIENCE)
            try:
                self._client = await asyncio.wait_for(stack.enter_async_context(client), 1.5 * _PATIENCE)
            except Exception as error:  # whatever listens there may say nothing, or anything
                with suppress(Exception):
                    await asyncio.wait_for(client.close(), _ROUND)
                raise OutputError(f"no Dask scheduler answers at {address}") from error
            await self._wait(pool)
            await self._examine()
            client.subscribe_topic(self._name, self._hear)
            self._ready.set_result(None)
            await self._watch()

    def _employ(self, pool: Pool, address: str) -> None:
        """Let a process of the pool be a worker; when it dies, another one takes its place."""

        def ended(future: Future[None]) -> None:
            error = future.exception() if not future.cancelled() else None
            if self._closed or error is None:
                return
            self._lives -= 1
            if not isinstance(error, WorkerDiedError):
                self._fail(error)
            elif self._lives:
                self._employ(pool, address)
            else:
                self._fail(OutputError(f"{address}: the processes die as soon as they have started"))

        pool.submit(worker.serve, address).add_done_callback(ended)

    async def _wait(self, pool: Pool | None) -> None:
        """Wait for all processes of a pool, which come, or for the first worker that somebody else may have begun."""
        workers, patience = (pool.size, _ANSWER) if pool else (1, _PATIENCE)
        try:
            await self._client.wait_for_workers(workers, timeout=patience)
        except TimeoutError:
            raise OutputError(f"the Dask scheduler at {self._address} has no workers") from None

    async def _examine(self) -> None:
        """Compare what the workers have with what is wanted."""
        client = self._client
        try:
            versions = await asyncio.wait_for(client.get_versions(), _ANSWER)
            self._compare(versions)
            found = await asyncio.wait_for(client.run(*_call(self._check, self._wanted), on_error="return"), _ANSWER)
        except TimeoutError:
            raise OutputError(f"the workers of the Dask scheduler at {self._address} do not answer") from None
        if strange := [who for who, words in found.items() if isinstance(words, Exception)]:
            there = await client.run(metadata.version, "optviz", workers=strange, on_error="return")
            found |= {who: self._another(there[who], found[who]) for who in strange}
        if lacks := [f"{who}: {words}" for who, words in sorted(found.items()) if words]:
            raise _refusal(lacks)
        self._count(await client.nthreads())

    def _compare(self, versions: dict[str, Any]) -> None:
        """Compare Dask itself here, in the scheduler, and in the workers."""
        here = versions["client"]["packages"]
        there = {"the scheduler": versions["scheduler"], **versions["workers"]}
        lacks = [
            f"{who}: {name} {here[name]} here, but there {found['packages'].get(name)}"
            for who, found in there.items()
            for name in _VITAL
            if found and found["packages"].get(name) != here[name]
        ]
        if lacks:
            raise _refusal(lacks)

    def _another(self, version: object, error: object) -> str:
        """What a worker lacks where what it should call is not there or fails, in words."""
        here, there = self._wanted.get("optviz"), version if isinstance(version, str) else "none"
        differs = f"optviz {here} here, but there {there}"
        return f"{differs} ({error})" if here != there else f"optviz cannot be used there: {error}"

    async def _watch(self) -> None:
        """Look from time to time whether the scheduler and its workers are there."""
        seen = time.monotonic()
        while time.monotonic() - seen < _ABSENCE:
            await asyncio.sleep(_ROUND)
            if self._broken or self._client.status != "running":
                raise self._lost()
            if threads := await self._client.nthreads():
                self._count(threads)
                seen = time.monotonic()
        raise OutputError(f"the Dask scheduler at {self._address} has had no workers for {_ABSENCE:.0f} seconds")

    def _count(self, threads: Mapping[str, int]) -> None:
        self._window = _AHEAD * sum(threads.values())

    def _ask(self, number: int, parcel: Parcel) -> None:
        self._begun[number] = 0
        self._asked[number] = self._loop.create_task(self._answer(number, parcel))

    def _forget(self, number: int) -> None:
        self._begun.pop(number, None)
        if task := self._asked.pop(number, None):
            task.cancel()  # with the last reference to Dask's future the scheduler drops the task

    def _hear(self, event: tuple[float, Any]) -> None:
        """A worker has begun or ended a task, or has a message from it."""
        number, kind, message = event[1]
        if number not in self._asked:
            return
        if kind == worker.TOLD:
            self._events.put((number, message))
            return
        self._begun[number] += 1 if kind == worker.BEGUN else -1  # an answer may be lost with its worker, too
        if self._begun[number] > _TRIES:
            self._forget(number)
            self._events.put((number, _LOST))

    async def _answer(self, number: int, parcel: Parcel) -> None:
        """Have one task done, and say what came of it."""
        found = await self._found(number, parcel)
        self._forget(number)
        self._events.put((number, found))

    async def _found(self, number: int, parcel: Parcel) -> Answer | OptvizError:
        dask = library()
        for attempt in range(_ATTEMPTS):
            task = _call(_DO, self._work, self._check, self._wanted, *parcel, self._name, number)
            key = f"{self._name}-{number}-{attempt}"
            try:
                kind, text, files = await self._client.submit(*task, key=key, pure=False)
            except dask.KilledWorker:  # it may only have waited where another one ran
                continue
            except CancelledError:  # the connection was lost, and perhaps found again
                self._broken = True
                raise
            except (ImportError, AttributeError) as error:
                return _refusal([self._another("another", error)])
            except Exception as error:  # noqa: BLE001  (one task's fault does not stop the others)
                return Failure(f"{type(error).__name__}: {error}")
            match kind:
                case worker.DONE:
                    return Parcel(text, files)
                case worker.FAILED:
                    return Failure(text)
                case _:
                    return _refusal([text])
        return _LOST


def _call(name: str, *arguments: object) -> tuple[Any, ...]:
    """What has a worker call a function: things that every Python has."""
    return eval, worker.CALL, {"name": name, "arguments": arguments}


def _unheard(*_: object) -> None:
    pass


async def _end_all() -> None:
    """End all that goes on in this event loop."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _processes(address: str) -> int:
    """How many processes of this machine an address asks for; none if it is a scheduler's."""
    if _FAR.fullmatch(address):
        return 0
    if (local := _LOCAL.fullmatch(address)) and 1 <= int(local[1]) <= _MOST:
        return int(local[1])
    raise ParameterError("dask", f"expected tcp://HOST:PORT, or local:N for 1 to {_MOST} processes, not {address!r}")


def _refusal(lacks: list[str]) -> MissingToolError:
    """The error that some workers lack something."""
    more = [f"and {len(lacks) - _NAMED} more workers"] if len(lacks) > _NAMED else []
    remedy = "install the same versions on both sides"
    return MissingToolError("\n".join(["the workers differ; " + remedy, *lacks[:_NAMED], *more]))
