"""Parameters of a foreign constructor, read from its signature: what a scenario file can give is offered."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from typing import TYPE_CHECKING, Any, Final, Literal

from optviz.errors import ScenarioError
from optviz.schedules import Rate, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Container

_SIMPLE: Final[tuple[type, ...]] = (float, int, bool, str)
_NEEDED: Final = dataclasses.MISSING
_DECLARED: Final[dict[tuple[type[Any], Callable[..., Any], str], type[Any]]] = {}


def declare(
    base: type[Any],
    make: Callable[..., Any],
    skip: Container[str] = (),
    **facts: Any,
) -> type[Any]:
    """A frozen dataclass under `base` whose parameters are those of a constructor, by keyword.

    Numbers, switches, texts, and lists of them are offered; what else has a default keeps it. The same constructor
    under the same name gives the same class again.

    Args: make: the constructor.  skip: parameters of its own that are no hyper-parameters.  facts: the class
            attributes.
    Raises: ScenarioError where it needs what no scenario file can give.
    """
    key = base, make, facts["name"]
    if key not in _DECLARED:
        _DECLARED[key] = _declared(base, make, skip, facts)
    return _DECLARED[key]


def _declared(base: type[Any], make: Callable[..., Any], skip: Container[str], facts: dict[str, Any]) -> type[Any]:
    fields: list[tuple[str, Any, Any]] = []
    for parameter in inspect.signature(make).parameters.values():
        if parameter.name in skip or parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            continue
        hint = None if hasattr(base, parameter.name) else _hint(parameter)
        if hint is not None:
            fields.append((parameter.name, hint, dataclasses.field(default=_default(parameter))))
        elif parameter.default is parameter.empty:
            raise ScenarioError(f"{facts['name']} needs {parameter.name!r}, which is no number and no text")
    name = re.sub(r"\W", "_", facts["name"])
    return dataclasses.make_dataclass(
        name, fields, bases=(base,), namespace={"make": staticmethod(make), **facts}, frozen=True, kw_only=True
    )


def _default(parameter: inspect.Parameter) -> Any:
    return _NEEDED if parameter.default is parameter.empty else parameter.default


def _hint(parameter: inspect.Parameter) -> Any:
    """The type of a parameter as optviz declares it; None where it has none that a scenario file can give."""
    default, known = parameter.default, _members(parameter.annotation)
    if typing.get_origin(parameter.annotation) is Literal:
        return parameter.annotation
    if default is parameter.empty:
        return Rate if float in known or not known else _first(known)
    if default is None:
        found = _first(known)
        return None if found is None else Rate | None if found is float else found | None
    return _of_value(default, known)


def _of_value(value: object, known: set[type]) -> Any:
    """The type that a default shows."""
    if isinstance(value, bool | str):
        return type(value)
    if isinstance(value, int):
        # Where both would do, 5 may count something, and 0 may be a rate.
        return int if known == {int} else Rate if known == {float} else int | float | Schedule
    return Rate if isinstance(value, float) else _of_items(value)


def _of_items(value: object) -> Any:
    kinds: list[Any] = []
    for item in value if isinstance(value, tuple) else ():
        kind = {bool: bool, str: str, int: float, float: float, type(None): float | None}.get(type(item))
        if kind is None:
            return None
        kinds.append(kind)
    return tuple[tuple(kinds)] if kinds else None  # type: ignore[misc]  # built at run time


def _words(annotation: str) -> set[type]:
    """The simple types among the alternatives of an annotation that is only text."""
    outer, inside = annotation, 1
    while inside:  # what stands in the brackets of a list or a function is no alternative
        outer, inside = re.subn(r"(?<!\bOptional)(?<!\bUnion)\[[^\[\]]*\]", "", outer)
    return {kind for kind in _SIMPLE if re.search(rf"\b{kind.__name__}\b", outer)} or {object}


def _first(known: Container[type]) -> Any:
    return next((kind for kind in _SIMPLE if kind in known), None)


def _members(annotation: Any) -> set[type]:
    """The simple types among an annotation's alternatives; empty where there is no annotation."""
    if annotation is inspect.Parameter.empty:
        return set()
    if isinstance(annotation, str):
        return _words(annotation)
    is_union = typing.get_origin(annotation) in {typing.Union, types.UnionType}
    members = typing.get_args(annotation) if is_union else (annotation,)
    return {kind for kind in _SIMPLE if kind in members} or {object}
