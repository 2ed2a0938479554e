"""Notes as they are drawn: what is looked at here is what a reader sees, frame by frame."""

from __future__ import annotations

import itertools
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing.traces import Traces
from optviz.scene.drawings import document, frame_documents
from optviz.scene.notes import Leader, Ring
from optviz.scene.notes.overlays import NoteText
from optviz.scene.strip import strip_pixels
from optviz.scene.trace_styles import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.geometry import Area
    from optviz.notes import Moment
    from optviz.scene import Scene
    from optviz.scene.notes import Told

TOLD = """[
  {when: start, say: Three ways from two starts, at: top},
  {of: adam, when: "value < 0", say: Adam is below zero, pause: 0.6},
  {when: step >= 10, say: the ridge, at: [0.3, 0.2], stay: 0.8},
  {of: momentum, when: step >= 20, say: "Momentum is on its way, and that is worth a few more words"},
  {of: sgd, when: end, say: The end, at: bottom},
]"""
LARGE = {"output": "{size: [640, 400], fps: 5, duration: 1.6, hold: 0.5}", "notes": TOLD}
ONE = {**LARGE, "start": "[1.2, -0.4]"}
CELLS = {**ONE, "optimizers": "[sgd, momentum, adam]", "vary": "{lr: [0.01, 0.02]}"}
LEAVING = {
    **ONE,
    "surface": "saddle",
    "notes": "[{of: adam, when: leaves, say: Adam leaves}, {of: sgd, when: step >= 5, say: SGD slides}]",
    "optimizers": "[{name: sgd, lr: 0.05}, {name: adam, lr: 0.3}]",
}
MANY = {**LARGE, "start": "{name: normal, std: 0.5, count: 60}"}
CONTOUR, LANDSCAPE = "{name: contour, grid: 40}", "{name: surface3d, grid: 24}"
STILL = {
    "contour": (f"[{CONTOUR}]", LARGE),
    "landscape": (f"[{LANDSCAPE}]", LARGE),
    "both": (f"[{CONTOUR}, {LANDSCAPE}]", ONE),
    "curves": ("[{name: curve, of: x}, {name: curve, of: y}]", ONE),
    "cells": (f"[{CONTOUR}]", CELLS),
    "leaving": (f"[{CONTOUR}]", LEAVING),
    "ensemble": (f"[{CONTOUR}]", MANY),
    "inset": ("[{name: contour, grid: 40, inset: 3}]", ONE),
}
MOVING = {
    "turn": ("[{name: surface3d, grid: 24, azimuth: [0, 90]}]", LARGE),
    "turn beside a contour": (f"[{CONTOUR}, {{name: surface3d, grid: 24, elevation: [20, 60]}}]", ONE),
    "zoom": ("[{name: contour, zoom: [1, 4], grid: 60}]", ONE),
}
TRACES = {"full": Traces(), "labels": Traces(labels=True), "tail": Traces(show="tail", tail=7)}


def elsewhere(drawn: Scene) -> Scene:
    """The scene as another process has it."""
    there: Scene = pickle.loads(pickle.dumps(drawn))  # noqa: S301
    return there


def all_told(drawn: Scene) -> list[Told]:
    return [told for each in drawn.figure.notes.told.values() for told in each]


def notes_of(drawn: Scene, index: int) -> list[Any]:
    """The notes' overlays in a frame."""
    return list(drawn.figure.notes.overlays(drawn.timeline[index]))


def seen(drawn: Scene, moment: Moment) -> list[int]:
    """The frames in which a note is there."""
    return [index for index, frame in enumerate(drawn.timeline) if any(said.moment == moment for said in frame.notes)]


def meet(one: Area, other: Area) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def heads_at(drawn: Scene, index: int) -> Array:
    """The heads in view in a frame, but those of crowds, (K, 2)."""
    frame = drawn.timeline[index]
    with np.errstate(all="ignore"):
        traces = drawn.figure.traces(drawn.figure.poses(frame.time))
    found = [trace.heads[frame.step] for trace in traces if trace.headed and not trace.trace_style.apart]
    places = np.concatenate([*found, np.empty((0, 2))])
    return np.asarray(places[np.isfinite(places[:, 0])])


@pytest.mark.parametrize(
    ("name", "show"), [*((name, "full") for name in STILL), ("both", "labels"), ("contour", "tail")]
)
def test_a_frame_says_what_has_changed_and_is_the_same_alone(scene: Callable[..., Scene], name: str, show: str) -> None:
    views, keys = STILL[name]
    drawn = scene(views, keys, TRACES[show])
    sequence: list[Any] = []
    for frame in drawn.frames():
        if frame.changed is not None:
            outside = np.ones(frame.pixels.shape[:2], dtype=bool)
            for box in frame.changed:
                outside[box.rows_columns] = False
            assert (sequence[-1][outside] == frame.pixels[outside]).all(), len(sequence)
        sequence.append(frame.pixels.copy())
    shown = [each.index for each in drawn.timed_frames()]
    for number in (3, len(shown) // 2, -1):
        fresh = elsewhere(drawn).frame(shown[number])
        assert (fresh == sequence[number]).all(), number


@pytest.mark.parametrize("name", MOVING)
def test_a_moving_frame_is_the_same_alone(scene: Callable[..., Scene], name: str) -> None:
    drawn = scene(*MOVING[name])
    frames = [frame.pixels.copy() for frame in drawn.frames()]
    for number in (3, -1):
        fresh = elsewhere(drawn).frame(drawn.timed_frames()[number].index)
        assert (fresh == frames[number]).all(), number


@pytest.mark.parametrize(("name", "scale"), [*((name, 1) for name in (*STILL, *MOVING)), ("both", 2), ("turn", 2)])
def test_a_text_keeps_clear_of_heads_marks_labels_edges_and_other_notes(
    scene: Callable[..., Scene], name: str, scale: int
) -> None:
    drawn = scene(*{**STILL, **MOVING}[name], scale=scale)
    figure, point = drawn.figure, drawn.figure.canvas.point
    assert len(all_told(drawn)) >= 2
    for told in all_told(drawn):
        area, moves = told.text.area, told.site.moves
        room = told.site.area
        assert room.left < area.left < area.right < room.right
        assert room.bottom < area.bottom < area.top < room.top
        assert figure._legend is None or not meet(area, figure._legend.area)
        for index in seen(drawn, told.moment):
            reach = area.shrunk(*[-HEAD / 2 * point] * 4)
            assert not reach.contains(heads_at(drawn, index)).any(), (told.moment.note.say, index)
            with figure.canvas.surveyed() as there, np.errstate(all="ignore"):
                told.site.drawing.draw(told.site.drawing.pose(drawn.timeline[index].time))
            # Between the poses that are looked at, labels of a moving camera may come a little nearer.
            margin = 3 * point if moves else 0.0
            assert not any(meet(area.shrunk(*[margin] * 4), each) for each in there), (told.moment.note.say, index)
    for one, other in itertools.combinations(all_told(drawn), 2):
        if set(seen(drawn, one.moment)) & set(seen(drawn, other.moment)):
            assert not meet(one.text.area, other.text.area)


@pytest.mark.parametrize("name", ["both", "cells", "turn beside a contour"])
def test_places_do_not_depend_on_what_is_drawn_first(scene: Callable[..., Scene], name: str) -> None:
    made = scene(*{**STILL, **MOVING}[name])
    found = []
    for first in (0, len(made.timeline) // 2, None):
        other = elsewhere(made)
        if first is not None:
            other.frame(first)
        found.append([told.text for told in all_told(other)])
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("name", ["contour", "landscape", "turn"])
def test_a_text_stands_still_and_its_leader_ends_before_its_head(scene: Callable[..., Scene], name: str) -> None:
    drawn = scene(*{**STILL, **MOVING}[name])
    point = drawn.figure.canvas.point
    (told,) = (each for each in all_told(drawn) if each.moment.note.of == "momentum")
    ends = []
    for index in seen(drawn, told.moment):
        texts = [each for each in notes_of(drawn, index) if isinstance(each, NoteText)]
        (own,) = (each for each in texts if each.lines == told.text.lines)
        assert replace(own, opacity=1.0) == told.text
        with np.errstate(all="ignore"):
            traces = drawn.figure.traces(drawn.figure.poses(drawn.timeline[index].time))
        head = next(trace for trace in traces if trace.run_style.label == "Momentum").heads[drawn.timeline[index].step]
        if line := told.leader(drawn.timeline[index]):
            begin, end = line
            assert np.hypot(*(end - head[0])) == pytest.approx((HEAD / 2 + 2.5) * point)
            assert told.text.area.shrunk(*[-1e-6] * 4).contains(begin)
            assert not told.text.area.shrunk(*[1e-6] * 4).contains(begin)
            ends.append(end)
    assert len(ends) > 3
    assert np.ptp(ends, axis=0).max() > 5


def test_a_leader_of_what_has_left_points_to_where_it_did(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["leaving"])
    (told,) = (each for each in all_told(drawn) if each.moment.note.of == "adam")
    frame = drawn.timeline[-1]
    traces = drawn.figure.traces(drawn.figure.poses(frame.time))
    ((since, place),) = next(trace for trace in traces if trace.run_style.label == "Adam").exits
    assert since <= told.moment.step
    assert told.target(frame) == pytest.approx(place)


def test_a_note_on_a_point_has_a_ring_there(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["contour"])
    (told,) = (each for each in all_told(drawn) if each.moment.note.say == "the ridge")
    frame = drawn.timeline[seen(drawn, told.moment)[0]]
    (ring,) = (each for each in drawn.figure.notes.overlays(frame) if isinstance(each, Ring))
    axes = drawn.figure._panels[0].drawing.axes(1.0)  # type: ignore[attr-defined]
    assert ring.place == pytest.approx(tuple(axes.pixels(np.array([0.3, 0.2]))))


def test_notes_at_an_edge_stand_there_once_without_a_leader(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["both"])
    (top,) = (each for each in all_told(drawn) if each.moment.note.at == "top")
    (bottom,) = (each for each in all_told(drawn) if each.moment.note.at == "bottom")
    room = top.site.area
    assert top.site is bottom.site is drawn.figure.notes.places.sites[0][0]
    assert room.top - top.text.area.top < 0.2 * room.height
    assert bottom.text.area.bottom - room.bottom < 0.2 * room.height
    assert top.leader(drawn.timeline[0]) is bottom.leader(drawn.timeline[-1]) is None


def test_a_note_stands_in_every_view_of_the_surface_and_in_one_of_others(scene: Callable[..., Scene]) -> None:
    def panels(name: str) -> list[int]:
        drawn = scene(*STILL[name])
        (told,) = (each for each in drawn.figure.notes.told.values() if each[0].moment.note.of == "momentum")
        return [drawn.figure.notes.places.sites[0].index(each.site) for each in told]

    assert panels("both") == [0, 1]
    assert len(panels("curves")) == 1


def test_each_cell_tells_its_own_moments(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["cells"])
    cells = [told.moment.cell for told in all_told(drawn) if told.moment.note.of == "momentum"]
    assert sorted(cells) == [0, 1]
    for told in all_told(drawn):
        assert told.site in drawn.figure.notes.places.sites[told.moment.cell]


LONG = "A sentence that goes on and on although nobody has the time to read it while everything is moving, does it?"


@pytest.mark.parametrize("size", [(240, 160), (300, 180), (400, 250)])
@pytest.mark.parametrize("say", [LONG, "Incomprehensibilitiesandmorewithoutaspace" * 3, "ok"])
def test_in_small_panels_texts_are_smaller_and_then_cut(
    scene: Callable[..., Scene], say: str, size: tuple[int, int]
) -> None:
    keys = {**ONE, "notes": f"[{{of: adam, when: step >= 5, say: '{say}'}}]"}
    drawn = scene(f"[{CONTOUR}]", keys, size=size)
    drawn.frame(-1)
    (told,) = all_told(drawn)
    room, text = told.site.area, told.text
    assert room.left <= text.area.left
    assert text.area.right <= room.right
    assert room.bottom <= text.area.bottom
    assert text.area.top <= room.top
    assert len(text.lines) <= 3
    widths = [drawn.figure.canvas.text_width(line, text.size) for line in text.lines]
    assert max(widths) <= text.area.width
    whole = "".join("".join(text.lines).split())
    assert whole == "".join(say.split()) or (whole.endswith("…") and "".join(say.split()).startswith(whole[:-1]))
    if size == (240, 160) and say != "ok":
        assert whole.endswith("…")


@pytest.mark.parametrize("name", ["contour", "landscape", "turn"])
def test_what_fades_is_between_nothing_and_all(scene: Callable[..., Scene], name: str) -> None:
    drawn = scene(*{**STILL, **MOVING}[name])
    told = all_told(drawn)[1]
    overlay, canvas = told.text, drawn.figure.canvas
    pictures = []
    for opacity in (0.25, 0.75, 1.0):
        drawn.frame(0)
        replace(overlay, opacity=opacity).draw(canvas)
        box = overlay.area.box(canvas.size)
        assert box
        pictures.append(canvas.pixels[box.rows_columns].astype(float))
    darkest = [picture[..., :3].sum(axis=-1).min() for picture in pictures]
    assert darkest[0] > darkest[1] > darkest[2]


def test_documents_write_notes(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["contour"], lettering="text")
    scenario, runs = drawn.figure.scenario, drawn.figure.trajectories
    (told,) = (each for each in all_told(drawn) if each.moment.note.of == "adam")
    svg = document(scenario, runs, "svg", told.moment.step).decode()
    assert " ".join(told.text.lines) == "Adam is below zero"
    assert all(f">{line}</text>" in svg for line in told.text.lines)
    assert document(scenario, runs, "pdf", 20).startswith(b"%PDF")
    faint = seen(drawn, told.moment)[0]
    said = next(said for said in drawn.timeline[faint].notes if said.moment == told.moment)
    assert said.opacity < 1
    (moving,) = frame_documents(scenario, runs, "svg", [faint])
    assert f'opacity="{said.opacity:g}"'.replace("0.", ".") in moving.decode()


def test_each_part_of_a_strip_tells_the_notes_of_its_step(scene: Callable[..., Scene]) -> None:
    drawn = scene(*STILL["contour"])
    scenario, runs = drawn.figure.scenario, drawn.figure.trajectories
    told, bare = (strip_pixels(each, runs, [2, 30]) for each in (scenario, replace(scenario, notes=())))
    differs = (told != bare).any(axis=-1).any(axis=0)
    half = len(differs) // 2
    assert differs[:half].any()
    assert differs[half:].any()


def test_leaders_and_rings_are_drawn_inside_their_areas(scene: Callable[..., Scene]) -> None:
    canvas = scene(*STILL["contour"]).figure.canvas
    look = ("#223344", "#FFFFFF", canvas.point)
    for overlay in (Leader((100.0, 100.0), (180.0, 150.0), *look), Ring((200.5, 120.2), *look)):
        canvas.clear("#808080")
        overlay.draw(canvas)
        rows, columns = np.nonzero((canvas.pixels[::-1, :, :3] != 128).any(axis=-1))
        area = overlay.area
        assert len(rows) > 10
        assert rows.min() >= area.bottom - 1
        assert rows.max() <= area.top
        assert columns.min() >= area.left - 1
        assert columns.max() <= area.right
