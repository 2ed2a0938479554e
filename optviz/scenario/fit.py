"""Whether a picture is large enough for all its panels, which is known before anything is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.drawing.layout import PanelGrid, check_room

if TYPE_CHECKING:
    from optviz.scenario.model import Scenario
    from optviz.scenario.output import Output


def check_fit(output: Output, cells: tuple[int, int], views: int, entries: int) -> None:
    """Raise ParameterError where the panels of so many columns and rows of cells have no room.

    Args: views: in each cell.  entries: of the legend, if there is one.
    """
    check_room(output.size, PanelGrid(*cells, views), 0 if output.legend.place == "none" else entries)


def check_scenario(scenario: Scenario, output: Output) -> None:
    """Raise ParameterError where a scenario's panels have no room with some output options."""
    check_fit(output, scenario.grid, len(scenario.views), len(scenario.runs))
