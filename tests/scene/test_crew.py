from __future__ import annotations

import gc
import pickle
import signal
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optviz.errors import ParameterError
from optviz.scenario import parse
from optviz.scene import Crew, Scene, cores, pays
from optviz.scene.crew import _Film, _Stage, _Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optviz.arrays import Pixels
    from optviz.scene import Frame

    Make = Callable[..., Scene]

TURNING = "[{name: surface3d, azimuth: [-60, 20], grid: 24}]"
VIEWS = (TURNING, "[contour]", "[{name: contour, zoom: [1, 1, 3]}, {name: curve, of: value}]")
MANY = {"duration": 4.0}  # seconds: 32 frames, more than the ring holds


def seen(frame: Frame) -> tuple[bytes, object, float]:
    return frame.pixels.tobytes(), frame.duration, frame.progress


def all_of(scene: Scene) -> list[tuple[bytes, object, float]]:
    return [seen(frame) for frame in scene.frames()]


class Watched(Crew):
    """A crew whose film can be seen, and whose workers can be stopped when they are about to draw."""

    stopping = False

    def _hear(self, worker: _Worker, film: _Film) -> None:
        super()._hear(worker, film)
        if self.stopping and worker.stage is _Stage.READY:
            worker.process.send_signal(signal.SIGSTOP)

    def _begin(self, scene: Scene) -> _Film:
        self.film = super()._begin(scene)
        return self.film

    def draw_together(self, frames: Iterator[Frame]) -> Frame:
        """Take the first frame, and wait until every worker is ready to draw."""
        first = next(frames)
        while any(worker.stage is not _Stage.READY for worker in self._workers):
            self._tend(self.film, wait_for_news=True)
        return first

    def tell(self, number: signal.Signals) -> None:
        """Send every worker a signal."""
        for worker in self._workers:
            worker.process.send_signal(number)


@pytest.fixture(scope="module")
def crew() -> Iterator[Watched]:
    with Watched(3) as three:
        yield three


@pytest.mark.parametrize("views", VIEWS)
def test_a_crews_frames_are_the_scenes(scene: Make, crew: Watched, views: str) -> None:
    expected = all_of(scene(views, **MANY))
    assert [seen(frame) for frame in crew.frames(scene(views, **MANY))] == expected
    assert len(crew._workers) == 2


def test_workers_draw_their_share(scene: Make, crew: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    at, drawn = Scene.at, []

    def counted(self: Scene, index: int) -> Pixels:
        drawn.append(index)
        return at(self, index)

    monkeypatch.setattr(Scene, "at", counted)
    frames = crew.frames(scene(TURNING, **MANY))
    crew.draw_together(frames)
    count = 1 + sum(1 for _ in frames)
    assert len(drawn) < count == len(crew.film.cuts)


def test_a_crew_of_one_is_this_process(scene: Make) -> None:
    with Crew(1) as alone:
        frames = list(alone.frames(scene()))
        assert not alone._workers
    assert frames[1].changed is not None


def test_a_worker_that_dies_costs_only_time(scene: Make) -> None:
    expected = all_of(scene(TURNING, **MANY))
    with Watched(3) as crew:
        crew.stopping = True
        frames = crew.frames(scene(TURNING, **MANY))
        first = seen(crew.draw_together(frames))
        assert all(len(worker.begun) == 2 for worker in crew._workers)
        crew.tell(signal.SIGKILL)
        assert [first, *map(seen, frames)] == expected
        assert not crew._workers


def test_a_worker_that_never_answers_is_not_waited_for(scene: Make) -> None:
    with Watched(2) as crew:
        crew.tell(signal.SIGSTOP)
        assert [seen(frame) for frame in crew.frames(scene(TURNING))] == all_of(scene(TURNING))


def test_workers_leave_ctrl_c_to_the_one_who_started_them(scene: Make, crew: Watched) -> None:
    frames = crew.frames(scene(TURNING, **MANY))
    crew.draw_together(frames)
    crew.tell(signal.SIGINT)
    assert list(frames)
    assert len(crew._workers) == 2


def test_no_process_and_no_file_is_left_after_an_error(scene: Make) -> None:
    def fails() -> None:
        with Watched(3) as crew:
            workers.extend(crew._workers)
            crew.draw_together(crew.frames(scene(TURNING, **MANY)))
            raise KeyboardInterrupt

    gc.collect()
    before, workers = open_files(), list[_Worker]()
    with pytest.raises(KeyboardInterrupt):
        fails()
    gc.collect()
    assert [worker.process.returncode for worker in workers] == [-signal.SIGKILL] * 2
    assert open_files() == before


def open_files() -> set[str]:
    folder = Path("/proc/self/fd")
    return {path.name for path in folder.iterdir() if path.exists()} if folder.is_dir() else set()


def test_a_film_that_is_left_does_not_spoil_the_next(scene: Make) -> None:
    with Watched(2) as crew:
        frames = crew.frames(scene(TURNING, **MANY))
        crew.draw_together(frames)
        frames.close()
        assert [seen(frame) for frame in crew.frames(scene(TURNING))] == all_of(scene(TURNING))


def test_a_worker_that_still_builds_a_film_that_is_over_does_not_draw_it_for_the_next(scene: Make) -> None:
    other = "[{name: surface3d, azimuth: [90, 180], grid: 24}]"
    with Watched(2) as crew:
        frames, worker = crew.frames(scene(TURNING, **MANY)), crew._workers[0]
        next(frames)
        while worker.stage is not _Stage.BUILDING:
            crew._tend(crew.film, wait_for_news=True)
        frames.close()
        wait([worker.connection])
        assert [seen(frame) for frame in crew.frames(scene(other, **MANY))] == all_of(scene(other, **MANY))


def test_what_cannot_be_drawn_fails_as_it_would_alone(scene: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ParameterError("size", "too small")

    film = scene(TURNING)
    monkeypatch.setattr(Scene, "at", fails)
    with Crew(2) as crew, pytest.raises(ParameterError, match="too small"):
        list(crew.frames(film))


def test_large_frames_are_fewer_in_memory(scene: Make, crew: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    film = scene(TURNING, fps=10)
    small = film.figure.pixels.nbytes
    sizes = []
    for memory in (5 * small, small, 100 * small):
        monkeypatch.setattr("optviz.scene.crew._MEMORY", memory)
        sizes.append(len(crew._begin(film).ring))
    assert sizes == [5, 3, 12]


def test_a_scene_travels_as_what_it_is_made_of(scene: Make) -> None:
    drawn = scene(TURNING)
    copy = pickle.loads(pickle.dumps(drawn))  # noqa: S301  (made a moment ago)
    assert (copy.frame(5) == drawn.frame(5)).all()


@pytest.mark.parametrize(
    ("views", "duration", "expected"),
    [
        ("[contour]", 6, False),
        ("[contour]", 60, True),
        ("[{name: surface3d, azimuth: [0, 90]}]", 6, True),
        ("[{name: surface3d, azimuth: [0, 90]}]", 0.5, False),
        ("[{name: contour, zoom: [1, 4]}]", 6, True),
        ("[contour, surface3d, contour, surface3d, contour]", 6, True),
    ],
)
def test_processes_are_started_where_they_pay(views: str, duration: float, expected: bool) -> None:
    output = f"output: {{duration: {duration}}}"
    text = f"{{surface: saddle, start: [1, 1], steps: 9, optimizers: [sgd], views: {views}, {output}}}"
    assert pays(parse(text)) is expected


def test_there_is_a_core() -> None:
    assert cores() >= 1
