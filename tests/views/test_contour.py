from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D

from optviz.views.contour import Contour

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.views import Panel


def contour_sets(panel: Panel) -> list[ContourSet]:
    return [artist for artist in panel.figure.axes[0].get_children() if isinstance(artist, ContourSet)]


@pytest.mark.parametrize("levels", [5, 30])
def test_bands_and_the_lines_between_them(levels: int, panel: Callable[..., Panel]) -> None:
    shown = panel()
    Contour(levels=levels).on(shown).draw(None)
    bands, lines = contour_sets(shown)
    assert (bands.filled, len(list(bands.levels))) == (True, levels + 1)
    assert (lines.filled, len(list(lines.levels))) == (False, levels - 1)


def test_lines_can_be_left_out(panel: Callable[..., Panel]) -> None:
    shown = panel()
    Contour(lines=False).on(shown).draw(None)
    assert len(contour_sets(shown)) == 1


def test_tracks_pass_through_the_iterates(panel: Callable[..., Panel]) -> None:
    shown = panel()
    drawing = Contour().on(shown)
    track = drawing.tracks(None)[2][1]
    axes_x, axes_y = drawing.frame.x, drawing.frame.y
    share = (track.points - drawing.frame.area[:2]) / drawing.frame.area[2:]
    data = share * (axes_x[1] - axes_x[0], axes_y[1] - axes_y[0]) + (axes_x[0], axes_y[0])
    assert data == pytest.approx(shown.trajectories[2].positions[1])
    assert np.isnan(track.heads[0]).all()


def test_equal_aspect_keeps_angles(panel: Callable[..., Panel]) -> None:
    shown = panel("long_valley")
    frame = Contour(aspect="equal").on(shown).frame
    assert frame.area.width / frame.area.height == pytest.approx((frame.x[1] - frame.x[0]) / (frame.y[1] - frame.y[0]))
    assert frame.area.width <= shown.area.width


def test_every_minimizer_in_view_and_every_start_is_marked(panel: Callable[..., Panel]) -> None:
    shown = panel()
    Contour().on(shown).draw(None)
    marks = {
        artist.get_marker(): np.size(artist.get_xdata())
        for artist in shown.figure.artists
        if isinstance(artist, Line2D)
    }
    assert marks == {"*": 4, "o": 2}
