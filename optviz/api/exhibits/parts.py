"""The files that a gallery shows of a scenario: pictures, the interactive page, and the results of its runs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.api.descriptions import alt_text, result_text
from optviz.api.marks import mark
from optviz.api.pictures import Picture
from optviz.api.render import draw
from optviz.api.results import table
from optviz.api.run import computed
from optviz.encoders import encoder_for
from optviz.errors import OutputError
from optviz.files import write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

RESULTS: Final = "-results.json"
"""How the name of the file with the results ends."""


class Facts(NamedTuple):
    """What is known of a scenario that has been run.

    Args: alt: what its picture shows, briefly.  result: where each run ended, in words; may be empty.
        rows: of the table of results, each as the fields of a Result.
    """

    alt: str
    result: str
    rows: list[dict[str, Any]]


def write(pictures: Sequence[Picture], workers: int | None, progress: Callable[[float], None]) -> tuple[str, ...]:
    """Write the files; returns what a person should know about them."""
    scenario, drawn = pictures[0].scenario, list(filter(None, map(_drawn, pictures)))
    notes: tuple[str, ...] = ()
    trajectories: Sequence[Trajectory]
    if drawn:
        rendering = draw(drawn, workers=workers, progress=progress)
        notes, trajectories = rendering.notes, rendering.trajectories
    else:
        trajectories = computed(scenario)
    for path in (path for each in pictures for path in each.paths if path.name.endswith(RESULTS)):
        write_text(path, _results(scenario, trajectories))
    return notes


def read(path: Path) -> Facts:
    """What stands in a file of results.

    Raises: OutputError where it cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Facts(found["alt"], found["result"], found["rows"])
    except (OSError, ValueError, KeyError) as error:
        raise OutputError(f"cannot read {path}: {error}") from error


def _drawn(picture: Picture) -> Picture | None:
    """What has to be drawn of an output; None where it is nothing."""
    scenario, paths = picture
    if own := tuple(path for path in paths if not path.name.endswith(RESULTS)):
        formats = tuple(dict.fromkeys(encoder_for(path).name for path in own))
        return Picture(replace(scenario, output=replace(scenario.output, formats=formats)), own)
    return None


def _results(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """The results as JSON, an object for each run and start, as `optviz run --table --json` prints them."""
    known = {
        "made_by": mark(scenario),
        "scenario": scenario.name,
        "alt": alt_text(scenario, trajectories),
        "result": result_text(scenario, trajectories),
        "rows": [row._asdict() for row in table(trajectories)],
    }
    return json.dumps(known, allow_nan=False, indent=1) + "\n"
