from __future__ import annotations

import subprocess
import sys

import pytest

from optviz.ending import SIGNALS, undone

BEGIN = """
import os, signal, sys, threading
from optviz.ending import end_at_signals, ignore_signals, undone

def say(text):
    os.write(1, text.encode() + b"\\n")
"""


def ended(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BEGIN + script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_a_block_is_undone_however_it_is_left(error: type[BaseException] | None) -> None:
    done: list[str] = []

    def block() -> None:
        with undone(lambda: done.append("outer")), undone(lambda: done.append("inner")):
            assert not done
            if error:
                raise error

    if error:
        with pytest.raises(error):
            block()
    else:
        block()
    assert done == ["inner", "outer"]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_undoes_what_is_open_and_ends_the_program(number: int) -> None:
    done = ended(f"""
end_at_signals()
with undone(lambda: say("closed")):
    pass
with undone(lambda: say("outer")), undone(lambda: 1 / 0), undone(lambda: say("inner")):
    try:
        os.kill(os.getpid(), {int(number)})
        threading.Event().wait()
    finally:
        say("an exception was raised")
""")
    said = "interrupted\n" if number == SIGNALS[0] else ""
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "closed\ninner\nouter\n", said)


def test_more_signals_change_nothing() -> None:
    done = ended("""
end_at_signals()
def more():
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(os.getpid(), number)
    say("undone")
with undone(more):
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()
""")
    assert (done.returncode, done.stdout, done.stderr) == (130, "undone\n", "interrupted\n")


def test_a_signal_in_a_finalizer_is_not_lost() -> None:
    done = ended("""
end_at_signals()
class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(1000))
Deaf()
say("lost")
""")
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


def test_what_is_ignored_stays_ignored() -> None:
    done = ended("""
signal.signal(signal.SIGHUP, signal.SIG_IGN)
end_at_signals()
os.kill(os.getpid(), signal.SIGHUP)
ignore_signals()
os.kill(os.getpid(), signal.SIGTERM)
say("alive")
""")
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")


def test_a_message_that_nobody_can_read_is_no_trouble() -> None:
    done = ended("end_at_signals(); os.close(2); os.kill(os.getpid(), signal.SIGINT); threading.Event().wait()")
    assert done.returncode == 130
