"""Planes through recorded training, and the loss on them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final

from optviz.arrays import np
from optviz.errors import ScenarioError, UnknownNameError
from optviz.files import replacing
from optviz.pool import cores
from optviz.progress import progress as bar
from optviz.training.evaluation import chunks, evaluate
from optviz.training.losses import Losses
from optviz.training.recorder import Recorder, run_names
from optviz.training.tensors import as_layout, size_of, split

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from numpy.random import Generator

    from optviz.arrays import Array, Rows
    from optviz.training.evaluation import Job
    from optviz.training.losses import Loss
    from optviz.training.tensors import Layout

POINTS: Final = 41
"""Values of x, and of y, where none are given."""

_FEWEST: Final = 4
"""Values each way that a bicubic spline needs."""
_MARGIN: Final = 0.25
"""How far the plane goes beyond the paths at each end, as a part of their extent."""
_FLAT: Final = 1e-10
"""Below this part of the larger one, an extent is rounding."""


@dataclass(frozen=True, eq=False)
class Path:
    """A run as its plane shows it.

    Args: vectors: (K, P), its checkpoints.  steps: (K,), the updates before each.
        coordinates: (K, 2), where each is projected to.  off_plane: (K,), how far it is from there.
    """

    vectors: Array = field(repr=False)
    steps: Rows = field(repr=False)
    coordinates: Array = field(repr=False)
    off_plane: Array = field(repr=False)


class Plane:
    """A plane through a point of the parameters' space, the paths of runs on it, and the loss on it.

        vector = center + x d1 + y d2

    Attributes: center: (P,).  directions: (2, P), d1 and d2; neither unit nor orthogonal where they need not be.
        kind: "pca", "random" or "given".
        explained_variance_ratio: (2,), which share of the variance of all checkpoints about their mean lies along d1,
            and which more along what d2 adds to it; of "pca", the usual ratios. 0 where nothing varies.
        paths: the runs by name, as Path.
        x: (nx,), y: (ny,), z: (ny, nx), the loss on the plane, and losses: by run, (K,), the true loss at each
            checkpoint, which the plane's at its projection is not; all None before grid.
    """

    def __init__(self, center: Array, directions: Array, kind: str, runs: Mapping[str, tuple[Array, Rows]]) -> None:
        self.center, self.directions, self.kind = center, directions, kind
        self._basis, self._factor = np.linalg.qr(directions.T)
        self.explained_variance_ratio = _explained(
            np.concatenate([vectors for vectors, _ in runs.values()]), self._basis
        )
        self.paths = {name: Path(*run, *self.project(run[0])) for name, run in runs.items()}
        self.x: Array | None = None
        self.y: Array | None = None
        self.z: Array | None = None
        self.losses: dict[str, Array] | None = None

    def project(self, vectors: Any) -> tuple[Array, Array]:
        """The points of the plane that are nearest to vectors (least squares), and the distances to them.

        Args: vectors: (..., P), or a Recorder.
        Returns: the coordinates, (..., 2), and the distances, (...).
        Raises: ScenarioError where the vectors have another length, or hold what is no finite number.
        """
        apart = _numbers(vectors, "vectors", self.center.size) - self.center
        along = (apart @ self._basis)[..., None]
        coordinates = np.linalg.solve(self._factor, along)[..., 0] + 0.0  # never -0, which the center would be
        return coordinates, np.linalg.norm(apart - coordinates @ self.directions, axis=-1)

    def grid(
        self,
        loss: Loss,
        x: Any = None,
        y: Any = None,
        *,
        workers: int | None = None,
        progress: bool | Callable[[float], object] = True,
        losses: Mapping[str, Any] | None = None,
    ) -> Array:
        """Evaluate a loss on the plane and at the recorded checkpoints, and keep it in x, y, z and losses.

        Each process gets the loss once and evaluates it with one thread; so the values do not depend on their number.
        A loss that no other process can load, as one that is defined in a notebook or in the script that runs, is
        evaluated in this process, with a warning; with cloudpickle installed it can be loaded.

        Args: loss: a function of one flat vector, (P,) float64, that returns a number.
            x, y: strictly increasing, at least 4 values each; 41 around the paths and the center if left out.
            workers: how many processes evaluate it, one for each core if left out; with 0 it is done in this process.
            progress: whether a terminal shows a bar, or a function that is called with the share done, 0 to 1.
            losses: by run, (K,), the true losses at its checkpoints where they are known; others are evaluated.
        Returns: z, (ny, nx): z[i, j] is the loss at center + x[j] d1 + y[i] d2.
        Raises: ScenarioError where an argument is not as above.  OptvizError, with the place, where a loss is not
            finite.  What the loss raises; if in another process, with the traceback there as a note.
        """
        across, up = self._axis("x", x), self._axis("y", y)
        count = cores() if workers is None else workers
        if count < 0:
            raise ScenarioError(f"workers: expected a number >= 0, not {count}")
        known = self._known(losses or {})
        points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        jobs: list[Job] = [(Losses.on_plane, (points[part],)) for part in chunks(len(points), count)]
        for name, path in self.paths.items():
            if name not in known:
                parts = chunks(len(path.vectors), count)
                jobs += [(Losses.along, (name, part.start, path.vectors[part])) for part in parts]
        shown = (
            bar("loss on the plane") if progress is True else nullcontext(_unseen if progress is False else progress)
        )
        with shown as tell:
            found = np.array(evaluate(Losses(loss, self.center, self.directions), jobs, count, tell))
        self.x, self.y, self.z = across, up, found[: len(points)].reshape(len(up), len(across))
        begin = len(points)
        for name, path in self.paths.items():
            if name not in known:
                known[name] = found[begin : begin + len(path.vectors)]
                begin += len(path.vectors)
        self.losses = known
        return self.z

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the loss on the plane and the projected paths to an .npz file, whole or not at all.

        It holds `x` (nx,), `y` (ny,), `z` (ny, nx), `explained_variance_ratio` (2,), `directions`, their kind, `runs`,
        the names, and of each run NAME `path:NAME:coordinates` (K, 2), `path:NAME:off_plane`, `path:NAME:loss`, the
        true one, and `path:NAME:steps`, (K,) each.

        Args: file: its path.
        Raises: ScenarioError where grid was not called before.  OutputError where the file cannot be written.
        """
        if self.losses is None:
            raise ScenarioError("the plane has no loss yet: call grid first")
        found: dict[str, Any] = {
            "x": self.x,
            "y": self.y,
            "z": self.z,
            "explained_variance_ratio": self.explained_variance_ratio,
            "directions": np.array(self.kind),
            "runs": run_names(self.paths),
        }
        for name, path in self.paths.items():
            found |= {
                f"path:{name}:coordinates": path.coordinates,
                f"path:{name}:off_plane": path.off_plane,
                f"path:{name}:loss": self.losses[name],
                f"path:{name}:steps": path.steps,
            }
        with replacing(FilePath(file)) as temporary, temporary.open("wb") as stream:
            np.savez_compressed(stream, **found)

    def _axis(self, name: str, given: Any) -> Array:
        """The values of x or y."""
        if given is None:
            places = [0.0, *([-1.0, 1.0] if self.kind == "random" else [])]
            column = 0 if name == "x" else 1
            places += [number for path in self.paths.values() for number in path.coordinates[:, column].tolist()]
            low, high = min(places), max(places)
            margin = (high - low) * _MARGIN or 1.0
            return np.linspace(low - margin, high + margin, POINTS)
        values = _numbers(given, name)
        if values.ndim != 1 or values.size < _FEWEST or not (np.diff(values) > 0).all():
            raise ScenarioError(f"{name}: expected at least {_FEWEST} strictly increasing numbers")
        return values

    def _known(self, losses: Mapping[str, Any]) -> dict[str, Array]:
        """The true losses that are given."""
        known = {}
        for name, given in losses.items():
            if name not in self.paths:
                raise UnknownNameError("run", name, self.paths, " in losses")
            known[name] = _numbers(given, f"the losses of {name!r}")
            if known[name].shape != self.paths[name].steps.shape:
                raise ScenarioError(f"the losses of {name!r}: expected one for each checkpoint")
        return known


def plane(
    runs: Mapping[str, Any],
    center: str | Any = None,
    directions: str | Any = "pca",
    *,
    layout: Any = None,
    seed: int = 0,
) -> Plane:
    """A plane through a point of the parameters' space, along which runs are shown.

    "pca": the rows of all runs, minus the center, minus their mean, are decomposed (SVD); d1 and d2 are the first two
    right singular vectors, unit and orthogonal, with signs by which their entry of largest magnitude is positive.

    "random": for each tensor of the layout, a standard normal tensor d of its shape, first all of d1, then all of d2;
    each row of it (a neuron's incoming weights, a convolution's filter) is scaled to the center's, w:
    d_row <- d_row |w_row| / (|d_row| + 1e-10). Tensors with fewer than two dimensions are 0 in it, yet drawn.

    Args: runs: by name (letters, digits, and _ - .), each (K, P), or a Recorder, K checkpoints of P parameters.
        center: the run whose last row is the center, or a vector (P,); the last run if left out.
        directions: "pca", "random", or two vectors (2, P), which need be neither unit nor orthogonal.
        layout: for "random" the shapes of the tensors in the vector's order, as a Recorder's layout or a sequence; that
            of the first Recorder among the runs if left out.
        seed: for "random", of numpy's default_rng.
    Raises: ScenarioError where an argument is not as above, a number is not finite, or the directions span no plane.
    Reference: Li et al. 2018, arXiv:1712.09913; the signs and the order of draws are fixed here.
    """
    if not isinstance(runs, Mapping):
        raise ScenarioError("expected runs as a mapping of names to (K, P) vectors")
    run_names(runs)
    rows = {name: _checkpoints(name, run) for name, run in runs.items()}
    (size, *others) = dict.fromkeys(vectors.shape[1] for vectors, _ in rows.values())
    if others:
        raise ScenarioError(f"the runs' vectors have different lengths: {size} and {others[0]}")
    origin = _center(center, rows, size)
    if layout is None:
        layout = next((run.layout for run in runs.values() if isinstance(run, Recorder)), None)
    along = _directions(directions, rows, origin, None if layout is None else as_layout(layout), seed)
    return Plane(origin, along, directions if isinstance(directions, str) else "given", rows)


def _directions(
    given: str | Any, rows: Mapping[str, tuple[Array, Rows]], center: Array, layout: Layout | None, seed: int
) -> Array:
    """The two directions of a plane, (2, P)."""
    if not isinstance(given, str):
        found = _numbers(given, "directions", center.size)
        if found.shape != (2, center.size):
            raise ScenarioError(f"directions: expected two vectors, not an array of shape {found.shape}")
    elif given == "pca":
        found = _principal([vectors for vectors, _ in rows.values()], center)
    elif given == "random":
        found = _random(center, layout, seed)
    else:
        raise ScenarioError(f"directions: expected 'pca', 'random' or two vectors, not {given!r}")
    factor = np.abs(np.linalg.qr(found.T)[1])
    if factor.shape != (2, 2) or not factor[0, 0] or factor[1, 1] <= _FLAT * np.linalg.norm(found[1]):
        raise ScenarioError("directions: they span no plane; one is 0, or a multiple of the other")
    return found


def _checkpoints(name: str, run: Any) -> tuple[Array, Rows]:
    """The vectors and the steps of a run."""
    numbers = _numbers(run, f"run {name!r}")
    if numbers.ndim != 2 or 0 in numbers.shape:  # noqa: PLR2004  (rows and columns)
        raise ScenarioError(f"run {name!r}: expected (K, P) vectors, not an array of shape {numbers.shape}")
    if isinstance(run, Recorder):
        return run.vectors, run.steps
    return np.asarray(run), np.arange(len(numbers))


def _center(given: Any, rows: Mapping[str, tuple[Array, Rows]], size: int) -> Array:
    name = list(rows)[-1] if given is None else given
    if isinstance(name, str):
        if name not in rows:
            raise UnknownNameError("run", name, rows, " as center")
        given = rows[name][0][-1]
    center = _numbers(given, "center", size)
    if center.ndim != 1:
        raise ScenarioError(f"center: expected a vector of {size} numbers, not an array of shape {center.shape}")
    return center


def _principal(runs: Sequence[Array], center: Array) -> Array:
    """The first two principal directions of all checkpoints, (2, P)."""
    apart = np.concatenate(runs) - center
    apart -= apart.mean(axis=0)
    directions, lengths, _ = np.linalg.svd(apart.T, full_matrices=False)  # LAPACK is faster at tall matrices
    if len(lengths) < 2 or lengths[1] <= _FLAT * lengths[0]:  # noqa: PLR2004  (a plane has two)
        raise ScenarioError("the checkpoints lie on one line or point, which spans no plane; record more of them")
    first = np.ascontiguousarray(directions[:, :2].T)
    largest = np.abs(first).argmax(axis=1)
    signs: Array = np.sign(first[[0, 1], largest])
    return first * signs[:, None]


def _random(center: Array, layout: Layout | None, seed: int) -> Array:
    """Two random directions with rows as long as the center's, (2, P)."""
    if layout is None:
        raise ScenarioError("layout: random directions need the shapes of the tensors")
    if size_of(layout) != center.size:
        raise ScenarioError(f"layout: its tensors have {size_of(layout)} numbers, the vectors {center.size}")
    try:
        random = np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise ScenarioError(f"seed: expected a whole number >= 0, not {seed!r}") from None
    weights = split(center, layout)
    return np.stack([np.concatenate([_like(each, random).ravel() for each in weights.values()]) for _ in range(2)])


def _like(weights: Array, random: Generator) -> Array:
    """A random tensor whose rows are as long as those of some weights."""
    drawn = random.standard_normal(weights.shape)
    if weights.ndim < 2:  # noqa: PLR2004  (biases and the like)
        return np.zeros_like(weights)
    rows = (len(weights), -1)
    lengths, own = (np.linalg.norm(each.reshape(rows), axis=1, keepdims=True) for each in (weights, drawn))
    scaled: Array = drawn.reshape(rows) * (lengths / (own + 1e-10))
    return scaled


def _explained(vectors: Array, basis: Array) -> Array:
    """Which share of the variance of some rows lies along each vector of an orthonormal basis (P, 2)."""
    apart = vectors - vectors.mean(axis=0, dtype=np.float64)
    whole = np.square(apart).sum()
    shares: Array = np.square(apart @ basis).sum(axis=0) / (whole or 1.0)
    return shares


def _numbers(given: Any, name: str, size: int | None = None) -> Array:
    """Finite numbers as an array of float64, whose last dimension has a size.

    Raises: ScenarioError where they are none.
    """
    try:
        found = np.asarray(given.vectors if isinstance(given, Recorder) else given)
        numbers = found.astype(np.float64, casting="same_kind")
    except (TypeError, ValueError) as error:
        raise ScenarioError(f"{name}: expected real numbers") from error
    if size is not None and numbers.shape[-1:] != (size,):
        raise ScenarioError(f"{name}: expected vectors of {size} numbers, not an array of shape {numbers.shape}")
    if not np.isfinite(numbers).all():
        place = tuple(int(index) for index in np.argwhere(~np.isfinite(numbers))[0])
        raise ScenarioError(f"{name}: the number at {list(place)} is not finite")
    return numbers


def _unseen(_: float) -> None:
    """A progress that nobody looks at."""
