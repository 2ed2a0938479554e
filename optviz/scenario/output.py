"""The files to make of an animation: two mappings of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from annotated_types import Ge, Le

from optviz.drawing.guides import Guides
from optviz.drawing.style import Style
from optviz.encoders import ENCODERS
from optviz.errors import ParameterError, ScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.pace import EVEN, Pace, PaceKind
from optviz.parameters import (
    Amount,
    Color,
    Either,
    EntryName,
    Items,
    Kind,
    Nothing,
    Number,
    Record,
    Size,
    Table,
    WordOrNumber,
    check,
    kind_of,
    parameters,
    values,
)
from optviz.parameters.ranges import Range
from optviz.scenario.limits import MAX_PICTURES, MAX_VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

Width: TypeAlias = Annotated[int, Ge(64), Le(3840)]
Height: TypeAlias = Annotated[int, Ge(64), Le(2160)]
LOOP: Final = WordOrNumber((("forever", 0), ("once", 1)), Number(whole=True, limits=Range((Ge(1), Le(65535)))))


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files to make of an animation.

    Args: formats: names of output formats.  size: width and height of the layout, in pixels where scale is 1.
        scale: multiplies width and height in pixels, with the same layout, for high-density screens.
        fps: frames per second.  duration: seconds of motion.
        pace: which step is shown when: even, log (equal factors in equal times), steps that are shown at evenly spread
            times, or {calls: true}, as many calls in equal times of every method.
        hold: seconds that the last frame stays at the end.  loop: how often it plays: forever, once, or a number of
            times.  quality: auto, or lossless: every pixel keeps its colour.
        lettering: of svg and pdf: paths look alike everywhere, text can be searched and selected.
            With auto it is paths in a still svg, else text; numbers that change in an svg are text in any case.
        max_bytes: the size that each file fits, with coarser, then with fewer, at last with smaller pictures.
    """

    formats: Annotated[tuple[str, ...], Items(EntryName(ENCODERS), least=1, distinct=True)] = ("gif",)
    size: Annotated[tuple[int, int], Size((kind_of(Width), kind_of(Height)))] = (800, 450)
    scale: Literal[1, 2, 3] = 1
    fps: Annotated[int, Ge(1), Le(60)] = 25
    duration: Annotated[float, Ge(0.1), Le(120)] = 6.0
    pace: Annotated[Pace, PaceKind()] = EVEN
    hold: Annotated[float, Ge(0), Le(60)] = 1.5
    loop: Annotated[int, LOOP] = 0
    quality: Literal["auto", "lossless"] = "auto"
    lettering: Literal["auto", "paths", "text"] = "auto"
    max_bytes: Annotated[int | None, Either((Amount(), Nothing()))] = None


@dataclass(frozen=True, kw_only=True)
class HouseStyle(Style):
    """What a house style may say.

    Args: colors: for optimizers by name, the colour in place of the one that each has in every figure.
    """

    colors: Annotated[tuple[tuple[str, str], ...], Table(OPTIMIZERS, Color())] = ()


STYLE: Final = Record(HouseStyle, "a style")
"""The mapping of a style."""


@dataclass(frozen=True, kw_only=True)
class Output(Guides, HouseStyle, Files):
    """The files to make of an animation, and how they look.

    Raises: ParameterError where a value does not fit, a font is not installed, or a format cannot be what is asked.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        for key, wanted, ability in ("background", "transparent", "transparency"), ("quality", "lossless", "lossless"):
            unable = [name for name in self.formats if not getattr(ENCODERS[name], ability)]
            if getattr(self, key) == wanted and unable:
                raise ParameterError(key, f"{' and '.join(unable)} cannot be {wanted}; leave it out")

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of the picture in pixels."""
        width, height = self.size
        return width * self.scale, height * self.scale


def _several(key: str) -> Kind:
    """Several values of a key of the output."""
    return Items(parameters(Output)[key].kind, most=MAX_VALUES, distinct=True)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Several pictures of one scenario, which is computed once: one for each combination of the values listed here.

    Args: size, scale, theme, background: values that `output` may have there, in place of its own; an empty list keeps
        its own.
    Raises: ScenarioError where there are too many combinations.
    """

    size: Annotated[tuple[tuple[int, int], ...], _several("size")] = ()
    scale: Annotated[tuple[int, ...], _several("scale")] = ()
    theme: Annotated[tuple[str, ...], _several("theme")] = ()
    background: Annotated[tuple[str, ...], _several("background")] = ()

    def __post_init__(self) -> None:
        check(self)
        number = prod(len(each) or 1 for each in values(self).values())
        if number > MAX_PICTURES:
            raise ScenarioError(f"{number} combinations, more than {MAX_PICTURES}")

    def outputs(self, output: Output) -> Iterator[tuple[str, Output]]:
        """An output for each combination, with what tells it from the others, as "-800x450-dark".

        Raises: ParameterError where an output cannot have such values.
        """
        if self == Matrix():
            yield "", output
            return
        lists = {key: own or (getattr(output, key),) for key, own in values(self).items()}
        for chosen in product(*lists.values()):
            words = (_word(key, each) for key, each in zip(lists, chosen, strict=True) if len(lists[key]) > 1)
            yield "".join(f"-{word}" for word in words), replace(output, **dict(zip(lists, chosen, strict=True)))


def _word(key: str, value: Any) -> str:
    """How a value stands in a file's name."""
    return "{}x{}".format(*value) if key == "size" else f"{value}x" if key == "scale" else value
