from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing.text import value_text
from optviz.drawing.theme import THEMES, parse
from optviz.geometry import Area
from optviz.scenario import Traces
from optviz.scene.figure import _batches
from optviz.scene.trace_styles import _kinds
from optviz.views import VIEWS, Time
from optviz.views.base import plain_track, thinned

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene
    from optviz.scene.pixel_figure import PixelFigure
    from optviz.scene.trace_styles import TraceStyle

FIRST = Time(0, 0.0, 0.0, 0.0)

RATES = {"vary": "{lr: [0.01, 0.1]}", "optimizers": "[sgd, momentum, adam]"}


def drawn(scene: Callable[..., Scene], *args: Any, **options: Any) -> PixelFigure:
    """A figure with the still picture of its first frame on the canvas."""
    figure = scene(*args, **options).figure
    figure.draw(figure.poses(FIRST))
    return figure


@pytest.mark.parametrize("name", VIEWS)
def test_the_still_picture_is_put_back_as_it_was(scene: Callable[..., Scene], name: str) -> None:
    figure = drawn(scene, f"[{name}, contour]", size=(480, 270))
    first = figure.pixels.copy()
    figure.pixels[:] = 7
    figure.draw(figure.poses(FIRST))
    assert (figure.pixels == first).all()


def test_a_trace_for_every_run_in_every_panel(scene: Callable[..., Scene]) -> None:
    figure = drawn(scene, "[contour, {name: curve, of: x}]", RATES, size=(640, 480))
    traces = figure.traces(figure.poses(FIRST))
    assert [trace.run_style.label for trace in traces] == ["SGD", "Momentum", "Adam"] * 4
    assert {len(trace.tracks) for trace in traces} == {2}
    assert len({trace.tracks[0].area for trace in traces}) == 4


def test_a_run_looks_the_same_in_every_cell(scene: Callable[..., Scene]) -> None:
    keys = {"optimizers": None, "vary": "{optimizer: [sgd, {name: adam, lr: 0.1}, momentum]}"}
    figure = drawn(scene, "[contour]", keys, size=(640, 400))
    traces = figure.traces(figure.poses(FIRST))
    assert [trace.run_style.label for trace in traces] == ["SGD", "Adam", "Momentum"]
    assert len({trace.run_style.color for trace in traces}) == 3
    assert [style.label for style in figure.styles] == ["SGD", "Adam", "Momentum"]


def test_cells_have_headings_and_one_scale(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    figure = drawn(scene, "[{name: curve, of: x}]", RATES, size=(640, 300))
    axes = [shown.drawing.axes for shown in figure._panels]  # type: ignore[attr-defined]  # curves have them
    assert (axes[0].x, axes[0].y) == (axes[1].x, axes[1].y)
    written: list[str] = []
    monkeypatch.setattr(figure.canvas, "text", lambda text, *_, **__: written.append(text))
    figure._draw_background()
    assert {"lr = 0.01", "lr = 0.1", "A small scene", "step", "SGD", "Momentum", "Adam"} <= set(written)


@pytest.mark.usefixtures("any_numbers")
@pytest.mark.parametrize(("views", "shown"), [("[contour]", 1), ("[surface3d]", 1), ("[{name: curve, of: x}]", 0)])
@pytest.mark.parametrize(("method", "name", "over"), [("easgd", "workers", False), ("ema", "average", True)])
def test_companions_are_thin_and_named_and_lie_beneath_unless_they_are_results(
    scene: Callable[..., Scene], views: str, shown: int, method: str, name: str, *, over: bool
) -> None:
    figure = drawn(scene, views, {"optimizers": f"[{method}, sgd, adam]"})
    traces = figure.traces(figure.poses(FIRST))
    places = [(trace.tracks[0].thin, trace.headed) for trace in traces]
    own, thin = [(False, True)] * 3, [(True, over)] * shown
    assert places == (own + thin if over else thin + own)
    assert (f"thin: {name}" in figure._heading.subtitle) == bool(shown)


def test_the_line_under_the_title_says_what_a_reader_has_to_know(scene: Callable[..., Scene]) -> None:
    assert "values: median of 2 starts" in drawn(scene)._heading.subtitle
    assert "median" not in drawn(scene, legend="names")._heading.subtitle
    assert "f = x² − y²" in drawn(scene, "[contour]", {"surface": "saddle"})._heading.subtitle
    varied = {"surface": None, "vary": "{surface: [saddle, booth]}"}
    assert "f =" not in drawn(scene, "[contour]", varied, size=(640, 400))._heading.subtitle
    banana = {"surface": None, "vary": "{surface: [rosenbrock, {name: rosenbrock, b: 10}]}"}
    assert drawn(scene, "[contour]", banana, size=(640, 400))._heading.subtitle == "Rosenbrock's banana"
    surfaces = ", ".join(f"{{expression: '{text}', bounds: {{x: [-2, 2], y: [-2, 2]}}}}" for text in ("x**2", "y**2"))
    own = {"surface": None, "vary": f"{{surface: [{surfaces}]}}"}
    assert "f =" not in drawn(scene, "[contour]", own, size=(640, 400))._heading.subtitle
    assert "log" in drawn(scene, "[surface3d]", {"surface": "rosenbrock"})._heading.subtitle
    assert "negative gradient" in drawn(scene, "[{name: contour, field: arrows}]")._heading.subtitle


@pytest.mark.parametrize(
    ("views", "bars"),
    [
        ("[contour]", [True]),
        ("[contour, surface3d]", [True, False]),
        ("[surface3d, contour]", [True, False]),
        ("[contour, {name: surface3d, scale: log}]", [True, True]),
    ],
)
def test_views_that_share_a_scale_share_a_colour_bar(scene: Callable[..., Scene], views: str, bars: list[bool]) -> None:
    figure = drawn(scene, views, size=(800, 450), colorbar=True)
    assert [shown.drawing._bar is not None for shown in figure._panels] == bars  # type: ignore[attr-defined]
    assert not any(shown.drawing._bar for shown in drawn(scene, views)._panels)  # type: ignore[attr-defined]


def test_the_line_under_the_title_calls_values_as_the_axis_does(scene: Callable[..., Scene]) -> None:
    named = drawn(scene, "[contour]", {"surface": "saddle"}, axes={"z": "loss"})
    assert "loss = x² − y²" in named._heading.subtitle


def test_very_many_starts_are_drawn_in_batches() -> None:
    track = plain_track(np.zeros((3, 2)), Area(0, 0, 100, 100))
    thin = thinned(track)
    kinds = [[*_batches(kind)] for kind in _kinds([thin, *[track] * 230, thin])]
    assert [[len(batch) for batch in kind] for kind in kinds] == [[2], [100, 100, 30]]
    assert [kind[0][0].thin for kind in kinds] == [True, False]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", ["contour", "surface3d", "curve"])
def test_all_is_the_smaller_the_more_starts_there_are(scene: Callable[..., Scene], view: str, theme: str) -> None:
    def styles(count: int) -> set[TraceStyle]:
        starts = ", ".join(f"[{place}, 0.5]" for place in np.linspace(-1, 1, count))
        keys, traces = {"start": f"[{starts}]", "steps": "2"}, Traces(ensemble="all")
        figure = drawn(scene, f"[{view}]", keys, traces=traces, theme=theme)
        return {trace.trace_style for trace in figure.traces(figure.poses(FIRST))}

    found = [styles(count) for count in (4, 24, 120, 240)]
    assert {len(each) for each in found} == {1}  # however many batches there are
    for before, after in pairwise([each.pop() for each in found]):
        assert after.width < before.width
        assert after.head < before.head
        assert after.head_casing <= before.head_casing
        assert after.casing < before.casing


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_that_must_be_exact(scene: Callable[..., Scene], theme: str) -> None:
    figure = drawn(scene, theme=theme)
    wanted = {*(parse(style.color) for style in figure.styles), parse(THEMES[theme].page), parse(THEMES[theme].ink)}
    assert set(figure.colors) == wanted
    assert len(figure.colors) == len(wanted)


@pytest.mark.parametrize("legend", ["fixed", "names", "none"])
def test_numbers_are_written_where_they_say(scene: Callable[..., Scene], legend: str) -> None:
    figure = drawn(scene, legend=legend)
    assert len(figure._fields) == 1 + 3 * (legend == "fixed")
    for step in (0, 1, 1, 12):
        before = figure.pixels.copy()
        boxes = figure.write(step, last=False)
        outside = np.ones(before.shape[:2], dtype=bool)
        for box in boxes:
            outside[box.rows_columns] = False
        assert (before[outside] == figure.pixels[outside]).all()
    assert figure._texts[0] == "12"
    assert boxes


NAMES = ("SGD with momentum, lr = 0.005, batch 32", "Nesterov accelerated gradient", "Adam")


@pytest.mark.parametrize(
    ("names", "size", "values", "below", "cut"),
    [
        (("SGD", "NAG", "Adam the second"), (800, 450), True, False, 0),
        (("SGD", "NAG", "Adam the second"), (440, 250), True, False, 0),
        (NAMES[1:], (1280, 720), True, True, 0),
        (NAMES, (800, 450), True, True, 0),
        (NAMES, (480, 270), True, True, 0),
        (NAMES, (360, 240), False, True, 0),
        (NAMES, (320, 240), False, True, 0),
        (NAMES, (220, 200), False, True, 2),
        (NAMES, (360, 480), True, True, 0),
    ],
)
def test_values_give_way_then_the_legends_place_then_the_longest_name(
    scene: Callable[..., Scene], names: tuple[str, ...], size: tuple[int, int], values: bool, below: bool, cut: int
) -> None:
    runs = ", ".join(f"{{name: sgd, lr: 0.0{place + 1}, label: '{name}'}}" for place, name in enumerate(names))
    figure = drawn(scene, "[contour]", {"optimizers": f"[{runs}]"}, size=size)
    assert figure._legend
    written = [str(text) for text, *_ in figure.canvas._texts]
    assert sum(name in written for name in names) == len(names) - cut
    if cut:
        assert any(text.endswith("…") and text.startswith(names[0][:20]) for text in written)
    assert len(figure._fields) == 1 + len(names) * values
    panel = figure.traces(figure.poses(FIRST))[0].tracks[0].area
    assert (figure._legend.area.top < panel.bottom) == below
    assert (figure._legend.area.left > panel.right) == (not below)


def test_where_a_name_is_cut_anyway_many_runs_stay_beside_the_panels(scene: Callable[..., Scene]) -> None:
    runs = ", ".join(f"{{name: sgd, lr: 0.0{number}, label: '{NAMES[0]} {number}'}}" for number in range(1, 13))
    figure = drawn(scene, "[contour]", {"optimizers": f"[{runs}]"}, size=(320, 200))
    assert figure._legend
    assert figure._legend.area.left > figure.traces(figure.poses(FIRST))[0].tracks[0].area.right


LOST = {
    "surface": "himmelblau",
    "bounds": "{x: [-8, 8], y: [-8, 8]}",
    "start": "[[2, 1], [3, 1], [7.9, 7.9]]",
    "steps": "60",
    "optimizers": "[{name: sgd, lr: 0.012}, {name: adam, lr: 0.1}, {name: sgd, lr: 10, label: Gone}]",
}


def test_lost_starts_are_the_worst_and_counted(scene: Callable[..., Scene]) -> None:
    figure = drawn(scene, "[contour]", LOST, size=(960, 540), legend="ranked")
    figure.write(60, last=True)
    _, sgd, adam, gone = figure._texts
    kept = np.sort(figure.trajectories[0].values[:2, 60])[-1]  # the median of three is the worse of the two
    assert sgd == f"1 lost  {value_text(kept)}"
    assert adam == value_text(float(np.median(figure.trajectories[1].values[:, 60])))
    assert gone == "3 of 3 lost"
    figure.write(0, last=True)
    assert "lost" not in "".join(figure._texts)
    assert "values: median of 3 starts, what left or diverged as the worst" in figure._heading.subtitle
    narrow = drawn(scene, "[contour]", LOST, size=(400, 240))
    narrow.write(60, last=True)
    assert narrow._texts[1:] == [sgd.removeprefix("1 lost  "), adam, "3 lost"]


def test_a_run_that_is_lost_says_where_it_went(scene: Callable[..., Scene]) -> None:
    keys = {**LOST, "start": "[2, 1]", "surface": "saddle", "bounds": "{x: [-3, 3], y: [-3, 3]}"}
    figure = drawn(scene, "[contour]", keys, size=(800, 450))
    sgd, _, gone = figure.trajectories
    left, diverged = int(sgd.left_at[0]), int(gone.diverged_at[0])
    assert 0 < left < 60
    assert 0 < diverged < 60 or diverged == -1
    figure.write(left - 1, last=False)
    assert figure._texts[1] == value_text(float(sgd.values[0, left - 1]))
    figure.write(60, last=False)
    assert figure._texts[1] == f"left at {left}"
    assert figure._texts[3] == gone.lost_words(0)


def test_values_are_medians_over_the_starts(scene: Callable[..., Scene]) -> None:
    figure = drawn(scene, legend="ranked")
    figure.write(40, last=False)
    medians = [np.median(trajectory.values[:, 40]) for trajectory in figure.trajectories]
    for text, median in zip(figure._texts[1:], medians, strict=True):
        assert float(text.replace("−", "-")) == pytest.approx(median, abs=1e-3)
    figure.write(40, last=True)
    ranked = [float(text.replace("−", "-")) for text in figure._texts[1:]]
    assert ranked == sorted(ranked)


def test_cells_write_no_values(scene: Callable[..., Scene]) -> None:
    figure = drawn(scene, "[contour]", RATES, size=(640, 300))
    assert len(figure._fields) == 1


def test_a_legend_without_room_says_how_many_more(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    runs = ", ".join(f"{{name: sgd, lr: 0.0{number}, label: Run {number}}}" for number in range(1, 31))
    figure = drawn(scene, "[contour]", {"optimizers": f"[{runs}]"}, size=(480, 240))
    written: list[str] = []
    monkeypatch.setattr(figure.canvas, "text", lambda text, *_, **__: written.append(text))
    figure._draw_background()
    assert figure._legend
    shown = [text for text in written if text.startswith("Run ")]
    assert len(shown) == figure._legend.places < 30
    assert f"and {30 - len(shown)} more" in written
    assert len(figure._fields) == 1  # more names have room without values


@pytest.mark.parametrize("size", [(320, 200), (480, 300), (300, 480), (800, 450)])
def test_legend_and_heading_stay_on_the_page(scene: Callable[..., Scene], size: tuple[int, int]) -> None:
    long = "A title that is much longer than the picture is wide, so that it has to be cut somewhere near its end"
    runs = "[{name: sgd, lr: 0.01, label: a run with a name that is long}, {name: adam, lr: 0.1}]"
    figure = scene("[contour]", {"title": long, "optimizers": runs}, size=size).figure
    page = figure._background[0, 0]
    margin = int(10 * figure.canvas.point)
    for edge in (
        figure._background[:margin],
        figure._background[-margin:],
        figure._background[:, :margin],
        figure._background[:, -margin:],
    ):
        assert (edge == page).all()
