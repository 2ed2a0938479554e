from __future__ import annotations

import ast
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import optviz
from optviz.drawing import settings
from optviz.drawing.canvas import Canvas
from optviz.drawing.fonts import font
from optviz.drawing.markers import marker_shape

OTHERS: dict[Any, Any] = {
    "font.family": ["serif"],
    "font.stretch": "condensed",
    "font.style": "italic",
    "font.variant": "small-caps",
    "font.weight": "bold",
    "markers.fillstyle": "left",
    "mathtext.default": "rm",
    "mathtext.fallback": "stix",
    "mathtext.fontset": "stix",
    "path.simplify": False,
    "path.sketch": (1, 100, 2),
    "text.antialiased": False,
    "text.hinting": "none",
    "text.usetex": True,
}


def picture() -> bytes:
    """Text, mathematics and a marker, drawn anew."""
    font.cache_clear()
    marker_shape.cache_clear()
    canvas = Canvas((220, 60), 100)
    canvas.clear("#ffffff")
    canvas.text("Text ½", 10, 30, 10, "#000000", weight="bold", halo="#cccccc")
    canvas.text(r"$\alpha_i^2$ and more", 80, 30, 12, "#222222", math=True)
    canvas.marker(np.array([[200.0, 30.0]]), marker_shape("o", 18), "#0072b2", edge="#000000", width=1)
    return canvas.pixels.tobytes()


def users() -> dict[str, str]:
    """The code of the functions that import matplotlib, but for the methods of what exists only where it is loaded."""
    found: dict[str, str] = {}
    for path in sorted(Path(optviz.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        methods = [part for each in tree.body if isinstance(each, ast.ClassDef) for part in each.body]
        makers = [each for each in methods if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
        functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
        found |= {f"{path.stem}.{each.name}": ast.unparse(each) for each in (*functions, *makers)}
    return {name: code for name, code in found.items() if "from matplotlib" in code}


def test_whoever_uses_matplotlib_loads_it_without_its_settings() -> None:
    assert len(users()) > 5
    for name, code in users().items():
        before = code.partition("from matplotlib")[0]
        assert name == "settings._of_text" or re.search(
            r"settings\.(load|delivered)\(\)|^    load\(\)", before, re.MULTILINE
        ), name


def test_nobodys_settings_change_a_picture() -> None:
    before = picture()
    with mpl.rc_context(OTHERS):
        theirs = dict(mpl.rcParams)
        assert picture() == before
        assert dict(mpl.rcParams) == theirs
    for name, value in OTHERS.items():
        with mpl.rc_context({name: value}):
            assert picture() == before, name
    assert picture() == before


def test_threads_draw_with_the_same_settings() -> None:
    before, found = picture(), list[bytes]()

    def draw() -> None:
        canvas = Canvas((220, 60), 100)
        for k in range(40):
            canvas.measured(f"$x_{{{k}}}$ text", 10, "bold", True)
        found.append(picture())

    with mpl.rc_context(OTHERS):
        theirs = dict(mpl.rcParams)
        threads = [threading.Thread(target=draw) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert dict(mpl.rcParams) == theirs
    assert found == [before] * 4


def test_matplotlib_says_nothing_and_its_logger_stays_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("matplotlib")
    before = logger.level
    with settings.delivered():
        logging.getLogger("matplotlib.font_manager").warning("findfont: no such weight")
    assert logger.level == before
    assert capfd.readouterr().err == ""


SCRIPT = """
import os, sys
os.chdir(sys.argv[1])
from optviz.drawing import settings
if sys.argv[2] == "ignore":
    settings.ignore()
before = dict(os.environ)
settings.load()
import matplotlib
assert dict(os.environ) == before and os.getcwd() == os.path.realpath(sys.argv[1])
print(matplotlib.rcParams["lines.linewidth"], matplotlib.rcParams["font.size"])
"""


def loaded(folder: Path, how: str, **variables: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1]), **variables}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), how],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.parametrize("content", ["lines.linewidth: 7", "nonsense\nfont.size: huge\nlines.linewidth: 7\nno: key"])
def test_a_programs_own_settings_are_read(tmp_path: Path, content: str) -> None:
    (tmp_path / "matplotlibrc").write_text(content)
    assert loaded(tmp_path, "load") == "7.0 10.0"
    assert loaded(tmp_path, "ignore") == "1.5 10.0"


def test_settings_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(bytes(range(256)))
    assert loaded(tmp_path, "load") == "1.5 10.0"
    assert loaded(tmp_path, "ignore") == "1.5 10.0"
    assert loaded(tmp_path, "load", MPLBACKEND="nonsense") == "1.5 10.0"
    assert loaded(tmp_path, "ignore", MATPLOTLIBRC=str(tmp_path), MPLBACKEND="nonsense") == "1.5 10.0"


@pytest.mark.parametrize("kind", ["pipe", "link that never ends"])
def test_a_process_of_ours_does_not_even_open_a_strangers_settings(tmp_path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / "matplotlibrc")
    else:
        (tmp_path / "matplotlibrc").symlink_to("/dev/zero")
    assert loaded(tmp_path, "ignore") == "1.5 10.0"
