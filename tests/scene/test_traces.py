from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from optviz.drawing.theme import parse
from optviz.geometry import Area
from optviz.scene.run_styles import _MARKERS, RunStyle
from optviz.scene.traces import left_at, lengths, stretches
from optviz.views.base import HiddenStyle, Track, plain_track

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Mask
    from optviz.drawing.canvas import Canvas
    from optviz.scene.traces import Trace

pytestmark = pytest.mark.usefixtures("any_numbers")

AREA = Area(20, 20, 280, 160)
COLOR = "#D5310C"
PATH = np.column_stack([np.linspace(40.0, 260.0, 12), 100.5 + 30 * np.sin(np.linspace(0, 6, 12))])


def seen(trace: Trace) -> Mask:
    """The pixels of the trace's own colour, from the bottom."""
    return np.asarray((trace.canvas.pixels[::-1] == (*parse(trace.run_style.color), 255)).all(axis=-1))


def touched(canvas: Canvas) -> Mask:
    return np.asarray((canvas.pixels[::-1, :, :3] != 255).any(axis=-1))


def test_it_is_drawn_up_to_its_step_in_its_exact_colour(trace: Callable[..., Trace]) -> None:
    made = trace([plain_track(PATH, AREA)])
    for step in (0, 4, 11):
        made.canvas.clear("#FFFFFF")
        made.draw(step)
        columns = np.flatnonzero(seen(made).any(axis=0))
        if step:
            assert abs(columns[0] - 39) <= 2
            assert abs(columns[-1] - PATH[step, 0]) <= 2
            rows = np.argwhere(seen(made)).mean(axis=0)
            assert rows[0] == pytest.approx(PATH[: step + 1, 1].mean(), abs=8)
        else:
            assert not columns.size


def test_a_casing_stands_off_what_lies_beneath(trace: Callable[..., Trace]) -> None:
    made = trace([plain_track(np.array([[40.0, 100.5], [260.0, 100.5]]), AREA)])
    made.canvas.clear("#336699")
    made.draw(1)
    column = made.canvas.pixels[::-1, 150, :3]
    assert (column[100] == parse(COLOR)).all()
    assert (column[[98, 102]].min(axis=1) > 180).any()
    assert (column[[92, 108]] == parse("#336699")).all()


def test_a_group_looks_like_its_tracks_one_by_one(trace: Callable[..., Trace], canvas: Canvas) -> None:
    tracks = [plain_track(PATH + (0, shift), AREA) for shift in (-40.0, 0.0, 40.0)]  # noqa: RUF005  (a sum)
    grouped = trace(tracks)
    grouped.draw(11)
    grouped.draw_heads(11)
    together = canvas.pixels.copy()
    canvas.clear("#FFFFFF")
    for track in tracks:
        single = trace([track])
        single.draw(11)
        single.draw_heads(11)
    assert (together == canvas.pixels).all()


def test_strokes_one_after_another_look_like_one(trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([plain_track(PATH, AREA)])
    made.draw(11)
    whole = canvas.pixels.astype(int)
    canvas.clear("#FFFFFF")
    for first, last in ((0, 4), (4, 7), (7, 11)):
        made.stroke(np.array([first]), np.array([last]))
    assert np.abs(whole - canvas.pixels).max() < 120
    assert (np.abs(whole - canvas.pixels).max(axis=-1) > 40).sum() < 60


def test_nothing_leaves_its_area(trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([plain_track(PATH * 3 - 200, AREA)])
    made.draw(11)
    rows, columns = np.nonzero(touched(canvas))
    assert (rows.min(), columns.min()) >= (20, 20)
    assert rows.max() < 180
    assert columns.max() < 300


def hidden_in_the_middle(hidden_style: HiddenStyle = "faint") -> Track:
    hidden = np.zeros(12, dtype=bool)
    hidden[4:8] = True
    level = np.column_stack([PATH[:, 0], np.full(12, 100.5)])
    return replace(plain_track(level, AREA), hidden=hidden, hidden_style=hidden_style)


@pytest.mark.parametrize("hidden_style", get_args(HiddenStyle))
def test_hidden_stretches_are_faint_dashed_or_left_out(
    hidden_style: HiddenStyle, trace: Callable[..., Trace], canvas: Canvas
) -> None:
    made = trace([hidden_in_the_middle(hidden_style)])
    made.draw(11)
    first, last = int(PATH[4, 0]), int(PATH[7, 0])
    middle = slice(first, last)
    assert seen(made)[100, 45 : int(PATH[3, 0]) - 3].all()
    inked, exact = touched(canvas)[100, middle], seen(made)[100, middle]
    if hidden_style == "none":
        assert not inked.any()
    elif hidden_style == "faint":
        assert inked.all()
        assert not exact.any()
    else:
        assert 0.2 < exact.mean() < 0.8
        assert 6 < np.count_nonzero(np.diff(exact.astype(int))) < 60


def test_dashes_go_on_when_a_trace_grows(trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([hidden_in_the_middle("dashed")])
    made.stroke(np.array([0]), np.array([11]))
    whole = canvas.pixels.astype(int)
    canvas.clear("#FFFFFF")
    for first, last in ((0, 6), (6, 11)):
        made.stroke(np.array([first]), np.array([last]))
    around = slice(int(PATH[5, 0]), int(PATH[7, 0]))
    assert np.abs(whole - canvas.pixels)[:, around].max() <= 3


@pytest.mark.parametrize("length", [1, 3, 8, 100])
def test_a_tail_fades_from_its_newest_step_backwards(length: int, trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([plain_track(np.column_stack([PATH[:, 0], np.full(12, 100.5)]), AREA)])
    made.fade(11, length)
    strength = 255 - canvas.pixels[::-1][100, :, 2].astype(int)
    columns = np.flatnonzero(strength > 4)
    begun = PATH[max(0, 11 - length), 0]
    assert abs(columns[0] - begun) <= 5
    middles = ((PATH[1:, 0] + PATH[:-1, 0]) / 2).astype(int)[max(0, 11 - length) :]
    assert (np.diff(strength[middles]) >= 0).all()
    assert seen(made)[100, 255]


def test_a_tail_of_no_steps_is_nothing(trace: Callable[..., Trace], canvas: Canvas) -> None:
    trace([plain_track(PATH, AREA)]).fade(0, 5)
    assert not touched(canvas).any()


def test_heads_stand_at_the_step_and_only_in_view(trace: Callable[..., Trace]) -> None:
    beside = plain_track(PATH + np.array([0.0, 200.0]), AREA)
    made = trace([plain_track(PATH, AREA), beside])
    made.draw_heads(5)
    rows, columns = np.nonzero(seen(made))
    assert (columns.mean(), rows.mean()) == pytest.approx(tuple(PATH[5] - 0.5), abs=1)
    assert rows.size < 150


@pytest.mark.parametrize("hidden_style", get_args(HiddenStyle))
def test_a_hidden_head_is_faint_or_left_out(
    hidden_style: HiddenStyle, trace: Callable[..., Trace], canvas: Canvas
) -> None:
    made = trace([hidden_in_the_middle(hidden_style)])
    made.draw_head_casings(5)
    made.draw_heads(5)
    assert not touched(canvas).any()
    made.draw_hidden_heads(5)
    assert touched(canvas).any() == (hidden_style != "none")
    assert not seen(made).any()
    made.draw_heads(10)
    assert seen(made).any()


@pytest.mark.parametrize("marker", _MARKERS.values())
def test_a_head_by_itself_looks_as_if_its_casing_lay_over_it(
    marker: str, trace: Callable[..., Trace], canvas: Canvas
) -> None:
    made = trace([plain_track(PATH, AREA)])
    made.run_style = replace(made.run_style, marker=marker)
    canvas.clear("#336699")
    made.draw_head_casings(5)
    made.draw_heads(5)
    own = canvas.pixels.astype(int)
    canvas.clear("#336699")
    canvas.marker(made.heads[5], made.cased, COLOR, edge="#FFFFFF", width=made.trace_style.head_casing)
    assert np.abs(own - canvas.pixels).max() < 20
    assert np.abs(own - canvas.pixels).sum(axis=-1).mean() < 0.01


DASHED = RunStyle("Adam", COLOR, "o", (2.4, 1.7))


def test_dashes_of_a_run_go_on_when_its_trace_grows(trace: Callable[..., Trace], canvas: Canvas) -> None:
    gaps = np.where((np.arange(12) == 6)[:, None], np.nan, np.column_stack([PATH[:, 0], np.full(12, 100.5)]))
    made = trace([plain_track(gaps, AREA), plain_track(gaps + np.array([7.0, 40.0]), AREA)])
    made.run_style = DASHED
    made.stroke(np.array([0, 0]), np.array([11, 11]))
    whole, exact = canvas.pixels.astype(int), seen(made)[100]
    assert 0.3 < exact[40:145].mean() < 0.9
    assert np.count_nonzero(np.diff(exact.astype(int))) > 20
    canvas.clear("#FFFFFF")
    for first, last in ((0, 4), (4, 9), (9, 11)):
        made.stroke(np.array([first, first]), np.array([last, last]))
    assert np.abs(whole - canvas.pixels).max(axis=-1)[::-1][100].max() < 60


def path(*points: tuple[float, float]) -> Track:
    return plain_track(np.array(points), AREA)


@pytest.mark.parametrize(
    ("track", "step", "place"),
    [
        (path((100, 100), (120, 100), (140, 100)), None, None),
        (path((100, 100), (200, 100), (400, 100), (500, 100)), 2, (300, 100)),
        (path((100, 100), (200, 100), (400, 300), (500, 100)), 2, (280, 180)),
        (path((100, 100), (400, 100), (120, 100)), None, None),
        (path((100, 100), (400, 100), (120, 100), (120, -100)), 3, (120, 20)),
        (path((100, 100), (110, 90), (np.nan, np.nan)), 2, (110, 90)),
        (path((100, 100), (110, 90), (np.inf, 90)), 2, (110, 90)),
        (path((100, 100), (110, 90), (1e300, 90)), 2, (300, 90)),
        (path((400, 100), (500, 100)), None, None),
        (path((100, 100), (500, 100)), 1, (300, 100)),
    ],
)
def test_where_and_when_a_track_leaves_for_good(
    track: Track, step: int | None, place: tuple[float, float] | None
) -> None:
    for heads in (track.heads, np.concatenate([[[np.nan, np.nan]], track.heads[1:]])):  # views may mark the start
        found = left_at(replace(track, heads=heads))
        assert (found[0] if found else None) == step
        if found and place:
            assert tuple(found[1]) == pytest.approx(place)


def test_marks_of_exits_stand_from_their_step_on(trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([path((100, 100), (200, 100), (400, 100), (500, 100))])
    made.draw_exits(1)
    assert not touched(canvas).any()
    made.draw_exits(2)
    rows, columns = np.nonzero(touched(canvas))
    assert (columns.mean(), rows.mean()) == pytest.approx((299.5, 99.5), abs=1)


def test_companions_and_shadows_mark_no_exit(trace: Callable[..., Trace]) -> None:
    gone = path((100, 100), (200, 100), (400, 100))
    assert trace([replace(gone, thin=True)]).exits == []
    assert len(trace([gone]).exits) == 1


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ([], []),
        ([0], []),
        ([0, 0, 0], [(0, 2, False)]),
        ([1, 1], [(0, 1, True)]),
        ([0, 0, 1, 1, 0, 0], [(0, 1, False), (1, 4, True), (4, 5, False)]),
    ],
)
def test_stretches_cover_every_segment_once(hidden: list[int], expected: list[tuple[int, int, bool]]) -> None:
    assert stretches(np.array(hidden, dtype=bool)) == expected


def test_stretches_alternate_and_no_visible_one_has_a_hidden_end() -> None:
    for seed in range(50):
        hidden = np.random.default_rng(seed).random(40) < 0.3
        found = stretches(hidden)
        assert (found[0][0], found[-1][1]) == (0, 39)
        assert all(before[1] == after[0] and before[2] != after[2] for before, after in pairwise(found))
        assert not any(hidden[first : last + 1].any() for first, last, behind in found if not behind)


def test_lengths_add_up_and_pass_over_gaps() -> None:
    points = np.array([[0.0, 0.0], [3.0, 4.0], [np.nan, np.nan], [10.0, 0.0], [10.0, 5.0], [np.inf, 0.0]])
    assert lengths(points).tolist() == [0, 5, 5, 5, 10, 10]


def test_strokes_reach_back_over_their_joints_but_not_into_hidden_ones(trace: Callable[..., Trace]) -> None:
    dense = np.column_stack([np.linspace(40.0, 140.0, 201), np.full(201, 100.5)])
    hidden = np.zeros(201, dtype=bool)
    hidden[:60] = True
    made = trace([replace(plain_track(dense, AREA), hidden=hidden)])

    def back(row: int) -> int:
        return int(made.joints(0, np.array([row]))[0])

    reach = (made.trace_style.reach / 2) * made.canvas.point
    assert reach <= dense[150, 0] - dense[back(150), 0] <= reach + 2
    assert back(62) == 60
    assert back(0) == 0


def test_a_shadow_is_see_through(trace: Callable[..., Trace], canvas: Canvas) -> None:
    made = trace([replace(path((40, 100.5), (260, 100.5)), thin=True, shadow=True, hidden_style="none")])
    made.draw(1)
    assert touched(canvas).any()
    assert not seen(made).any()


def test_the_ends_of_all_tracks_stand_together(trace: Callable[..., Trace]) -> None:
    made = trace([plain_track(PATH, AREA), plain_track(PATH + 1, AREA)])
    assert made.ends.shape == (2, 12)


def test_rows_that_change_no_pixel_are_left_out(trace: Callable[..., Trace], monkeypatch: pytest.MonkeyPatch) -> None:
    far = np.column_stack([np.linspace(40.0, 200.0, 400), np.full(400, 100.0)])
    near = np.column_stack([np.linspace(200.0, 201.0, 5000), np.full(5000, 100.0)])
    made, drawn = trace([plain_track(np.vstack([far, [[np.nan, np.nan]], near]), AREA)]), list[np.ndarray]()
    monkeypatch.setattr(made.canvas, "line", lambda points, *_, **__: drawn.append(points))
    made.draw(5400)
    for points in drawn:
        assert len(points) < 420
        assert np.isnan(points[:, 0]).sum() == 1
        known = points[np.isfinite(points[:, 0])]
        assert (known[0].tolist(), known[-1].tolist()) == ([40, 100], [201, 100])
        assert np.diff(known[:, 0]).max() < 0.5
