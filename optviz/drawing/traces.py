"""How the paths of runs are drawn: what a scenario may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from optviz.drawing.ensembles import Asked  # noqa: TC001  (annotations are evaluated)
from optviz.parameters import check


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
