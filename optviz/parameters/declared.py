"""Declared parameters: annotated fields of a dataclass become kinds of values with names, defaults and sentences.

    lr: Annotated[float | Schedule, Gt(0)] = 1e-3

The annotation gives the kind and its range, the default its default, and the class's docstring, under "Args:", a
sentence for people.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from annotated_types import MaxLen, MinLen

from optviz.errors import ParameterError
from optviz.parameters.base import Kind, MismatchError
from optviz.parameters.compound import Either, Fixed, Items
from optviz.parameters.ranges import BOUNDS, Range
from optviz.parameters.sentences import sentences
from optviz.parameters.single import Choice, Instance, Nothing, Number, Switch, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable


@dataclass(frozen=True)
class Key:
    """Metadata of a field that has another name in files; without a name, the field is not in files."""

    name: str = ""


@dataclass(frozen=True)
class Parameter:
    """One declared value.

    Args: name: the field's name.  key: its name in files; empty if it is not in files.  kind: what it may be.
        default: its value where it is left out; dataclasses.MISSING where it is required.
        owner: the class that declares it, whose docstring has its sentence.
    """

    name: str
    key: str
    kind: Kind
    default: Any = dataclasses.MISSING
    owner: Any = None

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is dataclasses.MISSING

    @property
    def limits(self) -> Range:
        """The range of the numbers in it."""
        return _limits(self.kind)

    @property
    def sentence(self) -> str:
        """What it means, for people; empty where its owner does not say."""
        return sentences(self.owner, parameters(self.owner)).get(self.name, "") if self.owner else ""

    def check(self, value: Any) -> Any:
        """The checked value.

        Raises: ParameterError where it does not fit.
        """
        try:
            return self.kind.check(value)
        except MismatchError as error:
            raise ParameterError(self.name, error.message) from None


def parameters(declared: Any) -> dict[str, Parameter]:
    """The parameters that a class declares, by name, in order; a dataclass declares its fields."""
    return _parameters(cast("Hashable", declared))


@functools.cache
def _parameters(declared: Any) -> dict[str, Parameter]:
    if not isinstance(declared, type):
        return {each.name: each for each in declared.declared_parameters}
    fields = {field.name: field for field in dataclasses.fields(declared) if field.init}
    hints = _hints(declared, fields)
    return {name: _parameter(field, hints[name], declared) for name, field in fields.items()}


def _hints(declared: type[Any], names: Iterable[str]) -> dict[str, Any]:
    """The annotations of some fields, evaluated in their class's module; those of class attributes are not."""
    found: dict[str, Any] = {}
    for base in reversed(declared.__mro__):
        own = {name: hint for name, hint in inspect.get_annotations(base).items() if name in names}
        holder = types.SimpleNamespace(__annotations__=own)
        found |= typing.get_type_hints(holder, vars(sys.modules[base.__module__]), include_extras=True)
    return found


def _parameter(field: dataclasses.Field[Any], hint: Any, owner: type[Any]) -> Parameter:
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    metadata = typing.get_args(hint)[1:] if typing.get_origin(hint) is typing.Annotated else ()
    key = next((item.name for item in metadata if isinstance(item, Key)), field.name)
    return Parameter(field.name, key, kind_of(hint), default, owner)


def check(instance: Any) -> None:
    """Raise ParameterError where a value of a dataclass does not fit its declaration."""
    for parameter in parameters(type(instance)).values():
        parameter.check(getattr(instance, parameter.name))


def values(instance: Any) -> dict[str, Any]:
    """The declared values of an instance by name, as they are."""
    return {name: getattr(instance, name) for name in parameters(type(instance))}


def plain(instance: Any) -> dict[str, Any]:
    """The declared values of an instance by name, as plain data."""
    return {
        name: parameter.kind.write(getattr(instance, name)) for name, parameter in parameters(type(instance)).items()
    }


# From annotations to kinds.


@functools.cache
def kind_of(hint: Any) -> Kind:
    """The kind that an annotation declares."""
    if typing.get_origin(hint) is typing.Annotated:
        base, *metadata = typing.get_args(hint)
        own = next((item for item in metadata if isinstance(item, Kind)), None)
        return _limited(own or kind_of(base), metadata)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return Either(tuple(map(kind_of, arguments)))
    if typing.get_origin(hint) is tuple:
        return Items(kind_of(arguments[0])) if arguments[-1] is ... else Fixed(tuple(map(kind_of, arguments)))
    if typing.get_origin(hint) is typing.Literal:
        return Choice(arguments)
    return _simple(hint)


def _simple(base: Any) -> Kind:
    simple: dict[Any, Kind] = {
        float: Number(), int: Number(whole=True), bool: Switch(), str: Text(), types.NoneType: Nothing(),
    }  # fmt: skip
    if base in simple:
        return simple[base]
    return next(filter(None, (make(base) for make in _OF_CLASSES)), Instance(base))


_OF_CLASSES: Final[list[Callable[[Any], Kind | None]]] = []
"""Functions that make the kind for a class; the last one added is asked first."""


def of_classes(make: Callable[[Any], Kind | None]) -> Callable[[Any], Kind | None]:
    """Register a function that makes the kind for the classes it knows, and returns None for others."""
    _OF_CLASSES.insert(0, make)
    return make


def _limited(kind: Kind, metadata: Iterable[Any]) -> Kind:
    """The kind within the limits that annotations set: of numbers, of lengths."""
    bounds = tuple(item for item in metadata if isinstance(item, BOUNDS))
    kind = kind.within(Range(bounds)) if bounds else kind
    for item in metadata:
        if isinstance(item, MinLen | MaxLen) and isinstance(kind, Items):
            least, most = getattr(item, "min_length", kind.least), getattr(item, "max_length", kind.most)
            kind = dataclasses.replace(kind, least=least, most=most)
        elif isinstance(item, MaxLen) and isinstance(kind, Text):
            kind = Text(item.max_length)
    return kind


def _limits(kind: Kind) -> Range:
    if isinstance(kind, Either):
        return next(filter(None, map(_limits, kind.kinds)), Range())
    if isinstance(kind, Items):
        return _limits(kind.item)
    return kind.limits if isinstance(kind, Number) else Range()
