"""Signals at any moment, full disks, streams that nobody reads: one line at the most, and nothing is left.

Other moments, and more of them: OPTVIZ_SEED=1 OPTVIZ_ROUNDS=50 pytest -m torture tests/torture/test_signals.py
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Callable

    Until = Callable[[Callable[[], object]], None]

ROOT = Path(optviz.__file__).parents[1]
STILL = """\
surface: rosenbrock
start: [-1, 1]
steps: 60
optimizers: [adam, sgd]
output: {size: [320, 200], fps: 10, duration: 3, hold: 0}
"""
MOVING = "views: [{name: surface3d, azimuth: [-60, 20], grid: 16}]\n" + STILL.replace("duration: 3", "duration: 6")
COMMANDS = {
    "list optimizers": 0.5,
    "doctor": 1.5,
    "render still.yaml --workers 1": 2.0,
    "render still.yaml -o still.mp4 --workers 1": 2.0,
    "render moving.yaml --workers 3 -o moving.gif -o moving.mp4": 4.0,
    "render still.yaml -o still.mp4 --untrusted": 2.0,
    "run moving.yaml --table --max-seconds 60": 1.5,
    "build still.yaml moving.yaml --workers 2": 4.0,
    "build still.yaml moving.yaml --workers 2 --max-memory 1GB": 4.0,
}
"""Commands, and the seconds that one takes on a machine that is not busy."""
MESSAGE = re.compile(r"wrote \S+ \(.*\)|note: .*|(\d+ (rendered|up to date)(, )?)+|interrupted")
BEGUN = re.compile(r'optviz/cli/__init__\.py", line \d+, in main\b')
"""A line of a traceback that the program's own main is in; Python's own start has functions of that name, too."""
SWALLOWED = re.compile(
    r"Exception ignored in: <function _get_module_lock\b.*\n"
    r"Traceback \(most recent call last\):\n(?:  File \"<frozen importlib.*\n)*KeyboardInterrupt: *\n"
)
"""What Python writes of an interrupt while it tidies up after an import, and goes on; none of our files is in it."""
SEED = int(os.environ.get("OPTVIZ_SEED", "9"))
ROUNDS = int(os.environ.get("OPTVIZ_ROUNDS", "4"))

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="there is no /proc here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "still.yaml").write_text(STILL)
    (tmp_path / "moving.yaml").write_text(MOVING)
    (tmp_path / "temporary").mkdir()
    return tmp_path


def start(command: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    """Start the program in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "optviz", *command.split()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "temporary"), **environment},
        start_new_session=True,
    )


def running(leader: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = file.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # gone meanwhile
            continue
        if int(session) == leader and state not in "ZX":
            found.append(file.parent.name)
    return found


def left(folder: Path) -> list[str]:
    """The files that only a command that is at work needs."""
    unfinished = [path.name for path in folder.rglob(".*") if path.name != ".optviz.json"]
    return unfinished + [path.name for path in (folder / "temporary").iterdir()]


@pytest.mark.torture
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_at_any_moment(folder: Path, command: str, number: signal.Signals) -> None:
    random = Random(f"{SEED} {command} {number}")  # noqa: S311  (it chooses moments)
    for _ in range(ROUNDS):
        home = random.choice([{}, {}, {"HOME": "/dev/null/home"}])
        process = start(command, folder, **home)
        time.sleep(random.uniform(0, COMMANDS[command]))
        tell = random.choice([os.kill, os.killpg])  # a shell tells all processes of a job
        for _ in range(random.choice([1, 1, 2, 3])):
            if process.poll() is None:
                tell(process.pid, number)
            time.sleep(random.choice([0, 0.001, 0.02, 0.1]))
        _, written = process.communicate()
        messages = SWALLOWED.sub("", written)
        assert (running(process.pid), left(folder)) == ([], [])
        early = not messages or ("KeyboardInterrupt" in messages and not BEGUN.search(messages))
        if early and process.returncode in {1, -number}:
            continue  # the program had not begun: a signal is Python's own matter, or the system's, until then
        assert process.returncode in {0, 128 + number}, messages
        strange = [line for line in messages.splitlines() if not MESSAGE.fullmatch(line)]
        assert not strange, messages
        assert messages.count("interrupted") == (process.returncode == 128 + signal.SIGINT)


@pytest.mark.torture
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_told_again_and_again(folder: Path, sooner_or_later: Until, number: signal.Signals) -> None:
    process = start("build still.yaml moving.yaml --workers 2", folder)
    sooner_or_later(lambda: left(folder) or process.poll() is not None)
    while process.poll() is None:
        os.killpg(process.pid, number)
    _, messages = process.communicate()
    assert process.returncode == 128 + number
    assert messages == ("interrupted\n" if number == signal.SIGINT else "")
    assert (running(process.pid), left(folder)) == ([], [])


@pytest.mark.torture
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_is_left_as_it_was(folder: Path, sooner_or_later: Until, number: signal.Signals) -> None:
    """The cursor, which a bar hides, is shown again, also where the terminal itself is gone."""
    import pty

    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "optviz", "render", "moving.yaml", "--duration", "60"],
        stdin=end,
        stdout=end,
        stderr=end,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(end)
    shown = b""
    while b"\x1b[?25l" not in shown:
        shown += os.read(terminal, 1000)
    sooner_or_later(lambda: left(folder) or process.poll() is not None)
    if number == signal.SIGHUP:
        os.close(terminal)
    process.send_signal(number)
    if number != signal.SIGHUP:
        while True:
            try:
                shown += os.read(terminal, 1000)
            except OSError:  # nobody writes any more
                break
        os.close(terminal)
        assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
        assert (b"interrupted" in shown) == (number == signal.SIGINT)
        assert b"Traceback" not in shown
    assert process.wait() == 128 + number
    assert (running(process.pid), left(folder)) == ([], [])


STREAMS = {
    "a full output": {"stdout": "/dev/full"},
    "full messages": {"stderr": "/dev/full"},
    "all full": {"stdout": "/dev/full", "stderr": "/dev/full"},
    "no input": {"stdin": ""},
    "no output": {"stdout": ""},
    "no messages": {"stderr": ""},
    "nothing": {"stdin": "", "stdout": "", "stderr": ""},
}
"""Where each standard stream leads; an empty name closes it."""
SHELL = {"stdin": "<", "stdout": ">", "stderr": "2>"}
CODES = {
    "-h": 0,
    "render -h": 0,
    "--version": 0,
    "list optimizers": 0,
    "schema": 0,
    "validate still.yaml": 0,
    "run still.yaml --json": 0,
    "render moving.yaml --workers 3 -o moving.gif -o moving.mp4": 0,
    "build still.yaml moving.yaml --workers 2": 0,
    "render nothing": 2,
    "nothing": 2,
    "render -": 2,
}
"""Commands, and what each ends with where it can say what it has to."""


@pytest.mark.torture
@pytest.mark.parametrize("streams", STREAMS.values(), ids=STREAMS)
@pytest.mark.parametrize("command", CODES)
def test_streams_that_lead_nowhere(folder: Path, command: str, streams: dict[str, str]) -> None:
    if "/dev/full" in streams.values() and not Path("/dev/full").exists():
        pytest.skip("only some systems have a full device")
    redirected = " ".join(f"{SHELL[name]}{target or '&-'}" for name, target in streams.items())
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m optviz {command} {redirected}', sys.executable],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    lost = streams.get("stdout") == "/dev/full" and not command.startswith(("validate", "build", "render m"))
    assert done.returncode == (4 if lost and CODES[command] == 0 else CODES[command]), done.stderr
    assert not re.search("Traceback|ignored|lost", done.stderr)
    if CODES[command] == 0:
        assert len(done.stderr.splitlines()) <= 3
    for path in folder.glob("*.gif"):
        assert path.read_bytes().endswith(b"\x3b")
    assert not left(folder)
    if command.startswith("build"):
        assert {path.name for path in (folder / "outputs").iterdir()} == {".optviz.json", "still.gif", "moving.gif"}


@pytest.mark.torture
@pytest.mark.parametrize("size", [1, 500, 5000, 12_000, 20_000])
@pytest.mark.parametrize(
    "command",
    [
        "render moving.yaml --workers 2 -o moving.gif",
        "render moving.yaml --workers 2 -o moving.mp4",
        "render still.yaml --workers 1 -o still.mp4 -o still.gif --size 1200x800",
        "render still.yaml -o still.png",
        "build still.yaml moving.yaml --workers 2",
        "embed still.yaml",
    ],
)
def test_a_full_disk_is_told_in_a_line(folder: Path, command: str, size: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optviz", *command.split()],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert done.returncode in {0, 1, 4}, done.stderr
    assert not re.search("Traceback|ignored|Error:.*Error:|\\[Errno|\\[mp4|\\[libx264", done.stderr)
    if done.returncode == 4:
        assert re.fullmatch(r"(wrote .*\n)*Error: cannot write \S+: File too large\n", done.stderr)
    if done.returncode == 0:
        assert size > 500
    assert not left(folder)
