"""Whether a picture is large enough for all its panels, which is known before anything is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.drawing.layout import PanelGrid, check_room
from optviz.errors import ParameterError

if TYPE_CHECKING:
    from optviz.scenario.model import Scenario
    from optviz.scenario.output import Output


def check_fit(output: Output, cells: tuple[int, int], views: int, entries: int, *, described: bool) -> None:
    """Raise ParameterError where the panels of so many columns and rows of cells have no room, or texts no place.

    Args: views: in each cell.  entries: of the legend, if there is one.  described: whether there is a description.
    """
    grid, place = PanelGrid(*cells, views), output.legend.place
    if output.caption and not described:
        raise ParameterError("caption", "there is no description to write")
    if output.results and place == "none":
        raise ParameterError("results", "they stand in the legend, and there is none")
    if output.results and grid.cells > 1:
        raise ParameterError("results", "they differ from cell to cell, and the legend is that of all; leave them out")
    check_room(output.size, grid, 0 if place == "none" else entries, place, captioned=output.caption)


def check_scenario(scenario: Scenario, output: Output) -> None:
    """Raise ParameterError where a scenario's panels have no room with some output options, or texts no place."""
    views, described = len(scenario.views), bool(scenario.description.strip())
    check_fit(output, scenario.grid, views, len(scenario.runs), described=described)
