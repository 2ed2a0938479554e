"""Every error a person can cause, and the exit code each one ends the program with.

    OptvizError                 1   something asked for could not be done
      ScenarioError             2   an input is wrong: an argument, a parameter, a scenario file
        UnknownNameError            a name that no catalogue has
        ParameterError              a parameter out of its range
        MissingKeysError            a mapping without keys that it needs
        InvalidScenarioError        a scenario file with its problems, each at file:line:column
          IncompleteScenarioError   one that only lacks keys, as a file does from which others take theirs
        PluginError                 a plugin file that cannot be used
      LimitError                1   work that took more than was allowed
      MissingToolError          3   a package or a codec that is not installed
      OutputError               4   a file that cannot be read or written

Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


_LONGEST_NAME: Final = 80
_MANY: Final = 20
"""A message refers to a command instead of listing more names than this."""


class OptvizError(Exception):
    """What optviz tells a person, on one screen, without a traceback."""

    exit_code: ClassVar[int] = 1

    def __reduce__(self) -> tuple[Callable[..., OptvizError], tuple[Any, ...]]:
        """What another process makes the same error from, whatever its class is made with."""
        return _again, (type(self), self.args, self.__dict__)


class ScenarioError(OptvizError):
    """An input is wrong."""

    exit_code = 2


class UnknownNameError(ScenarioError):
    """A name that is not among the known ones.

    Args: kind: what was looked for, as "optimizer".  name: what was given.  known: the right names.
        where: what the names belong to, as " in output".  command: what lists them where there are too many.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "", command: str = "") -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        advice = suggestion(name[:_LONGEST_NAME], self.known)
        if command and len(self.known) > _MANY and "did you mean" not in advice:
            advice = f"; `{command}` shows all of them"
        super().__init__(f"unknown {kind} {name[:_LONGEST_NAME]!r}{where}{advice}")


class ParameterError(ScenarioError):
    """A parameter out of its range.

    Args: parameter: its name.  message: what was expected and what was given.
    """

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(f"{parameter}: {message}")


class MissingKeysError(ScenarioError):
    """A mapping without keys that it needs.

    Args: what: what it is, as "a scenario".  keys: those that are missing.
    """

    def __init__(self, what: str, keys: Iterable[str]) -> None:
        self.what = what
        super().__init__(f"{what} needs {' and '.join(map(repr, keys))}")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a scenario file, and where. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it is."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class InvalidScenarioError(ScenarioError):
    """A scenario file that cannot be used, with everything that is wrong with it.

    Args: sources: the files that it was read from, and those that it lacks.
    """

    def __init__(self, problems: Iterable[Problem], sources: Iterable[Path] = ()) -> None:
        self.problems, self.sources = tuple(sorted(problems)), tuple(sources)
        super().__init__("\n".join(map(str, self.problems)))


class IncompleteScenarioError(InvalidScenarioError):
    """A scenario file in which nothing is wrong, only keys are missing: one from which others may take theirs."""


class PluginError(ScenarioError):
    """A plugin file that cannot be used; the message begins with file:line where there is a line."""


class LimitError(OptvizError):
    """Work that was ended because it took more than was allowed; the message begins with what was rendered."""


class MissingToolError(OptvizError):
    """A package or a codec that is not installed; the message names the command that installs it."""

    exit_code = 3


class OutputError(OptvizError):
    """A file that cannot be read or written."""

    exit_code = 4


def _again(kind: type[OptvizError], arguments: tuple[Any, ...], state: dict[str, Any]) -> OptvizError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message that offers the nearest right names, or lists them if none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(name.lower().replace("-", "_"), names, n=3, cutoff=0.6) or (
        difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    )
    if near:
        return "; did you mean " + " or ".join(repr(other) for other in near) + "?"
    return "; known: " + ", ".join(names) if names else ""
