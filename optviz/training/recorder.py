"""The checkpoints of a training run, kept while it runs, and files of one or more runs."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from optviz.archives import read_arrays
from optviz.arrays import np
from optviz.errors import ScenarioError
from optviz.files import replacing
from optviz.training.losses import number
from optviz.training.tensors import as_layout, size_of, split, tensors

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from optviz.arrays import Array, Rows
    from optviz.training.tensors import Layout

LIMIT: Final = 4_000_000_000
"""Bytes of arrays up to which load reads a file unless told otherwise."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class Recorder:
    """The checkpoints of one training run: at each, all parameters as one flat vector.

        recorder = Recorder()
        for step, batch in enumerate(batches):
            if step % 100 == 0:
                recorder.add(model.state_dict(), step=step)
            ...
        recorder.save("run.npz")

    It needs no torch: an array is whatever can become one of NumPy's. It keeps copies, K P 4 bytes in memory for K
    checkpoints of P parameters, and twice that while it is saved; a file takes as much.

    Args: dtype: the type of the kept numbers, "float32" or "float64". float32, in which most networks are trained,
            takes half as much; a loss of its vectors, widened again, differs from the true one by about 1e-7 of it.
    Attributes: layout: the shapes of the tensors by name, in the vector's order; empty before the first checkpoint.
    Raises: ScenarioError for another dtype.
    """

    def __init__(self, dtype: str = "float32") -> None:
        if dtype not in {"float32", "float64"}:
            raise ScenarioError(f"dtype: expected 'float32' or 'float64', not {dtype!r}")
        self.dtype = dtype
        self.layout: Layout = {}
        self._vectors: list[Array] = []
        self._losses: list[float] = []
        self._steps: list[int] = []

    def add(self, arrays: Any, loss: float | None = None, step: int | None = None) -> None:
        """Keep a checkpoint.

        Args: arrays: the parameters: a mapping of names to arrays (as `model.state_dict()` or
                `dict(model.named_parameters())`; also nested), a sequence of arrays, or one flat vector; NumPy's or
                torch's. Names and shapes must be those of the first checkpoint. Integers beside other arrays, as
                counters of batches, are left out.
            loss: the loss at it, finite; for all checkpoints or for none.
            step: how many updates were made before it, larger than the one before; one more than that if left out, and
                0 at first.
        Raises: ScenarioError where an argument is not as above, or a parameter is not a finite number, as when the
            training has diverged; the checkpoints before stay.
        """
        found = tensors(arrays)
        layout = {name: each.shape for name, each in found.items()}
        if self.layout and list(layout.items()) != list(self.layout.items()):
            raise ScenarioError(
                f"this checkpoint's tensors are not those of the first: {_difference(self.layout, layout)}"
            )
        with np.errstate(over="ignore"):
            flat = [each.astype(self.dtype).ravel() for each in found.values()]
        for name, each in zip(found, flat, strict=True):
            if not np.isfinite(each).all():
                raise ScenarioError(f"{name!r} of checkpoint {len(self)} holds a number that is not finite")
        if self._vectors and (loss is None) != (not self._losses):
            raise ScenarioError("expected a loss at all checkpoints or at none")
        value = None if loss is None else number(loss)
        if value is not None and not math.isfinite(value):
            raise ScenarioError(f"the loss of checkpoint {len(self)} is not finite: {value}")
        after = self._steps[-1] if self._steps else -1
        place = after + 1 if step is None else int(step)
        if place <= after:
            raise ScenarioError(f"step: expected more than {after}, not {step}")
        self.layout = layout
        self._vectors.append(np.concatenate(flat))
        self._steps.append(place)
        if value is not None:
            self._losses.append(value)

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def vectors(self) -> Array:
        """The checkpoints, (K, P), of the recorder's dtype; a new array."""
        return np.array(self._vectors, self.dtype).reshape(len(self), size_of(self.layout))

    @property
    def losses(self) -> Array | None:
        """The losses that were given, (K,), or None."""
        return np.array(self._losses, np.float64) if self._losses else None

    @property
    def steps(self) -> Rows:
        """The updates before each checkpoint, (K,) integers."""
        return np.array(self._steps, np.int64)

    def arrays(self, vector: Array) -> dict[str, Array]:
        """The tensors of a flat vector (P,) by name, in their shapes, as views of it: what a loss of a vector may need.

        Raises: ScenarioError where the vector has another length.
        """
        return split(np.asarray(vector), self.layout)

    def save(self, file: str | os.PathLike[str], run: str = "run") -> None:
        """Write the checkpoints to an .npz file, whole or not at all; save writes several runs.

        Args: file: its path.  run: the name of the run in it: letters, digits, and _ - .
        Raises: ScenarioError for another name, or where nothing was recorded.  OutputError where the file cannot be
            written.
        """
        save(file, {run: self})


def save(file: str | os.PathLike[str], runs: Mapping[str, Recorder]) -> None:
    """Write runs to one .npz file, whole or not at all.

    It holds `runs`, their names, and of each run NAME `run:NAME:vectors` (K, P), `run:NAME:steps` (K,), where they were
    given `run:NAME:loss` (K,), and of its T tensors `run:NAME:tensors` (T,) and `run:NAME:shapes` (T,), as "16 64".

    Args: file: its path.  runs: recorders by name: letters, digits, and _ - .
    Raises: ScenarioError for other names, or where nothing was recorded.  OutputError where the file cannot be written.
    """
    found: dict[str, Any] = {"runs": run_names(runs)}
    for name, run in runs.items():
        if not len(run):
            raise ScenarioError(f"run {name!r} has no checkpoint")
        shapes = [" ".join(map(str, shape)) for shape in run.layout.values()]
        found |= {
            f"run:{name}:vectors": run.vectors,
            f"run:{name}:steps": run.steps,
            f"run:{name}:tensors": np.array(list(run.layout), np.str_),
            f"run:{name}:shapes": np.array(shapes, np.str_),
        }
        if run.losses is not None:
            found[f"run:{name}:loss"] = run.losses
    with replacing(Path(file)) as temporary, temporary.open("wb") as stream:
        np.savez(stream, **found)


def load(file: str | os.PathLike[str], *, most: int = LIMIT) -> dict[str, Recorder]:
    """The runs of a file that save wrote, by name; each may go on recording.

    Args: file: its path.  most: bytes that its arrays may take together, 4 GB unless it says otherwise; their headers
            are read first.
    Raises: OutputError where the file cannot be read.  ScenarioError where it is not one that save wrote, broken or
        larger; Python objects in it are never loaded.
    """
    path = Path(file)
    found = read_arrays(path, most=most)
    try:
        return {str(name): _recorder(found, str(name)) for name in found["runs"].tolist()}
    except KeyError as error:
        raise ScenarioError(f"{path} is no file of recorded runs: it has no {error.args[0]}") from None
    except (ScenarioError, ValueError, TypeError) as error:
        raise ScenarioError(f"{path}: {error}") from None


def run_names(names: Any) -> Any:
    """The names of runs as an array.

    Raises: ScenarioError where there is none, or one with other signs than letters, digits, and _ - .
    """
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ScenarioError(
                f"the name of a run is made of letters, digits, and _ - . (at most 80), not {name!r:.100}"
            )
    if not names:
        raise ScenarioError("there is no run")
    return np.array(list(names), np.str_)


def _recorder(found: Mapping[str, Any], name: str) -> Recorder:
    """One run of a file."""
    run_names([name])
    vectors, steps, titles, shapes = (found[f"run:{name}:{part}"] for part in ("vectors", "steps", "tensors", "shapes"))
    losses = found.get(f"run:{name}:loss")
    if vectors.ndim != 2 or vectors.dtype.name not in {"float32", "float64"}:  # noqa: PLR2004  (rows and columns)
        raise ScenarioError(f"the vectors of run {name!r} are no (K, P) array of float32 or float64")
    if (
        steps.dtype.kind not in "iu"
        or steps.shape != vectors.shape[:1]
        or (losses is not None and losses.shape != vectors.shape[:1])
    ):
        raise ScenarioError(f"run {name!r} has not one step and one loss for each checkpoint")
    if titles.shape != shapes.shape or {titles.dtype.kind, shapes.dtype.kind} != {"U"}:
        raise ScenarioError(f"run {name!r} has not one shape for each tensor, as text")
    recorder = Recorder(vectors.dtype.name)
    layout = as_layout(dict(zip(titles.tolist(), map(str.split, shapes.tolist()), strict=True)))
    for row, (vector, step) in enumerate(zip(vectors, steps.tolist(), strict=True)):
        recorder.add(split(vector, layout), None if losses is None else losses[row], step)
    return recorder


def _difference(expected: Layout, given: Layout) -> str:
    """The first tensor in which two layouts differ."""
    for name in [*expected, *given]:
        if name not in given:
            return f"{name!r} is missing"
        if name not in expected:
            return f"{name!r} is new"
        if expected[name] != given[name]:
            return f"{name!r} has the shape {given[name]}, not {expected[name]}"
    return "they stand in another order"
