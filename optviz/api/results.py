"""The numbers of a scenario's trajectories: as JSON, CSV or NumPy arrays, and as a table of results."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_type_hints

from optviz.arrays import Array, np
from optviz.errors import ParameterError, UnknownNameError
from optviz.files import replacing, write_text
from optviz.scenario import to_mapping
from optviz.surfaces.kinds.entries import SurfaceEntry
from optviz.trajectory import TOLERANCE, Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pandas import DataFrame

    from optviz.scenario import Scenario

VERSION: Final = 1
"""Of the JSON document. The meaning of a version never changes."""

COLUMNS: Final = ("label", "optimizer", "start", "step", "x", "y", "value", "gradient_norm", "distance")
SEEN: Final = "samples"
"""One more column, where the surface has samples: how many of them a run has seen."""

HEADINGS: Final = ("optimizer", "start", "final value", "distance", "steps", "path", "gradients", "lost")
"""Of the table of results; from the third on they stand over numbers."""

_NAMED: Final = 8
"""How many labels a list shows of itself."""
_TYPES: Final = {int: "int64", int | None: "Int64", float | None: "float64"}
"""The types of a DataFrame's columns for what is declared as such."""


class Trajectories(list[Trajectory]):
    """The trajectories of a scenario's runs, in their order."""

    def __repr__(self) -> str:
        return f"<{len(self)} trajectories: {_names(self)}>"

    def to_pandas(self) -> DataFrame:
        """A row for each run, start and step, with the columns of the CSV; NaN where something is not known.

        Raises: MissingToolError where pandas is not installed.
        """
        columns, names = [_columns(each) for each in self], _names_of_columns(self)
        joined = {name: np.concatenate([each[name] for each in columns]) if columns else () for name in names}
        return _data_frame(joined)


class Result(NamedTuple):
    """The result of one run, as one row of the table.

    Args: label, optimizer: as in the trajectory.  start: (x, y).  final_value: at the last step.
        distance: from there to the nearest minimizer; None where the surface declares none.
        steps_to_tolerance: the first step from which on a minimizer is near enough; None where there is none.
        path_length: of the joined finite iterates.  gradient_evaluations: how many.
        diverged_at, left_at: since which step it is no number, or out of the picture for good, or None.
        lost: the same in the legend's words: "left at 72", "diverged at 9", or nothing.
    """

    label: str
    optimizer: str
    start: tuple[float, float]
    final_value: float | None
    distance: float | None
    steps_to_tolerance: int | None
    path_length: float | None
    gradient_evaluations: int
    diverged_at: int | None
    left_at: int | None
    lost: str


class Table(list[Result]):
    """The results of runs, one for each run and start."""

    def __repr__(self) -> str:
        return f"<table of {len(self)} results: {_names(self)}>"

    def to_pandas(self) -> DataFrame:
        """A row for each result, a column for each of its fields; NaN or <NA> for None.

        Raises: MissingToolError where pandas is not installed.
        """
        frame = _data_frame({name: [getattr(row, name) for row in self] for name in Result._fields})
        return frame.astype({name: _TYPES[hint] for name, hint in get_type_hints(Result).items() if hint in _TYPES})


def write(target: str | Path, scenario: Scenario, trajectories: Sequence[Trajectory]) -> Path:
    """Write trajectories to a file whose suffix gives the format: .json, .csv or .npz.

    Raises: UnknownNameError for another suffix.  OutputError where the file cannot be written.
    """
    path = Path(target)
    writer(path)(path, scenario, trajectories)
    return path


def writer(path: Path) -> Callable[[Path, Scenario, Sequence[Trajectory]], None]:
    """The function that writes files with this suffix.

    Raises: UnknownNameError, with the nearest formats, where there is none.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise UnknownNameError("format", suffix.removeprefix(".") or path.name, (key[1:] for key in _WRITERS))
    return _WRITERS[suffix]


def document(scenario: Scenario, trajectories: Sequence[Trajectory]) -> dict[str, Any]:
    """The trajectories as plain data, version 1; a number that is not finite is None.

    The surface is written as scenario files write it: a bare name where every parameter is the default. Where
    something varies, each run has a "cell" with its values; a surface that varies is found there. Where the surface has
    samples, each run has "samples", how many of them it has seen by each step.
    """
    cells = _cells(scenario)
    return {
        "version": VERSION,
        "scenario": scenario.name,
        "surface": _surface(scenario),
        "steps": scenario.steps,
        "runs": [_run(trajectory) | cells[trajectory.cell] for trajectory in trajectories],
    }


def as_json(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """The document as text, numbers in full double precision."""
    return json.dumps(document(scenario, trajectories), allow_nan=False, ensure_ascii=False) + "\n"


def as_csv(trajectories: Sequence[Trajectory]) -> str:
    """One line for each run, start and step; what is not finite or not known is empty."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    names = _names_of_columns(trajectories)
    lines.writerow(names)
    for trajectory in trajectories:
        lines.writerows(_lines(trajectory, names))
    return text.getvalue()


def as_arrays(trajectories: Sequence[Trajectory]) -> dict[str, Any]:
    """Arrays over runs R, starts S and steps N: positions (R, S, N+1, 2), values (R, S, N+1), and so on.

    What run r recorded beside its positions has the name "recorded/r/name". A run with fewer starts than others ends
    with rows of NaN or -1.
    """
    names = ["positions", "values", "gradient_norms", "gradient_evaluations", "diverged_at"]
    for name in ("distances", "samples"):
        names += [name] if all(getattr(each, name) is not None for each in trajectories) else []
    arrays = {name: _stacked([getattr(each, name) for each in trajectories]) for name in names}
    texts: dict[str, Any] = {
        "labels": np.array([each.label for each in trajectories]),
        "optimizers": np.array([each.optimizer for each in trajectories]),
    }
    recorded = {
        f"recorded/{index}/{name}": array
        for index, each in enumerate(trajectories)
        for name, array in each.recorded.items()
    }
    return {**texts, **arrays, **recorded}


def table(trajectories: Sequence[Trajectory], tolerance: float = TOLERANCE) -> Table:
    """The results, a row for each run and start, in their order.

    Args: tolerance: > 0, how near to a minimizer counts as there, in the units of x and y.
    Raises: ParameterError where the tolerance is out of range.
    """
    if not tolerance > 0:
        raise ParameterError("tolerance", f"must be > 0, not {tolerance:g}")
    return Table(
        _result(each, row, arrival) for each in trajectories for row, arrival in enumerate(each.arrivals(tolerance))
    )


def in_words(row: Result) -> tuple[str, ...]:
    """A row of the table as a person reads it, beneath HEADINGS."""
    return (
        row.label,
        f"({row.start[0]:g}, {row.start[1]:g})",
        _number(row.final_value),
        _number(row.distance),
        "-" if row.steps_to_tolerance is None else str(row.steps_to_tolerance),
        _number(row.path_length),
        str(row.gradient_evaluations),
        row.lost or "-",
    )


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.6g}"


def _cells(scenario: Scenario) -> list[dict[str, Any]]:
    """For each cell, its value of everything that varies."""
    vary = to_mapping(scenario).get("vary", {})
    values = [
        {key: values[pick] for (key, values), pick in zip(vary.items(), picks, strict=True)} for picks in scenario.picks
    ]
    return [{"cell": each} if each else {} for each in values]


def _stacked(arrays: Sequence[Array]) -> Array:
    """Arrays (S, ...) as one; those with fewer rows are filled up."""
    most = max(map(len, arrays))
    missing = np.nan if arrays[0].dtype.kind == "f" else -1
    fillings = (np.full((most - len(each), *each.shape[1:]), missing, each.dtype) for each in arrays)
    return np.stack([np.concatenate(pair) for pair in zip(arrays, fillings, strict=True)])


def _surface(scenario: Scenario) -> Any:
    surface = to_mapping(scenario).get("surface")
    if surface is None:
        return None
    short = SurfaceEntry().write(scenario.surface, short=True)
    return short if isinstance(short, str) else surface


def _run(trajectory: Trajectory) -> dict[str, Any]:
    return {
        "label": trajectory.label,
        "optimizer": trajectory.optimizer,
        "hyperparameters": dict(trajectory.hyperparameters),
        "starts": _to_json(trajectory.starts),
        "positions": _to_json(trajectory.positions),
        "values": _to_json(trajectory.values),
        "recorded": {name: _to_json(array) for name, array in trajectory.recorded.items()},
        "gradient_evaluations": trajectory.gradient_evaluations.tolist(),
        "diverged_at": [_step(step) for step in trajectory.diverged_at.tolist()],
        **({} if trajectory.samples is None else {SEEN: trajectory.samples.tolist()}),
    }


def _to_json(array: Array) -> Any:
    finite = np.isfinite(array)
    return array.tolist() if finite.all() else np.where(finite, array, None).tolist()  # type: ignore[call-overload]  # None makes an array of objects


def _step(step: int) -> int | None:
    return None if step < 0 else step


def _names_of_columns(trajectories: Sequence[Trajectory]) -> tuple[str, ...]:
    return (*COLUMNS, SEEN) if any(each.samples is not None for each in trajectories) else COLUMNS


def _columns(trajectory: Trajectory) -> dict[str, Array]:
    """The columns, a row for each start and step, in their order."""
    starts, rows = trajectory.values.shape
    distances = np.full((starts, rows), np.nan) if trajectory.distances is None else trajectory.distances
    columns: dict[str, Any] = {
        "label": np.array(trajectory.label, dtype=object),
        "optimizer": np.array(trajectory.optimizer, dtype=object),
        "start": np.arange(starts)[:, None],
        "step": np.arange(rows) * trajectory.every,
        "x": trajectory.positions[..., 0],
        "y": trajectory.positions[..., 1],
        "value": trajectory.values,
        "gradient_norm": trajectory.gradient_norms,
        "distance": distances,
        SEEN: np.nan if trajectory.samples is None else trajectory.samples,
    }
    return {name: np.broadcast_to(column, (starts, rows)).ravel() for name, column in columns.items()}


def _lines(trajectory: Trajectory, names: Iterable[str]) -> Iterator[tuple[object, ...]]:
    every = _columns(trajectory)
    columns = [every[name] for name in names]
    return zip(*(column.tolist() if column.dtype.kind in "Oi" else _to_json(column) for column in columns), strict=True)


def _names(labelled: Iterable[Trajectory | Result]) -> str:
    labels = [*dict.fromkeys(each.label for each in labelled)]
    return ", ".join([*labels[:_NAMED], *([f"and {len(labels) - _NAMED} more"] if len(labels) > _NAMED else [])])


def _data_frame(columns: Mapping[str, Any]) -> DataFrame:
    from optviz.optimizers.adapters.base import library

    frame: DataFrame = library("pandas", "pandas", "pandas").DataFrame(columns)
    return frame


def _result(trajectory: Trajectory, row: int, arrival: int | None) -> Result:
    distances = None if trajectory.distances is None else trajectory.distances[row]
    x, y = trajectory.starts[row].tolist()
    return Result(
        label=trajectory.label,
        optimizer=trajectory.optimizer,
        start=(x, y),
        final_value=_finite(trajectory.values[row, -1]),
        distance=None if distances is None else _finite(distances[-1]),
        steps_to_tolerance=arrival,
        path_length=_finite(_length(trajectory.positions[row])),
        gradient_evaluations=int(trajectory.gradient_evaluations[row]),
        diverged_at=_step(int(trajectory.diverged_at[row])),
        left_at=_step(int(trajectory.left_at[row])),
        lost=trajectory.lost_words(row),
    )


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _length(path: Array) -> float:
    finite = path[np.isfinite(path).all(axis=-1)]
    with np.errstate(over="ignore"):
        steps = np.diff(finite, axis=0)
        return float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def _write_arrays(path: Path, _: Scenario, trajectories: Sequence[Trajectory]) -> None:
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **as_arrays(trajectories))


_WRITERS: Final[dict[str, Callable[[Path, Scenario, Sequence[Trajectory]], None]]] = {
    ".json": lambda path, scenario, trajectories: write_text(path, as_json(scenario, trajectories)),
    ".csv": lambda path, _, trajectories: write_text(path, as_csv(trajectories)),
    ".npz": _write_arrays,
}
