"""What holds for every view of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.theme import THEMES
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.views import Panel


LABEL = 8
"""Pixels by which half a tick label may reach into the gap round a panel, which is 16 points wide."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", VIEWS)
def test_it_draws_inside_its_area(name: str, theme: str, panel: Callable[..., Panel]) -> None:
    shown = panel(theme=theme)
    drawing = VIEWS[name]().on(shown)
    drawing.draw(drawing.pose(0))
    canvas: Any = shown.figure.canvas
    canvas.draw()
    ink = (np.asarray(canvas.buffer_rgba())[..., :3] != 255).any(axis=-1)[::-1]
    rows, columns = np.nonzero(ink)
    area = shown.area
    assert ink.sum() > 500
    assert columns.min() >= area.left - LABEL
    assert columns.max() <= area.right + LABEL
    assert rows.min() >= area.bottom - LABEL
    assert rows.max() <= area.top + LABEL


@pytest.mark.parametrize("name", VIEWS)
def test_every_start_of_every_run_has_a_track(name: str, panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = VIEWS[name]().on(shown)
    tracks = drawing.tracks(drawing.pose(0))
    assert [len(each) for each in tracks] == [2, 2, 2]
    for track in (track for each in tracks for track in each):
        assert track.ends.shape == (31,)
        assert track.heads.shape == (31, 2)
        assert track.points.shape == (len(track.hidden), 2)
        assert (np.diff(track.ends) >= 0).all()
        assert track.ends[-1] == len(track.points) - 1
        seen = np.isfinite(track.heads[:, 0])
        assert seen.any()
        assert track.heads[seen] == pytest.approx(track.points[track.ends[seen]])


@pytest.mark.parametrize("name", VIEWS)
def test_a_pose_can_key_a_picture(name: str, panel: Callable[..., Panel]) -> None:
    drawing = VIEWS[name]().on(panel())
    assert hash(drawing.pose(0.5)) == hash(drawing.pose(0.5))
    assert drawing.pose(0) == drawing.pose(1)


@pytest.mark.parametrize("name", VIEWS)
def test_a_run_out_of_sight_has_no_head_there(name: str, panel: Callable[..., Panel]) -> None:
    shown = panel("saddle", steps=300)
    drawing = VIEWS[name]().on(shown)
    area = shown.area
    for track in (track for each in drawing.tracks(drawing.pose(0)) for track in each):
        seen = track.heads[np.isfinite(track.heads[:, 0])]
        assert (seen >= (area.left - 1, area.bottom - 1)).all()
        assert (seen <= (area.right + 1, area.top + 1)).all()
