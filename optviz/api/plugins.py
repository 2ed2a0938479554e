"""Plugins: Python files that a person names; what they declare is added to the catalogues.

A plugin is a program, which can do anything. So it is loaded only where a person names it, on the command line or in
Python; a scenario file cannot load one.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
import traceback
import zlib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.hosts import HOSTS
from optviz.encoders import ENCODERS
from optviz.errors import OutputError, PluginError
from optviz.optimizers import OPTIMIZERS
from optviz.optimizers.adapters.of_torch import declared
from optviz.parameters import parameters
from optviz.schedules import SCHEDULES
from optviz.starts import STARTS
from optviz.surfaces import SURFACES
from optviz.surfaces.base import Declaration
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.registry import Registry

    Found = tuple[Registry[Any], Any]

_REGISTRIES: Final[tuple[Registry[Any], ...]] = (OPTIMIZERS, SURFACES, SCHEDULES, STARTS, VIEWS, ENCODERS, HOSTS)


class Plugin(NamedTuple):
    """A plugin that is loaded.

    Args: added: what it added, as "optimizer:mine".  source: the bytes that were run.
    """

    added: tuple[str, ...]
    source: bytes


_LOADED: Final[dict[Path, Plugin]] = {}


def load_plugin(path: str | Path, source: bytes | None = None) -> tuple[str, ...]:
    """Run a Python file, and add what it declares to the catalogues; a second call changes nothing.

    It adds every subclass of Optimizer, Schedule, Spread, View, Encoder and Host that the file defines and names, every
    surface Declaration, and every subclass of torch.optim.Optimizer under its class name: all of it, or nothing.

    Args: source: run instead of what the file holds; there need be none.
    Returns: what it added, as "optimizer:mine".
    Raises: PluginError, with the place, where the file fails, declares nothing, or takes a name that is in use.
        OutputError where it cannot be read.
    """
    file = Path(path).expanduser().resolve()
    if file not in _LOADED:
        _LOADED[file] = _load(file, _content(file) if source is None else source)
    return _LOADED[file].added


def loaded() -> dict[Path, bytes]:
    """The plugins that are loaded, in order, with the bytes that were run.

    Another process must load them before it is given their entries.
    """
    return {file: plugin.source for file, plugin in _LOADED.items()}


def hashes() -> tuple[str, ...]:
    """The SHA-256 of every loaded plugin, of the bytes that were run."""
    return tuple(hashlib.sha256(plugin.source).hexdigest() for plugin in _LOADED.values())


def _load(file: Path, content: bytes) -> Plugin:
    module = _run(file, content)
    try:
        found = list(_entries(module, file))
        _check_names(found, file)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    for catalogue, entry in found:
        catalogue.add(entry)
    added = tuple(f"{catalogue.kind}:{entry.name}" for catalogue, entry in found)
    return Plugin(added, content)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OutputError(f"cannot read the plugin {file}: {error.strerror}") from error


def _run(file: Path, content: bytes) -> ModuleType:
    """The file as a module; its classes find it by its name, so it stays in sys.modules."""
    module = ModuleType(f"optviz_plugin_{re.sub(r'[^a-zA-Z0-9]', '_', file.stem)}_{zlib.crc32(bytes(file)):08x}")
    module.__file__ = str(file)
    code = _compiled(file, content)
    sys.modules[module.__name__] = module
    try:
        exec(code, vars(module))  # noqa: S102  (the person named this file to be run)
    except (Exception, SystemExit) as error:
        del sys.modules[module.__name__]
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
        raise PluginError(f"{_place(file, lines[-1])}: {type(error).__name__}: {error}") from error
    return module


def _compiled(file: Path, content: bytes) -> Any:
    try:
        return compile(content, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise PluginError(f"{_place(file, error.lineno)}: {error.msg}") from error
    except ValueError as error:
        raise PluginError(f"{file}: {error}") from error


def _entries(module: ModuleType, file: Path) -> Iterator[Found]:
    """Everything that a module declares, once, in its order."""
    mine = list({id(value): value for value in vars(module).values()}.values())
    for value in mine:
        if isinstance(value, type):
            if value.__module__ == module.__name__:
                yield from _class_entries(value, file)
        elif isinstance(value, Declaration) and value not in SURFACES.values():
            yield SURFACES, value


def _class_entries(found: type[Any], file: Path) -> Iterator[Found]:
    for catalogue in _REGISTRIES:
        if issubclass(found, catalogue.base) and not _is_unfinished(found):
            _complete(catalogue, found, file)
            yield catalogue, found
    optim = sys.modules.get("torch.optim")
    if optim is not None and issubclass(found, optim.Optimizer):
        yield OPTIMIZERS, declared(found)


def _is_unfinished(found: type[Any]) -> bool:
    """Whether it is only a base class."""
    return inspect.isabstract(found) and "name" not in vars(found)


def _complete(catalogue: Registry[Any], found: type[Any], file: Path) -> None:
    """Fill in what a class may leave out: its title and its source.

    Raises: PluginError where something else is missing.
    """
    missing = _missing(catalogue, found)
    if missing:
        raise PluginError(f"{_place(file, _line(found))}: class {found.__name__} {missing}")
    for name, value in {"title": found.name, "source": file.name}.items():
        if name in catalogue.base.__annotations__ and not getattr(found, name, ""):
            setattr(found, name, value)


def _missing(catalogue: Registry[Any], found: type[Any]) -> str:
    """Why a class cannot be an entry, in words; empty where it can."""
    if "name" not in vars(found):
        return 'needs a name, as in name: ClassVar[str] = "mine"'
    if inspect.isabstract(found):
        return f"has no {' and no '.join(sorted(found.__abstractmethods__))}"
    for name, hint in inspect.get_annotations(catalogue.base).items():
        if name != "title" and not hasattr(found, name):
            return f"needs {name}: {hint}"
    return "" if catalogue in {ENCODERS, HOSTS} else _wrong_parameters(found)


def _wrong_parameters(found: type[Any]) -> str:
    """What is wrong with the parameters that a class declares, in words; empty where nothing is."""
    own = inspect.get_annotations(found)
    if "__dataclass_fields__" not in vars(found) and any("ClassVar" not in str(hint) for hint in own.values()):
        return "needs @dataclass(frozen=True) above it, for its parameters"
    try:
        parameters(found)
    except (NameError, TypeError) as error:
        return f"declares a parameter that cannot be read: {error}"
    return ""


def _check_names(found: list[Found], file: Path) -> None:
    """Raise PluginError where there is nothing, or a name or a suffix is taken."""
    if not found:
        kinds = ", ".join(catalogue.kind for catalogue in _REGISTRIES)
        raise PluginError(f"{file}: declares nothing that a catalogue takes: {kinds}")
    taken = {claim for catalogue in _REGISTRIES for entry in catalogue.values() for claim in _claims(catalogue, entry)}
    for catalogue, entry in found:
        for claim in _claims(catalogue, entry):
            if claim in taken:
                raise PluginError(f"{_place(file, _line(entry))}: there is another {claim}")
            taken.add(claim)


def _claims(catalogue: Registry[Any], entry: Any) -> list[str]:
    """What no other entry may have: its name, and the suffixes of a format."""
    suffixes = entry.suffixes if catalogue is ENCODERS else ()
    return [f"{catalogue.kind} named {entry.name!r}", *(f"format with the suffix {suffix!r}" for suffix in suffixes)]


def _line(entry: Any) -> int | None:
    """The line where a class begins, if that is known."""
    try:
        return inspect.getsourcelines(entry)[1]
    except (OSError, TypeError):
        return None


def _place(file: Path, line: int | None) -> str:
    return str(file) if line is None else f"{file}:{line}"
