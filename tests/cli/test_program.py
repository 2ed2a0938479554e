from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import optviz
from optviz.cli import render as render_command
from optviz.cli.program import program

if TYPE_CHECKING:
    from tests.cli.conftest import Call

HEAVY = ("numpy", "matplotlib", "sympy", "rich", "markdown_it", "PIL", "imageio", "av")
LONG = """
surface: saddle
start: [0.5, 0.4]
steps: 3000
optimizers: [sgd, adam]
views: [{name: surface3d, azimuth: [0, 360]}]
output: {size: [800, 450], fps: 50, duration: 60, formats: [gif, mp4]}
"""
COMMANDS = program.list_commands(click.Context(program))


# The program under test is the one that this process sees, from whatever folder it starts.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "optviz", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def temporaries(folder: Path) -> list[Path]:
    return [path for path in folder.glob(".*") if path.name != ".optviz.json"] if folder.is_dir() else []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(call: Call, name: str) -> None:
    text = call(name, "-h").stdout
    assert text == call(name, "--help").stdout
    assert text.startswith(f"Usage: optviz {name}")
    assert f"Example:\n    optviz {name}" in text


def test_help_lists_every_command_in_a_line(call: Call) -> None:
    text = call("-h").stdout
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "..." not in text.partition("Commands:")[2]


def test_version(call: Call) -> None:
    assert call("--version").stdout == f"optviz {optviz.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rendr", "saddle"], "did you mean 'render'"),
        (["render", "saddle", "--them", "dark"], "--theme"),
        (["render"], "Missing argument"),
        (["list", "optimisers"], "optimizers"),
        (["render", "sadle"], "did you mean 'saddle'"),
    ],
)
def test_usage_errors_name_the_nearest(call: Call, arguments: list[str], message: str) -> None:
    result = call(*arguments, code=2)
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["\x1b[31mrender"],
        ["--\x1b[31m"],
        ["run", "--", "saddle", "\x1b[31mxx"],
        ["run", "saddle", "--\x1b[31m"],
        ["run", "saddle", "--tolerance", "\x1b[31m"],
        ["render", "saddle", "--still", "\x1b[31m"],
        ["render", "saddle", "--workers=\x1b[31m"],
        ["embed", "saddle", "--for", "\x1b[31m"],
        ["compare", "beale", "sgd", "--start", "\x1b[31m"],
        ["list", "\x1b[31m"],
        ["render", "\x1b[31m"],
    ],
)
def test_messages_repeat_arguments_without_what_moves_a_terminal(call: Call, arguments: list[str]) -> None:
    result = call(*arguments, code=2)
    assert r"\x1b[31m" in result.stderr
    assert "\x1b" not in result.stderr + result.stdout


def test_light_commands_load_nothing_heavy(small: str) -> None:
    light = [
        "-h",
        *(f"{name} -h" for name in COMMANDS),
        "list optimizers",
        "list surfaces --json",
        "list formats",
        "list guides",
    ]
    script = f"""
import contextlib, io, sys
from optviz.cli.program import program
for line in {[*light, f"validate {small}"]!r}:
    with contextlib.redirect_stdout(io.StringIO()):
        program(line.split(), standalone_mode=False)
    print(*(f"{{line}}: {{name}}" for name in {HEAVY!r} if name in sys.modules), end="")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert done.stderr == f"{small}: ok\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("command", "number", "code"), [("render", signal.SIGINT, 130), ("build --workers 2", signal.SIGTERM, 143)]
)
def test_signals_leave_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("a.yaml", "b.yaml")
    for name in names:
        (tmp_path / name).write_text(LONG)
    name, *options = command.split()
    process = start(name, *names, *options)
    while not temporaries(tmp_path / "outputs") and process.poll() is None:
        time.sleep(0.02)
    assert temporaries(tmp_path / "outputs")
    process.send_signal(number)
    _, messages = process.communicate()
    assert process.returncode == code, messages
    assert "Traceback" not in messages
    assert not list((tmp_path / "outputs").iterdir())


@pytest.mark.parametrize(("number", "code", "said"), [(signal.SIGINT, 130, "interrupted\n"), (signal.SIGTERM, 143, "")])
def test_a_signal_ends_the_program_where_no_exception_would(number: int, code: int, said: str) -> None:
    script = f"""
import os
from optviz.cli import main, program

def deaf(**_):
    while True:
        try:
            os.kill(os.getpid(), {int(number)})
        except BaseException:
            print("what is raised in compiled code may be lost")

program.program = deaf
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


def test_a_bug_keeps_its_traceback(call: Call, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(render_command, "draw", broken)
    with pytest.raises(ZeroDivisionError):
        call("render", small)


def test_a_closed_pipe_is_no_traceback() -> None:
    process = start("list", "optimizers")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    messages = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141
    assert messages == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a full device")
def test_a_full_device_is_an_output_error() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123  (a device)
        done = subprocess.run(
            [sys.executable, "-m", "optviz", "list", "themes"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=ENVIRONMENT,
        )
    assert done.returncode == 4
    assert done.stderr == "Error: cannot write to standard output: No space left on device\n"


def test_an_encoder_that_fails_midway_leaves_nothing(
    call: Call, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optviz.encoders import encoder_for

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(encoder_for("mp4"), "add", full)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "small.gif").write_bytes(b"as it was")
    result = call("render", small, "--format", "gif,mp4", code=4)
    assert "No space left on device" in result.stderr
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["small.gif"]
    assert (tmp_path / "outputs" / "small.gif").read_bytes() == b"as it was"
