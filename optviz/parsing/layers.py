"""A file and those that it builds on become one tree: what it extends, and the house files of its folders.

The nearer file's value counts: the file's own, then that of the file that it extends, and so on; then that of the
nearest house file, of what that extends, and so on. The style of a file comes after what it says itself, before what
it extends. Every value keeps its place, so that messages name its file.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from optviz.errors import OutputError, ScenarioError
from optviz.parameters import Context, Kind, Record, Text
from optviz.parameters.tree import Node, Problems, RefusedError, show
from optviz.parsing import lookalikes
from optviz.parsing.project import HOUSE, content, is_regular
from optviz.parsing.yaml12 import MAX_BYTES, compose, decode

if TYPE_CHECKING:
    from optviz.parameters.base import Schema
    from optviz.parsing.project import Project

SUFFIXES: Final = (".yaml", ".yml")
_LONGEST_PATH: Final = 1000
_MOST_LEVELS: Final = 8
"""Files of which each extends the next."""


@dataclass(frozen=True)
class FileName(Text):
    """The path of another file."""

    longest: int = _LONGEST_PATH

    @property
    def words(self) -> str:
        """With its suffix."""
        return "the path of a .yaml file"

    def check(self, value: Any) -> str:
        """A text that ends as such files do; what is in other files is never read, as messages repeat some of it."""
        if not isinstance(value, str) or not value.endswith(SUFFIXES) or len(value) > self.longest:
            raise self.mismatch(value)
        return value

    def schema(self) -> Schema:
        """A string with the suffix."""
        return {**super().schema(), "pattern": r"\.ya?ml$"}


@dataclass(frozen=True)
class StyleOrFile(Kind):
    """A style, or the path of a file with one; what a style may say, those know who read it."""

    @property
    def words(self) -> str:
        """Both ways."""
        return f"a mapping, or {FileName().words} that holds one"

    def check(self, value: Any) -> Any:
        """A mapping as it is, or a path."""
        if not isinstance(value, str | dict):
            raise self.mismatch(value)
        return value if isinstance(value, dict) else FileName().check(value)

    def schema(self) -> Schema:
        """A path, or what the schema calls a style."""
        return {"anyOf": [FileName().schema(), {"$ref": "#/$defs/style"}]}


@dataclass(frozen=True)
class Inheritance:
    """What a scenario builds on.

    Args: extends: another file with the same keys, which has what this one leaves out; the path begins in this file's
        folder.
        style: those keys of output that say how pictures look, which output itself overrules.
    """

    extends: Annotated[str, FileName()] = ""
    style: Annotated[Any, StyleOrFile()] = None


@dataclass(frozen=True)
class House(Inheritance):
    """What a house file may say besides.

    Args: out_dir: in a folder's optviz.yaml only: where the outputs of its scenarios go, and those of the folders below
        it into folders of the same names; the path begins in that folder.
    """

    out_dir: Annotated[str, Text(_LONGEST_PATH)] = ""


KEYS: Final = Record(House, "a house file")
"""The keys by which files build on one another; no scenario keeps them."""


class Layers:
    """What a file and those that it builds on say together.

    Attributes: root: their values; None where the file itself could not be read.  sources: the files, itself first.
        folder: where a house file wants the outputs; None where none says so.
        data: the files with data that values name, as they are located.  missing: those that are named and not there.
    """

    def __init__(
        self, data: bytes | str, project: Project | None, kind: Kind, style: Record, problems: Problems
    ) -> None:
        """Read them all.

        Args: data: what the file itself holds.  project: where it stands; None for a text that is no file.
            kind: what the values will be read as.  style: what those of a style will be, which are some of the
            output.  problems: where to note what is wrong; their file is this one.
        """
        self.sources: list[Path] = []
        self.folder: Path | None = None
        self.data: list[Path] = []
        self.missing: list[Path] = []
        self._project, self._style, self._problems = project, style, problems
        self._texts, self._wanted, self._read = dict[str, str](), 1, 0
        self._paths: dict[str, Path | None] = {}
        path = project.folder / project.path.name if project else None
        own = self._chain(data, problems.file, path, {path: problems.file} if path else {})
        others = [node for house in (project.houses if project else ()) for node in self._house(house)]
        self.root: Node | None = functools.reduce(kind.overlaid, [*own, *others]) if own else None

    @property
    def whole(self) -> bool:
        """Whether all could be read."""
        return self._read == self._wanted

    def note_lookalikes(self) -> None:
        """Note, in each file, what is probably why a line has a problem."""
        for file, text in self._texts.items():
            lookalikes.note(text, file, self._problems.lines(file), self._problems)

    def locate(self, node: Node, key: str, value: str) -> Path:
        """The regular file with data to which a path leads from the folder of the file in which it stands.

        Raises: RefusedError where there is none, or it leads out of the project.
        """
        path = self._paths.get(node.file or self._problems.file)
        found = self._place(node, key, path, value, path.parent if path else Path())
        if not is_regular(found):
            raise self._lacking(found, node, key, value)
        self.data.append(Path(self._shown(found)))
        return found

    def _chain(self, data: bytes | str, file: str, path: Path | None, seen: dict[Path, str]) -> list[Node]:
        """The values of a file, and those of the files that it extends.

        Args: seen: the files that come to this one, and itself, with what messages call them.
        """
        node = self._tree(data, file, path)
        if node is None:
            return []
        extends, style = node.child("extends"), node.child("style")
        below = self._styled(style, path, seen) if style else []
        return [node.without(*KEYS.keys), *below, *(self._extended(extends, path, seen) if extends else [])]

    def _tree(self, data: bytes | str, file: str, path: Path | None) -> Node | None:
        """The values of one file; None where there is nothing that could be used."""
        first, house = not self._texts, path is not None and path.name == HOUSE
        text, node, problems = (_parsed if first else _parsed_once)(data, file, empty=house or not first)
        self._texts[file], self._paths[file] = text, path
        self._problems.include(problems)
        if path:
            self.sources.append(Path(file))
        if node and not first and not isinstance(node.value, dict):
            self._problems.add(node, f"expected a mapping of keys to values, not {show(node.plain)}")
            return None
        if node and (out_dir := node.child("out_dir")):
            with self._problems.noting():
                self._out_dir(out_dir, path)
        self._read += node is not None
        return node

    def _styled(self, node: Node, path: Path | None, seen: dict[Path, str]) -> list[Node]:
        """The values of a file's style, or of the file that it names, as those of an output."""
        context = Context(self._problems, {})
        with self._problems.noting():
            value = KEYS.keys["style"].kind.read(node, "style", context)
            style: Node | None = node
            if isinstance(value, str):
                self._wanted += 1
                found = self._named(node, "style", path, value, seen)
                style = self._tree(self._content(found, node), self._shown(found), found)
            if style:
                with self._problems.noting():
                    self._style.read(style, "style", context)
                key = Node(style.line, style.column, "output", file=style.file)
                return [style.holding({"output": style}, {"output": key})]
        return []

    def _extended(self, node: Node, path: Path | None, seen: dict[Path, str]) -> list[Node]:
        """The values of the file that another one extends, and of those that it extends."""
        self._wanted += 1
        with self._problems.noting():
            value = KEYS.keys["extends"].kind.read(node, "extends", Context(self._problems, {}))
            found = self._named(node, "extends", path, value, seen)
            if found in seen:
                raise _refused(node, f"extends: a circle, {' -> '.join([*seen.values(), seen[found]])}")
            if len(seen) > _MOST_LEVELS:
                raise _refused(node, f"extends: more than {_MOST_LEVELS} files of which each extends the next")
            file = self._shown(found)
            return self._chain(self._content(found, node), file, found, {**seen, found: file})
        return []

    def _named(self, node: Node, key: str, path: Path | None, value: str, seen: dict[Path, str]) -> Path:
        """The file that another one names under a key; it may not leave the folder of the first where each keeps to
        its own.
        """
        found = self._place(node, key, path, value, next(iter(seen), Path()).parent)
        if not is_regular(found) and found not in seen:
            raise self._lacking(found, node, key, value)
        return found

    def _house(self, path: Path) -> list[Node]:
        """The values of a house file, and of those that it extends."""
        self._wanted += 1
        file = self._shown(path)
        start = Node(1, 1, None, file=file)
        with self._problems.noting():
            place = self._place(start, HOUSE, path, HOUSE, path.parent)
            if not is_regular(place):
                raise _refused(start, f"{HOUSE}: no regular file")
            return self._chain(self._content(place, start), file, path, {path: file})
        return []

    def _out_dir(self, node: Node, path: Path | None) -> None:
        """Take the folder for outputs that a house file names, if no nearer one does."""
        if path is None or path.name != HOUSE:
            raise _refused(node, f"'out_dir' stands in a folder's {HOUSE} only")
        value = KEYS.keys["out_dir"].kind.read(node, "out_dir", Context(self._problems, {}))
        house, own = path.parent, self._project.folder if self._project else path.parent
        if not self.folder and own.is_relative_to(house):
            mirrored = str(Path(value, own.relative_to(house)))
            self.folder = Path(self._shown(self._place(node, "out_dir", path, mirrored, house)))

    def _place(self, node: Node, key: str, path: Path | None, value: str, top: Path) -> Path:
        """The place that a value names, from its file's folder on.

        Args: top: the folder that it may not leave, where each file keeps to its own.
        """
        if path is None or self._project is None:
            raise _refused(node, f"{key}: a text that stands in no file has no folder where another one could be")
        try:
            return self._project.inside(path.parent, value, top)
        except ScenarioError as error:
            raise _refused(node, f"{key}: {error}") from None

    def _content(self, path: Path, node: Node) -> bytes:
        """What another file holds."""
        try:
            data = content(path)
        except OutputError as error:
            raise _refused(node, str(error)) from None
        if sum(map(len, self._texts.values())) + len(data) > MAX_BYTES >= len(data):
            raise _refused(node, f"more than {MAX_BYTES // 1024} kB in files that build on one another")
        return data

    def _lacking(self, path: Path, node: Node, key: str, value: str) -> RefusedError:
        self.missing.append(Path(self._shown(path)))
        return _refused(node, f"{key}: there is no file {show(value)}")

    def _shown(self, path: Path) -> str:
        return self._project.shown(path) if self._project else str(path)


def _refused(node: Node, message: str) -> RefusedError:
    return RefusedError(node, ScenarioError(message))


def _parsed(data: bytes | str, file: str, *, empty: bool) -> tuple[str, Node | None, Problems]:
    """The text and the values of a file, with what is wrong in it."""
    problems = Problems(file)
    text = decode(data, problems)
    return text, None if problems else compose(text, problems, empty=empty), problems


_parsed_once = functools.lru_cache(maxsize=64)(_parsed)
"""For files on which many build: a house file, say, of a folder with a hundred scenarios."""
