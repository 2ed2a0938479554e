"""What docstrings say about parameters: a sentence for each, from the section "Args:"."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_OTHER_SECTIONS: Final = re.compile(
    r"(?m)^\s*(?:Returns|Raises|State|Cost per step|Cost|Reference|References|Attributes|Class attributes):(?s:.*)"
)
_FORMS: Final = re.compile(r"(?ms)^Forms[^:]*:(.*)")


def sentences(declared: type[Any], names: Collection[str]) -> dict[str, str]:
    """What the docstrings of a class and its base classes say about some parameters, by name.

        Args: lr: step size, > 0.  beta1, beta2: decay rates in [0, 1).

    Several names before one colon share its sentence. A parameter `form` has a section of its own, "Forms:".
    """
    found: dict[str, str] = {}
    for base in reversed(declared.__mro__):
        before, _, text = inspect.cleandoc(vars(base).get("__doc__") or "").partition("Args:")
        forms = _FORMS.search(before)
        found |= {"form": sentence(forms[1])} if forms and "form" in names else {}
        found |= _sentences(_OTHER_SECTIONS.sub("", text), names)
    return found


def summary(entry: Any) -> str:
    """A catalogue entry in one line: its own summary, or the first line of its docstring."""
    own = getattr(entry, "summary", None)
    return str(own) if own else inspect.cleandoc(entry.__doc__ or "").partition("\n")[0]


def _sentences(text: str, names: Collection[str]) -> dict[str, str]:
    if not names:
        return {}
    name = f"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})"
    _, *parts = re.split(rf"(?:^|(?<=\s))({name}(?:,\s+{name})*):\s", text)
    return {
        each.strip(): sentence(text)
        for listed, text in zip(parts[::2], parts[1::2], strict=True)
        for each in listed.split(",")
    }


def sentence(text: str) -> str:
    """A text on one line with a capital, unless it begins with a letter or a name of mathematics, as x or v_max."""
    words = " ".join(text.split())
    first = words.partition(" ")[0].strip(",:;.").removesuffix("'s").replace("'", "").replace("-", "")
    return words[:1].upper() + words[1:] if first.isalpha() and (len(first) > 1 or first == "a") else words
