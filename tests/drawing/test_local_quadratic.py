from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optviz.drawing.axes import Axes
from optviz.drawing.local_quadratic import Curvatures, conditions, directions, eigenvalues, hessians_at
from optviz.geometry import Area
from optviz.surfaces import Bounds, from_expression, surface
from optviz.surfaces.base import FormulaSurface
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.drawing.panel import Panel

COLORS = ("#D55E00", "#0072B2", "#009E73")


def matrices(count: int) -> Array:
    """Symmetric matrices of all signs and sizes."""
    random = np.random.default_rng(0)
    a, b, c = random.normal(size=(3, count)) * 10.0 ** random.uniform(-6, 6, size=(3, count))
    return np.moveaxis(np.array([[a, b], [b, c]]), -1, 0)


def test_eigenvalues_are_those_of_numpy_with_the_error_of_the_larger_one() -> None:
    given = matrices(2000)
    found, known = eigenvalues(given), np.linalg.eigvalsh(given)
    assert (found[:, 0] <= found[:, 1]).all()
    assert (abs(found - known) <= 1e-15 * abs(known).max(axis=1, keepdims=True)).all()


def test_the_small_one_of_two_eigenvalues_keeps_its_digits() -> None:
    graded = np.array([[1e16, 1e8], [1e8, 3.0]])  # whose determinant is 2e16
    assert eigenvalues(graded) == pytest.approx([2, 1e16], rel=1e-15)


@pytest.mark.parametrize(
    ("matrix", "known"),
    [
        ([[0, 0], [0, 0]], [0, 0]),
        ([[2, 0], [0, -2]], [-2, 2]),
        ([[0, 3], [3, 0]], [-3, 3]),
        ([[-5, 0], [0, 1]], [-5, 1]),
        ([[np.nan, 0], [0, 1]], [np.nan, np.nan]),
        ([[1e-300, 0], [0, 0]], [0, 1e-300]),
    ],
)
def test_eigenvalues_of_odd_matrices(matrix: list[list[float]], known: list[float]) -> None:
    np.testing.assert_array_equal(eigenvalues(np.array(matrix, dtype=float)), known)


def test_directions_are_unit_eigenvectors() -> None:
    given = matrices(500)
    sizes, turned = eigenvalues(given), directions(given)
    assert np.hypot(turned[..., 0], turned[..., 1]) == pytest.approx(1)
    assert (turned[:, 0] * turned[:, 1]).sum(axis=-1) == pytest.approx(0, abs=1e-15)
    for row in (0, 1):
        off = np.einsum("kij,kj->ki", given, turned[:, row]) - sizes[:, row, None] * turned[:, row]
        assert (abs(off).max(axis=1) <= 1e-9 * abs(sizes).max(axis=1)).all()


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "beale", "saddle", "booth", "six_hump_camel"])
def test_eigenvalues_on_surfaces_are_those_of_sympy(name: str) -> None:
    sympy = pytest.importorskip("sympy", reason="there is no SymPy")
    shown = surface(name)
    assert isinstance(shown, FormulaSurface)
    x, y = sympy.symbols("x y")
    numbers = {key: sympy.Rational(str(value)) for key, value in shown.parameters.items()}
    hessian = sympy.hessian(sympy.sympify(shown.expression).subs(numbers), (x, y))
    random = np.random.default_rng(1)
    (x0, x1), (y0, y1) = shown.bounds.x, shown.bounds.y
    points = random.uniform((x0, y0), (x1, y1), size=(5, 2))
    found = eigenvalues(hessians_at(shown, points))
    for point, own in zip(points, found, strict=True):
        exact = hessian.subs({x: sympy.Rational(point[0]), y: sympy.Rational(point[1])})
        known = sorted(float(sympy.re(each.evalf(40))) for each in exact.eigenvals(multiple=True))
        assert own == pytest.approx(known, rel=1e-9, abs=1e-9 * max(map(abs, known)))


@pytest.mark.parametrize("name", READY)
def test_the_eigenvalues_of_every_surface_are_those_of_its_hessian(name: str) -> None:
    shown = surface(name)
    (x0, x1), (y0, y1) = shown.bounds.x, shown.bounds.y
    points = np.random.default_rng(2).uniform((x0, y0), (x1, y1), size=(6, 2))
    hessians = hessians_at(shown, points)
    known = np.isfinite(hessians).all(axis=(1, 2))
    found, wanted = eigenvalues(hessians[known]), np.linalg.eigvalsh(hessians[known])
    assert (abs(found - wanted) <= 1e-14 * abs(wanted).max(axis=1, keepdims=True)).all()


def test_a_condition_number_is_the_ratio_of_the_sizes() -> None:
    found = conditions(np.array([[1.0, 30.0], [-2.0, 1.0], [0.0, 4.0], [0.0, 0.0], [np.nan, np.nan]]))
    np.testing.assert_array_equal(found, [30, 2, np.inf, np.nan, np.nan])


def test_where_a_point_is_not_finite_there_is_no_hessian() -> None:
    points = np.array([[0.0, 0.0], [np.inf, 0.0], [np.nan, 1.0], [1.7e308, 1e308]])
    found = eigenvalues(hessians_at(from_expression("x**4 + y**2", Bounds((-1, 1), (-1, 1))), points))
    np.testing.assert_array_equal(found, [[0, 2], *[[np.nan, np.nan]] * 3])


def drawn(panel: Panel) -> tuple[Curvatures, Axes]:
    axes = Axes(panel.area, panel.bounds.x, panel.bounds.y)
    return Curvatures(replace(panel, colors=COLORS[: len(panel.trajectories)]), axes), axes


def test_on_an_ellipse_the_quadratic_has_one_value(panel: Callable[..., Panel]) -> None:
    for name in ("booth", "himmelblau"):
        shown = panel(name, starts=[[2.5, 1.5]])
        for trajectory in shown.trajectories:
            curvatures, axes = drawn(replace(shown, trajectories=[trajectory]))
            (mark,) = curvatures.at(0, axes)
            place = trajectory.positions[0, 0]
            steps = axes.data(mark.outline) - place
            values = np.einsum("ki,ij,kj->k", steps, shown.surface.hessian(place), steps) / 2
            assert mark.negative == (False, False)
            assert values == pytest.approx(curvatures.change, rel=1e-6)


def test_where_the_surface_bends_down_it_is_dashed(panel: Callable[..., Panel]) -> None:
    shown = panel("saddle", starts=[[0.5, 0.1]])
    curvatures, axes = drawn(shown)
    (mark, *_) = curvatures.at(0, axes)
    assert mark.negative == (True, False)
    assert curvatures.note.endswith("dashed if negative")
    bowl = drawn(panel("sphere"))[0].note
    assert bowl.startswith("ellipse: curvature alone changes f by ")
    assert "dashed" not in bowl


@pytest.mark.parametrize("expression", ["x + y", "0*x", "x**2", "-x**2 - 3*y**2", "1e300*x**2 + y**2"])
def test_any_curvature_is_drawn_at_a_readable_size(expression: str, panel: Callable[..., Panel]) -> None:
    shown = panel(from_expression(expression, Bounds((-2, 2), (-2, 2))), starts=[[0.5, 0.5]], steps=1)
    curvatures, axes = drawn(shown)
    for mark in curvatures.at(0, axes):
        reach = np.hypot(*(mark.outline - mark.heads[0]).T).max() / min(axes.area.width, axes.area.height)
        assert 0.029 < reach < 0.281
        mark.draw(shown.canvas)


def test_it_stays_in_its_area_and_out_of_a_hole(panel: Callable[..., Panel]) -> None:
    shown = panel("himmelblau")
    curvatures, axes = drawn(shown)
    (mark, *_) = curvatures.at(4, axes)
    middle = mark.heads[0]
    shown.canvas.clear("#FFFFFF")
    hole = Area(middle[0] + 10, middle[1] - 100, 200, 200)
    replace(mark, hole=hole).draw(shown.canvas)
    ink = (shown.canvas.pixels[::-1] != 255).any(axis=-1)
    rows, columns = np.nonzero(ink)
    area = mark.area
    assert len(rows) > 50
    assert (columns >= area.left - 1).all()
    assert (rows <= area.top + 1).all()
    assert not ink[:, int(hole.left) + 2 :].any()


def test_an_ensemble_has_one_ellipse(panel: Callable[..., Panel]) -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, size=(30, 2)).tolist()
    curvatures, axes = drawn(replace(panel("booth", starts=starts, steps=3), ensemble="median"))
    assert len(list(curvatures.at(0, axes))) == 3


def test_panels_that_share_their_scales_have_one_change_at_every_size(panel: Callable[..., Panel]) -> None:
    cells = [panel("rosenbrock", starts=[[0.5, 0.2]]), panel("booth", starts=[[1.0, 2.0]])]
    runs = [[replace(each, cell=index) for each in shown.trajectories] for index, shown in enumerate(cells)]
    surfaces, peers = [shown.surface for shown in cells], [*runs[0], *runs[1]]
    shared = [
        replace(shown, trajectories=own, peers=peers, surfaces=surfaces) for shown, own in zip(cells, runs, strict=True)
    ]
    small = replace(shared[0], area=Area(20, 10, 150, 140))
    alone = drawn(cells[0])[0].change
    notes = {drawn(shown)[0].note for shown in (*shared, small)}
    assert len(notes) == 1
    assert drawn(shared[0])[0].change != alone
