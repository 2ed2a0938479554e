"""Frames drawn by several processes: the same frames in the same order, sooner.

Workers only draw; one process hands their frames on, in order, and draws too. A frame depends on its number alone, so
it does not matter who draws it. Nobody waits for a worker that is still starting, for it is given nothing before it
is ready; what a worker that died has begun is drawn by another. Pixels come through memory that all share: a ring of
frames, so that nobody runs further ahead than it is long.
"""

from __future__ import annotations

import heapq
import importlib
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, cast

from optviz.api.plugins import load_plugin, loaded
from optviz.arrays import Pixels, np
from optviz.scene.scene import Frame

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path
    from types import TracebackType

    from optviz.scenario import Scenario
    from optviz.scene.scene import Scene, TimedFrame

_MEMORY: Final = 64 << 20
"""Bytes that frames which wait for their turn take at most; one for each process, if they are larger."""
_AHEAD: Final = 4
"""Frames for each process that may wait for their turn."""
_QUEUED: Final = 2
"""Frames a worker is given at a time, so that it has one to go on with while its last one is being fetched."""
_FEWEST: Final = 500
"""Frames of one panel that take longer to draw than workers to start."""
_ANEW: Final = 10
"""How much longer a panel takes to draw where its camera moves."""
_COMMAND: Final = (
    "import sys; sys.path[:] = sys.argv[3:]; from optviz.scene import crew; crew.work(*map(int, sys.argv[1:3]))"
)


def cores() -> int:
    """The cores this process may use."""
    count: Any = getattr(os, "process_cpu_count", None)
    if count:
        return int(count() or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pays(scenario: Scenario) -> bool:
    """Whether several processes draw a scenario sooner than one: a moving camera, many panels, or a long animation."""
    views, frames = scenario.views, scenario.output.fps * scenario.output.duration
    panels = len(scenario.cells) * sum(_ANEW if view.moves else 1 for view in views)
    return os.name == "posix" and frames * panels >= _FEWEST


class _Stage(Enum):
    """What a worker does: it starts, or builds a scene that is over; it has no scene; it builds one; it can draw it."""

    BUSY = auto()
    FREE = auto()
    BUILDING = auto()
    READY = auto()


class _Task(NamedTuple):
    """What a worker must know before it is given a scene: what to load, and the shape of the ring of frames."""

    plugins: tuple[Path, ...]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class _Order:
    """The frame of this index is to be drawn, for the cut of this number."""

    index: int
    number: int


class _Worker:
    """A process that draws, seen from the one that started it.

    Args: memory: the file of the memory they share.
    """

    def __init__(self, memory: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  (this interpreter, running this module)
                [sys.executable, "-c", _COMMAND, str(theirs.fileno()), str(memory), *map(os.path.abspath, sys.path)],
                pass_fds=(theirs.fileno(), memory),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what fails there is drawn here, and fails here if it must
            )
        self.connection = Connection(ours.detach())
        self.stage = _Stage.BUSY
        self.begun: list[int] = []

    def end(self) -> None:
        """End the process, whatever it is doing; it owns nothing."""
        self.process.kill()
        self.process.wait()
        self.connection.close()


@dataclass
class _Film:
    """A scene that is being drawn.

    Args: ring: the frames that wait for their turn, (n, H, W, 4).  open: the numbers of the cuts that nobody has
        begun, a heap.  done: those that wait for their turn.  shown: how many have had it.
    """

    scene: Scene
    cuts: Sequence[TimedFrame]
    ring: Pixels
    open: list[int]
    done: set[int] = field(default_factory=set)
    shown: int = 0

    def next(self) -> int | None:
        """The first cut that nobody has begun, begun with this; None where there is none, or no room for it."""
        free = self.open and self.open[0] < self.shown + len(self.ring)
        return heapq.heappop(self.open) if free else None

    def place(self, number: int) -> Pixels:
        """The place of a cut in the ring."""
        return cast("Pixels", self.ring[number % len(self.ring)])

    def draw(self, number: int) -> None:
        """Draw a cut in this process."""
        self.place(number)[...] = self.scene.at(self.cuts[number].index)
        self.done.add(number)


class Crew:
    """This process and some others that draw beside it; they can be kept for several scenes.

    Args: workers: how many processes draw, this one among them; >= 1.
    """

    def __init__(self, workers: int) -> None:
        self._memory = _shared()
        self._workers: list[_Worker] = []
        try:
            self._workers += (_Worker(self._memory) for _ in range(workers - 1))
        except BaseException:
            self.close()
            raise

    def frames(self, scene: Scene) -> Generator[Frame]:
        """The frames of Scene.frames(), in their order; of each, everything may have changed."""
        if not self._workers:
            yield from scene.frames()
            return
        film = self._begin(scene)
        try:
            for number, cut in enumerate(film.cuts):
                self._obtain(film, number)
                yield Frame(film.place(number), None, cut.duration, cut.progress)
                film.done.remove(number)
                film.shown += 1
        finally:
            for worker in [worker for worker in self._workers if worker.begun]:
                self._dismiss(worker, film)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        os.close(self._memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, scene: Scene) -> _Film:
        """Make room for a scene's frames; workers that drew another scene are given this one."""
        over = {_Stage.BUILDING: _Stage.BUSY, _Stage.READY: _Stage.FREE}
        for worker in self._workers:
            worker.stage = over.get(worker.stage, worker.stage)
        cuts, shape = scene.timed_frames(), scene.shape
        fewest = 1 + len(self._workers)
        count = min(max(fewest, min(_AHEAD * fewest, _MEMORY // int(np.prod(shape)))), len(cuts))
        return _Film(scene, cuts, _ring(self._memory, (count, *shape)), list(range(len(cuts))))

    def _obtain(self, film: _Film, number: int) -> None:
        """Have a cut in its place: help drawing what nobody has begun, and wait only where there is no such thing."""
        self._tend(film)
        while number not in film.done:
            mine = film.next()
            if mine is not None:
                film.draw(mine)
            self._tend(film, wait_for_news=mine is None)

    def _tend(self, film: _Film, *, wait_for_news: bool = False) -> None:
        """Hear what the workers have to say, and give them work."""
        found = wait([worker.connection for worker in self._workers], None if wait_for_news else 0)
        for worker in [worker for worker in self._workers if worker.connection in found]:
            try:
                self._hear(worker, film)
            except (EOFError, OSError):
                self._dismiss(worker, film)
        for worker in list(self._workers):
            try:
                _give(worker, film)
            except OSError:
                self._dismiss(worker, film)

    def _hear(self, worker: _Worker, film: _Film) -> None:
        """Take one message: the number of a cut that is drawn, or None from one that has started or built a scene."""
        number: int | None = worker.connection.recv()
        if number is not None:
            worker.begun.remove(number)
            film.done.add(number)
        else:
            worker.stage = _Stage.FREE if worker.stage is _Stage.BUSY else _Stage.READY

    def _dismiss(self, worker: _Worker, film: _Film) -> None:
        """Go on without a worker; others draw what it has begun."""
        self._workers.remove(worker)
        worker.end()
        for number in worker.begun:
            heapq.heappush(film.open, number)


def _give(worker: _Worker, film: _Film) -> None:
    """Give a worker the scene, or cuts to draw, if it can take them."""
    if worker.stage is _Stage.FREE:
        worker.stage = _Stage.BUILDING
        worker.connection.send(_Task(loaded(), film.ring.shape))
        worker.connection.send(film.scene)
    while worker.stage is _Stage.READY and len(worker.begun) < _QUEUED:
        number = film.next()
        if number is None:
            break
        worker.begun.append(number)
        worker.connection.send(_Order(film.cuts[number].index, number))


def work(connection: int, memory: int) -> None:
    """What a worker does: draw what it is told to, until the other end is gone.

    Args: connection, memory: file descriptors of both.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    importlib.import_module("matplotlib.backends.backend_agg")  # while trajectories are computed elsewhere
    with suppress(EOFError, ConnectionError), Connection(connection) as other:
        other.send(None)
        task = other.recv()
        while True:
            task = _draw(other, memory, task)


def _draw(other: Connection[Any, Any], memory: int, task: _Task) -> _Task:
    """Draw frames of one scene until the next one comes."""
    for plugin in task.plugins:
        load_plugin(plugin)
    scene, ring = other.recv(), _ring(memory, task.shape)
    other.send(None)
    while isinstance(told := other.recv(), _Order):
        ring[told.number % len(ring)] = scene.at(told.index)
        other.send(told.number)
    return cast("_Task", told)


def _shared() -> int:
    """The file of a piece of memory that other processes can be given; nothing of it stays behind."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("frames")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _ring(memory: int, shape: tuple[int, ...]) -> Pixels:
    """Shared memory as frames (n, H, W, 4)."""
    size = int(np.prod(shape))
    if os.fstat(memory).st_size < size:
        os.truncate(memory, size)
    pixels: Pixels = np.ndarray(shape, np.uint8, mmap.mmap(memory, size))
    return pixels
