"""The kind of a file with data, which a scenario names by its path."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from optviz.errors import OutputError, ParameterError, ScenarioError
from optviz.parameters.base import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.parameters.base import Context, Schema
    from optviz.parameters.tree import Node

LONGEST: Final = 1000


@dataclass(frozen=True)
class DataFile:
    """A file with data.

    Args: written: its path as a scenario writes it, from the scenario's folder on.  path: where it is.
    """

    written: str
    path: Path = field(compare=False)

    @property
    def name(self) -> str:
        """Its name as the scenario writes it, whatever it is called where it is."""
        return PurePath(self.written).name

    @contextmanager
    def reading(self, parameter: str = "file") -> Iterator[Path]:
        """Its path, to be read; what is wrong with its content is told as wrong with a parameter, and so has a place.

        Raises: ParameterError where the block raises a ScenarioError or an OutputError.
        """
        try:
            yield self.path
        except ParameterError:
            raise  # it has its own place
        except (ScenarioError, OutputError) as error:
            raise ParameterError(parameter, str(error)) from error


@dataclass(frozen=True)
class FilePath(Kind):
    """The path of a file with one of some suffixes.

    Args: suffixes: as ".csv".
    """

    suffixes: tuple[str, ...]

    @property
    def words(self) -> str:
        """With its suffixes."""
        return f"the path of a {' or '.join(self.suffixes)} file"

    @property
    def form(self) -> str:
        """How it is written."""
        return "FILE"

    def parse(self, text: str) -> str:
        """The text itself."""
        return text

    def check(self, value: Any) -> DataFile:
        """A path with one of the suffixes; from Python on, from the current folder."""
        if isinstance(value, DataFile):
            return value
        text = str(value) if isinstance(value, str | Path) else ""
        if not text.lower().endswith(self.suffixes) or len(text) > LONGEST:
            raise self.mismatch(value)
        return DataFile(text, Path(text))

    def read(self, node: Node, key: str, context: Context) -> DataFile:
        """A file that is there, in a folder where the scenario may read."""
        found: DataFile = super().read(node, key, context)
        return DataFile(found.written, context.locate(node, key, found.written)) if context.locate else found

    def write(self, value: DataFile, *, short: bool = False) -> str:
        """Its path as it was written."""
        del short
        return value.written

    def schema(self) -> Schema:
        """A string with one of the suffixes."""
        endings = "|".join(each.removeprefix(".") for each in self.suffixes)
        return {"type": "string", "maxLength": LONGEST, "pattern": rf"\.({endings})$"}
