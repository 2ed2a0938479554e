from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.geometry import Area
from optviz.scene.tails import Tail, tails
from optviz.views.base import Track, plain_track

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.arrays import Array, Mask, Pixels
    from optviz.geometry import Box
    from optviz.scene.traces import Trace

pytestmark = pytest.mark.usefixtures("any_numbers")

AREA = Area(20, 20, 280, 160)
STEPS = list(range(0, 121, 8))


def walk(seed: int, rows: int = 121, size: float = 2.5) -> Array:
    steps = np.random.default_rng(seed).normal(size=(rows, 2)) * size
    return np.array([160.0, 100.0]) + np.cumsum(steps, axis=0)


def partly_hidden(track: Track) -> Track:
    return replace(track, hidden=np.sin(np.arange(len(track.points)) / 7) > 0.6)


def lost(track: Track) -> Track:
    points = track.points.copy()
    points[90:] = np.nan
    return plain_track(points, track.area)


def gone(step: int, x: float, y: float) -> Track:
    """Stands still until a step that leads out of the area."""
    return plain_track(np.where(np.arange(121)[:, None] < step, (160.0, y), (x, y)), AREA)


GROUPS: dict[str, Sequence[Sequence[Track]]] = {
    "one": [[plain_track(walk(0), AREA)]],
    "three": [[plain_track(walk(seed), AREA)] for seed in range(3)],
    "groups": [[plain_track(walk(10 * k + seed), AREA) for seed in range(3)] for k in range(2)],
    "slow": [[plain_track(walk(0, size=0.05), AREA)], [plain_track(walk(1), AREA)]],
    "leaving": [[plain_track(walk(seed, size=12.0), AREA) for seed in range(4)]],
    "leaving between others": [[gone(20, 0, 30), gone(40, 400, 170), gone(60, 400, 100), gone(90, 0, 120)]],
    "hidden": [[partly_hidden(plain_track(walk(seed), AREA)) for seed in range(2)]],
    "dashed": [[replace(partly_hidden(plain_track(walk(seed), AREA)), hidden_style="dashed") for seed in range(2)]],
    "lost": [[lost(plain_track(walk(0), AREA)), plain_track(walk(1), AREA)]],
    "thin": [[replace(plain_track(walk(0), AREA), thin=True)], [plain_track(walk(1), AREA)]],
}


def inside(trace: Trace, box: Box | None) -> Mask:
    """The pixels of a box, rows from the top."""
    mask = np.zeros(trace.canvas.size[::-1], dtype=bool)
    if box:
        mask[max(box.top, 0) : max(box.bottom, 0), max(box.left, 0) : max(box.right, 0)] = True
    return mask


def blank(trace: Trace) -> Pixels:
    trace.canvas.clear("#FFFFFF")
    return trace.canvas.pixels.copy()


def drawn_outside(trace: Trace, before: Pixels, box: Box | None) -> int:
    return int((differing(trace.canvas.pixels, before) & ~inside(trace, box)).sum())


def differing(one: Pixels, other: Pixels) -> Mask:
    """Where two pictures are not the same."""
    return np.asarray(one.view(np.uint32)[..., 0] != other.view(np.uint32)[..., 0])


@pytest.mark.parametrize("fading", [None, 0, 15])
@pytest.mark.parametrize("name", GROUPS)
def test_boxes_hold_all_that_is_drawn(name: str, fading: int | None, trace: Callable[..., Trace]) -> None:
    made = [trace(tracks, starts=len(tracks)) for tracks in GROUPS[name]]
    for each, tail in zip(made, tails(made, STEPS, fading), strict=True):
        for frame in range(len(STEPS)):
            before = blank(each)
            tail.draw(frame)
            assert drawn_outside(each, before, tail.tails[frame]) == 0, frame
            before = blank(each)
            settled = tail.settle(frame)
            assert drawn_outside(each, before, settled) == 0, frame


@pytest.mark.parametrize("name", GROUPS)
def test_boxes_hold_all_heads_and_exits(name: str, trace: Callable[..., Trace]) -> None:
    made = [trace(tracks, starts=len(tracks)) for tracks in GROUPS[name]]
    for each, tail in zip(made, tails(made, STEPS, None), strict=True):
        for frame, step in enumerate(STEPS):
            before = blank(each)
            if each.headed:
                each.draw_heads(step)
            assert drawn_outside(each, before, tail.heads[frame]) == 0, frame
            before = blank(each)
            each.draw_exits(step)
            assert drawn_outside(each, before, tail.exits[frame]) == 0, frame


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("rows", [121, 1201])
def test_settled_strokes_and_tail_make_the_whole_path(rows: int, hidden: bool, trace: Callable[..., Trace]) -> None:
    turn = np.linspace(2, 16, rows)
    plain = plain_track(np.stack([160 + 4.6 * turn * np.cos(turn), 100 + 4.6 * turn * np.sin(turn)], axis=-1), AREA)
    made = trace([partly_hidden(plain) if hidden else plain])
    steps = list(range(0, rows, (rows - 1) // 60))
    (tail,) = tails([made], steps, None)
    blank(made)
    made.draw(steps[-1])
    whole = made.canvas.pixels.astype(int)
    blank(made)
    for frame in range(len(steps)):
        tail.settle(frame)
    tail.draw(len(steps) - 1)
    missed = np.abs(made.canvas.pixels - whole).max(axis=-1)
    assert (whole[..., :3] != 255).any(axis=-1).sum() > 1000
    assert missed.max() < 130
    assert (missed > 60).sum() < 40


def frames_of(made: Sequence[Trace], all_tails: Sequence[Tail]) -> list[Pixels]:
    """Every frame's picture without heads, drawn from nothing."""
    pictures = []
    for frame in range(len(STEPS)):
        blank(made[0])
        for earlier in range(frame + 1):
            for tail in all_tails:
                tail.settle(earlier)
        for tail in all_tails:
            tail.draw(frame)
        pictures.append(made[0].canvas.pixels.copy())
    return pictures


@pytest.mark.parametrize("fading", [None, 15])
@pytest.mark.parametrize("name", GROUPS)
def test_what_is_fresh_or_settled_is_all_that_changes(
    name: str, fading: int | None, trace: Callable[..., Trace]
) -> None:
    made = [trace(tracks) for tracks in GROUPS[name]]
    found = tails(made, STEPS, fading)
    pictures = frames_of(made, found)
    for frame, (before, after) in enumerate(pairwise(pictures), start=1):
        allowed = np.zeros(before.shape[:2], dtype=bool)
        for each, tail in zip(made, found, strict=True):
            allowed |= inside(each, tail.fresh[frame]) | inside(each, tail.settled[frame])
            if fading is not None:  # a fading tail's whole box is what was and what is
                allowed |= inside(each, tail.tails[frame - 1])
        assert not (differing(before, after) & ~allowed).any(), frame


@pytest.mark.parametrize("name", GROUPS)
def test_new_exits_are_told_once_and_hold_their_marks(name: str, trace: Callable[..., Trace]) -> None:
    for tracks in GROUPS[name]:
        made = trace(tracks)
        (tail,) = tails([made], STEPS, None)
        assert tail.exited[0] is None
        for frame, (before, after) in enumerate(pairwise(STEPS), start=1):
            blank(made)
            made.draw_exits(before)
            earlier = made.canvas.pixels.copy()
            blank(made)
            made.draw_exits(after)
            assert drawn_outside(made, earlier, tail.exited[frame]) == 0
            new = [step for step, _ in made.exits if before < step <= after]
            assert (tail.exited[frame] is not None) == bool(new)


def test_a_tail_stays_short_and_settles_in_order(trace: Callable[..., Trace]) -> None:
    made = [trace([plain_track(walk(seed), AREA)]) for seed in range(3)]
    for tail in tails(made, STEPS, None):
        first = tail.first[:, 0]
        assert (np.diff(first) >= 0).all()
        assert first[-1] > 60
        lengths = tail.trace.lengths[0]
        left = lengths[tail._last[:, 0]] - lengths[first]
        step = np.diff(lengths[tail._last[:, 0]]).max()
        assert left.max() <= 26 * tail.trace.canvas.point + step


def test_a_fading_tail_never_settles_and_has_its_steps(trace: Callable[..., Trace]) -> None:
    made = trace([plain_track(walk(0), AREA)])
    (tail,) = tails([made], STEPS, 15)
    assert [tail.settle(frame) for frame in range(len(STEPS))] == [None] * len(STEPS)
    assert tail.first[:, 0].tolist() == [max(0, step - 15) for step in STEPS]


def test_no_traces_have_no_tails() -> None:
    assert tails([], STEPS, None) == []
