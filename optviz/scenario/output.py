"""The files to make of an animation, and how traces are drawn in it: two mappings of a scenario."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  (annotations are evaluated)
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, TypedDict

from annotated_types import Ge, Le

from optviz.drawing import fonts
from optviz.encoders import ENCODERS
from optviz.errors import ParameterError
from optviz.parameters import EntryName, Items, MismatchError, Number, Size, Text, WordOrNumber, check, kind_of
from optviz.parameters.ranges import Range

if TYPE_CHECKING:
    from optviz.parameters.base import Schema

Width: TypeAlias = Annotated[int, Ge(64), Le(3840)]
Height: TypeAlias = Annotated[int, Ge(64), Le(2160)]


LOOP: Final = WordOrNumber((("forever", 0), ("once", 1)), Number(whole=True, limits=Range((Ge(1), Le(65535)))))


@dataclass(frozen=True)
class FontName(Text):
    """The name of an installed family of fonts, in small or capital letters; it is kept as the font writes it."""

    longest: int = 80

    @property
    def noun(self) -> str:
        """What one is called."""
        return "font"

    def check(self, value: Any) -> str:
        """The name of a family that is installed."""
        name = super().check(value)
        known = {each.casefold(): each for each in sorted(fonts.installed())}
        if name.casefold() not in known:
            near = get_close_matches(name.casefold(), known, n=3, cutoff=0)
            raise MismatchError(
                f"no font {name!r} is installed; the nearest are {', '.join(known[each] for each in near)}"
            )
        return known[name.casefold()]


@dataclass(frozen=True)
class FontNames(Items):
    """Names of fonts, in a list or one alone."""

    @property
    def words(self) -> str:
        """One of them, or a list."""
        return f"the name of an installed font, or {super().words}"

    def check(self, value: Any) -> tuple[str, ...]:
        """A tuple of names."""
        return super().check((value,) if isinstance(value, str) else value)

    def schema(self) -> Schema:
        """A name or an array."""
        return {"anyOf": [self.item.schema(), super().schema()]}


@dataclass(frozen=True, kw_only=True)
class Output:
    """The files to make of an animation.

    Args: formats: names of output formats.  size: width and height of the layout, in pixels where scale is 1.
        scale: multiplies width and height in pixels, with the same layout, for high-density screens.
        fps: frames per second.
        duration: seconds of motion.  hold: seconds that the last frame stays at the end.
        loop: how often it plays: forever, once, or a number of times.  theme: light or dark.
        background: the theme's page colour, or transparent.
        legend: in the scenario's order, ranked by final value, with names only, or none.
            Values are left out where names would be cut beside them.
        font: a family of fonts by its name, or several: a letter is drawn with the first that has it.
            After them come DejaVu Sans and whatever is installed; numbers that change stay in DejaVu Sans Mono.
    Raises: ParameterError where a value does not fit, a font is not installed, or a format cannot be transparent.
    """

    formats: Annotated[tuple[str, ...], Items(EntryName(ENCODERS), least=1, distinct=True)] = ("gif",)
    size: Annotated[tuple[int, int], Size((kind_of(Width), kind_of(Height)))] = (800, 450)
    scale: Literal[1, 2, 3] = 1
    fps: Annotated[int, Ge(1), Le(60)] = 25
    duration: Annotated[float, Ge(0.1), Le(120)] = 6.0
    hold: Annotated[float, Ge(0), Le(60)] = 1.5
    loop: Annotated[int, LOOP] = 0
    theme: Literal["light", "dark"] = "light"
    background: Literal["page", "transparent"] = "page"
    legend: Literal["fixed", "ranked", "names", "none"] = "fixed"
    font: Annotated[tuple[str, ...], FontNames(FontName(), most=8, distinct=True)] = ()

    def __post_init__(self) -> None:
        check(self)
        opaque = [name for name in self.formats if not ENCODERS[name].transparency]
        if self.background == "transparent" and opaque:
            raise ParameterError("background", f"{' and '.join(opaque)} cannot be transparent; leave it out")

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of the picture in pixels."""
        width, height = self.size
        return width * self.scale, height * self.scale


class OutputOptions(TypedDict, total=False):
    """Output's values as keywords of calls, which editors complete; None leaves one as it is."""

    formats: Sequence[str] | None
    size: Sequence[int] | None
    scale: Literal[1, 2, 3] | None
    fps: int | None
    duration: float | None
    hold: float | None
    loop: int | Literal["forever", "once"] | None
    theme: Literal["light", "dark"] | None
    background: Literal["page", "transparent"] | None
    legend: Literal["fixed", "ranked", "names", "none"] | None
    font: str | Sequence[str] | None


@dataclass(frozen=True, kw_only=True)
class Traces:
    """How the paths of the runs are drawn.

    Args: show: the full path, a tail that fades, or only the heads.  tail: its length in steps.
        labels: whether each head has its run's name beside it.
        exits: whether a mark shows where a run leaves the picture for good, or diverges.
    Raises: ParameterError where a number is out of range.
    """

    show: Literal["full", "tail", "heads"] = "full"
    tail: Annotated[int, Ge(1), Le(10_000)] = 30
    labels: bool = False
    exits: bool = True

    def __post_init__(self) -> None:
        check(self)
