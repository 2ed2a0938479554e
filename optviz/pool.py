"""Worker processes, which end when the process that started them ends.

A job is a function of a module, with its arguments; any free process does it. The executor is the standard library's,
with one thread for each process, which gives it one job after another. A process is a new Python: it does not run the
caller's script again, so it needs no `if __name__ == "__main__":` there, and it never looks for modules in the current
folder, which may hold a stranger's files. Python's multiprocessing and loky promise neither: each starts processes of
its own that look there, and keeps named semaphores that a killed program leaves behind. Here nothing has a name.
"""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn, ParamSpec, Self, TypeVar, cast

from optviz.ending import undone

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import TracebackType

P = ParamSpec("P")
T = TypeVar("T")

_POSIX: Final = os.name == "posix"
_COMMAND: Final = "import sys; sys.path[:] = sys.argv[2:]; from optviz.pool import work; work(int(sys.argv[1]))"
_PATIENCE: Final = 0.5
"""Seconds after which a process notices that the one that started it is gone, where the system does not tell it."""
_PYTHONS: Final = re.compile(r"(python|pypy)[-_.\ddtw]*(exe)?", re.IGNORECASE)
"""The names of an interpreter's program, as python3.13t or pythonw.exe."""
_PR_SET_PDEATHSIG: Final = 1
"""Linux's number for: send me a signal when the thread that started me is gone."""
_A_DEATH: Final = 5
"""Seconds to wait for a process that was killed; only a system in trouble needs more than a few hundredths."""


ALONE: Final = "rendered in one process: this program can start no other"
"""What a person is told who asked for several."""


class WorkerDiedError(Exception):
    """The process that did a job died; it may have run out of memory."""


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
        self._prepare = pickle.dumps((_call, (prepare, arguments, options), {}))
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
        return self._threads.submit(self._do, function, arguments, options)

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

    def _do(self, function: Callable[..., T], arguments: Any, options: Any) -> T:
        found: T = self._own_worker().call(pickle.dumps((function, arguments, options)))
        return found

    def _own_worker(self) -> _Worker:
        """This thread's process, which is started if there is none."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker.process.poll() is not None:
            if worker is not None:
                self._workers.remove(worker)
                worker.end()
            worker = self._own.worker = self._start()
            try:
                worker.call(self._prepare)
            except BaseException:
                worker.end()
                raise
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

    def call(self, job: bytes) -> Any:
        """Have one job done, and return its result."""
        try:
            pickle.dump(job, self._jobs)
            self._jobs.flush()
            answer = pickle.load(self._answers)  # noqa: S301  (from our own process)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:  # the answer is not complete
            self.end()
            raise WorkerDiedError from error
        done, found = pickle.loads(answer)  # noqa: S301
        if not done:
            raise found
        return found

    def end(self) -> None:
        """End the process, whatever it is doing; it owns nothing that must be saved."""
        self.process.kill()
        with suppress(OSError), self.process:  # closes the pipes; the last job may be unread
            pass


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


def work(parent: int) -> NoReturn:
    """What a process of a pool does: one job after another, until the process that started it is gone.

    Args: parent: that process's id.
    """
    _end_with(parent)
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a job prints goes to standard error
    with suppress(EOFError, OSError):
        while True:
            answers.write(pickle.dumps(_answer(pickle.load(jobs))))  # noqa: S301  (from the process that started it)
            answers.flush()
    os._exit(0)


def _answer(job: bytes) -> bytes:
    """Do a job; returns whether it succeeded, and its result or error. Errors of unpickling it are returned too."""
    try:
        function, arguments, options = pickle.loads(job)  # noqa: S301
        return pickle.dumps((True, function(*arguments, **options)))
    except BaseException as error:  # noqa: BLE001  (every error goes back to the caller)
        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        try:
            return pickle.dumps((False, error))
        except Exception:  # noqa: BLE001  (not every exception can be pickled)
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))


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
