"""What changes with time: variables that a style sheet sets at the true time of every frame, one for all that move."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, count, product
from string import ascii_letters
from typing import TYPE_CHECKING, Final

from optviz.drawing.svg import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUIET: Final = "prefers-reduced-motion:no-preference"
"""What a reader's browser says where motion is welcome."""


class Motion:
    """The variables of an animation, and what depends on them.

    Nothing is in between: a value stays until the frame that has another one, as in a film.

    Args: durations: of the frames, in seconds.  loop: how often it plays, 0 without end.
    """

    def __init__(self, durations: Sequence[Fraction], loop: int) -> None:
        self.durations, self.loop = durations, loop
        self._names = _names()
        self._variables: dict[tuple[str, ...], str] = {}
        self._rules: dict[str, str] = {}

    def variable(self, values: Sequence[object]) -> str:
        """What stands in a rule for a value that changes: one for each frame."""
        texts = tuple(map(str, values))
        if len(set(texts)) == 1:
            return texts[0]
        if texts not in self._variables:
            self._variables[texts] = next(self._names)
        return f"var(--{self._variables[texts]})"

    def named(self, style: str) -> str:
        """The name of a class of what looks so while there is motion."""
        return self._rules.setdefault(style, f"m{len(self._rules)}")

    def seen(self, frames: Sequence[float]) -> list[tuple[str, str]]:
        """The attributes of what is seen in some frames only.

        Args: frames: for each, whether it is seen, or how opaque it is, 0 to 1; what is seen in the last is opaque.
        """
        if all(each == 1 for each in frames):
            return []
        opacity = f"opacity:{self.variable([number_text(each) for each in frames])}"
        if frames[-1]:
            return [("class", self.named(opacity))]
        return [("display", "none"), ("class", self.named(f"display:inline;{opacity}"))]

    def css(self, needs: str) -> str:
        """The style sheet's part.

        Args: needs: a declaration; where a browser does not know it, the last frame is seen.
        """
        if not self._variables:
            return ""
        seconds = float(sum(self.durations))
        rules = "".join(f".{name}{{{style}}}" for style, name in self._rules.items())
        plays = f"svg{{animation:m {seconds:.6g}s step-end {self.loop or 'infinite'} both}}"
        return f"@media ({QUIET}){{@supports ({needs}){{{plays}{rules}}}}}@keyframes m{{{''.join(self._keyframes())}}}"

    def _keyframes(self) -> Iterator[str]:
        total, changes = sum(self.durations), self._changes()
        digits = max(2, len(str(int(total))) + 1)
        begins = [Fraction(0), *accumulate(self.durations)]
        for frame, values in sorted(changes.items()):
            yield f"{_short(float(100 * begins[frame] / total), digits)}%{{{values}}}"
        last = ";".join(f"--{name}:{values[-1]}" for values, name in self._variables.items())
        yield f"to{{{last}}}"

    def _changes(self) -> dict[int, str]:
        """What changes in each frame where anything does."""
        found: dict[int, list[str]] = {}
        for values, name in self._variables.items():
            for frame, value in enumerate(values):
                if not frame or value != values[frame - 1]:
                    found.setdefault(frame, []).append(f"--{name}:{value}")
        return {frame: ";".join(each) for frame, each in found.items()}


def _names() -> Iterator[str]:
    """The shortest names that are left."""
    for length in count(1):
        yield from map("".join, product(ascii_letters, repeat=length))


def _short(number: float, digits: int) -> str:
    """A number with some decimals at most, without what says nothing."""
    return f"{number:.{digits}f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
