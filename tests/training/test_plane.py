from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import OptvizError, OutputError, ScenarioError, UnknownNameError
from optviz.training import Plane, Recorder, plane
from tests.training.digits import REFERENCE, RUNS, SHAPES, loss
from tests.training.losses import bowl

if TYPE_CHECKING:
    from optviz.arrays import Array

PATHS = {name: REFERENCE[name] for name in RUNS}
LINE = np.linspace(0, 1, 4)
BUNDLED = Path(__file__).parents[2] / "scenarios" / "data" / "digits_mlp.npz"


def close(found: Any, right: Any, tolerance: float = 1e-10) -> None:
    """Equal within a part of the largest number."""
    scale = np.abs(right).max()
    assert np.abs(np.asarray(found) - right).max() <= tolerance * scale


@pytest.fixture
def whole() -> Plane:
    """The plane of all checkpoints, of which a tenth is at hand."""
    return plane(PATHS, center="adam", directions=REFERENCE["directions"])


@pytest.fixture
def small() -> Plane:
    walk = np.array([[3.0, 0, 1, 0], [2, 1, 1, 0], [0, 0, 0, 0]])
    return plane({"a": walk, "b": walk[:2] + 0.25}, center="a")


def test_the_plane_of_the_digits_network() -> None:
    few = plane(PATHS, center="adam", directions="pca")
    close(few.directions, REFERENCE["few_directions"])
    close(few.explained_variance_ratio, REFERENCE["few_explained_variance_ratio"])
    assert few.center.tolist() == PATHS["adam"][-1].tolist()
    assert few.kind == "pca"
    np.testing.assert_allclose(few.directions @ few.directions.T, np.eye(2), atol=1e-14)
    assert (few.directions[[0, 1], np.abs(few.directions).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize("name", RUNS)
def test_the_projections_of_the_digits_network(whole: Plane, name: str) -> None:
    for coordinates, off_plane in (
        whole.project(PATHS[name]),
        (whole.paths[name].coordinates, whole.paths[name].off_plane),
    ):
        close(coordinates, REFERENCE[f"{name}_coordinates"])
        close(off_plane, REFERENCE[f"{name}_off_plane"])


def test_the_loss_around_the_digits_network(whole: Plane) -> None:
    z = whole.grid(loss, REFERENCE["grid_x"], REFERENCE["grid_y"], workers=0)
    close(z, REFERENCE["grid_z"], 1e-12)
    assert whole.losses is not None
    for name in RUNS:
        close(whole.losses[name], REFERENCE[f"{name}_loss"], 1e-12)


@pytest.mark.parametrize("shapes", [SHAPES, list(SHAPES.values())])
def test_random_directions_of_the_digits_network(shapes: Any) -> None:
    drawn = plane({"adam": PATHS["adam"]}, directions="random", layout=shapes)
    first, second = drawn.directions
    close(first[:3], REFERENCE["random_first_of_x"])
    close(second[:3], REFERENCE["random_first_of_y"])
    close(np.linalg.norm(drawn.directions, axis=1), REFERENCE["random_norms"])
    assert not drawn.directions[:, [1024, 1039, 1200, 1209]].any()
    close(drawn.grid(loss, REFERENCE["random_x"], REFERENCE["random_y"], workers=0), REFERENCE["random_z"], 1e-12)
    assert not np.allclose(drawn.directions, plane(PATHS, directions="random", layout=shapes, seed=1).directions)


def test_the_bundled_file_is_of_all_checkpoints() -> None:
    with np.load(BUNDLED) as file:
        close(file["explained_variance_ratio"], REFERENCE["explained_variance_ratio"])
        assert file["runs"].tolist() == list(RUNS)
        assert str(file["directions"]) == "pca"
        assert file["z"].shape == (len(file["y"]), len(file["x"]))
        for name in RUNS:
            for key in ("coordinates", "off_plane", "loss"):
                assert len(file[f"path:{name}:{key}"]) == 61
                close(file[f"path:{name}:{key}"][::10], REFERENCE[f"{name}_{key}"])
            assert file[f"path:{name}:steps"].tolist() == list(range(0, 481, 8))
    assert BUNDLED.stat().st_size < 200_000


def test_a_projection_is_the_nearest_point_also_where_directions_are_crooked() -> None:
    random = np.random.default_rng(0)
    center, crooked = random.normal(size=7), np.stack([np.ones(7), 5 + random.normal(size=7)])
    given = plane({"a": random.normal(size=(5, 7))}, center, crooked)
    points = random.normal(size=(3, 4, 7))
    coordinates, off_plane = given.project(points)
    assert given.kind == "given"
    assert coordinates.shape == (3, 4, 2)
    for place in np.ndindex(3, 4):
        right, rest, _, _ = np.linalg.lstsq(crooked.T, points[place] - center, rcond=None)
        np.testing.assert_allclose(coordinates[place], right, rtol=1e-10)
        np.testing.assert_allclose(off_plane[place] ** 2, rest[0], rtol=1e-10)
    on_it = center + 2 * crooked[0] - 3 * crooked[1]
    np.testing.assert_allclose(given.project(on_it)[0], [2, -3])
    assert given.project(on_it)[1] < 1e-12


def test_the_explained_variance_of_any_directions_is_the_share_in_their_plane() -> None:
    rows = np.array([[2.0, 0, 0], [-2, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
    for directions in ([[3, 0, 0], [5, 2, 0]], [[1, 0, 0], [0, -7, 0]]):
        found = plane({"a": rows}, np.zeros(3), directions).explained_variance_ratio
        np.testing.assert_allclose(found, [8 / 12, 2 / 12])
    alone = plane({"a": np.ones((1, 3))}, directions=[[1, 0, 0], [0, 1, 0]])
    assert alone.explained_variance_ratio.tolist() == [0, 0]


def test_the_center_is_the_last_row_of_a_run_or_any_vector(small: Plane) -> None:
    walk = np.array([[3.0, 0, 1, 0], [2, 1, 1, 0], [0, 5, 0, 0]])
    assert plane({"b": walk, "a": walk[:2]}).center.tolist() == [2, 1, 1, 0]
    assert plane({"b": walk, "a": walk[:2]}, "b").center.tolist() == [0, 5, 0, 0]
    assert plane({"b": walk}, [1, 2, 3, 4]).center.tolist() == [1, 2, 3, 4]
    assert small.project(small.center)[0].tolist() == [0, 0]


def test_recorders_bring_their_layout_and_their_steps() -> None:
    recorder = Recorder()
    for step, shift in ((5, 0.0), (7, 1.0)):
        recorder.add({"w": np.ones((2, 2)) + shift, "b": np.zeros(2)}, step=step)
    found = plane({"a": recorder}, directions="random")
    assert found.paths["a"].steps.tolist() == [5, 7]
    np.testing.assert_allclose(np.linalg.norm(found.directions[:, :2], axis=1), np.sqrt(8))
    assert not found.directions[:, 4:].any()
    np.testing.assert_array_equal(found.project(recorder)[0], found.paths["a"].coordinates)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([[1, 2]],), ScenarioError, "a mapping of names"),
        (({},), ScenarioError, "there is no run"),
        (({"a b": np.eye(3)},), ScenarioError, "the name of a run"),
        (
            ({"a": np.ones(3)},),
            ScenarioError,
            re.escape("run 'a': expected (K, P) vectors, not an array of shape (3,)"),
        ),
        (({"a": np.ones((0, 3))},), ScenarioError, "run 'a': expected"),
        (({"a": Recorder()},), ScenarioError, "run 'a': expected"),
        (({"a": [[1, 2], [3]]},), ScenarioError, "run 'a': expected real numbers"),
        (({"a": np.eye(3) * 1j},), ScenarioError, "run 'a': expected real numbers"),
        (({"a": np.array([[object()]])},), ScenarioError, "run 'a': expected real numbers"),
        (({"a": [[0, 1], [np.nan, 2]]},), ScenarioError, re.escape("run 'a': the number at [1, 0] is not finite")),
        (({"a": np.eye(3), "b": np.eye(4)},), ScenarioError, "different lengths: 3 and 4"),
        (({"adam": np.eye(3)}, "adm"), UnknownNameError, "unknown run 'adm' as center; did you mean 'adam'"),
        (({"a": np.eye(3)}, [1, 2]), ScenarioError, "center: expected vectors of 3"),
        (({"a": np.eye(3)}, np.eye(3)), ScenarioError, "center: expected a vector"),
        (({"a": np.eye(3)}, [1, 2, np.inf]), ScenarioError, "center: the number"),
        (({"a": np.eye(3)}, "a", "tsne"), ScenarioError, "'pca', 'random' or two vectors, not 'tsne'"),
        (({"a": np.eye(3)}, "a", np.eye(3)), ScenarioError, "directions: expected two vectors"),
        (({"a": np.eye(3)}, "a", [[1, 2, 3], [2, 4, 6]]), ScenarioError, "they span no plane"),
        (({"a": np.eye(3)}, "a", [[0, 0, 0], [2, 4, 6]]), ScenarioError, "they span no plane"),
        (({"a": np.ones((1, 1))}, "a", [[1], [2]]), ScenarioError, "they span no plane"),
        (({"a": np.ones((3, 4))},), ScenarioError, "lie on one line or point"),
        (({"a": np.outer(np.arange(9), np.ones(4)) / 3},), ScenarioError, "lie on one line or point"),
        (({"a": np.arange(4).reshape(4, 1)},), ScenarioError, "lie on one line or point"),
        (({"a": np.eye(3)}, "a", "random"), ScenarioError, "layout: random directions need"),
    ],
)
def test_what_makes_no_plane_is_refused(arguments: Any, error: type[OptvizError], message: str) -> None:
    with pytest.raises(error, match=message):
        plane(*arguments)


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ([(2, 2)], "its tensors have 4 numbers, the vectors 3"),
        ([(3,)], "they span no plane"),
        ([3], "expected a layout"),
        (3, "expected a layout"),
        ([(-3, -1)], "not negative"),
    ],
)
def test_a_layout_that_does_not_fit_is_refused(layout: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        plane({"a": np.eye(3)}, directions="random", layout=layout)


@pytest.mark.parametrize("seed", [-1, "one", 0.5])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(ScenarioError, match=f"seed: expected a whole number >= 0, not {seed!r}"):
        plane({"a": np.eye(4)}, directions="random", layout=[(2, 2)], seed=seed)


def test_vectors_of_another_length_are_not_projected(small: Plane) -> None:
    for wrong in (np.ones(3), np.ones((4, 3)), 1.0, np.full(4, np.nan), "abc"):
        with pytest.raises(ScenarioError, match="vectors"):
            small.project(wrong)


def test_the_grid_is_the_loss_on_the_plane(small: Plane) -> None:
    x, y = np.array([-1.0, 0, 2, 3]), np.arange(5) / 2
    z = small.grid(bowl, x, y, workers=0, progress=False)
    assert z is small.z
    for i, j in np.ndindex(5, 4):
        point = small.center + x[j] * small.directions[0] + y[i] * small.directions[1]
        np.testing.assert_allclose(z[i, j], point @ point)
    assert small.losses is not None
    assert small.losses["a"].tolist() == [10, 6, 0]
    assert small.losses["b"].tolist() == [
        (row**2).sum() for row in np.array([[3.25, 0.25, 1.25, 0.25], [2.25, 1.25, 1.25, 0.25]])
    ]


def test_left_out_axes_reach_beyond_the_paths(small: Plane) -> None:
    small.grid(bowl, workers=0)
    for axis, column in ((small.x, 0), (small.y, 1)):
        assert axis is not None
        places = np.concatenate([path.coordinates[:, column] for path in small.paths.values()] + [[0.0]])
        assert len(axis) == 41
        np.testing.assert_allclose(axis[0], places.min() - np.ptp(places) / 4)
        np.testing.assert_allclose(axis[-1], places.max() + np.ptp(places) / 4)


def test_left_out_axes_of_random_directions_hold_the_units() -> None:
    lone = plane({"a": np.ones((1, 4))}, directions="random", layout=[(2, 2)])
    lone.grid(bowl, workers=0)
    assert lone.x is not None
    assert (lone.x[0], lone.x[-1]) == (-1.5, 1.5)
    given = plane({"a": np.ones((1, 2))}, directions=np.eye(2))
    given.grid(bowl, workers=0)
    assert given.y is not None
    assert (given.y[0], given.y[-1]) == (-1, 1)


@pytest.mark.parametrize(
    "axis", [[0, 1, 2], [0, 1, 1, 2], [3, 2, 1, 0], [[0, 1, 2, 3]], 4, [0, 1, 2, np.nan], "abcd", [0, 1, 2, np.inf]]
)
def test_axes_that_make_no_grid_are_refused(small: Plane, axis: Any) -> None:
    with pytest.raises(ScenarioError, match=r"^x: "):
        small.grid(bowl, axis, LINE, workers=0)
    with pytest.raises(ScenarioError, match=r"^y: "):
        small.grid(bowl, LINE, axis, workers=0)
    assert small.z is None


def test_true_losses_may_be_given(small: Plane) -> None:
    asked: list[Array] = []

    def counted(theta: Array) -> float:
        asked.append(theta)
        return 1.0

    small.grid(counted, LINE, LINE, workers=0, losses={"a": [3, 2, 1]})
    assert len(asked) == 16 + 2
    assert small.losses is not None
    assert small.losses["a"].tolist() == [3, 2, 1]
    assert small.losses["b"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        ({"c": [1]}, "unknown run 'c' in losses"),
        ({"a": [1, 2]}, "the losses of 'a': expected one for each checkpoint"),
        ({"a": [1, np.nan, 2]}, "the losses of 'a': the number at"),
    ],
)
def test_true_losses_that_do_not_fit_are_refused(small: Plane, losses: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        small.grid(bowl, LINE, LINE, workers=0, losses=losses)


def test_a_saved_plane_has_the_landscape_and_the_paths(small: Plane, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="call grid first"):
        small.save(tmp_path / "plane.npz")
    small.grid(bowl, LINE, LINE * 2, workers=0)
    for name in ("plane.npz", "again.npz"):
        small.save(str(tmp_path / name))
    assert (tmp_path / "plane.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()
    with np.load(tmp_path / "plane.npz", allow_pickle=False) as found:
        paths = {f"path:{run}:{key}" for run in "ab" for key in ("coordinates", "off_plane", "loss", "steps")}
        assert set(found) == {"x", "y", "z", "explained_variance_ratio", "directions", "runs", *paths}
        assert found["runs"].tolist() == ["a", "b"]
        assert str(found["directions"]) == "pca"
        np.testing.assert_array_equal(found["y"], LINE * 2)
        np.testing.assert_array_equal(found["z"], small.z)
        np.testing.assert_array_equal(found["explained_variance_ratio"], small.explained_variance_ratio)
        np.testing.assert_array_equal(found["path:a:coordinates"], small.paths["a"].coordinates)
        np.testing.assert_array_equal(found["path:b:off_plane"], small.paths["b"].off_plane)
        assert found["path:a:loss"].tolist() == [10, 6, 0]
        assert found["path:b:steps"].tolist() == [0, 1]
    with pytest.raises(OutputError, match="it is a folder"):
        small.save(tmp_path)
