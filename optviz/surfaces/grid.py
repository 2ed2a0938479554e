"""A landscape from a file with its values on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from annotated_types import MaxLen

from optviz import tables
from optviz.archives import read_arrays, read_hdf5
from optviz.arrays import np
from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.parameters import DataFile, FilePath, Key
from optviz.surfaces.kinds.surface import Bounds  # noqa: TC001  (annotations are evaluated)
from optviz.surfaces.kinds.tabulated import ITS_OWN, Reading, Tabulated
from optviz.tables import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from optviz.arrays import Rows

_AXES: Final = ("x", "y")
_RATIO: Final = "explained_variance_ratio"
_ROUNDING: Final = 1e-9
_COORDINATES: Final = ("xcoordinates", "ycoordinates")
_LOSSES: Final = ("train_loss", "train_acc", "test_loss", "test_acc")
_NOT_COMPUTED: Final = -1
"""What stands in loss-landscape's files where nothing was computed yet."""


@dataclass(frozen=True, repr=False)
class GridSurface(Tabulated):
    """Your own landscape: a smooth surface through values on a grid, from a file.

    A bicubic spline with not-a-knot ends, as SciPy's RectBivariateSpline. Outside of the grid there are no values: a
    run that goes there has left. The grid's lines need not be even, but at least four each way, and it may have at
    most 300,000 values.

    .npz: the arrays x (nx,), y (ny,) and z (ny, nx), z[i, j] at (x[j], y[i]); the numbers of a training that
    `optviz.training` saves are such a file. .csv: a matrix, whose first row is an empty cell and the values of x, and
    each other row its y and the values there; or a list of points, with the header x,y,z. .h5: what
    tomgoldstein/loss-landscape writes; it needs h5py.

    Args: file: the file, .npz, .csv or .h5, of at most 64 MB.
        of: which of the file's arrays has the values: of an .npz file z unless it says otherwise, of an .h5 file
            train_loss.
    """

    name: ClassVar[str] = "grid"
    title: ClassVar[str] = "Values on a grid"
    source: ClassVar[str] = "your file; splines: de Boor 1978, A Practical Guide to Splines"

    file: Annotated[DataFile, FilePath((".npz", ".csv", ".h5"))]
    of: Annotated[str, MaxLen(80)] | None = None
    bounds: Annotated[Bounds, Key()] = ITS_OWN

    def read(self) -> Reading:
        """The values on the grid."""
        file = self.file.path
        suffix = file.suffix.lower()
        if suffix == ".csv" and self.of is not None:
            raise ParameterError("of", "a .csv file has one grid only; leave it out")
        shares: tuple[str, ...] = ()
        if suffix == ".csv":
            found = tables.grid(file)
        elif suffix == ".npz":
            found, shares = self._of_arrays(file)
        else:
            found = self._of_loss_landscape(file)
        return Reading(found, (*shares, f"spline through {len(found.x)} × {len(found.y)} values of {self.file.name}"))

    def _of_arrays(self, file: Path) -> tuple[Grid, tuple[str, ...]]:
        """The grid of an .npz file, and what it says of the plane."""
        name, names = self.of or "z", set[str]()
        wanted = {*_AXES, name, _RATIO}

        def is_wanted(each: str) -> bool:
            names.add(each)
            return each in wanted

        found = read_arrays(file, is_wanted)
        for each in (*_AXES, name):
            if each not in found and each == self.of:
                raise ParameterError("of", str(UnknownNameError("array", each, names, f" in {file.name}")))
            if each not in found:
                hint = "; Plane.save of optviz.training writes one" if "runs" in names else ""
                raise ScenarioError(f"{file.name} has no array {each!r}: a grid has x, y and z{hint}")
        grid = _checked(file, Grid(found["x"], found["y"], found[name]), (*_AXES, name))
        return grid, _explained(file, found.get(_RATIO))

    def _of_loss_landscape(self, file: Path) -> Grid:
        """The grid of an HDF5 file of loss-landscape's, whose values run in the order of meshgrid(x, y), x fastest."""
        name = self.of or _LOSSES[0]
        if name not in _LOSSES:
            raise ParameterError("of", str(UnknownNameError("array", name, _LOSSES, f" in {file.name}")))
        found = read_hdf5(file, (*_COORDINATES, *_LOSSES))
        for each in (*_COORDINATES, name):
            if each not in found:
                others = [other for other in _LOSSES if other in found]
                hint = f"; it has {', '.join(others)}" if others and each == name else ""
                line = "; it is of one direction only" if each == _COORDINATES[1] else ""
                raise ScenarioError(f"{file.name} has no {each}{hint}{line}")
        x, y, values = (found[each] for each in (*_COORDINATES, name))
        if values.size != x.size * y.size:
            raise ScenarioError(f"{file.name}: {name} has {values.size} values, not {x.size} x {y.size}")
        grid = Grid(x, y, values.ravel().reshape(y.size, x.size))  # it is made as (nx, ny), whatever its order
        if (holes := np.argwhere(grid.z == _NOT_COMPUTED)).size:
            count = f"{len(holes)} of {values.size} values were not computed"
            raise ScenarioError(f"{file.name}: {name}: {count}, as that at {_place(grid, holes[0])}: finish it first")
        return _checked(file, grid, (*_COORDINATES, name))


def _checked(file: Path, grid: Grid, names: Sequence[str]) -> Grid:
    """A grid of finite numbers, its axes increasing.

    Raises: ScenarioError, with the array's name and the place, where it is none.
    """
    for name, array in zip(names, grid, strict=True):
        if array.dtype.kind not in "iuf":
            raise ScenarioError(f"{file.name}: {name} holds no real numbers")
    x, y, z = (np.asarray(array, dtype=np.float64) for array in grid)
    for name, axis in zip(names, (x, y), strict=False):
        if axis.ndim != 1:
            raise ScenarioError(f"{file.name}: {name} is no list of numbers: its shape is {axis.shape}")
        if (wrong := np.flatnonzero(~np.isfinite(axis))).size:
            raise ScenarioError(f"{file.name}: {name}[{wrong[0]}] is {axis[wrong[0]]:g}")
        if (wrong := np.flatnonzero(np.diff(axis) <= 0)).size:
            at = int(wrong[0])
            pair = f"{axis[at]:g} is followed by {axis[at + 1]:g}"
            raise ScenarioError(f"{file.name}: {name} must increase from value to value, but {pair}")
    if z.shape != (len(y), len(x)):
        other = "; it is transposed" if z.shape == (len(x), len(y)) else ""
        expected = f"for {len(x)} x {len(y)} points it needs the shape {(len(y), len(x))}"
        raise ScenarioError(f"{file.name}: {names[2]} has the shape {z.shape}: {expected}{other}")
    if (holes := np.argwhere(~np.isfinite(z))).size:
        row, column = (int(each) for each in holes[0])
        where = _place(Grid(x, y, z), holes[0])
        raise ScenarioError(f"{file.name}: {names[2]}[{row}, {column}] at {where} is {z[row, column]:g}")
    return Grid(x, y, z)


def _place(grid: Grid, hole: Rows) -> str:
    return f"({grid.x[hole[1]]:g}, {grid.y[hole[0]]:g})"


def _explained(file: Path, ratio: Any) -> tuple[str, ...]:
    """What a plane of training explains, in words."""
    if ratio is None:
        return ()
    if ratio.shape != (2,) or ratio.dtype.kind != "f" or not (ratio >= 0).all() or not ratio.sum() < 1 + _ROUNDING:
        raise ScenarioError(f"{file.name}: {_RATIO} are not two shares of a whole")
    first, second = (f"{100 * share:.0f}" for share in ratio.tolist())
    return (f"the plane explains {first} % + {second} % of the variance",)
