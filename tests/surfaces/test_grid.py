from __future__ import annotations

import json
import os
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import InvalidScenarioError, MissingToolError, ParameterError
from optviz.optimizers.sgd import SGD
from optviz.scenario import load, parse, to_mapping, to_yaml
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, surface

if TYPE_CHECKING:
    from pathlib import Path

X, Y = np.linspace(-5, 5, 41), np.linspace(-4, 4, 33)
Z = (X**2 + Y[:, None] - 11) ** 2 + (X + Y[:, None] ** 2 - 7) ** 2
RIGHT = [  # by SciPy's RectBivariateSpline: point, value, gradient
    ((0.1, 0.2), 163.483375, (-18.0375, -27.065)),
    ((-3.33, 1.77), 55.25355219156867, (-39.15230847506905, -47.23959941287702)),
    ((2.9, -3.95), 175.08108036402254, (-52.857499938708976, -194.79590117976056)),
    ((4.99, 0.01), 197.5311959819583, (273.5686591326539, 27.738699999987386)),
    ((-1.2345, -2.5432), 147.58230352204924, (55.81599820485924, -6.063850721503668)),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.savez(tmp_path / "own.npz", x=X, y=Y, z=Z)
    rows = [",".join(["", *map(repr, X.tolist())])]
    rows += [",".join(map(repr, [y, *row])) for y, row in zip(Y.tolist(), Z.tolist(), strict=True)]
    (tmp_path / "matrix.csv").write_text("\n".join(rows) + "\n")
    points = [
        f"{x!r},{y!r},{z!r}"
        for y, row in zip(Y.tolist(), Z.tolist(), strict=True)
        for x, z in zip(X.tolist(), row, strict=True)
    ]
    (tmp_path / "points.csv").write_text("\n".join(["x,y,z", *reversed(points)]) + "\n")
    return tmp_path


def scenario(folder: Path, surface: str = "file: own.npz", start: str = "[0.1, 0.2]", more: str = "") -> Path:
    file = folder / "own.yaml"
    file.write_text(f"surface: {{name: grid, {surface}}}\nstart: {start}\nsteps: 5\noptimizers: [adam]\n{more}")
    return file


def problem(folder: Path, **given: str) -> str:
    """The one problem of a scenario file, after its name."""
    file = scenario(folder, **given)
    with pytest.raises(InvalidScenarioError) as caught:
        load(file)
    (text,) = map(str, caught.value.problems)
    assert "\n" not in text
    return text.removeprefix(f"{file}:")


def arrays(folder: Path, **changed: Any) -> str:
    """The problem of a file with changed arrays, after the place of its name."""
    kept = {name: value for name, value in {"x": X, "y": Y, "z": Z, **changed}.items() if value is not None}
    np.savez(folder / "own.npz", **kept)
    return problem(folder).removeprefix("1:29: file: ").removeprefix("own.npz")


@pytest.mark.parametrize("file", ["own.npz", "matrix.csv", "points.csv"])
def test_all_forms_give_the_right_values(folder: Path, file: str) -> None:
    found = load(scenario(folder, f"file: {file}")).surface
    points = np.array([point for point, _, _ in RIGHT])
    np.testing.assert_allclose(found.value(points), [value for _, value, _ in RIGHT], rtol=1e-9)
    np.testing.assert_allclose(found.gradient(points), [slope for _, _, slope in RIGHT], rtol=1e-9)
    assert found.bounds == found.domain == Bounds((-5, 5), (-4, 4))
    assert found.notes == (f"spline through 41 × 33 values of {file}",)
    assert len(found.minimizers) == 4
    assert found.least == pytest.approx(0, abs=1e-3)
    assert found.hessian(points).shape == (5, 2, 2)


def test_a_point_alone_gets_what_it_gets_among_others(folder: Path) -> None:
    found = surface("grid", file=str(folder / "own.npz"))
    points = np.random.default_rng(0).uniform([-6, -5], [6, 5], (5000, 2))
    for function in (found.value, found.gradient, found.hessian):
        whole = function(points)
        for row in (0, 17, 4999):
            np.testing.assert_array_equal(function(points[row]), whole[row])


def test_outside_of_the_grid_nothing_is_a_number(folder: Path) -> None:
    found = surface("grid", file=str(folder / "own.npz"))
    outside = np.array([[5.000001, 0], [-6, 0], [0, 4.1], [0, -np.inf], [np.nan, 0], [7, 7]])
    assert np.isnan(found.value(outside)).all()
    assert np.isnan(found.gradient(outside)).all()
    assert np.isnan(found.hessian(outside)).all()
    corners = np.array([[-5, -4], [5, 4], [5, -4], [-5, 4.0]])
    assert np.isfinite(found.gradient(corners)).all()


def test_a_run_that_goes_there_has_left(folder: Path) -> None:
    found = surface("grid", file=str(folder / "own.npz"))
    run = simulate(SGD(lr=0.05), found, [0.1, 0.2], 30, bounds=Bounds((-9, 9), (-9, 9)))
    assert run.left_at[0] == 6
    assert run.diverged_at[0] == -1
    assert np.isfinite(run.positions[0, 6]).all()
    assert np.isnan(run.positions[0, 7]).all()
    assert run.lost_words(0) == "left at 6"


def test_bounds_that_are_larger_are_said(folder: Path) -> None:
    found = load(scenario(folder, more="bounds: {x: [-7, 7], y: [-4, 4]}\n"))
    assert found.surface.within(found.bounds).notes[1] == "no values outside x −5 to 5, y −4 to 4"
    inner = load(scenario(folder, more="bounds: {x: [-1, 1], y: [-4, 4]}\n"))
    assert len(inner.surface.within(inner.bounds).notes) == 1


def test_the_start_has_a_value(folder: Path) -> None:
    text = problem(folder, start="[6, 0]", more="bounds: {x: [-7, 7], y: [-4, 4]}\n")
    assert text == "2:8: start: Values on a grid has no finite value at (6, 0)"


def test_what_a_plane_explains_is_said(folder: Path) -> None:
    np.savez(folder / "own.npz", x=X, y=Y, z=Z, explained_variance_ratio=np.array([0.674491, 0.212061]))
    assert load(scenario(folder)).surface.notes[0] == "the plane explains 67 % + 21 % of the variance"
    for wrong in ([0.9, 0.2], [0.5], [0.5, -0.1], [0.5, np.nan], ["a", "b"]):
        assert ": explained_variance_ratio are not two shares" in arrays(
            folder, explained_variance_ratio=np.array(wrong)
        )


def test_another_array_has_the_values(folder: Path) -> None:
    np.savez(folder / "own.npz", x=X, y=Y, loss=Z)
    assert load(scenario(folder, "file: own.npz, of: loss")).surface.value(np.zeros(2)) == pytest.approx(170)
    assert problem(folder) == "1:29: file: own.npz has no array 'z': a grid has x, y and z"
    assert problem(folder, surface="file: own.npz, of: los") == (
        "1:42: of: unknown array 'los' in own.npz; did you mean 'loss'?"
    )
    assert problem(folder, surface="file: points.csv, of: z") == (
        "1:45: of: a .csv file has one grid only; leave it out"
    )


def test_arrays_that_are_no_grid(folder: Path) -> None:
    hole = Z.copy()
    hole[7, 3] = np.nan
    assert arrays(folder, z=hole) == ": z[7, 3] at (-4.25, -2.25) is nan"
    assert arrays(folder, x=X[::-1]) == ": x must increase from value to value, but 5 is followed by 4.75"
    assert arrays(folder, y=np.where(Y == 1, np.inf, Y)) == ": y[20] is inf"
    assert arrays(folder, z=Z.T) == (
        ": z has the shape (41, 33): for 41 x 33 points it needs the shape (33, 41); it is transposed"
    )
    assert arrays(folder, z=Z.ravel()) == ": z has the shape (1353,): for 41 x 33 points it needs the shape (33, 41)"
    assert arrays(folder, x=X.reshape(1, -1)) == ": x is no list of numbers: its shape is (1, 41)"
    assert arrays(folder, z=Z.astype(str)) == ": z holds no real numbers"
    assert arrays(folder, y=None) == " has no array 'y': a grid has x, y and z"
    assert arrays(folder, x=X[:3], z=Z[:, :3]) == "a spline needs 4 values each way, not 3 x 33"
    assert (
        arrays(folder, x=X * 1e-3, z=Z * 1e305) == "the numbers are too large, or too near to each other, for a spline"
    )
    assert arrays(folder, z=Z * (1 + 0j)) == ": z holds neither real numbers nor text"
    many = np.arange(600.0)
    assert arrays(folder, x=many, y=many, z=np.zeros((600, 600))) == (
        "600 x 600 values, more than 300,000; take fewer of them"
    )


def test_nothing_in_a_file_is_run(folder: Path) -> None:
    np.savez(folder / "own.npz", x=X, y=Y, z=np.array([[{}]], dtype=object))
    assert problem(folder) == "1:29: file: own.npz: z holds Python objects, which are never loaded"


def test_bombs_are_not_unpacked(folder: Path) -> None:
    with zipfile.ZipFile(folder / "own.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        header = "{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 100000), }".ljust(117) + "\n"
        with archive.open("z.npy", "w", force_zip64=True) as member:
            member.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(10**6))
    assert problem(folder) == "1:29: file: own.npz: z is not complete"
    np.savez_compressed(folder / "own.npz", x=X, y=Y, z=np.zeros((3000, 3000)))
    assert problem(folder) == "1:29: file: own.npz: its arrays take 72.0 MB; at most 64.0 MB are read"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (",0,1,2,3\n0,1,1,1,\n", "own.csv:2: column 'x = 3': the cell is empty"),
        ("x,y,z\n0,0,nan\n", "own.csv:2: column 'z': expected a finite number, not nan"),
        ("x,y,z\n0,0,1\n0,0,1\n", "own.csv:3: the point (0, 0) is there twice"),
        ("x,y\n0,0\n", "own.csv:1: there is no column 'z'; it needs x,y,z"),
    ],
)
def test_problems_of_a_table_have_its_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "own.csv").write_text(content)
    assert problem(tmp_path, surface="file: own.csv") == f"1:29: file: {message}"


def test_files_elsewhere_are_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "own.npz"
    np.savez(elsewhere, x=X, y=Y, z=Z)
    (folder / "linked.npz").symlink_to(elsewhere)
    for path in (str(elsewhere), f"../{elsewhere.parent.name}/own.npz", "linked.npz"):
        file = scenario(folder, f"file: {path}")
        with pytest.raises(InvalidScenarioError, match=r"own\.yaml:1:29: file: "):
            load(file, untrusted=True)
    with pytest.raises(InvalidScenarioError, match="a text that stands in no file has no folder"):
        parse("surface: {name: grid, file: own.npz}\nstart: [0, 0]\noptimizers: [sgd]\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and devices with names")
def test_what_is_no_regular_file_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe.npz")
    (folder / "zero.npz").symlink_to("/dev/zero")
    (folder / "folder.npz").mkdir()
    for name in ("pipe.npz", "folder.npz", "lost.npz"):
        assert problem(folder, surface=f"file: {name}") == f"1:29: file: there is no file '{name}'"
    assert "leads out of" in problem(folder, surface="file: zero.npz")
    for name in ("pipe.npz", "zero.npz", "folder.npz"):
        with pytest.raises(ParameterError, match="is no regular file"):
            surface("grid", file=str(folder / name))
    with pytest.raises(ParameterError, match="cannot read"):
        surface("grid", file="lost.npz")


def test_what_is_read_is_written(folder: Path) -> None:
    found = load(scenario(folder, "file: own.npz, of: z"))
    assert to_mapping(found)["surface"] == {"name": "grid", "file": "own.npz", "of": "z"}
    again = folder / "again.yaml"
    again.write_text(to_yaml(found))
    assert load(again) == found
    assert isinstance(json.dumps(to_mapping(found)), str)
    assert list(found.files) == ["own.npz"]


def test_the_file_is_read_once(folder: Path) -> None:
    found: Surface = load(scenario(folder)).surface
    (folder / "own.npz").unlink()
    moved = found.within(Bounds((-1, 1), (-1, 1)))
    assert moved.bounds == Bounds((-1, 1), (-1, 1))
    assert moved.value(np.zeros(2)) == found.value(np.zeros(2))


def scheduled(folder: Path, *, z: Any = None) -> Path:
    """What loss-landscape's scheduler writes: the values in the order of meshgrid, the shape (nx, ny)."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(folder / "own.h5", "w") as archive:
        archive["xcoordinates"], archive["ycoordinates"], archive["dir_file"] = X, Y, "directions.h5"
        losses = -np.ones((len(X), len(Y)))
        losses.ravel()[:] = (Z if z is None else z).ravel()
        archive["train_loss"], archive["train_acc"] = losses, losses / 10
    return scenario(folder, "file: own.h5")


def test_files_of_loss_landscape_are_read(folder: Path) -> None:
    found = load(scheduled(folder)).surface
    for point, value, _ in RIGHT:
        assert found.value(np.array(point)) == pytest.approx(value, rel=1e-9)
    accuracy = load(scenario(folder, "file: own.h5, of: train_acc")).surface
    assert accuracy.value(np.array([0.1, 0.2])) == pytest.approx(16.3483375)
    assert problem(folder, surface="file: own.h5, of: test_loss") == (
        "1:29: file: own.h5 has no test_loss; it has train_loss, train_acc"
    )
    assert "did you mean 'train_loss'" in problem(folder, surface="file: own.h5, of: train_los")


def test_holes_in_files_of_loss_landscape_are_named(folder: Path) -> None:
    h5py = pytest.importorskip("h5py")
    holes = Z.copy()
    holes[30:, :] = -1
    scheduled(folder, z=holes)
    assert problem(folder, surface="file: own.h5") == (
        "1:29: file: own.h5: train_loss: 123 of 1353 values were not computed, as that at (-5, 3.5): finish it first"
    )
    with h5py.File(folder / "own.h5", "a") as archive:
        del archive["ycoordinates"]
    assert problem(folder, surface="file: own.h5") == (
        "1:29: file: own.h5 has no ycoordinates; it is of one direction only"
    )


def test_what_reads_hdf5_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "own.h5").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingToolError, match=r"pip install 'optviz\[hdf5\]'"):
        load(scenario(folder, "file: own.h5"))
