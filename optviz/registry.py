"""Catalogues: packages in which every module adds one thing, found without a list to keep.

A catalogue's module defines its entries as subclasses of the catalogue's base class that state their own `name`, or as
instances with a `name`: of the base class, or of one that declares what it makes. Dropping a file into the package is
all it takes.
Other entries are added one by one, or made by a provider for a prefix, as in "torch:Adam".
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from optviz.errors import ScenarioError, UnknownNameError

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")
_CATALOGUES: dict[type[Any], Registry[Any]] = {}


def catalogues() -> tuple[Registry[Any], ...]:
    """Every catalogue that is loaded."""
    return tuple(_CATALOGUES.values())


def catalogue_of(base: Any) -> Registry[Any] | None:
    """The catalogue whose entries derive from a class or are instances of it, if there is one."""
    return _CATALOGUES.get(base)


class Registry(Mapping[str, T], Generic[T]):
    """The entries of one catalogue by name, in alphabetical order; its modules load when first asked for.

    A name is first looked up in the module of that name, so that one lookup does not load all modules.

    Args: package: the catalogue's package.  base: the class its entries derive from or are instances of.
        kind: what one entry is called in messages, as "optimizer".
        providers: by prefix, what makes the entry of a name "prefix:rest" from its rest; such entries are not listed.
        instances: the class of entries that are instances; the base where that is not abstract.
        key: the key of an entry's name in files.  wanted: what a mapping without it needs, in words.
    Raises: UnknownNameError, with the nearest names, where a name is not in the catalogue; what a provider raises.
    """

    def __init__(
        self,
        package: str,
        base: type[Any],
        kind: str,
        providers: Mapping[str, Callable[[str], T]] | None = None,
        *,
        instances: type[Any] | None = None,
        key: str = "name",
        wanted: str = "'name'",
    ) -> None:
        self.instances = instances or (None if inspect.isabstract(base) else base)
        self.package, self.base, self.kind, self.key, self.wanted = package, base, kind, key, wanted
        self.providers = dict(providers or {})
        self._provided: dict[str, T] = {}
        self._single: dict[str, T] = {}
        _CATALOGUES[base] = self

    @cached_property
    def _entries(self) -> dict[str, T]:
        found: dict[str, T] = {}
        for module in self._modules():
            for entry in self._entries_of(module):
                if found.setdefault(entry.name, entry) is not entry:
                    raise TypeError(f"two {self.kind}s are named {entry.name!r}")
        return dict(sorted(found.items()))

    def _entries_of(self, module: ModuleType) -> Iterator[Any]:
        """What a module declares; what it only imports is declared elsewhere."""
        for entry in filter(self._belongs, vars(module).values()):
            if not isinstance(entry, type) or entry.__module__ == module.__name__:
                yield entry

    def _of_its_module(self, name: str) -> T | None:
        """The entry in the module of its name, if there is such a module and it declares one."""
        if name not in self._single and name.isidentifier() and not name.startswith("_"):
            path = f"{self.package}.{name}"
            spec = importlib.util.find_spec(path)
            if spec is not None and not spec.submodule_search_locations:
                self._single |= {entry.name: entry for entry in self._entries_of(importlib.import_module(path))}
        return self._single.get(name)

    def _modules(self) -> Iterator[ModuleType]:
        path = importlib.import_module(self.package).__path__
        for info in sorted(pkgutil.iter_modules(path), key=lambda info: info.name):
            if not info.ispkg:  # code that entries share is in folders
                yield importlib.import_module(f"{self.package}.{info.name}")

    def _belongs(self, candidate: object) -> bool:
        if not isinstance(candidate, type):
            # Where entries are classes, their instances are none.
            return self.instances is not None and isinstance(candidate, self.instances)
        return issubclass(candidate, self.base) and "name" in vars(candidate) and not inspect.isabstract(candidate)

    def add(self, entry: T) -> T:
        """Add an entry and return it, so that this decorates classes too.

        Raises: TypeError where it is not an entry of this catalogue.  ScenarioError where its name is taken.
        """
        named: Any = entry
        if not self._belongs(named):
            raise TypeError(f"no {self.kind} with a name and all its methods: {entry!r}")
        if self._entries.get(named.name, entry) is not entry:
            raise ScenarioError(f"there is another {self.kind} named {named.name!r}")
        self.__dict__["_entries"] = dict(sorted({**self._entries, named.name: entry}.items()))
        return entry

    def of_class(self, name: str) -> T:
        """The entry whose class has a name, for `from optviz.optimizers import Adam`.

        Raises: AttributeError where there is none, as a module does.
        """
        if name[:1].isupper():
            for entry in self.values():
                if getattr(entry, "__name__", None) == name:
                    return entry
        raise AttributeError(f"module {self.package!r} has no attribute {name!r}")

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> T:
        entry = None if "_entries" in vars(self) else self._of_its_module(name)
        if entry is not None:
            return entry
        try:
            return self._entries[name]
        except KeyError:
            prefix, _, rest = name.partition(":")
        if not rest or prefix not in self.providers:
            raise UnknownNameError(self.kind, name, self._entries, command=f"optviz list {self.kind}s")
        if name not in self._provided:
            self._provided[name] = self.providers[prefix](rest)
        return self._provided[name]

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str) and "_entries" not in vars(self) and self._of_its_module(name) is not None:
            return True
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
