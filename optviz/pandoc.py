"""The program optviz-pandoc: a filter by which pandoc, Quarto and R Markdown show scenarios that stand in fences.

    pandoc post.md --filter optviz-pandoc -o post.html

A page shows what moves; any other document shows the last frame, as a PDF by LaTeX does. The document's metadata may
say where the files go, and what their addresses begin with:

    optviz: {folder: public/figures, base-url: /figures}
"""

from __future__ import annotations

import json
import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.discovery import is_of_others
from optviz.api.documents import FENCE, PRINTED, fence_in, holds
from optviz.api.hosts.base import POSTER
from optviz.api.pictures import OUTPUTS
from optviz.cli import alone
from optviz.cli.terminal import say
from optviz.errors import OptvizError, ScenarioError
from optviz.parsing.project import is_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optviz.api.documents import Still

_HOSTS: Final = {
    **dict.fromkeys(("html", "html4", "html5", "chunkedhtml", "slidy", "slideous", "dzslides", "s5"), "html"),
    **dict.fromkeys(("gfm", "commonmark", "commonmark_x", "markdown", "markdown_github"), "github"),
    "revealjs": "revealjs",
}
"""The kind of snippet for each of pandoc's formats in which things move."""
_LATEX: Final = frozenset({"latex", "beamer"})
_FIGURES_SINCE: Final = [1, 23]
"""The version of pandoc's types that has figures; before, a paragraph with a marked image was one."""
_KNITTED: Final = (".qmd", ".Rmd")
"""What Quarto and R Markdown make the documents from that pandoc reads."""
_SUFFIXES: Final = frozenset({*_KNITTED, ".md", ".markdown", ".mdown", ".rst", ".org", ".tex", ".txt", ".textile"})
_MOST: Final = 10_000
"""Files among which the one is sought in which a fence stands."""


class Settings(NamedTuple):
    """What a document's metadata say."""

    folder: str = str(OUTPUTS)
    base_url: str | None = None

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Settings:
        """Those of a document."""
        given = meta.get(FENCE, {}).get("c")
        found = (
            {key.replace("-", "_"): _plain(value) for key, value in given.items()} if isinstance(given, dict) else {}
        )
        return cls(**{key: value for key, value in found.items() if key in cls._fields})


class Filter:
    """Puts what shows a scenario in the place of each fence.

    Args: tree: the document as pandoc gives it.  form: the format that it becomes.
    """

    def __init__(self, tree: Mapping[str, Any], form: str) -> None:
        self.kind, self.form = _HOSTS.get(form, ""), PRINTED if form in _LATEX else POSTER
        self.has_figures = tree["pandoc-api-version"] >= _FIGURES_SINCE
        self.settings = Settings.of(tree["meta"])
        self.errors: list[OptvizError] = []

    def shown(self, part: Any) -> Any:
        """A part of the document with its fences replaced; what is wrong in them is noted."""
        if isinstance(part, list):
            return [self.shown(each) for each in part]
        if not isinstance(part, dict):
            return part
        if part.get("t") == "CodeBlock" and FENCE in part["c"][0][1]:
            try:
                return self._figure(*part["c"])
            except OptvizError as error:
                self.errors.append(error)
        return {key: self.shown(value) for key, value in part.items()}

    def _figure(self, attributes: list[Any], content: str) -> Any:
        document, text = _document(content)
        fence, folder = fence_in(document, text, content), Path(self.settings.folder)
        if not self.kind:
            return self._still(fence.still(folder, self.form), attributes)
        snippet = fence.snippet(folder, self.settings.base_url, self.kind)
        for warning in snippet.warnings:
            say(warning)
        return {"t": "Div", "c": [attributes, [{"t": "RawBlock", "c": ["html", snippet.text]}]]}

    def _still(self, still: Still, attributes: list[Any]) -> Any:
        address = still.file.as_posix()
        if self.has_figures:
            image = {"t": "Image", "c": [["", [], []], _words(still.alt), [address, ""]]}
            caption = [None, [{"t": "Plain", "c": _words(still.caption)}] if still.caption else []]
            return {"t": "Figure", "c": [attributes, caption, [{"t": "Plain", "c": [image]}]]}
        name, classes, pairs = attributes
        words, mark = (still.caption, "fig:") if still.caption else (still.alt, "")
        described = [name, classes, [*pairs, ["alt", still.alt]]]
        return {"t": "Para", "c": [{"t": "Image", "c": [described, _words(words), [address, mark]]}]}


def main() -> None:
    """Run the filter: a document from standard input to standard output, both as pandoc writes them.

    The exit code is 0, or that of the first error, as the command line's.
    """
    with alone():
        try:
            tree = {} if sys.stdin.isatty() else json.load(sys.stdin.buffer)
            form = next(iter(sys.argv[1:]), "html")
            each = Filter(tree, "pdf" if form in _HOSTS and _is_printed() else form)
        except (KeyError, TypeError, ValueError):
            say("optviz-pandoc is a filter: pandoc post.md --filter optviz-pandoc -o post.html")
            raise SystemExit(ScenarioError.exit_code) from None
        tree["blocks"] = each.shown(tree["blocks"])
        for error in each.errors:
            say(str(error))
        if each.errors:
            raise SystemExit(each.errors[0].exit_code)
        sys.stdout.buffer.write(json.dumps(tree).encode())
        sys.stdout.flush()


def _plain(value: Any) -> str:
    """A text of the metadata, which pandoc has read as Markdown."""
    if isinstance(value, dict):
        return " " if value["t"] in {"Space", "SoftBreak"} else _plain(value.get("c", ""))
    return "".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _words(text: str) -> list[Any]:
    words = ({"t": "Str", "c": word} for word in text.split())
    return [part for word in words for part in ({"t": "Space"}, word)][1:]


def _document(content: str) -> tuple[Path, str]:
    """The file in which a fence stands, and its text: pandoc does not tell a filter what it reads.

    It is sought among the documents that Quarto or R Markdown pass on, those that pandoc was given, as far as the
    system tells, and those of the current folder and below.
    """
    for path in dict.fromkeys(chain(_knitted(), _given(), _below())):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        if holds(text, content):
            return path, text
    return Path("<document>"), ""


def _knitted() -> Iterator[Path]:
    return (path for path in sorted(Path().iterdir()) if path.suffix in _KNITTED)


def _given() -> Iterator[Path]:
    """The files that pandoc was given."""
    return (Path(word) for word in _arguments() if not word.startswith("-") and is_regular(Path(word)))


def _is_printed() -> bool:
    """Whether pandoc has another program make a PDF of a page."""
    return any(word.lower().endswith(".pdf") for word in _arguments())


def _arguments() -> list[str]:
    """Those of the program that started this one, as far as the system tells."""
    try:
        return [os.fsdecode(word) for word in Path(f"/proc/{os.getppid()}/cmdline").read_bytes().split(b"\0")[1:]]
    except OSError:
        return []


def _below() -> Iterator[Path]:
    """The documents of the current folder and below, without those of other tools."""
    seen = 0
    for name, folders, files in os.walk("."):
        folders[:] = sorted(each for each in folders if not is_of_others(Path(name, each)))
        yield from (Path(name, each) for each in sorted(files) if Path(each).suffix in _SUFFIXES)
        seen += len(files)
        if seen > _MOST:
            return


if __name__ == "__main__":
    main()
