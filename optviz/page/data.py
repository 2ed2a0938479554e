"""What a page knows: surfaces, runs, notes and colours of a scenario, all of it computed, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import Array, np
from optviz.drawing import heights
from optviz.drawing.markers import marker_shape
from optviz.drawing.theme import THEMES
from optviz.drawing.ticks import Kind, Symlog, scale_ticks, tick_labels, ticks
from optviz.page.packed import packed_field, packed_rows
from optviz.scene.run_styles import RunStyle, run_styles
from optviz.scene.timeline import timeline_of
from optviz.views.contour import Contour
from optviz.views.surface3d import Surface3D

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.drawing.canvas import Outline
    from optviz.drawing.guides import AxisNames
    from optviz.scenario import Scenario
    from optviz.scenario.cells import Cell
    from optviz.scene.timeline import FrameState
    from optviz.trajectory import Trajectory

GRID: Final = 128
"""Points per axis at which surfaces are sampled."""
_TOP: Final = 65535
_ROOM: Final = 200.0
"""Points along an axis, by which its ticks are chosen."""
_HEIGHT: Final = 80.0
"""Points along the axis of heights, likewise."""
_MOST_NUMBERS: Final = 600_000
"""Of all paths of a page; of longer ones every second step is left out, or more."""
_DECADES: Final = 2.5
"""Values that span more have a logarithmic axis."""
_LEAST_DECADE: Final = 4
"""Decades below the largest value that a symlog axis shows."""


def data(scenario: Scenario, trajectories: Sequence[Trajectory]) -> dict[str, Any]:
    """All that a page's script needs."""
    view = next((each for each in scenario.views if isinstance(each, Surface3D)), Surface3D())
    contour = next((each for each in scenario.views if isinstance(each, Contour)), Contour())
    frames = timeline_of(scenario, trajectories)
    styles = {name: run_styles(scenario.runs, theme, dict(scenario.output.colors)) for name, theme in THEMES.items()}
    every = _every(trajectories)
    return {
        "unit": "step",
        "steps": scenario.steps,
        "frames": [[frame.step, round(float(frame.duration), 4)] for frame in frames],
        "loops": scenario.output.loop == 0,
        "autoplay": True,
        "levels": view.levels,
        "bands": contour.levels,
        "camera": {
            "azimuth": _first(view.azimuth),
            "elevation": _first(view.elevation),
            "perspective": view.projection == "perspective",
        },
        "axis": _axis(scenario, trajectories),
        "themes": {name: _theme(name, styles[name]) for name in THEMES}
        | {"always": "dark" if scenario.output.theme == "dark" else None},
        "star": path(marker_shape("*", 2.0)),
        "notes": _notes(frames),
        "cells": [
            _cell(scenario.output.axes, cell, own, contour, styles["light"], every)
            for cell, own in zip(scenario.cells, _by_cell(scenario, trajectories), strict=True)
        ],
    }


def _first(move: Any) -> float:
    return float(move[0] if isinstance(move, tuple) else move)


def _every(trajectories: Sequence[Trajectory]) -> int:
    """Of how many steps one is kept."""
    numbers = sum(3 * each.values.size for each in trajectories)
    return max(1, -(-numbers // _MOST_NUMBERS))


def _by_cell(scenario: Scenario, trajectories: Sequence[Trajectory]) -> list[list[Trajectory]]:
    return [[each for each in trajectories if each.cell == index] for index in range(len(scenario.cells))]


def _cell(
    names: AxisNames, cell: Cell, own: Sequence[Trajectory], view: Contour, styles: Sequence[RunStyle], every: int
) -> dict[str, Any]:
    _, scale = heights.resolved(cell.surface, cell.bounds, GRID, view.scale, view.ceiling)
    sampled = scale(heights.sample(cell.surface, cell.bounds, GRID).z)
    field = np.where(np.isfinite(sampled), np.rint(_TOP * np.nan_to_num(sampled)), -1).astype(np.int64)
    bounds = cell.bounds
    found = [
        {
            "label": style.label,
            "marker": path(marker_shape(style.marker, 2.0)),
            "dash": style.dash,
            "starts": len(each.starts),
            "rows": each.values[:, ::every].shape[1],
            "every": every * each.every,
            "lost": _lost(each),
        }
        for each, style in zip(own, styles, strict=True)
    ]
    rows = [row[::every] for each in own for start in range(len(each.starts)) for row in _path(each, start)]
    return {
        "heading": "  ·  ".join(cell.heading),
        "n": GRID,
        "heights": packed_field(field),
        "paths": packed_rows(rows),
        "runs": found,
        "surface": {
            "x": bounds.x,
            "y": bounds.y,
            "scale": {"low": scale.low, "high": scale.high, "soft": scale.soft, "origin": scale.origin},
            "ticks": [_ticks(bounds.x), _ticks(bounds.y)],
            "heights": _heights(scale),
            "names": [names.x, names.y, names.z],
            "starts": _points(cell, np.asarray(own[0].starts)),
            "minimizers": _points(cell, np.asarray(cell.surface.minimizers, dtype=float).reshape(-1, 2)),
        },
    }


def _heights(scale: heights.Heights) -> list[tuple[float, str]]:
    """Round values of the scale: their heights and labels."""
    return [(tick.height, tick.label) for tick in scale_ticks(scale, _HEIGHT)]


def _path(trajectory: Trajectory, start: int) -> tuple[Array, Array, Array]:
    return (*trajectory.positions[start].T, trajectory.values[start])


def _lost(trajectory: Trajectory) -> tuple[int, str] | None:
    """From which step on a single run is lost, and how that is said."""
    words = trajectory.lost_words(0) if len(trajectory.starts) == 1 else ""
    return (int(words.rpartition(" ")[2]), words) if words else None


def _points(cell: Cell, points: Array) -> list[list[float]]:
    """Those of some points that are in view, with their values."""
    inside = points[cell.bounds.contains(points)]
    values = cell.surface.value(inside) if len(inside) else np.empty(0)
    return [
        [*point, value] for point, value in zip(inside.tolist(), values.tolist(), strict=True) if np.isfinite(value)
    ]


def _ticks(limits: tuple[float, float]) -> list[tuple[float, str]]:
    places = ticks(limits, _ROOM)
    return list(zip(places, tick_labels(places), strict=True))


def _notes(frames: Sequence[FrameState]) -> list[dict[str, Any]]:
    """Each note with the steps between which it is seen."""
    found: dict[Any, list[int]] = {}
    for frame in frames:
        for said in frame.notes:
            found.setdefault(said.moment, []).append(frame.step)
    return [
        {
            "say": moment.note.say,
            "step": moment.step,
            "until": steps[-1],
            "cell": moment.cell,
            "run": moment.run,
            "at": list(moment.note.at) if isinstance(moment.note.at, tuple) else None,
        }
        for moment, steps in found.items()
    ]


def _theme(name: str, styles: Sequence[RunStyle]) -> dict[str, Any]:
    theme = THEMES[name]
    return {
        "page": theme.page,
        "ink": theme.ink,
        "secondary": theme.secondary,
        "grid": theme.grid,
        "ramp": list(theme.ramp),
        "opacity": theme.contour_opacity,
        "shading": 1.0,
        "colors": [style.color for style in styles],
    }


def _axis(scenario: Scenario, trajectories: Sequence[Trajectory]) -> dict[str, Any]:
    """The axis of the values: linear, log where they span decades, symlog where they also change their sign."""
    parts = [each.values[scenario.cells[each.cell].bounds.contains(each.positions)] for each in trajectories]
    values = np.concatenate([part[np.isfinite(part)] for part in parts])
    kind: Kind = "linear"
    sizes = np.abs(values[values != 0])
    if sizes.size and np.log10(sizes.max() / sizes.min()) > _DECADES:
        top = int(np.floor(np.log10(sizes.max())))
        decade = max(int(np.floor(np.log10(np.quantile(sizes, 0.05)))), top - _LEAST_DECADE)
        kind = "log" if (values > 0).all() else Symlog(decade)
    places = kind.places(values) if isinstance(kind, Symlog) else np.log10(values) if kind == "log" else values
    low, high = (float(places.min()), float(places.max())) if places.size else (0.0, 1.0)
    room = 0.04 * (high - low) or 0.5
    limits = low - room, high + room
    marks = ticks(limits, _ROOM, kind)
    steps = ticks((0.0, float(scenario.steps)), 2 * _ROOM)
    return {
        "kind": "symlog" if isinstance(kind, Symlog) else kind,
        "decade": kind.decade if isinstance(kind, Symlog) else 0,
        "limits": limits,
        "ticks": list(zip(marks, tick_labels(marks, kind), strict=True)),
        "steps": list(zip(steps, tick_labels(steps), strict=True)),
        "title": scenario.output.axes.z or "value",
    }


def path(outline: Outline) -> str:
    """An outline as the data of an SVG path, y downward."""
    letters = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
    codes = [1, *[2] * (len(outline.vertices) - 1)] if outline.codes is None else outline.codes.tolist()
    words, rest = list[str](), 0
    for code, (x, y) in zip(codes, outline.vertices.tolist(), strict=True):
        if code == 79:  # noqa: PLR2004  (matplotlib's number of a closed path)
            words.append("Z")
            continue
        if not rest:
            words.append(letters[code])
        rest = rest - 1 if rest else {3: 1, 4: 2}.get(code, 0)
        words.append(f"{x + 0.0:.3f} {-y + 0.0:.3f}")
    return " ".join(words)
