from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.drawing import vectors
from optviz.drawing.canvas import Canvas
from optviz.drawing.panel import Panel
from optviz.drawing.panel_legend import PanelLegend
from optviz.drawing.shapes import Shapes
from optviz.drawing.theme import THEMES, parse
from optviz.errors import ParameterError
from optviz.geometry import Area
from optviz.optimizers import OPTIMIZERS, optimizer
from optviz.simulate import simulate
from optviz.surfaces import surface
from optviz.views import Time
from optviz.views.anatomy import Anatomy, AnatomyDrawing, revealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.arrays import Array

STEPS = 10
TOLD = [name for name, entry in OPTIMIZERS.items() if entry.has_anatomy()]
COLOR = "#7A3B69"


def drawn(
    *methods: dict[str, Any],
    on: str = "ill_conditioned",
    starts: Sequence[Sequence[float]] = ((-3.0, 1.5),),
    **more: Any,
) -> AnatomyDrawing:
    """The anatomy of methods, a colour of its own for each."""
    parameters: dict[str, Any] = {"condition": 10.0} if on == "ill_conditioned" else {}
    shown = surface(on, **parameters)
    runs = [simulate(optimizer(**method), shown, starts, STEPS, anatomy=True) for method in methods]
    colors = [COLOR, "#222222", "#444444"][: len(runs)]
    panel = Panel(
        canvas=Canvas((400, 300), 100),
        area=Area(20, 10, 360, 270),
        theme=THEMES[more.get("theme", "light")],
        surface=shown,
        bounds=shown.bounds,
        trajectories=runs,
        colors=colors,
    )
    return Anatomy(**more.get("options", {})).on(panel)


def shapes(drawing: AnatomyDrawing, step: int, phase: float = 1.0) -> list[Shapes]:
    when = Time(step, phase, step / STEPS, step / STEPS)
    return [overlay for overlay in drawing.overlays(when) if isinstance(overlay, Shapes)]


def arrows(drawing: AnatomyDrawing, step: int, phase: float = 1.0) -> dict[str | None, tuple[Array, Array]]:
    """The tails and tips of what is drawn at a moment, (S, 2) pixels, by colour; arrows have eight corners."""
    found = [each for each in shapes(drawing, step, phase) if each.outlines.shape[1] == 8]
    return {each.fill: ((each.outlines[:, 0] + each.outlines[:, 6]) / 2, each.outlines[:, 3]) for each in found}


def colors(drawing: AnatomyDrawing, run: int = 0) -> dict[str, str]:
    """The colours of a run's parts by title."""
    return {piece.title: piece.glyphs[0].color for piece in drawing.pieces[run]}


@pytest.mark.parametrize("name", ["momentum", "nag"])
def test_velocity_and_gradient_lead_tip_to_tail_from_one_iterate_to_the_next(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_LEAST", 1e-6)
    drawing = drawn({"name": name, "lr": 0.05, "momentum": 0.8})
    iterates = drawing.contours.axes(1.0).pixels(drawing.panel.trajectories[0].positions[0])
    velocity, gradient, step = colors(drawing).values()
    assert step == COLOR
    for t in range(1, STEPS):
        found = arrows(drawing, t)
        assert found[step][0] == pytest.approx(iterates[[t]])
        assert found[step][1] == pytest.approx(iterates[[t + 1]])
        assert found[velocity][0] == pytest.approx(iterates[[t]])
        assert found[gradient][0] == pytest.approx(found[velocity][1])
        assert found[gradient][1] == pytest.approx(iterates[[t + 1]])


def test_a_ring_marks_where_the_gradient_is_felt() -> None:
    drawing = drawn({"name": "nag", "lr": 0.05, "momentum": 0.8})
    (ring,) = (each for each in shapes(drawing, 3) if each.outlines.shape[1] > 8)
    _, gradient, _ = colors(drawing).values()
    assert ring.outlines[0, :-1].mean(axis=0) == pytest.approx(arrows(drawing, 3)[gradient][0][0])
    assert not any(each.outlines.shape[1] > 8 for each in shapes(drawn({"name": "momentum", "lr": 0.05}), 3))


def test_gradients_are_drawn_with_one_factor_which_the_note_tells() -> None:
    drawing = drawn({"name": "adam", "lr": 0.2})
    trajectory, scale = drawing.panel.trajectories[0], drawing.contours.axes(1.0).scale
    gradient, average, *_ = colors(drawing).values()
    parts = {part.name: part.vector[0] for part in trajectory.anatomy}
    lengths = []
    for t in range(STEPS):
        found = arrows(drawing, t)
        for color, name in ((gradient, "gradient"), (average, "m_hat")):
            tail, tip = found[color]
            assert (tip - tail)[0] == pytest.approx(drawing.gradient * parts[name][t] * scale)
            lengths.append(float(np.hypot(*(tip - tail)[0])))
    assert max(lengths) == pytest.approx(0.3 * min(drawing.area.width, drawing.area.height), rel=0.06)
    assert f"gradients × −{drawing.gradient:g}" in drawing.note


def test_a_scaling_is_the_ellipse_of_slopes_of_one_length_and_leads_to_the_next_iterate() -> None:
    drawing = drawn({"name": "adam", "lr": 0.2})
    scaling = colors(drawing)["scaling"]
    factors = next(part.vector[0] for part in drawing.panel.trajectories[0].anatomy if part.unit == "scaling")
    iterates = drawing.contours.axes(1.0).pixels(drawing.panel.trajectories[0].positions[0])
    for t in range(STEPS):
        (ellipse,) = (each for each in shapes(drawing, t) if each.outlines.shape[1] > 8)
        width, height = np.ptp(ellipse.outlines[0], axis=0)
        assert (width, height) == pytest.approx(2 * drawing.slope * factors[t] * drawing.contours.axes(1.0).scale)
        assert arrows(drawing, t)[scaling][1] == pytest.approx(iterates[[t + 1]])
    assert f"slopes of {drawing.slope:g}, scaled" in drawing.note


def test_methods_in_units_of_the_plane_need_no_note() -> None:
    assert drawn({"name": "momentum", "lr": 0.05}, {"name": "sgd", "lr": 0.05}).note == ""


@pytest.mark.parametrize("name", TOLD)
def test_parts_are_revealed_in_their_order(name: str) -> None:
    rates = {"adadelta": 300.0, "sgd": 0.05, "momentum": 0.05, "nag": 0.05}
    drawing = drawn({"name": name, "lr": rates.get(name, 0.4)})
    order = [*colors(drawing).values()]
    seen = [set[str]()]
    for phase in np.linspace(0, 1, 41).tolist():
        now = {each.fill for each in shapes(drawing, 4, phase) if each.fill in order}
        assert now >= seen[-1]
        seen.append({str(color) for color in now})
    assert not seen[1]
    assert len(seen[-1]) >= 2
    assert COLOR in seen[-1]
    begun = [next(index for index, now in enumerate(seen) if color in now) for color in order if color in seen[-1]]
    assert begun == sorted(set(begun))


def test_growing_pieces() -> None:
    assert revealed(3, 0.0) == (0, 0, 0)
    assert revealed(3, 1.0) == revealed(3, 0.8) == (1, 1, 1)
    for phase in (0.1, 0.3, 0.5):
        assert list(revealed(3, phase)) == sorted(revealed(3, phase), reverse=True)


def test_nothing_changes_without_the_overlay_key() -> None:
    drawing = drawn({"name": "nag", "lr": 0.05})
    first, second, last = (Time(2, phase, 0.2, 0.2) for phase in (0.2, 0.85, 1.0))
    assert drawing.overlay_key(first) != drawing.overlay_key(second) == drawing.overlay_key(last)


def test_the_last_frame_shows_the_last_step() -> None:
    drawing = drawn({"name": "momentum", "lr": 0.05})
    shown, last = arrows(drawing, STEPS, 0.0), arrows(drawing, STEPS - 1)
    assert shown.keys() == last.keys()
    assert all(np.array_equal(shown[color], last[color]) for color in shown)


@pytest.mark.parametrize("on", ["ill_conditioned", "rosenbrock", "wall"])
@pytest.mark.parametrize("name", TOLD)
def test_nothing_leaves_the_surface_even_where_runs_diverge(name: str, on: str) -> None:
    drawing = drawn({"name": name, "lr": 30.0}, on=on, starts=[[1.5, 0.8], [0.0, 0.5]])
    canvas, area = drawing.panel.canvas, drawing.area
    canvas.clear("#FFFFFF")
    for step in range(STEPS + 1):
        for overlay in drawing.overlays(Time(step, 1.0, step / STEPS, 0.0)):
            place = overlay.area
            assert area.left <= place.left < place.right <= area.right
            assert area.bottom <= place.bottom < place.top <= area.top
            before = canvas.pixels.copy()
            overlay.draw(canvas)
            rows, columns = np.nonzero((before != canvas.pixels).any(axis=-1)[::-1])
            assert ((place.left - 1 <= columns) & (columns <= place.right + 1)).all()
            assert ((place.bottom - 1 <= rows) & (rows <= place.top + 1)).all()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", TOLD)
def test_every_part_has_a_colour_of_its_own(name: str, theme: str) -> None:
    drawing = drawn({"name": name}, theme=theme)
    every = [parse(color) for color in colors(drawing).values()]
    assert len(every) >= 2
    assert all(np.linalg.norm(np.subtract(*pair)) > 60 for pair in itertools.combinations(every, 2))


def test_what_is_zero_throughout_is_left_out() -> None:
    assert [*colors(drawn({"name": "momentum", "lr": 0.05, "momentum": 0.0}))] == ["gradient", "step"]


def test_several_runs_share_colours_and_are_told_apart_by_their_steps() -> None:
    drawing = drawn({"name": "momentum", "lr": 0.05}, {"name": "rmsprop", "lr": 0.1, "momentum": 0.5})
    first, second = colors(drawing, 0), colors(drawing, 1)
    assert first["velocity"] == second["velocity"]
    assert first["gradient"] == second["gradient"]
    assert first["step of Momentum"] != second["step of RMSProp"]


def test_the_legend_stands_clear_of_the_steps() -> None:
    drawing = drawn({"name": "momentum", "lr": 0.05})
    *_, legend = drawing.overlays(Time(0, 0.0, 0.0, 0.0))
    assert isinstance(legend, PanelLegend)
    assert [row.title for row in legend.rows] == ["velocity", "gradient", "step"]
    for step in range(STEPS):
        for tail, tip in arrows(drawing, step).values():
            for x, y in (*tail, *tip):
                assert not (legend.area.left < x < legend.area.right and legend.area.bottom < y < legend.area.top)


def test_trajectories_without_an_anatomy_are_drawn_as_contours() -> None:
    shown = surface("ill_conditioned")
    bare = simulate(optimizer("sgd"), shown, [[1.0, 0.5]], STEPS)
    panel = Panel(
        Canvas((400, 300), 100), Area(20, 10, 360, 270), THEMES["light"], shown, shown.bounds, [bare], [COLOR]
    )
    drawing = Anatomy().on(panel)
    assert not list(drawing.overlays(Time(3, 1.0, 0.3, 0.3)))


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name not in TOLD][:3])
def test_a_method_that_does_not_tell_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match=f"{name} does not tell what its steps add up; these do: adadelta"):
        drawn({"name": name})
