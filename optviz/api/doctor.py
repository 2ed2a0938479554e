"""Whether everything that optviz needs is there and works."""

from __future__ import annotations

import os
import platform
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.packages import own_version, required, version
from optviz.drawing import settings
from optviz.errors import MissingToolError, OutputError
from optviz.pool import cores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.encoders import Encoder, Format

_SIDE: Final = 64
_RUN: Final = "{surface: sphere, start: [1, 1], steps: 2, optimizers: [sgd], output: {size: [320, 240]}}"
"""A scenario of which a page is made for a trial."""


class Finding(NamedTuple):
    """One thing that was checked.

    Args: what: its name.  ok: whether it is as it should be.  detail: its version or place, or what is wrong.
        exit_code: what the program ends with if it is not.
    """

    what: str
    ok: bool
    detail: str
    exit_code: int = MissingToolError.exit_code


def doctor() -> tuple[Finding, ...]:
    """Check that everything that optviz needs is there and works: versions, formats, the font and the folders."""
    return tuple(_findings())


def _findings() -> Iterator[Finding]:
    yield Finding("optviz", ok=True, detail=own_version())
    yield Finding("python", ok=True, detail=f"{platform.python_version()} on {platform.platform()}")
    yield from map(_package, required())
    yield from _optional_packages()
    yield from _encoders()
    yield _font()
    yield _folder()
    yield Finding("cores", ok=True, detail=str(cores()))


def _package(name: str) -> Finding:
    found = version(name)
    return Finding(name, ok=found is not None, detail=found or f"missing; install it with: pip install {name}")


def _optional_packages() -> Iterator[Finding]:
    """The libraries that bring optimizers of their own, and pandas; each is installed by an extra of its name."""
    from optviz.optimizers import OPTIMIZERS

    for extra in (*OPTIMIZERS.providers, "pandas"):
        for name in required(extra=extra):
            yield Finding(name, ok=True, detail=version(name) or "not installed (optional)")


def _encoders() -> Iterator[Finding]:
    from optviz.encoders import ENCODERS

    for name, entry in ENCODERS.items():
        try:
            detail = f"{entry.title}: {_tried(entry)} bytes"
        except Exception as error:  # noqa: BLE001  (every failure is a finding)
            yield Finding(f"format {name}", ok=False, detail=f"{type(error).__name__}: {error}")
        else:
            yield Finding(f"format {name}", ok=True, detail=detail)


def _tried(entry: type[Format]) -> str:
    """What became of a trial of a format, with the size of the file."""
    from optviz.encoders import Caption, CaptionFormat, Encoder, PageFormat

    if issubclass(entry, Encoder):
        return f"two frames became {_encode(entry)}"
    if issubclass(entry, CaptionFormat):
        return f"a caption became {len(entry.document([Caption(Fraction(0), Fraction(1), 'optviz')], ''))}"
    if issubclass(entry, PageFormat):
        return f"a run became {_page()}"
    return f"a drawing became {_draw(entry.name)}"


def _page() -> int:
    """Make a page of a short run; returns its size."""
    from optviz.api.encoding import paged
    from optviz.api.run import computed
    from optviz.scenario import parse

    scenario = parse(_RUN)
    return len(paged(scenario, computed(scenario)))


def _draw(name: str) -> int:
    """Draw a title; returns the size of its document."""
    from optviz.drawing.fonts import USUAL
    from optviz.drawing.vector_canvas import VectorCanvas
    from optviz.scene.drawings import WRITERS

    canvas = VectorCanvas((_SIDE, _SIDE), 72, 1, USUAL)
    canvas.text("optviz", 0, _SIDE / 2, 10, "#000000")
    return len(WRITERS[name].document(canvas, "optviz"))


def _encode(encoder: type[Encoder]) -> int:
    """Encode two small frames; returns the size of the file."""
    from optviz.arrays import np
    from optviz.encoders import Animation
    from optviz.files import temporary_folder

    frames = [np.full((_SIDE, _SIDE, 4), level, np.uint8) for level in (255, 128)]
    for frame in frames:
        frame[..., 3] = 255
    animation = Animation(size=(_SIDE, _SIDE), fps=10, loop=0, transparent=False, sample=frames[1])
    with temporary_folder() as folder:
        path = folder / f"frames{encoder.suffixes[0]}"
        with encoder(path, animation) as opened:
            for frame in frames:
                opened.add(frame, None, Fraction(1, 10))
        return path.stat().st_size


def _font() -> Finding:
    try:
        from optviz.drawing.fonts import FAMILY

        settings.load()
        from matplotlib.font_manager import findfont

        return Finding("font", ok=True, detail=str(findfont(FAMILY, fallback_to_default=False)))
    except (ImportError, ValueError) as error:
        return Finding("font", ok=False, detail=str(error))


def _folder() -> Finding:
    from optviz.api.pictures import OUTPUTS

    place = OUTPUTS.absolute()
    there = next(path for path in (place, *place.parents) if path.exists())
    ok = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    detail = f"{place}{'' if ok else ' cannot be written'}"
    return Finding("folder outputs", ok, detail, OutputError.exit_code)
