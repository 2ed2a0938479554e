"""From scenario text to data with places: the YAML 1.2 core schema, without what makes YAML surprising.

`1e-3`, `.5` and `0o17` are numbers, `no` and `on` are text. Anchors, aliases, tags, merge keys, duplicate
keys, several documents, tabs and control characters are problems. PyYAML finds the structure, one event at
a time and without recursion; what the plain words mean is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import yaml

from optviz.parameters.scalars import resolve
from optviz.parameters.tree import Node, Unreadable, show
from optviz.parsing import lookalikes

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.parameters.scalars import Scalar
    from optviz.parameters.tree import Problems

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 12
_MOST_NOTED: Final = 40


def decode(data: bytes | str, problems: Problems) -> str:
    r"""The text of a file without a byte order mark and with \n for every line end; "" with a problem noted.

    Args: data: text, or bytes of UTF-8, or of another encoding if a byte order mark tells which.
    """
    text = data if isinstance(data, str) else _decoded(data, problems)
    return _LINE_END.sub("\n", text.removeprefix(_MARK))


def _decoded(data: bytes, problems: Problems) -> str:
    if len(data) > MAX_BYTES:
        problems.add_at(1, 1, f"the file is larger than {MAX_BYTES // 1024} kB; a scenario is a small file")
        return ""
    encoding = next((encoding for encoding, mark in _MARKS.items() if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and (other := next((name for start, name in _OTHERS if start.match(data)), None)):
        problems.add_at(1, 1, f"{other} text; save the file as UTF-8")
        return ""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding).removeprefix(_MARK)
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        message = f"not {name} text (byte 0x{data[error.start]:02x}); save the file as UTF-8"
        problems.add_at(*_end(_LINE_END.sub("\n", before)), message)
        return ""


_LINE_END: Final = re.compile("\r\n?")
_MARK: Final = "\ufeff"
_MARKS: Final = {name: _MARK.encode(name) for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")}
"""Byte order marks; that of UTF-32 begins with that of UTF-16. Editors and shells of Windows write them."""
_OTHERS: Final = (
    (re.compile(rb"\x00\x00\x00.|.\x00\x00\x00", re.DOTALL), "UTF-32"),
    (re.compile(rb"\x00.|.\x00", re.DOTALL), "UTF-16"),
)
"""How files in other encodings begin without a byte order mark: YAML 1.2.2, section 5.2."""


def compose(text: str, problems: Problems, *, empty: bool = False) -> Node | None:
    """The tree of a scenario text; None with a problem noted where there is no tree.

    Args: empty: whether there may be nothing in it, which is an empty mapping.
    """
    _check_characters(text, problems)
    return None if problems else _Composer(problems).run(text, empty=empty)


# Line breaks other than \n, invisible direction marks and the byte order mark change what a reader sees.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def _check_characters(text: str, problems: Problems) -> None:
    if len(text) > MAX_BYTES:
        problems.add_at(1, 1, f"the text is larger than {MAX_BYTES // 1024} kB; a scenario is a small file")
        return
    for match in _FORBIDDEN.finditer(text):
        problems.add_at(*_end(text[: match.start()]), _character_message(match.group()))
        if len(problems) > _MOST_NOTED:
            return


def _character_message(character: str) -> str:
    if character == "\t":
        return "a tab; use spaces"
    if character == "\ufeff":
        return "a byte order mark that does not begin the file; remove it"
    if character in "\x85\u2028\u2029":
        return f"a line break of another kind (U+{ord(character):04X}); break the line anew"
    return f"a control character (U+{ord(character):04X}); remove it"


def _end(text: str) -> tuple[int, int]:
    """The line and the column after a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


@dataclass(slots=True)
class _Open:
    """A list or mapping still being read."""

    node: Node
    key: Node | None = None


class _Composer:
    """Builds the tree from PyYAML's events, with its own stack, so that deep nesting cannot crash it."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.line = 1

    def run(self, text: str, *, empty: bool) -> Node | None:
        try:
            self.take_all(text)
        except yaml.MarkedYAMLError as error:
            self.syntax(error)
            lookalikes.note(text, self.problems.file, _spanned(error), self.problems)
            return None
        except (yaml.YAMLError, ValueError, OverflowError):  # an escape such as "\\UFFFFFFFF"
            self.problems.add_at(self.line, 1, "not valid YAML: an impossible character in the text after this")
            return None
        if self.root is None and empty:
            return Node(1, 1, {}, file=self.problems.file)
        if self.root is None and not self.problems:
            self.problems.add_at(1, 1, "the file is empty; expected a scenario")
        return self.root

    def take_all(self, text: str) -> None:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            self.line = event.end_mark.line + 1 if event.end_mark else self.line
            if not self.take(event):
                return

    def syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark, text = error.problem_mark, error.problem or "unreadable"
        if "end of stream" in text and error.context_mark:
            mark, text = (
                error.context_mark,
                f"{error.context} that never ends".removeprefix("while scanning "),
            )
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.problems.add_at(line, column, f"not valid YAML: {_in_words(text)}")

    def take(self, event: yaml.Event) -> bool:
        """Use one event; False where reading must stop."""
        handler = self.HANDLERS.get(type(event))
        return True if handler is None else handler(self, event)

    def document(self, event: yaml.Event) -> bool:
        assert isinstance(event, yaml.DocumentStartEvent)  # noqa: S101  (tells the type checker)
        if self.root is not None:
            self.note(event, "a second document; a scenario file holds one")
            return False
        if event.version or event.tags:
            self.note(event, "a YAML directive; a scenario file has none")
        return True

    def alias(self, event: yaml.Event) -> bool:
        self.note(event, "an alias (*); write the value out")
        self.add(self.node(event, Unreadable.VALUE))
        return True

    def scalar(self, event: yaml.Event) -> bool:
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101  (tells the type checker)
        value: Scalar | Unreadable = _paired(event.value) if event.style else resolve(event.value)
        if not self.undecorated(event):
            value = Unreadable.VALUE
        elif isinstance(value, str) and (match := _FORBIDDEN.search(value)):
            self.note(event, f"text with {_character_message(match.group()).replace('; use spaces', '')}")
            value = Unreadable.VALUE
        self.add(self.node(event, value))
        return True

    def open_list(self, event: yaml.Event) -> bool:
        return self.open(event, self.node(event, []))

    def open_mapping(self, event: yaml.Event) -> bool:
        return self.open(event, self.node(event, {}))

    def open(self, event: yaml.Event, node: Node) -> bool:
        self.undecorated(event)
        self.stack.append(_Open(node))
        if len(self.stack) > MAX_DEPTH:
            self.note(event, f"nested more than {MAX_DEPTH} deep")
            return False
        return True

    def close(self, _event: yaml.Event) -> bool:
        self.add(self.stack.pop().node)
        return True

    def add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.node.value, list):
            parent.node.value.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            self.put(parent.node, parent.key, node)
            parent.key = None

    def put(self, mapping: Node, key: Node, value: Node) -> None:
        name = key.value
        entries = cast("dict[str, Node]", mapping.value)
        if not isinstance(name, str):
            self.problems.add(key, f"a key must be text, not {show(key.plain)}")
        elif name == "<<":
            self.problems.add(key, "a merge key (<<); write the values out")
        elif name in entries:
            self.problems.add(key, f"duplicate key {show(name)}; it already stands in line {mapping.keys[name].line}")
        else:
            entries[name], mapping.keys[name] = value, key

    def undecorated(self, event: yaml.Event) -> bool:
        """Note an anchor or a tag; True where there is neither."""
        assert isinstance(event, yaml.NodeEvent | yaml.ScalarEvent)  # noqa: S101  (tells the type checker)
        if event.anchor is not None:
            self.note(event, "an anchor (&); write the value out where it is used")
        elif getattr(event, "tag", None) is not None:
            self.note(event, "a tag (!); write the plain value")
        else:
            return True
        return False

    def note(self, event: yaml.Event, message: str) -> None:
        self.problems.add(self.node(event, None), message)

    def node(self, event: yaml.Event, value: Scalar | Unreadable | list[Node] | dict[str, Node]) -> Node:
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Node(line, column, value, file=self.problems.file)

    HANDLERS: Final[dict[type[yaml.Event], Callable[[_Composer, yaml.Event], bool]]] = {
        yaml.DocumentStartEvent: document,
        yaml.AliasEvent: alias,
        yaml.ScalarEvent: scalar,
        yaml.SequenceStartEvent: open_list,
        yaml.MappingStartEvent: open_mapping,
        yaml.SequenceEndEvent: close,
        yaml.MappingEndEvent: close,
    }


def _in_words(message: str) -> str:
    """What PyYAML says, without its names for the ends of texts."""
    return message.replace("'<document start>'", "nothing more").replace("'<stream end>'", "the end")


def _spanned(error: yaml.MarkedYAMLError) -> range:
    """The lines from before something begins, as what is before may have no end, to where it cannot be read on."""
    lines = [mark.line + 1 for mark in (error.context_mark, error.problem_mark) if mark]
    return range(min(lines, default=1) - 1, max(lines, default=1) + 1)


def _paired(text: str) -> str:
    """Quoted text, with characters that JSON writes as two escapes put together."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text
