"""What a preview shows: the last good picture of a file, and what is wrong with the file now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition
from typing import TYPE_CHECKING, Any, Final

from optviz.api.limits import loaded, permit
from optviz.api.render import render
from optviz.errors import InvalidScenarioError, OptvizError
from optviz.progress import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

_AROUND: Final = 2
"""Lines that are shown before and after one with a problem."""
_LONGEST_LINE: Final = 300


@dataclass(frozen=True)
class Shown:
    """What is to be seen at one time.

    Args: version: counts what was shown before.  picture: of the last file that was good, a GIF; empty before there was
        one.  title: of that one.  problems: what is wrong with the file as it is now, as plain data.
    """

    version: int = 0
    picture: bytes = field(default=b"", repr=False)
    title: str = ""
    problems: tuple[Mapping[str, Any], ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """All but the picture, as plain data."""
        return {"version": self.version, "picture": bool(self.picture), "title": self.title, "problems": self.problems}


class Preview:
    """A scenario file, drawn as a draft as often as it is asked for.

    Args: path: of the file.  allowance: what it may take, as in render.

    Attributes: files: all that it was read from, itself first.
    """

    def __init__(self, path: Path, **allowance: Any) -> None:
        self.path = path
        self.files: tuple[Path, ...] = (path,)
        self._allowance = allowance
        self._shown, self._changed = Shown(), Condition()

    @property
    def shown(self) -> Shown:
        """What is to be seen now."""
        return self._shown

    def wait(self, version: int, seconds: float) -> Shown:
        """What is to be seen as soon as it is another version, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._shown.version != version, seconds)
            return self._shown

    def update(self) -> Shown:
        """Read the file and draw it; where that fails the last picture stays."""
        try:
            scenario = loaded(self.path, permit(self.path, **self._allowance))
            self.files = tuple(dict.fromkeys([self.path, *scenario.sources]))
            with TemporaryDirectory() as folder:
                target = Path(folder, "draft.gif")
                rendering = render(scenario, target, draft=True, workers=1, **self._allowance)
                found = Shown(picture=target.read_bytes(), title=rendering.scenario.title)
        except OptvizError as error:
            found = replace(self._shown, problems=tuple(_problems(error, self.path)))
        with self._changed:
            self._shown = replace(found, version=self._shown.version + 1)
            self._changed.notify_all()
            return self._shown


def _problems(error: OptvizError, path: Path) -> list[dict[str, Any]]:
    """What is wrong, each with its place and the lines round it."""
    if not isinstance(error, InvalidScenarioError):
        return [{"place": str(path), "message": clean(str(error)), "lines": []}]
    return [
        {
            "place": f"{each.file}:{each.line}:{each.column}",
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
