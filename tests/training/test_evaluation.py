from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import optviz
from optviz.errors import OptvizError, ScenarioError
from optviz.training import Plane, plane
from optviz.training.evaluation import chunks
from tests.training import losses
from tests.training.digits import REFERENCE, RUNS, loss

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(optviz.__file__).parents[1]
LINE = np.linspace(-1, 1, 5)
ALONE = "evaluated in this process alone"


@pytest.fixture(autouse=True)
def _losses_are_found_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started by a test find this folder's modules, also where optviz itself is installed."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parents[2])])


@pytest.fixture
def small() -> Plane:
    return plane({"a": np.array([[3.0, 0, 1], [2, 1, 1], [0, 0, 0]])})


@pytest.fixture
def _without_cloudpickle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)


def evaluated(plane: Plane, loss: Callable[..., Any], **options: Any) -> list[float]:
    """The losses on the plane and at its run's checkpoints."""
    plane.grid(loss, LINE, LINE, **options)
    assert plane.z is not None
    assert plane.losses is not None
    return [*plane.z.ravel().tolist(), *plane.losses["a"].tolist()]


def test_values_are_the_same_bits_with_any_number_of_processes() -> None:
    around = plane({name: REFERENCE[name] for name in RUNS}, center="adam")
    x, y = np.linspace(-3, 13, 9), np.linspace(-5, 3, 7)
    one, two, three = (around.grid(loss, x, y, workers=workers).tobytes() for workers in (1, 2, 3))
    assert one == two == three


def test_other_processes_evaluate_with_one_thread_each(small: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    assert os.getpid() not in evaluated(small, losses.process, workers=2)
    assert set(evaluated(small, losses.threads, workers=1)) == {11}
    assert set(evaluated(small, losses.process, workers=0)) == {os.getpid()}


def test_each_call_has_its_own_vector(small: Plane) -> None:
    for workers in (0, 1):
        found = evaluated(small, losses.careless, workers=workers)
        assert found == evaluated(small, losses.careless, workers=workers)
        assert found[-3:] == [8, 8, 0]
    assert small.center.tolist() == [0, 0, 0]


def test_what_a_library_calls_a_number_is_one(small: Plane) -> None:
    far = plane({"a": np.array([[3.0, 0, 1], [2, 1, 1], [1, 0, 0]])}, directions=[[0, 1, 0], [0, 0, 1]])
    assert evaluated(far, losses.log_of_first, workers=0)[-3:] == [1 / 3, 1 / 2, 1]
    assert isinstance(evaluated(small, losses.bowl, workers=0)[0], float)


@pytest.mark.usefixtures("_without_cloudpickle")
def test_what_cannot_be_sent_is_evaluated_here_and_said_once(small: Plane) -> None:
    with pytest.warns(
        RuntimeWarning, match=f"{ALONE}: no other could load it.*a module of its own, or install cloudpickle"
    ) as said:
        assert set(evaluated(small, lambda _: os.getpid(), workers=2)) == {os.getpid()}
    assert len(said) == 1
    assert said[0].filename == __file__


class Unwilling:
    def __call__(self, _: Any) -> int:
        return os.getpid()

    def __reduce__(self) -> Any:
        raise KeyError("no end")


def test_what_fails_to_be_pickled_in_any_way_is_evaluated_here(small: Plane) -> None:
    with pytest.warns(RuntimeWarning, match=f"{ALONE}: no other could load it .KeyError: 'no end'"):
        assert set(evaluated(small, Unwilling(), workers=2)) == {os.getpid()}


def test_without_other_processes_it_is_evaluated_here(small: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/program")
    with pytest.warns(RuntimeWarning, match=f"{ALONE}: this program can start no other"):
        assert set(evaluated(small, losses.process, workers=2)) == {os.getpid()}


def test_functions_of_scripts_and_notebooks_are_sent_with_cloudpickle(small: Plane) -> None:
    pytest.importorskip("cloudpickle")
    here = os.getpid()
    assert set(evaluated(small, lambda _: os.getpid() == here, workers=2)) == {0.0}


SCRIPT = """
import os, warnings
import numpy as np
from optviz.training import plane
from landscape import process

def own(theta):
    return os.getpid()

around = plane({"a": np.eye(3)})
line = np.linspace(0, 1, 4)
print((around.grid(process, line, line, workers=2) != os.getpid()).all())
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    elsewhere = (around.grid(own, line, line, workers=2) != os.getpid()).all()
print(elsewhere, len(said))
"""


@pytest.mark.parametrize("cloudpickle", [True, False])
def test_a_script_needs_no_guard_and_may_have_modules_beside_it(tmp_path: Path, cloudpickle: bool) -> None:
    if cloudpickle:
        pytest.importorskip("cloudpickle")
    else:
        (tmp_path / "cloudpickle.py").write_text("raise ImportError\n")
    (tmp_path / "landscape.py").write_text("import os\n\ndef process(theta):\n    return os.getpid()\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "script.py"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", str(cloudpickle), "0" if cloudpickle else "1"], done.stderr


@pytest.mark.parametrize("workers", [0, 2])
def test_errors_of_the_loss_come_out_with_their_traceback(small: Plane, workers: int) -> None:
    with pytest.raises(LookupError, match="nothing at") as caught:
        evaluated(small, losses.failing, workers=workers)
    if workers:
        assert "in failing" in caught.value.__notes__[0]
    else:
        assert caught.traceback[-1].name == "failing"
    assert small.z is None


@pytest.mark.parametrize("workers", [0, 1])
def test_a_loss_that_is_not_finite_is_told_with_its_place(workers: int) -> None:
    turned = plane({"a": np.array([[3.0, 0, 1], [2, 1, 1], [1, 0, 0]])}, [1, 0, 0], [[1, 0, 0], [0, 1, 0]])
    with pytest.raises(OptvizError, match=r"the loss at x = -1, y = .* is inf; a surface needs finite values"):
        turned.grid(losses.log_of_first, LINE, LINE, workers=workers)
    zero = plane({"first": np.array([[3.0, 0, 1], [0, 1, 1]])}, [1, 0, 0], [[0, 1, 0], [0, 0, 1]])
    with pytest.raises(OptvizError, match="the loss at checkpoint 1 of run 'first' is inf"):
        zero.grid(losses.log_of_first, LINE, LINE, workers=workers)
    assert zero.z is None


def test_what_is_no_number_is_told(small: Plane) -> None:
    with pytest.raises(OptvizError, match="the loss at x = -1, y = -1 is no number but NoneType"):
        small.grid(losses.silent, LINE, LINE, workers=0)


def test_a_process_that_dies_is_told(small: Plane) -> None:
    with pytest.raises(OptvizError, match="a process that evaluated the loss died"):
        small.grid(losses.leaving, LINE, LINE, workers=2)


@pytest.mark.parametrize("workers", [0, 2])
def test_progress_ends_at_the_whole(small: Plane, workers: int) -> None:
    shares: list[float] = []
    small.grid(losses.bowl, LINE, LINE, workers=workers, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert shares[-1] == 1


def test_a_negative_number_of_processes_is_refused(small: Plane) -> None:
    with pytest.raises(ScenarioError, match="workers: expected a number >= 0, not -1"):
        small.grid(losses.bowl, LINE, LINE, workers=-1)


@pytest.mark.parametrize(("count", "workers"), [(1, 1), (7, 2), (3721, 2), (3721, 64), (5, 0)])
def test_chunks_cover_all_once(count: int, workers: int) -> None:
    parts = chunks(count, workers)
    assert [place for part in parts for place in range(count)[part]] == list(range(count))
    assert len(parts) <= 16 * max(workers, 1)
