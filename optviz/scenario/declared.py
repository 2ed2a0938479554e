"""Declared parameters read by pydantic: one value against one annotation, told in plain words.

The catalogues declare parameters as annotated fields; pydantic checks types, ranges and unions, and writes
the JSON Schema from the same description. The description is
written here rather than by pydantic's own reader of annotations, which takes longer to load than a file
takes to validate.
"""

from __future__ import annotations

import functools
import math
import types
import typing
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic_core import SchemaValidator, ValidationError

from optviz.errors import suggestion
from optviz.optimizers import Optimizer
from optviz.parameters import Parameter, parameters
from optviz.scenario.tree import show
from optviz.scenario.yaml12 import resolve
from optviz.schedules import Schedule
from optviz.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import CoreSchema

    from optviz.parameters import Bound

_RANGES: Final = (Gt, Ge, Lt, Le)
_SIGNS: Final = {Gt: ("gt", "> "), Ge: ("ge", ">= "), Lt: ("lt", "< "), Le: ("le", "<= ")}
_LONGEST_NAME: Final = 80
_LONGEST_TEXT: Final = 1000


class MismatchError(Exception):
    """A value that does not fit its declaration.

    Args: message: what was expected and what was met.  path: the indices that lead to the part that is wrong.
    """

    def __init__(self, message: str, path: tuple[int, ...] = ()) -> None:
        self.message, self.path = message, path
        super().__init__(message)


def fields(declared: type[Any]) -> dict[str, Parameter]:
    """The parameters of a dataclass by name."""
    return {parameter.name: parameter for parameter in parameters(declared)}


@functools.cache
def surface_fields(name: str) -> dict[str, Parameter]:
    """The parameters of a catalogue's surface by name."""
    found = SURFACES[name]
    return {key: _surface_parameter(key, default, found.ranges.get(key)) for key, default in found.parameters.items()}


def _surface_parameter(key: str, default: float, limit: Bound | None) -> Parameter:
    if limit is None:
        return Parameter(key, float, default, (), float)
    return Parameter(key, float, default, (limit,), Annotated[float, limit])


def check(hint: Any, value: object) -> Any:
    """The value as its annotation wants it: a whole number where a float is declared becomes one.

    Raises: MismatchError, in plain words.
    """
    try:
        return _validator(hint).validate_python(value)
    except ValidationError as error:
        raise _mismatch(hint, value, error) from None


def takes_schedule(hint: Any) -> bool:
    """Whether a schedule may stand for the number."""
    return any(map(_is_schedule, _parts(hint)))


def takes_schedules(hint: Any) -> bool:
    """Whether it is a list of schedules."""
    base, _ = _peel(hint)
    return typing.get_origin(base) is tuple and _is_schedule(typing.get_args(base)[0])


def takes_optimizer(hint: Any) -> bool:
    """Whether it is an optimizer inside another one."""
    return _is_optimizer(_peel(hint)[0])


@functools.cache
def core_schema(hint: Any) -> CoreSchema:
    """Pydantic's schema of one annotation: strict types and finite numbers; schedules are read apart."""
    return cast("CoreSchema", _core(hint, {}))


@functools.cache
def _validator(hint: Any) -> SchemaValidator:
    return SchemaValidator(core_schema(hint))


def describe(hint: Any) -> str:
    """What an annotation expects, in plain words, as "a number > 0 or a schedule"."""
    base, metadata = _peel(hint)
    kinds = [_kind(part, metadata) for part in _parts(base) if part is not types.NoneType]
    return " or ".join(dict.fromkeys(kinds))


def _mismatch(hint: Any, value: object, error: ValidationError) -> MismatchError:
    """The complaint about the first item that is wrong, or about the whole value."""
    indices = [part for problem in error.errors() for part in problem["loc"] if isinstance(part, int)]
    if isinstance(value, tuple) and indices and indices[0] < len(value):
        item = _item(hint, len(value), indices[0])
        if item is not None:
            return _mismatch_inside(item, value, indices[0])
    finite = "" if not isinstance(value, float) or math.isfinite(value) else "finite "
    expected = describe(hint).replace("a number", f"a {finite}number")
    return MismatchError(f"expected {expected}, not {show(value)}{_nearest(hint, value)}")


def _mismatch_inside(item: Any, value: tuple[object, ...], index: int) -> MismatchError:
    try:
        check(item, value[index])
    except MismatchError as error:
        return MismatchError(error.message, (index, *error.path))
    return MismatchError(f"expected {describe(item)}, not {show(value[index])}", (index,))


def _nearest(hint: Any, value: object) -> str:
    """The end of a message: the choice that was meant, or that a number stands in quotes."""
    if not isinstance(value, str):
        return ""
    if leaves(hint) & {int, float} and isinstance(resolve(value), int | float):
        return "; without the quotes it is a number"
    near = suggestion(value[:_LONGEST_NAME], _choices(hint))
    return near if "did you mean" in near else ""


def _choices(hint: Any) -> list[str]:
    parts = [part for part in _parts(hint) if typing.get_origin(part) is Literal]
    return [choice for part in parts for choice in typing.get_args(part) if isinstance(choice, str)]


def _peel(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """An annotation's type and its metadata."""
    if typing.get_origin(hint) is not Annotated:
        return hint, ()
    base, *metadata = typing.get_args(hint)
    return base, tuple(metadata)


def _parts(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a union, or the one type there is."""
    base, _ = _peel(hint)
    return typing.get_args(base) if _is_union(base) else (base,)


def _is_schedule(base: object) -> bool:
    return isinstance(base, type) and issubclass(base, Schedule)


def _is_optimizer(base: object) -> bool:
    return isinstance(base, type) and issubclass(base, Optimizer)


def _is_union(base: object) -> bool:
    return typing.get_origin(base) in {typing.Union, types.UnionType}


def _core(hint: Any, outer: dict[str, Any]) -> dict[str, Any]:
    """The schema of an annotation; its range and the outer ones move to the numbers inside."""
    base, metadata = _peel(hint)
    limits = outer | {_SIGNS[type(item)][0]: _limit(item) for item in metadata if isinstance(item, _RANGES)}
    if _is_union(base):
        parts = [_core(part, limits) for part in typing.get_args(base) if not _is_schedule(part)]
        return parts[0] if len(parts) == 1 else {"type": "union", "choices": parts}
    if typing.get_origin(base) is tuple:
        items = [_core(item, limits) for item in typing.get_args(base) if item is not ...]
        many = {"variadic_item_index": 0} if typing.get_args(base)[-1] is ... else {}
        return {"type": "tuple", "items_schema": items, "strict": True, **many, **_lengths(metadata)}
    if typing.get_origin(base) is Literal:
        return {"type": "literal", "expected": list(typing.get_args(base))}
    return _simple(base, limits, metadata)


def _simple(base: Any, limits: dict[str, Any], metadata: Iterable[Any]) -> dict[str, Any]:
    if _is_optimizer(base) or _is_schedule(base):
        return {"type": "is-instance", "cls": base}
    if base is float:
        return {"type": "float", "strict": True, "allow_inf_nan": False, **limits}
    if base is int:
        return {"type": "int", "strict": True, **limits}
    if base is str:
        return {"type": "str", "strict": True, "max_length": _longest(metadata)}
    return {"type": "bool", "strict": True} if base is bool else {"type": "none"}


def _longest(metadata: Iterable[Any]) -> int:
    return next((item.max_length for item in metadata if isinstance(item, MaxLen)), _LONGEST_TEXT)


def _lengths(metadata: Iterable[Any]) -> dict[str, int]:
    """How many items a list has at least and at most, where that is declared."""
    names = {MinLen: "min_length", MaxLen: "max_length"}
    found = ((names[type(item)], item) for item in metadata if type(item) in names)
    return {name: getattr(item, name) for name, item in found}


def _length_words(metadata: Iterable[Any]) -> str:
    found = _lengths(metadata)
    if len(found) > 1:
        return "{min_length} to {max_length} ".format(**found)
    return "".join(f"at {'least' if name == 'min_length' else 'most'} {number} " for name, number in found.items())


def _limit(item: Any) -> Any:
    return getattr(item, _SIGNS[type(item)][0])


def _item(hint: Any, length: int, index: int) -> Any:
    """The annotation of one item of a list, with the list's range; None where no list of the length fits."""
    base, metadata = _peel(hint)
    for part in _parts(base):
        part, _ = _peel(part)  # noqa: PLW2901  (its metadata do not matter)
        items = typing.get_args(part) if typing.get_origin(part) is tuple else ()
        if items and items[-1] is ...:
            return Annotated[(items[0], *metadata)] if metadata else items[0]
        if items and len(items) == length:
            return Annotated[(items[index], *metadata)] if metadata else items[index]
    return None


def _kind(part: Any, metadata: Iterable[Any]) -> str:
    base, own = _peel(part)
    metadata = (*metadata, *own)
    if typing.get_origin(base) is tuple:
        return _list_kind(typing.get_args(base), metadata)
    if typing.get_origin(base) is Literal:
        return " or ".join(f"'{choice}'" for choice in typing.get_args(base))
    if base is str:
        return f"text of at most {_longest(metadata)} characters"
    if _is_schedule(base):
        return "a schedule"
    if _is_optimizer(base):
        return "an optimizer"
    words = {float: "a number", int: "a whole number", bool: "true or false"}
    return " ".join(filter(None, (words.get(base, "a value"), range_words(metadata))))


def _list_kind(items: tuple[Any, ...], metadata: tuple[Any, ...]) -> str:
    kinds = {_peel(item)[0] for item in items}
    plurals = {int: "whole numbers", str: "texts", Schedule: "schedules"}
    number = next((word for kind, word in plurals.items() if kind in kinds), "numbers")
    words = (
        f"a list of {_length_words(metadata)}{number}"
        if items[-1] is ...
        else f"[{', '.join([number[:-1]] * len(items))}]"
    )
    return " ".join(filter(None, (words, range_words(metadata))))


def range_words(metadata: Iterable[Any]) -> str:
    """A range in words: "from 1 to 60", "> 0", ">= 0 and < 1"."""
    found = {type(item): getattr(item, _SIGNS[type(item)][0]) for item in metadata if isinstance(item, _RANGES)}
    if found.keys() == {Ge, Le}:
        return f"from {_number(found[Ge])} to {_number(found[Le])}"
    return " and ".join(f"{_SIGNS[kind][1]}{_number(limit)}" for kind, limit in found.items())


def _number(limit: Any) -> str:
    return str(limit) if isinstance(limit, int) else f"{cast('float', limit):g}"


@functools.cache
def leaves(hint: Any) -> frozenset[Any]:
    """The types without parts that an annotation is made of, as {int, NoneType}."""
    base, _ = _peel(hint)
    inner = typing.get_args(base) if _is_union(base) or typing.get_origin(base) is tuple else ()
    return frozenset().union(*map(leaves, inner)) if inner else frozenset({base})
