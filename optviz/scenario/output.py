"""The files to make of an animation, and how traces are drawn in it: three mappings of a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003  (annotations are evaluated)
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, TypedDict

from annotated_types import Ge, Le

from optviz.drawing.ensembles import Asked  # noqa: TC001  (annotations are evaluated)
from optviz.drawing.font_names import FontName, FontNames
from optviz.encoders import ENCODERS
from optviz.errors import ParameterError, ScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.parameters import (
    Amount,
    Color,
    Either,
    EntryName,
    Items,
    Kind,
    Nothing,
    Number,
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
class Output:
    """The files to make of an animation.

    Args: formats: names of output formats.  size: width and height of the layout, in pixels where scale is 1.
        scale: multiplies width and height in pixels, with the same layout, for high-density screens.
        fps: frames per second.  duration: seconds of motion.  hold: seconds that the last frame stays at the end.
        loop: how often it plays: forever, once, or a number of times.  theme: light or dark.
        background: the theme's page colour, or transparent.  quality: auto, or lossless: every pixel keeps its colour.
        legend: in the scenario's order, ranked by final value, with names only, or none.
            Values are left out where names would be cut beside them.
        font: a family of fonts by its name, or several: a letter is drawn with the first that has it.
            After them come DejaVu Sans and whatever is installed; numbers that change stay in DejaVu Sans Mono.
        colors: for optimizers by name, the colour in place of the one that each has in every figure.
        lettering: of svg and pdf: paths look alike everywhere, text can be searched and selected.
            With auto it is paths in a still svg, else text; numbers that change in an svg are text in any case.
        max_bytes: the size that each file fits, with coarser, then with fewer, at last with smaller pictures.
    Raises: ParameterError where a value does not fit, a font is not installed, or a format cannot be what is asked.
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
    quality: Literal["auto", "lossless"] = "auto"
    legend: Literal["fixed", "ranked", "names", "none"] = "fixed"
    font: Annotated[tuple[str, ...], FontNames(FontName(), most=8, distinct=True)] = ()
    colors: Annotated[tuple[tuple[str, str], ...], Table(OPTIMIZERS, Color())] = ()
    lettering: Literal["auto", "paths", "text"] = "auto"
    max_bytes: Annotated[int | None, Either((Amount(), Nothing()))] = None

    def __post_init__(self) -> None:
        check(self)
        for key, wanted, ability in ("background", "transparent", "transparency"), ("quality", "lossless", "lossless"):
            unable = [name for name in self.formats if not getattr(ENCODERS[name], ability)]
            if getattr(self, key) == wanted and unable:
                raise ParameterError(key, f"{' and '.join(unable)} cannot be {wanted}; leave it out")

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of the picture in pixels."""
        width, height = self.size
        return width * self.scale, height * self.scale


class OutputOptions(TypedDict, total=False):
    """Output's values as keywords of calls, which editors complete; None leaves one as it is.

    Several values where the matrix takes them, as theme=["light", "dark"], make several pictures.
    """

    formats: Sequence[str] | None
    size: Sequence[int] | Sequence[Sequence[int]] | None
    scale: Literal[1, 2, 3] | Sequence[Literal[1, 2, 3]] | None
    fps: int | None
    duration: float | None
    hold: float | None
    loop: int | Literal["forever", "once"] | None
    theme: Literal["light", "dark"] | Sequence[Literal["light", "dark"]] | None
    background: Literal["page", "transparent"] | Sequence[Literal["page", "transparent"]] | None
    quality: Literal["auto", "lossless"] | None
    legend: Literal["fixed", "ranked", "names", "none"] | None
    font: str | Sequence[str] | None
    colors: Mapping[str, str] | None
    lettering: Literal["auto", "paths", "text"] | None
    max_bytes: int | str | None


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


@dataclass(frozen=True, kw_only=True)
class Traces:
    """How the paths of the runs are drawn.

    Args: show: the full path, a tail that fades, or only the heads.  tail: its length in steps.
        labels: whether each head has its run's name beside it.
        exits: whether a mark shows where a run leaves the picture for good, or diverges.
        ensemble: how many starts are drawn: all alike; all faint, and bold the run whose last value is the median; or a
            cloud of heads alone. Curves of the last two are bands of quantiles and that run. auto: median beyond 25.
    Raises: ParameterError where a number is out of range.
    """

    show: Literal["full", "tail", "heads"] = "full"
    tail: Annotated[int, Ge(1), Le(10_000)] = 30
    labels: bool = False
    exits: bool = True
    ensemble: Asked = "auto"

    def __post_init__(self) -> None:
        check(self)
