from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.theme import THEMES, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene

VIEWS = [
    "[contour]",
    "[surface3d]",
    "[{name: curve, of: x}]",
    "[contour, {name: curve, of: distance, scale: log}]",
    "[{name: surface3d, azimuth: [-60, 20], grid: 24, levels: 3}, contour]",
]


@pytest.mark.parametrize("views", VIEWS)
def test_a_frame_is_the_same_alone_and_in_sequence(scene: Callable[..., Scene], views: str) -> None:
    drawn = scene(views)
    sequence = [frame.pixels.copy() for frame in drawn.frames()]
    assert len(sequence) == len(drawn.moments)
    for index in (5, 0, -1, 3):
        assert (scene(views).frame(index) == sequence[index]).all()
        assert (drawn.frame(index) == sequence[index]).all()


@pytest.mark.parametrize("legend", ["fixed", "ranked", "none"])
@pytest.mark.parametrize("views", VIEWS[:4])
def test_nothing_changes_outside_the_boxes_a_frame_names(scene: Callable[..., Scene], views: str, legend: str) -> None:
    before = None
    for frame in scene(views, legend=legend).frames():
        if before is None:
            assert frame.changed is None
        else:
            assert frame.changed is not None
            outside = np.ones(before.shape[:2], dtype=bool)
            for box in frame.changed:
                outside[box.rows_columns] = False
            assert (before[outside] == frame.pixels[outside]).all()
        before = frame.pixels.copy()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("views", VIEWS[:3])
def test_every_trace_keeps_its_exact_colour(scene: Callable[..., Scene], views: str, theme: str) -> None:
    drawn = scene(views, theme=theme)
    last = drawn.frame(-1).reshape(-1, 4)
    for style in drawn.stage.styles:
        assert (last == (*parse(style.color), 255)).all(axis=1).any(), style.label


def test_the_first_frame_shows_no_trace_and_the_last_the_last_step(scene: Callable[..., Scene]) -> None:
    drawn = scene("[{name: curve, of: x}]", legend="none")
    colors = [(*parse(style.color), 255) for style in drawn.stage.styles]
    first, last = (sum((drawn.frame(index) == color).all(axis=-1).sum() for color in colors) for index in (0, -1))
    assert last > 3 * first
    assert drawn.moments[-1].step == 40


def test_with_fewer_steps_than_frames_equal_frames_are_told_once(scene: Callable[..., Scene]) -> None:
    drawn = scene(fps=60)
    frames = list(drawn.frames())
    assert 41 <= len(frames) < len(drawn.moments)
    assert sum(frame.duration for frame in frames) == sum(moment.duration for moment in drawn.moments)
    assert frames[-1].progress == 1


@pytest.mark.parametrize("step", [0, 7, 40, -1])
def test_any_step_can_be_pictured(scene: Callable[..., Scene], step: int) -> None:
    drawn = scene()
    assert drawn.picture(step).shape == (200, 320, 4)
    assert (drawn.picture(step) == scene(fps=60).picture(step)).mean() > 0.98
    assert (drawn.frame(-1) == scene().frame(-1)).all()


@pytest.mark.parametrize("step", [41, -42])
def test_a_step_that_is_not_there_is_told(scene: Callable[..., Scene], step: int) -> None:
    with pytest.raises(ParameterError, match="from 0 to 40"):
        scene().picture(step)


def test_a_page_is_opaque_or_transparent(scene: Callable[..., Scene]) -> None:
    assert (scene().frame(3)[..., 3] == 255).all()
    corner = scene(background="transparent", formats=("png",)).frame(3)[0, 0]
    assert corner[3] == 0


def test_a_run_that_flies_off_leaves_the_others_in_the_picture(scene: Callable[..., Scene]) -> None:
    drawn = scene("[surface3d, curve]", surface="saddle")
    assert drawn.frame(-1).shape == (200, 320, 4)


def test_ranked_legends_end_in_the_order_of_the_values(scene: Callable[..., Scene]) -> None:
    fixed, ranked = scene(), scene(legend="ranked")
    assert (fixed.frame(-2) == ranked.frame(-2)).all()
    final = [float(np.median(trajectory.values[:, -1])) for trajectory in fixed.stage.trajectories]
    assert (final == sorted(final)) == bool((fixed.frame(-1) == ranked.frame(-1)).all())


@pytest.mark.parametrize(("views", "thin"), [("[contour]", 2), ("[surface3d]", 2), ("[{name: curve, of: x}]", 0)])
def test_companions_are_thin_beneath_and_headless(scene: Callable[..., Scene], views: str, thin: int) -> None:
    drawn = scene(views)
    drawn.frame(-1)
    tracks = [trace.track for trace in drawn._traces]
    assert [track.thin for track in tracks] == [True] * thin + [False] * 6
    assert all(np.isnan(track.heads).all() == track.thin for track in tracks)
    assert drawn._traces[0].head_box(3) is None or not thin
    assert ("thin: average" in drawn.stage._heading.subtitle) == bool(thin)
