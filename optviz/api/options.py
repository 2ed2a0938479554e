"""Settings that hold until the program ends."""

from __future__ import annotations

from typing import Final

from optviz.parameters import Amount, make


class Options:
    """What a person sets once for all calls, as `optviz.options.inline_limit = "8 MB"`."""

    __slots__ = ("_inline_limit",)

    def __init__(self) -> None:
        self._inline_limit = 4_000_000

    @property
    def inline_limit(self) -> int:
        """The bytes of a file that a notebook holds at most; a larger one becomes a still picture and a link."""
        return self._inline_limit

    @inline_limit.setter
    def inline_limit(self, size: float | str) -> None:
        """Raises ParameterError where it is neither bytes nor a size."""
        self._inline_limit = make(Amount(), size, "inline_limit")

    def __repr__(self) -> str:
        return f"<Options: inline_limit={self._inline_limit}>"


options: Final = Options()
