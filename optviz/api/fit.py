"""Files that fit a size: with a coarser picture first, then with fewer frames, at last smaller."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.encoding import Still, encode
from optviz.encoders import Encoder, VectorFormat, encoder_for
from optviz.errors import OptvizError, ParameterError
from optviz.files import file_size, replacing, temporary_folder
from optviz.scenario.fit import check_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from optviz.pool import Pool
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

_RATES: Final = (0.8, 0.65, 0.5, 0.4)
"""Of the frames, once the picture is as coarse as it may be."""
_SLOWEST: Final = 8
"""Frames a second under which motion is hard to follow."""
_SHARES: Final = (0.85, 0.72, 0.6, 0.5, 0.42, 0.35)
"""Of width and height, once there are as few frames as may be."""


class Attempt(NamedTuple):
    """One way to make a file smaller.

    Args: scenario: with the output to draw.  coarser: by how many grades its picture is coarser.
        words: what it gives up; empty where that is nothing.
    """

    scenario: Scenario
    coarser: int = 0
    words: str = ""


def encode_to_fit(
    scenario: Scenario,
    trajectories: Sequence[Trajectory],
    pool: Pool | None,
    paths: Sequence[Path],
    still: Still,
    progress: Progress,
) -> tuple[list[Scenario], list[str]]:
    """Write every file with the best picture that fits the output's `max_bytes`.

    Returns: for each file the scenario with the output that it shows, and notes on what it gives up.
    Raises: OptvizError where one cannot be so small; then none is written.
    """
    notes: list[str] = []
    shown: list[Scenario] = []
    with temporary_folder() as folder:
        made = []
        for number, path in enumerate(paths):

            def told(share: float, number: int = number) -> None:
                progress((number + share) / len(paths))

            file, output, more = _fitted(scenario, trajectories, pool, path, folder / str(number), still, told)
            made.append(file)
            shown.append(output)
            notes += more
        for path, file in zip(paths, made, strict=True):
            with replacing(path) as temporary:
                shutil.copyfile(file, temporary)
    return shown, notes


def _fitted(
    scenario: Scenario,
    trajectories: Sequence[Trajectory],
    pool: Pool | None,
    path: Path,
    folder: Path,
    still: Still,
    progress: Progress,
) -> tuple[Path, Scenario, list[str]]:
    """The first file in a folder, of all attempts in their order, that is small enough; what it shows; and notes."""
    most = scenario.output.max_bytes or 0
    attempts = list(_attempts(scenario, path, still))
    notes: dict[int, list[str]] = {}

    def size(number: int) -> int:
        """How many bytes an attempt takes."""
        scenario, coarser, _ = attempts[number]
        file = folder / f"{number}{path.suffix}"
        notes[number] = encode(scenario, trajectories, pool, [file], still, _unheard, coarser=coarser)
        progress(min(0.95, len(notes) / 8))
        return file.stat().st_size

    low, high = 0, len(attempts) - 1
    found = size(low)
    if found > most:
        smallest = size(high) if high else found
        if smallest > most:
            raise OptvizError(
                f"{path.name}: takes {file_size(smallest)} at least, more than {file_size(most)}"
                f"{f', even with {attempts[high].words}' if high else ''}; nothing was written"
            )
        while high - low > 1:  # the one at `low` is too large, the one at `high` fits
            middle = (low + high) // 2
            low, high = (low, middle) if size(middle) <= most else (middle, high)
    else:
        high = low
    words = f"{path.name} fits {file_size(most)} with {attempts[high].words}"
    progress(1.0)
    return folder / f"{high}{path.suffix}", attempts[high].scenario, [*notes[high], *([words] if high else [])]


def _attempts(scenario: Scenario, path: Path, still: Still) -> Iterator[Attempt]:
    """All ways to draw a file, each of which gives up more than the one before."""
    entry, output = encoder_for(path), scenario.output
    grades = entry.grades if output.quality == "auto" else 0
    yield Attempt(scenario)
    words = ""
    for coarser in range(1, grades + 1):
        words = entry.grade(coarser)
        yield Attempt(scenario, coarser, words)
    if not issubclass(entry, (Encoder, VectorFormat)):  # it is as large as its words
        return
    moving = still is None and not entry.still
    rates = [rate for rate in (round(output.fps * share) for share in _RATES) if rate >= _SLOWEST] if moving else []
    for rate in dict.fromkeys(rates):
        output = replace(output, fps=rate)
        own = f"{rate} frames a second instead of {scenario.output.fps}"
        yield Attempt(replace(scenario, output=output), grades, _joined(words, own))
    words = _joined(words, own) if rates else words
    for share in _SHARES:
        width, height = (int(share * side / 2) * 2 for side in output.size)
        try:
            smaller = replace(output, size=(width, height))
            check_scenario(scenario, smaller)
        except ParameterError:  # the panels have no room
            return
        own = "{}x{} instead of {}x{}".format(*smaller.pixels, *scenario.output.pixels)
        yield Attempt(replace(scenario, output=smaller), grades, _joined(words, own))


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))


def _unheard(share: float) -> None:
    del share
