"""What help(), notebooks and shells show of functions that take the options of the output: each one by its name.

Editors read the source, where OutputOptions stands for them.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from optviz.parameters import parameters
from optviz.scenario import Output, OutputOptions

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def spelled_out(function: F) -> F:
    """The same function, whose signature and docstring list the options instead of the parameter that collects them."""
    own = inspect.signature(function)
    *others, collector = own.parameters.values()
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in get_type_hints(OutputOptions).items()
    ]
    sentences = [f"    {each.name}: {each.sentence}." for each in parameters(Output).values()]
    text = [inspect.getdoc(function) or "", "", f"The {collector.name} are:", "", *sentences]
    function.__signature__ = own.replace(parameters=[*others, *options])  # type: ignore[attr-defined]  # for inspect
    function.__doc__ = "\n".join(text)
    return function
