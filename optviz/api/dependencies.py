"""What each output is made from, as make and ninja read it: rules without commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from optviz.errors import OutputError
from optviz.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_SPECIAL: Final = re.compile(r"(\\*)([ #:])")
"""What begins something else in a makefile, with the backslashes before it, which it makes special, too."""


def write_dependencies(file: Path, inputs: Mapping[tuple[Path, ...], Iterable[Path]]) -> None:
    """Write a makefile of the outputs and their inputs, unless it says so already.

    An input is a target without inputs of its own, too, so that make does not miss one that is gone.

    Args: inputs: the files that some outputs are made from.
    Raises: OutputError where it cannot be written, or a name cannot stand in a makefile.
    """
    rules = [(outputs, tuple(sources)) for outputs, sources in inputs.items()]
    lines = [f"{_names(outputs)}: {_names(sources)}" for outputs, sources in rules]
    alone = sorted({source for _, sources in rules for source in sources if "%" not in source.name})  # else a pattern
    text = "".join(f"{line}\n" for line in (*lines, *(f"{_names([source])}:" for source in alone)))
    if not _is(file, text):
        write_text(file, text)


def _names(paths: Iterable[Path]) -> str:
    return " ".join(map(_name, paths))


def _name(path: Path) -> str:
    name = path.as_posix()
    if re.search(r"[\n\r\t]", name):
        raise OutputError(f"{name!r} has a character that no makefile can have in a name; rename it")
    return _SPECIAL.sub(r"\1\1\\\2", name.replace("$", "$$"))


def _is(file: Path, text: str) -> bool:
    """Whether a file has this text, so that it need not become newer."""
    try:
        return file.read_bytes() == text.encode()
    except OSError:
        return False
