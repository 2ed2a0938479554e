"""The files of one scenario: its pictures, the numbers of its runs, or all that a gallery shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from optviz.api import results
from optviz.api.exhibits.parts import write
from optviz.api.render import draw
from optviz.api.run import computed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.api.pictures import Picture

Kind: TypeAlias = Literal["pictures", "numbers", "exhibit"]
"""What files are: pictures; the numbers of runs, as `results.write` writes them; or what a gallery shows."""


def make(
    pictures: Sequence[Picture],
    workers: int | None,
    progress: Callable[[float], None],
    kind: Kind = "pictures",
) -> tuple[str, ...]:
    """Make the files of one scenario; returns what a person should know about them."""
    if kind == "pictures":
        return draw(pictures, workers=workers, progress=progress).notes
    if kind == "exhibit":
        return write(pictures, workers, progress)
    scenario = pictures[0].scenario
    trajectories = computed(scenario)
    for path in pictures[0].paths:
        results.write(path, scenario, trajectories)
    return ()
