from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.pool import LimitExceededError, Limits, Pool, WorkerDiedError, _resident, _told_by_ps, _Worker, cores, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Until = Callable[[Callable[[], object]], None]
    Running = Callable[[int], bool]

ROOT = Path(optviz.__file__).parents[1]
# The package under test is the one that this process sees, from whatever folder a script starts.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
SCRIPT = """
import os
from optviz.pool import Pool

with Pool(2, os.getpid) as pool:
    found = {pool.submit(os.getpid).result() for _ in range(20)}
    print(sorted(found - {os.getpid()}) == sorted(found))
"""
DAEMONIC = f"""
import multiprocessing

def daemonic():
    exec({SCRIPT!r}, {{}})

if __name__ == "__main__":
    process = multiprocessing.get_context("METHOD").Process(target=daemonic, daemon=True)
    process.start()
    process.join()
"""
THREADS = f"""
from threading import Thread

threads = [Thread(target=exec, args=({SCRIPT!r}, {{}})) for _ in range(3)]
for each in threads: each.start()
for each in threads: each.join()
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2, os.getpid) as two:
        yield two


def pids(pool: Pool) -> list[int]:
    """The processes of a pool, when all of them have started."""
    return [worker.process.pid for worker in pool._workers]


def test_jobs_are_done_elsewhere(pool: Pool) -> None:
    assert pool.submit(os.getpid).result() != os.getpid()
    assert pool.submit(int, "ff", base=16).result() == 255


def test_errors_come_back_with_the_place_where_they_were_made(pool: Pool) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        pool.submit(divmod, 1, 0).result()
    assert "in a worker process:\nTraceback" in caught.value.__notes__[0]
    with pytest.raises(SystemExit):
        pool.submit(sys.exit, 3).result()


class UnfitError(Exception):
    """An error that pickle cannot make again."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first}, {second}")


@pytest.mark.parametrize("job", [partial(eval, "lambda: 0"), partial(UnfitError, "a", "b")])
def test_what_cannot_travel_is_an_error(pool: Pool, job: partial[object]) -> None:
    before = pids(pool)
    with pytest.raises(Exception, match=r"pickle|argument"):
        pool.start(job).result()
    with pytest.raises(Exception, match="pickle"):
        pool.submit(lambda: 0).result()
    assert pool.submit(abs, -1).result() == 1
    assert pids(pool) == before


def test_an_error_that_cannot_travel_is_told(pool: Pool) -> None:
    with pytest.raises(Exception, match=r"argument|pickle"):
        pool.submit(fail).result()


def fail() -> None:
    raise UnfitError("a", "b")


def test_every_process_is_prepared_first() -> None:
    with Pool(2, sys.setrecursionlimit, 777) as prepared:
        assert {prepared.submit(sys.getrecursionlimit).result() for _ in range(9)} == {777}
    with Pool(1, math.sqrt, -1) as unprepared:
        for _ in range(3):
            with pytest.raises(ValueError, match="domain"):
                unprepared.submit(os.getpid).result()


def test_a_process_that_dies_fails_its_job_only(pool: Pool) -> None:
    jobs = [pool.submit(os._exit, 3) if number == 4 else pool.submit(abs, -number) for number in range(9)]
    with pytest.raises(WorkerDiedError):
        jobs.pop(4).result()
    assert [job.result() for job in jobs] == [0, 1, 2, 3, 5, 6, 7, 8]


def test_a_killed_process_is_replaced(pool: Pool, running: Running, sooner_or_later: Until) -> None:
    killed = pool.submit(os.getpid).result()
    os.kill(killed, signal.SIGKILL)
    sooner_or_later(lambda: not running(killed))
    assert killed not in {pool.submit(os.getpid).result() for _ in range(9)}


def test_interrupting_ends_what_is_done(running: Running, sooner_or_later: Until) -> None:
    with Pool(2, os.getpid) as pool:
        sooner_or_later(lambda: len(pids(pool)) == 2)
        long, before = [pool.submit(time.sleep, 1000) for _ in range(2)], pids(pool)
        sooner_or_later(lambda: all(job.running() for job in long))
        pool.interrupt()
        assert all(isinstance(job.exception(), WorkerDiedError) for job in long)
        assert not any(map(running, before))
        assert pool.submit(abs, -1).result() == 1


def test_processes_leave_ctrl_c_to_the_one_who_started_them(pool: Pool) -> None:
    number = pool.submit(os.getpid).result()
    os.kill(number, signal.SIGINT)
    assert {pool.submit(abs, -1).result() for _ in range(20)} == {1}
    os.kill(number, 0)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit, ValueError])
def test_nothing_is_left_after_an_error(error: type[BaseException], running: Running, sooner_or_later: Until) -> None:
    def fails() -> None:
        with Pool(3, os.getpid) as pool:
            pool.submit(time.sleep, 1000)
            sooner_or_later(lambda: len(pids(pool)) == 3)
            found.extend(pids(pool))
            raise error

    found, before = list[int](), open_files()
    with pytest.raises(error):
        fails()
    assert not any(map(running, found))
    assert open_files() == before


def test_a_pool_may_close_before_its_processes_have_started() -> None:
    before = open_files()
    for _ in range(5):
        Pool(2, time.sleep, 1000).close()
    assert open_files() == before


def test_a_process_that_is_just_starting_is_ended_too(
    monkeypatch: pytest.MonkeyPatch, running: Running, sooner_or_later: Until
) -> None:
    def slowly(memory: int | None) -> _Worker:
        begun.append(True)
        time.sleep(0.5)
        worker = _Worker(memory)
        started.append(worker.process.pid)
        return worker

    begun, started = list[bool](), list[int]()
    monkeypatch.setattr("optviz.pool._Worker", slowly)
    pool = Pool(1, os.getpid)
    sooner_or_later(lambda: begun)
    pool._end_at_once()
    assert len(started) == 1
    assert not running(started[0])
    with pytest.raises(WorkerDiedError):
        pool.submit(os.getpid).result()
    pool.close()
    assert len(started) == 1


def open_files() -> set[str]:
    folder = Path("/proc/self/fd")
    return {path.name for path in folder.iterdir() if path.exists()} if folder.is_dir() else set()


def test_memory_is_the_same_everywhere(pool: Pool) -> None:
    assert pool.memory is not None
    os.pwrite(pool.memory, b"pixels", 0)
    assert pool.submit(os.pread, pool.memory, 6, 0).result() == b"pixels"


def test_memory_is_the_same_where_it_has_to_be_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with Pool(1, os.getpid) as pool:
        test_memory_is_the_same_everywhere(pool)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("executable", ""),
        ("executable", None),
        ("executable", "/opt/blender"),
        ("executable", "/no/such/python3"),
        ("executable", "PROGRAM"),
        ("frozen", True),
    ],
)
def test_a_program_that_is_not_python_starts_no_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: object
) -> None:
    if value == "PROGRAM":  # the program itself, into which Python is built
        value = shutil.copy(sys.executable, tmp_path / "pythoneditor")
    monkeypatch.setattr(sys, name, value, raising=False)
    with Pool(2, os.getpid) as none:
        assert none.size == 0
        assert none.memory is None


@pytest.mark.parametrize(
    "name", ["python", "python3", "python3.13t", "pythonw.exe", "Python", "pypy3.11", "python_d.exe"]
)
def test_an_interpreter_is_known_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(tmp_path / name))
    with Pool(1, os.getpid) as pool:
        assert pool.size == 1


@pytest.mark.parametrize(
    ("place", "error"), [("optviz.pool._memory", OSError), ("threading.Thread.start", RuntimeError)]
)
def test_a_system_that_has_no_more_to_give_gives_no_process(
    monkeypatch: pytest.MonkeyPatch, place: str, error: type[Exception]
) -> None:
    def none_left(*_: object) -> None:
        raise error

    before = open_files()
    with monkeypatch.context() as patch:
        patch.setattr(place, none_left)
        with Pool(2, os.getpid) as none:
            assert none.size == 0
    assert open_files() == before


JOBS = """
import os
import time
from optviz.worker import tell

def tell_for_ever(parent):
    while os.getppid() == parent:
        tell(parent)

def busy(seconds):
    begun = time.process_time()
    while (used := time.process_time() - begun) < seconds:
        pass
    return used
"""


@pytest.fixture
def jobs(module: Callable[[str], Any]) -> Any:
    return module(JOBS)


def test_a_job_whose_messages_nobody_can_bear_is_given_up(jobs: Any) -> None:
    def bears_no_more(number: int) -> None:
        raise OSError(number, "no space left")

    with Pool(1, os.getpid) as pool:
        with pytest.raises(OSError, match="no space left"):
            pool.start(partial(jobs.tell_for_ever, os.getpid()), hear=bears_no_more).result()
        assert pool.submit(abs, -1).result() == 1


# What a job may take.

limited = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system limits no process")


@limited
@pytest.mark.parametrize("what", ["sum(range(10**14))", "[0 for _ in iter(int, 1)]"], ids=["compiled", "in Python"])
def test_a_job_that_takes_too_long_is_ended(pool: Pool, what: str) -> None:
    with pytest.raises(LimitExceededError) as caught:
        pool.start(partial(eval, what), limits=Limits(seconds=0.2)).result()
    assert (caught.value.what, caught.value.limits.seconds) == ("seconds", 0.2)
    assert pool.submit(abs, -1).result() == 1


@limited
def test_each_job_has_time_of_its_own(jobs: Any) -> None:
    busy = jobs.busy
    with Pool(1, busy, 0) as pool:
        for _ in range(4):
            assert pool.start(partial(busy, 0.2), limits=Limits(seconds=0.6)).result() >= 0.2
        pool.start(partial(time.sleep, 0.7), limits=Limits(seconds=0.6)).result()  # which is no work
        assert pool.submit(busy, 0.7).result() >= 0.7


@limited
@pytest.mark.parametrize(
    "what",
    [
        "bytearray(b'1') * 10**10",
        "__import__('numpy').ones(10**9)",
        "[bytes(number) for number in range(10**6)]",
        "__import__('numpy').ones(10**13)",
    ],
    ids=["at once", "an array", "little by little", "more than there is"],
)
def test_a_job_that_needs_too_much_memory_is_ended(pool: Pool, what: str) -> None:
    with pytest.raises(LimitExceededError) as caught:
        pool.start(partial(eval, what), limits=Limits(bytes=3e8)).result()
    assert caught.value.what == "bytes"
    assert pool.submit(abs, -1).result() == 1


@limited
def test_memory_that_is_only_reserved_does_not_count(pool: Pool) -> None:
    reserving = "len(__import__('mmap').mmap(-1, 10**9))"
    assert pool.start(partial(eval, reserving), limits=Limits(bytes=3e8)).result() == 10**9


@limited
def test_what_earlier_jobs_left_in_memory_is_not_held_against_a_job(pool: Pool) -> None:
    for _ in range(4):
        kept = "__import__('sys').modules.setdefault('kept', b'1' * 200_000_000) and 1"
        assert pool.start(partial(eval, kept), limits=Limits(bytes=3e8)).result() == 1


@limited
def test_a_job_within_its_limits_is_as_without(pool: Pool) -> None:
    heard = list[str]()
    pool.start(partial(tell, "half"), hear=heard.append, limits=Limits(60, 1e9)).result()
    assert heard == ["half"]
    with pytest.raises(ZeroDivisionError):
        pool.start(partial(divmod, 1, 0), limits=Limits(60, 1e9)).result()
    with pytest.raises(WorkerDiedError):
        pool.start(partial(os._exit, 3), limits=Limits(60, 1e9)).result()
    with pytest.raises(WorkerDiedError):
        pool.start(partial(signal.raise_signal, signal.SIGKILL), limits=Limits(60, 1e9)).result()


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="there is no ps")
def test_other_systems_tell_the_memory_of_a_process_too() -> None:
    with Pool(1, os.getpid) as pool:
        number = pool.submit(os.getpid).result()
        assert _told_by_ps(number) == pytest.approx(_resident(number), rel=0.5)
    assert _told_by_ps(number) == _resident(number) == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells it without a program")
def test_no_program_is_started_to_look_at_a_process_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pool(1, os.getpid) as pool:
        number = pool.submit(os.getpid).result()
    monkeypatch.setattr("subprocess.Popen", None)  # it would outlive this program
    assert _resident(number) == 0


def python(*arguments: str, folder: Path, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
        cwd=folder,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_it_works_from_everywhere(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(SCRIPT)
    assert python("plain.py", folder=tmp_path) == "True\n"
    assert python("-c", SCRIPT, folder=tmp_path) == "True\n"
    assert python("-", folder=tmp_path, stdin=SCRIPT) == "True\n"
    assert python("-c", THREADS, folder=tmp_path) == "True\n" * 3


@pytest.mark.skipif(os.name != "posix", reason="fork is a thing of POSIX systems")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_it_works_in_a_daemonic_process(tmp_path: Path, method: str) -> None:
    (tmp_path / "daemonic.py").write_text(DAEMONIC.replace("METHOD", method))
    assert python("daemonic.py", folder=tmp_path) == "True\n"


def test_no_process_sees_the_current_folder(tmp_path: Path, hostile: Path) -> None:
    script = tmp_path / "script.py"
    look = "[__import__(name) and __import__('sys').path for name in ['numpy', 'statistics', 'plistlib']]"
    script.write_text(f"{SCRIPT}    print(*pool.submit(eval, {look!r}).result()[0], sep=chr(10))\n")
    said, *path = python(str(script), folder=hostile).splitlines()
    assert said == "True"
    assert str(tmp_path) in path
    assert not {"", ".", str(hostile)} & set(path)
    assert not (hostile / "imported").exists()


def test_the_current_folder_is_not_handed_on(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile)
    monkeypatch.setattr(sys, "path", ["", ".", str(hostile), *sys.path])
    with Pool(1, os.getpid) as pool:
        assert pool.submit(eval, "__import__('statistics').mean([1, 3])").result() == 2
    assert not (hostile / "imported").exists()


def test_the_current_folder_in_an_environment_variable_is_not_seen_either(hostile: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import os\nos.environ['PYTHONPATH'] = '.'\n{SCRIPT}")
    assert python(str(script), folder=hostile) == "True\n"
    assert not (hostile / "imported").exists()


def test_what_a_job_prints_is_a_message(tmp_path: Path) -> None:
    script = f"{SCRIPT}    pool.submit(print, 'hello', flush=True).result()\n"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=ENVIRONMENT, cwd=tmp_path
    )
    assert (done.stdout, done.stderr) == ("True\n", "hello\n")


@pytest.mark.parametrize("moment", ["starting", "idle", "busy", "compiled"])
def test_processes_end_with_the_one_that_started_them(
    moment: str, tmp_path: Path, running: Running, sooner_or_later: Until
) -> None:
    script = """
import json, os, sys, time
from optviz.pool import Pool

def see(pids):
    os.write(1, json.dumps(pids).encode() + b"\\n")

moment = sys.argv[1]
pool = Pool(2, time.sleep, 1000 if moment == "starting" else 0)
while len(pool._workers) < 2:
    time.sleep(0.01)
jobs = [pool.submit(time.sleep, 1000 if moment == "busy" else 0) for _ in range(2)]
while moment in ("idle", "compiled") and not all(job.done() for job in jobs):
    time.sleep(0.01)
if moment == "compiled":  # no other thread of theirs can do anything meanwhile
    jobs = [pool.submit(sum, range(10**14)) for _ in range(2)]
    while not all(job.running() for job in jobs):
        time.sleep(0.01)
    time.sleep(0.5)
see([worker.process.pid for worker in pool._workers])
time.sleep(1000)
"""
    if moment == "compiled" and sys.platform != "linux":
        pytest.skip("only Linux ends a process that its own threads cannot end")
    process = subprocess.Popen(
        [sys.executable, "-c", script, moment], stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=tmp_path
    )
    with process:
        assert process.stdout
        found = json.loads(process.stdout.readline())
        assert all(map(running, found))
        process.kill()
    sooner_or_later(lambda: not any(map(running, found)))


def test_there_is_a_core() -> None:
    assert cores() >= 1
