from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.api.run import run
from optviz.errors import InvalidScenarioError, ScenarioError
from optviz.optimizers import optimizer
from optviz.oracle import Oracle
from optviz.scenario import bundled_path, load, to_mapping, to_yaml
from optviz.surfaces import surface

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = bundled_path("saddle").parent / "data" / "digits_mlp.npz"
SCENARIO = """\
surface: {name: grid, file: own.npz}
start: [9, 1]
steps: 70
optimizers:
  - {name: recorded, file: own.npz, run: adam}
  - {name: sgd, lr: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.npz").write_bytes(DIGITS.read_bytes())
    return tmp_path


def scenario(folder: Path, text: str = SCENARIO) -> Path:
    (folder / "own.yaml").write_text(text)
    return folder / "own.yaml"


def problem(folder: Path, entry: str) -> str:
    """The one problem of an optimizer's entry, without its place."""
    file = scenario(folder, f"surface: booth\nstart: [0, 0]\noptimizers:\n  - {{name: recorded, {entry}}}\n")
    with pytest.raises(InvalidScenarioError) as caught:
        load(file)
    (text,) = map(str, caught.value.problems)
    assert text.startswith(f"{file}:4:")
    return text.partition(": ")[2]


def test_it_walks_as_it_was_recorded_and_stays(folder: Path) -> None:
    recorded, walking = run(load(scenario(folder)))
    with np.load(folder / "own.npz") as file:
        known = dict(file)
    np.testing.assert_array_equal(recorded.positions[0, :61], known["path:adam:coordinates"])
    np.testing.assert_array_equal(
        recorded.positions[0, 60:], np.repeat(known["path:adam:coordinates"][-1:], 11, axis=0)
    )
    np.testing.assert_array_equal(recorded.values[0, :61], known["path:adam:loss"])
    np.testing.assert_array_equal(recorded.recorded["off_plane"][0, :61], known["path:adam:off_plane"])
    assert recorded.off_plane is not None
    assert walking.off_plane is None
    assert not recorded.calls.any()
    assert recorded.gradient_evaluations[0] == 0
    assert walking.starts[0].tolist() == [9, 1]
    assert recorded.starts[0].tolist() == known["path:adam:coordinates"][0].tolist()
    assert recorded.diverged_at[0] == recorded.left_at[0] == -1


def test_from_every_start_it_is_the_same(folder: Path) -> None:
    found = optimizer("recorded", file=str(folder / "own.npz"), run="sgd")
    state = found.init(np.zeros((3, 2)))
    for t in range(1, 4):
        state = found.step(state, Oracle(surface("booth")), t)
    assert state["x"].shape == (3, 2)
    assert (state["x"] == state["x"][0]).all()
    assert state["loss"].shape == state["off_plane"].shape == (3,)


def test_a_table_without_losses_has_the_landscapes(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("x,y\n0,0\n1,2\n1,3\n")
    text = "surface: booth\nstart: [5, 5]\nsteps: 3\noptimizers: [{name: recorded, file: own.csv}, sgd]\n"
    (found, _) = run(load(scenario(tmp_path, text)))
    assert found.positions[0].tolist() == [[0, 0], [1, 2], [1, 3], [1, 3]]
    assert found.values[0].tolist() == [74, 5, 0, 0]
    assert found.off_plane is None
    (tmp_path / "own.csv").write_text("x,y,loss,off_plane\n0,0,9,0\n1,2,8,1.5\n")
    (found, _) = run(load(scenario(tmp_path, text)))
    assert found.values[0].tolist() == [9, 8, 8, 8]
    assert found.off_plane is not None
    assert found.off_plane[0].tolist() == [0, 1.5, 1.5, 1.5]


def test_plain_arrays_are_a_path(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", coordinates=np.array([[0, 0], [1, 3]]))
    found = optimizer("recorded", file=str(tmp_path / "own.npz"))
    assert found.init(np.zeros(2))["x"].tolist() == [0, 0]
    assert found.valued == ""


def test_what_is_read_is_written(folder: Path) -> None:
    found = load(scenario(folder))
    assert to_mapping(found)["optimizers"][0] == {
        "name": "recorded",
        "file": "own.npz",
        "run": "adam",
        "label": "Recorded",
    }
    assert load(scenario(folder, to_yaml(found))) == found
    assert [*found.files] == ["own.npz"]


def test_runs_are_found_by_their_names(folder: Path) -> None:
    assert problem(folder, "file: own.npz, run: adm") == "run: unknown run 'adm' in own.npz; did you mean 'adam'?"
    assert problem(folder, "file: own.npz") == "run: own.npz has several: sgd, momentum, adam"
    assert problem(folder, "run: adam") == "optimizer 'recorded' needs 'file'"
    assert problem(folder, "file: lost.npz") == "file: there is no file 'lost.npz'"
    assert problem(folder, "file: own.h5").startswith("file: expected the path of a .npz or .csv file")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.zeros(3)}, "file: own.npz has no paths; Plane.save of optviz.training writes them"),
        (
            {"runs": np.array(["adam"]), "run:adam:vectors": np.zeros((3, 9))},
            "file: own.npz has checkpoints, but no paths on a plane; Plane.save of optviz.training writes them",
        ),
        ({"coordinates": np.zeros((3, 3))}, "file: own.npz: expected coordinates of shape (K, 2), not (3, 3)"),
        ({"coordinates": np.zeros((0, 2))}, "file: own.npz: expected coordinates of shape (K, 2), not (0, 2)"),
        ({"coordinates": np.array(2.0)}, "file: own.npz: expected coordinates of shape (K, 2), not ()"),
        ({"coordinates": np.array([["a", "b"]])}, "file: own.npz: expected coordinates of shape (K, 2), not (1, 2)"),
        (
            {"coordinates": np.array([[0, 0], [0, np.nan]])},
            "file: own.npz: coordinates of checkpoint 1 is nan",
        ),
        (
            {"coordinates": np.zeros((2, 2)), "loss": np.array([1, np.inf])},
            "file: own.npz: loss of checkpoint 1 is inf",
        ),
        (
            {"coordinates": np.zeros((2, 2)), "loss": np.zeros(3)},
            "file: own.npz: expected loss as 2 numbers, not as an array of shape (3,)",
        ),
        (
            {"coordinates": np.zeros((2, 2)), "off_plane": np.array(1.0)},
            "file: own.npz: expected off_plane as 2 numbers, not as an array of shape ()",
        ),
        (
            {"coordinates": np.array([[{}, {}]], dtype=object)},
            "file: own.npz: coordinates holds Python objects, which are never loaded",
        ),
        ({"coordinates": np.zeros((100_001, 2))}, "file: own.npz: 100,001 checkpoints, more than 100,000"),
    ],
)
def test_files_that_are_no_recording(tmp_path: Path, arrays: dict[str, Any], message: str) -> None:
    np.savez(tmp_path / "own.npz", **arrays)
    assert problem(tmp_path, "file: own.npz") == message


def test_a_table_has_one_run(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("x,y\n0,0\n")
    assert problem(tmp_path, "file: own.csv, run: adam") == "run: a .csv file has one run only; leave it out"
    (tmp_path / "own.csv").write_text("x,y\n0,zero\n")
    assert problem(tmp_path, "file: own.csv") == "file: own.csv:2: column 'y': expected a number, not 'zero'"


def test_it_counts_nothing_in_a_curve_of_calls(folder: Path) -> None:
    text = SCENARIO + "views: [{name: curve, against: calls}]\noutput: {formats: [png], size: [400, 300]}\n"
    only = text.replace("  - {name: sgd, lr: 1}\n", "")
    from optviz.api.render import render

    for each in (text, only):
        made = render(load(scenario(folder, each)), folder=folder)
        assert made.paths[0].stat().st_size > 1000


def test_in_python_a_file_must_be_one() -> None:
    with pytest.raises(ScenarioError):
        optimizer("recorded", file="lost.npz")
