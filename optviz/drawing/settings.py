"""matplotlib's settings belong to whoever else uses it: no picture depends on them, and they stay as they are.

They come from a file, a stranger's where the current folder has one, from the environment, and from the program itself.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from contextlib import chdir, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from warnings import catch_warnings

from optviz.files import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE: Final = "matplotlibrc"
"""What matplotlib, when it is imported, looks for in the current folder before anywhere else."""
_NOBODYS: Final = {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": None, "FREETYPE_PROPERTIES": None}
"""The variables with which matplotlib finds nobody's settings; None for those that must not be there."""
_FOLDER: Final = "MPLCONFIGDIR"
"""The variable that names matplotlib's folder."""
_OF_TEXT: Final = ("font.", "mathtext.", "text.", "axes.formatter.", "axes.unicode_minus")
"""What the names of the settings begin with that the canvas cannot do without."""
_LOCK: Final = threading.RLock()
"""Held while settings are changed: all threads share them."""


def ignore() -> None:
    """Let matplotlib find nobody's settings in this process, which is ours alone."""
    _set(_NOBODYS)
    if os.path.exists(_FILE):  # noqa: PTH110  (it never fails)
        with chdir(Path(__file__).parent):
            load()


@contextmanager
def folder() -> Iterator[None]:
    """Within, matplotlib has a folder to write to, in this process, which is ours alone, and in those that it starts.

    Where it finds none it makes one in each process, which stays behind if that process is killed.
    """
    if has_folder():
        yield
        return
    with temporary_folder() as path, _environment({_FOLDER: str(path)}):
        yield


def has_folder() -> bool:
    """Whether matplotlib finds folders to write to, as far as can be known without it."""
    home, named = os.path.expanduser("~"), os.environ.get(_FOLDER)  # noqa: PTH111  (it does not fail without a home)
    if named or not sys.platform.startswith(("linux", "freebsd")):
        return _is_writable(Path(named or home))
    places = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache"}
    return all(_is_writable(Path(os.environ.get(name) or Path(home, usual))) for name, usual in places.items())


def _is_writable(place: Path) -> bool:
    """Whether a folder can be written to, or made."""
    if not place.is_absolute():  # without a home, `~` stays as it is
        return False
    there = next(path for path in (place, *place.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


@cache
def load() -> None:
    """Import matplotlib's renderer without a word on the terminal, even where its settings cannot be read.

    Whoever uses matplotlib calls this first.
    """
    renderer = "matplotlib.backends.backend_agg"
    with _quiet():
        try:
            with _environment({"FREETYPE_PROPERTIES": None}):
                importlib.import_module(renderer)
        except Exception:  # noqa: BLE001  (whatever is wrong with a file or a variable)
            for name in [name for name in sys.modules if name.startswith("matplotlib.")]:
                del sys.modules[name]  # parts that wait for the whole
            with _environment(_NOBODYS), chdir(Path(__file__).parent):
                importlib.import_module(renderer)


@contextmanager
def delivered() -> Iterator[None]:
    """Within, text is drawn with the settings that matplotlib is delivered with."""
    load()
    from matplotlib import rc_context, rcParams, rcParamsDefault

    with _quiet():
        others: Any = {name: rcParamsDefault[name] for name in _of_text() if rcParams[name] != rcParamsDefault[name]}
        with rc_context(others) if others else nullcontext():
            yield


@cache
def _of_text() -> tuple[Any, ...]:  # matplotlib lists its names as a type, which differs from version to version
    from matplotlib import rcParamsDefault

    return tuple(name for name in rcParamsDefault if name.startswith(_OF_TEXT))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what matplotlib has to say from the terminal."""
    import logging

    with _LOCK:
        logger = logging.getLogger("matplotlib")
        before = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            with catch_warnings(action="ignore"):
                yield
        finally:
            logger.setLevel(before)


@contextmanager
def _environment(values: Mapping[str, str | None]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str | None]) -> None:
    """Set variables of the environment, and remove those without a value."""
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
