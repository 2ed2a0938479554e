from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing.theme import THEMES, parse
from optviz.geometry import Area
from optviz.scene.stage import _alike
from optviz.views import VIEWS, When
from optviz.views.base import plain_track, thinned

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene
    from optviz.scene.stage import Stage

COMPANY = "[{name: sgd, lr: 0.01}, {name: ema, inner: {name: momentum, lr: 0.02}, decay: 0.9}, {name: adam, lr: 0.1}]"
FIRST = When(0, 0.0, 0.0, 0.0)

RATES = {"vary": "{lr: [0.01, 0.1]}", "optimizers": "[sgd, momentum, adam]"}


def staged(scene: Callable[..., Scene], *args: Any, **options: Any) -> Stage:
    """A stage with the still picture of its first moment on the canvas."""
    stage = scene(*args, **options).stage
    stage.set(stage.poses(FIRST))
    return stage


@pytest.mark.parametrize("name", VIEWS)
def test_the_still_picture_is_put_back_as_it_was(scene: Callable[..., Scene], name: str) -> None:
    stage = staged(scene, f"[{name}, contour]", size=(480, 270))
    first = stage.pixels.copy()
    stage.pixels[:] = 7
    stage.set(stage.poses(FIRST))
    assert (stage.pixels == first).all()


def test_a_trace_for_every_run_in_every_panel(scene: Callable[..., Scene]) -> None:
    stage = staged(scene, "[contour, {name: curve, of: x}]", RATES, size=(640, 480))
    traces = stage.traces()
    assert [trace.style.label for trace in traces] == ["SGD", "Momentum", "Adam"] * 4
    assert {len(trace.tracks) for trace in traces} == {2}
    assert len({trace.tracks[0].area for trace in traces}) == 4


def test_a_run_looks_the_same_in_every_cell(scene: Callable[..., Scene]) -> None:
    keys = {"optimizers": None, "vary": "{optimizer: [sgd, {name: adam, lr: 0.1}, momentum]}"}
    stage = staged(scene, "[contour]", keys, size=(640, 400))
    traces = stage.traces()
    assert [trace.style.label for trace in traces] == ["SGD", "Adam", "Momentum"]
    assert len({trace.style.color for trace in traces}) == 3
    assert [style.label for style in stage.styles] == ["SGD", "Adam", "Momentum"]


def test_cells_have_headings_and_one_scale(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged(scene, "[{name: curve, of: x}]", RATES, size=(640, 300))
    frames = [drawing.frame for drawing in stage._drawings]  # type: ignore[attr-defined]  # curves have one
    assert (frames[0].x, frames[0].y) == (frames[1].x, frames[1].y)
    written: list[str] = []
    monkeypatch.setattr(stage.canvas, "text", lambda text, *_, **__: written.append(text))
    stage._draw_ground()
    assert {"lr = 0.01", "lr = 0.1", "A small scene", "step", "SGD", "Momentum", "Adam"} <= set(written)


def test_companions_are_thin_beneath_and_named(scene: Callable[..., Scene]) -> None:
    for views, thin in (("[contour]", 1), ("[surface3d]", 1), ("[{name: curve, of: x}]", 0)):
        stage = staged(scene, views, {"optimizers": COMPANY})
        traces = stage.traces()
        assert [trace.tracks[0].thin for trace in traces] == [True] * thin + [False] * 3
        assert [trace.headed for trace in traces] == [False] * thin + [True] * 3
        assert ("thin: average" in stage._heading.subtitle) == bool(thin)


def test_the_line_under_the_title_says_what_a_reader_has_to_know(scene: Callable[..., Scene]) -> None:
    assert "values: median of 2 starts" in staged(scene)._heading.subtitle
    assert "median" not in staged(scene, legend="names")._heading.subtitle
    assert "z = x² − y²" in staged(scene, "[contour]", {"surface": "saddle"})._heading.subtitle
    varied = {"surface": None, "vary": "{surface: [saddle, booth]}"}
    assert "z =" not in staged(scene, "[contour]", varied, size=(640, 400))._heading.subtitle
    banana = {"surface": None, "vary": "{surface: [rosenbrock, {name: rosenbrock, b: 10}]}"}
    assert staged(scene, "[contour]", banana, size=(640, 400))._heading.subtitle == "Rosenbrock's banana"
    surfaces = ", ".join(f"{{expression: '{text}', bounds: {{x: [-2, 2], y: [-2, 2]}}}}" for text in ("x**2", "y**2"))
    own = {"surface": None, "vary": f"{{surface: [{surfaces}]}}"}
    assert "z =" not in staged(scene, "[contour]", own, size=(640, 400))._heading.subtitle
    assert "log" in staged(scene, "[surface3d]", {"surface": "rosenbrock"})._heading.subtitle
    assert "negative gradient" in staged(scene, "[{name: contour, field: arrows}]")._heading.subtitle


def test_very_many_starts_are_drawn_in_batches() -> None:
    track = plain_track(np.zeros((3, 2)), Area(0, 0, 100, 100))
    thin = thinned(track)
    kinds = list(_alike([thin, *[track] * 230, thin]))
    assert [len(kind) for kind in kinds] == [2, 100, 100, 30]
    assert [kind[0].thin for kind in kinds] == [True, False, False, False]


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_that_must_be_exact(scene: Callable[..., Scene], theme: str) -> None:
    stage = staged(scene, theme=theme)
    wanted = {*(parse(style.color) for style in stage.styles), parse(THEMES[theme].page), parse(THEMES[theme].ink)}
    assert set(stage.colors) == wanted
    assert len(stage.colors) == len(wanted)


@pytest.mark.parametrize("legend", ["fixed", "names", "none"])
def test_numbers_are_written_where_they_say(scene: Callable[..., Scene], legend: str) -> None:
    stage = staged(scene, legend=legend)
    assert len(stage._fields) == 1 + 3 * (legend == "fixed")
    for step in (0, 1, 1, 12):
        before = stage.pixels.copy()
        boxes = stage.write(step, ranked=False)
        outside = np.ones(before.shape[:2], dtype=bool)
        for box in boxes:
            outside[box.rows_columns] = False
        assert (before[outside] == stage.pixels[outside]).all()
    assert stage._texts[0] == "12"
    assert boxes


def test_values_give_way_to_names_that_fit_only_without_them(scene: Callable[..., Scene]) -> None:
    def shown(size: tuple[int, int], label: str) -> tuple[int, str]:
        stage = staged(scene, "[contour]", {"optimizers": f"[sgd, {{name: adam, label: {label}}}]"}, size=size)
        assert stage._legend
        stage._legend.draw(stage.canvas, stage.theme, [0, 1])
        written = [str(text) for text, *_ in stage.canvas._texts]
        return len(stage._fields) - 1, next(text for text in written if text.startswith("Adam the"))

    assert shown((800, 450), "Adam the second") == (2, "Adam the second")
    assert shown((440, 250), "Adam the second") == (0, "Adam the second")
    fields, cut = shown((800, 450), "Adam the second who is much too long for any legend")
    assert fields == 2
    assert cut.endswith("…")


def test_values_are_medians_over_the_starts(scene: Callable[..., Scene]) -> None:
    stage = staged(scene)
    stage.write(40, ranked=False)
    medians = [np.median(trajectory.values[:, 40]) for trajectory in stage.trajectories]
    for text, median in zip(stage._texts[1:], medians, strict=True):
        assert float(text.replace("−", "-")) == pytest.approx(median, abs=1e-3)
    stage.write(40, ranked=True)
    ranked = [float(text.replace("−", "-")) for text in stage._texts[1:]]
    assert ranked == sorted(ranked)


def test_cells_write_no_values(scene: Callable[..., Scene]) -> None:
    stage = staged(scene, "[contour]", RATES, size=(640, 300))
    assert len(stage._fields) == 1


def test_a_legend_without_room_says_how_many_more(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    runs = ", ".join(f"{{name: sgd, lr: 0.0{number}, label: Run {number}}}" for number in range(1, 31))
    stage = staged(scene, "[contour]", {"optimizers": f"[{runs}]"}, size=(480, 240))
    written: list[str] = []
    monkeypatch.setattr(stage.canvas, "text", lambda text, *_, **__: written.append(text))
    stage._draw_ground()
    assert stage._legend
    shown = [text for text in written if text.startswith("Run ")]
    assert len(shown) == stage._legend.places < 30
    assert f"and {30 - len(shown)} more" in written
    assert len(stage._fields) == 1 + len(shown)


@pytest.mark.parametrize("size", [(320, 200), (480, 300), (300, 480), (800, 450)])
def test_legend_and_heading_stay_on_the_page(scene: Callable[..., Scene], size: tuple[int, int]) -> None:
    long = "A title that is much longer than the picture is wide, so that it has to be cut somewhere near its end"
    runs = "[{name: sgd, lr: 0.01, label: a run with a name that is long}, {name: adam, lr: 0.1}]"
    stage = scene("[contour]", {"title": long, "optimizers": runs}, size=size).stage
    page = stage._ground[0, 0]
    margin = int(10 * stage.canvas.point)
    for edge in (
        stage._ground[:margin],
        stage._ground[-margin:],
        stage._ground[:, :margin],
        stage._ground[:, -margin:],
    ):
        assert (edge == page).all()
