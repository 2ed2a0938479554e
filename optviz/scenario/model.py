"""A scenario: all that one animation is made from, frozen. Its defaults stand here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (annotations are evaluated)
from typing import Annotated, Final, Literal, TypeAlias

from annotated_types import Ge, Le, MaxLen

from optviz.optimizers import Optimizer  # noqa: TC001  (annotations are evaluated)
from optviz.oracle import EXACT, GradientOptions
from optviz.parameters import check_ranges
from optviz.surfaces import Bounds, Surface  # noqa: TC001  (annotations are evaluated)
from optviz.views import VIEWS, View

Point: TypeAlias = tuple[float, float]
Width: TypeAlias = Annotated[int, Ge(64), Le(3840)]
Height: TypeAlias = Annotated[int, Ge(64), Le(2160)]

LABEL_LENGTH: Final = 60
Label: TypeAlias = Annotated[str, MaxLen(LABEL_LENGTH)]


@dataclass(frozen=True, kw_only=True)
class Output:
    """What files an animation becomes.

    Args: formats: names of encoders.  size: width and height in pixels.  fps: frames per second.
        duration: seconds of motion.  hold: seconds that the last frame stays after it.
        loop: how often it plays, 0 for ever.  theme: light or dark.  background: the theme's page or nothing.
        legend: whether it keeps the scenario's order, ends in order of value, or is left out.
    Raises: ParameterError where a number is out of range.
    """

    formats: tuple[str, ...] = ("gif",)
    size: tuple[Width, Height] = (800, 450)
    fps: Annotated[int, Ge(1), Le(60)] = 25
    duration: Annotated[float, Ge(0.1), Le(120)] = 6.0
    hold: Annotated[float, Ge(0), Le(60)] = 1.5
    loop: Annotated[int, Ge(0), Le(65535)] = 0
    theme: Literal["light", "dark"] = "light"
    background: Literal["page", "transparent"] = "page"
    legend: Literal["fixed", "ranked", "none"] = "fixed"

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class Run:
    """One optimizer of a scenario.

    Args: label: the name a reader sees, different for every run.  color: "#RRGGBB", or None for the
            method's own.
    """

    optimizer: Optimizer
    label: Label
    color: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Surface, starts, optimizers, views and output of one animation.

    Args: name: the file's stem, safe for output files; like `path` it does not count for equality.
        title, description: text; mathematics inside $...$ where `math` is set.  bounds: what is drawn.
        starts: (x, y) each.  seed: every random number comes from it.  runs: in the file's order.
    Raises: ParameterError where a number is out of range.
    """

    name: str = field(default="scenario", compare=False)
    title: Annotated[str, MaxLen(120)] = ""
    description: Annotated[str, MaxLen(1000)] = ""
    math: bool = False
    surface: Surface
    bounds: Bounds
    starts: tuple[Point, ...]
    steps: Annotated[int, Ge(1), Le(100_000)] = 100
    seed: Annotated[int, Ge(0), Le(2**32 - 1)] = 0
    runs: tuple[Run, ...]
    gradient: GradientOptions = EXACT
    views: tuple[View, ...] = field(default_factory=lambda: (VIEWS["contour"](),))
    output: Output = field(default_factory=Output)
    path: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_ranges(self)


_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAME_LENGTH = 80


def safe_name(stem: str) -> str:
    """A file's stem as a name that every file system takes: letters, digits, dots, hyphens, underscores."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", stem))[:_NAME_LENGTH].strip("-.")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "scenario"
