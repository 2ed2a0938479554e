"""Functions of Python as surfaces."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeAlias

from optviz.arrays import Array, np
from optviz.errors import ParameterError
from optviz.surfaces.kinds import surface as plane
from optviz.surfaces.kinds.surface import PAIR, Surface, as_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.surfaces.kinds.surface import Bounds, Point

Function: TypeAlias = "Callable[[Any, Any], Any]"

_STEP: Final = 6e-6
"""About the cube root of the rounding unit: with it central differences are most exact."""
_LONGEST: Final = 40
"""Letters of a value that a message shows."""
_SAME: Final = 1e-6
_BENDING: Final = 1e-4
"""About its fourth root: with it second differences of values are."""


@dataclass(frozen=True, repr=False)
class FunctionSurface(Surface):
    """A function f(x, y) of Python's.

    It is called with arrays x and y of one shape (n,), or, where it does not take them, with two numbers for each
    point. What it raises is not caught. A batch row equals the same point alone if the function's own results do.

        df/dx = (f(x + h, y) - f(x - h, y)) / 2h,  h = 6e-6 max(1, |x|),  where there is no gradient

    Args: function: f.  bounds: what is drawn.  slopes: its gradient, (df/dx, df/dy) of the same arguments; central
            differences if left out.  title: for readers.  minimizers: where it is lowest, if that is known.
    Raises: ParameterError where the function does not give a real number for each point.
    """

    name: ClassVar[str] = "function"
    source: ClassVar[str] = "a function of Python's"
    kinks: ClassVar[tuple[Point, ...]] = ()

    function: Function
    bounds: Bounds
    slopes: Function | None = None
    title: str = ""
    minimizers: tuple[Point, ...] = ()
    _together: bool = field(init=False, compare=False, default=True)  # whether it is given arrays
    _slopes_together: bool = field(init=False, compare=False, default=True)

    def __post_init__(self) -> None:
        keep = partial(object.__setattr__, self)
        keep("title", self.title or _title(self.function))
        keep("minimizers", tuple(map(plane.point, self.minimizers)))
        keep("_together", _takes_arrays(self.function, 1, self.bounds))
        keep("_slopes_together", self.slopes is None or _takes_arrays(self.slopes, PAIR, self.bounds))
        corners = np.array([[self.bounds.x[0], self.bounds.y[0]], [self.bounds.x[1], self.bounds.y[1]]])
        self.value(corners)
        self.gradient(corners)

    def __repr__(self) -> str:
        return f"<Surface {self.name}: {self.title}>"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """None."""
        return {}

    @property
    def formula(self) -> str:
        """Its title."""
        return self.title

    @property
    def written(self) -> str:
        """Its title."""
        return self.title

    @property
    def notes(self) -> tuple[str, ...]:  # type: ignore[override]
        """That its gradient is one of differences, where it is."""
        return () if self.slopes else ("gradient by central differences, h = 6e−6 max(1, |x|)",)

    @property
    def operations(self) -> tuple[int, int]:
        """Unknown; as many as a formula of middling length takes, and more where it takes one point at a time."""
        each = 30 if self._together and self._slopes_together else 500
        return each, each * (2 if self.slopes else 2 * PAIR)

    def within(self, bounds: Bounds) -> Self:
        """The same surface with other bounds."""
        found = copy.copy(self)
        object.__setattr__(found, "bounds", bounds)
        return found

    def value(self, points: Array) -> Array:
        """f at points (..., 2): (...)."""
        columns, shape = as_columns(points)
        return self._values(*columns).reshape(shape)

    def gradient(self, points: Array) -> Array:
        """(df/dx, df/dy) at points (..., 2): (..., 2), or their central differences."""
        columns, shape = as_columns(points)
        found = np.empty_like(columns)
        found[0], found[1] = self._slopes(*columns)
        return found.T.reshape((*shape, PAIR))

    def hessian(self, points: Array) -> Array:
        """The second derivatives at points (..., 2): (..., 2, 2), by central differences."""
        (x, y), shape = as_columns(points)
        found = np.empty((PAIR, PAIR, len(x)))
        if self.slopes:
            h, k = _step(x, _STEP), _step(y, _STEP)
            along = [(b - a) / (2 * h) for a, b in zip(self._slopes(x - h, y), self._slopes(x + h, y), strict=True)]
            up = [(b - a) / (2 * k) for a, b in zip(self._slopes(x, y - k), self._slopes(x, y + k), strict=True)]
            found[0, 0], found[1, 1] = along[0], up[1]
            found[0, 1] = found[1, 0] = (along[1] + up[0]) / 2
        else:
            h, k = _step(x, _BENDING), _step(y, _BENDING)
            middle = 2 * self._values(x, y)
            found[0, 0] = (self._values(x + h, y) - middle + self._values(x - h, y)) / (h * h)
            found[1, 1] = (self._values(x, y + k) - middle + self._values(x, y - k)) / (k * k)
            rising = self._values(x + h, y + k) + self._values(x - h, y - k)
            falling = self._values(x + h, y - k) + self._values(x - h, y + k)
            found[0, 1] = found[1, 0] = (rising - falling) / (4 * h * k)
        return found.transpose(2, 0, 1).reshape((*shape, PAIR, PAIR))

    def _values(self, x: Array, y: Array) -> Array:
        (found,) = _asked(self.function, x, y, 1, together=self._together)
        return found

    def _slopes(self, x: Array, y: Array) -> tuple[Array, ...]:
        if self.slopes:
            return _asked(self.slopes, x, y, PAIR, together=self._slopes_together)
        h, k = _step(x, _STEP), _step(y, _STEP)
        with np.errstate(all="ignore"):
            along = (self._values(x + h, y) - self._values(x - h, y)) / (2 * h)
            up = (self._values(x, y + k) - self._values(x, y - k)) / (2 * k)
        return along, up


def _title(function: Function) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return "f(x, y)" if name == "<lambda>" else name


def _step(numbers: Array, share: float) -> Array:
    """A step for differences; the step that is really made, after rounding."""
    with np.errstate(all="ignore"):
        step = share * np.maximum(1, np.abs(numbers))
        return np.asarray((numbers + step) - numbers)


def _takes_arrays(function: Function, parts: int, bounds: Bounds) -> bool:
    """Whether a function takes arrays: on some points, it gives for all together what it gives for each alone.

    What it raises for arrays is raised where it raises something for numbers too.
    """
    shares = np.array([0.21, 0.48, 0.83])
    x, y = (low + shares * (high - low) for low, high in (bounds.x, bounds.y))
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    with np.errstate(all="ignore"):
        try:
            together = _parts(function(x.copy(), y.copy()), parts)
        except Exception:  # whatever a function of numbers makes of arrays
            if _works(function, pairs[0]):
                return False
            raise
        try:
            alone = [[function(*pair)] if parts == 1 else function(*pair) for pair in pairs]
            expected = np.array(alone, dtype=np.float64).T
        except Exception:  # noqa: BLE001  (a function of arrays only)
            return True
    if any(np.shape(part) not in {(), x.shape} for part in together) or expected.shape != (parts, len(x)):
        return expected.shape != (parts, len(x))
    try:
        whole = np.array([np.broadcast_to(part, x.shape) for part in together], dtype=np.float64)
    except (TypeError, ValueError):
        return True  # it is told of what it gives, later
    return bool(np.allclose(whole, expected, rtol=_SAME, equal_nan=True))


def _works(function: Function, pair: tuple[float, float]) -> bool:
    """Whether a function takes two numbers."""
    try:
        function(*pair)
    except Exception:  # noqa: BLE001  (what it makes of arrays is told instead)
        return False
    return True


def _asked(function: Function, x: Array, y: Array, parts: int, *, together: bool) -> tuple[Array, ...]:
    """What a function gives for points, as so many arrays (n,).

    Raises: ParameterError where it gives something else than real numbers, one for each point or one for all.
    """
    name, count = "gradient" if parts == PAIR else "function", len(x)
    if not count:  # which not every function takes
        return (x,) * parts
    with np.errstate(all="ignore"):
        if together:
            found = _parts(function(x.copy(), y.copy()), parts)
            return tuple(_numbers(name, part, count) for part in found)
        rows = [_parts(function(*pair), parts) for pair in zip(x.tolist(), y.tolist(), strict=True)]
    numbers = [[float(_numbers(name, each, 1)[0]) for each in row] for row in rows]
    return tuple(np.array(numbers).reshape(count, parts).T)


def _parts(found: Any, parts: int) -> Any:
    """What a function gave, as a sequence of its parts.

    Raises: ParameterError where a gradient has not two.
    """
    if parts == 1:
        return [found]
    if np.ndim(found) and len(found) == parts:
        return found
    raise ParameterError("gradient", f"it must give two values, df/dx and df/dy, not {_described(found)}")


def _numbers(name: str, part: Any, count: int) -> Array:
    """Real numbers, one for each point."""
    array = np.asarray(part)
    if array.dtype.kind not in "biuf" or array.shape not in {(), (count,)}:
        expected = f"a real number for each of {count} points" if count > 1 else "a real number"
        raise ParameterError(name, f"it must give {expected}, not {_described(part)}")
    return np.broadcast_to(array.astype(np.float64), (count,)) + 0.0


def _described(found: Any) -> str:
    if isinstance(found, np.ndarray):
        return f"an array of shape {found.shape} of {found.dtype}"
    return repr(found)[:_LONGEST]
