"""Entries of catalogues as one text, for command lines and Python: "adam:lr={schedule: cosine, start: 0.1},beta1=0.8".

A value is what it would be in a file: a plain word, or a list, a mapping or a quoted text in YAML's flow style.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import ScenarioError
from optviz.parameters.scalars import resolve
from optviz.parameters.tree import Problems, show
from optviz.parsing.yaml12 import compose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.parameters.tree import Plain

_LONGEST: Final = 300
"""Characters of a text that a message repeats."""
_PIECE: Final = re.compile(r"""(?<=[=,:\[{ ])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|[\[\]{},]""")
"""What decides where a value ends: quoted texts, which begin where a word may begin, brackets, braces and commas."""
_OPENING: Final = ("[", "{", '"', "'")
"""What begins a value that is not a plain word."""


def named(text: str, libraries: Iterable[str] = ()) -> dict[str, Any]:
    """The mapping that "name:key=value,key=value" means; values are read as in a scenario file.

    Args: libraries: the prefixes that a name may have, as torch in "torch:AdamW:lr=0.1".
    Raises: ScenarioError, which tells the column, where the text is not of that form.
    """
    line = re.sub(r"\s", " ", text)
    prefix = next((f"{each}:" for each in libraries if line.startswith(f"{each}:")), "")
    name, colon, _ = line.removeprefix(prefix).partition(":")
    found: dict[str, Any] = {"name": prefix + name.strip()}
    for start, end in _parts(line, len(prefix + name + colon)):
        before, equals, value = line[start:end].partition("=")
        key, place = before.strip(), start + len(before + equals)
        if not equals or not key or not value.strip():
            message = f"expected name:key=value,key=value, not {show(line[start:end].strip())}"
            raise _error(text, start, message + _advice(list(found)[1:], equals))
        if key in found:
            raise _error(text, start, f"{key} stands there twice")
        found[key] = _value(text, line[:end], place)
    return found


def _parts(line: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the parts between the outermost commas begin and end; white space is no part."""
    depth = 0
    for piece in (*_PIECE.finditer(line, start), None):
        depth += 0 if piece is None else (piece[0] in "[{") - (piece[0] in "]}")
        if piece is None or (piece[0] == "," and depth <= 0):
            end = piece.start() if piece else len(line)
            blank = len(line[start:end]) - len(line[start:end].lstrip())
            if start + blank < end:
                yield start + blank, end
            start = end + 1


def _value(text: str, line: str, place: int) -> Plain:
    """The value that begins at a place in a line and goes on to its end."""
    value = line[place:].strip()
    if not value.startswith(_OPENING):
        return resolve(value)
    problems = Problems("")
    node = compose(" " * place + line[place:], problems)
    for problem in problems.sorted():
        raise _error(text, problem.column - 1, problem.message)
    return None if node is None else node.plain


def _advice(keys: list[str], equals: str) -> str:
    """What was probably meant by a part that is only a value."""
    return "" if equals or not keys else f"; a list is in brackets, as {keys[-1]}=[0, 1], a text with commas in quotes"


def _error(text: str, place: int, message: str) -> ScenarioError:
    return ScenarioError(f"{text[:_LONGEST]!r}, column {place + 1}: {message}")
