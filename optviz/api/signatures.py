"""What help(), notebooks and shells show of functions that take options by keyword: each one by its name.

Editors read the source, where a TypedDict stands for them.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from optviz.api.output_options import OutputOptions
from optviz.parameters.sentences import sentences
from optviz.scenario import Output

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def spelled_out(*collected: Any) -> Callable[[F], F]:
    """The same function, whose signature and docstring list the options instead of the parameter that collects them.

    Args: collected: TypedDicts, with a sentence for each option in their docstrings.
    """
    hints = {name: hint for each in collected for name, hint in _hints(each).items()}
    options = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False if hint is bool else None, annotation=hint
        )
        for name, hint in hints.items()
    ]
    known = {name: sentence for each in collected for name, sentence in _sentences(each).items()}

    def spell_out(function: F) -> F:
        own = inspect.signature(function)
        *others, collector = own.parameters.values()
        listed = (f"    {name}: {known.get(name, '')}" for name in hints)  # python -OO leaves no docstrings
        text = [inspect.getdoc(function) or "", "", f"The {collector.name} are:", "", *listed]
        function.__signature__ = own.replace(parameters=[*others, *options])  # type: ignore[attr-defined]  # for inspect
        function.__doc__ = "\n".join(text)
        return function

    return spell_out


@cache
def _hints(options: Any) -> dict[str, Any]:
    return get_type_hints(options)


@cache
def _sentences(options: Any) -> dict[str, str]:
    return sentences(Output if options is OutputOptions else options, _hints(options).keys())
