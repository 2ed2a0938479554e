"""Parameters of the things a scenario names: declared once, as annotated fields of a frozen dataclass.

    lr: Annotated[float | Schedule, Gt(0)] = 1e-3

The annotation gives type and range, the default its default. This module reads declarations; it checks ranges
where an object is made in Python, and the scenario language, its schema and the tables read the same fields.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import operator
import sys
import types
import typing
from typing import TYPE_CHECKING, Any, NamedTuple

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from optviz.errors import ParameterError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    Bound = Gt | Ge | Lt | Le

_TESTS: dict[type, tuple[str, str, Callable[[Any, Any], bool]]] = {
    Gt: ("gt", ">", operator.gt),
    Ge: ("ge", ">=", operator.ge),
    Lt: ("lt", "<", operator.lt),
    Le: ("le", "<=", operator.le),
}


class Parameter(NamedTuple):
    """One declared parameter: its type without the annotations, its default, its range, and its whole annotation."""

    name: str
    type: Any
    default: Any
    bounds: tuple[Bound, ...]
    hint: Any = None

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.default is dataclasses.MISSING

    @property
    def range(self) -> str:
        """The range as text, as "> 0, < 1"; empty where every value will do."""
        return ", ".join(f"{sign} {limit:g}" for sign, limit, _ in map(_reading, self.bounds))


def parameters(declared: type[Any]) -> tuple[Parameter, ...]:
    """The parameters a dataclass declares, in order."""
    return _parameters(typing.cast("Hashable", declared))


@functools.cache
def _parameters(declared: Any) -> tuple[Parameter, ...]:
    fields = {field.name: field for field in dataclasses.fields(declared) if field.init}
    hints = _hints(declared, fields)
    return tuple(_parameter(field, hints[name]) for name, field in fields.items())


def _hints(declared: type[Any], names: Iterable[str]) -> dict[str, Any]:
    """The annotations of some fields, evaluated where their class stands; class attributes are left alone."""
    found: dict[str, Any] = {}
    for base in reversed(declared.__mro__):
        own = {name: hint for name, hint in inspect.get_annotations(base).items() if name in names}
        holder = types.SimpleNamespace(__annotations__=own)
        found |= typing.get_type_hints(holder, vars(sys.modules[base.__module__]), include_extras=True)
    return found


def check_names(declared: Any, given: Iterable[str]) -> None:
    """Raise UnknownNameError where a name is no parameter's, ParameterError where a required one is missing."""
    known = {parameter.name: parameter for parameter in parameters(declared)}
    given = list(given)
    for name in given:
        if name not in known:
            raise UnknownNameError(f"hyper-parameter of {declared.name}", name, known)
    for name, parameter in known.items():
        if parameter.required and name not in given:
            raise ParameterError(name, f"is missing; {declared.name} needs it")


def check_ranges(instance: Any) -> None:
    """Raise ParameterError or UnknownNameError where a parameter is out of its range or its choices."""
    for parameter in parameters(type(instance)):
        check_range(parameter, getattr(instance, parameter.name))


def check_range(parameter: Parameter, value: Any) -> None:
    """Raise ParameterError where a number lies outside the parameter's range, or a list has too few or too many.

    Raises: UnknownNameError, with the nearest names, where the value is none of the parameter's choices.
    """
    if typing.get_origin(parameter.type) is typing.Literal and value not in typing.get_args(parameter.type):
        raise UnknownNameError(parameter.name, str(value), map(str, typing.get_args(parameter.type)))
    if isinstance(value, tuple | list):
        _check_length(parameter, len(value))
    for number in _numbers(value):
        for bound in parameter.bounds:
            _, limit, holds = _reading(bound)
            if not holds(number, limit):
                raise ParameterError(parameter.name, f"must be {parameter.range}, not {number:g}")


def _check_length(parameter: Parameter, length: int) -> None:
    for limit in _lengths(parameter.hint):
        if isinstance(limit, MinLen) and length < limit.min_length:
            raise ParameterError(parameter.name, f"must have at least {limit.min_length} values, not {length}")
        if isinstance(limit, MaxLen) and length > limit.max_length:
            raise ParameterError(parameter.name, f"must have at most {limit.max_length} values, not {length}")


def _lengths(hint: Any) -> Iterator[MinLen | MaxLen]:
    """The limits of a list's length in an annotation and its alternatives."""
    if typing.get_origin(hint) is typing.Annotated:
        hint, *metadata = typing.get_args(hint)
        yield from (item for item in metadata if isinstance(item, MinLen | MaxLen))
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        for part in typing.get_args(hint):
            yield from _lengths(part)


def _parameter(field: dataclasses.Field[Any], hint: Any) -> Parameter:
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    if typing.get_origin(hint) is not typing.Annotated:
        return Parameter(field.name, hint, default, (), hint)
    base, *metadata = typing.get_args(hint)
    bounds = tuple(item for item in metadata if type(item) in _TESTS)
    return Parameter(field.name, base, default, bounds, hint)


def _reading(bound: Bound) -> tuple[str, Any, Callable[[Any, Any], bool]]:
    attribute, sign, holds = _TESTS[type(bound)]
    return sign, getattr(bound, attribute), holds


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _numbers(item)
