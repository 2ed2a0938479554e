from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import OptvizError, OutputError, ScenarioError
from optviz.training import Recorder, load, save

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = np.arange(6.0).reshape(2, 3)
BIASES = np.array([0.5, -0.5])
FLAT = [0, 1, 2, 3, 4, 5, 0.5, -0.5]


class Tensor:
    """What has torch's methods, and none of NumPy's."""

    def __init__(self, array: Any, *, narrow: bool = False) -> None:
        self.array, self.narrow, self.moved = array, narrow, False

    def detach(self) -> Tensor:
        return Tensor(self.array, narrow=self.narrow)

    def cpu(self) -> Tensor:
        self.moved = True
        return self

    def float(self) -> Tensor:
        found = Tensor(self.array)
        found.moved = self.moved
        return found

    def numpy(self) -> Any:
        assert self.moved
        if self.narrow:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array


@pytest.mark.parametrize(
    ("arrays", "names"),
    [
        ({"w": WEIGHTS, "b": BIASES}, ["w", "b"]),
        ({"layer": {"w": WEIGHTS, "b": BIASES}}, ["layer.w", "layer.b"]),
        ([WEIGHTS, BIASES], ["0", "1"]),
        (iter([WEIGHTS, BIASES]), ["0", "1"]),
        (iter([("w", WEIGHTS), ("b", BIASES)]), ["w", "b"]),
        ({"w": Tensor(WEIGHTS), "b": Tensor(BIASES, narrow=True)}, ["w", "b"]),
        ({"w": WEIGHTS, "batches": np.array(7), "b": BIASES, "frozen": np.array([True])}, ["w", "b"]),
    ],
)
def test_tensors_of_any_kind_are_one_vector(arrays: Any, names: list[str]) -> None:
    recorder = Recorder()
    recorder.add(arrays)
    assert recorder.vectors.tolist() == [FLAT]
    assert recorder.vectors.dtype == np.float32
    assert recorder.layout == dict(zip(names, [(2, 3), (2,)], strict=True))
    for found, right in zip(recorder.arrays(recorder.vectors[0]).values(), (WEIGHTS, BIASES), strict=True):
        np.testing.assert_array_equal(found, right)


@pytest.mark.parametrize("vector", [FLAT, np.array(FLAT), Tensor(np.array(FLAT))])
def test_a_flat_vector_is_kept_as_it_is(vector: Any) -> None:
    recorder = Recorder("float64")
    recorder.add(vector)
    assert recorder.vectors.tolist() == [FLAT]
    assert recorder.vectors.dtype == np.float64


def test_whole_numbers_alone_are_parameters() -> None:
    recorder = Recorder()
    recorder.add(np.array([1, 2]))
    assert recorder.vectors.tolist() == [[1, 2]]


def test_a_checkpoint_stays_when_the_training_goes_on() -> None:
    recorder, weights = Recorder("float64"), np.ones(3)
    for _ in range(2):
        recorder.add(weights)
        weights *= 3
    recorder.vectors[:] = 0
    assert recorder.vectors.tolist() == [[1, 1, 1], [3, 3, 3]]


def test_steps_are_given_or_count_on() -> None:
    recorder = Recorder()
    for step in (None, None, 10, None):
        recorder.add(BIASES, step=step)
    assert recorder.steps.tolist() == [0, 1, 10, 11]
    with pytest.raises(ScenarioError, match="step: expected more than 11, not 11"):
        recorder.add(BIASES, step=11)
    assert len(recorder) == 4


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"w": WEIGHTS}, "'b' is missing"),
        ({"w": WEIGHTS, "b": BIASES, "c": BIASES}, "'c' is new"),
        ({"w": WEIGHTS.T, "b": BIASES}, re.escape("'w' has the shape (3, 2), not (2, 3)")),
        ({"b": BIASES, "w": WEIGHTS}, "another order"),
        ({"w": WEIGHTS, "b": BIASES * np.nan}, "'b' of checkpoint 1 holds a number that is not finite"),
        ({"w": WEIGHTS * 1e200, "b": BIASES}, "'w' of checkpoint 1 holds a number that is not finite"),
        ({"w": WEIGHTS, "b": BIASES * 1j}, "not of complex128 at 'b'"),
        ({"w": WEIGHTS, "b": "no"}, "not str at 'b'"),
        ({"w": WEIGHTS, "b": np.array(["no"])}, "at 'b'"),
        ({"w": WEIGHTS, "b": None}, "not NoneType at 'b'"),
        ({}, "no number"),
        ([], "no number"),
        (np.zeros((0, 3)), "no number"),
    ],
)
def test_another_checkpoint_is_refused_and_those_before_stay(arrays: Any, message: str) -> None:
    recorder = Recorder()
    recorder.add({"w": WEIGHTS, "b": BIASES})
    with pytest.raises(ScenarioError, match=message):
        recorder.add(arrays)
    assert recorder.vectors.tolist() == [FLAT]


def test_losses_are_given_always_or_never() -> None:
    with_losses, without = Recorder(), Recorder()
    with_losses.add(BIASES, loss=2)
    without.add(BIASES)
    for recorder, loss in ((with_losses, None), (without, 1.0)):
        with pytest.raises(ScenarioError, match="a loss at all checkpoints or at none"):
            recorder.add(BIASES, loss)
    with pytest.raises(ScenarioError, match="the loss of checkpoint 1 is not finite: nan"):
        with_losses.add(BIASES, loss=float("nan"))
    assert with_losses.losses is not None
    assert with_losses.losses.tolist() == [2.0]
    assert without.losses is None


def test_a_type_that_is_none_is_refused() -> None:
    with pytest.raises(ScenarioError, match="'float32' or 'float64', not 'float16'"):
        Recorder("float16")


def recorded(dtype: str = "float32", losses: bool = True) -> Recorder:
    recorder = Recorder(dtype)
    for step in range(3):
        arrays = {"layer.w": WEIGHTS + step / 3, "b": BIASES, "scale": np.array(1.5)}
        recorder.add(arrays, loss=1 / (1 + step) if losses else None, step=10 * step)
    return recorder


def test_a_file_gives_its_runs_back_and_they_go_on(tmp_path: Path) -> None:
    runs = {"adam": recorded(), "sgd-0.1_b": recorded("float64", losses=False)}
    save(tmp_path / "new" / "runs.npz", runs)
    found = load(tmp_path / "new" / "runs.npz")
    assert list(found) == list(runs)
    for name, run in runs.items():
        np.testing.assert_array_equal(found[name].vectors, run.vectors, strict=True)
        np.testing.assert_array_equal(found[name].steps, run.steps, strict=True)
        assert found[name].layout == run.layout
    assert found["adam"].losses is not None
    assert found["adam"].losses.tolist() == [1, 1 / 2, 1 / 3]
    assert found["sgd-0.1_b"].losses is None
    found["adam"].add({"layer.w": WEIGHTS, "b": BIASES, "scale": 1.5}, loss=0)
    assert found["adam"].steps.tolist() == [0, 10, 20, 21]


def test_the_same_run_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.npz", "b"):
        recorded().save(tmp_path / name, run="adam")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b").read_bytes()
    assert list(load(tmp_path / "b")) == ["adam"]


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "..\\x", "ä", "a b", "x" * 81, 3])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: Any) -> None:
    with pytest.raises(ScenarioError, match="the name of a run is made of letters, digits, and"):
        recorded().save(tmp_path / "runs.npz", run=name)
    assert not list(tmp_path.iterdir())


def test_nothing_recorded_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="run 'run' has no checkpoint"):
        Recorder().save(tmp_path / "runs.npz")
    with pytest.raises(ScenarioError, match="there is no run"):
        save(tmp_path / "runs.npz", {})
    with pytest.raises(OutputError, match="it is a folder"):
        recorded().save(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"runs": None}, "no file of recorded runs: it has no runs"),
        ({"run:a:shapes": None}, "it has no run:a:shapes"),
        ({"runs": np.array(["b"])}, "it has no run:b:vectors"),
        ({"runs": np.array(["../b"])}, "the name of a run"),
        ({"runs": np.array(["a", "a b"])}, "the name of a run"),
        ({"run:a:vectors": np.zeros(9)}, r"no \(K, P\) array of float32 or float64"),
        ({"run:a:vectors": np.zeros((3, 9), int)}, r"no \(K, P\) array of float32 or float64"),
        ({"run:a:vectors": np.zeros((3, 8))}, r"a vector of 9 numbers, not of shape \(8,\)"),
        ({"run:a:vectors": np.full((3, 9), np.inf)}, "not finite"),
        ({"run:a:loss": np.array([1, np.nan, 2])}, "the loss of checkpoint 1 is not finite: nan"),
        ({"run:a:loss": np.zeros((3, 2))}, "not one step and one loss"),
        ({"run:a:loss": np.array(["1", "2", "x"])}, "could not convert"),
        ({"run:a:steps": np.arange(2)}, "not one step and one loss"),
        ({"run:a:steps": np.array([0, 2, 1])}, "step: expected more than 2, not 1"),
        ({"run:a:shapes": np.array(["2 3", "2", "x"])}, "expected a layout"),
        ({"run:a:shapes": np.array(["2 3", "-2", "-1"])}, "not negative"),
        ({"run:a:shapes": np.array(["2 3"])}, "not one shape for each tensor"),
        ({"run:a:shapes": np.zeros(3)}, "not one shape for each tensor"),
        ({"run:a:steps": np.array(["0", "1", "2"])}, "not one step and one loss"),
        ({"run:a:tensors": np.array([object()] * 3)}, "Python objects, which are never loaded"),
    ],
)
def test_a_file_with_something_else_is_refused_by_name(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    recorded().save(tmp_path / "good.npz", run="a")
    with np.load(tmp_path / "good.npz") as good:
        content = {name: array for name, array in (dict(good) | change).items() if array is not None}
    np.savez(tmp_path / "runs.npz", **content)
    with pytest.raises(OptvizError, match=message) as caught:
        load(tmp_path / "runs.npz")
    assert "runs.npz" in str(caught.value)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    recorded().save(tmp_path / "runs.npz")
    with pytest.raises(ScenarioError, match=r"runs\.npz.*\b(50 B|5e-05 MB)"):
        load(tmp_path / "runs.npz", most=50)


def test_torchs_own_modules_are_recorded(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2), torch.nn.Linear(2, 1).bfloat16())
    for arrays in (model.state_dict(), model.named_parameters(), model.parameters()):
        recorder = Recorder()
        recorder.add(arrays)
        recorder.save(tmp_path / "run.npz")
        (found,) = load(tmp_path / "run.npz").values()
        assert (3,) not in found.layout.values()
        assert (2, 3) in found.layout.values()
    flat = torch.nn.utils.parameters_to_vector(p.float() for p in model.parameters())
    np.testing.assert_array_equal(found.vectors[0], flat.detach().numpy())


def test_what_only_looks_like_a_tensor_is_refused() -> None:
    with pytest.raises(ScenarioError, match="expected arrays of real numbers, not SimpleNamespace"):
        Recorder().add(SimpleNamespace())
