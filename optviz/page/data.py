"""What a page knows: surfaces, runs, notes and colours of a scenario, all of it computed, as plain data."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.drawing import heights
from optviz.drawing.marks import crowding
from optviz.drawing.ticks import Kind, Symlog, scale_ticks, tick_labels, ticks
from optviz.page.looks import looks
from optviz.page.marks import marker_path
from optviz.page.packed import packed_field, packed_rows
from optviz.page.runs import Sizes, run_of
from optviz.page.words import plain
from optviz.scene.clock import clocked, last_step, unit
from optviz.scene.run_styles import run_styles
from optviz.scene.timeline import timeline_of
from optviz.scene.trace_styles import Pen
from optviz.views.contour import Contour
from optviz.views.curve import Curve
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.arrays import Array
    from optviz.scenario import Scenario
    from optviz.scenario.cells import Cell
    from optviz.scene.timeline import FrameState
    from optviz.surfaces import Surface
    from optviz.trajectory import Trajectory
    from optviz.views import View

GRIDS: Final = (128, 128, 96, 64)
"""Points per axis at which surfaces are sampled, by how much coarser the page is than usual."""
_TOP: Final = 65535
_ROOM: Final = 200.0
"""Points along an axis, by which its ticks are chosen."""
_HEIGHT: Final = 80.0
"""Points along the axis of heights, likewise."""
_DECADES: Final = 2.5
"""Values that span more have a logarithmic axis."""
_LEAST_DECADE: Final = 4
"""Decades below the largest value that a symlog axis shows."""
_SHOWN: Final = (Surface3D, Contour, Curve)
"""The views that every page has."""


class _Cells:
    """What all cells of a page share."""

    def __init__(self, scenario: Scenario, trajectories: Sequence[Trajectory], coarser: int) -> None:
        output = scenario.output
        self.scenario, self.trajectories, self.grid = scenario, trajectories, GRIDS[coarser]
        self.landscape = next((each for each in scenario.views if isinstance(each, Surface3D)), None)
        self.contour = next((each for each in scenario.views if isinstance(each, Contour)), Contour())
        self.themes = looks(output)
        self.pen = Pen.of(output.line_width)
        styles = [
            run_styles(scenario.runs, look, dict(output.colors), output.palette, self.pen)
            for look in self.themes.values()
        ]
        self.styles = styles[0]
        self.colors = [[style.color for style in each] for each in styles]
        self.sizes = Sizes.of(trajectories)

    def style(self, cell: int, run: int) -> int:
        """The place of a cell's run among those of the scenario."""
        labels = [style.label for style in self.styles]
        return labels.index(self.scenario.cells[cell].runs[run].label)


def data(scenario: Scenario, computed: Sequence[Trajectory], coarser: int = 0) -> dict[str, Any]:
    """All that a page's script needs.

    Args: computed: the trajectories by steps.  coarser: as in GRIDS.
    """
    trajectories = clocked(scenario, computed)
    known = _Cells(scenario, trajectories, coarser)
    view, contour, output = known.landscape or Surface3D(), known.contour, scenario.output
    frames = timeline_of(scenario, computed)
    return {
        "unit": unit(scenario),
        "steps": last_step(scenario, computed),
        "frames": [
            [step, round(float(sum(frame.duration for frame in same)), 4)]
            for step, same in groupby(frames, attrgetter("step"))
        ],
        "plays": output.loop,
        "levels": view.levels,
        "bands": contour.levels,
        "lines": contour.lines,
        "equal": contour.aspect == "equal",
        "hidden": view.hidden,
        "trace": {
            "tail": scenario.traces.tail if scenario.traces.show == "tail" else None,
            "bare": scenario.traces.show == "heads",
            "labels": scenario.traces.labels,
            "exits": scenario.traces.exits,
        },
        "camera": {
            "azimuth": _first(view.azimuth),
            "elevation": _first(view.elevation),
            "zoom": min(max(_first(view.zoom), 0.4), 8.0),
            "perspective": view.projection == "perspective",
        },
        "axis": _axis(scenario, trajectories),
        "themes": {
            name: _theme(look, colors) for (name, look), colors in zip(known.themes.items(), known.colors, strict=True)
        },
        "star": marker_path("*"),
        "styles": [
            {"label": plain(each.label, math=scenario.math), "marker": marker_path(each.marker), "dash": each.dash}
            for each in known.styles
        ],
        "notes": _notes(known, frames),
        "vary": [
            {"key": each.key.replace("_", " "), "values": [plain(text, math=scenario.math) for text in each.headings]}
            for each in scenario.vary
        ],
        "cells": [_cell(known, index, cell) for index, cell in enumerate(scenario.cells)],
        "left": [*_unseen(scenario.views), *known.sizes.words],
    }


def _first(move: Any) -> float:
    return float(move[0] if isinstance(move, tuple) else move)


def _unseen(views: Sequence[View]) -> list[str]:
    """What a page does not show of the scenario's views."""
    found = [each.title for each in views if not isinstance(each, _SHOWN)]
    found += ["the camera's own moves"] if any(each.moves for each in views) else []
    return list(dict.fromkeys(found))


def _cell(known: _Cells, index: int, cell: Cell) -> dict[str, Any]:
    view = known.landscape or known.contour
    own = [each for each in known.trajectories if each.cell == index]
    _, scale = heights.resolved(cell.surface, cell.bounds, known.grid, view.scale, view.ceiling)
    sampled = scale(heights.sample(cell.surface, cell.bounds, known.grid).z)
    field = np.where(np.isfinite(sampled), np.rint(_TOP * np.nan_to_num(sampled)), -1).astype(np.int64)
    bounds, names = cell.bounds, known.scenario.output.axes
    asked = known.scenario.traces.ensemble
    runs = [run_of(each, known.style(index, each.run), asked, known.sizes, known.pen) for each in own]
    return {
        "formula": _formula(cell.surface, names.z or "z"),
        "n": known.grid,
        "heights": packed_field(field),
        "paths": packed_rows([row for _, rows in runs for row in rows]),
        "runs": [found for found, _ in runs],
        "surface": {
            "x": bounds.x,
            "y": bounds.y,
            "scale": {"low": scale.low, "high": scale.high, "soft": scale.soft, "origin": scale.origin},
            "note": scale.note,
            "ticks": [_ticks(bounds.x), _ticks(bounds.y)],
            "heights": [(tick.height, tick.label) for tick in scale_ticks(scale, _HEIGHT)],
            "names": [names.x, names.y, names.z],
            "ring": round(crowding(len(own[0].starts)), 2),
            "starts": _points(cell, np.asarray(own[0].starts)[: known.sizes.starts]),
            "minimizers": _points(cell, np.asarray(cell.surface.minimizers, dtype=float).reshape(-1, 2)),
        },
    }


def _formula(surface: Surface, name: str) -> str:
    """What the heading says of the surface; those that are no formula have their titles there."""
    return surface.title if surface.formula == surface.title else f"{name} = {surface.formula}"


def _points(cell: Cell, points: Array) -> list[list[float]]:
    """Those of some points that are in view, with their values."""
    inside = np.unique(points[cell.bounds.contains(points)], axis=0)
    values = cell.surface.value(inside) if len(inside) else np.empty(0)
    return [
        [*point, value] for point, value in zip(inside.tolist(), values.tolist(), strict=True) if np.isfinite(value)
    ]


def _ticks(limits: tuple[float, float]) -> list[tuple[float, str]]:
    places = ticks(limits, _ROOM)
    return list(zip(places, tick_labels(places), strict=True))


def _notes(known: _Cells, frames: Sequence[FrameState]) -> list[dict[str, Any]]:
    """Each note with the steps between which it is seen."""
    found: dict[Any, list[int]] = {}
    for frame in frames:
        for said in frame.notes:
            found.setdefault(said.moment, []).append(frame.step)
    return [
        {
            "say": plain(moment.note.say, math=known.scenario.math),
            "step": moment.step,
            "until": steps[-1],
            "cell": moment.cell,
            "run": None if moment.run is None else known.style(moment.cell, moment.run),
            "at": list(moment.note.at) if isinstance(moment.note.at, tuple) else None,
        }
        for moment, steps in found.items()
    ]


def _theme(look: Any, colors: Sequence[str]) -> dict[str, Any]:
    return {
        "page": look.page,
        "ink": look.ink,
        "secondary": look.secondary,
        "grid": look.grid,
        "ramp": list(look.ramp),
        "opacity": look.contour_opacity,
        "lowest": look.lowest,
        "shade": look.shade,
        "shading": look.shading,
        "colors": colors,
    }


def _axis(scenario: Scenario, trajectories: Sequence[Trajectory]) -> dict[str, Any]:
    """The axis of the values: linear, log where they span decades, symlog where they also change their sign."""
    parts = [each.values[scenario.cells[each.cell].bounds.contains(each.positions)] for each in trajectories]
    values = np.concatenate([part[np.isfinite(part)] for part in parts])
    kind: Kind = "linear"
    sizes = np.abs(values[values != 0])
    if sizes.size and np.log10(sizes.max()) - np.log10(sizes.min()) > _DECADES:
        top = int(np.floor(np.log10(sizes.max())))
        decade = max(int(np.floor(np.log10(np.quantile(sizes, 0.05)))), top - _LEAST_DECADE)
        kind = "log" if (values > 0).all() else Symlog(decade)
    places = kind.places(values) if isinstance(kind, Symlog) else np.log10(values) if kind == "log" else values
    low, high = (float(places.min()), float(places.max())) if places.size else (0.0, 1.0)
    room = 0.04 * (high - low) or 0.5
    limits = low - room, high + room
    marks = ticks(limits, _ROOM, kind)
    steps = ticks((0.0, float(trajectories[0].steps)), 2 * _ROOM)
    return {
        "kind": "symlog" if isinstance(kind, Symlog) else kind,
        "decade": kind.decade if isinstance(kind, Symlog) else 0,
        "limits": limits,
        "ticks": list(zip(marks, tick_labels(marks, kind), strict=True)),
        "steps": list(zip(steps, tick_labels(steps), strict=True)),
        "title": scenario.output.axes.z or "value",
    }
