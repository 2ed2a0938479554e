from __future__ import annotations

import csv
import json
import math
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.api import results
from optviz.api.run import run
from optviz.errors import MissingToolError, OutputError, ParameterError, UnknownNameError
from optviz.optimizers import optimizer
from optviz.scenario import Scenario, parse
from optviz.simulate import simulate
from optviz.surfaces import surface

if TYPE_CHECKING:
    from pathlib import Path

TWO = """
surface: sphere
start: [[0.5, 0.4], [-1, 0.2]]
steps: 12
optimizers: [{name: sgd, lr: 0.3}, {name: adam, lr: {schedule: cosine, start: 0.1}}]
"""
LOST = """
surface: {expression: "x**4 - y**4", bounds: {x: [-1, 1], y: [-1, 1]}}
start: [0.5, 0.4]
steps: 40
optimizers: [{name: sgd, lr: 1}]
"""


VARIED = """
surface: sphere
steps: 3
optimizers: [sgd, adam]
vary: {lr: [0.3, 0.1], start: [[0.5, 0.4], [[-1, 0.2], [1, 1]]]}
"""


def made(text: str) -> tuple[Scenario, results.Trajectories]:
    scenario = parse(text, "two.yaml")
    return scenario, run(scenario)


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(results.as_json(*made(text)))
    return found


def test_document_is_version_1() -> None:
    found = document(TWO)
    assert list(found) == ["version", "scenario", "surface", "steps", "runs"]
    assert (found["version"], found["scenario"], found["surface"], found["steps"]) == (1, "two", "sphere", 12)
    assert [each["optimizer"] for each in found["runs"]] == ["sgd", "adam"]
    assert found["runs"][1]["hyperparameters"]["lr"]["schedule"] == "cosine"
    for each in found["runs"]:
        assert list(each) == [
            "label",
            "optimizer",
            "hyperparameters",
            "starts",
            "positions",
            "values",
            "recorded",
            "gradient_evaluations",
            "diverged_at",
        ]
        assert np.shape(each["positions"]) == (2, 13, 2)
        assert np.shape(each["values"]) == (2, 13)
        assert [path[0] for path in each["positions"]] == each["starts"] == [[0.5, 0.4], [-1.0, 0.2]]
        assert each["gradient_evaluations"] == [12, 12]
        assert each["diverged_at"] == [None, None]


def test_numbers_keep_every_bit() -> None:
    scenario, trajectories = made(TWO)
    found = json.loads(results.as_json(scenario, trajectories))
    for each, trajectory in zip(found["runs"], trajectories, strict=True):
        assert np.array_equal(each["positions"], trajectory.positions)
        assert np.array_equal(each["values"], trajectory.values)


def test_what_is_not_finite_is_null() -> None:
    (lost,) = document(LOST)["runs"]
    (step,) = lost["diverged_at"]
    assert 0 < step <= 40
    assert None in lost["values"][0]
    assert all(value is not None for value in lost["values"][0][:step])


@pytest.mark.parametrize(
    ("surface", "written"),
    [
        ("rosenbrock", "rosenbrock"),
        ("{name: rosenbrock, a: 1, b: 100}", "rosenbrock"),
        ("{name: rosenbrock, b: 10}", {"name": "rosenbrock", "a": 1.0, "b": 10.0}),
    ],
)
def test_surface_is_a_name_or_a_mapping(surface: str, written: object) -> None:
    text = f"surface: {surface}\nstart: [0.5, 0.4]\nsteps: 1\noptimizers: [sgd]"
    assert document(text)["surface"] == written


def test_own_surface_is_written_in_full() -> None:
    assert document(LOST)["surface"]["expression"] == "x**4 - y**4"


def test_each_run_of_a_varied_scenario_names_its_cell() -> None:
    runs = document(VARIED)["runs"]
    assert [each["cell"] for each in runs[::2]] == [
        {"lr": 0.3, "start": [[0.5, 0.4]]},
        {"lr": 0.1, "start": [[0.5, 0.4]]},
        {"lr": 0.3, "start": [[-1.0, 0.2], [1.0, 1.0]]},
        {"lr": 0.1, "start": [[-1.0, 0.2], [1.0, 1.0]]},
    ]
    assert all(each["hyperparameters"]["lr"] == each["cell"]["lr"] for each in runs)
    assert all(each["starts"] == each["cell"]["start"] for each in runs)


def test_a_trajectory_knows_its_cell_wherever_it_stands() -> None:
    scenario, trajectories = made(VARIED)
    runs = results.document(scenario, trajectories)["runs"]
    assert results.document(scenario, trajectories[5:2:-1])["runs"] == runs[5:2:-1]


def test_surfaces_that_vary_stand_in_the_cells() -> None:
    found = document("vary: {surface: [sphere, {name: rosenbrock, b: 3}]}\nstart: [1, 1]\nsteps: 1\noptimizers: [sgd]")
    assert found["surface"] is None
    assert [each["cell"]["surface"] for each in found["runs"]] == [
        {"name": "sphere"},
        {"name": "rosenbrock", "a": 1.0, "b": 3.0},
    ]


def test_csv_has_a_line_for_each_step() -> None:
    _, trajectories = made(TWO)
    header, *lines = csv.reader(results.as_csv(trajectories).splitlines())
    assert tuple(header) == results.COLUMNS
    assert len(lines) == 2 * 2 * 13
    line = dict(zip(header, lines[13 + 4], strict=True))
    assert (line["label"], line["start"], line["step"]) == ("SGD", "1", "4")
    assert float(line["x"]) == trajectories[0].positions[1, 4, 0]
    assert trajectories[0].distances is not None
    assert float(line["distance"]) == trajectories[0].distances[1, 4]


def test_csv_leaves_empty_what_is_not_known() -> None:
    _, trajectories = made(LOST)
    lines = list(csv.DictReader(results.as_csv(trajectories).splitlines()))
    assert {line["distance"] for line in lines} == {""}
    assert lines[-1]["value"] == ""


def test_arrays_come_back(tmp_path: Path) -> None:
    scenario, trajectories = made(TWO)
    path = results.write(tmp_path / "two.npz", scenario, trajectories)
    with np.load(path, allow_pickle=False) as found:
        assert found["positions"].shape == (2, 2, 13, 2)
        assert np.array_equal(found["values"][1], trajectories[1].values)
        assert found["labels"].tolist() == ["SGD", "Adam"]


def test_arrays_of_cells_with_fewer_starts_are_filled_up() -> None:
    _, trajectories = made(VARIED)
    arrays = results.as_arrays(trajectories)
    assert arrays["positions"].shape == (8, 2, 4, 2)
    assert np.isnan(arrays["positions"][:4, 1]).all()
    assert (arrays["gradient_evaluations"][:4] == [3, -1]).all()
    assert np.array_equal(arrays["values"][5], trajectories[5].values)


@pytest.mark.parametrize("suffix", [".json", ".csv", ".npz"])
def test_equal_trajectories_give_equal_bytes(tmp_path: Path, suffix: str) -> None:
    scenario, trajectories = made(TWO)
    first, second = (results.write(tmp_path / f"{name}{suffix}", scenario, trajectories) for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="json"):
        results.write(tmp_path / "two.jsno", *made(TWO))


def test_an_unwritable_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        results.write(tmp_path / "file" / "two.csv", *made(TWO))


def test_table_sums_up_each_run() -> None:
    _, trajectories = made(TWO)
    rows = results.table(trajectories, tolerance=0.05)
    assert [(row.label, row.start) for row in rows] == [
        ("SGD", (0.5, 0.4)),
        ("SGD", (-1.0, 0.2)),
        ("Adam", (0.5, 0.4)),
        ("Adam", (-1.0, 0.2)),
    ]
    first, distances = rows[0], trajectories[0].distances
    assert distances is not None
    assert first.final_value == trajectories[0].values[0, -1]
    assert first.steps_to_tolerance is not None
    assert distances[0, first.steps_to_tolerance] <= 0.05 < distances[0, first.steps_to_tolerance - 1]
    # On a sphere gradient descent goes straight to the minimizer.
    assert first.path_length == pytest.approx(math.hypot(0.5, 0.4) - distances[0, -1])
    assert rows[2].steps_to_tolerance is None


def test_table_of_a_lost_run() -> None:
    _, trajectories = made(LOST)
    (row,) = results.table(trajectories)
    assert row.final_value is None
    assert row.distance is row.steps_to_tolerance is None
    assert row.diverged_at is not None
    assert row.lost == f"diverged at {row.diverged_at}"
    assert row.left_at is not None
    assert row.left_at <= row.diverged_at


def test_table_of_a_run_that_left_the_picture() -> None:
    left = simulate(optimizer("sgd", lr=0.1), surface("saddle"), [0.5, -0.1], 40)
    (row,) = results.table([left])
    assert (row.diverged_at, row.lost) == (None, f"left at {row.left_at}")


@pytest.mark.parametrize("tolerance", [0.0, -1.0, math.nan])
def test_tolerance_is_positive(tolerance: float) -> None:
    with pytest.raises(ParameterError, match="tolerance"):
        results.table([], tolerance)


def test_steps_are_counted_where_only_some_were_kept() -> None:
    whole, kept = (
        simulate(optimizer("sgd", lr=0.3), surface("sphere"), [0.5, 0.4], 20, every=every) for every in (1, 5)
    )
    (all_rows,), (few_rows,) = results.table([whole], 0.01), results.table([kept], 0.01)
    assert all_rows.steps_to_tolerance is not None
    assert few_rows.steps_to_tolerance == -(-all_rows.steps_to_tolerance // 5) * 5
    lines = list(csv.DictReader(results.as_csv([kept]).splitlines()))
    assert [line["step"] for line in lines] == ["0", "5", "10", "15", "20"]


def test_trajectories_are_a_list_and_a_data_frame() -> None:
    _, trajectories = made(TWO)
    assert isinstance(trajectories, list)
    assert repr(trajectories) == "<2 trajectories: SGD, Adam>"
    frame = trajectories.to_pandas()
    assert tuple(frame.columns) == results.COLUMNS
    assert [str(frame[name].dtype) for name in ("start", "step", "x", "distance")] == ["int64"] * 2 + ["float64"] * 2
    assert len(frame) == 2 * 2 * 13
    for number, trajectory in enumerate(trajectories):
        for start in range(2):
            path = frame[(frame.label == trajectory.label) & (frame.start == start)]
            assert path.step.tolist() == list(range(13))
            assert np.array_equal(path[["x", "y"]], trajectory.positions[start])
            assert np.array_equal(path.gradient_norm, trajectory.gradient_norms[start])
            assert path.index[0] == (2 * number + start) * 13


def test_a_data_frame_has_the_lines_of_the_csv() -> None:
    _, trajectories = made(LOST)
    frame = trajectories.to_pandas()
    lines = list(csv.DictReader(results.as_csv(trajectories).splitlines()))
    assert len(lines) == len(frame)
    assert frame.distance.isna().all()
    for name in ("label", "step", "x", "value"):
        known = [(line[name], value) for line, value in zip(lines, frame[name], strict=True) if line[name]]
        assert all(text == str(value) for text, value in known)
    assert np.isfinite(frame.value).tolist() == [bool(line["value"]) for line in lines]


def test_kept_steps_are_counted() -> None:
    thinned = replace(made(TWO)[1][0], every=10)
    assert results.Trajectories([thinned]).to_pandas().step.tolist() == [*range(0, 130, 10)] * 2


def test_the_table_is_a_list_and_a_data_frame() -> None:
    table = results.table(made(LOST)[1] + made(TWO)[1])
    assert isinstance(table, list)
    assert repr(table) == "<table of 5 results: SGD, Adam>"
    frame = table.to_pandas()
    assert tuple(frame.columns) == results.Result._fields
    assert frame.diverged_at[0] == table[0].diverged_at
    assert frame.isna().diverged_at.tolist() == [False, True, True, True, True]
    types = {
        "final_value": "float64",
        "gradient_evaluations": "int64",
        "left_at": "Int64",
        "steps_to_tolerance": "Int64",
    }
    assert {name: str(frame[name].dtype) for name in types} == types
    assert frame.start.tolist() == [row.start for row in table]
    assert frame.distance[4] == table[4].distance


def test_nothing_is_an_empty_data_frame() -> None:
    assert tuple(results.Trajectories().to_pandas().columns) == results.COLUMNS
    assert tuple(results.Table().to_pandas().columns) == results.Result._fields


def test_many_labels_are_not_all_shown() -> None:
    _, trajectories = made(TWO)
    many = [replace(trajectories[0], label=f"run {number}") for number in range(30)]
    assert repr(results.Trajectories(many)).endswith("run 7, and 22 more>")


def test_without_pandas_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    _, trajectories = made(TWO)
    for found in (trajectories, results.table(trajectories)):
        with pytest.raises(MissingToolError, match=r"pip install 'optviz\[pandas\]'"):
            found.to_pandas()


def with_samples() -> tuple[Scenario, results.Trajectories]:
    scenario, trajectories = made(TWO)
    sgd, adam = trajectories
    return scenario, results.Trajectories([replace(sgd, samples=8 * sgd.calls, of_samples=8), adam])


def test_where_there_are_samples_the_numbers_say_how_many_a_run_has_seen() -> None:
    scenario, trajectories = with_samples()
    sgd, adam = results.document(scenario, trajectories)["runs"]
    assert sgd["samples"][1] == [8 * step for step in range(13)]
    assert "samples" not in adam
    lines = list(csv.DictReader(results.as_csv(trajectories).splitlines()))
    assert tuple(lines[0]) == (*results.COLUMNS, "samples")
    assert [line["samples"] for line in lines[11:15]] == ["88", "96", "0", "8"]
    assert {line["samples"] for line in lines[26:]} == {""}
    assert "samples" not in results.as_arrays(trajectories)
    assert results.as_arrays(trajectories[:1])["samples"].shape == (1, 2, 13)


def test_a_data_frame_has_samples_where_the_surface_has() -> None:
    pytest.importorskip("pandas")
    frame = with_samples()[1].to_pandas()
    assert tuple(frame.columns) == (*results.COLUMNS, "samples")
    assert frame["samples"].tolist()[:3] == [0, 8, 16]
    assert frame["samples"].tolist()[26:] == pytest.approx([math.nan] * 26, nan_ok=True)
