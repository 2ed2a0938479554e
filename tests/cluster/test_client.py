from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.cluster import Failure, Parcel, client, connect
from optviz.errors import MissingToolError, OutputError, ParameterError
from optviz.files import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    Until = Callable[[Callable[[], object]], None]
    Running = Callable[[int], bool]

distributed = pytest.importorskip("distributed", exc_type=ImportError)

ROOT = Path(optviz.__file__).parents[1]
JOBS = """
import os, signal, time
from pathlib import Path
from optviz.files import temporary_folder


def check(wanted):
    there = {"numpy": os.environ.get("PRETENDED", "2.0")}
    return ", ".join(f"{k} {v} here, but there {there[k]}" for k, v in wanted.items() if there[k] != v)


def work(parcel, tell):
    what, _, rest = parcel.text.partition(" ")
    match what:
        case "sleep":
            time.sleep(float(rest))
        case "fail":
            raise ZeroDivisionError("nothing can be divided by it")
        case "tell":
            for share in (1, 2, 3):
                time.sleep(0.3)
                tell(share)
        case "wait":  # with a temporary folder, until there is such a file; who waits is known
            with temporary_folder():
                Path(f"{rest}.{os.getpid()}").touch()
                while not Path(rest).exists():
                    time.sleep(0.01)
        case "die":
            time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
    return parcel.text.upper(), {**parcel.files, "pid": str(os.getpid()).encode()}
"""
HERE = {"numpy": "2.0"}
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import jobs
from optviz.cluster import Parcel, connect
from optviz.ending import end_at_signals

end_at_signals()
with connect(sys.argv[2], jobs.work, jobs.check, {"numpy": "2.0"}) as cluster:
    for key, answer in cluster.map((number, Parcel(text, {})) for number, text in enumerate(sys.argv[3:])):
        print(key, answer.files["pid"].decode(), flush=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the workers' module is, which they import as they would import optviz."""
    path = tmp_path_factory.mktemp("jobs")
    (path / "jobs.py").write_text(JOBS)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(path)
        yield path
    sys.modules.pop("jobs", None)


@pytest.fixture(scope="module")
def jobs(folder: Path) -> ModuleType:
    assert folder.is_dir()
    return importlib.import_module("jobs")


def environment(folder: Path | None, **more: str) -> dict[str, str]:
    path = [str(ROOT), *([str(folder)] if folder else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), **more}


class Site:
    """A scheduler and workers as somebody else runs them, each a process of its own."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.scratch = folder, scratch
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", folder, "--port", "0", "--host", "127.0.0.1")

    def _start(self, what: str, folder: Path | None, *options: str, **more: str) -> subprocess.Popen[bytes]:
        known = ("--scheduler-file", str(self.scratch / "scheduler.json"), "--no-dashboard")
        with (self.scratch / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *known, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(folder, TMPDIR=str(self.scratch), **more),
                cwd=self.scratch,
            )

    def employ(self, folder: Path | None = None, **more: str) -> subprocess.Popen[bytes]:
        """One more worker, which does one task at a time."""
        options = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self.scratch))
        worker = self._start("worker", folder or self.folder, *options, **more)
        self.workers.append(worker)
        return worker

    def tasks(self) -> int:
        """How many tasks the scheduler knows."""
        with distributed.Client(self.address, set_as_default=False) as asking:
            # A function without a name goes there as it is: the scheduler has none of these tests.
            found: int = asking.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
            return found

    @property
    def address(self) -> str:
        deadline = time.monotonic() + 60
        file = self.scratch / "scheduler.json"
        while not (file.exists() and file.stat().st_size):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return str(distributed.utils.json.loads(file.read_text())["address"])

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def site(folder: Path, tmp_path: Path) -> Iterator[Site]:
    found = Site(folder, tmp_path)
    yield found
    found.close()


@pytest.fixture(scope="module")
def local(jobs: ModuleType) -> Iterator[client.Cluster]:
    with connect("local:2", jobs.work, jobs.check, HERE) as cluster:
        yield cluster


def answers(cluster: client.Cluster, *texts: str) -> dict[int, Any]:
    return dict(cluster.map((number, Parcel(text, {"a": b"\x00"})) for number, text in enumerate(texts)))


def test_tasks_are_done_elsewhere(local: client.Cluster) -> None:
    found = answers(local, *map(str, range(20)))
    assert [found[number].text for number in range(20)] == list(map(str, range(20)))
    assert {answer.files["a"] for answer in found.values()} == {b"\x00"}
    assert len({answer.files["pid"] for answer in found.values()} - {str(os.getpid()).encode()}) == 2


def test_a_fault_is_told_and_stops_no_other_task(local: client.Cluster) -> None:
    found = answers(local, "one", "fail", "three")
    assert isinstance(found[1], Failure)
    assert "ZeroDivisionError: nothing can be divided by it" in found[1].reason
    assert (found[0].text, found[2].text) == ("ONE", "THREE")


def test_tasks_tell_how_far_they_are(local: client.Cluster) -> None:
    heard: list[tuple[str, int]] = []
    found = list(local.map([("key", Parcel("tell", {}))], lambda key, share: heard.append((key, share))))
    assert [key for key, _ in found] == ["key"]
    assert set(heard) <= {("key", 1), ("key", 2), ("key", 3)}
    assert ("key", 1) in heard


def test_tasks_are_taken_as_workers_are_free(local: client.Cluster) -> None:
    taken = 0

    def tasks() -> Iterator[tuple[int, Parcel]]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield number, Parcel("x", {})

    for done, _ in enumerate(local.map(tasks())):
        assert taken - done <= 6  # three for each worker
    assert taken == 30


def test_what_nobody_waits_for_is_forgotten(local: client.Cluster) -> None:
    waiting = local.map([(0, Parcel("x", {})), *((number, Parcel("sleep 0.2", {})) for number in range(1, 9))])
    assert next(waiting)[0] == 0
    waiting.close()
    assert answers(local, "after")[0].text == "AFTER"


def test_nothing_to_do_is_done(local: client.Cluster) -> None:
    assert list(local.map([])) == []


@pytest.mark.parametrize(
    "address", ["", "8786", "local:0", "local:65", "local:x", "http://x:1", "tcp://", "tcp://a b:1"]
)
def test_an_address_is_a_schedulers_or_local(jobs: ModuleType, address: str) -> None:
    with (
        pytest.raises(ParameterError, match="dask: expected tcp://HOST:PORT, or local:N"),
        connect(address, jobs.work, jobs.check, HERE),
    ):
        pass


def test_without_dask_its_extra_is_named(jobs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingToolError, match=r"pip install 'optviz\[dask\]'"),
        connect("local:1", jobs.work, jobs.check, HERE),
    ):
        pass


def test_workers_of_another_version_are_refused(jobs: ModuleType) -> None:
    with (
        pytest.raises(MissingToolError, match=r"tcp://127.0.0.1:\d+: numpy 1.0 here, but there 2.0"),
        connect("local:1", jobs.work, jobs.check, {"numpy": "1.0"}),
    ):
        pass


def test_nothing_is_left(jobs: ModuleType, running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    path = list(sys.path)
    with connect("local:2", jobs.work, jobs.check, HERE) as cluster:
        assert sys.path == path
        found = {int(answer.files["pid"]) for answer in answers(cluster, *["sleep 0.1"] * 6).values()}
        assert all(map(running, found))
    assert not any(map(running, found))
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_that_is_not_there(jobs: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    monkeypatch.setattr(client, "_PATIENCE", 0.5)
    with (
        pytest.raises(OutputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"),
        connect("tcp://127.0.0.1:1", jobs.work, jobs.check, HERE),
    ):
        pass
    assert capfd.readouterr() == ("", "")


@pytest.mark.torture
def test_a_scheduler_without_workers(jobs: ModuleType, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    address = site.address
    monkeypatch.setattr(client, "_PATIENCE", 1)
    with (
        pytest.raises(OutputError, match=f"the Dask scheduler at {address} has no workers"),
        connect(address, jobs.work, jobs.check, HERE),
    ):
        pass


@pytest.mark.torture
def test_something_else_listens(jobs: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    import http.server

    monkeypatch.setattr(client, "_PATIENCE", 1)
    with (
        http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other,
        ThreadPoolExecutor() as threads,
    ):
        threads.submit(other.serve_forever, 0.1)
        with (
            pytest.raises(OutputError, match="no Dask scheduler answers at"),
            connect(f"tcp://127.0.0.1:{other.server_port}", jobs.work, jobs.check, HERE),
        ):
            pass
        other.shutdown()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.torture
def test_a_worker_that_dies_loses_nothing(jobs: ModuleType, site: Site, tmp_path: Path, sooner_or_later: Until) -> None:
    gate = tmp_path / "gate"
    for _ in range(2):
        site.employ()
    with connect(site.address, jobs.work, jobs.check, HERE) as cluster, ThreadPoolExecutor() as threads:
        future = threads.submit(answers, cluster, *[f"wait {gate}"] * 6)
        sooner_or_later(lambda: len(list(tmp_path.glob("gate.*"))) == 2)
        site.workers[0].send_signal(signal.SIGKILL)
        site.workers[0].wait()
        gate.touch()
        found = future.result(120)
    assert {answer.text for answer in found.values()} == {f"wait {gate}".upper()}
    assert {int(answer.files["pid"]) for answer in found.values()} == {site.workers[1].pid}


@pytest.mark.torture
def test_a_task_that_loses_its_worker_twice_fails_alone(local: client.Cluster) -> None:
    found = answers(local, "die", *["sleep 0.1"] * 8)
    assert found.pop(0) == Failure("lost its worker twice; it may have run out of memory there")
    assert {answer.text for answer in found.values()} == {"SLEEP 0.1"}


@pytest.mark.torture
def test_a_worker_that_comes_later_is_compared_too(
    jobs: ModuleType, site: Site, tmp_path: Path, sooner_or_later: Until
) -> None:
    site.employ()
    with connect(site.address, jobs.work, jobs.check, HERE) as cluster, ThreadPoolExecutor() as threads:
        gate = tmp_path / "gate"
        future = threads.submit(answers, cluster, *[f"wait {gate}"] * 6)
        sooner_or_later(lambda: list(tmp_path.glob("gate.*")))
        site.employ(PRETENDED="1.9")
        error = future.exception(120)
        gate.touch()
    assert isinstance(error, MissingToolError)
    assert "numpy 2.0 here, but there 1.9" in str(error)


@pytest.mark.torture
@pytest.mark.parametrize("late", [False, True])
def test_a_worker_that_lacks_the_function(
    jobs: ModuleType, site: Site, tmp_path: Path, sooner_or_later: Until, late: bool
) -> None:
    stranger = tmp_path / "elsewhere"
    stranger.mkdir()
    site.employ(None if late else stranger)
    gate = tmp_path / "gate"

    def work() -> None:
        with connect(site.address, jobs.work, jobs.check, {**HERE, "optviz": "9"} if not late else HERE) as cluster:
            answers(cluster, *[f"wait {gate}"] * 6)

    with ThreadPoolExecutor() as threads:
        future = threads.submit(work)
        if late:
            sooner_or_later(lambda: list(tmp_path.glob("gate.*")))
            site.employ(stranger)
        error = future.exception(120)
        gate.touch()
    assert isinstance(error, MissingToolError), error
    assert "No module named 'jobs'" in str(error)


@pytest.mark.torture
def test_a_scheduler_that_ends_is_told(jobs: ModuleType, site: Site, tmp_path: Path, sooner_or_later: Until) -> None:
    site.employ()
    with connect(site.address, jobs.work, jobs.check, HERE) as cluster, ThreadPoolExecutor() as threads:
        future = threads.submit(answers, cluster, *[f"wait {tmp_path / 'gate'}"] * 3)
        sooner_or_later(lambda: list(tmp_path.glob("gate.*")))
        site.scheduler.kill()
        assert isinstance(future.exception(120), OutputError)
        assert "lost the connection to the Dask scheduler" in str(future.exception())


@pytest.mark.torture
def test_workers_that_have_all_gone_are_told(
    jobs: ModuleType, site: Site, tmp_path: Path, sooner_or_later: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_ABSENCE", 3)
    site.employ()
    with connect(site.address, jobs.work, jobs.check, HERE) as cluster, ThreadPoolExecutor() as threads:
        future = threads.submit(answers, cluster, *[f"wait {tmp_path / 'gate'}"] * 3)
        sooner_or_later(lambda: list(tmp_path.glob("gate.*")))
        site.workers[0].kill()
        assert "has had no workers for 3 seconds" in str(future.exception(120))


@pytest.mark.torture
def test_ctrl_c_cancels_what_is_queued(site: Site, folder: Path, tmp_path: Path, sooner_or_later: Until) -> None:
    site.employ()
    gate = tmp_path / "gate"
    command = [sys.executable, "-c", SCRIPT, str(folder), site.address, *[f"wait {gate}"] * 6]
    with subprocess.Popen(command, env=environment(folder), stderr=subprocess.PIPE, cwd=tmp_path) as program:
        try:
            sooner_or_later(lambda: list(tmp_path.glob("gate.*")))
            sooner_or_later(lambda: site.tasks() == 3)
            program.send_signal(signal.SIGINT)
            assert program.wait(60) == 128 + signal.SIGINT
        finally:
            program.kill()  # it would wait for its gate without end
        assert program.stderr
        assert program.stderr.read() == b"interrupted\n"
    gate.touch()
    sooner_or_later(lambda: site.tasks() == 0)


@pytest.mark.torture
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_local_workers_end_with_the_program(
    number: signal.Signals,
    folder: Path,
    tmp_path: Path,
    sooner_or_later: Until,
    running: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, scratch = tmp_path / "gate", tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-c", SCRIPT, str(folder), "local:2", *[f"wait {gate}"] * 6]
    with subprocess.Popen(command, env=environment(folder, TMPDIR=str(scratch)), cwd=tmp_path) as program:
        try:
            sooner_or_later(lambda: len(list(tmp_path.glob("gate.*"))) == 2)
            program.send_signal(number)
            program.wait(60)
        finally:
            program.kill()
    pids = [int(path.suffix[1:]) for path in tmp_path.glob("gate.*")]
    sooner_or_later(lambda: not any(map(running, pids)))
    if number == signal.SIGKILL:  # the next one removes what it left
        monkeypatch.setattr("tempfile.tempdir", str(scratch))
        with temporary_folder() as own:
            assert list(scratch.iterdir()) == [own]
    assert list(scratch.iterdir()) == []
