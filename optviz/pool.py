"""Worker processes, which end when the process that started them ends.

A job is a function of a module, with its arguments; any free process does it, and may tell how far it is. The executor
is the standard library's, with one thread for each process, which gives it one job after another. A process is a new
Python: it does not run the caller's script again, so it needs no `if __name__ == "__main__":` there, and it never looks
for modules in the current folder, which may hold a stranger's files. Python's multiprocessing and loky promise neither:
each starts processes of its own that look there, and keeps named semaphores that a killed program leaves behind. Here
nothing has a name.
"""

from __future__ import annotations

import math
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal, NamedTuple, ParamSpec, Self, TypeVar, cast

from optviz.ending import undone
from optviz.worker import CAN_LIMIT, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")

__all__ = ["ALONE", "CAN_LIMIT", "LimitExceededError", "Limits", "Pool", "WorkerDiedError", "cores", "tell"]

_POSIX: Final = os.name == "posix"
_COMMAND: Final = "import sys; sys.path[:] = sys.argv[2:]; from optviz.worker import work; work(int(sys.argv[1]))"
_PYTHONS: Final = re.compile(r"(python|pypy)[-_.\ddtw]*(exe)?", re.IGNORECASE)
"""The names of an interpreter's program, as python3.13t or pythonw.exe."""
_A_DEATH: Final = 5
"""Seconds to wait for a process that was killed; only a system in trouble needs more than a few hundredths."""
_STATM: Final = "/proc/{}/statm"
"""Where Linux tells the memory of a process, in pages: its addresses, and what of them is in memory."""
_HAS_STATM: Final = Path(_STATM.format("self")).exists()
_GLANCE: Final = 0.02 if _HAS_STATM else 0.25
"""Seconds between two looks at the memory of a process; elsewhere each look is a program of its own, `ps`."""

ALONE: Final = "rendered in one process: this program can start no other"
"""What a person is told who asked for several."""


class WorkerDiedError(Exception):
    """The process that did a job died; it may have run out of memory."""


class Limits(NamedTuple):
    """What a job may take: seconds of processor time, and bytes of memory, of which its process alone needs a part.

    Memory is what is in use. What is only reserved does not count: threads and libraries reserve some times as much.
    """

    seconds: float = math.inf
    bytes: float = math.inf


class LimitExceededError(Exception):
    """A job took more than its limits, and its process was ended.

    Args: what: of which there was too much.  limits: the job's.
    """

    def __init__(self, what: Literal["seconds", "bytes"], limits: Limits) -> None:
        self.what, self.limits = what, limits
        super().__init__(f"more than {getattr(limits, what):g} {what}")


def cores() -> int:
    """The cores this process may use."""
    count: Any = getattr(os, "process_cpu_count", None)
    if count:
        return int(count() or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes that do jobs beside this one. They start at once, and this process does not wait until they are ready.

    When a process dies, only its own job fails; the next job gets a new process.

    Args: processes: how many; none if fewer than 1, or in a program that cannot start Python, or where the system
            has no more to give.
        prepare: a function that each of them calls first, with `arguments`.
    """

    def __init__(self, processes: int, prepare: Callable[P, object], *arguments: P.args, **options: P.kwargs) -> None:
        self._prepare = pickle.dumps(partial(_call, prepare, arguments, options))
        self._own = threading.local()
        self._workers: list[_Worker] = []
        self._closed = False
        self._starting: list[int] = []  # the threads that are starting a process just now
        self._open = ExitStack()
        self._open.enter_context(undone(self._end_at_once))
        self._threads = ThreadPoolExecutor(max(processes, 1), "optviz-pool", _leave_interrupts_to_others)
        self.size = 0
        self.memory: int | None = None
        """The number under which all processes have one unnamed file open, for data that is too large for messages."""
        if processes > 0 and _can_start_python():
            self._begin(processes)

    def _begin(self, processes: int) -> None:
        """Start the processes, or none where the system has no more files or threads to give."""
        try:
            if _POSIX:
                self.memory = _memory()
            for _ in range(processes):
                self._threads.submit(self._own_worker)
        except (OSError, RuntimeError):
            return
        self.size = processes

    def submit(self, function: Callable[P, T], /, *arguments: P.args, **options: P.kwargs) -> Future[T]:
        """Call a function of a module in one of the processes.

        It fails with WorkerDiedError if the process dies, and with pickle's error if something cannot be pickled.
        """
        return self.start(partial(function, *arguments, **options))

    def start(
        self, job: partial[T], *, hear: Callable[[Any], object] | None = None, limits: Limits | None = None
    ) -> Future[T]:
        """Have a job done in one of the processes.

        It fails as in submit, with LimitExceededError if it takes more than it may, and with what `hear` raises.

        Args: hear: called with each message that the job tells, in the thread of its process.
            limits: what it may take, on a system that can limit it.
        """
        return self._threads.submit(self._do, job, hear, limits)

    def interrupt(self) -> None:
        """End the processes, whatever they are doing; later jobs start new ones."""
        for worker in list(self._workers):
            worker.process.kill()
        for worker in list(self._workers):
            with suppress(subprocess.TimeoutExpired):
                worker.process.wait(_A_DEATH)  # with a limit it waits for no other thread that waits, too

    def close(self) -> None:
        """End the processes and cancel the jobs; when this returns, no process is left."""
        self._open.close()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        if self.memory is not None:
            os.close(self.memory)
            self.memory = None

    def _end_at_once(self) -> None:
        self._closed = True
        limit = time.monotonic() + _A_DEATH
        while self._starting and time.monotonic() < limit:
            time.sleep(_A_DEATH / 1000)
        self.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, job: partial[T], hear: Callable[[Any], object] | None, limits: Limits | None) -> T:
        found: T = self._own_worker(limits).call(pickle.dumps(job), hear, limits)
        return found

    def _own_worker(self, limits: Limits | None = None) -> _Worker:
        """This thread's process, which is started if there is none that has room within limits."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker.process.poll() is not None or not worker.has_room(limits):
            if worker is not None:
                self._workers.remove(worker)
                worker.end()
            worker = self._own.worker = self._start()
            try:
                worker.call(self._prepare)
            except BaseException:
                worker.end()
                raise
            worker.used = False
        return worker

    def _start(self) -> _Worker:
        """A new process, which close() sees from its first moment."""
        self._starting.append(threading.get_ident())
        try:
            if self._closed:
                raise WorkerDiedError
            worker = _Worker(self.memory)
            self._workers.append(worker)
        finally:
            self._starting.remove(threading.get_ident())
        return worker


class _Worker:
    """A process, seen from the thread that gives it one job after another."""

    def __init__(self, memory: int | None) -> None:
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # its threads would only spin
        environment.pop("PYTHONPATH", None)  # it may lead to the current folder
        self.process = subprocess.Popen(  # noqa: S603  (this interpreter, running this module)
            [sys.executable, "-P", "-c", _COMMAND, str(os.getpid()), *_path()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=() if memory is None else (memory,),
            env=environment,
        )
        self._jobs, self._answers = cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)
        self.used = False
        """Whether it has done a job."""

    def has_room(self, limits: Limits | None) -> bool:
        """Whether a job can use most of the memory that it may; what earlier jobs left may be in the way."""
        return not (limits and self.used) or _resident(self.process.pid) < limits.bytes / 2

    def call(self, job: bytes, hear: Callable[[Any], object] | None = None, limits: Limits | None = None) -> Any:
        """Have one job done, hear what it tells, and return its result."""
        self.used = True
        if limits is None:
            return self._call(job, hear, math.inf)
        with _watched(self.process, limits.bytes) as too_large:
            try:
                found = self._call(job, hear, limits.seconds)
            except WorkerDiedError as error:
                if not too_large.is_set() and self.process.returncode == -signal.SIGPROF:
                    raise LimitExceededError("seconds", limits) from error
                if not too_large.is_set():
                    raise
            except MemoryError as error:
                raise LimitExceededError("bytes", limits) from error
        if too_large.is_set():
            self.end()
            raise LimitExceededError("bytes", limits)
        return found

    def _call(self, job: bytes, hear: Callable[[Any], object] | None, seconds: float) -> Any:
        with self._until_it_dies():
            pickle.dump((job, seconds), self._jobs)
            self._jobs.flush()
        while True:
            with self._until_it_dies():
                kind, content = pickle.load(self._answers)  # noqa: S301  (from our own process)
            if kind != "told":
                break
            if hear:
                self._tell(hear, content)
        found = pickle.loads(content)  # noqa: S301
        if kind == "failed":
            raise found
        return found

    @contextmanager
    def _until_it_dies(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:  # the answer is not complete
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_A_DEATH)  # it may just be dying, of a cause that is to be known
            self.end()
            raise WorkerDiedError from error

    def _tell(self, hear: Callable[[Any], object], message: bytes) -> None:
        """Hand on a message; if that fails, the job is of no use any more."""
        try:
            hear(pickle.loads(message))  # noqa: S301  (from our own process)
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End the process, whatever it is doing; it owns nothing that must be saved."""
        self.process.kill()
        with suppress(OSError), self.process:  # closes the pipes; the last job may be unread
            pass


@contextmanager
def _watched(process: subprocess.Popen[bytes], most: float) -> Iterator[threading.Event]:
    """End a process as soon as it has more memory than it may, which the event tells.

    Another process watches: a thread of its own may have to wait for compiled code.
    """

    def watch() -> None:
        while not done.wait(_GLANCE):
            if _resident(process.pid) > most:
                too_large.set()
                process.kill()
                return

    done, too_large = threading.Event(), threading.Event()
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield too_large
    finally:
        done.set()
        thread.join()


def _resident(process: int) -> float:
    """The bytes of memory that a process uses; 0 where there is none."""
    if not _HAS_STATM:
        return _told_by_ps(process)
    try:
        return int(Path(_STATM.format(process)).read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # it has just ended
        return 0.0


def _told_by_ps(process: int) -> float:
    """The same on systems without Linux's files."""
    try:
        told = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(process)], capture_output=True, check=False)  # noqa: S603
    except OSError:
        return 0.0
    return 1024 * float(told.stdout or 0)


def _can_start_python() -> bool:
    """Whether this program can start Python; a program that embeds Python would start itself again."""
    program = Path(sys.executable or os.devnull)
    return not getattr(sys, "frozen", False) and bool(_PYTHONS.fullmatch(program.name)) and os.access(program, os.X_OK)


def _path() -> list[str]:
    """Where a process looks for modules: where this one does, but not in the current folder, unless optviz is there."""
    home, here = Path(__file__).resolve().parents[1], Path.cwd()
    places = [Path(entry).absolute() for entry in sys.path]
    found = [str(place) for place in places if place.resolve() == home or place.resolve() != here]
    return found if home in map(Path.resolve, places) else [*found, str(home)]


def _memory() -> int:
    """A file in memory that has no name, so that nothing of it stays behind."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("optviz")
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _call(function: Callable[..., object], arguments: Any, options: Any) -> None:
    """Call a function and drop its result, which perhaps cannot be pickled."""
    function(*arguments, **options)


def _leave_interrupts_to_others() -> None:
    """Leave Ctrl-C to the main thread: this thread and the processes that it starts do not receive it."""
    if _POSIX:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
