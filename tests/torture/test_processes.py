"""Processes in other people's folders and programs: none sees the folder, outlives its parent or leaves files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.api.build import build
from optviz.api.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    Until = Callable[[Callable[[], object]], None]

ROOT = Path(optviz.__file__).parents[1]
STILL = """\
surface: rosenbrock
start: [-1, 1]
steps: 60
optimizers: [adam, {optimizer}]
output: {{size: [240, 160], fps: 10, duration: {duration}, hold: 0}}
"""
MOVING = "views: [{{name: surface3d, azimuth: [-60, 20], grid: 16}}]\n" + STILL
PLUGIN = """
from optviz.optimizers.sgd import SGD

class Mine(SGD):
    name = "mine"
"""
COMMAND = "import sys; from optviz.cli import main; main()"
NO_HOME = {"HOME": "/dev/null/home"}
NO_CACHE = {"XDG_CACHE_HOME": "/dev/null"}
NO_FOLDER = {**NO_HOME, "MPLCONFIGDIR": "/dev/null/matplotlib"}
needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two scenarios, and none of anybody's modules."""
    (tmp_path / "still.yaml").write_text(STILL.format(optimizer="sgd", duration=2))
    (tmp_path / "moving.yaml").write_text(MOVING.format(optimizer="sgd", duration=6))
    return tmp_path


def start(*command: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    """Start Python in a folder, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        start_new_session=True,
    )


def python(*command: str, folder: Path, **environment: str) -> str:
    """Run Python in a folder; it must succeed. Returns what it said."""
    with start(*command, folder=folder, **environment) as process:
        out, messages = process.communicate()
    assert process.returncode == 0, messages
    return out + messages


def session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, number = file.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # gone meanwhile
            continue
        if int(number) == leader and state not in "ZX":
            found.append(int(file.parent.name))
    return found


def _is_over(leader: int) -> bool:
    return not session(leader)


@pytest.fixture
def strange(hostile: Path, tmp_path: Path) -> Path:
    """A stranger's folder with scenarios, and with modules in the place of all that Python could look for."""
    (hostile / "imported").unlink(missing_ok=True)
    copy = tmp_path / "strange"
    shutil.copytree(hostile, copy)
    code = next(copy.glob("*.py")).read_text()
    assert str(hostile / "imported") in code
    for name in (
        "av",
        "click",
        "contourpy",
        "imageio",
        "platformdirs",
        "rich",
        "scipy",
        "sympy",
        "yaml",
        "mpl_toolkits",
    ):
        (copy / f"{name}.py").write_text(code)
    for name in ("still", "other"):
        (copy / f"{name}.yaml").write_text(STILL.format(optimizer="mine", duration=1))
    for name in ("moving", "another"):
        (copy / f"{name}.yaml").write_text(MOVING.format(optimizer="mine", duration=6))
    (tmp_path / "plugin.py").write_text(PLUGIN)
    return copy


@pytest.mark.torture
@pytest.mark.parametrize(
    "command",
    [
        "build . --workers 3 --out-dir ../out --plugin ../plugin.py",
        "render moving.yaml --workers 3 -o ../moving.mp4 -o ../moving.gif --plugin ../plugin.py",
        "render moving.yaml another.yaml --workers 3 --out-dir ../out --plugin ../plugin.py",
        "embed still.yaml --out-dir ../out --plugin ../plugin.py",
        "validate still.yaml moving.yaml --plugin ../plugin.py",
        "doctor",
    ],
)
def test_no_process_sees_a_strangers_modules(strange: Path, hostile: Path, command: str) -> None:
    python("-P", "-c", COMMAND, *command.split(), folder=strange)
    assert not (hostile / "imported").exists()


@pytest.mark.torture
def test_the_module_sees_no_more_than_python_itself(strange: Path, hostile: Path) -> None:
    """`python -m` puts the current folder first, and then looks for modules that it needs to find optviz."""
    before = "import sys, runpy, optviz; print(*(name.partition('.')[0] for name in sys.modules))"
    for name in {*python("-P", "-c", before, folder=strange).split(), "pkgutil"}:
        (strange / f"{name}.py").unlink(missing_ok=True)
    assert (strange / "pickle.py").exists()
    assert (strange / "pathlib.py").exists()
    python("-m", "optviz", "build", ".", "--workers", "2", "--plugin", "../plugin.py", folder=strange)
    assert not (hostile / "imported").exists()


@pytest.mark.parametrize("name", ["render", "build"])
def test_nothing_that_all_threads_share_is_changed(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def shared(*_: object) -> None:
        raise AssertionError("all threads of the program share this")

    for place in (
        "os.umask",
        "gc.freeze",
        "gc.unfreeze",
        "gc.disable",
        "gc.enable",
        "gc.set_threshold",
        "signal.signal",
    ):
        monkeypatch.setattr(place, shared)
    monkeypatch.chdir(folder)
    if name == "render":
        render("moving.yaml", "moving.gif", "moving.mp4", workers=2)
    else:
        assert build(["moving.yaml", "still.yaml"], workers=2).ok


@pytest.mark.torture
@needs_proc
@pytest.mark.parametrize("command", ["build . --workers 2", "render moving.yaml --workers 3 -o moving.mp4"])
def test_a_killed_command_leaves_no_process(
    folder: Path, sooner_or_later: Until, command: str, record_property: Any
) -> None:
    random = Random(command)  # noqa: S311  (it chooses moments)
    for _ in range(4):
        process = start("-m", "optviz", *command.split(), folder=folder)
        with process:
            time.sleep(random.uniform(0.05, 2.5))
            process.kill()
        begun = time.monotonic()
        sooner_or_later(partial(_is_over, process.pid))
        record_property("seconds", time.monotonic() - begun)
        shutil.rmtree(folder / "outputs", ignore_errors=True)


@pytest.mark.torture
@needs_proc
@pytest.mark.parametrize("environment", [NO_HOME, NO_CACHE, NO_FOLDER])
@pytest.mark.parametrize("command", ["build . --workers 2", "render moving.yaml --workers 3 -o moving.mp4"])
@pytest.mark.parametrize("end", ["none", "worker", signal.SIGTERM, signal.SIGINT])
def test_without_a_home_no_folder_is_left(
    folder: Path,
    environment: dict[str, str],
    command: str,
    end: signal.Signals | str,
    sooner_or_later: Until,
) -> None:
    (folder / "temporary").mkdir()
    environment = {**environment, "TMPDIR": str(folder / "temporary")}
    with start("-m", "optviz", *command.split(), folder=folder, **environment) as process:
        if end != "none":
            sooner_or_later(lambda: len(session(process.pid)) > 1 or process.poll() is not None)
            others = [number for number in session(process.pid) if number != process.pid]
            if isinstance(end, signal.Signals):
                process.send_signal(end)
            else:
                os.kill(others[0], signal.SIGKILL)
        _, messages = process.communicate()
    assert process.returncode == (128 + end if isinstance(end, signal.Signals) else 0), messages
    assert not list((folder / "temporary").iterdir())
    assert "matplotlib" not in messages.lower()
    assert not session(process.pid)


BODY = """
import optviz

def made():
    rendering = optviz.render("moving.yaml", "moving.gif", workers=2)
    report = optviz.build(["moving.yaml", "still.yaml"], "built", workers=2)
    return report.ok and report.outcomes[0].paths[0].read_bytes() == rendering.paths[0].read_bytes()
"""
IN_THREADS = f"""{BODY}
from threading import Thread
threads = [Thread(target=lambda: print(made())) for _ in range(3)]
for each in threads: each.start()
for each in threads: each.join()
"""
IN_FORKS = f"""{BODY}
import multiprocessing
from optviz.pool import Pool

with Pool(2, abs, 0) as pool:  # the children have one that is not theirs
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=lambda: print(made(), flush=True), daemon=True) for _ in range(2)]
    for each in children: each.start()
    for each in children: each.join()
    print(pool.submit(abs, -1).result() == 1)
"""
IN_A_NOTEBOOK = f"""{BODY}
import io, sys
real, sys.stdin, sys.stdout, sys.stderr = sys.stdout, io.StringIO(), io.StringIO(), io.StringIO()
true = made()
print(true, sys.stdout.getvalue(), sys.stderr.getvalue(), sep="", file=real)
"""
WITHOUT_STREAMS = f"""{BODY}
import os, sys
sys.stdin = sys.stdout = sys.stderr = None
result = os.dup(1)
for number in (0, 1): os.close(number)
os.write(result, f"{{made()}}\\n".encode())
os._exit(0)
"""
AS_PYTEST_XDIST_DOES = f"""{BODY}
import os, sys
from threading import Thread
result, nowhere = os.dup(1), os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 0)
os.dup2(2, 1)
thread = Thread(target=lambda: os.write(result, f"{{made()}}\\n".encode()))
thread.start()
thread.join()
"""
WITHOUT_A_FOLDER = f"""{BODY}
import os, tempfile
report = optviz.build([os.path.abspath("still.yaml"), os.path.abspath("moving.yaml")], os.path.abspath("built"))
gone = tempfile.mkdtemp()
again = [outcome.source for outcome in report.outcomes]
built = os.path.abspath("again")
os.chdir(gone)
os.rmdir(gone)
print(optviz.build(again, built, workers=2).ok)
"""


@pytest.mark.torture
@pytest.mark.parametrize(
    ("script", "times", "how"),
    [
        (f"{BODY}print(made())", 1, "file"),
        (f"{BODY}print(made())", 1, "-c"),
        (f"{BODY}print(made())", 1, "-"),
        (IN_THREADS, 3, "-"),
        (IN_FORKS, 3, "-"),
        (IN_A_NOTEBOOK, 1, "-c"),
        (WITHOUT_STREAMS, 1, "-c"),
        (AS_PYTEST_XDIST_DOES, 1, "-c"),
        (WITHOUT_A_FOLDER, 1, "file"),
    ],
)
def test_it_works_in_other_peoples_programs(folder: Path, script: str, times: int, how: str) -> None:
    (folder / "script.py").write_text(script)
    command = {"-c": ["-c", script], "file": ["script.py"], "-": ["-"]}[how]
    with (folder / "script.py").open() as source:
        done = subprocess.run(
            [sys.executable, "-W", "error", *command],
            stdin=source,
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n" * times, "")
