from __future__ import annotations

import gc
import os
import pickle
import signal
import time
from concurrent.futures import wait
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.workers import worker_pool
from optviz.errors import ParameterError
from optviz.pool import Pool
from optviz.scenario import parse
from optviz.scene import Scene, stream, stream_frames, worth_several_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from optviz.arrays import Pixels
    from optviz.scene import Frame

    Make = Callable[..., Scene]
    Until = Callable[[Callable[[], object]], None]

OPEN_FILES = Path("/proc/self/fd")
TURNING = "[{name: surface3d, azimuth: [-60, 20], grid: 24}]"
OTHER = "[{name: surface3d, azimuth: [90, 180], grid: 24}]"
VIEWS = (TURNING, "[contour]", "[{name: contour, zoom: [1, 1, 3]}, {name: curve, of: value}]")
MANY = {"duration": 8.0}  # seconds: 40 frames, more than the ring holds


class Watched(Pool):
    """A pool that remembers its jobs, and has loaded what draws."""

    def __init__(self, processes: int) -> None:
        self.jobs: list[Future[Any]] = []
        super().__init__(processes, import_module, "optviz.scene")

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        job: Future[Any] = super().submit(function, *arguments, **options)
        self.jobs.append(job)
        return job

    def warm_up(self, sooner_or_later: Until) -> None:
        """Wait until all processes are there, and one is ready."""
        sooner_or_later(lambda: len(self._workers) == self.size)
        assert self.submit(abs, -1).result() == 1
        self.jobs.clear()

    def tell(self, number: signal.Signals) -> None:
        """Send every process a signal."""
        for worker in self._workers:
            worker.process.send_signal(number)


def seen(frame: Frame) -> tuple[bytes, object, float]:
    return frame.pixels.tobytes(), frame.duration, frame.progress


def all_of(scene: Scene, pool: Pool | None = None) -> list[tuple[bytes, object, float]]:
    return [seen(frame) for frame in stream_frames(scene, pool)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with worker_pool(2) as two:
        yield two


@pytest.mark.parametrize("views", VIEWS)
def test_the_frames_are_the_scenes(scene: Make, pool: Pool, views: str) -> None:
    expected = [seen(frame) for frame in scene(views, **MANY).frames()]
    assert all_of(scene(views, **MANY)) == expected
    assert all_of(scene(views, **MANY), pool) == expected
    with worker_pool(1) as one:
        assert all_of(scene(views, **MANY), one) == expected


def test_without_a_pool_only_what_changed_is_told(scene: Make) -> None:
    with Pool(0, abs, 0) as none:
        assert [frame.changed is None for frame in stream_frames(scene(), none)][:3] == [True, False, False]


def test_others_draw_their_share(scene: Make, monkeypatch: pytest.MonkeyPatch, sooner_or_later: Until) -> None:
    at, mine = Scene.at, list[int]()

    def counted(self: Scene, index: int) -> Pixels:
        sooner_or_later(lambda: any(job.done() and not job.cancelled() for job in watched.jobs))
        mine.append(index)
        return at(self, index)

    with Watched(2) as watched:
        drawn = scene(TURNING, **MANY)
        expected = all_of(drawn)
        monkeypatch.setattr(Scene, "at", counted)
        assert all_of(drawn, watched) == expected
        assert {job.exception() for job in watched.jobs if not job.cancelled()} == {None}
    assert 0 < len(mine) < len(expected)


def test_a_frame_stays_until_the_next_one(scene: Make, sooner_or_later: Until) -> None:
    expected = all_of(scene(TURNING, **MANY))
    with Watched(2) as pool:
        pool.warm_up(sooner_or_later)
        for frame, true in zip(stream_frames(scene(TURNING, **MANY), pool), expected, strict=True):
            wait([job for job in pool.jobs if not job.cancelled()])  # nobody is slow
            assert seen(frame) == true


def test_processes_that_die_cost_only_time(
    scene: Make, monkeypatch: pytest.MonkeyPatch, sooner_or_later: Until
) -> None:
    at, expected = Scene.at, all_of(scene(TURNING, **MANY))

    def killing(self: Scene, index: int) -> Pixels:
        sooner_or_later(lambda: any(job.running() for job in pool.jobs) or died)
        pool.tell(signal.SIGKILL)
        died.append(index)
        return at(self, index)

    died: list[int] = []
    with Watched(2) as pool:
        pool.warm_up(sooner_or_later)
        pool.tell(signal.SIGSTOP)  # what they are given, they begin and never finish
        monkeypatch.setattr(Scene, "at", killing)
        assert all_of(scene(TURNING, **MANY), pool) == expected
        assert any(job.exception() for job in pool.jobs if not job.cancelled())


def test_a_process_that_never_starts_is_not_waited_for(scene: Make) -> None:
    with Pool(1, time.sleep, 1000) as pool:
        assert all_of(scene(TURNING), pool) == all_of(scene(TURNING))


def test_a_scene_that_is_left_does_not_spoil_the_next(scene: Make, sooner_or_later: Until) -> None:
    expected = all_of(scene(OTHER, **MANY))
    with Watched(2) as pool:
        pool.warm_up(sooner_or_later)
        frames = stream_frames(scene(TURNING, **MANY), pool)
        next(frames)
        sooner_or_later(lambda: any(job.running() or job.done() for job in pool.jobs))
        frames.close()
        assert all(job.done() for job in pool.jobs)
        assert all_of(scene(OTHER, **MANY), pool) == expected


def test_a_process_that_never_finishes_is_ended_when_its_scene_is_left(
    scene: Make, monkeypatch: pytest.MonkeyPatch, sooner_or_later: Until
) -> None:
    with Watched(1) as pool:

        def leaving(*_: object) -> None:
            sooner_or_later(lambda: any(job.running() for job in pool.jobs))
            raise KeyboardInterrupt

        pool.warm_up(sooner_or_later)
        pool.tell(signal.SIGSTOP)  # what it is given, it begins and never finishes
        monkeypatch.setattr(Scene, "at", leaving)
        with pytest.raises(KeyboardInterrupt):
            next(stream_frames(scene(TURNING, **MANY), pool))
        assert all(job.done() for job in pool.jobs)


def test_what_others_cannot_draw_is_drawn_here(scene: Make) -> None:
    with Pool(1, os.chdir, "/no/such/folder") as pool:
        assert all_of(scene(TURNING, **MANY), pool) == all_of(scene(TURNING, **MANY))


def test_what_cannot_travel_is_drawn_here(scene: Make, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scene, "__reduce__", lambda _: (lambda: 0, ()))
    assert all_of(scene(TURNING), pool) == all_of(scene(TURNING))


def test_what_cannot_be_drawn_fails_as_it_would_alone(scene: Make, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ParameterError("size", "too small")

    drawn = scene(TURNING)
    monkeypatch.setattr(Scene, "at", fails)
    with pytest.raises(ParameterError, match="too small"):
        list(stream_frames(drawn, pool))


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="there is no /proc here")
def test_memory_is_given_back(scene: Make, pool: Pool, sooner_or_later: Until) -> None:
    sooner_or_later(lambda: len(pool._workers) == pool.size)  # whose pipes are open files, too
    counts = []
    for _ in range(6):
        all_of(scene(TURNING), pool)
        gc.collect()
        counts.append(len(list(OPEN_FILES.iterdir())))
    assert counts[-1] - counts[1] < 4, counts  # less than one for each; some are opened once, and not always at once


def test_large_frames_are_fewer_in_memory(scene: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = scene()
    sizes = []
    for frames in (1, 5, 13, 1000):
        monkeypatch.setattr(stream, "_BYTES", frames * drawn.figure.pixels.nbytes)
        sizes.append(stream._room(drawn, 3))
    assert sizes == [(1, 3), (1, 5), (2, 12), (4, 24)]


def test_a_scene_travels_as_what_it_is_made_of(scene: Make) -> None:
    drawn = scene(TURNING)
    copy = pickle.loads(pickle.dumps(drawn))  # noqa: S301  (made a moment ago)
    assert (copy.frame(5) == drawn.frame(5)).all()


@pytest.mark.parametrize(
    ("views", "duration", "expected"),
    [
        ("[contour]", 6, False),
        ("[contour]", 120, False),
        ("[{name: surface3d, azimuth: [0, 90]}]", 6, True),
        ("[{name: surface3d, azimuth: [0, 90]}]", 0.5, False),
        ("[{name: contour, zoom: [1, 4]}]", 6, True),
        ("[contour, surface3d, contour, surface3d, contour]", 60, False),
    ],
)
def test_processes_are_started_where_they_pay(views: str, duration: float, expected: bool) -> None:
    output = f"output: {{duration: {duration}}}"
    text = f"{{surface: saddle, start: [1, 1], steps: 9, optimizers: [sgd], views: {views}, {output}}}"
    assert worth_several_processes(parse(text)) is expected
