from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from optviz.drawing.marks import AMPLE
from optviz.geometry import Area
from optviz.optimizers import optimizer
from optviz.scene.trace_styles import CASING, HEAD, TRACE, USUAL, Pen, crowd_style, styled, trace_style
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.views.base import HiddenStyle, plain_track


@pytest.mark.parametrize("hidden_style", get_args(HiddenStyle))
def test_many_starts_are_thinner(hidden_style: HiddenStyle) -> None:
    styles = [trace_style(starts, AMPLE, hidden_style) for starts in (1, 4, 10, 24, 500, 5000)]
    widths = [each.width for each in styles]
    assert widths == sorted(widths, reverse=True)
    assert (styles[0].width, styles[0].casing, styles[0].head) == (TRACE, CASING, HEAD)
    assert styles[1] == styles[0]
    assert styles[-1].width < styles[-2].width < styles[-3].width / 2
    assert all(each.casing <= 0.5 * each.width for each in styles)
    assert all(each.head_casing <= each.head / 5 + 1e-9 for each in styles)
    assert styles[3].head_casing == CASING
    assert all(each.reach == each.width + 2 * each.casing for each in styles)
    assert {each.hidden_style for each in styles} == {hidden_style}


def test_companions_and_shadows_are_quiet_and_headless() -> None:
    own, thin, shadow = (
        trace_style(1, AMPLE, "faint"),
        trace_style(1, AMPLE, "faint", thin=True),
        trace_style(1, AMPLE, "none", thin=True, shadow=True),
    )
    assert own.head > thin.head == shadow.head == 0
    assert own.width > thin.width
    assert own.width > shadow.width
    assert own.opacity == thin.opacity == 1 > shadow.opacity > 0
    assert shadow.casing == 0


def test_a_result_is_thin_with_a_small_head_over_the_others() -> None:
    own, result = trace_style(1, AMPLE, "faint"), trace_style(1, AMPLE, "faint", thin=True, over=True)
    assert own.head > result.head > 0
    assert own.width > result.width
    assert (result.casing, result.opacity, result.aloft) == (own.casing, 1, True)


def test_in_a_small_panel_traces_are_thinner() -> None:
    widths = [trace_style(1, room, "faint").width for room in (20, 60, 100, AMPLE, 900)]
    assert widths == sorted(widths)
    assert widths[-1] == widths[-2] == TRACE
    assert widths[0] > TRACE / 2


def test_all_of_a_trace_follows_the_width_of_its_line() -> None:
    assert Pen.of(TRACE) == USUAL
    pens = [Pen.of(width) for width in (0.5, 1.0, TRACE, 4.0, 6.0)]
    assert [pen.casing for pen in pens] == sorted(pen.casing for pen in pens)
    assert [pen.head for pen in pens] == sorted(pen.head for pen in pens)
    assert all(pen.casing <= pen.width for pen in pens)
    assert all(pen.head > 2 * pen.width for pen in pens)
    for looks in ({}, {"thin": True}, {"shadow": True}, {"jumps": True}):
        thin, usual, wide = (trace_style(1, AMPLE, "faint", pen=Pen.of(width), **looks) for width in (1, TRACE, 6))
        assert thin.width < usual.width < wide.width
    assert crowd_style(100, AMPLE, "faint", pen=Pen.of(4.4)).width == 2 * crowd_style(100, AMPLE, "faint").width


def test_tracks_in_areas_of_their_own_are_drawn_by_themselves_and_bare_ones_without_lines() -> None:
    run = simulate(optimizer("sgd"), surface("booth"), [[1, 1], [2, 2]], 3)
    large, small = Area(0, 0, 400, 300), Area(10, 10, 60, 40)
    tracks = [plain_track(np.full((4, 2), 20.0), area) for area in (large, large, small, small)]
    parts = list(styled(run, tracks, "all", 1.0))
    assert [[track.area for track in part] for part, _ in parts] == [[large] * 2, [small] * 2]
    assert parts[0][1].width > parts[1][1].width > 0
    ((_, bare),) = styled(run, [replace(track, bare=True) for track in tracks[:2]], "all", 1.0)
    assert (bare.width, bare.casing, bare.head) == (0, 0, HEAD)
