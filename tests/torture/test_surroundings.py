"""Whatever surrounds the program: the same input gives the same bytes, and not a word of a library on the terminal."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optviz

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.torture

TEXT = r"""
title: "A surface with $x^2 + \\frac{1}{2}y_i$ — ½ ¾ ×"
math: true
surface: {expression: "x**2 + 3*y**2 + sin(5*x)", bounds: {x: [-3, 3], y: [-2, 2]}}
start: [[2, 1.5], [-2, -1]]
steps: 20
optimizers: [{name: sgd, lr: 0.05}, {name: momentum, lr: 0.02}, {name: adam, lr: 0.1, label: "Adam $\\alpha$"}]
views: [contour, {name: surface3d, azimuth: [0, 60], grid: 20}, curve]
output: {size: [600, 240], fps: 10, duration: 5.5, hold: 0}
"""
"""Text, mathematics, dashes, markers, and a camera that moves, so that several processes draw it."""

NAMES = ("a.gif", "a.mp4", "a.png")
SETTINGS = {
    "odd": "text.hinting: none\nfont.style: italic\nfont.size: 30\nmarkers.fillstyle: left\nmathtext.fontset: stix\n"
    "lines.linewidth: 9\nlines.scale_dashes: False\npath.simplify: False\npath.sketch: 1, 100, 2\ntext.usetex: True\n"
    "axes.formatter.use_locale: True\nfigure.dpi: 20\naxes.autolimit_mode: round_numbers\ntimezone: Asia/Tokyo\n",
    "bad": "nonsense\nno.such: key\nfont.size: huge\nfont.size: huger\nbackend: module://stranger\n",
    "binary": bytes(range(256)).decode("latin-1"),
}

OWN = """
import matplotlib, matplotlib.pyplot as plt
plt.switch_backend("agg")
theirs = {
    "text.hinting": "none", "text.usetex": True, "text.antialiased": False, "font.style": "italic", "font.size": 30,
    "font.family": ["serif"], "font.weight": "bold", "mathtext.fontset": "cm", "mathtext.default": "rm",
    "markers.fillstyle": "left", "lines.scale_dashes": False, "lines.antialiased": False, "path.simplify": False,
    "path.sketch": (1, 100, 2), "axes.autolimit_mode": "round_numbers", "figure.dpi": 33,
}
matplotlib.rcParams.update(theirs)
"""
DRAW = f"""
import optviz
optviz.render("scenario.yaml", *{NAMES}, workers=2)
"""
KEPT = """
assert all(matplotlib.rcParams[name] == value for name, value in theirs.items())
"""


def hashes(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES}


def run(folder: Path, *arguments: str, **variables: str | None) -> dict[str, str]:
    """Run Python in a folder that has the scenario; the hashes of the files it made, and nothing on the terminal."""
    (folder / "scenario.yaml").write_text(TEXT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(optviz.__file__).parents[1])} | variables
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd=folder,
        env={name: value for name, value in environment.items() if value is not None},
        timeout=300,
    )
    words = [line for line in done.stderr.splitlines() if not line.startswith("wrote a.")]
    assert (done.returncode, words) == (0, [])
    return hashes(folder)


def rendered(folder: Path, **variables: str | None) -> dict[str, str]:
    targets = [part for name in NAMES for part in ("-o", name)]
    return run(folder, "-m", "optviz", "render", "scenario.yaml", *targets, "--workers", "2", **variables)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files as they are where nothing is special."""
    return rendered(tmp_path_factory.mktemp("usual"))


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TZ": "nonsense/zone"},
        {"LC_ALL": "nonsense", "LANG": None, "DISPLAY": None, "WAYLAND_DISPLAY": None},
        {"DISPLAY": ":99", "WAYLAND_DISPLAY": "nonsense", "MPLBACKEND": "TkAgg", "PYTHONHASHSEED": "0"},
        {"MPLBACKEND": "nonsense", "PYTHONHASHSEED": "4294967295"},
        {"MPLBACKEND": "module://stranger", "MATPLOTLIBRC": "/nonexistent"},
        {"MPLCONFIGDIR": "/dev/null/nowhere"},
        {"FREETYPE_PROPERTIES": "truetype:interpreter-version=35"},
        {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2"},
        {"COLUMNS": "3", "LINES": "1", "TERM": "dumb", "NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
        {"HOME": "/dev/null/nowhere", "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None, "MPLCONFIGDIR": None},
        {"HOME": None, "USER": None, "LOGNAME": None, "TMPDIR": "/nonexistent"},
        {"SOURCE_DATE_EPOCH": "0", "AV_LOG_FORCE_COLOR": "1", "FFREPORT": "level=56"},
        {"OMP_NUM_THREADS": "7", "OPENBLAS_NUM_THREADS": "3", "MKL_NUM_THREADS": "2"},
    ],
    ids=lambda variables: ",".join(f"{name}={value}".replace("/", "|") for name, value in variables.items()),
)
def test_the_environment_changes_no_byte(
    tmp_path: Path, usual: dict[str, str], variables: dict[str, str | None]
) -> None:
    assert rendered(tmp_path, **variables) == usual


def in_the_folder(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "matplotlibrc").write_text(text, encoding="latin-1")
    return {}


def in_a_variable(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "mine").write_text(text, encoding="latin-1")
    return {"MATPLOTLIBRC": str(folder / "mine")}


def in_the_configuration(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "mine").mkdir()
    in_the_folder(folder / "mine", text)
    return {"MPLCONFIGDIR": str(folder / "mine")}


def in_the_desktops_configuration(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "mine" / "matplotlib").mkdir(parents=True)
    in_the_folder(folder / "mine" / "matplotlib", text)
    return {"XDG_CONFIG_HOME": str(folder / "mine"), "MPLCONFIGDIR": None}


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize("put", [in_the_folder, in_a_variable, in_the_configuration, in_the_desktops_configuration])
def test_settings_of_matplotlib_change_no_byte(
    tmp_path: Path, usual: dict[str, str], put: Callable[[Path, str], dict[str, str | None]], kind: str
) -> None:
    assert rendered(tmp_path, **put(tmp_path, SETTINGS[kind])) == usual


@pytest.mark.parametrize("kind", ["pipe", "unreadable", "link that never ends", "link to itself", "folder"])
def test_settings_that_are_no_file_change_no_byte(tmp_path: Path, usual: dict[str, str], kind: str) -> None:
    path = tmp_path / "matplotlibrc"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "unreadable":
        path.write_text(SETTINGS["odd"])
        path.chmod(0)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "link that never ends" else path.name)
    assert rendered(tmp_path) == usual


@pytest.mark.parametrize("kind", [None, *SETTINGS])
def test_a_program_draws_the_same_whatever_its_own_settings(
    tmp_path: Path, usual: dict[str, str], kind: str | None
) -> None:
    if kind:
        in_the_folder(tmp_path, SETTINGS[kind])
    assert run(tmp_path, "-c", DRAW) == usual
    if kind is None:
        assert run(tmp_path, "-c", OWN + DRAW + KEPT) == usual
