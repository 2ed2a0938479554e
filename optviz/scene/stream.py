"""A scene's frames in order, drawn faster by several processes.

The other processes only draw; this one passes the frames on, in order, and draws those that no other has begun. A frame
depends on its number alone, so any process may draw it. Pixels go through shared memory, a ring of frames, whose length
limits how far ahead the processes draw. A frame that another process fails to draw is drawn again here, so that an
error appears here.
"""

from __future__ import annotations

import mmap
import os
import pickle
from concurrent.futures import wait
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from optviz.arrays import Pixels, np
from optviz.scene.scene import Frame, Scene

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future

    from optviz.pool import Pool
    from optviz.scenario import Scenario

_BYTES: Final = 32 << 20
"""The most bytes that waiting frames take; there is always room for one frame of each process."""
_AHEAD: Final = 8
"""Frames for each process that may wait until they are passed on."""
_CHUNK: Final = 4
"""Frames that a process draws in a row, so that it seldom waits for the next ones."""
_FEWEST: Final = 50
"""Frames of one panel whose camera moves that take longer to draw than processes to start."""
_NUMBERS: Final = count()


class _Memory(NamedTuple):
    """Where the processes find a scene and the ring of its frames: in one piece of memory, the ring first.

    Args: number: tells scenes apart.  file: the pool's.  shape: of the ring, (n, H, W, 4).  size: of the pickled scene.
    """

    number: int
    file: int
    shape: tuple[int, ...]
    size: int

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return int(np.prod(self.shape)) + self.size

    def map(self) -> tuple[Pixels, memoryview]:
        """The ring of frames, and the pickled scene."""
        frames, whole = int(np.prod(self.shape)), memoryview(mmap.mmap(self.file, self.bytes))
        return np.frombuffer(whole[:frames], np.uint8).reshape(self.shape), whole[frames:]


def worth_several_processes(scenario: Scenario) -> bool:
    """Whether several processes draw it faster than one: where a camera moves, and long enough.

    Where none does, only what changed is drawn, which is faster than handing on whole frames, and takes less memory.
    """
    frames = scenario.output.fps * scenario.output.duration
    return frames * len(scenario.cells) * sum(view.moves for view in scenario.views) >= _FEWEST


def stream_frames(scene: Scene, pool: Pool | None = None) -> Generator[Frame]:
    """The frames of Scene.frames(), in order; where a pool helps to draw, each counts as changed everywhere.

    Args: pool: its processes have loaded what the scene is made of.
    """
    memory = _lay_out(scene, pool) if pool else None
    if not pool or not memory:
        yield from scene.frames()
        return
    drawing = _Drawing(scene, pool, memory)
    try:
        for number, each in enumerate(drawing.timed):
            yield Frame(drawing.obtain(number), None, each.duration, each.progress)
    finally:
        drawing.stop()


class _Drawing:
    """A scene that is being drawn by several processes, a few frames in a row at a time: a chunk."""

    def __init__(self, scene: Scene, pool: Pool, memory: _Memory) -> None:
        self.scene, self.pool, self.timed = scene, pool, scene.timed_frames()
        self.memory, self.ring = memory, memory.map()[0]
        self.chunk, _ = _room(scene, 1 + pool.size)
        self._asked: dict[int, Future[None]] = {}  # chunks given to the pool; this process may begin them first
        self._chunks = -(-len(self.timed) // self.chunk)
        self._following = 0  # the first chunk that is neither drawn nor given to the pool
        self._pool_draws = True

    def obtain(self, number: int) -> Pixels:
        """A frame's picture, which stays until the following frame is obtained."""
        chunk = number // self.chunk
        while self._pool_draws and self._following < self._chunks and self._fits(self._following, number):
            self._asked[self._following] = self.pool.submit(_draw, self.memory, self._frames(self._following))
            self._following += 1
        while chunk in self._asked:
            self._advance(chunk)
        if chunk >= self._following:
            self._following = chunk + 1
            self._draw(chunk)
        return cast("Pixels", self.ring[number % len(self.ring)])

    def stop(self) -> None:
        """Make sure that no process draws any more."""
        left = [future for future in self._asked.values() if not future.cancel()]
        while left := [future for future in left if not future.done()]:
            self.pool.interrupt()
            wait(left, timeout=0.1)  # a process that was just starting is ended in the next round

    def _advance(self, chunk: int) -> None:
        """Take a chunk that the pool has finished; until then draw another chunk, or wait where all are begun."""
        future = self._asked[chunk]
        if future.done():
            del self._asked[chunk]
            if future.exception():
                self._pool_draws = False
                self._draw(chunk)
            return
        mine = next((other for other, waiting in self._asked.items() if waiting.cancel()), None)
        if mine is None:
            wait([future])
        else:
            del self._asked[mine]
            self._draw(mine)

    def _fits(self, chunk: int, number: int) -> bool:
        """Whether there is room for a chunk beside this frame and those that follow."""
        return (chunk + 1) * self.chunk <= number + len(self.ring)

    def _frames(self, chunk: int) -> list[tuple[int, int]]:
        """The frames of a chunk: the place of each in the ring, and its index."""
        numbers = range(chunk * self.chunk, min((chunk + 1) * self.chunk, len(self.timed)))
        return [(number % len(self.ring), self.timed[number].index) for number in numbers]

    def _draw(self, chunk: int) -> None:
        for place, index in self._frames(chunk):
            self.ring[place] = self.scene.at(index)


def _room(scene: Scene, processes: int) -> tuple[int, int]:
    """How many frames are drawn in a row, and how many fit into the ring."""
    room = min(_AHEAD * processes, _BYTES // int(np.prod(scene.shape)))
    chunk = max(1, min(_CHUNK, room // (2 * processes)))
    return chunk, max(room // chunk * chunk, processes)


def _lay_out(scene: Scene, pool: Pool) -> _Memory | None:
    """Put a scene into a pool's memory, and make room for its frames; None where that is impossible."""
    if pool.memory is None:
        return None
    try:
        made_of = pickle.dumps(scene)
    except (pickle.PicklingError, AttributeError, TypeError):  # a method that was defined in a function, perhaps
        return None
    _, room = _room(scene, 1 + pool.size)
    memory = _Memory(next(_NUMBERS), pool.memory, (room, *scene.shape), len(made_of))
    if os.fstat(pool.memory).st_size < memory.bytes:
        os.truncate(pool.memory, memory.bytes)
    memory.map()[1][:] = made_of
    return memory


def _draw(memory: _Memory, frames: list[tuple[int, int]]) -> None:
    """Draw frames of these indices to these places, in another process."""
    scene, ring = _opened(memory)
    for place, index in frames:
        ring[place] = scene.at(index)


@lru_cache(maxsize=1)
def _opened(memory: _Memory) -> tuple[Scene, Pixels]:
    """The scene and the ring that are in memory; the last ones are kept, as scenes are drawn one after another."""
    ring, made_of = memory.map()
    return pickle.loads(made_of), ring  # noqa: S301  (from the process that started this one)
