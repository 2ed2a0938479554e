"""optviz doctor: whether everything that optviz needs is there and works."""

from __future__ import annotations

import os
import platform
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.encoders import Encoder

_PACKAGES: Final = (
    "numpy", "matplotlib", "pillow", "imageio", "av", "sympy", "pydantic", "pyyaml", "click", "rich", "platformdirs",
)  # fmt: skip
_TOOL, _FOLDER = 3, 4
_SIDE: Final = 64


class Finding(NamedTuple):
    """One thing that was looked at.

    Args: what: its name.  ok: whether it is as it should be.  detail: its version or place, or what is wrong.
        exit_code: what the program ends with if it is not.
    """

    what: str
    ok: bool
    detail: str
    exit_code: int = _TOOL


@click.command("doctor", epilog=example("optviz doctor"))
@as_data("Print the findings as JSON.")
def doctor_command(*, as_json: bool) -> None:
    """Check that all that optviz needs is there and works.

    Versions, each format, the font and the folders.

    The exit code is 3 if a tool is missing, 4 if a folder cannot be written, otherwise 0.
    """
    findings = list(_findings())
    if as_json:
        terminal.as_json([finding._asdict() for finding in findings])
    else:
        data(aligned([("ok" if each.ok else "FAULT", each.what, each.detail) for each in findings]))
    faults = [finding.exit_code for finding in findings if not finding.ok]
    if faults:
        raise click.exceptions.Exit(min(faults))


def _findings() -> Iterator[Finding]:
    import optviz

    yield Finding("optviz", ok=True, detail=optviz.__version__)
    yield Finding("python", ok=True, detail=f"{platform.python_version()} on {platform.platform()}")
    yield from map(_package, _PACKAGES)
    yield from _encoders()
    yield _font()
    yield from _folders()
    yield Finding("cores", ok=True, detail=str(_cores()))


def _package(name: str) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Finding(name, ok=True, detail=version(name))
    except PackageNotFoundError:
        return Finding(name, ok=False, detail=f"missing; install it with: pip install {name}")


def _encoders() -> Iterator[Finding]:
    from optviz.encoders import ENCODERS

    for name, encoder in ENCODERS.items():
        try:
            detail = f"{encoder.title}: two frames became {_encode(encoder)} bytes"
        except Exception as error:  # noqa: BLE001  (whatever is broken is what is asked for)
            yield Finding(f"format {name}", ok=False, detail=f"{type(error).__name__}: {error}")
        else:
            yield Finding(f"format {name}", ok=True, detail=detail)


def _encode(encoder: type[Encoder]) -> int:
    """Encode two small frames; returns the size of the file."""
    from tempfile import TemporaryDirectory

    from optviz.arrays import np
    from optviz.encoders import Film

    frames = [np.full((_SIDE, _SIDE, 4), level, np.uint8) for level in (255, 128)]
    for frame in frames:
        frame[..., 3] = 255
    film = Film(size=(_SIDE, _SIDE), fps=10, loop=0, transparent=False, sample=frames[1])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"frames{encoder.suffixes[0]}"
        with encoder(path, film) as opened:
            for frame in frames:
                opened.add(frame, None, Fraction(1, 10))
        return path.stat().st_size


def _font() -> Finding:
    try:
        from matplotlib.font_manager import findfont

        from optviz.drawing.canvas import FAMILY

        return Finding("font", ok=True, detail=str(findfont(FAMILY, fallback_to_default=False)))
    except (ImportError, ValueError) as error:
        return Finding("font", ok=False, detail=str(error))


def _folders() -> Iterator[Finding]:
    from optviz.api.render import OUTPUTS
    from optviz.files import cache_folder

    for what, folder in (("outputs", OUTPUTS), ("cache", cache_folder())):
        place = folder.absolute()
        there = next(path for path in (place, *place.parents) if path.exists())
        ok = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        yield Finding(f"folder {what}", ok, f"{place}{'' if ok else ' cannot be written'}", _FOLDER)


def _cores() -> int:
    from optviz.pool import cores

    return cores()
