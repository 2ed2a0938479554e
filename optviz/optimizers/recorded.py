"""A run that was recorded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, NamedTuple

from annotated_types import MaxLen

from optviz import tables
from optviz.archives import read_arrays
from optviz.arrays import Array, np
from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.optimizers.base import Optimizer
from optviz.parameters import DataFile, FilePath

if TYPE_CHECKING:
    from pathlib import Path as FilesystemPath

    from optviz.optimizers.base import State
    from optviz.oracle import Oracle

MOST_CHECKPOINTS: Final = 100_000

_PATH: Final = "path:"
_VECTORS: Final = "run:"
_COORDINATES: Final = "coordinates"
_MEASURED: Final = ("loss", "off_plane")


class Path(NamedTuple):
    """A recorded path of K checkpoints.

    Args: coordinates: (K, 2).  loss: (K,), not a number where it was not recorded.  off_plane: (K,), how far a
        checkpoint is from its place on the plane, not a number where nobody knows.
    """

    coordinates: Array
    loss: Array
    off_plane: Array


@dataclass(frozen=True)
class Recorded(Optimizer):
    """A run that was recorded elsewhere, as one of real training on the plane of its landscape.

        x_t = the coordinates of checkpoint t

    It begins at its own first checkpoint, wherever the others start, asks for nothing, and stays at the last one. Its
    value is the loss that was recorded: on a plane of training, the landscape under a checkpoint is not its loss, as
    the checkpoint lies off the plane.

    Args: file: an .npz file that `optviz.training` saves; or one with `coordinates` (K, 2), and perhaps `loss` and
            `off_plane` (K,); or a .csv file with the columns x, y, and perhaps loss and off_plane.
        run: which of its runs; may be left out where there is only one.
    State: x; loss and off_plane, (...).  Cost per step: nothing.
    Raises: ParameterError where the file has no such run.
    Reference: Li et al. 2018, arXiv:1712.09913, section 7: paths of optimizers on planes.
    """

    name: ClassVar[str] = "recorded"
    title: ClassVar[str] = "Recorded"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Li et al. 2018, arXiv:1712.09913"
    recorded: ClassVar[tuple[str, ...]] = _MEASURED
    valued: ClassVar[str] = "loss"

    file: Annotated[DataFile, FilePath((".npz", ".csv"))]
    run: Annotated[str, MaxLen(80)] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.file.reading() as file:
            found = _of_table(file, self.run) if file.suffix.lower() == ".csv" else _of_arrays(file, self.run)
        object.__setattr__(self, "path", found)
        if not np.isfinite(found.loss).all():
            object.__setattr__(self, "valued", "")  # the landscape's own

    if TYPE_CHECKING:

        @property
        def path(self) -> Path:
            """What was recorded."""

    def init(self, x: Array) -> State:
        """The first checkpoint."""
        return self._at(0, x)

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        """The next checkpoint."""
        del oracle
        return self._at(t, state["x"])

    def _at(self, t: int, like: Array) -> State:
        """The state at a checkpoint, or at the last one."""
        row = min(t, len(self.path.loss) - 1)
        here = np.empty_like(like)
        here[...] = self.path.coordinates[row]
        return {"x": here, "loss": np.full(like.shape[:-1], self.path.loss[row])} | {
            "off_plane": np.full(like.shape[:-1], self.path.off_plane[row])
        }

    def questions(self) -> int:
        """None."""
        return 0


def _of_table(file: FilesystemPath, run: str | None) -> Path:
    """The path that a CSV file has."""
    if run is not None:
        raise ParameterError("run", "a .csv file has one run only; leave it out")
    found = tables.columns(file, ("x", "y"), _MEASURED)
    return _checked(file, np.stack([found["x"], found["y"]], axis=-1), [found.get(name) for name in _MEASURED])


def _of_arrays(file: FilesystemPath, run: str | None) -> Path:
    """A path of an .npz file."""
    names = set[str]()

    def is_wanted(name: str) -> bool:
        names.add(name)
        return name in {"runs", _COORDINATES, *_MEASURED} or name.startswith(_PATH)

    found = read_arrays(file, is_wanted)
    if _COORDINATES in found and run is None:
        return _checked(file, found[_COORDINATES], [found.get(name) for name in _MEASURED])
    known = [name.removeprefix(_PATH).removesuffix(f":{_COORDINATES}") for name in found if _is_path(name)]
    if not known:
        hint = (
            "checkpoints, but no paths on a plane" if any(name.startswith(_VECTORS) for name in names) else "no paths"
        )
        raise ScenarioError(f"{file.name} has {hint}; Plane.save of optviz.training writes them")
    if run is None and len(known) > 1:
        raise ParameterError("run", f"{file.name} has several: {', '.join(known)}")
    own = known[0] if run is None else run
    if own not in known:
        raise ParameterError("run", str(UnknownNameError("run", own, known, f" in {file.name}")))
    parts = [found.get(f"{_PATH}{own}:{name}") for name in _MEASURED]
    return _checked(file, found[f"{_PATH}{own}:{_COORDINATES}"], parts)


def _is_path(name: str) -> bool:
    return name.startswith(_PATH) and name.endswith(f":{_COORDINATES}")


def _checked(file: FilesystemPath, coordinates: Any, measured: list[Any]) -> Path:
    """A path of finite numbers.

    Raises: ScenarioError where it is none.
    """
    count = len(coordinates) if coordinates.ndim else 0
    if coordinates.shape != (count, 2) or not count or coordinates.dtype.kind not in "iuf":
        raise ScenarioError(f"{file.name}: expected coordinates of shape (K, 2), not {coordinates.shape}")
    if count > MOST_CHECKPOINTS:
        raise ScenarioError(f"{file.name}: {count:,} checkpoints, more than {MOST_CHECKPOINTS:,}")
    parts = [np.full(count, np.nan) if part is None else part for part in measured]
    for name, part, given in zip((_COORDINATES, *_MEASURED), (coordinates, *parts), (1, *measured), strict=True):
        if (
            part.dtype.kind not in "iuf"
            or part.shape[:1] != (count,)
            or part.ndim != (2 if name == _COORDINATES else 1)
        ):
            raise ScenarioError(
                f"{file.name}: expected {name} as {count} numbers, not as an array of shape {part.shape}"
            )
        if given is not None and (wrong := np.argwhere(~np.isfinite(part))).size:
            raise ScenarioError(f"{file.name}: {name} of checkpoint {wrong[0][0]} is {part[tuple(wrong[0])]:g}")
    return Path(*(np.asarray(part, dtype=np.float64) for part in (coordinates, *parts)))
