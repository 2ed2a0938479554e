"""Scenarios in documents: a fenced block holds one, or names a file that does.

What is wrong in a fence is told with the document's own lines, and nothing that it names lies outside the project. A
fence's files are named after what they show: they are made once, and no two documents overwrite each other's.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from optviz.api.build import ensure
from optviz.api.descriptions import alt_text, caption
from optviz.api.embed import embed
from optviz.api.hosts.base import POSTER
from optviz.api.marks import mark
from optviz.api.run import computed
from optviz.errors import InvalidScenarioError, OptvizError, Problem, ScenarioError
from optviz.parameters.tree import show
from optviz.parsing.layers import SUFFIXES
from optviz.parsing.project import is_regular, project
from optviz.scenario import Scenario, bundled_path, load
from optviz.scenario.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FENCE: Final = "optviz"
"""The word by which a document says that a block is for optviz."""
PRINTED: Final = "pdf"
"""The format of a still for LaTeX, sharp at any size."""
_WARNING: Final = "warning: "
_TAB: Final = 4
_DIGITS: Final = 10
"""Of a scenario's fingerprint in a file's name."""


class Snippet(NamedTuple):
    """What a page shows instead of a fence.

    Args: files: those that it needs.  warnings: what its author should know.
    """

    text: str
    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


class Still(NamedTuple):
    """The last frame, for documents in which nothing moves, with what it shows in words."""

    file: Path
    alt: str
    caption: str


@dataclass(frozen=True)
class Fence:
    """A block of a document.

    Args: text: what it holds: a scenario, or one line with the path of a file, from the document's folder on, or the
            name of a bundled scenario.  document: the file in which it stands; where there is none, what messages call
            it, and files are sought in the current folder.
        line, column: where the text begins in it, counted from 1.
    """

    text: str
    document: Path
    line: int = 1
    column: int = 1

    @cached_property
    def scenario(self) -> Scenario:
        """What it shows; the house files of the document's folders hold for it.

        Raises: InvalidScenarioError with the document's lines, and those of the file that it names.
        """
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        if not lines:
            raise InvalidScenarioError([self._problem("nothing here; expected a scenario, or the name of a file")])
        with self._placed():
            found = self._named(lines[0]) if len(lines) == 1 and ":" not in lines[0] else self._written()
        stem = found.name if found.path else self.document.stem
        return replace(found, name=f"{stem}-{mark(found).split()[-1][:_DIGITS]}")

    def snippet(self, folder: Path, base_url: str | None = None, kind: str = "html") -> Snippet:
        """What shows it where things move; its files are rendered if need be.

        Args: folder, base_url, kind: as in embed.
        Raises: OptvizError with the document's line.
        """
        scenario, said = self.scenario, list[str]()
        with self._placed():
            text = embed(scenario, kind, folder, base_url, said.append)
        files = (file for file in sorted(folder.glob(f"{scenario.name}*")) if quote(file.name) in text)
        warnings = (self._warned(each.removeprefix(_WARNING)) for each in said if each.startswith(_WARNING))
        return Snippet(text, tuple(files), tuple(warnings))

    def still(self, folder: Path, form: str = POSTER) -> Still:
        """What shows it where nothing moves; it is rendered if need be.

        Args: form: the format.
        Raises: OptvizError with the document's line.
        """
        scenario = self.scenario
        with self._placed():
            (file,) = ensure(scenario, (form,), folder).files
        return Still(file.path, self.alt, caption(scenario))

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return alt_text(self.scenario, computed(self.scenario))

    def _named(self, name: str) -> Scenario:
        """The scenario of a file, or a bundled one."""
        if not name.endswith(SUFFIXES):
            return load(bundled_path(name))
        around = project(self.document)
        path = around.inside(around.folder, name, around.folder)
        if not is_regular(path):
            raise ScenarioError(f"there is no file {show(name)}")
        return load(Path(around.shown(path)))

    def _written(self) -> Scenario:
        """The scenario that stands here. What is before it in the document is empty lines, so that lines are right."""
        text = "\n" * (self.line - 1) + self.text
        return read(text, str(self.document), self.document.stem, project(self.document))

    @contextmanager
    def _placed(self) -> Iterator[None]:
        """Let errors tell where they are in the document."""
        try:
            yield
        except InvalidScenarioError as error:
            file = str(self.document)
            own = [self._moved(each) for each in error.problems if each.file == file]
            others = [each for each in error.problems if each.file != file]
            where = [] if own else [self._problem(f"{others[0].file} cannot be used")]
            raise InvalidScenarioError([*own, *where, *others]) from error
        except ScenarioError as error:
            raise InvalidScenarioError([self._problem(str(error))]) from error
        except OptvizError as error:
            error.args = (str(self._problem(str(error))),)
            raise

    def _warned(self, warning: str) -> str:
        """A warning with its place in the document: that of the block, where it has none of its own."""
        found = re.match(r"(.+?):(\d+):(\d+): ", warning)
        if not found:
            return str(self._problem(warning))
        own = Problem(found[1], int(found[2]), int(found[3]), warning[found.end() :])
        return str(self._moved(own) if own.file == str(self.document) else own)

    def _moved(self, problem: Problem) -> Problem:
        return replace(problem, line=max(problem.line, self.line), column=problem.column + self.column - 1)

    def _problem(self, message: str) -> Problem:
        return Problem(str(self.document), self.line, self.column, message)


def fence_in(document: Path, text: str, content: str, after: int = 0) -> Fence:
    """A fence, with its place in a document.

    Args: document: as in Fence.  text: the document's.  content: the fence's, without what indents or quotes it.
        after: lines of the document before the fence, as far as is known.
    """
    content = content.strip("\n")
    line, column = _place(_lines(text), _lines(content), after) or (after + 1, 1)
    return Fence(content, _near(document), line, column)


def holds(text: str, content: str) -> bool:
    """Whether a fence with this content stands in a document's text."""
    return _place(_lines(text), _lines(content.strip("\n")), 0) is not None


def _near(path: Path) -> Path:
    """A path as messages show it: from the current folder on, where it is below."""
    return Path(os.path.relpath(path)) if path.absolute().is_relative_to(Path.cwd()) else path


def _lines(text: str) -> list[str]:
    """A text's lines as programs that read documents give them on: without tabs, and without spaces at the end."""
    return [line.expandtabs(_TAB).rstrip() for line in text.replace("\r\n", "\n").split("\n")]


def _place(lines: Sequence[str], wanted: Sequence[str], after: int) -> tuple[int, int] | None:
    """The line and the column, counted from 1, where some lines begin that stand in a fence."""
    for first in range(after, len(lines) - len(wanted) + 1):
        found = lines[first : first + len(wanted)]
        if all(map(_continues, found, wanted)):
            column = len(found[0]) - len(wanted[0])
            before = (line for line in (found[0][:column], *reversed(lines[:first])) if line.strip(" >"))
            if FENCE in next(before, ""):
                return first + 1, column + 1
    return None


def _continues(line: str, wanted: str) -> bool:
    return line.endswith(wanted) if wanted else not line.strip(" >")
