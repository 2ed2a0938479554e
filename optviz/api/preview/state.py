"""What a preview shows: the last good picture of a file, and what is wrong with the file now."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any, Final

from optviz.api.descriptions import alt_text
from optviz.api.limits import loaded, permit
from optviz.api.preview.changes import stamp, stamps
from optviz.api.render import render
from optviz.errors import InvalidScenarioError, OptvizError
from optviz.files import temporary_folder
from optviz.parsing.project import house_places
from optviz.progress import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from optviz.api.limits import Allowance
    from optviz.api.preview.changes import Stamp
    from optviz.pool import Pool
    from optviz.scenario import Scenario

_AROUND: Final = 2
"""Lines that are shown before and after one with a problem."""
_LONGEST_LINE: Final = 300
_STILL, _MOVED = 5, 10
"""The frames of which one is drawn: few of them cost much where the camera stands still."""
_GLANCE: Final = 0.1
"""Seconds between two looks at whether what is being drawn has been saved again."""


@dataclass(frozen=True)
class Drawing:
    """A picture of a file that was good.

    Args: number: counts the pictures, from 1.  film: a GIF.  size: of its layout.  title, alt: what it shows.
        seconds: that it took.  notes: what a person should know about it.
    """

    number: int
    film: bytes = field(repr=False)
    size: tuple[int, int]
    title: str
    alt: str
    seconds: float
    notes: tuple[str, ...] = ()

    @cached_property
    def last(self) -> bytes:
        """Its last frame, a PNG."""
        from PIL import Image

        with Image.open(BytesIO(self.film), formats=["GIF"]) as film:
            film.seek(getattr(film, "n_frames", 1) - 1)
            film.convert("RGBA").save(written := BytesIO(), "PNG")
        return written.getvalue()

    @property
    def told(self) -> dict[str, Any]:
        """All but the picture, as plain data."""
        width, height = self.size
        about = {"title": clean(self.title), "alt": clean(self.alt), "notes": [clean(note) for note in self.notes]}
        return {"number": self.number, "width": width, "height": height, "seconds": round(self.seconds, 2), **about}


@dataclass(frozen=True)
class Shown:
    """What is to be seen at one time.

    Args: file: the file's name.  version: counts what was shown before.  drawing: the last that was good; None before
        there was one.  problems: what is wrong with the file as it is now, as plain data.  busy: whether the next is
        being drawn.
    """

    file: str
    version: int = 0
    drawing: Drawing | None = None
    problems: tuple[Mapping[str, Any], ...] = ()
    busy: bool = True

    @property
    def told(self) -> dict[str, Any]:
        """All but the picture, as plain data."""
        drawing = self.drawing and self.drawing.told
        about = {"file": clean(self.file), "drawing": drawing, "problems": self.problems}
        return {"version": self.version, "busy": self.busy, **about}


class Preview:
    """A scenario file, drawn as a draft as often as it is asked for.

    Args: path: of the file.  workers: who draws, as in render.  allowance: what it may take, as in render.

    Attributes: known: all that it was read from, with how these files were then; those that it lacked are among them.
    """

    def __init__(self, path: Path, workers: int | Pool = 1, **allowance: Unpack[Allowance]) -> None:
        self.path, self.workers, self.allowance = path, workers, allowance
        self.known: dict[Path, Stamp] = {path: None}
        self._shown, self._changed, self._ended = Shown(path.name), Condition(), False

    @property
    def shown(self) -> Shown:
        """What is to be seen now."""
        return self._shown

    @property
    def ended(self) -> bool:
        """Whether nothing else will be shown."""
        return self._ended

    def wait(self, version: int, seconds: float) -> Shown:
        """What is to be seen as soon as it is another version, or after some seconds, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._shown.version != version, seconds)
            return self._shown

    def end(self) -> None:
        """Let those that wait know that nothing else will be shown."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def update(self) -> Shown:
        """Read the file and draw it; where that fails the last picture stays.

        If the file is saved again meanwhile, what is drawn is given up.
        """
        while True:
            try:
                scenario = self._read()
                self._show(busy=True)
                return self._show(drawing=self._draw(scenario), problems=(), busy=False)
            except _SavedAgainError:
                continue
            except OptvizError as error:
                return self._show(problems=tuple(_problems(error, self.path)), busy=False)

    def _show(self, **changes: Any) -> Shown:
        with self._changed:
            self._shown = replace(self._shown, version=self._shown.version + 1, **changes)
            self._changed.notify_all()
            return self._shown

    def _read(self) -> Scenario:
        """The scenario, as it is in the files that are known by then."""
        while True:
            self.known = stamps(self.known)
            error: OptvizError | None = None
            try:
                scenario = loaded(self.path, permit(self.path, **self.allowance))
                sources = scenario.sources
            except OptvizError as found:
                error = found
                sources = found.sources if isinstance(found, InvalidScenarioError) else tuple(self.known)
            files = dict.fromkeys([self.path, *sources, *house_places(self.path)])
            settled = files.keys() <= self.known.keys()  # else one may have changed before anybody knew of it
            self.known = {file: self.known.get(file) for file in files}
            if settled:
                if error:
                    raise error
                return scenario

    def _draw(self, scenario: Scenario) -> Drawing:
        """A draft: in its full size, as texts are to be read, with few of the frames."""
        output, begun = scenario.output, time.monotonic()
        share = _MOVED if any(view.moves for view in scenario.views) else _STILL
        scenario = replace(scenario, output=replace(output, max_bytes=None))
        with temporary_folder() as folder:
            target = folder / "draft.gif"
            size: dict[str, Any] = {"size": output.size, "scale": 1, "fps": max(1, output.fps // share)}
            progress = _Watch(self.path, self.known[self.path])
            rendering = render(scenario, target, progress=progress, workers=self.workers, **size, **self.allowance)
            film = target.read_bytes()
        shown = rendering.scenario
        return Drawing(
            number=self._shown.drawing.number + 1 if self._shown.drawing else 1,
            film=film,
            size=shown.output.size,
            title=shown.title,
            alt=alt_text(shown, rendering.trajectories),
            seconds=time.monotonic() - begun,
            notes=rendering.notes,
        )


class _SavedAgainError(Exception):
    """What is being drawn is not in the file any more."""


class _Watch:
    """Raises _SavedAgainError, called while something is drawn, where that is not in the file any more."""

    def __init__(self, path: Path, known: Stamp) -> None:
        self.path, self.known, self.next = path, known, 0.0

    def __call__(self, share: float) -> None:
        del share
        if time.monotonic() >= self.next:
            if stamp(self.path) != self.known:
                raise _SavedAgainError
            self.next = time.monotonic() + _GLANCE


def _problems(error: OptvizError, path: Path) -> list[dict[str, Any]]:
    """What is wrong, each with its place and the lines round it."""
    if not isinstance(error, InvalidScenarioError):
        return [{"place": clean(str(path)), "message": clean(str(error)), "lines": []}]
    return [
        {
            "place": clean(f"{each.file}:{each.line}:{each.column}"),
            "message": clean(each.message),
            "line": each.line,
            "column": each.column,
            "lines": _lines(Path(each.file), each.line),
        }
        for each in error.problems
    ]


def _lines(path: Path, line: int) -> list[tuple[int, str]]:
    """The lines of a file round one of them, with their numbers; none where it cannot be read."""
    first = max(line - _AROUND, 1)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            found = islice(file, first - 1, line + _AROUND)
            return [(number, clean(text.rstrip("\n"))[:_LONGEST_LINE]) for number, text in enumerate(found, first)]
    except OSError:
        return []
