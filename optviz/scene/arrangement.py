"""Where everything stands in a figure, and how long the legend's entries are: so that the panels can use the room."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.drawing.layout import CAPTION_LINE, PanelGrid, Rows, check_room, narrowed, planned, sides, widest
from optviz.scene.caption import wrapped
from optviz.scene.legend import Column, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.drawing.canvas import Canvas
    from optviz.drawing.layout import Layout, Side
    from optviz.drawing.text import Digits
    from optviz.scenario import Scenario
    from optviz.scene.standings import Standing

_SHORT, _WITHOUT, _UNSAID = 0.87, 0.6, 0.25
"""What a legend is worth whose values are told in short, that has none, and that leaves out what must be said."""
_OTHERWISE: Final = 0.9
"""What a place is worth that is not the usual one: values below the names, and a legend below the panels. So panels
have to grow by a ninth for it."""
_SHORTER: Final = 0.9
"""What a shorter form of the results is worth."""
_LAST: Final = 0.01
"""What a legend without results is worth where they are asked for."""
_HIDDEN: Final = 1.5
"""How much it matters that all entries are shown: the power of the share that is."""
_COVERED: Final = 2.0
"""How much a pixel counts that a legend inside a panel covers."""
_MOST_CAPTION: Final = 0.22
"""The largest share of the height that a caption may take."""


class Plan(NamedTuple):
    """Where everything stands in a figure.

    Args: column: the size of a legend entry.  areas: of all parts.
    """

    column: Column
    areas: Layout


class _Way(NamedTuple):
    """A size of the legend's entries, and what it is worth."""

    column: Column
    worth: float


class Arrangement:
    """Finds the place of everything in one picture.

    Args: standings: what the legend says of each of its entries.  labels: their names.
    """

    def __init__(
        self, scenario: Scenario, standings: Sequence[Standing], labels: Sequence[str], canvas: Canvas, digits: Digits
    ) -> None:
        self.scenario, self.standings, self.labels = scenario, standings, labels
        self.canvas, self.digits = canvas, digits
        width, height = scenario.output.size
        self._size = round(width * canvas.scale), round(height * canvas.scale)
        self._grid = PanelGrid(*scenario.grid, len(scenario.views))
        self._proportions = [view.proportions(cell.bounds) for cell in scenario.cells for view in scenario.views]

    def plan(self) -> Plan:
        """The best way in which every name is whole; where there is none, values go and the longest names are cut.

        The best one leaves most to the panels, unless it tells less of the values. It depends on the size of the
        picture, on names and on values, but on no step and no colour. A caption gives way before names do.
        """
        output, grid = self.scenario.output, self._grid
        check_room(output.size, grid, len(self.labels), output.legend.place, captioned=output.caption)
        places, ways = sides(output.legend.place), list(self._ways())
        for caption in self._captions:
            found = [
                (self._worth(areas) * way.worth * (1 if side == places[0] else _OTHERWISE), -number, way.column, areas)
                for number, (side, way) in enumerate(product(places, ways))
                if (areas := self._whole(way.column, side, caption))
            ]
            if found:
                *_, column, areas = max(found, key=lambda each: each[:2])
                return Plan(column, areas)
        column, point = ways[-1].column, self.canvas.point
        tried = (narrowed(*self._asked, self._rows(column), *each) for each in product(places, self._captions))
        areas = max(
            (each for each in tried if each.has_room(point)), key=lambda each: self._worth(each) * each.entry**2
        )
        return Plan(column.cut(areas.entry), areas)

    def _ways(self) -> Iterator[_Way]:
        """The sizes of entries to choose from: the best first, at last the narrowest; one of none without a legend."""
        if self.scenario.output.legend.place == "none":
            yield _Way(Column(0.0, 0.0, 0), 1)
            return
        values = self._value_lengths()
        last = 0.5 * _UNSAID if any(each.is_off for each in self.standings) else _WITHOUT
        worths = dict(zip(values, (1.0, _SHORT) if values[0] else (1.0,), strict=False)) | {0: last if values[0] else 1}
        if any(each.is_off for each in self.standings):  # how far off the plane must be said, wherever there is room
            worths |= dict.fromkeys(values[1:-1], _UNSAID)
        told = {valued: self._results(valued=valued) for valued in {value > 0 for value in values}}
        for value, stacked in product(values, (False, True)):
            for number, (form, results) in enumerate(told[value > 0]):
                if value or not stacked:
                    column = measure(
                        self.labels,
                        self.canvas,
                        self.digits,
                        value,
                        stacked=stacked,
                        results=results,
                        form=form,
                        math=self.scenario.math,
                    )
                    yield _Way(column, worths[value] * (_OTHERWISE if stacked else 1) * _SHORTER**number)
        if self.scenario.output.results:  # which give way where nothing else has room
            yield _Way(measure(self.labels, self.canvas, self.digits, math=self.scenario.math), _LAST)

    def _results(self, *, valued: bool) -> list[tuple[int | None, Sequence[str]]]:
        """The forms of the results with their texts, the longest first."""
        if not self.scenario.output.results:
            return [(None, ())]
        forms = zip(*(_filled(each.results(valued=valued)) for each in self.standings), strict=True)
        return list(enumerate(forms))

    def _value_lengths(self) -> list[int]:
        """How many characters values may take in the legend, the best first; none at last."""
        if self.scenario.output.legend.show == "names" or len(self.scenario.cells) > 1:
            return [0]
        lengths = [max(each) for each in zip(*(standing.lengths() for standing in self.standings), strict=True)]
        return [*dict.fromkeys([*lengths, 0])]

    def _whole(self, column: Column, side: Side, caption: float) -> Layout | None:
        """The areas with a legend whose entries are as wide as they should be; None where that is impossible."""
        if column.width > widest(self._size, self.canvas.point, side):
            return None
        areas = planned(*self._asked, self._rows(column), side, caption)
        return areas if areas.has_room(self.canvas.point) and areas.entry >= column.width else None

    @property
    def _asked(self) -> tuple[tuple[int, int], float, PanelGrid]:
        return self._size, self.canvas.point, self._grid

    def _rows(self, column: Column) -> Rows:
        return Rows(len(self.labels), column.width, column.lines)

    def _worth(self, areas: Layout) -> float:
        """The pixels that panels can use, less where not all entries of the legend are shown."""
        count = len(self.labels)
        used = areas.used(self._proportions)
        if areas.side == "inside":  # what it covers is missed more than what stands beside it
            used -= min(_COVERED * areas.legend.width * areas.legend.height, 0.9 * used)
        if areas.side == "none" or areas.places >= count:
            return used
        return float(used * (max(areas.places - 1, 0.1) / count) ** _HIDDEN)

    @cached_property
    def _captions(self) -> list[float]:
        """The heights in pixels that a caption may have, the one of all its lines first."""
        scenario, line = self.scenario, CAPTION_LINE * self.canvas.point
        if not scenario.output.caption:
            return [0.0]
        most = max(1, int(_MOST_CAPTION * self._size[1] / line))
        lines = wrapped(scenario.description, self.canvas, self._size[0], most, math=scenario.math)
        return [number * line for number in range(len(lines), 0, -1)]


def _filled(forms: Sequence[str]) -> list[str]:
    """Three forms of a result, the last ones alike where there are fewer."""
    return [forms[min(number, len(forms) - 1)] for number in range(3)]
