"""A minute of whatever a stranger may send, and that the search finds what is wrong.

The seed is the same in every run, so that chance does not decide; OPTVIZ_FUZZ_SEED takes another one. The minute limits
how much is tried, never what passes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = os.environ.get("OPTVIZ_FUZZ_SEED", "9")
PLANTED = """
import os, sys, warnings
from tests.torture import fuzz

def planted(text, bounds, made=fuzz.from_expression):
    if "sin(" in text:
        {fault}
    return made(text, bounds)

fuzz.from_expression = planted
sys.exit(fuzz.main())
"""


def searched(*words: str, program: tuple[str, ...] = ("-m", "tests.torture.fuzz")) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *program, "--seed", SEED, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.torture
def test_a_minute_of_anything(capsys: pytest.CaptureFixture[str]) -> None:
    done = searched("--seconds", "60", "--limit", "120")
    with capsys.disabled():
        print(f"\n{done.stdout}")  # noqa: T201  (the seed, and what was tried)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.torture
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("raise KeyError(text)", "KeyError"),
        ("warnings.warn('careful')", "UserWarning: careful"),
        ("os.write(2, b'a word')", "words on the terminal: b'a word"),
        ("while True: pass", "TooLongError: more than 0.5 s of processor time"),
    ],
)
def test_what_is_wrong_is_found_and_told(fault: str, told: str) -> None:
    program = ("-c", PLANTED.format(fault=fault))
    done = searched("--kind", "derivatives", "--round", "0", "--limit", "0.5", program=program)
    assert done.returncode == 1, done.stderr
    assert told in done.stdout
    assert "smallest input: ('" in done.stdout
    assert f"again: python -m tests.torture.fuzz --seed {SEED} --kind derivatives --round 0" in done.stdout
