"""The files of one scenario: its pictures, or the numbers of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api import results
from optviz.api.render import draw
from optviz.api.run import computed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.api.pictures import Picture


def make(
    pictures: Sequence[Picture], workers: int | None, progress: Callable[[float], None], *, numbers: bool
) -> tuple[str, ...]:
    """Make the files of one scenario; returns what a person should know about them.

    Args: numbers: whether the files are the numbers of its runs, as `results.write` writes them.
    """
    if not numbers:
        return draw(pictures, workers=workers, progress=progress).notes
    scenario = pictures[0].scenario
    trajectories = computed(scenario)
    for path in pictures[0].paths:
        results.write(path, scenario, trajectories)
    return ()
