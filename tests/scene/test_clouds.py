"""Trials as dots: all up to the present step, the last ones where traces fade, the newest where heads are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.markers import marker_shape
from optviz.drawing.traces import Traces
from optviz.drawing.trials import NEWEST
from optviz.scene.playback import Playback
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.arrays import Array
    from optviz.drawing.outlines import Outline
    from optviz.scene import Scene
    from optviz.scene.clouds import Cloud

SEARCH: Mapping[str, str] = {"optimizers": "[{name: grid_search, columns: 4, rows: 5}]", "steps": "24"}
SHOWN = {"full": Traces(), "tail": Traces(show="tail", tail=6), "heads": Traces(show="heads")}


def clouds(drawn: Scene) -> list[Cloud]:
    with np.errstate(all="ignore"):  # as where frames are drawn
        return drawn.figure.clouds(drawn.figure.poses(drawn.timeline[0].time))


def dots(drawn: Scene, draw: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> tuple[Array, Array]:
    """The places of the dots that are drawn, (K, 2), and those of the newest."""
    (cloud,) = clouds(drawn)
    newest = marker_shape("o", NEWEST * cloud.dots.size * drawn.figure.canvas.point)
    found: list[list[Array]] = [[], []]

    def note(places: Array, shape: Outline, *_: object, **__: object) -> None:
        for kind, outline in enumerate((cloud.outline, newest)):
            if shape is outline:
                found[kind].append(places)

    monkeypatch.setattr(drawn.figure.canvas, "marker", note)
    draw()
    monkeypatch.undo()
    each, last = (np.concatenate([np.empty((0, 2)), *part]) for part in found)
    return each, last


@pytest.mark.parametrize(("show", "first"), [("full", 1), ("tail", 10), ("heads", None)])
@pytest.mark.parametrize("whole", [True, False])
def test_the_dots_of_a_frame_are_those_of_its_steps(
    scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch, show: str, first: int | None, *, whole: bool
) -> None:
    drawn = scene("[contour]", SEARCH, SHOWN[show], fps=15)
    index = next(index for index, frame in enumerate(drawn.timeline) if frame.step == 15)
    shown = Playback(drawn.figure, drawn.timeline)

    def draw() -> None:
        if whole:
            draw_whole(drawn.figure, drawn.timeline[index], last=False)
        else:
            shown.draw(index)

    each, newest = dots(drawn, draw, monkeypatch)
    places = clouds(drawn)[0].dots.places[:, 0]
    assert each.tolist() == (places[first:16].tolist() if first else [])
    assert newest.tolist() == [places[15].tolist()]


def test_once_a_search_is_over_nothing_is_the_newest(
    scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = scene("[contour]", SEARCH)
    each, newest = dots(drawn, lambda: Playback(drawn.figure, drawn.timeline).draw(7), monkeypatch)
    assert drawn.timeline[7].step == 24
    assert (len(each), len(newest)) == (20, 0)


def test_from_many_starts_the_same_trials_are_drawn_once(scene: Callable[..., Scene]) -> None:
    (one,) = clouds(scene("[contour]", {**SEARCH, "start": "[1.2, -0.4]"}))
    (many,) = clouds(scene("[contour]", {**SEARCH, "start": "[[1.2, -0.4], [0, 0.1], [0.3, 0.2]]"}))
    assert many.dots.places.shape == one.dots.places.shape == (25, 1, 2)


def test_the_box_of_some_dots_holds_them(scene: Callable[..., Scene]) -> None:
    drawn = scene("[contour]", SEARCH)
    (cloud,) = clouds(drawn)
    assert cloud.box(20, 24) is None
    assert cloud.box(-1, 0) is None
    before = drawn.figure.pixels.copy()
    cloud.draw(4, 9)
    box = cloud.box(4, 9)
    assert box is not None
    outside = np.ones(before.shape[:2], dtype=bool)
    outside[box.rows_columns] = False
    assert (drawn.figure.pixels != before).any()
    assert (drawn.figure.pixels[outside] == before[outside]).all()


def test_the_surface_hides_dots(scene: Callable[..., Scene]) -> None:
    views = "[{{name: surface3d, elevation: 12, grid: 48, hidden: {}}}]"
    for hidden, seen in (("faint", True), ("none", False)):
        (cloud,) = clouds(scene(views.format(hidden), {**SEARCH, "surface": "himmelblau"}))
        assert cloud.dots.hidden.any()
        assert not cloud.dots.hidden.all()
        assert len(list(cloud.parts(-1, 24))) == 1 + seen


@pytest.mark.parametrize("views", ["[contour]", "[surface3d]"])
def test_what_is_out_of_the_picture_has_no_dot(scene: Callable[..., Scene], views: str) -> None:
    keys = {"optimizers": "[{name: cma_es, sigma0: 3}]", "steps": "6"}
    drawn = scene(views, keys)
    (cloud,) = clouds(drawn)
    (trajectory,) = drawn.figure.trajectories
    inside = drawn.figure.scenario.bounds.contains(trajectory.cloud_points)
    assert 0 < inside.sum() < inside.size
    assert (np.isfinite(cloud.dots.places[..., 0]) <= inside).all()
    assert np.isfinite(cloud.dots.places[..., 0]).sum() >= 0.9 * inside.sum()


@pytest.mark.parametrize(
    ("optimizers", "note"),
    [
        ("[random_search]", "dots: trials"),
        ("[grid_search, random_search, {name: sgd, lr: 0.01}]", "dots: trials"),
        ("[cma_es]", "dots: trials  ·  outline: ellipse"),
    ],
)
def test_the_heading_says_what_dots_and_outlines_are(scene: Callable[..., Scene], optimizers: str, note: str) -> None:
    drawn = scene("[contour]", {"optimizers": optimizers})
    assert drawn.figure._subtitle(values=False).endswith(note)
    assert "dots" not in scene("[curve]", {"optimizers": optimizers}).figure._subtitle(values=False)
